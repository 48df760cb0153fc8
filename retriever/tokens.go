package retriever

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"daogou/lexicon"
)

// kind tells what a token is made of; each kind is matched in its own way.
type kind uint8

const (
	word   kind = iota // letters of an alphabet, stemmed when indexed
	number             // digits, with point or fraction bar
	han                // one run of Han characters, not yet cut
)

// token is a piece of text as written, lower case and folded.
type token struct {
	text   string
	kind   kind
	joined bool // stands directly beside the token before it: 15 in iPhone15, shirt in t-shirt
	head   bool // ends its phrase, and so is likely what the thing is: rack in "red shoe rack"
	aside  bool // follows a word like "for" or "with": what the thing is for, not what it is
}

// fold gives text in the form it is compared in: NFKC (full width becomes
// half), lower case, traditional characters simplified, accents off.
func fold(s string) string {
	if isPlain(s) {
		return s
	}
	s = lexicon.Normalize(s)
	if !strings.ContainsFunc(s, func(r rune) bool { return r > 0xBF && r < 0x2000 }) {
		return s
	}
	return norm.NFC.String(strings.Map(dropMark, norm.NFD.String(s)))
}

func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' {
			return false
		}
	}
	return true
}

func dropMark(r rune) rune {
	if unicode.Is(unicode.Mn, r) {
		return -1
	}
	return r
}

func isHan(r rune) bool {
	return r >= 0x2E80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// class is what runs are made of; 0 separates.
func class(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		switch {
		case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z':
			return 'a'
		case '0' <= r && r <= '9':
			return '0'
		}
		return 0
	case isHan(r):
		return 'h'
	case unicode.IsLetter(r):
		return 'a'
	case unicode.IsDigit(r):
		return '0'
	}
	return 0
}

// split cuts folded text where letters, digits and Han meet, and at whatever
// is neither. "iphone15保护壳" gives iphone, 15, 保护壳; the apostrophe of "men's"
// ends the word with its s dropped; "1/2" and "3.5" stay whole.
func split(s string, into []token) []token {
	end := -1 // of the token before, to see what is joined
	first := len(into)
	aside := false
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		c := class(r)
		if c == 0 {
			if breaks(s, i, r) {
				endPhrase(into[first:])
				aside = false
			}
			i += size
			continue
		}
		j := runEnd(s, i, c)
		t := token{text: s[i:j], joined: end >= 0 && (end == i || end == i-1 && s[end] == '-'), aside: aside}
		switch c {
		case '0':
			t.kind, t.text = number, plainNumber(t.text)
		case 'h':
			t.kind = han
			into, aside = appendHan(into, t)
			i, end = j, j
			continue
		}
		if connectors()[t.text] && !measures(into[first:], t.text) {
			endPhrase(into[first:])
			aside = true
		}
		into = append(into, t)
		if c == 'a' {
			j += possessive(s[j:])
		} else if u, size := markUnit(s[j:]); size > 0 {
			into = append(into, token{text: u, joined: true, aside: aside})
			j += size
		}
		i, end = j, j
	}
	endPhrase(into[first:])
	return into
}

// measures reports whether a connector is none here, but the measure of the number
// before it (1/2 in. x 100 ft., 36 in. W) or between two (4 by 8).
func measures(before []token, w string) bool {
	n := len(before)
	if n > 1 && before[n-1].kind == word && unitsOf[before[n-1].text] != "" {
		n--
	}
	return n > 0 && before[n-1].kind == number && (w == "by" || unitsOf[w] != "")
}

// markUnit reads the marks for inches and feet that stand behind a number, where
// no word goes on from there: 6', 4'x8', 1/2".
func markUnit(s string) (unit string, size int) {
	for _, m := range [][2]string{{"''", "in"}, {`"`, "in"}, {"”", "in"}, {"″", "in"}, {"'", "ft"}, {"’", "ft"}, {"′", "ft"}} {
		rest, ok := strings.CutPrefix(s, m[0])
		if !ok {
			continue
		}
		if next := firstRune(rest); class(next) != 'a' || next == 'x' {
			return m[1], len(m[0])
		}
	}
	return "", 0
}

// runEnd is where the run of one class that begins at i ends.
func runEnd(s string, i int, c rune) int {
	for j := i; j < len(s); {
		r, size := utf8.DecodeRuneInString(s[j:])
		if class(r) != c && !(c == '0' && insideNumber(s, j)) {
			return j
		}
		j += size
	}
	return len(s)
}

// breaks reports whether the separator at i ends a phrase: punctuation does,
// white space, an apostrophe, or a hyphen between letters do not.
func breaks(s string, i int, r rune) bool {
	switch r {
	case ' ', '\'', '’', '.', '&', '+', '"', '*', '\u00a0':
		return false
	case '-':
		return i == 0 || s[i-1] == ' '
	}
	return true
}

// endPhrase marks the last word as its phrase's head, unless it is measure or
// number.
func endPhrase(tokens []token) {
	if n := len(tokens); n > 0 && tokens[n-1].kind == word && !connectors()[tokens[n-1].text] {
		tokens[n-1].head = true
	}
}

// appendHan cuts a Han run at its connectors; each piece ends a phrase.
func appendHan(into []token, t token) ([]token, bool) {
	rest := t
	for {
		at, length := connectorIn(rest.text)
		if at < 0 {
			break
		}
		if at > 0 {
			into = append(into, token{text: rest.text[:at], kind: han, joined: rest.joined, head: true, aside: rest.aside})
		}
		rest = token{text: rest.text[at+length:], kind: han, aside: true}
	}
	if rest.text != "" {
		rest.head = true
		into = append(into, rest)
	}
	return into, rest.aside
}

func connectorIn(run string) (at, length int) {
	at = -1
	for _, c := range hanConnectors() {
		if i := strings.Index(run, c); i >= 0 && (at < 0 || i < at) {
			at, length = i, len(c)
		}
	}
	return at, length
}

// insideNumber reports whether s[j] is a point, comma or bar between digits.
func insideNumber(s string, j int) bool {
	if s[j] != '.' && s[j] != '/' && s[j] != ',' || j+1 >= len(s) {
		return false
	}
	if c := s[j+1]; c < '0' || c > '9' {
		return false
	}
	if s[j] == ',' { // thousands only: 1,200
		return len(s) >= j+4 && allDigits(s[j+1:j+4]) && (len(s) == j+4 || s[j+4] < '0' || s[j+4] > '9')
	}
	return true
}

func allDigits(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

func plainNumber(s string) string {
	s = strings.ReplaceAll(s, ",", "")
	if strings.Contains(s, ".") && !strings.Contains(s, "/") && strings.Count(s, ".") == 1 {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return s
}

// possessive is the length of a 's that follows a word.
func possessive(s string) int {
	for _, p := range []string{"'s", "’s", "´s", "`s"} {
		if strings.HasPrefix(s, p) {
			r, _ := utf8.DecodeRuneInString(s[len(p):])
			if r == utf8.RuneError || class(r) == 0 {
				return len(p)
			}
		}
	}
	return 0
}
