package nlg

import (
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Text of the catalogue is data: a product's description may hold an order to
// the assistant, a code, a promise. What is quoted passes this door, and what
// does not is left out; the product's columns say the rest.

// longestValue is the longest attribute that is spoken, in characters.
const longestValue = 80

var (
	hostileForm = regexp.MustCompile(`(?i)[<>{}\[\]` + "`" + `\\]|https?:|www\.|\w\.(?:com|net|org|cn|example)\b|\w@\w|[$¥￥€£]\s?\d|\d\s?(?:元|块钱|折|dollars?\b|bucks\b|usd\b|cny\b)|(?:只要|只需|仅|才|卖|售|价)\s?\d+\s?块|[零一二三四五六七八九]折`)
	percentForm = regexp.MustCompile(`\d\s?[%％]`)
	offForm     = regexp.MustCompile(`(?i)\d\s?[%％]\s?(?:off|less|discount|cheaper|优惠|折)`)
	codeForm    = regexp.MustCompile(`\b[A-Z][A-Z0-9_-]*(?:[A-Z]{3}|\d{2})[A-Z0-9_-]*\b`)
	orders      = patternsOf("hostile", "always")
	promises    = patternsOf("hostile", "sentences")
)

// harmless reports whether a column's value may be said: it is short and holds
// no order, price, percentage off, address or markup.
func harmless(s string) bool {
	return utf8.RuneCountInString(s) <= longestValue && harmlessText(s)
}

// harmlessTitle is harmless for a title, which may be longer.
func harmlessTitle(s string) bool {
	return utf8.RuneCountInString(s) <= 2*longestValue && harmlessText(s)
}

func harmlessText(s string) bool {
	if safe, known := verdicts.of(s); known {
		return safe
	}
	safe := judgedHarmless(s)
	verdicts.keep(s, safe)
	return safe
}

func judgedHarmless(s string) bool {
	return s != "" && !strings.ContainsAny(s, "\n\r\t") && !masked(s) &&
		!hostileForm.MatchString(s) && !programForm.MatchString(s) && !offForm.MatchString(s) && !orders.in(strings.ToLower(s))
}

// verdicts remembers what was judged: the same titles and values come in every
// turn.
var verdicts = judgements{texts: map[string]bool{}}

// verdictsKept bounds them; when they are more, all are judged anew.
const verdictsKept = 8192

type judgements struct {
	mu    sync.RWMutex
	texts map[string]bool
}

func (j *judgements) of(text string) (safe, known bool) {
	j.mu.RLock()
	defer j.mu.RUnlock()
	safe, known = j.texts[text]
	return safe, known
}

func (j *judgements) keep(text string, safe bool) {
	if len(text) > 4*longestValue {
		return
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	if len(j.texts) >= verdictsKept {
		clear(j.texts)
	}
	j.texts[strings.Clone(text)] = safe
}

// safeSentence reports whether a sentence of a description may be quoted: it
// promises nothing, either.
func safeSentence(s string) bool {
	return harmlessText(s) && !percentForm.MatchString(s) && !promises.in(strings.ToLower(s))
}

// masked reports whether a text hides something: characters that can't be
// seen, or a word of two alphabets.
func masked(s string) bool {
	latin, other := false, false
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Cf, unicode.Co, unicode.Cc) && r != '\u200d':
			return true
		case unicode.Is(unicode.Latin, r):
			latin = true
		case unicode.In(r, unicode.Cyrillic, unicode.Greek):
			other = true
		case !unicode.IsLetter(r) && r != '\'':
			latin, other = false, false
		}
		if latin && other {
			return true
		}
	}
	return false
}

// safeSentences gives the sentences of a description that may be quoted. A code
// in capitals that the product's own columns do not hold makes one unsafe.
func safeSentences(text, own string) []string {
	var safe []string
	for _, s := range splitSentences(text) {
		if safeSentence(s) && !holdsForeignCode(s, own) {
			safe = append(safe, s)
		}
	}
	return safe
}

func holdsForeignCode(s, own string) bool {
	for _, code := range codeForm.FindAllString(s, -1) {
		if len(code) >= 5 && !strings.Contains(own, code) {
			return true
		}
	}
	return false
}
