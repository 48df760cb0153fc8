package retriever

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"daogou/lexicon"
)

// Han terms are also known by their sound: pinyin without tones. That finds
// what was typed in Latin letters (lianyiqun, lyq) and what was typed with the
// wrong characters of the right sound (沙法 for 沙发).

// sounds are terms of one or two Han characters by their pinyin, and values of
// fields by their initials.
type sounds struct {
	terms    map[string][]uint32
	initials map[string][]string
}

func newSounds() sounds {
	return sounds{map[string][]uint32{}, map[string][]string{}}
}

// addTerm remembers how a term of one or two characters sounds, in every way.
func (s *sounds) addTerm(id uint32, term string) {
	first, size := utf8.DecodeRuneInString(term)
	if !isHan(first) {
		return
	}
	ways := lexicon.Syllables(first)
	if rest := term[size:]; rest != "" {
		second, size := utf8.DecodeRuneInString(rest)
		if size < len(rest) {
			return
		}
		ways = crossed(ways, lexicon.Syllables(second))
	}
	for _, way := range ways {
		s.terms[way] = append(s.terms[way], id)
	}
}

func crossed(a, b []string) []string {
	var all []string
	for _, x := range a {
		for _, y := range b {
			all = append(all, x+" "+y)
		}
	}
	return all
}

// addValue remembers a field's value by the first letters of its syllables.
func (s *sounds) addValue(value string) {
	key := ""
	for _, r := range value {
		ways := lexicon.Syllables(r)
		if len(ways) == 0 {
			return
		}
		key += ways[0][:1]
	}
	if utf8.RuneCountInString(value) >= 2 && !slices.Contains(s.initials[key], value) {
		s.initials[key] = append(s.initials[key], value)
	}
}

//go:embed data/syllables.txt
var syllableFile string

var allSyllables = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, s := range dataWords(syllableFile) {
		m[s] = true
	}
	return m
})

// spoken cuts Latin letters into syllables, the longest first; nil when they
// are no pinyin. At most a few ways are given, as xian is xian or xi an.
func spoken(w string, most int) [][]string {
	const longest, syllable = 30, 6
	if len(w) > longest || !isASCII(w) {
		return nil
	}
	whole := make([]bool, len(w)+1) // whether w[i:] can be cut, so that no way is tried in vain
	whole[len(w)] = true
	for i := len(w) - 1; i >= 0; i-- {
		for n := 1; n <= min(syllable, len(w)-i); n++ {
			whole[i] = whole[i] || whole[i+n] && allSyllables()[w[i:i+n]]
		}
	}
	var all [][]string
	var cut func(i int, so []string)
	cut = func(i int, so []string) {
		if i == len(w) {
			all = append(all, slices.Clone(so))
			return
		}
		for n := min(syllable, len(w)-i); n > 0 && len(all) < most; n-- {
			if whole[i+n] && allSyllables()[w[i:i+n]] {
				cut(i+n, append(so, w[i:i+n]))
			}
		}
	}
	if whole[0] {
		cut(0, nil)
	}
	return all
}

// heard finds the groups of a word typed in pinyin: each pair of syllables must
// be some term's, else the way of cutting is wrong.
func (c *corpus) heard(w string) []group {
	for _, way := range spoken(w, 8) {
		if groups := c.heardAs(way, w); groups != nil {
			return groups
		}
	}
	var best []group
	for _, value := range c.sounds.initials[w] {
		r := &reading{}
		c.readHan(strings.ToLower(value), 0, r)
		if len(r.groups) > 0 && best == nil {
			best = r.groups
		}
	}
	return best
}

func (c *corpus) heardAs(way []string, w string) []group {
	if len(way) == 1 {
		return nil
	}
	var groups []group
	for i := range len(way) - 1 {
		g := group{shown: w, head: i+2 == len(way)}
		for _, id := range c.sounds.terms[way[i]+" "+way[i+1]] {
			if c.isTelling(id) {
				g.alts = append(g.alts, alternative{list: id, weight: 1})
			}
		}
		if len(g.alts) == 0 {
			return nil
		}
		g.weight = c.groupWeight(g)
		groups = append(groups, g)
	}
	return groups
}

// alike gives the terms that sound as a pair of characters which nothing has.
func (c *corpus) alike(first, second string) []uint32 {
	a, _ := utf8.DecodeRuneInString(first)
	b, _ := utf8.DecodeRuneInString(second)
	var ids []uint32
	for _, way := range crossed(lexicon.Syllables(a), lexicon.Syllables(b)) {
		for _, id := range c.sounds.terms[way] {
			if c.isTelling(id) && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids
}

// isTelling reports whether some living product says the term of itself.
func (c *corpus) isTelling(id uint32) bool {
	return slices.ContainsFunc(c.lists[id], func(p posting) bool { return p.fields&telling != 0 && c.live.has(p.doc) })
}

// joinSyllables makes one token of neighbours that nobody has as words and that
// are pinyin: shouji ke.
func (c *corpus) joinSyllables(tokens []token) []token {
	var out []token
	for _, t := range tokens {
		last := len(out) - 1
		if last >= 0 && c.isSyllables(out[last]) && c.isSyllables(t) {
			out[last].text += t.text
			continue
		}
		out = append(out, t)
	}
	return out
}

func (c *corpus) isSyllables(t token) bool {
	if t.kind != word || len(c.sounds.terms) == 0 || stopWords()[t.text] {
		return false
	}
	_, known := c.terms[stem(t.text)]
	return !known && spoken(t.text, 1) != nil
}
