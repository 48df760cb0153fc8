package cf

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"
)

// Spectrum is the leading part of P: P ≈ U Λ Uᵀ.
type Spectrum struct {
	Values []float64 // Λ, descending
	rows   []float32 // U by rows
}

// row is what item i has in each eigenvector.
func (s *Spectrum) row(i int) []float32 { return s.rows[i*len(s.Values) : (i+1)*len(s.Values)] }

// add gives, to each goroutine, a function that adds to a row of P what a filter
// makes of the leading eigenvalues.
func (s *Spectrum) add(f Filter) func() func(i int, acc []float32, touched []int32) {
	by := make([]float32, len(s.Values))
	for k, lambda := range s.Values {
		by[k] = float32(f.rest(lambda))
	}
	return func() func(i int, acc []float32, touched []int32) {
		own := make([]float32, len(by))
		return func(i int, acc []float32, touched []int32) {
			for k, u := range s.row(i) {
				own[k] = by[k] * u
			}
			for _, j := range touched {
				acc[j] += dot(own, s.row(int(j)))
			}
		}
	}
}

// dot sums in four parts, which lets the processor overlap them.
func dot(x, y []float32) float32 {
	var a, b, c, d float32
	y = y[:len(x)]
	k := 0
	for ; k+4 <= len(x); k += 4 {
		a += x[k] * y[k]
		b += x[k+1] * y[k+1]
		c += x[k+2] * y[k+2]
		d += x[k+3] * y[k+3]
	}
	for ; k < len(x); k++ {
		a += x[k] * y[k]
	}
	return a + b + c + d
}

// rounds of the subspace iteration, and the degree of the Chebyshev polynomial
// that each applies: enough for the leading values to settle to three digits.
const (
	spectrumRounds = 2
	spectrumDegree = 6
)

// Leading finds the eigenvectors that a filter of this graph uses.
func (g *Graph) Leading(fast bool, seed uint64) *Spectrum {
	return g.Spectrum(rank(g.Items.Rows(), fast), seed)
}

// Spectrum finds the leading eigenvectors of P, rank of them rounded up to whole
// blocks, by subspace iteration with Chebyshev filters (Zhou, Saad et al. 2006)
// and Rayleigh-Ritz steps. The same seed gives the same result.
func (g *Graph) Spectrum(rank int, seed uint64) *Spectrum {
	blocks := max(1, (rank+width-1)/width)
	x := newPanel(g.Items.Rows(), blocks)
	r := rand.New(rand.NewPCG(seed, 1))
	for _, block := range x.blocks {
		for i := range block {
			block[i] = float32(r.NormFloat64())
		}
	}
	g.each(x, func(b *worker, block []float32) { b.power(block) })
	values, x := g.ritz(x)
	for range spectrumRounds {
		cut := max(values[len(values)-1], 0.01*values[0]) // a graph of small rank has nothing below
		g.each(x, func(b *worker, block []float32) { b.chebyshev(block, cut, spectrumDegree) })
		values, x = g.ritz(x)
	}
	s := &Spectrum{Values: values, rows: make([]float32, x.rows*x.cols())}
	for i := range x.rows {
		x.row(i, s.row(i))
	}
	return s
}

// worker is room for one goroutine to apply P in.
type worker struct {
	g             *Graph
	sets          []float32
	one, to, last []float32
}

func (g *Graph) worker() *worker {
	n := g.Items.Rows() * width
	return &worker{g: g, sets: make([]float32, g.Sets.Rows()*width), one: make([]float32, n), to: make([]float32, n), last: make([]float32, n)}
}

// each runs fn on every block of a panel, in parallel.
func (g *Graph) each(p *panel, fn func(w *worker, block []float32)) {
	parallel(len(p.blocks), 1, func() func(lo, hi int) {
		w := g.worker()
		return func(lo, _ int) { fn(w, p.blocks[lo]) }
	})
}

// power is x = P²x.
func (w *worker) power(x []float32) {
	w.g.apply(x, w.sets, w.one)
	w.g.apply(w.one, w.sets, x)
}

// chebyshev damps what lies between 0 and cut in the spectrum: it applies the
// Chebyshev polynomial of the interval, and brings columns back to length 1.
func (w *worker) chebyshev(x []float32, cut float64, degree int) {
	half := float32(cut / 2)
	before, now := w.last, w.one
	copy(before, x)
	w.g.apply(before, w.sets, now)
	for i := range now {
		now[i] = now[i]/half - before[i]
	}
	next := w.to
	for range degree - 1 {
		w.g.apply(now, w.sets, next)
		for i := range next {
			next[i] = 2*(next[i]/half-now[i]) - before[i]
		}
		before, now, next = now, next, before
	}
	unit(now)
	copy(x, now) // which of the three buffers it is depends on the degree
}

// unit brings every column of a block to length 1.
func unit(x []float32) {
	var sum [width]float64
	for i, v := range x {
		sum[i%width] += float64(v) * float64(v)
	}
	var by [width]float32
	for b, s := range sum {
		by[b] = float32(1 / math.Sqrt(max(s, 1e-30)))
	}
	for i := range x {
		x[i] *= by[i%width]
	}
}

// ritz gives the eigenvectors of P within the space that x spans.
func (g *Graph) ritz(x *panel) ([]float64, *panel) {
	px := newPanel(x.rows, len(x.blocks))
	parallel(len(x.blocks), 1, func() func(lo, hi int) {
		w := g.worker()
		return func(b, _ int) { g.apply(x.blocks[b], w.sets, px.blocks[b]) }
	})
	m := x.cols()
	found, turn := generalised(m, gram(x, px), gram(x, x))
	order := descending(found)
	values := make([]float64, m)
	for to, k := range order {
		values[to] = found[k]
	}
	return values, mix(x, panelOf(m, m, turn, order))
}

// generalised solves H w = λ G w for symmetric H and positive G of size m, by
// G^-1/2; it gives the values and the vectors by columns.
func generalised(m int, h, g []float64) ([]float64, []float64) {
	values, v := eigen(m, g)
	root := mat.NewDense(m, m, nil)
	for j := range m {
		by := 0.0
		if values[j] > 1e-6*values[m-1] { // below, only rounding is left
			by = 1 / math.Sqrt(values[j])
		}
		for i := range m {
			root.Set(i, j, v.At(i, j)*by)
		}
	}
	var inner, half mat.Dense
	half.Mul(mat.NewDense(m, m, h), root)
	inner.Mul(root.T(), &half)
	lambda, w := eigen(m, inner.RawMatrix().Data)
	var turn mat.Dense
	turn.Mul(root, w)
	return lambda, turn.RawMatrix().Data
}

func eigen(m int, data []float64) ([]float64, *mat.Dense) {
	sym := mat.NewSymDense(m, nil)
	for i := range m {
		for j := i; j < m; j++ {
			sym.SetSym(i, j, (data[i*m+j]+data[j*m+i])/2)
		}
	}
	var e mat.EigenSym
	e.Factorize(sym, true)
	var v mat.Dense
	e.VectorsTo(&v)
	return e.Values(nil), &v
}
