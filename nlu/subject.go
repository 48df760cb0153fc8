package nlu

import (
	"slices"

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
		if p.isOwned(g[0].From) || p.negated(g[0].From) && !p.toldBefore(g[0]) {
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

// toldBefore reports whether a value that is not wanted stands right before the goods:
// "no wool sweaters" are sweaters.
func (p *parse) toldBefore(g lexicon.Match) bool {
	return p.ts[g.From].Kind == lexicon.Word && slices.ContainsFunc(p.all, func(m lexicon.Match) bool {
		return m.To == g.From && m.Field != "category" && m.How != "column" && p.negated(m.From)
	})
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
