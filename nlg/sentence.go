package nlg

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// abbreviations end with a point that ends no sentence.
var abbreviations = map[string]bool{"mr": true, "mrs": true, "ms": true, "dr": true, "st": true, "no": true, "vs": true,
	"approx": true, "e.g": true, "i.e": true, "etc": true, "inc": true, "ltd": true, "co": true, "max": true, "min": true,
	"fig": true, "vol": true, "jr": true, "sr": true, "u.s": true, "a.m": true, "p.m": true}

// splitSentences cuts a text into sentences without the white space between.
func splitSentences(text string) []string {
	var found []string
	for text != "" {
		n := sentenceEnd(text, true)
		if s := strings.TrimSpace(text[:n]); s != "" {
			found = append(found, s)
		}
		text = text[n:]
	}
	return found
}

// sentenceEnd gives the length of the first sentence of text, with the marks
// that close it and without the white space after; leading white space counts.
// 0 means that it is not known yet: more text may follow, unless final. A line
// is at least one sentence, so lists and tables come line by line.
func sentenceEnd(text string, final bool) int {
	start := len(text) - len(strings.TrimLeftFunc(text, unicode.IsSpace))
	for i := start; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '\n':
			return i
		case strings.Count(text[start:i], "**")%2 == 1 && strings.Contains(text[i:], "**") && !strings.Contains(text[i:i+strings.Index(text[i:], "**")], "\n"): // inside a name
		case strings.ContainsRune("。！？!?…", r):
			end := closers(text, i+size)
			if end < len(text) || final {
				return end
			}
			return 0
		case r == '.':
			end := closers(text, i+1)
			if end == len(text) && !final {
				return 0
			}
			if endsAt(text, start, i, end) {
				return end
			}
		}
		i += size
	}
	if final {
		return len(text)
	}
	return 0
}

// closers skips the marks that belong to the sentence before.
func closers(text string, i int) int {
	for i < len(text) {
		r, size := utf8.DecodeRuneInString(text[i:])
		if !strings.ContainsRune("。！？!?….\"'”’」』）)]*_", r) {
			return i
		}
		i += size
	}
	return i
}

// endsAt decides whether the point at i ends a sentence: white space or the
// end follows, and the word before is no abbreviation, initial or list number.
func endsAt(text string, start, i, end int) bool {
	if end < len(text) {
		r, _ := utf8.DecodeRuneInString(text[end:])
		if !unicode.IsSpace(r) && !unicode.Is(unicode.Han, r) {
			return false
		}
	}
	word := text[start:i]
	if cut := strings.LastIndexFunc(word, func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("(（“\"*", r) }); cut >= 0 {
		_, size := utf8.DecodeRuneInString(word[cut:])
		word = word[cut+size:]
	}
	lower := strings.ToLower(word)
	if abbreviations[lower] && end < len(text) {
		return false
	}
	if len(word) == 1 && unicode.IsUpper(rune(word[0])) && end < len(text) {
		return false
	}
	return !(word != "" && strings.Trim(word, "0123456789") == "" && strings.TrimSpace(text[start:i]) == word)
}
