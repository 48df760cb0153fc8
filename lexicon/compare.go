package lexicon

import (
	"slices"
	"strings"
	"sync"
)

// Comparison is what a word such as heavier or heaviest compares.
type Comparison struct {
	Fields []string // columns, the likeliest first
	Way    int      // 1 more, -1 less
	Most   bool     // the utmost: heaviest, 最重
}

// ComparisonAt gives the longest comparative or superlative that begins at token
// i, and how many tokens it has: 0 where there is none.
func (v *Vocabulary) ComparisonAt(ts []Token, i int) (Comparison, int) {
	for n := min(comparatives().longest[ts[i].Stem], len(ts)-i); n > 0; n-- {
		if d, ok := comparatives().phrases[stemsKey(ts[i:i+n])]; ok {
			return Comparison{Fields: v.compared(d), Way: d.way, Most: d.most}, n
		}
	}
	return Comparison{}, 0
}

// compared gives the columns that a comparative may be about here.
func (v *Vocabulary) compared(d comparative) []string {
	fields := v.describes[d.of[0]]
	for _, a := range d.of[1:] {
		for _, f := range v.describes[a] {
			if !slices.Contains(fields, f) {
				fields = append(slices.Clip(fields), f)
			}
		}
	}
	return fields
}

// comparative is a phrase that says more of some attributes, or less.
type comparative struct {
	of   []int // of attributes
	way  int
	most bool
}

type comparativeTable struct {
	phrases map[string]comparative
	longest map[string]int // first stem → tokens of the longest phrase that begins with it
}

// comparatives are those of both languages, whatever a shop states.
var comparatives = sync.OnceValue(func() comparativeTable {
	t := comparativeTable{map[string]comparative{}, map[string]int{}}
	for i, a := range attributes() {
		for _, d := range degrees(a) {
			c := t.phrases[d.key]
			if c.way, c.most = d.way, d.most; !slices.Contains(c.of, i) {
				c.of = append(slices.Clip(c.of), i)
			}
			t.phrases[d.key] = c
			first, _, _ := strings.Cut(d.key, " ")
			t.longest[first] = max(t.longest[first], 1+strings.Count(d.key, " "))
		}
	}
	return t
})

// degree is a comparative or superlative of a quality.
type degree struct {
	key  string
	way  int
	most bool
}

// degrees gives the comparatives and superlatives of an attribute. A Chinese one
// is written once, as 更轻 or 续航更久; the others are made of it by pattern.
func degrees(a attribute) []degree {
	var out []degree
	for _, side := range []struct {
		way     int
		phrases []string
	}{{1, a.more}, {-1, a.less}} {
		way := side.way
		for _, p := range side.phrases {
			out = append(out, degree{phraseKey(p), way, utmost(p)})
			measured, quality, ok := strings.Cut(p, "更")
			if !ok {
				continue
			}
			for _, d := range degreePatterns() {
				key := phraseKey(strings.NewReplacer("{n}", measured, "{a}", quality).Replace(d.key))
				out = append(out, degree{key, way * d.way, d.most})
			}
		}
	}
	return out
}

// utmost reports whether a word is a superlative.
func utmost(p string) bool {
	return strings.HasSuffix(p, "est") || strings.HasPrefix(p, "most ") || strings.Contains(p, "est ") || strings.Contains(p, "最")
}

// degreePatterns are the ways in which Chinese says more, the most, and (with
// 太) too much of a quality.
var degreePatterns = sync.OnceValue(func() []degree {
	var out []degree
	for _, line := range dataLines("zh.degrees") {
		kind, patterns, _ := strings.Cut(line, ":")
		way := 1
		if kind == "too" {
			way = -1
		}
		for _, p := range list(patterns) {
			for _, said := range expand(p) {
				out = append(out, degree{strings.TrimSpace(said), way, kind == "most"})
			}
		}
	}
	return out
})
