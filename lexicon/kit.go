package lexicon

import (
	"slices"
	"strings"
	"sync"
)

// Kit is an occasion that a text names (camping, 面试) and the things that go
// with it.
type Kit struct {
	From, To int        // tokens
	Whole    bool       // its very name asks for all of it: "an outfit"
	Broad    bool       // counts only where nothing narrower is named: a trip
	Things   [][]string // names of Nouns, the most needed first; of each entry one will do
}

type kitTable struct {
	byPhrase map[string]Kit
	longest  map[string]int // first stem → tokens of the longest phrase
}

// kits reads lines of how | English | Chinese | things.
var kits = sync.OnceValue(func() kitTable {
	t := kitTable{map[string]Kit{}, map[string]int{}}
	for _, line := range dataLines("kits.tsv") {
		c := columns(line)
		k := Kit{Whole: c[0] == "whole", Broad: c[0] == "broad"}
		for _, thing := range list(c[3]) {
			k.Things = append(k.Things, strings.Split(thing, "/"))
		}
		for _, phrase := range append(list(c[1]), list(c[2])...) {
			stems := Stems(phrase)
			t.byPhrase[strings.Join(stems, " ")] = k
			t.longest[stems[0]] = max(t.longest[stems[0]], len(stems))
		}
	}
	return t
})

// Kits finds the occasions that a text names, the longest phrase at each place,
// in order.
func Kits(ts []Token) []Kit {
	t := kits()
	var out []Kit
	for i := 0; i < len(ts); i++ {
		for n := min(t.longest[ts[i].Stem], len(ts)-i); n > 0; n-- {
			if k, ok := t.byPhrase[stemsKey(ts[i:i+n])]; ok {
				k.From, k.To = i, i+n
				out = append(out, k)
				i += n - 1
				break
			}
		}
	}
	return out
}

// Called gives what a language calls a thing of Nouns, the usual word first.
func Called(thing, locale string) []string {
	t := nouns()
	for _, id := range t.byWord[phraseKey(thing)] {
		if words := t.words(id, locale); slices.Contains(t.concepts[id].en, thing) && len(words) > 0 {
			return words
		}
	}
	return nil
}

// kitGrammar is apart from grammar, for much of it is no word of the language
// alone (dog, camping gear): nothing else is read by it.
var kitGrammar = sync.OnceValue(func() grammarTable { return readGrammar("kits.grammar") })

// KitClasses finds the phrases by which several things are wanted at once, as
// Classes does its own.
func KitClasses(ts []Token) []Said { return kitGrammar().find(ts) }

// KindOf reports whether a thing is what another name means, or a kind of it.
func KindOf(thing, name string) bool {
	t := nouns()
	above := t.byWord[phraseKey(thing)]
	for range 4 {
		var next []int
		for _, id := range above {
			if slices.Contains(t.byWord[phraseKey(name)], id) {
				return true
			}
			next = append(next, t.concepts[id].broader...)
		}
		above = next
	}
	return false
}
