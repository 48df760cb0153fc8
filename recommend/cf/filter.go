package cf

import (
	"fmt"
	"math"
)

// Filter is what is done to P before it serves: A = D^-γ f(P) D^γ with
//
//	f(λ) = (λ + β) e^-Tλ for the leading eigenvalues, λ e^-Tλ for the others.
//
// β strengthens what many share (the ideal low-pass of GF-CF, Shen et al., CIKM
// 2021), T sharpens: it takes back what is only near by way of others (Choi et
// al., SIGIR 2023, arXiv 2211.09324, whose four Runge-Kutta steps e^-Tλ is the
// limit of). With T and β of 0 it is the plain item-item similarity.
type Filter struct {
	B     float64 `json:"b"`     // set exponent of P
	Gamma float64 `json:"gamma"` // how much the well-known is favoured
	T     float64 `json:"t"`
	Beta  float64 `json:"beta"`
	Fast  bool    `json:"fast,omitempty"` // sharpen the leading eigenvalues alone, and keep only what P has
}

func (f Filter) String() string {
	name := fmt.Sprintf("b %g, gamma %g, T %g, beta %g", f.B, f.Gamma, f.T, f.Beta)
	if f.Fast {
		name += ", fast"
	}
	return name
}

// rank is how many leading eigenvectors are used.
func rank(items int, fast bool) int {
	if fast {
		return min(128, items/4)
	}
	return min(512, items/4)
}

// series are the terms of λ e^-Tλ for the eigenvalues that are not leading:
// these are small, so the rest of the series is as well.
func (f Filter) series() [3]float64 {
	if f.Fast {
		return [3]float64{1}
	}
	return [3]float64{1, -f.T, f.T * f.T / 2}
}

// rest is what the series lacks of f for a leading eigenvalue.
func (f Filter) rest(lambda float64) float64 {
	c := f.series()
	return (lambda+f.Beta)*math.Exp(-f.T*lambda) - lambda*(c[0]+c[1]*lambda+c[2]*lambda*lambda)
}

// plain reports whether the filter needs nothing but P.
func (f Filter) plain() bool { return f.T == 0 && f.Beta == 0 }

// Rescale divides P by its largest eigenvalue, so that T and β mean the same on
// every graph. It gives that eigenvalue.
func (g *Graph) Rescale() float64 {
	norm := g.Norm()
	if norm <= 0 {
		return 0
	}
	by := float32(1 / math.Sqrt(norm))
	for k := range g.Sets.Val {
		g.Sets.Val[k] *= by
	}
	for k := range g.Items.Val {
		g.Items.Val[k] *= by
	}
	return norm
}

// filtering computes r·A for blocks of vectors r, one goroutine's.
type filtering struct {
	g        *Graph
	s        *Spectrum
	from, to []float32 // D^-γ and D^γ
	sets     []float32
	powers   [4][]float32 // x D^-γ, and that times P, P², P³
	scores   []float32
	base     []float32 // scores without β, and what β adds
	boost    []float32
	inner    []float32 // x in the leading eigenvectors
	weighted []float32
	steps    []int32
}

func (g *Graph) filtering(s *Spectrum, gamma float64) *filtering {
	n := g.Items.Rows() * width
	w := &filtering{g: g, s: s, from: Powers(g.Degree, -gamma), to: Powers(g.Degree, gamma)}
	w.sets, w.scores = make([]float32, g.Sets.Rows()*width), make([]float32, n)
	for i := range w.powers {
		w.powers[i] = make([]float32, n)
	}
	if s != nil {
		m := len(s.Values)
		w.inner, w.weighted, w.steps = make([]float32, m*width), make([]float32, m*width), counting(m)
	}
	return w
}

// clear empties the block.
func (w *filtering) clear() {
	clear(w.powers[0])
	clear(w.inner)
}

// put adds an item to vector b of the block with a weight.
func (w *filtering) put(b int, item int32, weight float32) {
	x := weight * w.from[item]
	w.powers[0][int(item)*width+b] += x
	if w.s == nil {
		return
	}
	for k, u := range w.s.row(int(item)) {
		w.inner[k*width+b] += x * u
	}
}

// raise computes P x, and unless that is all that is needed, the higher powers.
func (w *filtering) raise(plain bool) {
	w.g.apply(w.powers[0], w.sets, w.powers[1])
	if !plain {
		w.g.apply(w.powers[1], w.sets, w.powers[2])
		w.g.apply(w.powers[2], w.sets, w.powers[3])
	}
}

// filter computes the block's scores, by item and then vector.
func (w *filtering) filter(f Filter) []float32 {
	w.bulk(f)
	if !f.plain() {
		w.lead(w.scores, f.rest)
	}
	return w.favoured()
}

// bulk is the part of f that powers give.
func (w *filtering) bulk(f Filter) {
	if f.T == 0 || f.Fast {
		copy(w.scores, w.powers[1])
		return
	}
	c := f.series()
	second, third := float32(c[1]), float32(c[2])
	for i := range w.scores {
		w.scores[i] = w.powers[1][i] + second*w.powers[2][i] + third*w.powers[3][i]
	}
}

// lead adds what the leading eigenvectors give, each weighted by its value.
func (w *filtering) lead(scores []float32, weight func(lambda float64) float64) {
	for k, lambda := range w.s.Values {
		by := float32(weight(lambda))
		for b := range width {
			w.weighted[k*width+b] = by * w.inner[k*width+b]
		}
	}
	var sum [width]float32
	for i := range w.to {
		gather(sum[:], w.weighted, w.steps, w.s.row(i))
		row := scores[i*width : (i+1)*width]
		for b, v := range sum {
			row[b] += v
		}
	}
}

// favoured multiplies the scores by D^γ.
func (w *filtering) favoured() []float32 {
	for i, to := range w.to {
		row := w.scores[i*width : (i+1)*width]
		for b := range row {
			row[b] *= to
		}
	}
	return w.scores
}

// betas computes the scores of filters that differ in β alone, and hands each
// in: f is linear in β, so that two passes over the eigenvectors do for all.
func (w *filtering) betas(filters []Filter, use func(f Filter, scores []float32)) {
	f := filters[0]
	f.Beta = 0
	w.bulk(f)
	if w.s == nil {
		use(f, w.favoured())
		return
	}
	if f.T > 0 {
		w.lead(w.scores, f.rest)
	}
	w.base = append(w.base[:0], w.scores...)
	w.boost = zeroed(w.boost, len(w.scores))
	w.lead(w.boost, func(lambda float64) float64 { return math.Exp(-f.T * lambda) })
	for _, f := range filters {
		for i, v := range w.base {
			w.scores[i] = v + float32(f.Beta)*w.boost[i]
		}
		use(f, w.favoured())
	}
}

func zeroed(x []float32, n int) []float32 {
	if cap(x) < n {
		return make([]float32, n)
	}
	x = x[:n]
	clear(x)
	return x
}

// Filtered gives the k largest entries of each row of A, without its diagonal,
// sorted by item. s may be nil for a plain filter.
func (g *Graph) Filtered(f Filter, s *Spectrum, k int, progress func(done, total int)) *Matrix {
	switch {
	case f.plain():
		return g.similar(f.Gamma, k, nil)
	case f.Fast:
		return g.similar(f.Gamma, k, s.add(f))
	}
	n := g.Items.Rows()
	col, val, used := make([]int32, n*k), make([]float32, n*k), make([]int, n)
	count := counter(n, progress)
	parallel(n, width, func() func(lo, hi int) {
		w, best := g.filtering(s, f.Gamma), &topRows{}
		return func(lo, hi int) {
			w.clear()
			for i := lo; i < hi; i++ {
				w.put(i-lo, int32(i), 1)
			}
			w.raise(false)
			scores := w.filter(f)
			for i := lo; i < hi; i++ {
				scores[i*width+i-lo] = 0 // the diagonal
			}
			best.take(scores, hi-lo, k)
			for i := lo; i < hi; i++ {
				used[i] = fillRow(best.tops[i-lo].Take(), col[i*k:], val[i*k:])
			}
			count(hi - lo)
		}
	})
	return packRows(n, k, used, col, val)
}

// topRows keeps the k best of each vector of a block, in one pass over it.
type topRows struct {
	tops   [width]Top
	floors [width]float32
}

// take looks at the first n vectors of a block. What is 0 or less tells nothing.
func (t *topRows) take(scores []float32, n, k int) {
	for b := range n {
		t.tops[b].Reset(k)
		t.floors[b] = 0
	}
	for i := 0; i*width < len(scores); i++ {
		for b, s := range scores[i*width : i*width+n] {
			if s > t.floors[b] {
				t.offer(b, int32(i), s)
			}
		}
	}
}

func (t *topRows) offer(b int, item int32, s float32) {
	t.tops[b].Offer(item, s)
	if floor, full := t.tops[b].Floor(); full {
		t.floors[b] = floor
	}
}
