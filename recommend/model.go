package recommend

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"

	"daogou/catalog"
)

// Model is the recommender of one shop. It is safe for concurrent use.
type Model struct {
	shelf *catalog.Shelf

	// Diversity is how much a product loses for being like one ranked before it,
	// 0 (not at all) to 1 (only difference counts). Set it before use.
	Diversity float64

	mu       sync.RWMutex
	shoppers map[string]*shopper
	learned  *learned
	fresh    *overlay
	version  string // of the trained model that serves

	joining sync.Mutex // one goroutine joins a new view, others wait for it
	space   atomic.Pointer[space]
	filters filterCache
	scratch sync.Pool
}

// New makes a model that knows nothing yet. It recommends from the shelf, and
// learns from what it observes until something trained is loaded.
func New(shelf *catalog.Shelf) *Model {
	m := &Model{shelf: shelf, shoppers: map[string]*shopper{}, fresh: newOverlay()}
	m.scratch.New = func() any { return &scratch{} }
	return m
}

// Observe counts an event from the next call on; once, however often it comes.
// What was not trained on is learned from at once.
func (m *Model) Observe(e catalog.Event) {
	if e.Shopper() == "" || e.ProductID == "" {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	h := m.shoppers[e.Shopper()]
	if h == nil {
		h = newShopper()
		m.shoppers[e.Shopper()] = h
	}
	if h.knows(e.ID) {
		return
	}
	beside, isNew := h.visits(e)
	if m.learned == nil || e.Time.After(m.learned.until) {
		s := sighting{id: e.ProductID, at: e.Time, weight: kindWeight[e.Kind]}
		if isNew {
			s.joins, s.beside = true, slices.Clone(beside)
		}
		m.sight(s)
	}
	h.add(e)
}

// sight learns from what happened after training. m.mu must be held.
func (m *Model) sight(s sighting) {
	if s.weight <= 0 {
		return
	}
	m.fresh.see(s)
	if space := m.space.Load(); space != nil {
		space.warm(s.id, s.weight)
	}
}

// current is the space of the shelf as it is now and the model that serves.
// m.mu must be held for reading.
func (m *Model) current() *space {
	view := m.shelf.View()
	if s := m.space.Load(); s != nil && s.view == view && s.fresh == m.fresh {
		return s
	}
	m.joining.Lock()
	defer m.joining.Unlock()
	old := m.space.Load()
	if old != nil && old.view == view && old.fresh == m.fresh {
		return old
	}
	s := newSpace(view, m.learned, m.fresh, old)
	m.space.Store(s)
	return s
}

// Score gives each product's part of the shopper's taste, 0 to 1; 0 where
// nothing is known.
func (m *Model) Score(shopper string, products []string) []float64 {
	scores := make([]float64, len(products))
	m.mu.RLock()
	defer m.mu.RUnlock()
	h := m.shoppers[shopper]
	if h == nil || len(h.touches) == 0 {
		return scores
	}
	s, w := m.current(), m.scratch.Get().(*scratch)
	defer m.scratch.Put(w)
	taste := h.taste(s)
	if !slices.ContainsFunc(taste, func(l liking) bool { return l.weight > 0 }) {
		return scores // who only turned away has shown no taste yet
	}
	s.rate(taste, w)
	best := float32(0)
	for _, v := range w.score[:len(s.view.List)] {
		best = max(best, v)
	}
	for i, id := range products {
		if pos := s.position(id); pos >= 0 && best > 0 {
			scores[i] = float64(max(0, w.score[pos]) / best)
		}
	}
	return scores
}

// Recommend gives products for q.Shopper within q.Filters, by what q.Row says:
// her taste and else popularity, likeness to q.Like, what is bought with those,
// what is popular now, what she touched last. What she bought or dismissed, what
// is out of stock or excluded, never comes, and variants of one product come once.
func (m *Model) Recommend(ctx context.Context, q catalog.Query) (catalog.Result, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	s, w := m.current(), m.scratch.Get().(*scratch)
	defer m.scratch.Put(w)
	h := m.shoppers[q.Shopper]
	if h == nil {
		h = newShopper()
	}
	p := &pick{space: s, query: &q, shopper: h, scratch: w, diversity: float32(m.Diversity)}
	p.fit = m.filters.fit(s.view, q.Filters)
	p.rate()
	return p.result(), ctx.Err()
}

// Barred gives what Recommend would not give the shopper, whatever the row, so
// that other ways to recommend hold to it: what she bought or dismissed, what is
// out of stock, what the operator excludes. Sorted.
func (m *Model) Barred(shopper string) []string {
	m.mu.RLock()
	defer m.mu.RUnlock()
	s, h := m.current(), m.shoppers[shopper]
	var ids []string
	for pos, p := range s.view.List {
		if !s.offered[pos] || h != nil && h.done(p.ID) {
			ids = append(ids, p.ID)
		}
	}
	return ids
}
