package cf

import "golang.org/x/sys/cpu"

//go:noescape
func gatherAVX2(y, x *float32, cols *int32, vals *float32, n int)

// gather sums rows of a block: y = Σ vals[k] · x[cols[k]].
func gather(y, x []float32, cols []int32, vals []float32) {
	if len(cols) == 0 || !cpu.X86.HasAVX2 {
		gatherPlain(y, x, cols, vals)
		return
	}
	gatherAVX2(&y[0], &x[0], &cols[0], &vals[0], len(cols))
}
