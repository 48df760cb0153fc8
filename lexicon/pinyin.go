package lexicon

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// addPinyin files a Chinese phrase of two to seven characters under its sound.
func (s *speller) addPinyin(key string, chars []string) {
	if len(chars) < 2 || len(chars) > 7 {
		return
	}
	var b strings.Builder
	for _, c := range chars {
		p := syllable(c)
		if p == "" {
			return
		}
		b.WriteString(p)
	}
	s.pinyin[b.String()] = append(s.pinyin[b.String()], key)
	s.longest = max(s.longest, len(chars))
}

// syllable gives one Han character's usual sound without tone, with the sounds
// that many confuse as one (zh/z, ch/c, sh/s, ing/in, eng/en); "" for others.
func syllable(c string) string {
	r, n := utf8.DecodeRuneInString(c)
	if n != len(c) || n < 3 {
		return ""
	}
	return readingsOf(r).alike
}

// readings are how one character is said.
type readings struct {
	ways  []string // without tones, the usual one first
	alike string   // the usual one, sounds that are confused as one, a space after it; "" for none
}

var allReadings sync.Map // rune: readings

// Syllables gives a Han character's readings in pinyin without tones, the usual
// one first; nil when it has none.
func Syllables(r rune) []string { return readingsOf(r).ways }

func readingsOf(r rune) readings {
	if known, ok := allReadings.Load(r); ok {
		return known.(readings)
	}
	var all readings
	for _, w := range pinyin.SinglePinyin(r, pinyinArgs) {
		if w != "" && !slices.Contains(all.ways, w) {
			all.ways = append(all.ways, w)
		}
	}
	if len(all.ways) > 0 {
		all.alike = alike.Replace(all.ways[0]) + " "
	}
	allReadings.Store(r, all)
	return all
}

var (
	pinyinArgs = pinyin.Args{Style: pinyin.Normal, Heteronym: true}
	alike      = strings.NewReplacer("zh", "z", "ch", "c", "sh", "s", "ing", "in", "eng", "en")
)

// homophones gives matches for Chinese typed by ear: 红涩 for 红色, 沙法 for
// 沙发. A phrase that holds a known longer word is left alone.
func (s *speller) homophones(v *Vocabulary, text string, ts []Token, exact []Match) []Match {
	var out []Match
	known := covered(ts, exact)
	for i := range ts {
		var b strings.Builder
		for n := 1; n <= s.longest && i+n <= len(ts); n++ {
			t := ts[i+n-1]
			if t.Kind != Han || n > 1 && t.Space {
				break
			}
			b.WriteString(syllable(t.Text))
			if n < 2 {
				continue
			}
			for _, key := range s.pinyin[b.String()] {
				if plausible(ts[i:i+n], key, known[i:i+n]) && (n > 2 || !v.sound(ts[i:i+2])) {
					out = append(out, typos(v.matchesOf(nil, key, text, ts, i, i+n, 0.8))...)
				}
			}
		}
	}
	return out
}

// longestByEar is how many characters a phrase of the closed classes has at most
// that is known by ear.
const longestByEar = 4

// ClassesByEar finds phrases of the closed classes that were typed by ear
// (退火 for 退货), where no known word stands.
func (v *Vocabulary) ClassesByEar(ts []Token, matches []Match) []Said {
	var out []Said
	known := covered(ts, slices.DeleteFunc(slices.Clone(matches), func(m Match) bool { return m.How == "typo" }))
	for i := range ts {
		var b strings.Builder
		for n := 1; n <= longestByEar && i+n <= len(ts); n++ {
			if t := ts[i+n-1]; t.Kind != Han || n > 1 && t.Space {
				break
			}
			b.WriteString(syllable(ts[i+n-1].Text))
			for _, key := range languageSpeller().pinyin[b.String()] {
				if !plausible(ts[i:i+n], key, known[i:i+n]) || n == 2 && v.sound(ts[i:i+2]) {
					continue
				}
				for _, class := range grammar().classes[key] {
					if n > 2 || heardClass(class) {
						out = append(out, Said{class, i, i + n})
					}
				}
			}
		}
	}
	return out
}

// sound reports whether two characters are as they should be: the shop or the
// language writes them so, or one is a little word.
func (v *Vocabulary) sound(ts []Token) bool {
	word := ts[0].Text + ts[1].Text
	return v.Knows(word) || KnownNoun(word) || commonHan()[word] || Particle(ts[0].Text) || Particle(ts[1].Text)
}

// heardClass reports whether two characters typed by ear may stand for a word of
// the class: those that a shopper comes to write of, not the small ones.
func heardClass(class string) bool {
	return strings.HasPrefix(class, "policy_") || strings.HasPrefix(class, "order_") || class == "cart_word" || class == "invoice"
}

var commonHan = lazySet("common.zh.txt")

// covered counts, for each token, how long the longest exact match over it is.
func covered(ts []Token, exact []Match) []int {
	out := make([]int, len(ts))
	for _, m := range exact {
		for i := m.From; i < m.To; i++ {
			out[i] = max(out[i], m.To-m.From)
		}
	}
	for _, s := range Classes(ts) {
		if s.To-s.From < 2 {
			continue
		}
		for i := s.From; i < s.To; i++ {
			out[i] = max(out[i], s.To-s.From)
		}
	}
	return out
}

// plausible asks that some characters differ, that at least half of a longer
// phrase is typed right, and that no known word as long is overruled.
func plausible(ts []Token, key string, known []int) bool {
	same := 0
	for i, c := range strings.Fields(key) {
		if ts[i].Text == c {
			same++
		}
		if known[i] >= len(ts) {
			return false
		}
	}
	if len(ts) == 2 {
		return same == 1 && known[0] < 2 && known[1] < 2
	}
	return same < len(ts) && same*2 >= len(ts)
}
