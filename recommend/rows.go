package recommend

import (
	"slices"

	"daogou/catalog"
)

// rate scores every product for the row that is asked for, and notes what the
// scores go back to.
func (p *pick) rate() {
	q := p.query
	switch {
	case q.Row == catalog.Together:
		p.taste, p.reasons = p.space.likings(q.Like), p.boughtWith
		p.together()
	case q.Row == catalog.Recent:
		p.reasons = touchedLast
		p.recent()
	case q.Row == catalog.Popular:
		p.space.rate(nil, p.scratch)
	case q.Row == catalog.Similar, q.Row == "" && len(q.Like) > 0:
		p.taste = p.space.likings(q.Like)
		p.space.rate(p.taste, p.scratch)
	default:
		p.taste = p.shopper.taste(p.space)
		p.space.rate(p.taste, p.scratch)
	}
	if p.reasons == nil {
		p.reasons = p.why
	}
}

// likings is a wish for what is like these products.
func (s *space) likings(ids []string) []liking {
	var list []liking
	for _, id := range ids {
		if pos := s.position(id); pos >= 0 {
			list = append(list, liking{pos, 1})
		}
	}
	return list
}

// nothing rates no product: what is not rated after it never comes.
func (p *pick) nothing() {
	p.scratch.reset(p.space)
	for pos := range p.space.offered {
		p.scratch.score[pos] = never
	}
	p.diversity = 0 // the row is what it is
}

// together rates what was bought in one visit with the products liked, most
// telling first.
func (p *pick) together() {
	p.nothing()
	s, score := p.space, p.scratch.score
	for _, l := range p.taste {
		if i := s.item[l.pos]; i >= 0 {
			cols, vals := s.learned.together.Row(int(i))
			for k, j := range cols {
				at := s.place[j]
				score[at] = max(score[at], 0) + vals[k]
			}
		}
	}
}

// boughtWith is why a product goes with those liked.
func (p *pick) boughtWith(pos int32) []catalog.Share {
	var terms []term
	for _, l := range p.taste {
		terms = append(terms, term{l.pos, float64(p.space.entry(p.space.learned.together, l.pos, pos))})
	}
	return normalised([]catalog.Share{p.share("collaborative", terms)})
}

// recent rates what the shopper touched, latest highest.
func (p *pick) recent() {
	p.nothing()
	ids := p.shopper.recent()
	slices.Reverse(ids)
	for rank, id := range ids {
		p.scratch.score[p.spot(id)] = float32(rank + 1)
	}
}

func touchedLast(int32) []catalog.Share { return []catalog.Share{{Signal: "history", Share: 1}} }
