package lexicon

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Normalize gives the form in which text is compared: NFKC, lower case,
// simplified characters, straight quotes, single spaces.
func Normalize(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	space := true
	for _, r := range norm.NFKC.String(s) {
		r = fold(r)
		if unicode.IsSpace(r) {
			if !space {
				b.WriteByte(' ')
			}
			space = true
			continue
		}
		space = false
		b.WriteRune(r)
	}
	return strings.TrimSuffix(b.String(), " ")
}

// Detect tells the language that most letters are of, "zh" or "en"; empty when
// there are no letters of either. A Han character weighs as much as a short
// word does.
func Detect(s string) string {
	han, latin := 0, 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.Is(unicode.Latin, r):
			latin++
		}
	}
	switch {
	case han == 0 && latin == 0:
		return ""
	case han*3 >= latin:
		return "zh"
	}
	return "en"
}

// fold maps one character to the one it is compared as.
func fold(r rune) rune {
	if r < 0x80 {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}
	switch {
	case r == '’' || r == '‘' || r == '`' || r == '´':
		return '\''
	case r == '“' || r == '”':
		return '"'
	case r == 0x3000:
		return ' '
	case r >= 0xFF01 && r <= 0xFF5E:
		return fold(r - 0xFEE0)
	case unicode.Is(unicode.Han, r):
		if s, ok := simplified()[r]; ok {
			return s
		}
		return r
	}
	if s := norm.NFKC.String(string(r)); len(s) > 0 {
		for i, c := range s {
			if i == 0 && len(s) == len(string(c)) {
				return unaccent(unicode.ToLower(c))
			}
		}
	}
	return unicode.ToLower(r)
}

// unaccent maps é to e, so that café is found by cafe.
func unaccent(r rune) rune {
	base, _ := utf8.DecodeRuneInString(norm.NFD.String(string(r)))
	if unicode.Is(unicode.Latin, base) {
		return base
	}
	return r
}

// simplified maps traditional characters to simplified ones.
var simplified = sync.OnceValue(func() map[rune]rune {
	m := map[rune]rune{}
	for _, line := range dataLines("traditional.txt") {
		rs := []rune(strings.ReplaceAll(line, " ", ""))
		for i := 0; i+1 < len(rs); i += 2 {
			m[rs[i]] = rs[i+1]
		}
	}
	return m
})

// irregular maps words to their stem where cutting an s is not the way, and
// spelling variants to the one kept.
var irregular = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, line := range dataLines("stems.txt") {
		ws := strings.Fields(line)
		for _, w := range ws[1:] {
			m[w] = ws[0]
		}
	}
	return m
})
