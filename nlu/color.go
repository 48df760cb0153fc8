package nlu

import (
	"slices"
	"strings"
	"unicode/utf8"

	"daogou/catalog"
	"daogou/lexicon"
)

// colorField reports whether a column holds colours.
func (p *parse) colorField(field string) bool { return field == "color" || field == "colour" }

// colors reads the colours wanted and not wanted.
func (p *parse) colors() []catalog.Filter {
	column := p.v.Column("color")
	field := "color"
	if column == nil {
		if column = p.v.Column("colour"); column == nil {
			return nil
		}
		field = "colour"
	}
	var wanted []string
	var out []catalog.Filter
	words := p.colorWords(field)
	for _, c := range words {
		if anyTrue(p.used[c.from:c.to]) {
			continue
		}
		p.use(c.from, c.to)
		if p.isOwned(c.from) {
			continue
		}
		if p.negated(c.from) {
			for _, v := range exactColors(column, c) {
				out = append(out, catalog.Where(field, catalog.Ne, v))
			}
			continue
		}
		values := colorValues(column, c)
		if len(words) > 1 && hasValue(column, exactColors(column, c)[0]) {
			values = exactColors(column, c) // who names several means just those
		}
		wanted = appendNew(wanted, values...)
	}
	if len(wanted) > 0 {
		out = append(out, oneOf(field, wanted))
	}
	return out
}

// colorsOfGoods gives the single Han characters before the shop's word for goods
// that are their colour: the 红 of 红裙子, not of 红茶.
func (p *parse) colorsOfGoods(all []lexicon.Match) []lexicon.Match {
	var out []lexicon.Match
	for _, m := range all {
		at := m.From - 1
		if m.Field != "category" || m.How == "column" || !p.loneShade(at) || p.v.Column("color") == nil {
			continue
		}
		free := !slices.ContainsFunc(append(all, out...), func(o lexicon.Match) bool { return o.From <= at && at < o.To })
		if free && !p.inWord(at, m.To) && p.told("color", []catalog.Filter{oneOf("category", m.Values)}) {
			t := p.ts[at]
			out = append(out, lexicon.Match{From: at, To: m.From, Start: t.Start, End: t.End, Text: t.Text, Field: "color", Values: []string{t.Text}, Score: 0.8, How: "language"})
		}
	}
	return out
}

// loneShade reports whether a token is a Han character that names a colour.
func (p *parse) loneShade(i int) bool {
	return i >= 0 && lexicon.Is("color_of_goods", p.ts[i].Text)
}

// inWord reports whether the character at i is part of a word for a thing, which
// may begin before it and ends by to: the 红 of 口红 and of 红茶杯.
func (p *parse) inWord(i, to int) bool {
	for from := max(0, i-1); from <= i; from++ {
		for end := i + 1; end <= to; end++ {
			if word := p.text[p.ts[from].Start:p.ts[end-1].End]; end-from > 1 && lexicon.KnownNoun(word) {
				return true
			}
		}
	}
	return slices.ContainsFunc(p.said, func(s lexicon.Said) bool { return s.From <= i && i < s.To && s.To-s.From > 1 })
}

// colorWord is a colour's name in the text.
type colorWord struct {
	from, to int
	text     string
	shade    string
}

// colorWords gives the colours named: by the language's words, and by the
// catalogue's own where they are none of the language's.
func (p *parse) colorWords(field string) []colorWord {
	var out []colorWord
	for _, s := range lexicon.Of(p.spans, lexicon.Color) {
		from, to := p.tokens(s.Start, s.End)
		if p.withinLonger(from, to, field) || p.isMaterialHere(from, to) {
			continue
		}
		out = append(out, colorWord{from, to, s.Text, s.Value})
	}
	for _, m := range p.all {
		if m.Field != field || m.How == "column" || slices.ContainsFunc(out, func(c colorWord) bool { return c.from < m.To && m.From < c.to }) || p.inMention(m) || p.isMaterialHere(m.From, m.To) {
			continue
		}
		out = append(out, colorWord{m.From, m.To, m.Values[0], lexicon.Shade(m.Values[0])})
	}
	return out
}

// withinLonger reports whether the colour's name is part of a longer phrase of
// another field ("Red Kite" the brand, "orange juice").
func (p *parse) withinLonger(from, to int, field string) bool {
	if p.inNamed(from, to) {
		return true
	}
	return slices.ContainsFunc(p.all, func(m lexicon.Match) bool {
		return m.From <= from && to <= m.To && m.To-m.From > to-from
	})
}

// isMaterialHere tells oak the wood from oak the colour: where the language
// knows the word as a material and goods in question have it as one.
func (p *parse) isMaterialHere(from, to int) bool {
	text := p.text[p.ts[from].Start:p.ts[to-1].End]
	if lexicon.MaterialOf(text) == "" || strings.HasSuffix(text, "色") {
		return false
	}
	for _, m := range p.all {
		if m.From == from && m.To == to && strings.Contains(m.Field, "material") {
			return p.v.Count(append(p.scopeFilters(), oneOf(m.Field, m.Values))) > 0
		}
	}
	return false
}

// colorValues gives the catalogue's values that a colour word means: a shade
// means itself, then shades of its name, a family every shade that is surely
// of it, or that borders on it where none is.
func colorValues(column *lexicon.Column, c colorWord) []string {
	if v := ownShade(column, c.text); v != "" {
		return []string{v}
	}
	if !lexicon.IsFamily(c.shade) {
		if v := exactColors(column, c); len(v) > 0 && hasValue(column, v[0]) {
			return v
		}
	}
	families := []string{c.shade}
	if !lexicon.IsFamily(c.shade) {
		sure, border := lexicon.Families(c.shade)
		families = append(sure, border...)
	}
	var sure, border []string
	for _, v := range column.Values {
		s, b := lexicon.Families(lexicon.Shade(v))
		if overlap(s, families) {
			sure = append(sure, v)
		} else if overlap(b, families) {
			border = append(border, v)
		}
	}
	slices.SortStableFunc(sure, func(a, b string) int { return rank(b, c) - rank(a, c) })
	switch {
	case len(sure) > 0:
		return sure
	case len(border) > 0:
		return border
	}
	return []string{c.text}
}

// ownShade gives the value that is named just so, with a 色 or without, where the
// name is more than its family's: 正红, not 红.
func ownShade(column *lexicon.Column, text string) string {
	name := strings.TrimSuffix(text, "色")
	if lexicon.Detect(name) != "zh" || utf8.RuneCountInString(name) < 2 {
		return ""
	}
	for _, v := range column.Values {
		if strings.TrimSuffix(v, "色") == name {
			return v
		}
	}
	return ""
}

// rank puts the value of the very name first.
func rank(value string, c colorWord) int {
	if lexicon.Shade(value) == c.shade {
		return 1
	}
	return 0
}

// exactColors gives the values of the very shade, the text's own word where
// there is none.
func exactColors(column *lexicon.Column, c colorWord) []string {
	var out []string
	for _, v := range column.Values {
		if strings.EqualFold(v, c.text) {
			return []string{v}
		}
		if s := lexicon.Shade(v); s != "" && s == c.shade {
			out = append(out, v)
		}
	}
	if len(out) == 0 {
		return []string{c.text}
	}
	return out
}

func hasValue(column *lexicon.Column, v string) bool {
	return slices.ContainsFunc(column.Values, func(o string) bool { return strings.EqualFold(o, v) })
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(x string) bool { return slices.Contains(b, x) })
}
