package recommend

import (
	"math"
	"slices"
	"strings"

	"daogou/catalog"
	"daogou/recommend/cf"
)

// space is a view of the shelf with what is known of each product, by position
// in the view. It never changes.
type space struct {
	view    *catalog.View
	learned *learned
	spec    Spec
	feats   *features

	item    []int32   // learned item of a position, or -1
	place   []int32   // position of a learned item; what is no longer sold falls on a spare place after the last
	lift    []float32 // D_i^γ, the right-hand factor for likeness by content
	drop    []float32 // D_i^-γ, the left-hand one
	popular []float32
	group   []int32 // variants share a number above 0
	buyable []bool
}

// newSpace joins a view with what was learned; l may be nil. old, also nil at
// first, saves reading products that have not changed.
func newSpace(view *catalog.View, l *learned, old *space) *space {
	s := &space{view: view, learned: l, spec: DefaultSpec}
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
	s.lift, s.drop, s.popular = make([]float32, n), make([]float32, n), make([]float32, n)
	s.group, s.buyable = make([]int32, n), make([]bool, n)
	groups := numbering{}
	usual := s.learned.usualDegree()
	for pos, p := range s.view.List {
		degree := usual // what is new is taken to be as well known as most
		if i := s.item[pos]; i >= 0 {
			degree = max(usual, float64(s.learned.degree[i]))
			s.popular[pos] = s.learned.popular[i]
		}
		s.lift[pos] = float32(math.Pow(degree, s.spec.Gamma))
		s.drop[pos] = 1 / s.lift[pos]
		if p.Group != "" {
			s.group[pos] = groups.of(p.Group) + 1
		}
		s.buyable[pos] = p.Buyable()
	}
}

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

// rate computes r_uᵀA f_i for every position into w.score. fresh, which may be
// nil, is what was learned since training.
func (s *space) rate(r []liking, fresh *overlay, w *scratch) {
	w.reset(s)
	for _, l := range r {
		if i := s.item[l.pos]; i >= 0 {
			cols, vals := s.learned.similar.Row(int(i))
			for k, j := range cols {
				w.score[s.place[j]] += l.weight * vals[k]
			}
		}
		fresh.rate(s, l, w.score)
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
	content, popular := float32(s.spec.Content), float32(s.spec.Popular)
	for pos := range s.popular {
		w.score[pos] += content*w.content[pos]*s.feats.norm[pos]*s.lift[pos] + popular*s.popular[pos]
	}
}

// made reports whether the space was made with this model; nil is none.
func (s *space) made(l *learned) bool {
	return s.learned == l || l == nil && len(s.learned.items) == 0
}
