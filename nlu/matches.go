package nlu

import (
	"slices"
	"strings"

	"daogou/catalog"
	"daogou/lexicon"
)

// ownMatches leaves out what is only part of a longer phrase of the language:
// the phone of "phone number", the long of "how long", the 包 of 包裹.
func (p *parse) ownMatches(all []lexicon.Match) []lexicon.Match {
	return slices.DeleteFunc(all, func(m lexicon.Match) bool {
		return m.How != "column" && p.counts(m) || p.partOfWord(m) || m.How == "column" && p.partOfQuestion(m) || m.How != "column" && slices.ContainsFunc(p.said, func(s lexicon.Said) bool {
			return s.From <= m.From && m.To <= s.To && s.To-s.From > m.To-m.From
		})
	})
}

// partOfQuestion reports whether a column's name is part of a longer question
// about something else, which no column answers: the "how long" of "how long does it
// keep hot".
func (p *parse) partOfQuestion(m lexicon.Match) bool {
	return slices.ContainsFunc(p.untold, func(q lexicon.Match) bool { return q.From <= m.From && m.To <= q.To && q.To-q.From > m.To-m.From })
}

// partOfWord reports whether a lone character that stands for what goods have is
// part of a word about something else: the 糖 of 血糖.
func (p *parse) partOfWord(m lexicon.Match) bool {
	if m.Field == "category" || m.How == "column" || m.To-m.From > 1 || m.From == 0 || p.ts[m.From].Kind != lexicon.Han || p.ts[m.From].Space {
		return false
	}
	open := p.content(m.From-1) && !slices.ContainsFunc(p.said, func(s lexicon.Said) bool { return s.From < m.From && m.From <= s.To })
	if m.How == "flag" || m.How == "unflag" {
		return open
	}
	return open && p.content(m.To) && !p.ts[m.To].Space && !p.meets(m)
}

// meets reports whether another of the shop's words or the language's ends right
// before the match or begins right behind it.
func (p *parse) meets(m lexicon.Match) bool {
	for n := 1; n <= 4; n++ {
		if before := m.From - n; before >= 0 && len(p.v.Means(p.text[p.ts[before].Start:p.ts[m.From-1].End])) > 0 {
			return true
		}
		if end := m.To + n; end <= len(p.ts) && len(p.v.Means(p.text[p.ts[m.To].Start:p.ts[end-1].End])) > 0 {
			return true
		}
	}
	return false
}

// content reports whether a token is a Han character that may be part of a word.
func (p *parse) content(i int) bool {
	return i >= 0 && i < len(p.ts) && p.ts[i].Kind == lexicon.Han && !lexicon.Particle(p.ts[i].Text)
}

// withoutForeign leaves out names of categories that are only part of a word for
// other goods, which the shop does not name: the 袋 of 睡袋.
func (p *parse) withoutForeign(all []lexicon.Match) []lexicon.Match {
	return slices.DeleteFunc(all, func(m lexicon.Match) bool {
		if m.Field != "category" || m.How == "column" || p.ts[m.From].Kind != lexicon.Han || m.To-m.From > 2 {
			return false
		}
		for from := max(0, m.From-3); from < m.From; from++ {
			if word := p.text[p.ts[from].Start:m.End]; lexicon.KnownNoun(word) && len(p.v.Means(word)) == 0 {
				return true
			}
		}
		for to := m.To + 1; to <= min(len(p.ts), m.To+2); to++ { // the 灯 of 灯泡
			if word := p.text[m.Start:p.ts[to-1].End]; m.To-m.From == 1 && lexicon.KnownNoun(word) && len(p.v.Means(word)) == 0 {
				return true
			}
		}
		return false
	})
}

// uncounted leaves out categories that are only what an amount counts or how it
// is bounded: the keys of "61 keys", where a column holds them, the tops of
// "fifty pounds tops".
func (p *parse) uncounted(all []lexicon.Match) []lexicon.Match {
	for _, r := range p.ranges {
		if r.Kind == lexicon.Measure && !p.measured(r.Unit) || r.Kind != lexicon.Measure && r.Said == "eq" {
			continue
		}
		from, to := p.tokens(r.Start, r.End)
		all = slices.DeleteFunc(all, func(m lexicon.Match) bool { return m.Field == "category" && from <= m.From && m.To <= to })
	}
	return all
}

// measured reports whether some column holds amounts of the unit.
func (p *parse) measured(unit string) bool {
	return slices.ContainsFunc(p.v.Columns(), func(c *lexicon.Column) bool {
		_, ok := lexicon.Convert(1, unit, c.Unit)
		return c.Kind == lexicon.Numeric && (ok || c.Unit == "" && countUnit(unit, c.Base))
	})
}

// counts reports whether a lone Han character counts pieces here: the 袋 of 三袋.
func (p *parse) counts(m lexicon.Match) bool {
	if p.ts[m.From].Kind == lexicon.Word && p.is(m.To, "of") && m.From > 0 { // "two tins of"
		return p.behindNumber(m.From)
	}
	if m.To-m.From > 1 || m.From == 0 || !lexicon.MeasureWord(p.ts[m.From].Text) {
		return false
	}
	before := p.ts[m.From-1]
	if len(p.scopeInForce()) > 0 && p.is(m.From-1, "pack_size") {
		return true // 小袋的, when something is in force
	}
	return before.Kind == lexicon.Digits || p.is(m.From-1, "before_measure_word")
}

// behindNumber reports whether a number ends right before a token, or a measure
// takes it in.
func (p *parse) behindNumber(at int) bool {
	return slices.ContainsFunc(lexicon.Of(p.spans, lexicon.Number, lexicon.Measure), func(s lexicon.Span) bool {
		from, to := p.tokens(s.Start, s.End)
		return to == at || from < at && at < to
	})
}

// denials reads a phrase that stands for a yes/no column, which none of the goods
// named have, as the value that it denies: "a bike lock, but no cables".
func (p *parse) denials(all []lexicon.Match) []lexicon.Match {
	of := lexicon.Match{}
	for _, m := range all {
		if m.Field == "category" && m.How == "exact" {
			of = m
		}
	}
	if of.Field == "" {
		return all
	}
	fits := func(m lexicon.Match) bool {
		return p.v.Count([]catalog.Filter{oneOf("category", of.Values), oneOf(m.Field, p.meant(m))}) > 0
	}
	for i, m := range all {
		if m.How != "flag" && m.How != "unflag" || m.To-m.From < 2 || !p.is(m.From, "denies") || fits(m) {
			continue
		}
		for _, v := range p.v.Means(p.mended(m.From+1, m.To)) {
			if v.How == "exact" && fits(v) {
				v.From, v.To, v.Start, v.End = m.From+1, m.To, p.ts[m.From+1].Start, m.End
				all[i] = v
				break
			}
		}
	}
	return all
}

// innerMeanings gives what the words before the head of a name for goods mean in the
// shop, where the whole name is only another word for a category: a cordless drill
// is a drill whose column says so.
func (p *parse) innerMeanings() []lexicon.Match {
	var out []lexicon.Match
	for _, m := range p.all {
		if m.Field != "category" || m.How != "synonym" && m.How != "typo" || m.To-m.From < 2 || p.ts[m.From].Kind == lexicon.Han {
			continue
		}
		of := oneOf("category", m.Values)
		for _, inner := range p.v.Means(p.mended(m.From, m.To-1)) {
			one := inner.How == "flag" || inner.How == "exact" && inner.Field != "category" && inner.Field != "brand"
			if !one || p.v.Count([]catalog.Filter{of, oneOf(inner.Field, p.meant(inner))}) == 0 {
				continue
			}
			inner.From, inner.To, inner.Start, inner.End = m.From, m.To-1, m.Start, p.ts[m.To-2].End
			out = append(out, inner)
		}
	}
	return out
}

// mended is the text of some tokens, its words spelt as they are taken.
func (p *parse) mended(from, to int) string {
	var words []string
	for _, t := range p.ts[from:to] {
		words = append(words, t.Text)
	}
	return strings.Join(words, " ")
}

// withColors adds the colours that the language names and the shop's words
// don't (灰的, a colour no goods have).
func (p *parse) withColors(all []lexicon.Match) []lexicon.Match {
	for _, s := range lexicon.Of(p.spans, lexicon.Color) {
		from, to := p.tokens(s.Start, s.End)
		taken := slices.ContainsFunc(all, func(m lexicon.Match) bool { return m.From < to && from < m.To })
		if !taken && p.v.Column("color") != nil {
			all = append(all, lexicon.Match{From: from, To: to, Start: s.Start, End: s.End, Text: s.Text, Field: "color", Values: []string{s.Text}, Score: 0.8, How: "language"})
		}
	}
	all = append(all, p.colorsOfGoods(all)...)
	slices.SortStableFunc(all, func(a, b lexicon.Match) int { return a.From - b.From })
	return all
}
