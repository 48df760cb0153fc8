package lexicon

import (
	"slices"
	"strings"
	"sync"
)

// Said is a word class found in a text: which class, and which tokens.
type Said struct {
	Class    string
	From, To int // tokens, To not included
}

type grammarTable struct {
	classes map[string][]string // phrase key → classes
	longest map[string]int      // first stem → tokens of its longest phrase
	single  map[string]bool     // stems that stand in some phrase: words of the language
}

// grammar is both languages' closed classes (comparison, negation, order,
// politeness, …): lines of class: phrase, phrase; [a|b|] in a phrase is a, b or
// nothing.
var grammar = sync.OnceValue(func() grammarTable {
	g := grammarTable{map[string][]string{}, map[string]int{}, map[string]bool{}}
	for _, file := range []string{"en.grammar", "zh.grammar"} {
		for _, line := range dataLines(file) {
			class, phrases, ok := strings.Cut(line, ":")
			if !ok {
				panic(file + ": " + line)
			}
			for _, p := range list(phrases) {
				for _, said := range expand(p) {
					g.add(strings.TrimSpace(class), Stems(said))
				}
			}
		}
	}
	return g
})

func (g *grammarTable) add(class string, stems []string) {
	if len(stems) == 0 {
		return
	}
	key := strings.Join(stems, " ")
	if !slices.Contains(g.classes[key], class) {
		g.classes[key] = append(g.classes[key], class)
	}
	g.longest[stems[0]] = max(g.longest[stems[0]], len(stems))
	for _, s := range stems {
		g.single[s] = true
	}
}

// Classes finds every phrase of the closed classes in a text, by token; of one
// class only the longest that begins at a token, and
// none within a longer one.
func Classes(ts []Token) []Said {
	g := grammar()
	var out []Said
	for i := range ts {
		most := min(g.longest[ts[i].Stem], len(ts)-i)
		first := len(out)
		for n := most; n > 0; n-- {
			for _, class := range g.classes[stemsKey(ts[i:i+n])] {
				if !slices.ContainsFunc(out[first:], func(s Said) bool { return s.Class == class }) {
					out = append(out, Said{class, i, i + n})
				}
			}
		}
	}
	return outermost(out)
}

// outermost leaves out what stands within a longer phrase: the "more than" of
// "no more than", the 没有 of 有没有.
func outermost(said []Said) []Said {
	within := func(s Said) bool {
		return slices.ContainsFunc(said, func(o Said) bool {
			return o.From <= s.From && s.To <= o.To && o.To-o.From > s.To-s.From
		})
	}
	out := said[:0:0]
	for _, s := range said {
		if !within(s) {
			out = append(out, s)
		}
	}
	return out
}

// LanguageWord reports whether a stem is one of the languages' own words, so
// that nobody takes it for a misspelt other one.
func LanguageWord(stem string) bool {
	if grammar().single[stem] || commonWords()[stem] {
		return true
	}
	if _, ok := englishDigits[stem]; ok {
		return true
	}
	if _, ok := units().words[stem]; ok {
		return true
	}
	_, ok := currencies().words[stem]
	return ok || people()[stem] != Person{}
}

// LittleWord reports whether a stem is one of the words that say nothing by
// themselves.
func LittleWord(stem string) bool { return slices.Contains(grammar().classes[stem], "strip") }

var commonWords = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for _, line := range dataLines("common.txt") {
		for _, w := range strings.Fields(line) {
			set[Stem(w)] = true
			set[w] = true
		}
	}
	return set
})
