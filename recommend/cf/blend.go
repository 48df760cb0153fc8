package cf

// Part is a matrix of a blend with its weight.
type Part struct {
	A      *Matrix
	Weight float64
}

// Blend adds matrices of equal size, each brought to the level of the first, and
// keeps the k largest entries of each row. What has no weight is left out; with
// nothing else the first is the blend.
func Blend(k int, first *Matrix, more ...Part) *Matrix {
	level, parts := first.level(), []Part{{first, 1}}
	for _, p := range more {
		if own := p.A.level(); p.Weight > 0 && own > 0 {
			parts = append(parts, Part{p.A, p.Weight * level / own})
		}
	}
	if len(parts) == 1 {
		return first
	}
	n := first.Rows()
	k = min(k, n)
	col, val, used := make([]int32, n*k), make([]float32, n*k), make([]int, n)
	parallel(n, 64, func() func(lo, hi int) {
		acc, touched, best := make([]float32, n), make([]int32, 0, n), Top{}
		return func(lo, hi int) {
			for i := lo; i < hi; i++ {
				touched = touched[:0]
				for _, p := range parts {
					cols, vals := p.A.Row(i)
					for x, j := range cols {
						touched = addTo(acc, touched, j, float32(p.Weight)*vals[x])
					}
				}
				best.Reset(k)
				for _, j := range touched {
					best.Offer(j, acc[j])
					acc[j] = 0
				}
				used[i] = fillRow(best.Take(), col[i*k:], val[i*k:])
			}
		}
	})
	return packRows(n, k, used, col, val)
}

// level is the mean of the largest entries of the rows that have any.
func (m *Matrix) level() float64 {
	sum, rows := 0.0, 0
	for i := range m.Rows() {
		most := float32(0)
		_, vals := m.Row(i)
		for _, v := range vals {
			most = max(most, v)
		}
		if most > 0 {
			sum += float64(most)
			rows++
		}
	}
	return sum / float64(max(1, rows))
}
