package lexicon

import (
	"cmp"
	"slices"
	"strings"

	"daogou/catalog"
)

// Find gives the phrases of a text that mean something in this shop, the
// longest at each place, in order; a phrase with several meanings gives several
// matches, the surest first.
func (v *Vocabulary) Find(text string) []Match {
	return v.FindTokens(text, Tokenize(text))
}

// FindTokens is Find for a text that is tokenized already.
func (v *Vocabulary) FindTokens(text string, ts []Token) []Match {
	all := v.yielding(v.candidates(text, ts), ts)
	slices.SortStableFunc(all, func(a, b Match) int {
		return cmp.Or(cmp.Compare(weight(b, ts), weight(a, ts)), cmp.Compare(a.From, b.From), cmp.Compare(b.Score, a.Score))
	})
	taken := make([][2]int, len(ts)) // by whom each token is taken: from, to
	var out []Match
	for _, m := range all {
		if free(taken, m) {
			for i := m.From; i < m.To; i++ {
				taken[i] = [2]int{m.From, m.To}
			}
			out = append(out, m)
		}
	}
	slices.SortStableFunc(out, func(a, b Match) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(b.Score, a.Score))
	})
	return out
}

// yielding leaves out long phrases that say less than their parts do: a
// column's name around one of its values ("for beginners" of the level beginner),
// and what is only a kind of some category where its parts name the category and
// a value of goods there ("rubber boots": boots, of rubber), or a name of a
// category ends them (营灯 in 露营灯).
func (v *Vocabulary) yielding(all []Match, ts []Token) []Match {
	return slices.DeleteFunc(slices.Clone(all), func(m Match) bool {
		if m.To-m.From < 2 {
			return false
		}
		return m.How == "column" && slices.ContainsFunc(all, func(o Match) bool {
			return o.Field == m.Field && o.How != "column" && !o.Guess() && o.within(m)
		}) || m.How == "synonym" && m.Field != "category" && v.headed(m, all) || m.Guess() && v.composed(m, all, ts)
	})
}

// headed reports whether what would stand for one value ends with the name of a
// category whose goods have several of that column: "bike locks", beside the lock
// types of locks.
func (v *Vocabulary) headed(m Match, all []Match) bool {
	return slices.ContainsFunc(all, func(o Match) bool {
		if o.Field != "category" || o.To != m.To || o.From <= m.From || o.How != "exact" && o.How != "part" {
			return false
		}
		of := catalog.Where("category", catalog.In, o.Values...)
		with := v.Count([]catalog.Filter{of, catalog.Where(m.Field, catalog.In, m.Values...)})
		return with > 0 && with < v.Count([]catalog.Filter{of})
	})
}

// Guess reports whether the phrase is only related to what it matched.
func (m Match) Guess() bool { return m.How == "narrower" || m.How == "broader" }

func (m Match) within(o Match) bool { return o.From <= m.From && m.To <= o.To }

// composed reports whether a category's surer name ends the phrase and values
// of its goods fill the rest.
func (v *Vocabulary) composed(m Match, all []Match, ts []Token) bool {
	if slices.ContainsFunc(all, func(o Match) bool { return o.From == m.From && o.To == m.To && !o.Guess() }) {
		return false
	}
	for _, c := range all {
		if c.Field != "category" || c.To != m.To || c.From <= m.From || c.Guess() || c.How == "title" || c.Score < m.Score {
			continue
		}
		end := c.From
		if end > m.From && Is("linking", ts[end-1].Text) { // 露营的灯
			end--
		}
		if v.filled(m.From, end, c.Values, all) || c.To-c.From > 1 && c.Score > 0.8 && ts[m.From].Kind == Han {
			return true
		}
	}
	return false
}

// filled reports whether values that goods of the categories have cover tokens
// from..to.
func (v *Vocabulary) filled(from, to int, categories []string, all []Match) bool {
	for from < to {
		next := from
		for _, o := range all {
			if o.From == from && o.To <= to && o.Field != "category" && o.Field != "brand" && o.How != "column" && !o.Guess() && o.Score >= 0.8 &&
				v.Count([]catalog.Filter{catalog.Where("category", catalog.In, categories...), catalog.Where(o.Field, catalog.In, o.Values...)}) > 0 {
				next = max(next, o.To)
			}
		}
		if next == from {
			return false
		}
		from = next
	}
	return true
}

// weight prefers longer phrases, and of equal ones surer ones.
func weight(m Match, ts []Token) float64 {
	w := 0.0
	for _, t := range ts[m.From:m.To] {
		w += min(2, float64(len(t.Text))/3)
		if t.Kind == Word {
			w++
		}
	}
	if m.How == "typo" {
		w -= 0.6
	}
	return w * (0.5 + m.Score/2)
}

// free reports whether the match's tokens are all free, or taken by the very
// same phrase in another meaning.
func free(taken [][2]int, m Match) bool {
	for _, t := range taken[m.From:m.To] {
		if t != [2]int{} && t != [2]int{m.From, m.To} {
			return false
		}
	}
	return true
}

func (v *Vocabulary) candidates(text string, ts []Token) []Match {
	var out []Match
	for i := range ts {
		if ts[i].Kind == Punct {
			continue
		}
		for n := min(v.longest[ts[i].Stem], len(ts)-i); n > 0; n-- {
			out = v.matchesOf(out, stemsKey(ts[i:i+n]), text, ts, i, i+n, 1)
		}
		out = v.withoutDe(out, text, ts, i)
		if i+1 < len(ts) && ts[i].Kind == Word && ts[i+1].Kind == Word { // "smart phone" for smartphone
			out = v.matchesOf(out, ts[i].Text+ts[i+1].Stem, text, ts, i, i+2, 0.95)
		}
	}
	return append(out, v.spell.corrections(v, text, ts, out)...)
}

// withoutDe appends the meanings of a phrase that is said with a 的 in it: 遛狗的绳子
// for 遛狗绳子.
func (v *Vocabulary) withoutDe(out []Match, text string, ts []Token, i int) []Match {
	for j := i + 1; j < min(i+4, len(ts)-1); j++ {
		if !Is("linking", ts[j].Text) {
			continue
		}
		for n := min(v.longest[ts[i].Stem]+1, len(ts)-i); n > j-i+1; n-- {
			key := stemsKey(ts[i:j]) + " " + stemsKey(ts[j+1:i+n])
			if len(v.senses[key]) > 0 {
				return v.matchesOf(out, key, text, ts, i, i+n, 0.95)
			}
		}
	}
	return out
}

// matchesOf appends the meanings of a phrase, those much less sure than the
// surest left out.
func (v *Vocabulary) matchesOf(out []Match, key, text string, ts []Token, from, to int, factor float64) []Match {
	senses := v.senses[key]
	best := 0.0
	for _, s := range senses {
		best = max(best, s.score)
	}
	for _, s := range senses {
		if s.score < best*0.6 || s.how == "last" && !bare(ts, from) || s.field == "size" && to-from == 1 && InCode(ts, from) {
			continue
		}
		start, end := ts[from].Start, ts[to-1].End
		out = append(out, Match{
			From: from, To: to, Start: start, End: end, Text: text[start:end],
			Field: s.field, Values: s.values, Score: s.score * factor, How: s.how,
		})
	}
	return out
}

// InCode reports whether token i is a lone letter that touches a number, as in a
// model's name: the M of M8 is no size.
func InCode(ts []Token, i int) bool {
	return ts[i].Kind == Word && len(ts[i].Text) == 1 && i+1 < len(ts) && ts[i+1].Kind == Digits && !ts[i+1].Space
}

// Means gives the meanings of a whole phrase, the surest first.
func (v *Vocabulary) Means(phrase string) []Match {
	ts := Tokenize(phrase)
	if len(ts) == 0 {
		return nil
	}
	out := v.matchesOf(nil, strings.Join(Stems(phrase), " "), phrase, ts, 0, len(ts), 1)
	slices.SortStableFunc(out, func(a, b Match) int { return cmp.Compare(b.Score, a.Score) })
	return out
}

// Knows reports whether a stem stands in some phrase of the shop or in a title.
func (v *Vocabulary) Knows(stem string) bool {
	return v.words[stem] || v.titles.df[stem] > 0
}
