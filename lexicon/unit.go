package lexicon

import (
	"math"
	"strconv"
	"strings"
	"sync"
)

type unit struct {
	dimension string
	factor    float64
}

type unitTable struct {
	units map[string]unit
	words map[string]string // phrase key → unit
	tight map[string]string // the same, right behind digits only
}

var units = sync.OnceValue(func() unitTable {
	t := unitTable{map[string]unit{}, map[string]string{}, map[string]string{}}
	for _, line := range dataLines("units.tsv") {
		c := columns(line)
		factor, err := strconv.ParseFloat(c[2], 64)
		if err != nil {
			panic("units.tsv: " + line)
		}
		t.units[c[0]] = unit{c[1], factor}
		for _, w := range list(c[3]) {
			if tight, ok := strings.CutPrefix(w, "="); ok {
				t.tight[tokenKey(tight)] = c[0]
			} else {
				t.words[tokenKey(w)] = c[0]
			}
		}
	}
	return t
})

// tokenKey is phraseKey with marks kept, for units such as ".
func tokenKey(s string) string {
	var out []string
	for _, t := range Tokenize(s) {
		out = append(out, t.Stem)
	}
	return strings.Join(out, " ")
}

// unitAt reads the unit at token i; n is 0 when there is none.
func unitAt(ts []Token, i int) (name string, n int) {
	for n := min(4, len(ts)-i); n > 0; n-- {
		key := stemsKey(ts[i : i+n])
		if u, ok := units().words[key]; ok {
			return u, n
		}
		if u, ok := units().tight[key]; ok && tightUnit(ts, i, n) {
			return u, n
		}
	}
	if i+1 < len(ts) && ts[i].Text == "-" && !ts[i].Space { // 43-inch
		if u, n := unitAt(ts, i+1); n > 0 {
			return u, n + 1
		}
	}
	return "", 0
}

// letterSizes are the words for letter sizes.
var letterSizes = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, line := range dataLines("sizes.tsv") {
		c := columns(line)
		for _, w := range append(list(c[1]), list(c[2])...) {
			m[w] = c[0]
		}
	}
	return m
})

// LetterSize gives the size that a word stands for: l for large, s for 小号.
func LetterSize(word string) (size string, ok bool) {
	size, ok = letterSizes()[word]
	return size, ok
}

// tightUnit tells the in of "24in" from that of "44 in white": it touches the
// digits, or stands last.
func tightUnit(ts []Token, i, n int) bool {
	if !ts[i].Space {
		return true
	}
	return !Is("loose_unit", ts[i].Text) || i+n == len(ts) && Is("loose_unit_at_end", ts[i].Text)
}

func stemsKey(ts []Token) string {
	if len(ts) == 1 {
		return ts[0].Stem
	}
	var b strings.Builder
	for i, t := range ts {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.Stem)
	}
	return b.String()
}

// UnitOf gives the unit that a word stands for (lm for lumens), "" for none.
func UnitOf(word string) string { return units().words[Stem(word)] }

// Convert turns an amount of one unit into another of the same dimension.
// 16G is read as grams, so g counts as gb where that is wanted.
func Convert(v float64, from, to string) (float64, bool) {
	if from == "g" && to == "gb" || from == to {
		return v, true
	}
	a, okA := units().units[from]
	b, okB := units().units[to]
	if !okA || !okB || a.dimension != b.dimension {
		return 0, false
	}
	return math.Round(v*a.factor/b.factor*1e6) / 1e6, true
}

// Dimension is what a unit measures: mass, length, time, …; empty when unknown.
func Dimension(u string) string { return units().units[u].dimension }
