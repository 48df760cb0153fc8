package recommend

import (
	"context"

	"daogou/catalog"
)

// The shelves of a shop's pages. For you is Recommend, similar products are
// Recommend with q.Like, popular now is Recommend without a shopper.

// Together gives what is bought in one visit with the products of q.Like, most
// telling first; nothing where nothing was. Exclusions, filters and stock hold
// as in Recommend.
func (m *Model) Together(ctx context.Context, q catalog.Query) (catalog.Result, error) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	s, w := m.current(), m.scratch.Get().(*scratch)
	defer m.scratch.Put(w)
	w.reset(s)
	for pos := range s.buyable {
		w.score[pos] = never
	}
	for _, l := range s.likings(q.Like) {
		if i := s.item[l.pos]; i >= 0 {
			cols, vals := s.learned.together.Row(int(i))
			for k, j := range cols {
				at := s.place[j]
				w.score[at] = max(w.score[at], 0) + vals[k]
			}
		}
	}
	h := m.shoppers[q.Shopper]
	if h == nil {
		h = newShopper()
	}
	p := &pick{space: s, query: &q, shopper: h, scratch: w, fit: m.filters.fit(s.view, q.Filters)}
	r := p.result()
	for i := range r.Hits {
		r.Hits[i].Why = []catalog.Share{{Signal: "collaborative", Share: 1, Terms: p.titlesOf(q.Like)}}
	}
	return r, ctx.Err()
}

// titlesOf names products in the shopper's language.
func (p *pick) titlesOf(ids []string) []string {
	var names []string
	for _, l := range p.space.likings(ids) {
		if len(names) < termsMost {
			names = append(names, p.space.view.List[l.pos].In(p.query.Locale).Title)
		}
	}
	return names
}

// Recent gives the products that a shopper touched last, latest first, at most
// limit of those that are still sold.
func (m *Model) Recent(shopper string, limit int) []*catalog.Product {
	m.mu.RLock()
	defer m.mu.RUnlock()
	h := m.shoppers[shopper]
	if h == nil {
		return nil
	}
	var list []*catalog.Product
	for _, id := range h.recent() {
		if p, ok := m.shelf.Product(id); ok && len(list) < limit {
			list = append(list, p)
		}
	}
	return list
}
