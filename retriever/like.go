package retriever

import (
	"cmp"
	"slices"
	"strings"

	"daogou/catalog"
)

// scoreLike scores candidates by nearness to liked products: in the embedder's
// space, in category, in shared attributes. The liked ones themselves and their
// variants are no candidates.
func (c *corpus) scoreLike(like []string, m *matched) {
	var liked []uint32
	for _, id := range like {
		if n, ok := c.numbers[id]; ok {
			liked = append(liked, n)
		}
	}
	if len(liked) == 0 {
		return
	}
	m.cands = slices.DeleteFunc(m.cands, func(d candidate) bool {
		return slices.ContainsFunc(liked, func(n uint32) bool { return n == d.doc || c.group[n] >= 0 && c.group[n] == c.group[d.doc] })
	})
	middle, near := c.middle(liked), c.nearLeaves(liked)
	for i := range m.cands {
		d := &m.cands[i]
		if middle != nil {
			d.semantic = max(0, c.vectors.near(d.doc, middle))
		}
		d.category = near(d.doc)
	}
	m.cands = top(m.cands, mostLike, byNearness)
	for i := range m.cands {
		for _, n := range liked {
			m.cands[i].shared = max(m.cands[i].shared, c.sharedPart(n, m.cands[i].doc))
		}
	}
}

// mostLike is how many of the nearest are compared by their attributes too.
const mostLike = 300

// byNearness orders by nearness in the space and in category.
func byNearness(x, y candidate) int {
	if a, b := x.semantic+x.category, y.semantic+y.category; a != b {
		return cmp.Compare(b, a)
	}
	return cmp.Compare(x.doc, y.doc)
}

// nearLeaves gives how near a document's category is to the nearest liked one's.
// Documents share few categories, so each is compared once.
func (c *corpus) nearLeaves(liked []uint32) func(d uint32) float32 {
	known := make([]float32, len(c.paths)) // one more than the nearness; 0: not compared yet
	return func(d uint32) float32 {
		at := &known[c.leaf[d]]
		if *at == 0 {
			*at = 1
			for _, n := range liked {
				*at = max(*at, 1+nearCategory(c.products[n].Category, c.products[d].Category))
			}
		}
		return *at - 1
	}
}

// middle is the normalised sum of documents' vectors; nil without a space.
func (c *corpus) middle(docs []uint32) []float32 {
	if c.space == nil {
		return nil
	}
	v := make([]float32, c.vectors.dims)
	for _, n := range docs {
		for i := range v {
			v[i] += c.vectors.at(n)[i]
		}
	}
	normalise(v)
	return v
}

// nearCategory is the part of the longer path that two share from the root.
func nearCategory(a, b []string) float32 {
	same := 0
	for same < min(len(a), len(b)) && a[same] == b[same] {
		same++
	}
	return float32(same) / float32(max(len(a), len(b), 1))
}

// sharedPart is the part of a product's attributes that another has too.
func (c *corpus) sharedPart(liked, other uint32) float32 {
	a, b := c.products[liked], c.products[other]
	have, same := 1, 0
	if a.Brand != "" && a.Brand == b.Brand {
		same++
	}
	for name, values := range a.Attributes {
		have++
		if slices.ContainsFunc(values, func(v string) bool { return slices.Contains(b.Attributes[name], v) }) {
			same++
		}
	}
	return float32(same) / float32(have)
}

// sharedTerms gives what a candidate shares with the liked products, for words.
func (c *corpus) sharedTerms(d candidate, like []string) []string {
	var terms []string
	for _, id := range like {
		n, ok := c.numbers[id]
		if !ok {
			continue
		}
		for _, f := range []string{"brand", "color", "material"} {
			for _, v := range c.products[n].Values(f) {
				if catalog.Where(f, catalog.Eq, v).Fits(c.products[d.doc]) && !slices.ContainsFunc(terms, func(t string) bool { return strings.EqualFold(t, v) }) {
					terms = append(terms, v)
				}
			}
		}
	}
	return terms
}
