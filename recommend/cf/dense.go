package cf

import "slices"

// panel is a dense matrix of rows of n in blocks of width columns each: what
// gather works on.
type panel struct {
	rows   int
	blocks [][]float32
}

func newPanel(rows, blocks int) *panel {
	p := &panel{rows: rows}
	for range blocks {
		p.blocks = append(p.blocks, make([]float32, rows*width))
	}
	return p
}

// cols is the number of columns.
func (p *panel) cols() int { return len(p.blocks) * width }

// row copies row i into to, across all blocks.
func (p *panel) row(i int, to []float32) {
	for b, block := range p.blocks {
		copy(to[b*width:(b+1)*width], block[i*width:])
	}
}

// chunk is how many rows of a panel are worked on at a time, so that they stay
// in the second-level cache.
const chunk = 512

// counting is 0, 1, 2, ...: the columns of a dense row.
func counting(n int) []int32 {
	c := make([]int32, n)
	for i := range c {
		c[i] = int32(i)
	}
	return c
}

// gram is XᵀY, summed in float64; by rows.
func gram(x, y *panel) []float64 {
	m, k := x.cols(), y.cols()
	chunks := (x.rows + chunk - 1) / chunk
	parts := make([][]float64, min(chunks, 8)) // so many sums, added in order: the same on any number of cores
	parallel(len(parts), 1, func() func(lo, hi int) {
		turned, sum, steps := make([]float32, chunk*m), make([]float32, width), counting(chunk)
		row := make([]float32, m)
		return func(lo, _ int) {
			part := make([]float64, m*k)
			for c := lo; c < chunks; c += len(parts) {
				first, n := c*chunk, min(chunk, x.rows-c*chunk)
				for i := range n {
					x.row(first+i, row)
					for a, v := range row {
						turned[a*chunk+i] = v
					}
				}
				for b, block := range y.blocks {
					for a := range m {
						gather(sum, block[first*width:], steps[:n], turned[a*chunk:a*chunk+n])
						for j, v := range sum {
							part[a*k+b*width+j] += float64(v)
						}
					}
				}
			}
			parts[lo] = part
		}
	})
	total := parts[0]
	for _, part := range parts[1:] {
		for i, v := range part {
			total[i] += v
		}
	}
	return total
}

// mix is X·W for a W of x.cols() rows, given as a panel.
func mix(x, w *panel) *panel {
	out := newPanel(x.rows, len(w.blocks))
	parallel(x.rows, chunk, func() func(lo, hi int) {
		rows, steps := make([]float32, chunk*x.cols()), counting(x.cols())
		return func(lo, hi int) {
			for i := lo; i < hi; i++ {
				x.row(i, rows[(i-lo)*x.cols():])
			}
			for b, block := range w.blocks {
				for i := lo; i < hi; i++ {
					gather(out.blocks[b][i*width:(i+1)*width], block, steps, rows[(i-lo)*x.cols():(i-lo+1)*x.cols()])
				}
			}
		}
	})
	return out
}

// panelOf makes a panel of a matrix by rows in float64, with the columns in the
// order given; those past the last are zero.
func panelOf(rows, cols int, data []float64, order []int) *panel {
	p := newPanel(rows, (len(order)+width-1)/width)
	for to, from := range order {
		for i := range rows {
			p.blocks[to/width][i*width+to%width] = float32(data[i*cols+from])
		}
	}
	return p
}

// descending orders indices by value, largest first.
func descending(values []float64) []int {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case values[a] > values[b]:
			return -1
		case values[a] < values[b]:
			return 1
		}
		return a - b
	})
	return order
}
