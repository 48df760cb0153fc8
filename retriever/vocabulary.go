package retriever

import (
	"strings"

	"daogou/catalog"
	"daogou/lexicon"
)

// vocabulary is what drafts are completed with: the telling words as they are
// written, and the names of brands and categories.
type vocabulary struct {
	terms map[string]uint32 // the term of each word
	words map[byte][]string // by their first byte
	known map[string]bool   // names, by field and folded value
	names []name
}

// name is a brand or category, as it is compared with a draft.
type name struct {
	field, key, shown string // where its documents are found, and as written
	folded            string
	sound, initials   string // pinyin, where it is in Han characters
}

func newVocabulary() vocabulary {
	return vocabulary{map[string]uint32{}, map[byte][]string{}, map[string]bool{}, nil}
}

func (v *vocabulary) addWord(w string, term uint32) {
	if _, ok := v.terms[w]; ok || len(w) < 2 {
		return
	}
	w = strings.Clone(w) // not the whole text it was cut from
	v.terms[w] = term
	v.words[w[0]] = append(v.words[w[0]], w)
}

// addNames learns how the product's brand and categories are called.
func (v *vocabulary) addNames(p *catalog.Product) {
	for _, field := range []string{"brand", "category"} {
		for _, shown := range p.Values(field) {
			key := caseless(shown)
			if v.known[field+":"+key] {
				continue
			}
			v.known[field+":"+key] = true
			n := name{field: field, key: key, shown: shown, folded: fold(shown)}
			n.sound, n.initials = soundOf(n.folded)
			v.names = append(v.names, n)
		}
	}
}

// soundOf gives a text's pinyin and its initials; empty where a character has no
// reading.
func soundOf(text string) (full, initials string) {
	if !isHan(firstRune(text)) {
		return "", ""
	}
	for _, r := range text {
		ways := lexicon.Syllables(r)
		if len(ways) == 0 {
			return "", ""
		}
		full += ways[0]
		initials += ways[0][:1]
	}
	return full, initials
}

// soundsLike reports whether the name begins so in pinyin, or by the initials of
// two syllables or more.
func (n *name) soundsLike(typed string) bool {
	return strings.HasPrefix(n.sound, typed) || len(typed) >= 2 && strings.HasPrefix(n.initials, typed)
}
