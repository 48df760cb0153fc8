package lexicon

import (
	"slices"
	"strings"
	"sync"
)

type colorTable struct {
	shades   map[string]string   // phrase key → shade
	families map[string][]string // shade → families it is surely of
	borders  map[string][]string // shade → families it borders on
	en, zh   map[string][]string // shade → names
}

var colors = sync.OnceValue(func() colorTable {
	t := colorTable{map[string]string{}, map[string][]string{}, map[string][]string{}, map[string][]string{}, map[string][]string{}}
	for _, line := range dataLines("colors.tsv") {
		c := columns(line)
		for _, f := range list(c[1]) {
			if family, border := strings.CutSuffix(f, "?"); border {
				t.borders[c[0]] = append(t.borders[c[0]], family)
			} else {
				t.families[c[0]] = append(t.families[c[0]], family)
			}
		}
		t.en[c[0]], t.zh[c[0]] = list(c[2]), list(c[3])
		for _, w := range append(list(c[2]), list(c[3])...) {
			t.shades[phraseKey(w)] = c[0]
			short, ok := strings.CutSuffix(w, "色")
			if ok && len([]rune(short)) > 1 {
				t.shades[phraseKey(short)] = c[0]
			} else if !ok && Detect(w) == "zh" {
				t.shades[phraseKey(w+"色")] = c[0]
			}
		}
	}
	return t
})

// Shade gives the shade that a colour name means, "" when it is none: "dark
// blue" and 藏青 are navy.
func Shade(name string) string {
	key := phraseKey(name)
	if s, ok := colors().shades[key]; ok {
		return s
	}
	return colors().shades[phraseKey(name+"色")]
}

// Families gives the colour families that a shade is of, surely, and those it
// only borders on (teal: blue and green). A family is itself a shade's name.
func Families(shade string) (sure, border []string) {
	return colors().families[shade], colors().borders[shade]
}

// IsFamily reports whether a shade stands for a family: blue does, navy does not.
func IsFamily(shade string) bool { return slices.Contains(colors().families[shade], shade) }

// shadeAt reads the colour name at token i. A single Han character is a colour
// only before 的, 色 or at an end (白的, 黑款), or it would be found in 红豆.
func shadeAt(ts []Token, i int) (shade string, n int) {
	if shade, n = longest(ts, i, 5, colors().shades); n > 0 && (n > 1 || ts[i].Kind != Han) {
		return shade, n
	}
	if ts[i].Kind != Han {
		return "", 0
	}
	s, ok := colors().shades[ts[i].Text+" 色"]
	if ok && loneColor(ts, i) && !Is("no_lone_color", ts[i].Text) && !(i > 0 && !ts[i].Space && KnownNoun(ts[i-1].Text+ts[i].Text)) { // 小米的
		if i+2 < len(ts) && Is("colour_itself", ts[i+1].Text+ts[i+2].Text) {
			return s, 3
		}
		return s, 1
	}
	return "", 0
}

func loneColor(ts []Token, i int) bool {
	before := i == 0 || ts[i].Space || ts[i-1].Kind != Han || Is("before_lone_color", ts[i-1].Text)
	if i+1 == len(ts) || ts[i+1].Kind == Punct {
		return before
	}
	next := ts[i+1].Text
	return Is("after_lone_color", next) || before && (ts[i+1].Space || Is("after_lone_color_wished", next))
}
