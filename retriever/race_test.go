//go:build race

package retriever

// The race detector makes SQL ten times as slow: make test counts all filter
// sets once more without it.
func init() { filterSets = 500 }
