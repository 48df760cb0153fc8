//go:build race

package main

// Under the race detector a suite takes ten times as long: make test plays the
// suites once more without it, and here with one model alone.
func init() { underRace = true }
