package nlu

import (
	"slices"

	"daogou/lexicon"
)

// qualified narrows categories to those below them whose further words were
// said apart: "a guitar … an acoustic one" is about Acoustic Guitars.
func (p *parse) qualified(choices [][]string) [][]string {
	var out []string
	for _, c := range choices[0] {
		for _, d := range p.v.Descendants(c) {
			if at := p.saidOf(d, c); at != nil {
				out = appendNew(out, d)
			}
		}
	}
	if len(out) == 0 {
		return choices
	}
	return append([][]string{p.topmost(out)}, choices...)
}

// narrowed reads a few words that only qualify what is in force: "electric
// ones" of Bikes.
func (p *parse) narrowed() ([]lexicon.Match, [][]string) {
	if !p.short(6, 0) {
		return nil, nil
	}
	for _, f := range p.scopeInForce() {
		for _, c := range f.Values {
			for _, d := range p.v.Descendants(c) {
				if at := p.saidOf(d, c); at != nil && !p.meansValue(at[0]) {
					t := p.ts[at[0]]
					m := lexicon.Match{From: at[0], To: at[0] + 1, Start: t.Start, End: t.End, Text: p.text[t.Start:t.End], Field: "category", Values: []string{d}, Score: 0.9, How: "part"}
					return []lexicon.Match{m}, [][]string{{d}, {c}}
				}
			}
		}
	}
	return nil, nil
}

// meansValue reports whether the word at token i is a value of goods in force.
func (p *parse) meansValue(i int) bool {
	return slices.ContainsFunc(p.all, func(m lexicon.Match) bool {
		return m.From <= i && i < m.To && m.Field != "category" && m.How != "column" && !m.Guess() && p.v.Count(append(p.scopeInForce(), oneOf(m.Field, p.meant(m)))) > 0
	})
}

// saidOf gives where the words were said that category d has before the head
// that it shares with c; nil when one was not said, or said not to be wanted.
func (p *parse) saidOf(d, c string) []int {
	own, head := lexicon.Stems(d), lexicon.Stems(c)
	if len(own) < 2 || lexicon.Detect(d) != "en" || own[len(own)-1] != head[len(head)-1] {
		return nil
	}
	var at []int
	for _, w := range own[:len(own)-1] {
		if slices.Contains(head, w) {
			continue
		}
		i := slices.IndexFunc(p.ts, func(t lexicon.Token) bool { return t.Stem == w })
		if i < 0 || p.negated(i) {
			return nil
		}
		at = append(at, i)
	}
	return at
}
