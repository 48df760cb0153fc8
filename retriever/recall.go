package retriever

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"

	"daogou/catalog"
)

// Recall takes the shop's searches of the past: what drafts are completed by,
// and what the built-in embedder learns beside the catalogue when Train is
// called next. It replaces what an earlier call told.
func (x *Index) Recall(log []catalog.Searched) {
	x.asked.reset()
	for _, s := range log {
		if len(s.Shown) > 0 || len(s.Chosen) > 0 {
			x.asked.add(s.Text, s.Shopper)
		}
	}
	taught := lessonsOf(log)
	x.write.Lock()
	defer x.write.Unlock()
	if sameLessons(taught, x.corpus.taught) {
		return
	}
	x.locked(func() {
		x.fresh = true
		x.corpus.teach(taught)
	})
}

func sameLessons(a, b map[string][]lesson) bool { return maps.EqualFunc(a, b, slices.Equal[[]lesson]) }

// A word that no product has, but that several shoppers asked for before they
// chose the same, is a term of what they chose.

// askedTerm is the index's term for such a word.
func askedTerm(term string) string { return betweenAtoms + betweenAtoms + term }

// teach takes lessons in the place of those before.
func (c *corpus) teach(taught map[string][]lesson) {
	for _, lessons := range c.taught {
		for _, l := range lessons {
			if id, ok := c.terms[askedTerm(l.term)]; ok {
				c.lists[id] = nil
			}
		}
	}
	c.taught = taught
	for n, p := range c.products {
		if p != nil {
			c.postLessons(uint32(n), p.ID)
		}
	}
}

// postLessons gives a document the words that it was asked for by and that no
// product has.
func (c *corpus) postLessons(n uint32, id string) {
	for _, l := range c.taught[id] {
		if of, ok := c.terms[l.term]; ok && len(c.lists[of]) > 0 {
			continue
		}
		term := c.intern(askedTerm(l.term))
		c.lists[term] = append(c.lists[term], posting{n, uint16(min(tfUnit*l.tf/2, math.MaxUint16)), inHighlight})
	}
}

// lesson is a term that shoppers searched a product by, and how telling it is of
// it, in the unit of a term's frequency.
type lesson struct {
	term string
	tf   float32
}

// mostLessons is how many terms a product is taught by, those used most.
const mostLessons = 30

// lessonsOf gives what shoppers asked for who then chose a product, by its ID.
// A term that one shopper alone used teaches nothing.
func lessonsOf(log []catalog.Searched) map[string][]lesson {
	type use struct {
		gain     float64
		shoppers map[string]bool
	}
	uses := map[string]map[string]*use{}
	for _, s := range log {
		terms := queryTerms(s.Text)
		for _, c := range s.Chosen {
			if c.Gain() == 0 {
				continue
			}
			of := uses[c.ProductID]
			if of == nil {
				of = map[string]*use{}
				uses[c.ProductID] = of
			}
			for _, t := range terms {
				if of[t] == nil {
					of[t] = &use{shoppers: map[string]bool{}}
				}
				of[t].gain += c.Gain()
				of[t].shoppers[s.Shopper] = true
			}
		}
	}
	taught := make(map[string][]lesson, len(uses))
	for id, of := range uses {
		var list []lesson
		for term, u := range of {
			if len(u.shoppers) > 1 {
				list = append(list, lesson{term, float32(math.Log1p(u.gain))})
			}
		}
		slices.SortFunc(list, func(a, b lesson) int { return cmp.Or(cmp.Compare(b.tf, a.tf), cmp.Compare(a.term, b.term)) })
		if len(list) > 0 {
			taught[id] = list[:min(len(list), mostLessons)]
		}
	}
	return taught
}

// queryTerms gives the terms of a query's content words, each once.
func queryTerms(text string) (terms []string) {
	tokens := split(dropPhrases(fold(beginningOf(text))), nil)
	content := contentOf(tokens)
	for _, u := range units(tokens, nil) {
		if content[u.token] && u.weight == 1 && !slices.Contains(terms, u.term) {
			terms = append(terms, u.term)
		}
	}
	return terms
}

// personal reports whether a text may hold what belongs to one person: an
// address, or a number as long as a telephone's or an order's.
func personal(text string) bool {
	digits := 0
	for _, r := range text {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	return digits > 6 || strings.ContainsAny(text, "@")
}
