package nlg

import (
	"slices"
	"strconv"
	"strings"

	"daogou/catalog"
	"daogou/chat"
)

// About describes a product in one to three sentences, each of another mould,
// the first on the facet that matters to who reads it.
func (b *Builtin) About(p *catalog.Product, f chat.Facet, locale string) []Step {
	s := b.script(aboutPlan(p, f, locale))
	s.seed = seedOf(p.ID, f.Field, f.Value)
	s.lead(p, f)
	state := s.state(p)
	if clause := s.clauseOf(s.beside(p, f), 2); clause != "" && (state == "" || f.Field == "price") {
		s.about(p.ID, "fact", "about.more", slots{"clause": clause})
	}
	if f.Field != "price" {
		s.about(p.ID, "fact", "about.cost", s.priceSlots(p))
	}
	if state != "" {
		s.raw(Step{Kind: "fact", Product: p.ID, Text: state}, s.gap())
	}
	return s.steps
}

// aboutPlan is what backs a description: the product alone.
func aboutPlan(p *catalog.Product, f chat.Facet, locale string) *chat.Plan {
	plan := &chat.Plan{Act: chat.Detail, Locale: bookOf(locale).locale, Outcome: chat.Found, IDs: []string{p.ID},
		Products: []catalog.Hit{{Product: p, Why: []catalog.Share{{Signal: "match", Share: 1}}}}}
	if f.Field != "" && f.Field != "use" {
		plan.Aspects = []string{f.Field}
	}
	return plan
}

// lead says the first sentence: what the product is by the facet.
func (s *script) lead(p *catalog.Product, f chat.Facet) {
	v := s.priceSlots(p)
	v["name"] = s.name(p)
	switch f.Field {
	case "price":
		if s.state(p) != "" {
			delete(v, "save")
		}
		s.about(p.ID, "fact", "about.price", v)
	case "rating":
		v["rating"], v["reviews"] = rating(p), strconv.Itoa(p.Reviews)
		s.about(p.ID, "fact", "about.rating", v)
	case "use":
		s.leadUse(p, f.Value, v)
	default:
		s.leadField(p, f.Field, v)
	}
	if len(s.steps) == 0 {
		s.leadKind(p, v)
	}
}

// leadUse quotes what the shop writes on the use.
func (s *script) leadUse(p *catalog.Product, use string, v slots) {
	for _, sentence := range s.quotable(p) {
		if strings.Contains(strings.ToLower(sentence), use) {
			s.about(p.ID, "fact", "about.kind", slots{"name": v["name"], "clause": strings.TrimRight(sentence, ".。!！")})
			return
		}
	}
}

// leadField says what a column holds.
func (s *script) leadField(p *catalog.Product, column string, v slots) {
	if column == "brand" && harmless(p.Brand) && !strings.Contains(s.title(p), p.Brand) {
		v["v"] = p.Brand
		s.about(p.ID, "fact", "about.brand", v)
		return
	}
	values := valuesOf(p, s.plan.Locale, column)
	if column == "" || column == "brand" || len(values) == 0 {
		return
	}
	if yes, known := truth(values[0]); known && len(values) == 1 {
		v["say"] = s.predicate(column, yes)
		s.about(p.ID, "fact", "about.say", v)
		return
	}
	v["v"], v["label"] = s.listed(column, values), s.label(column)
	key := "about.field"
	if v["say"] = s.predicateOf(column, v["v"]); v["say"] != "" {
		key = "about.say"
	}
	s.about(p.ID, "fact", key, v)
}

// leadKind says what sells a product to anyone.
func (s *script) leadKind(p *catalog.Product, v slots) {
	v["clause"] = s.clauseOf(s.points(p, nil), 2)
	if s.about(p.ID, "fact", "about.kind", v) {
		return
	}
	if harmless(p.Brand) && !strings.Contains(s.title(p), p.Brand) {
		v["v"] = p.Brand
	}
	s.about(p.ID, "fact", "about.plain", v)
}

// beside are the points that the first sentence has not told.
func (s *script) beside(p *catalog.Product, f chat.Facet) []point {
	told := strings.ToLower(s.steps[0].Text)
	return slices.DeleteFunc(s.points(p, nil), func(pt point) bool {
		return pt.field == f.Field || strings.Contains(told, strings.ToLower(pt.text)) || strings.Contains(told, strings.ToLower(pt.value))
	})
}
