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
	x.locked(func() {
		x.fresh = x.fresh || !maps.EqualFunc(taught, x.taught, slices.Equal[[]lesson])
		x.taught = taught
	})
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
