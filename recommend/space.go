package recommend

import (
	"math"
	"slices"
	"strings"
	"sync"

	"daogou/catalog"
	"daogou/recommend/cf"
)

// space is a view of the shelf with what is known of each product, by position
// in the view. It never changes but for heat, which its model's lock guards.
type space struct {
	view    *catalog.View
	learned *learned
	fresh   *overlay // learned since; nil where nothing is
	spec    Spec
	feats   *features

	item    []int32   // learned item of a position, or -1
	place   []int32   // position of a learned item; what is no longer sold falls on a spare place after the last
	lift    []float32 // D_i^γ, the right-hand factor for likeness by content
	drop    []float32 // D_i^-γ, the left-hand one
	group   []int32   // variants share a number above 0
	offered []bool    // in stock and not excluded

	heat []float64 // how much each is touched now, training and since
	top  float64   // the highest

	aisles sync.Map // category path → *aisle, made when first asked for
}

// newSpace joins a view with what was learned; l and fresh may be nil. old, also
// nil at first, saves reading products that have not changed.
func newSpace(view *catalog.View, l *learned, fresh *overlay, old *space) *space {
	s := &space{view: view, learned: l, fresh: fresh, spec: DefaultSpec}
	if l == nil {
		s.learned = &learned{similar: cf.NewMatrix(0), together: cf.NewMatrix(0), unit: 1}
	} else {
		s.spec = l.spec
	}
	switch {
	case old == nil:
		s.feats = newFeatures(view, nil, nil)
	case old.view == view:
		s.feats = old.feats
	default:
		s.feats = newFeatures(view, old.view, old.feats)
	}
	s.join()
	s.describe()
	return s
}

// join finds the learned items in the view: both are sorted by ID.
func (s *space) join() {
	n := len(s.view.List)
	s.item, s.place = make([]int32, n), make([]int32, len(s.learned.items))
	pos := 0
	for i, id := range s.learned.items {
		for pos < n && s.view.List[pos].ID < id {
			s.item[pos] = -1
			pos++
		}
		s.place[i] = int32(n)
		if pos < n && s.view.List[pos].ID == id {
			s.item[pos], s.place[i] = int32(i), int32(pos)
			pos++
		}
	}
	for ; pos < n; pos++ {
		s.item[pos] = -1
	}
}

func (s *space) describe() {
	n := len(s.view.List)
	s.lift, s.drop, s.heat = make([]float32, n), make([]float32, n), make([]float64, n)
	s.group, s.offered = make([]int32, n), make([]bool, n)
	groups := numbering{}
	usual := s.learned.usualDegree()
	for pos, p := range s.view.List {
		degree := usual // what is new is taken to be as well known as most
		if i := s.item[pos]; i >= 0 {
			degree = max(usual, float64(s.learned.degree[i]))
			s.heat[pos] = float64(s.learned.popular[i]) * s.learned.heat
		}
		s.heat[pos] += s.fresh.heatOf(p.ID)
		s.top = max(s.top, s.heat[pos])
		s.lift[pos] = float32(math.Pow(degree, s.spec.Gamma))
		s.drop[pos] = 1 / s.lift[pos]
		if p.Group != "" {
			s.group[pos] = groups.of(p.Group) + 1
		}
		s.offered[pos] = p.Buyable() && !s.view.Excluded(p.ID)
	}
}

// warm counts what a product is touched more since the space was made.
func (s *space) warm(id string, heat float64) {
	if pos := s.position(id); pos >= 0 {
		s.heat[pos] += heat
		s.top = max(s.top, s.heat[pos])
	}
}

// popular is how much a position's product is touched now, 0 to 1.
func (s *space) popular(pos int32) float64 { return s.heat[pos] / max(s.top, 1e-9) }

// position finds a product, or -1.
func (s *space) position(id string) int32 {
	at, ok := slices.BinarySearchFunc(s.view.List, id, func(p *catalog.Product, id string) int { return strings.Compare(p.ID, id) })
	if !ok {
		return -1
	}
	return int32(at)
}

// liking is one entry of r_u: how much is felt for the product at a position,
// below 0 against it.
type liking struct {
	pos    int32
	weight float32
}

// scratch is what scoring works with, reused from one call to the next.
type scratch struct {
	score   []float32 // by position, and the spare place
	content []float32
	phi     []float32 // r_u in features
	touched []int32
	top     cf.Top
}

func (w *scratch) reset(s *space) {
	n := len(s.view.List) + 1
	w.score, w.content = zeroed(w.score, n), zeroed(w.content, n)
	w.phi = zeroed(w.phi, len(s.feats.weight))
	w.touched = w.touched[:0]
}

func zeroed(x []float32, n int) []float32 {
	if cap(x) < n {
		return make([]float32, n)
	}
	x = x[:n]
	clear(x)
	return x
}

// rate computes r_uᵀA f_i for every position into w.score.
func (s *space) rate(r []liking, w *scratch) {
	w.reset(s)
	for _, l := range r {
		if i := s.item[l.pos]; i >= 0 {
			cols, vals := s.learned.similar.Row(int(i))
			for k, j := range cols {
				w.score[s.place[j]] += l.weight * vals[k]
			}
		}
		s.fresh.rate(s, l, w.score)
		s.know(l, w)
	}
	s.spread(w)
}

// know adds a liking to r_u in features.
func (s *space) know(l liking, w *scratch) {
	amount := l.weight * s.feats.norm[l.pos] * s.drop[l.pos]
	for _, g := range s.feats.of[l.pos] {
		if s.feats.weight[g] == 0 {
			continue
		}
		if w.phi[g] == 0 {
			w.touched = append(w.touched, g)
		}
		w.phi[g] += amount
	}
}

// spread adds what the features say to the scores, and popularity.
func (s *space) spread(w *scratch) {
	for _, g := range w.touched {
		amount := w.phi[g] * s.feats.weight[g]
		w.phi[g] = 0
		for _, pos := range s.feats.had[s.feats.start[g]:s.feats.start[g+1]] {
			w.content[pos] += amount
		}
	}
	content, popular := float32(s.spec.Content), s.spec.Popular/max(s.top, 1e-9)
	for pos, heat := range s.heat {
		w.score[pos] += content*w.content[pos]*s.feats.norm[pos]*s.lift[pos] + float32(popular*heat)
	}
}
