package recommend

import (
	"cmp"
	"slices"

	"daogou/catalog"
	"daogou/recommend/cf"
)

// termsMost is how many products a reason names.
const termsMost = 2

// term is a product of the history with what it gave to a score.
type term struct {
	pos    int32
	amount float64
}

// why tells a score's true terms: what those who touched the same touched
// (collaborative), what is like what she touched (history), and what is popular,
// with the products that gave the most.
func (p *pick) why(pos int32) []catalog.Share {
	s := p.space
	var others, likeness []term
	for _, l := range p.taste {
		if l.weight <= 0 {
			continue
		}
		others = append(others, term{l.pos, float64(l.weight * (s.similar(l.pos, pos) + s.fresh.between(s, l.pos, pos)))})
		alike := s.feats.alike(l.pos, pos) * s.drop[l.pos] * s.lift[pos] * float32(s.spec.Content)
		likeness = append(likeness, term{l.pos, float64(l.weight * alike)})
	}
	parts := []catalog.Share{p.share("collaborative", others), p.share("history", likeness),
		{Signal: "popular", Share: s.spec.Popular * s.popular(pos)}}
	return normalised(parts)
}

// share is a signal that rests on products, named by those that gave the most.
func (p *pick) share(signal string, terms []term) catalog.Share {
	s := catalog.Share{Signal: signal, Share: sum(terms)}
	for _, t := range p.largest(terms) {
		product := p.space.view.List[t.pos]
		s.Terms = append(s.Terms, product.In(p.query.Locale).Title)
		s.Did = append(s.Did, p.shopper.touches[product.ID].did())
	}
	return s
}

// normalised makes the shares sum to 1, largest first, and leaves out what has
// none.
func normalised(parts []catalog.Share) []catalog.Share {
	total := 0.0
	for _, part := range parts {
		total += part.Share
	}
	if total <= 0 {
		return []catalog.Share{{Signal: "popular", Share: 1}}
	}
	parts = slices.DeleteFunc(parts, func(s catalog.Share) bool { return s.Share <= 0 })
	for i := range parts {
		parts[i].Share /= total
	}
	slices.SortStableFunc(parts, func(a, b catalog.Share) int { return cmp.Compare(b.Share, a.Share) })
	return parts
}

// did names what was done with a product at most: purchase, add_to_cart or view;
// empty for one that was not touched.
func (t touch) did() string {
	switch {
	case t.bought:
		return "purchase"
	case t.carted:
		return "add_to_cart"
	case t.count > 0:
		return "view"
	}
	return ""
}

// Because tells what of the shopper's history speaks for a product, in the words
// of a locale: the shares of Recommend, popularity aside, largest first. None
// where nothing does.
func (m *Model) Because(shopper, product, locale string) []catalog.Share {
	m.mu.RLock()
	defer m.mu.RUnlock()
	h, s := m.shoppers[shopper], m.current()
	pos := s.position(product)
	if h == nil || pos < 0 {
		return nil
	}
	p := &pick{space: s, query: &catalog.Query{Locale: locale}, shopper: h, taste: h.taste(s)}
	return slices.DeleteFunc(p.why(pos), func(w catalog.Share) bool { return len(w.Terms) == 0 })
}

func sum(terms []term) float64 {
	total := 0.0
	for _, t := range terms {
		total += t.amount
	}
	return total
}

// largest picks the terms that gave the most, of products by one title once.
func (p *pick) largest(terms []term) (most []term) {
	slices.SortFunc(terms, func(a, b term) int { return cmp.Or(cmp.Compare(b.amount, a.amount), cmp.Compare(a.pos, b.pos)) })
	title := func(t term) string { return p.space.view.List[t.pos].In(p.query.Locale).Title }
	for _, t := range terms {
		named := slices.ContainsFunc(most, func(m term) bool { return title(m) == title(t) })
		if t.amount > 0 && len(most) < termsMost && !named {
			most = append(most, t)
		}
	}
	return most
}

// similar is A between two positions, as trained.
func (s *space) similar(a, b int32) float32 { return s.entry(s.learned.similar, a, b) }

// entry is what a matrix over learned items says of two positions.
func (s *space) entry(m *cf.Matrix, a, b int32) float32 {
	i, j := s.item[a], s.item[b]
	if i < 0 || j < 0 {
		return 0
	}
	cols, vals := m.Row(int(i))
	if k, ok := slices.BinarySearch(cols, j); ok {
		return vals[k]
	}
	return 0
}
