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
	gapped  map[string][]gapped // first stem → phrases with something in between
	sole    map[string][]string // class → that class alone, which most phrases share
}

// gapped is a phrase with one to four words in its middle: send … back.
type gapped struct {
	class       string
	left, right []string
}

// grammar is both languages' closed classes (comparison, negation, order,
// politeness, …): lines of class: phrase, phrase; [a|b|] in a phrase is a, b or
// nothing, a * is a gap.
var grammar = sync.OnceValue(func() grammarTable { return readGrammar("en.grammar", "zh.grammar") })

func readGrammar(names ...string) grammarTable {
	g := grammarTable{map[string][]string{}, map[string]int{}, map[string]bool{}, map[string][]gapped{}, map[string][]string{}}
	for _, file := range names {
		for _, line := range dataLines(file) {
			class, phrases, ok := strings.Cut(line, ":")
			if !ok {
				panic(file + ": " + line)
			}
			for _, p := range list(phrases) {
				for _, said := range expand(p) {
					g.add(strings.TrimSpace(class), said)
				}
			}
		}
	}
	return g
}

func (g *grammarTable) add(class, phrase string) {
	if left, right, ok := strings.Cut(phrase, "*"); ok {
		g.addGapped(gapped{class, Stems(left), Stems(right)})
		return
	}
	stems := Stems(phrase)
	if len(stems) == 0 {
		return
	}
	key := strings.Join(stems, " ")
	switch classes := g.classes[key]; {
	case classes == nil:
		g.classes[key] = g.alone(class)
	case !slices.Contains(classes, class):
		g.classes[key] = append(classes, class)
	}
	g.longest[stems[0]] = max(g.longest[stems[0]], len(stems))
	for _, s := range stems {
		g.single[s] = true
	}
}

func (g *grammarTable) alone(class string) []string {
	if g.sole[class] == nil {
		g.sole[class] = []string{class}
	}
	return g.sole[class]
}

func (g *grammarTable) addGapped(p gapped) {
	g.gapped[p.left[0]] = append(g.gapped[p.left[0]], p)
	for _, s := range append(slices.Clone(p.left), p.right...) {
		g.single[s] = true
	}
}

// widestGap is how many words may stand in a gap.
const widestGap = 4

// at finds the phrase at token i and gives where its right part begins, 0 when
// it is not there. No mark stands in the gap.
func (p gapped) at(ts []Token, i int) int {
	if !stemsAt(ts, i, p.left) {
		return 0
	}
	for j := i + len(p.left); j < len(ts) && ts[j].Kind != Punct && j <= i+len(p.left)+widestGap; j++ {
		if j > i+len(p.left) && stemsAt(ts, j, p.right) {
			return j
		}
	}
	return 0
}

func stemsAt(ts []Token, i int, stems []string) bool {
	return i+len(stems) <= len(ts) && slices.EqualFunc(ts[i:i+len(stems)], stems, func(t Token, s string) bool { return t.Stem == s })
}

// withGaps adds the two parts of phrases with a gap.
func (g grammarTable) withGaps(said []Said, ts []Token) []Said {
	for i := range ts {
		for _, p := range g.gapped[ts[i].Stem] {
			if j := p.at(ts, i); j > 0 {
				said = append(said, Said{p.class, i, i + len(p.left)}, Said{p.class, j, j + len(p.right)})
			}
		}
	}
	return said
}

// Classes finds every phrase of the closed classes in a text, by token; of one
// class only the longest that begins at a token, and
// none within a longer one.
func Classes(ts []Token) []Said { return grammar().find(ts) }

func (g grammarTable) find(ts []Token) []Said {
	var out []Said
	for i := range ts {
		most := min(g.longest[ts[i].Stem], len(ts)-i)
		first := len(out)
		for n := most; n > 0; n-- {
			if parted(ts[i : i+n]) {
				continue
			}
			for _, class := range g.classes[stemsKey(ts[i:i+n])] {
				if !slices.ContainsFunc(out[first:], func(s Said) bool { return s.Class == class }) {
					out = append(out, Said{class, i, i + n})
				}
			}
		}
	}
	return g.withGaps(outermost(out), ts)
}

// parted reports whether a space stands between two of the tokens that are Han
// characters: many write it for a comma.
func parted(ts []Token) bool {
	for i := 1; i < len(ts); i++ {
		if ts[i].Space && ts[i].Kind == Han && ts[i-1].Kind == Han {
			return true
		}
	}
	return false
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
	if _, ok := numerals().english[stem]; ok || numerals().englishScales[stem] > 0 {
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
