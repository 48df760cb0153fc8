package cf

import "slices"

// Similar gives A = D_i^-γ (R̃ᵀR̃) D_i^γ without its diagonal: for each item the k
// most similar ones, sorted by item. γ above 0 recommends what many touch.
func (g *Graph) Similar(gamma float64, k int) *Matrix { return g.similar(gamma, k, nil) }

// similar is Similar with something added to the entries that P has.
func (g *Graph) similar(gamma float64, k int, add func() func(i int, acc []float32, touched []int32)) *Matrix {
	n := g.Items.Rows()
	from, to := Powers(g.Degree, -gamma), Powers(g.Degree, gamma)
	col, val := make([]int32, n*k), make([]float32, n*k)
	used := make([]int, n)
	parallel(n, 64, func() func(lo, hi int) {
		acc, touched, top := make([]float32, n), make([]int32, 0, n), Top{}
		more := func(int, []float32, []int32) {}
		if add != nil {
			more = add()
		}
		return func(lo, hi int) {
			for i := lo; i < hi; i++ {
				touched = g.row(i, acc, touched[:0])
				more(i, acc, touched)
				top.Reset(k)
				for _, j := range touched {
					if int(j) != i && to[j] > 0 {
						top.Offer(j, acc[j]*to[j]*from[i])
					}
					acc[j] = 0
				}
				used[i] = fillRow(top.Take(), col[i*k:], val[i*k:])
			}
		}
	})
	return packRows(n, k, used, col, val)
}

// row adds row i of P to acc, which must be zero, and lists the items touched.
func (g *Graph) row(i int, acc []float32, touched []int32) []int32 {
	sets, weights := g.Items.Row(i)
	for s, set := range sets {
		w := weights[s]
		cols, vals := g.Sets.Row(int(set))
		for k, j := range cols {
			if acc[j] == 0 {
				touched = append(touched, j)
			}
			acc[j] += w * vals[k]
		}
	}
	return touched
}

// fillRow writes a row sorted by item and tells its length.
func fillRow(best []Scored, col []int32, val []float32) int {
	slices.SortFunc(best, func(a, b Scored) int { return int(a.Item - b.Item) })
	for x, s := range best {
		col[x], val[x] = s.Item, s.Score
	}
	return len(best)
}

// packRows closes the gaps between rows that have room for k entries each.
func packRows(n, k int, used []int, col []int32, val []float32) *Matrix {
	m := &Matrix{Cols: n, Start: make([]int, n+1)}
	for i, u := range used {
		copy(col[m.Start[i]:], col[i*k:i*k+u])
		copy(val[m.Start[i]:], val[i*k:i*k+u])
		m.Start[i+1] = m.Start[i] + u
	}
	end := m.Start[n]
	m.Col, m.Val = slices.Clip(col[:end]), slices.Clip(val[:end])
	return m
}
