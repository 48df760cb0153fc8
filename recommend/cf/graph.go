package cf

import "math"

// Graph is R normalised on both sides, R̃ = D_u^-b/2 R D_i^-1/2, by its rows and
// by its columns: P = R̃ᵀR̃.
type Graph struct {
	Sets   *Matrix   // R̃
	Items  *Matrix   // R̃ᵀ
	Degree []float32 // D_i, the squared length of each column of R
}

// Normalise makes a graph of R with the set exponent b: 0 counts a long row like
// a short one pair by pair, 1 gives every row the same say.
func Normalise(r *Matrix, b float64) *Graph {
	return Join([]Channel{{Rows: r, Weight: 1, B: b}})
}

// Channel is one kind of sets: its rows, how much it says, its set exponent.
type Channel struct {
	Rows   *Matrix
	Weight float64
	B      float64
}

// Join makes one graph of several kinds of sets, each normalised by its own
// degrees. Degree is the first one's.
func Join(channels []Channel) *Graph {
	var parts []*Matrix
	for _, c := range channels {
		if c.Weight > 0 {
			parts = append(parts, c.normalised(Degrees(c.Rows)))
		}
	}
	sets := Stack(channels[0].Rows.Cols, parts...)
	return &Graph{Sets: sets, Items: sets.Transpose(), Degree: Degrees(channels[0].Rows)}
}

// Degrees gives the squared length of each column.
func Degrees(r *Matrix) []float32 {
	d := make([]float32, r.Cols)
	for k, c := range r.Col {
		d[c] += r.Val[k] * r.Val[k]
	}
	return d
}

func (c *Channel) normalised(degree []float32) *Matrix {
	n := &Matrix{Cols: c.Rows.Cols, Start: c.Rows.Start, Col: c.Rows.Col, Val: make([]float32, len(c.Rows.Val))}
	root := Powers(degree, -0.5)
	for i := range c.Rows.Rows() {
		length := 0.0
		for k := n.Start[i]; k < n.Start[i+1]; k++ {
			length += float64(c.Rows.Val[k]) * float64(c.Rows.Val[k])
		}
		if length == 0 {
			continue
		}
		w := float32(math.Sqrt(c.Weight) * math.Pow(length, -c.B/2))
		for k := n.Start[i]; k < n.Start[i+1]; k++ {
			n.Val[k] = c.Rows.Val[k] * w * root[n.Col[k]]
		}
	}
	return n
}

// Powers raises each degree to e; a degree of 0 gives 0.
func Powers(degree []float32, e float64) []float32 {
	p := make([]float32, len(degree))
	for i, d := range degree {
		if d > 0 {
			p[i] = float32(math.Pow(float64(d), e))
		}
	}
	return p
}

// Norm is the largest eigenvalue of P, by power iteration.
func (g *Graph) Norm() float64 {
	x, y := make([]float32, g.Items.Rows()), make([]float32, g.Sets.Rows())
	for i := range x {
		x[i] = 1
	}
	norm := 0.0
	for range 40 {
		g.Sets.times(x, y)
		g.Items.times(y, x)
		if norm = length(x); norm == 0 {
			return 0
		}
		for i := range x {
			x[i] /= float32(norm)
		}
	}
	return norm
}

// times is y = m·x.
func (m *Matrix) times(x, y []float32) {
	for i := range y {
		cols, vals := m.Row(i)
		sum := float32(0)
		for k, c := range cols {
			sum += vals[k] * x[c]
		}
		y[i] = sum
	}
}

func length(x []float32) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum)
}
