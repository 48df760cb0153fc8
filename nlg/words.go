package nlg

import (
	"strings"
	"unicode"
)

// stems gives a text's content words for comparing: English words without
// their endings, Chinese as pairs of characters, numbers by value.
func stems(text string) map[string]float64 {
	found := map[string]float64{}
	var han []rune
	flush := func() {
		for i := range han {
			if i+1 < len(han) {
				found[string(han[i:i+2])] = 1
			}
		}
		if len(han) == 1 {
			found[string(han)] = .5
		}
		han = han[:0]
	}
	word := strings.Builder{}
	end := func() {
		if w := strings.ToLower(word.String()); w != "" && !stopwords[w] {
			found[stem(w)] = 1
		}
		word.Reset()
	}
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			end()
			if stopRunes[r] {
				flush()
				continue
			}
			han = append(han, r)
			continue
		}
		flush()
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '.' && word.Len() > 0 && isDigits(word.String()) {
			word.WriteRune(r)
			continue
		}
		end()
	}
	flush()
	end()
	return found
}

func isDigits(s string) bool { return strings.Trim(s, "0123456789.") == "" }

// stem takes the endings off an English word, and the zeros off a number, so
// that carried meets carrying and 26.0 meets 26.
func stem(w string) string {
	if isDigits(w) {
		w = strings.TrimRight(w, ".")
		if strings.Contains(w, ".") {
			w = strings.TrimRight(strings.TrimRight(w, "0"), ".")
		}
		return w
	}
	for _, end := range []string{"ations", "ation", "ments", "ment", "ingly", "ings", "ing", "ies", "ied", "ers", "er", "ed", "es", "ly", "s", "e", "y"} {
		if rest, ok := strings.CutSuffix(w, end); ok && len(rest) >= 3 {
			return strings.TrimRight(rest, "iy")
		}
	}
	return w
}

// overlap counts the content words that two texts share.
func overlap(a, b string) float64 {
	have, n := stems(a), 0.0
	for w, weight := range stems(b) {
		if have[w] > 0 {
			n += weight
		}
	}
	return n
}

var stopwords = setOf("stopwords")

var stopRunes = func() map[rune]bool {
	set := map[rune]bool{}
	for w := range setOf("runes") {
		for _, r := range w {
			set[r] = true
		}
	}
	return set
}()

func setOf(section string) map[string]bool {
	set := map[string]bool{}
	for _, line := range sections("data/stopwords")[section] {
		for _, w := range strings.Fields(line) {
			set[w] = true
		}
	}
	return set
}
