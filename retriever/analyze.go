package retriever

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	porter "github.com/blevesearch/go-porterstemmer"
)

// Terms of the index are made of tokens so:
//
//	words     their stem, and a hyphenated pair also in one: t, shirt, tshirt
//	numbers   themselves, with the unit that follows (12ga), and dimensions (4x8)
//	Han       every character and every pair of neighbours
//
// A single Han character weighs less where a pair holds it, for then it is
// often chance.

// unit is one term of a text and how much it counts.
type unit struct {
	term   string
	weight float32
	token  int  // which token it comes from
	head   bool // see token
}

const singleHan = float32(0.7)

// unitsOf are the measures that numbers come with, by every way of writing.
var unitsOf = func() map[string]string {
	m := map[string]string{}
	for _, line := range strings.Split(unitFile, "\n") {
		forms := strings.Fields(line)
		for _, f := range forms {
			if !strings.HasPrefix(line, "#") {
				m[f] = forms[0]
			}
		}
	}
	return m
}()

//go:embed data/units.txt
var unitFile string

// stem gives the English stem of a word; other alphabets stay as they are.
func stem(w string) string {
	if len(w) < 3 || len(w) > 40 || !isASCII(w) {
		return w
	}
	if s, ok := stems.Load(w); ok {
		return s.(string)
	}
	s := porter.StemString(w)
	if stemCount.Add(1) < maxStems {
		stems.Store(strings.Clone(w), s)
	}
	return s
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// units gives the terms of a text already split.
func units(tokens []token, into []unit) []unit {
	for i, t := range tokens {
		switch t.kind {
		case word:
			into = wordUnits(tokens, i, into)
		case number:
			into = numberUnits(tokens, i, into)
		case han:
			into = hanUnits(t.text, i, into)
		}
	}
	return into
}

func wordUnits(tokens []token, i int, into []unit) []unit {
	t := tokens[i]
	if t.text == "x" && i > 0 && i+1 < len(tokens) && tokens[i-1].kind != han && tokens[i+1].kind == number {
		return into // of 4 x 8: numberUnits has it
	}
	s := stem(t.text)
	if u, ok := unitsOf[t.text]; ok && i > 0 && tokens[i-1].kind == number {
		s = u
	}
	into = append(into, unit{s, 1, i, t.head})
	if t.joined && tokens[i-1].kind == word {
		into = append(into, unit{stem(tokens[i-1].text + t.text), 1, i, t.head})
	}
	return into
}

// numberUnits gives the number, the number with its unit, and at the first of
// several numbers joined by x the whole dimension without units.
func numberUnits(tokens []token, i int, into []unit) []unit {
	n := tokens[i].text
	into = append(into, unit{n, 1, i, false})
	if i+1 < len(tokens) && tokens[i+1].kind == word {
		if u, ok := unitsOf[tokens[i+1].text]; ok {
			into = append(into, unit{n + u, 1, i, false})
		}
	}
	if i+1 < len(tokens) && tokens[i+1].kind == number && strings.Contains(tokens[i+1].text, "/") && !strings.Contains(n, "/") {
		into = append(into, unit{n + "-" + tokens[i+1].text, 1, i, false}) // 6-1/2
	}
	if before(tokens, i) >= 0 {
		return into
	}
	whole := n
	for j := after(tokens, i); j >= 0; j = after(tokens, j) {
		whole += "x" + tokens[j].text
	}
	if len(whole) > len(n) {
		into = append(into, unit{whole, 1, i, false})
	}
	return into
}

// after finds the number that the number at i is multiplied with: past a unit
// and an x. -1: there is none.
func after(tokens []token, i int) int {
	j := i + 1
	if j < len(tokens) && tokens[j].kind == word && unitsOf[tokens[j].text] != "" {
		j++
	}
	if j+1 < len(tokens) && isTimes(tokens[j]) && tokens[j+1].kind == number {
		return j + 1
	}
	return -1
}

func before(tokens []token, i int) int {
	j := i - 1
	if j < 1 || !isTimes(tokens[j]) {
		return -1
	}
	j--
	if j >= 1 && tokens[j].kind == word && unitsOf[tokens[j].text] != "" {
		j--
	}
	if tokens[j].kind == number {
		return j
	}
	return -1
}

func isTimes(t token) bool { return t.kind == word && (t.text == "x" || t.text == "by") }

// hanUnits gives the characters and the pairs of a run.
func hanUnits(run string, i int, into []unit) []unit {
	prev := ""
	for rest := run; rest != ""; {
		_, size := utf8.DecodeRuneInString(rest)
		c := rest[:size]
		weight := singleHan
		if size == len(run) {
			weight = 1
		}
		into = append(into, unit{c, weight, i, size == len(rest)})
		if prev != "" {
			into = append(into, unit{run[len(run)-len(rest)-len(prev) : len(run)-len(rest)+size], 1, i, size == len(rest)})
		}
		prev, rest = c, rest[size:]
	}
	return into
}

//go:embed data/stop_en.txt
var stopEnglish string

//go:embed data/talk_en.txt
var talkEnglish string

//go:embed data/stop_zh.txt
var stopChinese string

var stopWords = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, w := range append(dataWords(stopEnglish), dataWords(talkEnglish)...) {
		m[w] = true
	}
	return m
})

// talkWords are the stop words that name goods in a few keywords.
var talkWords = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, w := range dataWords(talkEnglish) {
		m[w] = true
	}
	return m
})

//go:embed data/soft_zh.txt
var softChinese string

// softChars say nothing alone.
var softChars = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, w := range dataWords(softChinese) {
		m[w] = true
	}
	return m
})

// stopPhrases are the Chinese ones, the longest first.
var stopPhrases = sync.OnceValue(func() []string {
	phrases := dataWords(stopChinese)
	slices.SortStableFunc(phrases, func(a, b string) int { return len(b) - len(a) })
	return phrases
})

//go:embed data/connectors.txt
var connectorFile string

var connectors = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, w := range dataWords(connectorFile) {
		m[w] = isASCII(w)
	}
	return m
})

var hanConnectors = sync.OnceValue(func() []string {
	return slices.DeleteFunc(dataWords(connectorFile), isASCII)
})

// dataWords reads a data file: words by white space, # begins a comment line.
func dataWords(file string) []string {
	var all []string
	for line := range strings.Lines(file) {
		if !strings.HasPrefix(line, "#") {
			all = append(all, strings.Fields(line)...)
		}
	}
	return all
}
