package nlg

import (
	"slices"

	"daogou/catalog"
	"daogou/chat"
)

// lineUp says the first products, variants of one in one line.
func (s *script) lineUp() {
	skip, groups, lines := map[string]bool{}, map[string]bool{}, 0
	for _, h := range s.plan.Products {
		if h.Product == nil || lines == spoken || h.Product.Group != "" && groups[h.Product.Group] {
			continue
		}
		groups[h.Product.Group] = true
		s.product(h, skip)
		lines++
	}
}

// product says one product in a line: its price, why it fits, and what the
// shopper's history has to do with it.
func (s *script) product(h catalog.Hit, skip map[string]bool) {
	text := s.capital(s.line(h, skip))
	mould := s.last
	if also := s.pick("product.also", slots{"colors": s.and(s.otherColors(h.Product))}, 0, ""); also != "" {
		text += s.space() + also
	}
	s.item(Step{Kind: "product", Product: h.Product.ID, Text: text, mould: mould})
}

// otherColors are the colours of a product's variants among the cards, where
// they cost the same.
func (s *script) otherColors(p *catalog.Product) []string {
	own := valuesOf(p, s.plan.Locale, "color")
	var all []string
	for _, h := range s.plan.Products {
		v := h.Product
		if v == nil || p.Group == "" || v.Group != p.Group || v.Price() != p.Price() || v.Availability != p.Availability {
			continue
		}
		for _, c := range valuesOf(v, s.plan.Locale, "color") {
			if !slices.Contains(own, c) {
				all = mention(all, s.value("color", c))
			}
		}
	}
	return all
}

// line says one product.
func (s *script) line(h catalog.Hit, skip map[string]bool) string {
	p := h.Product
	points := s.points(p, skip)
	v := s.priceSlots(p)
	v["name"], v["clause"], v["state"] = s.name(p), s.clauseOf(points, 2), s.state(p)
	if v["state"] != "" {
		delete(v, "save")
	}
	text, used := s.choose("product", v, s.seed+seedOf(p.ID), s.last)
	s.last = used
	if reason := s.reason(h); reason != "" && s.plan.Act == chat.Recommend {
		text += s.space() + s.capital(reason)
	}
	clear(skip)
	for _, pt := range points[:min(2, len(points))] {
		skip[pt.field] = true
	}
	return s.capital(text)
}

// priceSlots are price, and was and save where a sale lowers it.
func (s *script) priceSlots(p *catalog.Product) slots {
	v := slots{"price": s.money(p.Price())}
	if p.SalePrice != nil && p.SalePrice.Amount < p.ListPrice.Amount {
		v["was"] = s.money(p.ListPrice)
		v["save"] = s.money(catalog.Money{Amount: p.ListPrice.Amount - p.SalePrice.Amount, Currency: p.ListPrice.Currency})
	}
	return v
}

// state is what to disclose of a product that does not ship at once.
func (s *script) state(p *catalog.Product) string {
	if p.Availability == "" || p.Availability == catalog.InStock {
		return ""
	}
	return s.pick("state."+string(p.Availability), nil, 0, "")
}

// reason says which of the shopper's own doings speak for the product.
func (s *script) reason(h catalog.Hit) string {
	for _, w := range h.Why {
		if w.Signal != "history" && w.Signal != "collaborative" || w.Share < .15 {
			continue
		}
		if term, did := s.root(w, h.Product); term != "" {
			return s.pick(s.rootKey("reason.", w.Signal, did), slots{"term": term}, s.seed+seedOf(h.Product.ID), "")
		}
	}
	return ""
}
