package nlu

import (
	"math"
	"slices"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// shared takes out of the needs what is said of all of them: the budget, where
// only one amount is said, and whom they are for.
func (p *parse) shared(parts []part, needs []chat.Need) []catalog.Filter {
	var out []catalog.Filter
	if p.sharedBudget(parts[0].own, needs) {
		out = append(out, p.budget()...)
		for i := range needs {
			needs[i].Filters = withoutPrice(needs[i].Filters)
		}
	} else if p.saysKit("each") {
		p.priceEach(needs)
	}
	p.sharePeople(needs)
	return out
}

// sharedBudget reports whether one amount is for all: the only one that is said,
// at the beginning or the end, or as what all cost together. What not even the
// cheapest of each could be had for, while one alone can, is that one's price.
func (p *parse) sharedBudget(first *parse, needs []chat.Need) bool {
	at, n := 0, 0
	for i, need := range needs {
		if slices.ContainsFunc(need.Filters, isPrice) {
			at, n = i, n+1
		}
	}
	switch {
	case p.saysKit("in_all"):
		return true
	case n != 1 || p.saysKit("each"), at == 0 && !first.pricedFirst(), at != 0 && at != len(needs)-1:
		return false
	}
	return p.affordable(needs, needs[at].Filters)
}

func isPrice(f catalog.Filter) bool { return f.Field == "price" }

// pricedFirst reports whether the amount stands before any thing is named.
func (p *parse) pricedFirst() bool {
	for _, r := range p.ranges {
		from, _ := p.tokens(r.Start, r.End)
		if len(p.subject.matches) > 0 && from < p.subject.matches[0].From {
			return true
		}
	}
	return false
}

// affordable reports whether one of each can be had for the amount.
func (p *parse) affordable(needs []chat.Need, priced []catalog.Filter) bool {
	most := math.Inf(1)
	for _, f := range priced {
		if f.Field == "price" && f.Op == catalog.Lte {
			most = f.Number
		}
	}
	sum := 0.0
	for _, n := range needs {
		if least, ok := p.v.Cheapest(withoutPrice(n.Filters)); ok {
			sum += least * float64(max(n.Quantity, 1))
		}
	}
	return sum <= most
}

// budget is the bound on what all costs together: the highest amount of money
// that is said, or a bare number beside "in total". What is said as it is is not
// around it.
func (p *parse) budget() []catalog.Filter {
	most := 0.0
	for _, r := range p.ranges {
		switch {
		case !p.pays(r) || math.IsInf(r.Max, 1):
		case r.Said == "eq":
			most = max(most, r.Hi)
		default:
			most = max(most, r.Max)
		}
	}
	if most == 0 {
		return nil
	}
	return []catalog.Filter{catalog.Bound("price", catalog.Lte, float64(lexicon.Minor(most, p.v.Currency)))}
}

// pays reports whether an amount is a price: money, or a number with a bound or
// beside what it is for ("300 in total", 一共300).
func (p *parse) pays(r lexicon.Range) bool {
	from, to := p.tokens(r.Start, r.End)
	switch {
	case r.Kind == lexicon.Money:
		return true
	case r.Kind != lexicon.Number || p.inNamed(from, to):
		return false
	case r.Said != "eq" || p.priceNear(from, to):
		return slices.ContainsFunc(p.slots.filters, isPrice)
	}
	return slices.ContainsFunc(p.kit, func(s lexicon.Said) bool {
		near := s.To <= from && from-s.To <= 2 || s.From >= to && s.From-to <= 2
		return (s.Class == "in_all" || s.Class == "each") && near
	})
}

// priceEach puts the one price that is said on every need.
func (p *parse) priceEach(needs []chat.Need) {
	price := p.budget()
	for i, n := range needs {
		if !slices.ContainsFunc(n.Filters, isPrice) {
			needs[i].Filters = append(n.Filters, price...)
		}
	}
}

// sharePeople lets "for my wife", said once, hold for every thing that is told
// apart by it.
func (p *parse) sharePeople(needs []chat.Need) {
	for _, field := range []string{"gender", "age_group"} {
		var said []catalog.Filter
		n := 0
		for _, need := range needs {
			if i := slices.IndexFunc(need.Filters, func(f catalog.Filter) bool { return f.Field == field }); i >= 0 {
				said, n = need.Filters[i:i+1], n+1
			}
		}
		if n == 1 {
			p.addWhereFits(needs, said[0])
		}
	}
}

// addWhereFits puts a filter on the needs that have none on its field and of
// which something fits it.
func (p *parse) addWhereFits(needs []chat.Need, f catalog.Filter) {
	for i, n := range needs {
		has := slices.ContainsFunc(n.Filters, func(o catalog.Filter) bool { return o.Field == f.Field })
		if fits := append(slices.Clone(n.Filters), f); !has && p.v.Count(withoutPrice(fits)) > 0 {
			needs[i].Filters = fits
		}
	}
}

// spread lets what is said once of things listed bare hold for all: "black shoes
// and bag" before the first, "shoes and bags in black" behind the last.
func (p *parse) spread(parts []part, needs []chat.Need) {
	last := len(parts) - 1
	for _, f := range needs[0].Filters {
		if p.describing(f) && p.saidBefore(parts[0], f) && p.allBare(parts[1:]) {
			p.addWhereFits(needs, f)
		}
	}
	for _, f := range needs[last].Filters {
		if p.describing(f) && !p.saidBefore(parts[last], f) && p.allBare(parts) || p.purpose(parts[last], f) {
			p.addWhereFits(needs, f)
		}
	}
}

func (p *parse) describing(f catalog.Filter) bool {
	return p.colorField(f.Field) || f.Field == "material" || f.Field == "brand"
}

// purpose reports whether a filter is what the things are for ("for hiking"),
// said behind the last of them.
func (p *parse) purpose(at part, f catalog.Filter) bool {
	return slices.ContainsFunc(at.own.all, func(m lexicon.Match) bool {
		return m.Field == f.Field && f.Field != "category" && m.From > 0 && at.own.is(m.From-1, "for_whom")
	})
}

// saidBefore reports whether a filter's words stand before the thing.
func (p *parse) saidBefore(at part, f catalog.Filter) bool {
	if len(at.own.subject.matches) == 0 {
		return false
	}
	for _, m := range at.own.all {
		if m.Field == f.Field && m.To <= at.own.subject.matches[0].From {
			return true
		}
	}
	return false
}

// allBare reports whether each thing stands without an article, a number or
// anything else before it.
func (p *parse) allBare(parts []part) bool {
	for _, at := range parts {
		for i := at.from; i < at.head.From; i++ {
			if !p.overlaps(i, i+1, "want", "ask_have", "strip") || p.ts[i].Kind == lexicon.Word && p.is(i, "opens_phrase") && !p.is(i, "light_article") {
				return false
			}
		}
	}
	return true
}
