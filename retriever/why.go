package retriever

import (
	"math/bits"
	"slices"

	"daogou/catalog"
)

// why tells what each signal gave to a candidate's score: shares sum to 1, the
// largest first, none under a hundredth.
func (c *corpus) why(d candidate, r *reading, mask uint32, q *catalog.Query, priced string, w *Weights) []catalog.Share {
	parts := []catalog.Share{
		{Signal: "lexical", Share: float64(d.lexical*w.Lexical + d.subword*w.Subword), Terms: r.shown(c, d.doc, mask)},
		{Signal: "semantic", Share: float64(max(0, d.semantic)*w.Semantic + d.category*w.Category), Terms: c.leafTerms(d)},
		{Signal: "collaborative", Share: float64(max(0, d.personal) * w.Personal)},
		{Signal: "popular", Share: float64(d.popular * w.Popular)},
		{Signal: priced, Of: "price", Share: float64(d.price * w.Price)},
	}
	if len(q.Like) > 0 {
		parts = append(parts, catalog.Share{Signal: "match", Share: float64(d.shared * w.Match), Terms: c.sharedTerms(d, q.Like)})
	} else if len(q.Filters) > 0 {
		parts = append(parts, catalog.Share{Signal: "match", Share: float64(w.Match), Terms: filterTerms(q.Filters)})
	}
	return normalised(parts)
}

func normalised(parts []catalog.Share) []catalog.Share {
	const least = 0.01
	sum := 0.0
	for _, p := range parts {
		sum += p.Share
	}
	parts = slices.DeleteFunc(parts, func(p catalog.Share) bool { return p.Share <= least*sum })
	if len(parts) == 0 {
		return []catalog.Share{{Signal: "match", Share: 1}}
	}
	kept := 0.0
	for _, p := range parts {
		kept += p.Share
	}
	for i := range parts {
		parts[i].Share /= kept
	}
	slices.SortStableFunc(parts, func(x, y catalog.Share) int {
		if x.Share != y.Share && x.Share > y.Share {
			return -1
		} else if x.Share != y.Share {
			return 1
		}
		return 0
	})
	return parts
}

// shown gives the query's words that a mask stands for, and the synonyms by
// which a document has them.
func (r *reading) shown(c *corpus, doc uint32, mask uint32) []string {
	var words []string
	for m := mask &^ touched; m != 0; m &= m - 1 {
		if w := r.groups[bits.TrailingZeros32(m)].shownFor(c, doc); !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	return words
}

func (c *corpus) leafTerms(d candidate) []string {
	path := c.products[d.doc].Category
	if len(path) == 0 {
		return nil
	}
	return path[len(path)-1:]
}

// filterTerms gives the values that filters on text ask for, and the fields of
// the others.
func filterTerms(filters []catalog.Filter) []string {
	var terms []string
	for _, f := range filters {
		switch f.Op {
		case catalog.Eq, catalog.In:
			terms = append(terms, f.Values...)
		default:
			terms = append(terms, f.String())
		}
	}
	return terms
}
