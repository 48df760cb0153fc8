package nlg

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"daogou/catalog"
	"daogou/lexicon"
)

// names finds titles and brands of the whole shop in a sentence. Keys are the
// first runes of a name, so that a sentence is looked up once a position.
type names struct {
	byHead map[string][]string
}

const headRunes = 3

func newNames(products []*catalog.Product) *names {
	n := &names{byHead: map[string][]string{}}
	seen := map[string]bool{}
	add := func(name string) {
		name = strings.ToLower(strings.TrimSpace(name))
		if utf8.RuneCountInString(name) < 2 || seen[name] {
			return
		}
		seen[name] = true
		n.byHead[head(name)] = append(n.byHead[head(name)], name)
	}
	for _, p := range products {
		for _, t := range p.Texts() {
			add(t.Title)
			if rest, ok := strings.CutPrefix(t.Title, p.Brand); ok && utf8.RuneCountInString(rest) > 4 {
				add(rest)
			}
		}
		if !lexicon.LanguageWord(lexicon.Stem(strings.ToLower(p.Brand))) {
			add(p.Brand)
		}
	}
	return n
}

func head(s string) string {
	i := 0
	for n := 0; n < headRunes && i < len(s); n++ {
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return s[:i]
}

// foreign gives the first name in the text that the facts do not hold.
func (n *names) foreign(lower string, f *Facts) string {
	if n == nil {
		return ""
	}
	for i, r := range lower {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) || !wordStart(lower, i) {
			continue
		}
		h := head(lower[i:])
		for _, key := range []string{h, strings.TrimRight(h, h[lastRune(h):])} {
			for _, name := range n.byHead[key] {
				if strings.HasPrefix(lower[i:], name) && wordEnd(lower, i+len(name)) && !f.holds(name) {
					return name
				}
			}
		}
	}
	return ""
}

func lastRune(s string) int {
	_, size := utf8.DecodeLastRuneInString(s)
	return len(s) - size
}

func wordStart(s string, i int) bool {
	r, _ := utf8.DecodeLastRuneInString(s[:i])
	c, _ := utf8.DecodeRuneInString(s[i:])
	return i == 0 || unicode.Is(unicode.Han, r) || unicode.Is(unicode.Han, c) || !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

func wordEnd(s string, i int) bool {
	if i >= len(s) {
		return true
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	p, _ := utf8.DecodeLastRuneInString(s[:i])
	return unicode.Is(unicode.Han, r) || unicode.Is(unicode.Han, p) || !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// holds reports whether a name stands in the facts.
func (f *Facts) holds(name string) bool {
	if strings.Contains(f.shared.text, name) {
		return true
	}
	for _, r := range f.products {
		if strings.Contains(r.text, name) || strings.Contains(r.columns, name) || strings.Contains(r.flags, name) {
			return true
		}
	}
	return false
}
