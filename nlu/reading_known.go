package nlu

import (
	"slices"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// known fills a question about products: which, and what of them.
func (p *parse) known(r *chat.Reading) {
	r.Refers = p.refers.ids
	if len(r.Refers) == 0 {
		r.Refers = p.focus()
	}
	r.Aspects = p.answerable(p.aspects(), r.Refers)
	if r.Act == chat.Compare {
		p.comparison(r)
	}
	if len(r.Refers) == 0 {
		r.Query = p.query()
	}
}

// answerable leaves out fields of which only a value was said that the products
// say nothing of: the roast of a light.
func (p *parse) answerable(fields, ids []string) []string {
	of := p.products(ids)
	return slices.DeleteFunc(fields, func(field string) bool {
		named := slices.ContainsFunc(p.all, func(m lexicon.Match) bool {
			return m.Field == field && (m.How == "column" || m.How == "flag" || m.How == "unflag")
		})
		asked := named || slices.Contains(p.plainAspects(), field) || len(p.untold) > 0 && field == p.untold[0].Field
		return !asked && len(of) > 0 && !slices.ContainsFunc(of, func(c *catalog.Product) bool { return len(c.Values(field)) > 0 })
	})
}

// comparison puts who wins first, where it is the price that is compared.
func (p *parse) comparison(r *chat.Reading) {
	if len(r.Refers) < 2 {
		r.Refers = p.group()
	}
	if len(r.Refers) > 6 {
		r.Refers = r.Refers[:6]
	}
	if p.has("cheaper", "cheapest", "dearer", "dearest") {
		r.Aspects = appendNew([]string{"price"}, r.Aspects...)
		list := p.products(r.Refers)
		slices.SortStableFunc(list, func(a, b *catalog.Product) int { return int(a.Price().Amount - b.Price().Amount) })
		if p.has("dearer", "dearest") && !p.has("cheaper", "cheapest") {
			slices.Reverse(list)
		}
		r.Refers = nil
		for _, c := range list {
			r.Refers = append(r.Refers, c.ID)
		}
	}
	if _, fields := p.relation(); len(fields) > 0 {
		r.Aspects = appendNew(r.Aspects, p.statedBy(r.Refers, fields)...)
	}
}

// statedBy gives the first of the fields that the products state.
func (p *parse) statedBy(ids, fields []string) []string {
	for _, f := range fields {
		for _, c := range p.products(ids) {
			if len(c.Values(f)) > 0 {
				return []string{f}
			}
		}
	}
	return nil
}

// aspects gives the fields asked about: columns named, yes/no features and
// values asked for.
func (p *parse) aspects() []string {
	var out []string
	for _, m := range p.all {
		if m.Field == "category" || m.Field == "brand" && m.How != "column" || p.inMention(m) {
			continue
		}
		out = appendNew(out, m.Field)
	}
	for _, s := range p.plainAspects() {
		out = appendNew(out, s)
	}
	if len(out) == 0 && len(p.untold) > 0 && !p.overlaps(p.untold[0].From, p.untold[0].To, "more_about") {
		out = append(out, p.untold[0].Field)
	}
	return slices.DeleteFunc(out, p.ofPerson)
}

// ofPerson reports whether a column's word tells of a person: "I weigh 90 kilos".
func (p *parse) ofPerson(field string) bool {
	return slices.ContainsFunc(p.all, func(m lexicon.Match) bool {
		return m.Field == field && m.How == "column" && p.is(m.From-1, "person_does")
	})
}

// plainAspects are Google's own columns asked about.
func (p *parse) plainAspects() []string {
	var out []string
	for _, m := range lexicon.PlainAspects(p.ts) {
		out = appendNew(out, m)
	}
	if p.has("in_stock", "out_stock") {
		out = appendNew(out, "availability")
	}
	if p.has("list_price") {
		out = appendNew(out, "price")
	}
	for _, f := range p.slots.filters {
		if f.Field != "category" && f.Field != "brand" && f.Field != "price" {
			out = appendNew(out, f.Field)
		}
	}
	return out
}
