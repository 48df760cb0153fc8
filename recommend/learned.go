package recommend

import (
	"math"
	"slices"
	"time"

	"daogou/recommend/cf"
)

// kindWeight is what an event says of liking the product. A dismissal is no
// count of its own: it is kept as a sign against.
var kindWeight = map[string]float64{"view": 1, "click": 1, "add_to_cart": 2, "purchase": 4}

// popularHalfLife is after how many days an event counts half for what is
// popular now.
const popularHalfLife = 30

// learned is what training makes of a history. It never changes.
type learned struct {
	spec     Spec
	items    []string   // sorted
	similar  *cf.Matrix // A over items
	together *cf.Matrix // of what was bought in one visit, by lift
	degree   []float32  // D_i
	popular  []float32  // 0 to 1, of heat
	heat     float64    // the weighted events of the most popular item
	unit     float64    // the largest eigenvalue of P, by which A is divided
	until    time.Time  // of the last event learned from
}

// sets are a history's rows, what A is learned from.
type sets struct {
	visits, shoppers, baskets *cf.Matrix
}

// learn fits A to a history.
func learn(h *History, spec Spec) *learned { return newFitter(h).fit(spec) }

// sets gathers what was touched in each visit, by each shopper, and bought in
// each visit. A value is the logarithm of the count, weighted by kind and by age
// (halved every fade days; 0: never), which tames what was looked at over and over.
func (h *History) sets(fade float64) sets {
	n := len(h.Items)
	s := sets{cf.NewMatrix(n), cf.NewMatrix(n), cf.NewMatrix(n)}
	visit, shopper, basket := newRow(n), newRow(n), newRow(n)
	for k, a := range h.Actions {
		if w := kindWeight[a.kind] * h.aged(a, fade); w > 0 {
			visit.add(a.item, w)
			shopper.add(a.item, w)
		}
		if a.kind == "purchase" {
			basket.add(a.item, h.aged(a, fade))
		}
		last := k+1 == len(h.Actions)
		if last || h.Actions[k+1].visit != a.visit {
			visit.flush(s.visits)
			basket.flush(s.baskets)
		}
		if last || h.Actions[k+1].shopper != a.shopper {
			shopper.flush(s.shoppers)
		}
	}
	return s
}

// aged is what is left of an action's weight at the end of the history.
func (h *History) aged(a action, halfLife float64) float64 {
	if halfLife == 0 {
		return 1
	}
	return math.Exp2(-h.Until.Sub(a.at).Hours() / 24 / halfLife)
}

// row sums one row of a matrix.
type row struct {
	sum   []float64
	items []int32
	vals  []float32
}

func newRow(n int) *row { return &row{sum: make([]float64, n)} }

func (r *row) add(item int32, w float64) {
	if r.sum[item] == 0 {
		r.items = append(r.items, item)
	}
	r.sum[item] += w
}

// flush appends the row to m and empties it; a row of nothing is none.
func (r *row) flush(m *cf.Matrix) {
	if len(r.items) == 0 {
		return
	}
	slices.Sort(r.items)
	r.vals = r.vals[:0]
	for _, i := range r.items {
		r.vals = append(r.vals, float32(math.Log1p(r.sum[i])))
		r.sum[i] = 0
	}
	m.Append(r.items, r.vals)
	r.items = r.items[:0]
}

// popular weighs the events of each item by kind and age; the most popular is 1,
// which stands for top.
func (h *History) popular() (p []float32, top float64) {
	heat := make([]float64, len(h.Items))
	for _, a := range h.Actions {
		heat[a.item] += kindWeight[a.kind] * h.aged(a, popularHalfLife)
		top = max(top, heat[a.item])
	}
	p = make([]float32, len(heat))
	for i, v := range heat {
		p[i] = float32(v / max(top, 1e-9))
	}
	return p, top
}

// usualDegree is the mean degree of the items; 1 where there are none.
func (l *learned) usualDegree() float64 {
	if len(l.degree) == 0 {
		return 1
	}
	sum := 0.0
	for _, d := range l.degree {
		sum += float64(d)
	}
	return max(sum/float64(len(l.degree)), 1e-3)
}
