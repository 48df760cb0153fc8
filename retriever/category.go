package retriever

import (
	"slices"

	"daogou/catalog"
)

// voters is how many of a category's products speak for it, so that large
// categories do not win by their size.
const voters = 3

// predictCategory has the candidates vote for the category that the query
// means: the best matches of each decide, and a candidate's signal is what its
// own category got. So a rack among shoes falls behind the shoes.
func (c *corpus) predictCategory(cands []candidate) {
	if len(c.paths) < 2 {
		return
	}
	best := make([][voters]float32, len(c.paths))
	for _, d := range cands {
		t := d.lexical + d.subword/2
		top := &best[c.leaf[d.doc]]
		for i := range top {
			if t > top[i] {
				t, top[i] = top[i], t
			}
		}
	}
	votes := make([]float32, len(best))
	most := float32(0)
	for i, top := range best {
		votes[i] = top[0] + top[1] + top[2]
		most = max(most, votes[i])
	}
	if most == 0 {
		return
	}
	for i := range cands {
		vote := votes[c.leaf[cands[i].doc]] / most
		cands[i].category = vote * vote
	}
}

// namedWords is the part of a title's words that a query must have to name the
// product.
const namedWords = 0.6

// names reports whether the query, which covers a product so far, is the name
// of it: then it is shown first even when it can't be bought.
func (r *reading) names(p *catalog.Product, coverage float32) bool {
	if coverage < 0.95 || len(r.groups) < 2 {
		return false
	}
	tokens := split(fold(p.Title), nil)
	have := 0
	for _, t := range tokens {
		if slices.Contains(r.typed, t.text) {
			have++
		}
	}
	return float64(have) >= namedWords*float64(len(tokens))
}
