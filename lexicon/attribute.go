package lexicon

import (
	"cmp"
	"slices"
	"strings"
	"sync"
)

// attribute is a quality of goods, as columns are named for it and as shoppers
// ask for it.
type attribute struct {
	names []string // column names without unit, or parts of them
	words []string // that name it or ask about it
	not   []string // that say its absence, or its opposite
	more  []string // bigger, heavier
	less  []string // smaller, lighter
}

var attributes = sync.OnceValue(func() []attribute {
	var out []attribute
	for _, file := range []string{"attributes.tsv", "attributes.zh.tsv"} {
		for _, line := range dataLines(file) {
			c := columns(line)
			for len(c) < 5 {
				c = append(c, "")
			}
			out = append(out, attribute{list(c[0]), list(c[1]), list(c[2]), list(c[3]), list(c[4])})
		}
	}
	return out
})

// fits tells how well the attribute describes a column: 1 when the column is
// named so, less when the name only contains it, 0 when not at all.
func (a attribute) fits(base string) float64 {
	best := 0.0
	for _, n := range a.names {
		switch {
		case n == base:
			return 1
		case hasPart(base, n):
			best = max(best, 0.5+0.4*float64(len(n))/float64(len(base)+1))
		}
	}
	return best
}

// hasPart reports whether part is some of name's words: weight of net_weight.
func hasPart(name, part string) bool {
	return strings.Contains("_"+name+"_", "_"+part+"_")
}

// addColumnNames makes a column findable by what it is called: yes/no columns
// mean yes (or no, for the words of absence), others are asked about.
func (v *Vocabulary) addColumnNames(c *Column) {
	phrases := []string{strings.ReplaceAll(c.Base, "_", " ")}
	var absent []string
	score := 0.9
	for _, a := range attributes() {
		if fit := a.fits(c.Base); fit == 1 || fit > 0.6 && c.Kind != Flag {
			phrases = append(phrases, a.words...)
			absent = append(absent, a.not...)
		}
	}
	phrases = append(phrases, Synonyms(phrases[0], "")...)
	if c.Kind != Flag {
		for _, p := range phrases {
			v.add(p, c.Name, c.Name, "column", score*0.8)
		}
		return
	}
	v.addFlag(c, phrases, absent)
}

func (v *Vocabulary) addFlag(c *Column, phrases, absent []string) {
	base := strings.ReplaceAll(c.Base, "_", " ")
	if bare, ok := strings.CutSuffix(base, " free"); ok {
		for _, w := range append([]string{bare}, Synonyms(bare, "")...) {
			absent = append(absent, w)
			for _, said := range Words("free_of") {
				phrases = append(phrases, strings.ReplaceAll(said, "{w}", w))
			}
		}
	}
	if bare, ok := strings.CutPrefix(base, "no "); ok {
		absent = append(absent, bare)
	}
	for _, p := range slices.Clone(phrases) {
		for _, start := range Words("flag_start") {
			if bare, ok := strings.CutPrefix(p, start); ok {
				phrases = append(phrases, bare)
			}
		}
	}
	for _, p := range phrases {
		v.add(p, c.Name, "yes", "flag", 0.9)
	}
	for _, p := range absent {
		v.add(p, c.Name, "no", "unflag", 0.85)
	}
}

// described gives the numeric columns that an attribute describes, best first.
func (v *Vocabulary) described(a attribute) []string {
	var fields []string
	for _, c := range v.Columns() {
		if c.Kind == Numeric && a.fits(c.Base) > 0 {
			fields = append(fields, c.Name)
		}
	}
	slices.SortStableFunc(fields, func(x, y string) int {
		return cmp.Compare(a.fits(v.columns[y].Base), a.fits(v.columns[x].Base))
	})
	return fields
}

// Untold is the field of a question that no column answers.
const Untold = "untold"

// Untold finds questions in a text about what no column of the shop tells, by
// phrases of the language of three words or more ("how long does it keep hot").
func (v *Vocabulary) Untold(ts []Token) []Match {
	var out []Match
	for i := 0; i < len(ts); i++ {
		for n := min(8, len(ts)-i); n > 2; n-- {
			about, ok := questions()[stemsKey(ts[i:i+n])]
			if !ok {
				continue
			}
			if !slices.ContainsFunc(about, v.tells) {
				out = append(out, Match{From: i, To: i + n, Start: ts[i].Start, End: ts[i+n-1].End, Field: Untold, How: "column"})
			}
			i += n - 1
			break
		}
	}
	return out
}

// tells reports whether some column of the shop is about an attribute.
func (v *Vocabulary) tells(a attribute) bool {
	return slices.ContainsFunc(v.names, func(name string) bool { return a.fits(v.columns[name].Base) > 0.6 })
}

// questions are the attributes that a phrase asks about. "How big is" is asked of
// anything.
var questions = sync.OnceValue(func() map[string][]attribute {
	m := map[string][]attribute{}
	for _, a := range attributes() {
		if slices.ContainsFunc(a.names, func(n string) bool { return slices.Contains(plainAspects, n) }) {
			continue
		}
		for _, w := range a.words {
			if s := Stems(w); len(s) > 2 && !Is("copula", s[2]) {
				m[phraseKey(w)] = append(m[phraseKey(w)], a)
			}
		}
	}
	return m
})

// plainAspects are the fields of every product that can be asked about.
var plainAspects = []string{"price", "availability", "rating", "brand", "condition"}

// PlainAspects gives which of price, availability, rating, brand and condition
// a text asks about.
func PlainAspects(ts []Token) []string {
	var out []string
	for i := range ts {
		for n := min(5, len(ts)-i); n > 0; n-- {
			if field, ok := plainWords()[stemsKey(ts[i:i+n])]; ok && !slices.Contains(out, field) {
				out = append(out, field)
			}
		}
	}
	return out
}

var plainWords = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, a := range attributes() {
		for _, field := range plainAspects {
			if slices.Contains(a.names, field) {
				for _, w := range a.words {
					m[phraseKey(w)] = field
				}
			}
		}
	}
	return m
})
