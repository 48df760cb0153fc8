package nlg

import (
	"strings"

	"daogou/catalog"
)

// nameAll names every product of the plan, so that no two share a name: one
// title in several colours is told apart by the colour.
func (s *script) nameAll() map[string]string {
	count := map[string]int{}
	for _, h := range s.plan.Products {
		if h.Product != nil {
			count[s.title(h.Product)]++
		}
	}
	names := map[string]string{}
	for _, h := range s.plan.Products {
		if p := h.Product; p != nil {
			names[p.ID] = s.title(p)
			if count[s.title(p)] > 1 {
				names[p.ID] += s.distinct(p)
			}
		}
	}
	return names
}

// title is the product's title, or its brand and kind where the title is not
// fit to be repeated.
func (s *script) title(p *catalog.Product) string {
	text := p.In(s.plan.Locale)
	if harmlessTitle(text.Title) {
		return text.Title
	}
	words := []string{}
	if harmless(p.Brand) {
		words = append(words, p.Brand)
	}
	if n := len(text.Category); n > 0 && harmless(text.Category[n-1]) {
		words = append(words, text.Category[n-1])
	}
	if len(words) == 0 {
		return s.pick("unnamed", nil, 0, "")
	}
	return strings.Join(words, " ")
}

// distinct is what tells a variant from its siblings, in brackets.
func (s *script) distinct(p *catalog.Product) string {
	colors := valuesOf(p, s.plan.Locale, "color")
	if len(colors) == 0 || strings.Contains(strings.ToLower(s.title(p)), strings.ToLower(colors[0])) {
		return ""
	}
	if s.locale == "zh" {
		return "（" + colors[0] + "）"
	}
	return " (" + colors[0] + ")"
}

// name is the product's name in bold.
func (s *script) name(p *catalog.Product) string {
	if n, ok := s.names[p.ID]; ok {
		return "**" + n + "**"
	}
	return "**" + s.title(p) + "**"
}
