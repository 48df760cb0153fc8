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
	for n := min(v.comparedLongest[ts[i].Stem], len(ts)-i); n > 0; n-- {
		if c, ok := v.compared[stemsKey(ts[i:i+n])]; ok {
			return c, n
		}
	}
	return Comparison{}, 0
}

// addComparisons finds, for each comparative of the language, the columns that
// it may be about here.
func (v *Vocabulary) addComparisons() {
	v.compared, v.comparedLongest = map[string]Comparison{}, map[string]int{}
	for i, a := range attributes() {
		fields := v.described(a)
		for _, d := range allDegrees()[i] {
			c := v.compared[d.key]
			c.Way, c.Most = d.way, d.most
			for _, f := range fields {
				if !slices.Contains(c.Fields, f) {
					c.Fields = append(slices.Clip(c.Fields), f)
				}
			}
			v.compared[d.key] = c
			words := strings.Fields(d.key)
			v.comparedLongest[words[0]] = max(v.comparedLongest[words[0]], len(words))
		}
	}
}

// degree is a comparative or superlative of a quality.
type degree struct {
	key  string
	way  int
	most bool
}

// allDegrees are those of every attribute, in the order of attributes.
var allDegrees = sync.OnceValue(func() [][]degree {
	var out [][]degree
	for _, a := range attributes() {
		out = append(out, degrees(a))
	}
	return out
})

// degrees gives the comparatives and superlatives of an attribute. A Chinese one
// is written once, as 更轻 or 续航更久; the others are made of it by pattern.
func degrees(a attribute) []degree {
	var out []degree
	for way, phrases := range map[int][]string{1: a.more, -1: a.less} {
		for _, p := range phrases {
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
