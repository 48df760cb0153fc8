package lexicon

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// TokenKind tells what a token is made of.
type TokenKind byte

const (
	Word   TokenKind = iota // letters other than Han
	Digits                  // a number in digits, its commas taken out
	Han                     // one Han character
	Punct                   // anything else that is not space
)

// Token is a piece of text: a word, a number, one Han character or one mark.
// Letters and digits that touch are apart ("16gb" is two tokens).
type Token struct {
	Text       string // folded as Normalize does
	Stem       string // Text without plural and spelling variant, what words are compared by
	Kind       TokenKind
	Start, End int  // bytes in the text
	Space      bool // space stands before it
	Upper      bool // a word that begins with a capital
	Caps       bool // a word all in capitals
}

// Tokenize splits text. Possessive 's and plural apostrophes are left out, so
// "men's" is men.
func Tokenize(s string) []Token {
	tokens := make([]Token, 0, len(s)/3+4)
	space := false
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		f := fold(r)
		var t Token
		switch {
		case unicode.IsSpace(f):
			space = true
			i += n
			continue
		case unicode.Is(unicode.Han, f):
			t = Token{Text: string(f), Kind: Han, Start: i, End: i + n}
			t.Stem = t.Text
		case isDigit(f):
			t = scanDigits(s, i)
		case unicode.IsLetter(f):
			t = scanWord(s, i)
		default:
			t = Token{Text: string(f), Kind: Punct, Start: i, End: i + n}
			t.Stem = t.Text
		}
		t.Space, space = space, false
		i = t.End
		if hyphen(tokens, s, t) {
			continue
		}
		if t.Text != "" {
			tokens = append(tokens, t)
		}
	}
	return tokens
}

// hyphen reports whether t only joins two words, as in t-shirt; it is left out.
func hyphen(before []Token, s string, t Token) bool {
	if t.Text != "-" && t.Text != "‐" && t.Text != "‑" || len(before) == 0 || t.Space {
		return false
	}
	next, _ := utf8.DecodeRuneInString(s[t.End:])
	last := before[len(before)-1]
	return last.End == t.Start && unicode.IsLetter(next) && !unicode.Is(unicode.Han, next) && (last.Kind == Word || last.Kind == Digits)
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// scanDigits reads 1,299.50 and the like.
func scanDigits(s string, start int) Token {
	var b strings.Builder
	i := start
	dot := false
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		f := fold(r)
		next, _ := utf8.DecodeRuneInString(s[min(i+n, len(s)):])
		switch {
		case isDigit(f):
			b.WriteRune(f)
		case f == ',' && thousands(s[i+n:]):
		case f == '.' && !dot && isDigit(fold(next)):
			dot = true
			b.WriteByte('.')
		default:
			return Token{Text: b.String(), Stem: b.String(), Kind: Digits, Start: start, End: i}
		}
		i += n
	}
	return Token{Text: b.String(), Stem: b.String(), Kind: Digits, Start: start, End: i}
}

// thousands reports whether exactly three digits follow, as after the comma of 1,299.
func thousands(s string) bool {
	return len(s) >= 3 && digitByte(s[0]) && digitByte(s[1]) && digitByte(s[2]) && (len(s) == 3 || !digitByte(s[3]))
}

func digitByte(c byte) bool { return c >= '0' && c <= '9' }

func scanWord(s string, start int) Token {
	var b strings.Builder
	t := Token{Kind: Word, Start: start, Caps: true}
	i := start
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		f := fold(r)
		if unicode.Is(unicode.Han, f) || !unicode.IsLetter(f) && !unicode.Is(unicode.Mn, f) && !apostrophe(f, s[i+n:], i > start) {
			break
		}
		t.Upper = t.Upper || i == start && unicode.IsUpper(r)
		t.Caps = t.Caps && unicode.IsUpper(r)
		if !unicode.Is(unicode.Mn, f) {
			b.WriteRune(f)
		}
		i += n
	}
	if b.String() == "w" && strings.HasPrefix(s[i:], "/o") { // as many write without
		return Token{Text: "without", Stem: "without", Kind: Word, Start: start, End: i + len("/o")}
	}
	t.Text, t.End = strings.TrimSuffix(contracted(b.String(), s[i:]), "'s"), i
	t.Stem = Stem(t.Text)
	return t
}

// contracted puts the apostrophe back that is often left out: dont is don't. Where
// the bare form is a word of its own, ill or id, what follows decides.
func contracted(word, rest string) string {
	if w, ok := contractions()[word]; ok {
		return w
	}
	if word == "ill" || word == "id" {
		next, _, _ := strings.Cut(strings.TrimPrefix(rest, " "), " ")
		if strings.HasPrefix(rest, " ") && Is("behind_will", strings.ToLower(next)) {
			return word[:1] + "'" + word[1:]
		}
	}
	return word
}

var contractions = sync.OnceValue(func() map[string]string {
	without := map[string]string{}
	for _, w := range Words("contraction") {
		without[strings.ReplaceAll(w, "'", "")] = w
	}
	return without
})

// apostrophe reports whether a ' belongs to the word: letters follow it.
func apostrophe(f rune, rest string, inside bool) bool {
	next, _ := utf8.DecodeRuneInString(rest)
	return f == '\'' && inside && unicode.IsLetter(next)
}

// Stem gives an English word's singular in its first spelling variant.
func Stem(w string) string {
	if v, ok := irregular()[w]; ok {
		return v
	}
	n := len(w)
	if n < 4 || w[n-1] != 's' || w[n-1] >= utf8.RuneSelf {
		return w
	}
	switch {
	case strings.HasSuffix(w, "ss"), strings.HasSuffix(w, "us"), strings.HasSuffix(w, "is"):
		return w
	case strings.HasSuffix(w, "ies") && n > 4:
		return variant(w[:n-3] + "y")
	case strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "shes"), strings.HasSuffix(w, "ches"), strings.HasSuffix(w, "xes"), strings.HasSuffix(w, "zzes"):
		return variant(w[:n-2])
	}
	return variant(w[:n-1])
}

func variant(w string) string {
	if v, ok := irregular()[w]; ok {
		return v
	}
	return w
}

// Stems gives the stems of a text's words, marks left out: the form in which
// phrases are looked up, joined by spaces.
func Stems(s string) []string {
	if chars, ok := hanOnly(s); ok {
		return chars
	}
	var out []string
	for _, t := range Tokenize(s) {
		if t.Kind != Punct {
			out = append(out, t.Stem)
		}
	}
	return out
}

// hanOnly gives the characters of a text that has only Han ones, as Tokenize would.
func hanOnly(s string) ([]string, bool) {
	out := make([]string, 0, len(s)/3)
	for i, r := range s {
		if !unicode.Is(unicode.Han, r) {
			return nil, false
		}
		if f := fold(r); f != r {
			out = append(out, string(f))
		} else {
			out = append(out, s[i:i+utf8.RuneLen(r)])
		}
	}
	return out, true
}

// phraseKey is the key of a phrase in every table here.
func phraseKey(s string) string { return strings.Join(Stems(s), " ") }
