package nlu

import (
	"slices"

	"daogou/catalog"
	"daogou/lexicon"
)

// slots are the conditions that an utterance states.
type slots struct {
	filters []catalog.Filter
	drop    []string
	sort    catalog.Sort
	limit   int
	age     float64 // of the person it is for, in years; 0: not told
	people  bool    // it is said for whom
}

// findSlots reads every condition; each phrase serves one.
func (p *parse) findSlots() slots {
	var s slots
	p.slots = s
	s.drop = p.drops()
	if c := p.subject.choices; len(c) > 0 {
		s.filters = append(s.filters, categoryFilter(c[0]))
		for _, m := range p.subject.matches {
			p.use(m.From, m.To)
		}
	}
	for _, c := range p.subject.not {
		if len(p.subject.choices) == 0 || !slices.Contains(p.subject.choices[0], c) {
			s.filters = append(s.filters, catalog.Where("category", catalog.Ne, c))
		}
	}
	s.filters = append(s.filters, p.values()...)
	s.filters = append(s.filters, p.otherBrands()...)
	s.filters = append(s.filters, p.animalFree()...)
	s.filters = append(s.filters, p.colors()...)
	s.filters = append(s.filters, p.sizes()...)
	amounts, limit := p.amounts(s.filters)
	s.filters, s.limit = append(s.filters, amounts...), limit
	s.filters = append(s.filters, p.stock()...)
	s.filters = p.forWhom(&s)
	s.filters = p.settle(s.filters)
	s.sort = p.sorting(s.filters)
	return s
}

// scopeFilters are what narrows the goods that a condition speaks of: the
// category of the utterance, else the one in force.
func (p *parse) scopeFilters() []catalog.Filter {
	if c := p.subject.choices; len(c) > 0 {
		return []catalog.Filter{categoryFilter(c[0])}
	}
	return p.scopeInForce()
}

// otherBrands leaves out the brand of what was spoken of: "not that brand".
func (p *parse) otherBrands() []catalog.Filter {
	if !p.has("that_brand") || !p.has("neg_before", "neg_after", "others", "dislike", "refused", "correct") {
		return nil
	}
	of := p.st.Focus
	if len(of) == 0 && len(p.st.Shown) > 0 {
		of = p.st.Shown[:1]
	}
	var out []catalog.Filter
	for _, c := range p.products(of) {
		if f := catalog.Where("brand", catalog.Ne, c.Brand); c.Brand != "" && !slices.ContainsFunc(out, func(o catalog.Filter) bool { return o.String() == f.String() }) {
			out = append(out, f)
		}
	}
	return out
}

// stock reads availability, condition and what is on sale.
func (p *parse) stock() []catalog.Filter {
	var out []catalog.Filter
	if p.has("in_stock") {
		out = append(out, catalog.Where("availability", catalog.Eq, string(catalog.InStock)))
	}
	if onSale := catalog.Bound("sale_price", catalog.Gte, 1); p.has("on_sale") && p.v.Count([]catalog.Filter{onSale}) > 0 {
		out = append(out, onSale)
	}
	if c := p.v.Column("condition"); c == nil && p.has("refurbished") && p.conditions("refurbished") {
		for _, s := range p.hits("refurbished") {
			if p.negatedSaid(s) {
				return append(out, catalog.Where("condition", catalog.Ne, "refurbished"))
			}
		}
		out = append(out, catalog.Where("condition", catalog.Eq, "refurbished"))
	}
	return out
}

// negatedSaid reports whether a word of negation stands right before.
func (p *parse) negatedSaid(s lexicon.Said) bool {
	for _, n := range p.hits("neg_before") {
		if n.To == s.From || n.To == s.From-1 {
			return true
		}
	}
	return false
}

func (p *parse) conditions(want string) bool {
	for _, product := range p.view.List {
		if product.Condition == want {
			return true
		}
	}
	return false
}

// settle chooses among the readings of the category the first that leaves
// products under the other conditions.
func (p *parse) settle(filters []catalog.Filter) []catalog.Filter {
	if len(p.subject.choices) < 2 || p.v.Count(withoutPrice(filters)) > 0 {
		return filters
	}
	if own := p.ofAge(filters); len(own) > 0 && p.v.Count(own) == 0 { // a bike for a child of 7
		for _, choice := range p.subject.choices[1:] {
			if p.v.Count(append(own[1:len(own):len(own)], categoryFilter(choice))) > 0 {
				return withCategory(filters, choice)
			}
		}
	}
	named := len(p.subject.matches) > 0 && p.subject.matches[0].How == "exact"
	for _, choice := range p.subject.choices[1:] {
		if named && p.above(choice, p.subject.choices[0]) {
			continue // there are none in yellow, which other goods do not mend
		}
		other := withCategory(filters, choice)
		if p.v.Count(withoutPrice(other)) > 0 {
			return other
		}
	}
	return filters
}

// ofAge are the category wanted, first, and the filters on whom it suits by age; none
// where no age is told.
func (p *parse) ofAge(filters []catalog.Filter) []catalog.Filter {
	out := []catalog.Filter{categoryFilter(p.subject.choices[0])}
	for _, f := range filters {
		if c := p.v.Column(f.Field); f.Field == "age_group" || c != nil && (c.FromAge() || c.ToAge()) {
			out = append(out, f)
		}
	}
	if len(out) == 1 {
		return nil
	}
	return out
}

// withCategory is the same filters on another category.
func withCategory(filters []catalog.Filter, choice []string) []catalog.Filter {
	other := slices.Clone(filters)
	for i, f := range other {
		if f.Field == "category" && f.Op != catalog.Ne {
			other[i] = categoryFilter(choice)
			break
		}
	}
	return other
}

// above reports whether every category of a choice stands above one of another's.
func (p *parse) above(choice, of []string) bool {
	return !slices.ContainsFunc(choice, func(c string) bool {
		return !slices.ContainsFunc(of, func(o string) bool { return o != c && p.v.Under(o, c) })
	})
}

// withoutPrice leaves out what only says how much: a budget that is too small
// does not change which goods are meant.
func withoutPrice(filters []catalog.Filter) []catalog.Filter {
	return slices.DeleteFunc(slices.Clone(filters), func(f catalog.Filter) bool { return f.Field == "price" })
}

// drops reads which conditions are withdrawn ("forget the budget", 不限颜色).
func (p *parse) drops() []string {
	if p.has("reset") {
		return []string{"*"}
	}
	var out []string
	for _, d := range p.hits("drop") {
		end := p.clauseEnd(d.To)
		for _, s := range p.hits("price_word") {
			if s.From >= d.To && s.From <= min(end, d.To+3) || s.To <= d.From && d.From-s.To <= 2 && p.clauseStart(d.From) <= s.From {
				out = appendNew(out, "price")
				p.use(s.From, s.To)
			}
		}
		for _, m := range p.all {
			near := m.From >= d.To && m.From <= min(end, d.To+2) || m.To <= d.From && d.From-m.To <= 2 && p.clauseStart(d.From) <= m.From
			if near && (m.How == "column" && p.inForce(m.Field) || m.From >= d.To && p.ruledOut(m)) {
				out = appendNew(out, m.Field)
				p.use(m.From, m.To)
			}
		}
	}
	return out
}

// ruledOut reports whether a value is one that is not wanted as yet: "forget the
// wool thing" after "no wool".
func (p *parse) ruledOut(m lexicon.Match) bool {
	return m.How != "column" && slices.ContainsFunc(slices.Concat(p.st.Filters, p.st.Held), func(f catalog.Filter) bool {
		return f.Field == m.Field && f.Op == catalog.Ne && overlap(f.Values, m.Values)
	})
}

func (p *parse) inForce(field string) bool {
	return slices.ContainsFunc(slices.Concat(p.st.Filters, p.st.Held), func(f catalog.Filter) bool { return f.Field == field })
}
