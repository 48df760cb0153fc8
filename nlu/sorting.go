package nlu

import (
	"slices"

	"daogou/catalog"
	"daogou/lexicon"
)

// sorting reads the order asked for: by price or rating, by a quality that goods
// in question state ("lightest", 续航最久), or by a column that is named with a
// direction (按重量从小到大).
func (p *parse) sorting(filters []catalog.Filter) catalog.Sort {
	field, desc := p.st.Sort.By()
	switch {
	case p.has("reverse") && field != "" && field != "rating":
		return catalog.OrderBy(field, !desc)
	case p.has("bestrated"):
		return catalog.RatingDesc
	}
	if s := p.byColumn(filters); s != "" {
		return s
	}
	switch {
	case p.has("dearest"):
		return catalog.PriceDesc
	case p.has("cheapest"):
		return catalog.PriceAsc
	}
	if s := p.utmostOfColumn(filters); s != "" {
		return s
	}
	return p.utmost(filters)
}

// utmostOfColumn reads "most lumens", "lowest weight", "the longest blade".
func (p *parse) utmostOfColumn(filters []catalog.Filter) catalog.Sort {
	for _, s := range p.hits("greatest", "least") {
		var fields []string
		for _, m := range p.all {
			if c := p.v.Column(m.Field); m.How == "column" && c != nil && c.Kind == lexicon.Numeric && m.From >= s.To && m.From <= s.To+1 {
				fields = append(fields, m.Field)
			}
		}
		if f := p.mostStated(fields, filters); f != "" {
			p.use(s.From, s.To)
			return catalog.OrderBy(f, s.Class == "greatest")
		}
	}
	return ""
}

// behindSuperlative reports whether a word like longest stands right before
// token i.
func (p *parse) behindSuperlative(i int) bool {
	return slices.ContainsFunc(p.hits("greatest", "least"), func(s lexicon.Said) bool { return s.To == i })
}

// byColumn reads a direction beside the name of a numeric column.
func (p *parse) byColumn(filters []catalog.Filter) catalog.Sort {
	for _, s := range p.hits("ascending", "descending") {
		var named []string
		for _, m := range p.all {
			c := p.v.Column(m.Field)
			if m.How == "column" && c != nil && c.Kind == lexicon.Numeric && m.To <= s.From && s.From-m.To <= 2 {
				named = append(named, c.Name)
			}
		}
		if f := p.mostStated(named, filters); f != "" {
			return catalog.OrderBy(f, s.Class == "descending")
		}
	}
	return ""
}

// utmost reads a superlative of a quality: by the first column that it may be
// about which most of the goods in question state.
func (p *parse) utmost(filters []catalog.Filter) catalog.Sort {
	for i := range p.ts {
		c, n := p.v.ComparisonAt(p.ts, i)
		if !c.Most || p.inNamed(i, i+n) {
			continue
		}
		if f := p.mostStated(c.Fields, filters); f != "" {
			p.use(i, i+n)
			return catalog.OrderBy(f, c.Way > 0)
		}
	}
	return ""
}

// mostStated gives the field that the most goods in question state, the first of
// equals; "" where none states any.
func (p *parse) mostStated(fields []string, filters []catalog.Filter) string {
	if len(p.subject.choices) == 0 {
		filters = append(slices.Clone(p.scopeFilters()), filters...)
	}
	goods := p.v.Fitting(withoutPrice(filters), 200)
	best, most := "", 0
	for _, f := range fields {
		n := 0
		for _, g := range goods {
			if _, ok := g.Number(f); ok {
				n++
			}
		}
		if n > most {
			best, most = f, n
		}
	}
	return best
}
