package lexicon

import (
	"slices"
	"strings"
	"sync"
)

// speller mends words that the vocabulary does not know: English by edit
// distance and sound, Chinese by pinyin.
type speller struct {
	english map[string][]string // by first letter and length → stems
	sounds  map[string][]string // sound → stems
	pinyin  map[string][]string // toneless pinyin → phrase keys
	longest int                 // of the phrases in pinyin, in characters
}

// corrections gives matches for words that are not known as they stand.
func (s *speller) corrections(v *Vocabulary, text string, ts []Token, exact []Match) []Match {
	var out []Match
	fixed := slices.Clone(ts)
	changed := map[int]bool{}
	for i, t := range ts {
		if t.Kind == Word && !properName(ts, i) && !v.Knows(t.Stem) && !spelt(t) {
			if w := s.nearest(t.Stem); w != "" {
				fixed[i].Stem, fixed[i].Text = w, w
				changed[i] = true
			}
		}
	}
	for i := range fixed {
		for n := min(v.longest[fixed[i].Stem], len(fixed)-i); n > 0 && len(changed) > 0; n-- {
			if touches(changed, i, i+n) {
				out = append(out, typos(v.matchesOf(nil, stemsKey(fixed[i:i+n]), text, ts, i, i+n, 0.8))...)
			}
		}
	}
	return append(out, s.homophones(v, text, ts, exact)...)
}

func typos(ms []Match) []Match {
	for i := range ms {
		ms[i].How = "typo"
	}
	return ms
}

func touches(changed map[int]bool, from, to int) bool {
	for i := from; i < to; i++ {
		if changed[i] {
			return true
		}
	}
	return false
}

// Mend gives tokens with misspelt English words replaced by those they stand
// for; where they stand in the text stays as it was.
func (v *Vocabulary) Mend(ts []Token) []Token {
	ts = v.parted(ts)
	for i, t := range ts {
		if properName(ts, i) || comparatives().longest[t.Stem] > 0 {
			continue
		}
		if t.Kind == Word && len(t.Stem) > 3 && !v.Knows(t.Stem) && !spelt(t) && !KnownWord(t.Stem) {
			if w := v.spell.nearest(t.Stem); w != "" {
				ts[i].Stem, ts[i].Text = w, w
			}
		}
	}
	return ts
}

// spelt reports whether an English word is spelt right, whatever it means.
func spelt(t Token) bool {
	return LanguageWord(t.Stem) || LanguageWord(t.Text) || speltWords()[t.Stem] || speltWords()[t.Text]
}

var speltWords = lazySet("spelt.txt")

// Spelt reports whether an English word, in lower case, is spelt right.
func Spelt(word string) bool { return speltWords()[word] }

// properName reports whether token i is a capital within a sentence that has
// none elsewhere but at its start: a place or a person, and no misspelt word.
func properName(ts []Token, i int) bool {
	if i == 0 || !ts[i].Upper || ts[i].Caps {
		return false
	}
	lower := 0
	for _, t := range ts {
		if t.Kind == Word && !t.Upper {
			lower++
		}
	}
	return lower >= 2 && ts[i-1].Kind == Word && !ts[i-1].Upper
}

// parted takes apart what was written in one though the shop knows it as two
// words: bikelock.
func (v *Vocabulary) parted(ts []Token) []Token {
	if !slices.ContainsFunc(ts, func(t Token) bool { return v.seam(t) > 0 }) {
		return ts
	}
	var out []Token
	for _, t := range ts {
		at := v.seam(t)
		if at == 0 {
			out = append(out, t)
			continue
		}
		first, second := t, t
		first.Text, first.End = t.Text[:at], t.Start+at
		second.Text, second.Start, second.Space = t.Text[at:], t.Start+at, false
		first.Stem, second.Stem = Stem(first.Text), Stem(second.Text)
		out = append(out, first, second)
	}
	return out
}

// seam is where two words of the shop's phrases meet in an unknown one, 0 when
// they don't.
func (v *Vocabulary) seam(t Token) int {
	if t.Kind != Word || len(t.Text) < 7 || !latin(t.Text) || t.End-t.Start != len(t.Text) || v.Knows(t.Stem) || LanguageWord(t.Stem) || KnownWord(t.Stem) {
		return 0
	}
	for at := 3; at <= len(t.Text)-3; at++ {
		if a, b := Stem(t.Text[:at]), Stem(t.Text[at:]); v.words[a] && v.words[b] && (!LanguageWord(a) || !LanguageWord(b)) {
			return at
		}
	}
	return 0
}

// Correct gives the English word of the shop or the language that a misspelt
// one stands for; the word itself where it is known or nothing is near.
func (v *Vocabulary) Correct(word string) string {
	stem := Stem(strings.ToLower(word))
	if v.Knows(stem) || LanguageWord(stem) {
		return stem
	}
	if w := v.spell.nearest(stem); w != "" {
		return w
	}
	return stem
}

// newSpeller files the phrases of a shop.
func newSpeller(senses map[string][]sense) *speller {
	s := &speller{english: map[string][]string{}, sounds: map[string][]string{}, pinyin: map[string][]string{}}
	seen := map[string]bool{}
	for key := range senses {
		s.addPhrase(key, seen)
	}
	return s.sorted()
}

// languageSpeller files the languages' own phrases: all English words, and the
// Chinese phrases that one may write by ear.
var languageSpeller = sync.OnceValue(func() *speller {
	s := &speller{english: map[string][]string{}, sounds: map[string][]string{}, pinyin: map[string][]string{}}
	seen := map[string]bool{}
	for key, classes := range grammar().classes {
		words := strings.Fields(key)
		if n := len(words); Detect(key) != "zh" || n > 2 && n <= longestByEar || n == 2 && slices.ContainsFunc(classes, heardClass) {
			s.addPhrase(key, seen)
		}
	}
	return s.sorted()
})

func (s *speller) sorted() *speller {
	for _, lists := range []map[string][]string{s.english, s.sounds, s.pinyin} {
		for k := range lists {
			slices.Sort(lists[k])
		}
	}
	return s
}

func (s *speller) addPhrase(key string, seen map[string]bool) {
	words := strings.Fields(key)
	if Detect(key) == "zh" {
		s.addPinyin(key, words)
		return
	}
	for _, w := range words {
		if seen[w] || len(w) < 4 || !latin(w) {
			continue
		}
		seen[w] = true
		bucket := w[:1] + string(rune('a'+min(len(w), 25)))
		s.english[bucket] = append(s.english[bucket], w)
		s.sounds[sound(w)] = append(s.sounds[sound(w)], w)
	}
}

func latin(w string) bool {
	return !strings.ContainsFunc(w, func(r rune) bool { return r < 'a' || r > 'z' })
}

// nearest gives the word of the shop or the languages nearest to a misspelt one:
// the fewest edits, then the same sound, then alphabetically; "" when none is
// near enough.
func (s *speller) nearest(w string) string {
	if len(w) < 4 || !latin(w) {
		return ""
	}
	n := near{word: w, sound: sound(w), cost: 99}
	s.offer(&n)
	languageSpeller().offer(&n)
	return n.best
}

// near is a misspelt word and the nearest so far.
type near struct {
	word, sound, best string
	cost              float64
}

func (s *speller) offer(n *near) {
	for l := max(4, len(n.word)-2); l <= len(n.word)+2; l++ {
		for _, candidate := range s.english[n.word[:1]+string(rune('a'+min(l, 25)))] {
			n.try(candidate)
		}
	}
	for _, candidate := range s.sounds[n.sound] {
		n.try(candidate)
	}
}

func (n *near) try(candidate string) {
	d := float64(editDistance(n.word, candidate))
	if d > float64(allowed(n.word, candidate)) {
		return
	}
	if sound(candidate) != n.sound {
		d += 0.5
	}
	if d < n.cost || d == n.cost && candidate < n.best {
		n.best, n.cost = candidate, d
	}
}

// allowed is how many edits a word of its length may be away.
func allowed(w, candidate string) int {
	n := min(len(w), len(candidate))
	switch {
	case len(w) == 4 && len(candidate) == 4 && sound(w) != sound(candidate) && !swapped(w, candidate):
		return 0 // of so few letters another is another word: lint, lift
	case n >= 8, n >= 6 && sound(w) == sound(candidate):
		return 2
	case n >= 4:
		return 1
	}
	return 0
}

// swapped reports whether the words have the same letters.
func swapped(a, b string) bool {
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return string(x) == string(y)
}

// editDistance is the restricted Damerau-Levenshtein distance: inserting,
// deleting, replacing a letter and swapping two neighbours cost 1 each.
func editDistance(a, b string) int {
	var rows [3][32]int
	if len(a) > 30 || len(b) > 30 {
		return 99
	}
	for j := range len(b) + 1 {
		rows[1][j] = j
	}
	for i := 1; i <= len(a); i++ {
		prev2, prev, row := &rows[(i+2)%3], &rows[i%3], &rows[(i+1)%3]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], prev2[j-2]+1)
			}
		}
	}
	return rows[(len(a)+1)%3][len(b)]
}

// sound is a rough key of how an English word sounds: its consonants, with
// those that sound alike as one.
func sound(w string) string {
	w = soundAlike.Replace(w)
	var b strings.Builder
	var last byte
	for i := 0; i < len(w); i++ {
		c := w[i]
		if i > 0 && strings.IndexByte("aeiouyhw", c) >= 0 {
			continue
		}
		if c != last {
			b.WriteByte(c)
		}
		last = c
	}
	return b.String()
}

var soundAlike = strings.NewReplacer("ph", "f", "ck", "k", "q", "k", "c", "k", "z", "s", "x", "ks", "wh", "w", "kn", "n", "wr", "r", "gh", "g", "v", "f", "sch", "sk")
