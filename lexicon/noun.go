package lexicon

import (
	"slices"
	"strings"
	"sync"
)

// concept is a set of words of both languages that mean one thing.
type concept struct {
	en, zh   []string
	broader  []int
	narrower []int
}

type thesaurus struct {
	concepts []concept
	byWord   map[string][]int // phrase key → concepts
}

// nouns are things that shops sell, qualities what is said of them, materials
// what they are made of.
var (
	nouns     = sync.OnceValue(func() *thesaurus { return loadThesaurus("nouns.tsv") })
	qualities = sync.OnceValue(func() *thesaurus { return loadThesaurus("qualities.tsv") })
	materials = sync.OnceValue(func() *thesaurus { return loadThesaurus("materials.tsv") })
)

// loadThesaurus reads lines of name | broader names | more English | Chinese.
// The name is how other lines refer to it, and the first English word.
func loadThesaurus(file string) *thesaurus {
	t := &thesaurus{byWord: map[string][]int{}}
	names := map[string]int{}
	var broader [][]string
	for _, line := range dataLines(file) {
		c := columns(line)
		for len(c) < 4 {
			c = append(c, "")
		}
		id := len(t.concepts)
		en := list(c[2])
		if !slices.Contains(en, c[0]) {
			en = append([]string{c[0]}, en...)
		}
		t.concepts = append(t.concepts, concept{en: en, zh: list(c[3])})
		broader = append(broader, list(c[1]))
		if _, ok := names[c[0]]; !ok {
			names[c[0]] = id
		}
		for _, w := range append(slices.Clone(t.concepts[id].en), t.concepts[id].zh...) {
			if key := phraseKey(w); !slices.Contains(t.byWord[key], id) {
				t.byWord[key] = append(t.byWord[key], id)
			}
		}
	}
	for id, names2 := range broader {
		for _, name := range names2 {
			if b, ok := names[name]; ok {
				t.concepts[id].broader = append(t.concepts[id].broader, b)
				t.concepts[b].narrower = append(t.concepts[b].narrower, id)
			}
		}
	}
	return t
}

// words gives a concept's words in a language, both when it is empty.
func (t *thesaurus) words(id int, locale string) []string {
	c := t.concepts[id]
	switch locale {
	case "en":
		return c.en
	case "zh":
		return c.zh
	}
	return append(slices.Clone(c.en), c.zh...)
}

// Synonyms gives the words of a language that mean the same as word, word
// itself left out: Synonyms("couch", "zh") has 沙发, Synonyms("couch", "en") sofa.
func Synonyms(word, locale string) []string {
	return append(synonymsIn(word, locale, nouns(), materials(), qualities()), shadeSynonyms(word, locale)...)
}

// goodsSynonyms are a category's other names: a battery is no "cordless", which
// only says the same of a tool.
func goodsSynonyms(word, locale string) []string {
	return synonymsIn(word, locale, nouns(), materials())
}

// valueSynonyms are the other names of a column's value: a colour's shades, else
// what the quality, the material or at last the thing is called. Beef and lamb
// are words for meat, but a flavour of beef is none of lamb.
func valueSynonyms(field string) func(word, locale string) []string {
	if field == "color" || field == "colour" {
		return shadeSynonyms
	}
	return func(word, locale string) []string {
		for _, t := range []*thesaurus{qualities(), materials(), nouns()} {
			if len(t.byWord[phraseKey(word)]) > 0 {
				return synonymsIn(word, locale, t)
			}
		}
		return shadeSynonyms(word, locale)
	}
}

func synonymsIn(word, locale string, all ...*thesaurus) []string {
	key := phraseKey(word)
	var out []string
	for _, t := range all {
		for _, id := range t.byWord[key] {
			for _, w := range t.words(id, locale) {
				if phraseKey(w) != key && !slices.Contains(out, w) {
					out = append(out, w)
				}
			}
		}
	}
	return out
}

func shadeSynonyms(word, locale string) []string {
	if shade := Shade(word); shade != "" {
		return shadeNames(shade, locale, phraseKey(word))
	}
	return nil
}

// Translate gives a word's or a phrase's translations into a language, the
// usual one first. A phrase that is not known as a whole is translated word by
// word, the longest first; nil when nothing of it is known.
func Translate(text, locale string) []string {
	if whole := Synonyms(text, locale); len(whole) > 0 {
		return whole
	}
	ts := Tokenize(text)
	var out []string
	known := false
	for i := 0; i < len(ts); {
		word, n := translateAt(ts, i, locale)
		if n == 0 {
			word, n = ts[i].Text, 1
		} else {
			known = true
		}
		if word != "" && ts[i].Kind != Punct {
			out = append(out, word)
		}
		i += n
	}
	if !known {
		return nil
	}
	if locale == "zh" {
		return []string{strings.Join(out, "")}
	}
	return []string{strings.Join(out, " ")}
}

func translateAt(ts []Token, i int, locale string) (string, int) {
	for n := min(6, len(ts)-i); n > 0; n-- {
		key := stemsKey(ts[i : i+n])
		if n == 1 && ts[i].Kind == Han && !Is("thing_of_one_character", key) {
			continue
		}
		if w := Synonyms(key, locale); len(w) > 0 {
			return w[0], n
		}
	}
	return "", 0
}

// Nouns gives the things that a language names, in a fixed order.
func Nouns(locale string) []string {
	var out []string
	for _, c := range nouns().concepts {
		if locale == "zh" {
			out = append(out, c.zh...)
		} else {
			out = append(out, c.en...)
		}
	}
	return out
}

// KnownNoun reports whether the word is a thing that some shop sells.
func KnownNoun(word string) bool { return len(nouns().byWord[phraseKey(word)]) > 0 }

// KnownWord reports whether the word names a thing, a quality or a material.
func KnownWord(word string) bool {
	return KnownNoun(word) || len(qualities().byWord[phraseKey(word)]) > 0 || MaterialOf(word) != ""
}

// materialAt reads the material at token i.
func materialAt(ts []Token, i int) (string, int) {
	for n := min(4, len(ts)-i); n > 0; n-- {
		key := stemsKey(ts[i : i+n])
		if ids := materials().byWord[key]; len(ids) > 0 && (n > 1 || ts[i].Kind != Han) {
			return materials().concepts[ids[0]].en[0], n
		}
	}
	return "", 0
}

// MaterialOf gives the material that a name means, "" when it is none.
func MaterialOf(name string) string {
	if ids := materials().byWord[phraseKey(name)]; len(ids) > 0 {
		return materials().concepts[ids[0]].en[0]
	}
	return ""
}

// shadeNames gives the names of a shade in a language, both when it is empty.
func shadeNames(shade, locale, but string) []string {
	var out []string
	if locale != "zh" {
		out = append(out, colors().en[shade]...)
	}
	if locale != "en" {
		out = append(out, colors().zh[shade]...)
	}
	return slices.DeleteFunc(out, func(w string) bool { return phraseKey(w) == but })
}
