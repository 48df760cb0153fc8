package retriever

import (
	"slices"

	"daogou/catalog"
)

// predictCategory has the candidates vote for the category that the query
// means: the best matches decide, by the fourth power of how well their words
// match, and each candidate's signal is the share of its own category. So a
// rack among shoes falls behind the shoes.
func (c *corpus) predictCategory(cands []candidate) {
	if len(c.paths) < 2 {
		return
	}
	votes := make([]float32, len(c.paths))
	most := float32(0)
	for _, d := range cands {
		t := d.lexical + d.subword/2
		leaf := c.leaf[d.doc]
		votes[leaf] += t * t * t * t
		most = max(most, votes[leaf])
	}
	if most == 0 {
		return
	}
	for i := range cands {
		cands[i].category = votes[c.leaf[cands[i].doc]] / most
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
