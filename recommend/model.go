package recommend

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"
	"sync"

	"daogou/catalog"
)

// neighbours is how many most similar items are kept for each.
const neighbours = 100

// Model is the recommender of one shop. It is safe for concurrent use.
type Model struct {
	shelf *catalog.Shelf

	mu        sync.RWMutex
	histories map[string]*history
	similar   map[string][]neighbour // A, by row
	popular   map[string]float64     // 0 to 1
}

type neighbour struct {
	id  string
	sim float64
}

// New makes a model that knows nothing yet. It recommends from the shelf.
func New(shelf *catalog.Shelf) *Model {
	return &Model{shelf: shelf, histories: map[string]*history{}}
}

// Observe counts an event from the next call on; once, however often it comes.
func (m *Model) Observe(e catalog.Event) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.history(e.Shopper()).add(e)
}

func (m *Model) history(shopper string) *history {
	h, ok := m.histories[shopper]
	if !ok {
		h = &history{touches: map[string]touch{}}
		m.histories[shopper] = h
	}
	return h
}

// Fit learns the similarity of items from all histories: the cosine between the
// columns of weights.
func (m *Model) Fit() {
	m.mu.RLock()
	similar, popular := fit(m.histories)
	m.mu.RUnlock()
	m.mu.Lock()
	m.similar, m.popular = similar, popular
	m.mu.Unlock()
}

func fit(histories map[string]*history) (map[string][]neighbour, map[string]float64) {
	dot := map[string]map[string]float64{}
	square, popular := map[string]float64{}, map[string]float64{}
	for _, h := range histories {
		for a, ta := range h.touches {
			if ta.no {
				continue
			}
			square[a] += ta.weight() * ta.weight()
			popular[a] += ta.weight()
			row := dot[a]
			if row == nil {
				row = map[string]float64{}
				dot[a] = row
			}
			for b, tb := range h.touches {
				if a != b && !tb.no {
					row[b] += ta.weight() * tb.weight()
				}
			}
		}
	}
	similar := make(map[string][]neighbour, len(dot))
	for a, row := range dot {
		similar[a] = nearest(a, row, square)
	}
	scale(popular)
	return similar, popular
}

func nearest(a string, row, square map[string]float64) []neighbour {
	list := make([]neighbour, 0, len(row))
	for b, v := range row {
		list = append(list, neighbour{b, v / math.Sqrt(square[a]*square[b])})
	}
	slices.SortFunc(list, func(x, y neighbour) int {
		return cmp.Or(cmp.Compare(y.sim, x.sim), cmp.Compare(x.id, y.id))
	})
	return list[:min(len(list), neighbours)]
}

// scale brings the largest value to 1.
func scale(values map[string]float64) {
	top := 0.0
	for _, v := range values {
		top = max(top, v)
	}
	for k, v := range values {
		values[k] = v / top
	}
}

// Score gives each product's part of the shopper's taste, 0 to 1; 0 where
// nothing is known.
func (m *Model) Score(shopper string, products []string) []float64 {
	m.mu.RLock()
	defer m.mu.RUnlock()
	scores := make([]float64, len(products))
	h, ok := m.histories[shopper]
	if !ok {
		return scores
	}
	all, _ := m.taste(h)
	scale(all)
	for i, id := range products {
		scores[i] = max(0, all[id])
	}
	return scores
}

// taste is r_uᵀA, and for every item the history items it comes from.
func (m *Model) taste(h *history) (map[string]float64, map[string][]neighbour) {
	total := map[string]float64{}
	terms := map[string][]neighbour{}
	for _, j := range slices.Sorted(maps.Keys(h.touches)) {
		r := h.touches[j].weight()
		for _, n := range m.similar[j] {
			total[n.id] += r * n.sim
			if r > 0 {
				terms[n.id] = append(terms[n.id], neighbour{j, r * n.sim})
			}
		}
	}
	return total, terms
}

// Recommend gives products for q.Shopper within q.Filters: by taste, else by
// popularity. What was bought or dismissed, is out of stock or excluded, never
// comes, and variants of one product come once.
func (m *Model) Recommend(ctx context.Context, q catalog.Query) (catalog.Result, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	h := m.histories[q.Shopper]
	if h == nil {
		h = &history{}
	}
	total, terms := m.taste(h)
	var hits []catalog.Hit
	for _, p := range m.shelf.View().List {
		t := h.touches[p.ID]
		if t.bought || t.no || !p.Buyable() || slices.Contains(q.Exclude, p.ID) || !catalog.FitsAll(p, q.Filters) {
			continue
		}
		popular := 0.1 * m.popular[p.ID]
		hits = append(hits, catalog.Hit{Product: p, Score: max(0, total[p.ID]) + popular + 1e-6,
			Why: m.why(total[p.ID], popular, terms[p.ID])})
	}
	result := catalog.Result{Total: len(hits)}
	slices.SortFunc(hits, func(a, b catalog.Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Product.ID, b.Product.ID))
	})
	result.Hits = oncePerGroup(hits, cmp.Or(q.Limit, 10))
	return result, ctx.Err()
}

// why tells a score's true terms: popularity, and the history items with the
// largest r_uj·A_ji.
func (m *Model) why(taste, popular float64, terms []neighbour) []catalog.Share {
	sum := max(0, taste) + popular
	if taste <= 0 || sum == 0 {
		return []catalog.Share{{Signal: "popular", Share: 1}}
	}
	slices.SortFunc(terms, func(x, y neighbour) int {
		return cmp.Or(cmp.Compare(y.sim, x.sim), cmp.Compare(x.id, y.id))
	})
	var titles []string
	for _, t := range terms[:min(2, len(terms))] {
		if p, ok := m.shelf.Product(t.id); ok {
			titles = append(titles, p.Title)
		}
	}
	shares := []catalog.Share{{Signal: "collaborative", Share: taste / sum, Terms: titles}}
	if popular > 0 {
		shares = append(shares, catalog.Share{Signal: "popular", Share: popular / sum})
	}
	return shares
}

func oncePerGroup(hits []catalog.Hit, limit int) []catalog.Hit {
	groups := map[string]bool{}
	kept := hits[:0]
	for _, h := range hits {
		if g := h.Product.Group; g != "" {
			if groups[g] {
				continue
			}
			groups[g] = true
		}
		if kept = append(kept, h); len(kept) == limit {
			break
		}
	}
	return kept
}
