package nlu

import (
	"slices"
	"strings"

	"daogou/catalog"
	"daogou/lexicon"
)

// subject is the kind of goods that an utterance is about.
type subject struct {
	matches []lexicon.Match // the phrases that name it
	choices [][]string      // category values, the likeliest reading first
	not     []string        // categories said not to be meant
	noun    string          // a thing known to the language that no category names
	nounAt  int
	titled  bool // titles of goods without a category name it
}

// findSubject chooses among the category words. What stands behind "for" or
// 给…用 is a purpose; of neighbours the last is the head; what is joined by "or"
// is wanted alike; else the clause that asks wins, then the first.
func (p *parse) findSubject() subject {
	var s subject
	groups := p.categoryGroups()
	var wanted [][]lexicon.Match
	for _, g := range groups {
		if p.negated(g[0].From) {
			if how := g[0].How; how != "narrower" && how != "broader" && how != "title" { // no sugar is not no snacks
				s.not = append(s.not, g[0].Values...)
			}
			continue
		}
		wanted = append(wanted, g)
	}
	wanted = p.dropGuesses(wanted)
	if both := p.belowBoth(wanted); both != nil {
		s.matches, s.choices = []lexicon.Match{both[0]}, p.categoryChoices([][]lexicon.Match{both})
		return s
	}
	wanted = p.dropPurposes(wanted)
	wanted = p.askingClause(wanted)
	if len(wanted) == 0 {
		if s.matches, s.choices = p.narrowed(); s.choices == nil {
			s.noun, s.nounAt = p.unknownNoun()
			if s.titled = s.noun != "" && p.v.Uncategorised(s.noun); s.noun == "" {
				s.noun, s.nounAt, s.titled = p.titledWords()
			}
		}
		return s
	}
	chosen := p.heads(wanted)
	for _, g := range chosen {
		s.matches = append(s.matches, g[0])
	}
	s.choices = p.qualified(p.inCompany(p.categoryChoices(chosen)))
	return s
}

// inCompany narrows a word that several categories share to the one that goes
// with what is in force: chairs to match dining tables are Dining Chairs.
func (p *parse) inCompany(choices [][]string) [][]string {
	if len(choices[0]) < 2 || !p.has("also", "new_topic", "similar", "it", "them") {
		return choices
	}
	var words []string
	for _, f := range p.scopeInForce() {
		for _, v := range f.Values {
			words = append(words, lexicon.Stems(v)...)
		}
	}
	var out []string
	for _, c := range choices[0] {
		if overlap(lexicon.Stems(c), words) {
			out = append(out, c)
		}
	}
	if len(out) == 0 {
		return choices
	}
	return append([][]string{out}, choices...)
}

// scopeInForce gives the categories in force.
func (p *parse) scopeInForce() []catalog.Filter {
	var out []catalog.Filter
	for _, f := range p.st.Filters {
		if f.Field == "category" && f.Op != catalog.Ne {
			out = append(out, f)
		}
	}
	return out
}

// categoryGroups gives the category matches by phrase, each phrase's senses
// together, the surest first. Typos and words of titles yield to a phrase that
// also names a value which titles made ambiguous.
func (p *parse) categoryGroups() [][]lexicon.Match {
	var out [][]lexicon.Match
	for _, m := range p.all {
		if m.Field != "category" || p.inMention(m) || p.betterElsewhere(m) || p.doing(m) {
			continue
		}
		if n := len(out); n > 0 && out[n-1][0].From == m.From {
			out[n-1] = append(out[n-1], m)
		} else {
			out = append(out, []lexicon.Match{m})
		}
	}
	return out
}

// doing reports whether a word that only may name goods is what somebody does:
// "to treat my face".
func (p *parse) doing(m lexicon.Match) bool {
	return p.is(m.From-1, "to_do") && m.To-m.From == 1 && p.ts[m.From].Kind == lexicon.Word && m.How != "exact"
}

// betterElsewhere reports whether the same phrase is surely a value of another
// field (a brand, a flavour) while as a category it is only a guess.
func (p *parse) betterElsewhere(m lexicon.Match) bool {
	if p.refines(m) {
		return true
	}
	asked := p.behindSuperlative(m.From) || p.has("which_one", "detail") && (len(p.st.Focus) > 0 || len(p.mentions) > 0) && !p.has("want", "ask_have", "new_topic")
	return slices.ContainsFunc(p.all, func(o lexicon.Match) bool {
		same := o.From == m.From && o.To == m.To && o.Field != "category"
		if same && o.How != "column" && !p.mayHave(o) {
			return false
		}
		return same && (o.How != "column" && o.Score > m.Score+0.2 || o.How == "column" && asked)
	})
}

// mayHave reports whether goods of some other kind that is named have the value;
// true where none is named.
func (p *parse) mayHave(o lexicon.Match) bool {
	named := false
	for _, m := range p.all {
		if m.Field != "category" || m.Score < 0.8 || m.From < o.To && o.From < m.To {
			continue
		}
		if named = true; p.v.Count([]catalog.Filter{categoryFilter(m.Values), oneOf(o.Field, p.meant(o))}) > 0 {
			return true
		}
	}
	return !named
}

// refines reports whether the phrase is also a value that goods of the kind in
// force have, and so narrows them ("for puppies", when dog food is in force).
func (p *parse) refines(m lexicon.Match) bool {
	if p.st.Subject == "" || p.has("new_topic", "ask_have") {
		return false
	}
	scope := p.scopeInForce()
	return len(scope) > 0 && slices.ContainsFunc(p.all, func(o lexicon.Match) bool {
		return o.From == m.From && o.To == m.To && o.Field != "category" && o.How != "column" && o.Score >= m.Score &&
			p.v.Count(append(slices.Clone(scope), oneOf(o.Field, p.meant(o)))) > 0
	})
}

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
	if len(out) == 0 {
		return groups
	}
	return out
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

func appendNew(list []string, more ...string) []string {
	for _, m := range more {
		if !slices.Contains(list, m) {
			list = append(list, m)
		}
	}
	return list
}

// categoryFilter is the filter of a choice.
func categoryFilter(values []string) catalog.Filter { return oneOf("category", values) }

func oneOf(field string, values []string) catalog.Filter {
	if len(values) == 1 {
		return catalog.Where(field, catalog.Eq, values[0])
	}
	return catalog.Where(field, catalog.In, values...)
}

// unknownNoun finds a thing that the language knows as goods and the shop has
// no word for.
func (p *parse) unknownNoun() (string, int) {
	covered := make([]bool, len(p.ts))
	for _, m := range p.all {
		for i := m.From; i < m.To; i++ {
			covered[i] = true
		}
	}
	for i := range p.ts {
		if covered[i] || p.ts[i].Kind == lexicon.Punct {
			continue
		}
		for n := min(4, len(p.ts)-i); n > 0; n-- {
			if p.ts[i+n-1].Kind == lexicon.Punct {
				continue
			}
			phrase := p.text[p.ts[i].Start:p.ts[i+n-1].End]
			if (n > 1 || p.ts[i].Kind != lexicon.Han) && lexicon.KnownNoun(phrase) && (!lexicon.LanguageWord(p.ts[i].Stem) || p.v.Uncategorised(phrase)) && !anyTrue(covered[i:i+n]) {
				return phrase, i
			}
		}
	}
	return "", 0
}

// titledWords finds the first words that only titles of goods without a category
// know.
func (p *parse) titledWords() (string, int, bool) {
	for i := range p.ts {
		n := 0
		for i+n < len(p.ts) && n < 4 && p.telling(i+n) && p.v.Uncategorised(p.text[p.ts[i].Start:p.ts[i+n].End]) {
			n++
		}
		if n > 1 || n == 1 && p.ts[i].Kind == lexicon.Word {
			return p.text[p.ts[i].Start:p.ts[i+n-1].End], i, true
		}
	}
	return "", 0, false
}

func anyTrue(list []bool) bool { return slices.Contains(list, true) }
