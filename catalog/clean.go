package catalog

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"
)

// Clean makes plain text of what a feed or a person wrote: no HTML, entities
// decoded, compatibility forms folded, blanks single, nothing invisible. Doing
// it twice changes nothing.
func Clean(s string) string {
	if isPlain(s) {
		return s
	}
	// Decoding may show another layer: &amp;lt;b&amp;gt; is common in feeds.
	for range 5 {
		before := s
		if s = squeeze(stripTags(Normalize(s))); s == before {
			return s
		}
	}
	return squeeze(strings.NewReplacer("<", " ", ">", " ", "&", " ").Replace(s))
}

// isPlain spares most cells the work.
func isPlain(s string) bool {
	blank := true // a blank here would be the first or the second in a row
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= 0x7f || c == '<' || c == '&' || c == ' ' && blank {
			return false
		}
		blank = c == ' '
	}
	return s == "" || !blank
}

// Normalize is NFKC but for signs that people read and NFKC spoils: Chinese
// punctuation, fractions (1½ is not 11⁄2), circled numbers, the trade mark.
func Normalize(s string) string {
	if norm.NFKC.IsNormalString(s) {
		return s
	}
	var b strings.Builder
	start := 0
	for i, r := range s {
		if keepsForm(r) {
			b.WriteString(norm.NFKC.String(s[start:i]))
			b.WriteRune(r)
			start = i + utf8.RuneLen(r)
		}
	}
	b.WriteString(norm.NFKC.String(s[start:]))
	return b.String()
}

func keepsForm(r rune) bool {
	switch r {
	case '，', '：', '；', '！', '？', '（', '）', '～', '…', '™', '¼', '½', '¾', '´', '¨', '¸', '¯':
		return true
	}
	return r >= 0x2150 && r <= 0x215f || r >= 0x2460 && r <= 0x24ff // fractions; circled
}

// blocks are elements that end a word; others, like b, may stand within one.
var blocks = map[string]bool{"br": true, "p": true, "div": true, "li": true, "ul": true, "ol": true, "tr": true, "td": true,
	"th": true, "table": true, "h1": true, "h2": true, "h3": true, "h4": true, "h5": true, "h6": true, "hr": true,
	"script": true, "style": true, "section": true, "article": true, "dt": true, "dd": true, "img": true}

// stripTags leaves the text of HTML, decoded, without that of scripts and styles.
func stripTags(s string) string {
	if !strings.ContainsAny(s, "<&") {
		return s
	}
	var b strings.Builder
	hidden := ""
	z := html.NewTokenizer(strings.NewReader(s))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			return b.String()
		}
		if kind == html.TextToken {
			if hidden == "" {
				b.WriteString(html.UnescapeString(string(z.Raw())))
			}
			continue
		}
		name, _ := z.TagName()
		tag := string(name)
		switch {
		case kind == html.StartTagToken && (tag == "script" || tag == "style"):
			hidden = tag
		case kind == html.EndTagToken && tag == hidden:
			hidden = ""
		}
		if blocks[tag] {
			b.WriteByte(' ')
		}
	}
}

// squeeze drops what can't be seen and makes every run of blanks one space.
func squeeze(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	blank := false
	for _, r := range s {
		if unicode.IsSpace(r) {
			blank = true
			continue
		}
		if invisible(r) {
			continue
		}
		if blank && b.Len() > 0 {
			b.WriteByte(' ')
		}
		blank = false
		b.WriteRune(r)
	}
	return b.String()
}

// invisible are controls, and signs that turn the direction of text or hide in
// it. The joiners that emoji and some scripts need are not.
func invisible(r rune) bool {
	if r < 0x80 {
		return unicode.IsControl(r)
	}
	return unicode.IsControl(r) || r == 0xad || r == 0x200b || r == 0x200e || r == 0x200f || r >= 0x202a && r <= 0x202e ||
		r >= 0x2060 && r <= 0x206f || r == 0xfeff || r >= 0xfff9 && r <= 0xfffb || r >= 0xe0000 && r <= 0xe007f
}

// cut shortens text to so many characters, at a blank where one is near.
func cut(s string, limit int) string {
	if utf8.RuneCountInString(s) <= limit {
		return s
	}
	runes := []rune(s)[:limit]
	short := string(runes)
	if i := strings.LastIndexByte(short, ' '); i > len(short)*3/4 {
		short = short[:i]
	}
	return strings.TrimSpace(short)
}

// LocaleOf tells the language of a text by its letters: "zh" where a fifth or
// more are Han, else "en".
func LocaleOf(text string) string {
	letters, han := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
			if unicode.Is(unicode.Han, r) {
				han++
			}
		}
	}
	if han > 0 && han*5 >= letters {
		return "zh"
	}
	return "en"
}
