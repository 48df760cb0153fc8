//go:build race

package eval

// The race detector makes training on a published set ten times as slow: make
// test plays that test once more without it.
func init() { underRace = true }
