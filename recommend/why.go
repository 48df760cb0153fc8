package recommend

import (
	"cmp"
	"slices"

	"daogou/catalog"
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
		others = append(others, term{l.pos, float64(l.weight * (s.similar(l.pos, pos) + p.fresh.between(s, l.pos, pos)))})
		alike := s.feats.alike(l.pos, pos) * s.drop[l.pos] * s.lift[pos] * float32(s.spec.Content)
		likeness = append(likeness, term{l.pos, float64(l.weight * alike)})
	}
	parts := []catalog.Share{
		{Signal: "collaborative", Share: sum(others), Terms: p.titles(others)},
		{Signal: "history", Share: sum(likeness), Terms: p.titles(likeness)},
		{Signal: "popular", Share: s.spec.Popular * float64(s.popular[pos])},
	}
	return normalised(parts)
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

func sum(terms []term) float64 {
	total := 0.0
	for _, t := range terms {
		total += t.amount
	}
	return total
}

// titles names the products that gave the most, in the shopper's language.
func (p *pick) titles(terms []term) []string {
	slices.SortFunc(terms, func(a, b term) int { return cmp.Or(cmp.Compare(b.amount, a.amount), cmp.Compare(a.pos, b.pos)) })
	var names []string
	for _, t := range terms {
		name := p.space.view.List[t.pos].In(p.query.Locale).Title
		if t.amount > 0 && len(names) < termsMost && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// similar is A between two positions.
func (s *space) similar(a, b int32) float32 {
	i, j := s.item[a], s.item[b]
	if i < 0 || j < 0 {
		return 0
	}
	cols, vals := s.learned.similar.Row(int(i))
	if k, ok := slices.BinarySearch(cols, j); ok {
		return vals[k]
	}
	return 0
}
