//go:build !amd64

package cf

// gather sums rows of a block: y = Σ vals[k] · x[cols[k]].
func gather(y, x []float32, cols []int32, vals []float32) { gatherPlain(y, x, cols, vals) }
