package chat

import (
	"math"
	"slices"
	"unicode"

	"daogou/catalog"
)

const (
	// wide is how many products must fit before a question is worth asking: all
	// of fewer can be looked through.
	wide = 12
	// worthAsking is the information, in bits, that an answer must bring: a
	// little less than what halves the list.
	worthAsking = 0.9
	// repliesOffered is how many quick replies a question has.
	repliesOffered = 5
	// covered is the part of the products that must state the field.
	covered = 0.6
	// shared is the part of the products from which on a value tells nothing.
	shared = 0.9
)

// notAsked are fields that a shopper does not choose by.
var notAsked = map[string]bool{"availability": true, "condition": true, "price": true, "rating": true, "review_count": true,
	"title": true, "id": true, "gtin": true, "item_group_id": true, "link": true}

// ask asks back when the result is wide and the answer would tell much: one
// question, never in two turns in a row, nothing that was said already, and only
// of a kind of thing, not of a mixed bag.
func (p *planner) ask(result catalog.Result) {
	if p.state.Query == "" && p.state.wanted("category") == nil {
		return
	}
	if result.Total <= wide || p.before.Asked != "" || p.state.Sort != "" || p.r.Limit > 0 || len(result.Relaxed) > 0 {
		return
	}
	best, gain := catalog.Facet{}, worthAsking
	for _, f := range result.Facets {
		if g := p.gain(f, result.Total); g > gain {
			best, gain = f, g
		}
	}
	if best.Field == "" {
		return
	}
	q := &Question{Field: best.Field}
	values := telling(best, result.Total)
	for _, v := range values[:min(len(values), repliesOffered)] {
		q.Options = append(q.Options, v.Value)
	}
	p.plan.Ask = q
}

// gain is the expected information of the reply, in bits: the entropy of the
// values offered and of "another one" (Shannon 1948), times the part of the
// products that state the field.
func (p *planner) gain(f catalog.Facet, total int) float64 {
	values := telling(f, total)
	if notAsked[f.Field] || f.Field != "category" && p.speaksOf(f.Field) || len(values) < 2 {
		return 0
	}
	sum := 0
	for _, v := range values {
		sum += v.Count
	}
	share := math.Min(float64(sum)/float64(total), 1)
	if share < covered {
		return 0
	}
	offered, entropy := 0, 0.0
	for _, v := range values[:min(len(values), repliesOffered)] {
		offered += v.Count
		entropy += bits(v.Count, sum)
	}
	return (entropy + bits(sum-offered, sum)) * share
}

// telling are the values that tell products apart and that a shopper chooses
// by: not those that nearly all have, and no measures but sizes.
func telling(f catalog.Facet, total int) []catalog.FacetValue {
	var values []catalog.FacetValue
	for _, v := range f.Values {
		measure := v.Value != "" && unicode.IsDigit([]rune(v.Value)[0]) && f.Field != "size"
		if !measure && float64(v.Count) < shared*float64(total) {
			values = append(values, v)
		}
	}
	return values
}

func bits(n, of int) float64 {
	if n == 0 {
		return 0
	}
	q := float64(n) / float64(of)
	return -q * math.Log2(q)
}

// speaksOf reports whether a filter in force is on the field.
func (p *planner) speaksOf(field string) bool {
	for _, f := range p.state.Filters {
		if f.Field == field {
			return true
		}
	}
	return p.state.Chosen[field] != "" || slices.ContainsFunc(p.recall.Held, func(f catalog.Filter) bool { return f.Field == field })
}
