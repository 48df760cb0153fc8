package cf

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// EaseMost is how many items EASE is for: it inverts a dense matrix of them.
const EaseMost = 3000

// Ease gives the k largest entries above 0 of each row of A = D^-γ B D^γ, where B
// is EASE's (Steck, WWW 2019) on P: the B of zero diagonal that best rebuilds
// each set from its own items, with the ridge λ,
//
//	B_ij = -M_ij / M_jj,  M = (P + λ)^-1.
//
// What P counts twice, because two items say the same of a third, it counts once.
// P should be rescaled, so that λ means the same on every graph.
func (g *Graph) Ease(gamma, lambda float64, k int) *Matrix {
	n := g.Items.Rows()
	inverse, ok := g.inverse(lambda)
	if !ok {
		return packRows(n, 0, make([]int, n), nil, nil)
	}
	from, to := Powers(g.Degree, -gamma), Powers(g.Degree, gamma)
	k = min(k, n)
	col, val, used := make([]int32, n*k), make([]float32, n*k), make([]int, n)
	parallel(n, 16, func() func(lo, hi int) {
		best := Top{}
		return func(lo, hi int) {
			for i := lo; i < hi; i++ {
				best.Reset(k)
				for j := range n {
					v := -float32(inverse.At(i, j)/inverse.At(j, j)) * from[i] * to[j]
					if j != i && v > 0 {
						best.Offer(int32(j), v)
					}
				}
				used[i] = fillRow(best.Take(), col[i*k:], val[i*k:])
			}
		}
	})
	return packRows(n, k, used, col, val)
}

// inverse is (P + λ)^-1, unless that is not to be had.
func (g *Graph) inverse(lambda float64) (*mat.SymDense, bool) {
	n := g.Items.Rows()
	if n == 0 {
		return nil, false
	}
	p := mat.NewSymDense(n, nil)
	acc, touched := make([]float32, n), make([]int32, 0, n)
	for i := range n {
		touched = g.row(i, acc, touched[:0])
		for _, j := range touched {
			if int(j) >= i {
				p.SetSym(i, int(j), float64(acc[j]))
			}
			acc[j] = 0
		}
		p.SetSym(i, i, p.At(i, i)+math.Max(lambda, 1e-6))
	}
	var factors mat.Cholesky
	if !factors.Factorize(p) {
		return nil, false
	}
	err := factors.InverseTo(p)
	return p, err == nil
}
