package nlu

import (
	"slices"
	"strings"

	"daogou/lexicon"
)

// dropGuesses leaves out phrases that only hint at a category (a kind of it, a
// word of titles) where another names one.
func (p *parse) dropGuesses(groups [][]lexicon.Match) [][]lexicon.Match {
	named := slices.ContainsFunc(groups, func(g []lexicon.Match) bool { return g[0].Score >= 0.8 && g[0].How != "typo" })
	if !named {
		return groups
	}
	var out [][]lexicon.Match
	for i, g := range groups {
		if g[0].Score < 0.64 || g[0].How == "narrower" || g[0].How == "broader" || g[0].How == "title" {
			if g = p.ofKind(g, groups, i); g == nil {
				continue
			}
		}
		out = append(out, g)
	}
	return out
}

// ofKind gives what of a guess is a kind of the category that is named right
// before it or as what it is for: "running tops", "watches for running".
func (p *parse) ofKind(g []lexicon.Match, groups [][]lexicon.Match, i int) []lexicon.Match {
	var named []string
	if i > 0 && (groups[i-1][0].To == g[0].From || p.servesNext(groups[i-1][0], g[0])) {
		named = groups[i-1][0].Values
	} else if i+1 < len(groups) && p.behindPurpose(g[0].To, groups[i+1][0].From) {
		named = groups[i+1][0].Values
	}
	for _, m := range g {
		below := func(c string) bool {
			return slices.ContainsFunc(named, func(n string) bool { return c != n && p.v.Under(c, n) })
		}
		if m.How != "narrower" && m.How != "broader" && !slices.ContainsFunc(m.Values, func(c string) bool { return !below(c) }) {
			return []lexicon.Match{m}
		}
	}
	return nil
}

// belowBoth narrows two phrases to what is both: "food" for a "kitten" is what
// stands below Cats among the foods. Nil when they don't meet.
func (p *parse) belowBoth(groups [][]lexicon.Match) []lexicon.Match {
	if len(groups) != 2 || p.enumerated(groups[0][0].To, groups[1][0].From) {
		return nil
	}
	for _, pair := range [][2]int{{0, 1}, {1, 0}} {
		a, b := groups[pair[0]][0], groups[pair[1]][0]
		var both []string
		for _, c := range b.Values {
			if slices.ContainsFunc(a.Values, func(o string) bool { return p.v.Under(c, o) }) {
				both = append(both, c)
			}
		}
		if len(both) > 0 && (len(both) < len(b.Values) || len(b.Values) == 1) {
			b.Values = both
			return []lexicon.Match{b}
		}
	}
	return nil
}

// dropPurposes leaves out categories that only say what the wanted thing is
// for, where another is left.
func (p *parse) dropPurposes(groups [][]lexicon.Match) [][]lexicon.Match {
	var out [][]lexicon.Match
	for i, g := range groups {
		if i > 0 && p.behindPurpose(groups[i-1][0].To, g[0].From) && !p.enumerated(groups[i-1][0].To, g[0].From) || p.doneBy(g[0].From) {
			continue
		}
		if i+1 < len(groups) && p.servesNext(g[0], groups[i+1][0]) {
			continue
		}
		out = append(out, g)
	}
	return out
}

// doneBy reports whether token i is what somebody does, for whom a present is
// looked for: "a present for my dad, who cycles".
func (p *parse) doneBy(i int) bool {
	return p.has("gift") && p.is(i-1, "somebody_does")
}

// behindPurpose reports whether a word between two phrases makes the second one
// what something is for.
func (p *parse) behindPurpose(from, to int) bool {
	if p.clauseEnd(from) < to {
		return false
	}
	for _, t := range p.ts[from:to] {
		if t.Kind == lexicon.Word && lexicon.Is("purpose", t.Text) {
			return true
		}
	}
	return false
}

// servesNext reports whether a Chinese phrase qualifies the next one: 狗的玩具,
// 手机用的壳, 猫抓板 after 给猫.
func (p *parse) servesNext(a, b lexicon.Match) bool {
	if b.From-a.To > 4 || a.To > b.From || p.clauseEnd(a.To) < b.From {
		return false
	}
	gap := p.text[a.End:b.Start]
	trimmed := strings.TrimSpace(gap)
	if p.ts[a.To-1].Kind == lexicon.Word && p.ts[b.From].Kind == lexicon.Word {
		return trimmed == "" || trimmed == "-" // "guitar strings" in two words
	}
	return trimmed == "" || lexicon.EndsIn("linking", trimmed) && !lexicon.Holds("breaks_linking", trimmed)
}

// askingClause prefers categories of clauses that ask or want, where there are
// such: "my phone died. I need a case" is about cases.
func (p *parse) askingClause(groups [][]lexicon.Match) [][]lexicon.Match {
	if len(groups) < 2 {
		return groups
	}
	var out [][]lexicon.Match
	for _, g := range groups {
		start := p.clauseStart(g[0].From)
		for _, s := range p.hits("want", "ask_have", "recommend", "correct", "instead", "new_topic") {
			if s.From >= start && s.To <= g[0].From+1 {
				out = append(out, g)
				break
			}
		}
	}
	if len(out) == 0 && p.isClause(groups[0][0]) {
		return groups[:1] // 梯子，换灯泡用
	}
	if len(out) == 0 {
		return groups
	}
	return out
}

// isClause reports whether a name for goods, in Chinese, is all that its clause says,
// which others follow.
func (p *parse) isClause(m lexicon.Match) bool {
	return p.ts[m.From].Kind == lexicon.Han && p.clauseStart(m.From) == m.From && m.To < len(p.ts) && p.ts[m.To].Text == ","
}

// heads gives the first phrase and those that are joined to it.
func (p *parse) heads(groups [][]lexicon.Match) [][]lexicon.Match {
	out := groups[:1]
	if p.has("correct", "instead") && !p.enumerated(groups[0][0].To, groups[len(groups)-1][0].From) {
		return groups[len(groups)-1:]
	}
	for i := 1; i < len(groups); i++ {
		if !p.enumerated(groups[i-1][0].To, groups[i][0].From) {
			break
		}
		out = groups[:i+1]
	}
	return out
}

// enumerated reports whether two phrases are joined by and, or, 或者, a comma.
func (p *parse) enumerated(from, to int) bool {
	if to-from > 4 || from > to {
		return false
	}
	joined := false
	for _, t := range p.ts[from:to] {
		switch {
		case lexicon.Is("enumerates", t.Text):
			joined = true
		case !lexicon.Is("within_enumeration", t.Text):
			return false
		}
	}
	return joined
}

// categoryChoices gives the readings of the chosen phrases: their surest
// categories, then with those that only share the head word, then what they
// are a kind of, then the categories above.
func (p *parse) categoryChoices(groups [][]lexicon.Match) [][]string {
	var sure, heads, kinds []string
	for _, g := range groups {
		sure = appendNew(sure, g[0].Values...)
		if p.loneHead(g) {
			sure = appendNew(sure, g[1].Values...)
			g = g[1:]
		}
		for _, m := range g[1:] {
			if m.How == "narrower" {
				kinds = appendNew(kinds, m.Values...)
			} else {
				heads = appendNew(heads, m.Values...)
			}
		}
	}
	choices := [][]string{p.topmost(sure)}
	if len(heads) > 0 {
		choices = append(choices, p.topmost(appendNew(slices.Clone(sure), heads...)))
	}
	if kinds = p.below(kinds); len(kinds) > 0 {
		choices = append(choices, p.topmost(appendNew(slices.Clone(sure), kinds...)))
	}
	var parents []string
	for _, c := range sure {
		parents = appendNew(parents, p.v.Parents(c)...)
	}
	if parents = p.below(parents); len(parents) > 0 {
		choices = append(choices, parents)
	}
	return choices
}

// loneHead reports whether a single Han character that the language has another
// word for ends the names of several kinds, which are all meant: 锅.
func (p *parse) loneHead(g []lexicon.Match) bool {
	return len(g) > 1 && g[0].How == "synonym" && g[1].How == "head" && len(g[1].Values) > 1 &&
		g[0].To-g[0].From == 1 && p.ts[g[0].From].Kind == lexicon.Han
}

// below leaves out the categories at the root of a tree of several levels.
func (p *parse) below(list []string) []string {
	var out []string
	for _, c := range list {
		if len(p.v.Parents(c)) > 0 || len(p.v.Children(c)) == 0 {
			out = append(out, c)
		}
	}
	return out
}

// topmost leaves out categories that stand below another of the list.
func (p *parse) topmost(list []string) []string {
	var out []string
	for _, c := range list {
		below := slices.ContainsFunc(list, func(o string) bool { return o != c && p.v.Under(c, o) && !p.v.Under(o, c) })
		if !below {
			out = append(out, c)
		}
	}
	return out
}
