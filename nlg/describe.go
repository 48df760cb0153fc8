package nlg

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"daogou/catalog"
	"daogou/chat"
)

// quotable gives the description's sentences that may be said in the plan's
// language.
func (s *script) quotable(p *catalog.Product) []string {
	text := p.In(s.plan.Locale)
	var own strings.Builder
	own.WriteString(text.Title + " " + p.Brand)
	for _, values := range text.Attributes {
		own.WriteString(" " + strings.Join(values, " "))
	}
	var fit []string
	for _, sentence := range safeSentences(text.Description, own.String()) {
		if mostlyHan(sentence) == (s.locale == "zh") {
			fit = append(fit, sentence)
		}
	}
	return fit
}

func mostlyHan(text string) bool {
	han, latin := 0, 0
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			han++
		} else if unicode.Is(unicode.Latin, r) {
			latin++
		}
	}
	return han > latin
}

// describe tells what a product is: price, what its columns say, one or two
// sentences of its own, and what keeps it from shipping at once.
func (s *script) describe(p *catalog.Product, full bool) {
	if s.plan.Outcome == chat.NotStated {
		s.about(p.ID, "fact", "detail.unsure", slots{"name": s.name(p)})
	}
	v := s.priceSlots(p)
	v["name"], v["state"] = s.name(p), s.state(p)
	if harmless(p.Brand) && !strings.Contains(s.title(p), p.Brand) && foreign(p.Brand, s.locale) == foreign(s.title(p), s.locale) {
		v["brand"] = p.Brand
	}
	if v["state"] != "" {
		delete(v, "save")
	}
	s.about(p.ID, "fact", "describe.intro", v)
	quotes := s.best(s.quotable(p), 2)
	for _, q := range quotes {
		s.raw(Step{Kind: "quote", Product: p.ID, Text: ended(q, s.locale)}, s.gap())
	}
	if !full {
		return
	}
	s.about(p.ID, "fact", "describe.points", slots{"clause": s.clauseOf(s.fresh(p, quotes), 3)})
	if sizes := valuesOf(p, s.plan.Locale, "size"); len(sizes) > 1 {
		s.about(p.ID, "fact", "describe.sizes", slots{"v": s.listed("size", sizes)})
	}
}

// fresh are the points that the quoted sentences have not told.
func (s *script) fresh(p *catalog.Product, quotes []string) []point {
	told := strings.ToLower(strings.Join(quotes, " ") + " " + s.title(p))
	return slices.DeleteFunc(s.points(p, nil), func(pt point) bool {
		return strings.Contains(told, strings.ToLower(pt.text)) || strings.Contains(told, strings.ToLower(pt.value))
	})
}

// best takes the n sentences that touch the question most, in their own order;
// the first ones where none does.
func (s *script) best(sentences []string, n int) []string {
	if len(sentences) <= n {
		return sentences
	}
	order, answers := make([]int, len(sentences)), make([]float64, len(sentences))
	for i, sentence := range sentences {
		order[i], answers[i] = i, overlap(s.plan.Said, sentence)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(answers[b], answers[a]) })
	order = order[:n]
	slices.Sort(order)
	var picked []string
	for _, i := range order {
		picked = append(picked, sentences[i])
	}
	return picked
}

func ended(text, locale string) string {
	if strings.HasSuffix(text, ".") || strings.HasSuffix(text, "。") || strings.HasSuffix(text, "!") || strings.HasSuffix(text, "！") || strings.HasSuffix(text, "?") || strings.HasSuffix(text, "？") {
		return text
	}
	if locale == "zh" {
		return text + "。"
	}
	return text + "."
}
