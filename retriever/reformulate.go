package retriever

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"time"

	"daogou/catalog"
	"daogou/lexicon"
)

// Synonyms show in what shoppers do. One who finds nothing asks again in other
// words and then chooses: a reformulation (Jones, Rey, Madani and Greiner, WWW
// 2006). And two queries after which the same products are chosen mean the same
// (Beeferman and Berger, KDD 2000). What differs between the two queries is
// proposed, where three shoppers or more speak for it, so that nobody reads what
// one person wrote.
const (
	askedAgain  = 5 * time.Minute // between the two searches of a reformulation
	likeChoices = 0.6             // cosine of what was chosen after two queries
	mostAlike   = 40              // queries by which one product was chosen that are compared
)

// ProposeSynonyms finds pairs in the shop's searches, which must be in order of
// time: those that most shoppers speak for first. Two values of one field of the
// products, two brands or two colours, are a change of mind and no synonyms.
func ProposeSynonyms(log []catalog.Searched, products []*catalog.Product) []catalog.Synonym {
	f := finder{spoken: map[[2]string]map[string]bool{}, fields: fieldsOfValues(products)}
	f.reformulated(log)
	f.chosenAlike(log)
	var list []catalog.Synonym
	for pair, shoppers := range f.spoken {
		if y, err := catalog.NewSynonym(pair[0], pair[1], false); err == nil && len(shoppers) >= tellable {
			y.State, y.Source, y.Support = catalog.Proposed, catalog.FromHistory, len(shoppers)
			list = append(list, y)
		}
	}
	slices.SortFunc(list, func(a, b catalog.Synonym) int {
		return cmp.Or(cmp.Compare(b.Support, a.Support), cmp.Compare(a.Word, b.Word), cmp.Compare(a.Means, b.Means))
	})
	return list
}

// finder collects pairs with the shoppers who speak for them.
type finder struct {
	spoken map[[2]string]map[string]bool
	fields map[string][]string // of the products' values, by plainKey
}

// fieldsOfValues tells which fields have a value.
func fieldsOfValues(products []*catalog.Product) map[string][]string {
	fields := map[string][]string{}
	add := func(field, value string) {
		if value = plainKey(value); !slices.Contains(fields[value], field) {
			fields[value] = append(fields[value], field)
		}
	}
	for _, p := range products {
		add("brand", p.Brand)
		for _, t := range p.Texts() {
			for name, values := range t.Attributes {
				for _, v := range values {
					add(name, v)
				}
			}
			for _, c := range t.Category {
				add("category", c)
			}
		}
	}
	return fields
}

// plainKey makes one of the ways to write a phrase.
func plainKey(text string) string { return keyOf(atoms(split(fold(text), nil))) }

// alternatives reports whether two phrases are values of one field, or colours.
func (f *finder) alternatives(x, y string) bool {
	if lexicon.Shade(x) != "" && lexicon.Shade(y) != "" {
		return true
	}
	return slices.ContainsFunc(f.fields[plainKey(x)], func(field string) bool { return slices.Contains(f.fields[plainKey(y)], field) })
}

func (f *finder) speak(a, b string, shoppers ...string) {
	x, y, ok := differing(a, b)
	if !ok || f.alternatives(x, y) {
		return
	}
	pair := [2]string{min(x, y), max(x, y)}
	if f.spoken[pair] == nil {
		f.spoken[pair] = map[string]bool{}
	}
	for _, s := range shoppers {
		f.spoken[pair][s] = true
	}
}

// reformulated looks at searches without a choice that the same shopper followed
// by one with a choice.
func (f *finder) reformulated(log []catalog.Searched) {
	last := map[string]*catalog.Searched{}
	for i := range log {
		s := &log[i]
		if s.Shopper == "" {
			continue
		}
		before := last[s.Shopper]
		last[s.Shopper] = s
		if before != nil && s.Time.Sub(before.Time) <= askedAgain && !chose(before) && chose(s) {
			f.speak(before.Text, s.Text, s.Shopper)
		}
	}
}

func chose(s *catalog.Searched) bool {
	return slices.ContainsFunc(s.Chosen, func(c catalog.Choice) bool { return c.Gain() > 0 })
}

// chosen is what was chosen after one query, and by whom.
type chosen struct {
	text     string
	gains    map[string]float64 // by product
	shoppers []string
}

// chosenAlike compares the queries after which one product was chosen.
func (f *finder) chosenAlike(log []catalog.Searched) {
	byProduct := map[string][]*chosen{}
	for _, q := range choicesByQuery(log) {
		if len(q.shoppers) < 2 {
			continue
		}
		for id := range q.gains {
			byProduct[id] = append(byProduct[id], q)
		}
	}
	for _, queries := range byProduct {
		slices.SortFunc(queries, func(a, b *chosen) int {
			return cmp.Or(cmp.Compare(len(b.shoppers), len(a.shoppers)), cmp.Compare(a.text, b.text))
		})
		queries = queries[:min(len(queries), mostAlike)]
		for i, a := range queries {
			for _, b := range queries[i+1:] {
				if cosineOf(a.gains, b.gains) >= likeChoices {
					f.speak(a.text, b.text, append(slices.Clone(a.shoppers), b.shoppers...)...)
				}
			}
		}
	}
}

func choicesByQuery(log []catalog.Searched) map[string]*chosen {
	all := map[string]*chosen{}
	for i := range log {
		s := &log[i]
		if s.Shopper == "" || !chose(s) {
			continue
		}
		text := strings.Join(strings.Fields(fold(s.Text)), " ")
		q := all[text]
		if q == nil {
			q = &chosen{text: text, gains: map[string]float64{}}
			all[text] = q
		}
		if !slices.Contains(q.shoppers, s.Shopper) {
			q.shoppers = append(q.shoppers, s.Shopper)
		}
		for _, c := range s.Chosen {
			if g := c.Gain(); g > 0 {
				q.gains[c.ProductID] += g
			}
		}
	}
	return all
}

func cosineOf(a, b map[string]float64) float64 {
	dot, na, nb := 0.0, 0.0, 0.0
	for id, x := range a {
		dot += x * b[id]
		na += x * x
	}
	for _, y := range b {
		nb += y * y
	}
	return dot / math.Sqrt(na*nb)
}
