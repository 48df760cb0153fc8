package nlg

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"daogou/catalog"
	"daogou/lexicon"
)

// parlance is how a shop speaks: words that the texts of at least two of its
// products have, so that no single one, written by whomever, brings in its own.
// Latin words are kept by stem, Han as pairs of characters.
type parlance map[string]bool

// parlanceFrom is how many products are read for it.
const parlanceFrom = 3000

func newParlance(products []*catalog.Product) parlance {
	seen, shared := map[string]bool{}, parlance{}
	for i := 0; i < len(products); i += 1 + len(products)/parlanceFrom {
		own := map[string]bool{}
		for _, t := range products[i].Texts() {
			for _, part := range slices.Concat([]string{t.Title, t.Description}, t.Category, t.Highlights) {
				addUnits(own, part)
			}
		}
		for u := range own {
			if seen[u] {
				shared[u] = true
			}
			seen[u] = true
		}
	}
	return shared
}

// prose are the words of any shop's answers: the writer's own moulds, and a
// list.
var prose = wordsOf("data/prose", "data/en.phrases", "data/zh.phrases", "data/en.fields", "data/zh.fields")

// everyday are words with which one speaks of anything, and states no fact of
// goods.
var everyday = wordsOf("data/everyday")

func wordsOf(files ...string) parlance {
	p := parlance{}
	for _, name := range files {
		for _, lines := range sections(name) {
			for _, line := range lines {
				if _, words, ok := strings.Cut(line, "="); ok && strings.HasSuffix(name, "fields") {
					line = words // without the column's name
				}
				addUnits(p, line)
			}
		}
	}
	return p
}

func addUnits(set map[string]bool, text string) {
	for _, run := range scriptRuns(strings.ToLower(text)) {
		if r, _ := utf8.DecodeRuneInString(run); !unicode.Is(unicode.Han, r) {
			set[lexicon.Stem(run)] = true
			continue
		}
		runes := []rune(run)
		for i := range len(runes) - 1 {
			set[string(runes[i:i+2])] = true
		}
	}
}

// content counts the words of a sentence by what they can tell of its subject;
// a Han character counts as half a word.
type content struct {
	anchors float64 // what is about the products: names, amounts, "the first one"
	shop    float64 // of this shop's texts, or any shop's talk
	told    float64 // of the facts alone, whose texts may have been tampered with
	common  float64 // of the language, that may belong to any subject
	strange float64 // of none of these
	at      string  // the first strange one
	unsaid  string  // a word that neither the facts nor any shop's talk has; empty: none
}

// astray reports whether a sentence speaks of something else than the shop and
// what it sells, or is a program's code. One without a word of the facts may
// hold hardly a word that is not of a shop's talk.
func (c *claims) astray() (why Reason, at string) {
	if code := programForm.FindString(c.text); code != "" {
		return Astray, code
	}
	if word := cipher.FindString(c.masked); word != "" {
		return Astray, word
	}
	if strings.HasPrefix(c.text, "|") {
		return Passed, "" // a table's row, whose cells are checked
	}
	k := c.content()
	if k.unsaid != "" && !(c.doubtful(0) && len(c.mentions) == 0) { // it says something of the goods that no fact does
		return BadFeature, k.unsaid
	}
	if k.anchors > 0 && k.strange > k.anchors+k.shop+k.told ||
		k.anchors == 0 && (k.strange >= 1 && (k.strange+k.common+k.told >= 2 || k.shop >= 4 && !mostlyHan(c.text)) || k.common >= 3 && k.common > k.shop+k.told) {
		return Astray, k.at
	}
	return Passed, ""
}

// pointing is how a sentence speaks of what was shown without naming it.
var pointing = regexp.MustCompile(`(?:^|[,;:] )(?:\W*\w+\W+){0,2}\W*(?:it|its|it's|this|that|these|those|they|both|either|neither|none|one|another|the (?:first|second|third|last|other|former|latter|two|three))\b|[它这那][款件条双个台只本些两三]|[两三前后][款件条双个台只本者]|第[一二三四五]|都|任[何选]`)

// programForm is what programs are written with, and prose is not.
var programForm = regexp.MustCompile(`[\w)]\.\w+\(|\w\(["'\w]*["',]|[{}]|\w ?[=!]= ?\w|\w = \S|\w=\w|^(?:import [\w., ]+|from [\w.]+ import\b.*|(?:async )?def \w.*|(?:while True|try|else|except\b.*|for \w+ in .*|(?:el)?if .*(?:==|!=|\(|__|\bnot\b).*):|[\[(){}]+|pass|with \w.* as \w+:)$|</?\w`)

// cipher is a word that has signs for letters, @nd, or one whose letters or digits
// stand apart.
var cipher = regexp.MustCompile(`\p{Han} \p{Han} \p{Han}|(?:^|\s)\d \d(?:[\s,.]|$)|\p{Latin}[@$!]\p{Latin}|(?:^|\s)[@$]\*?\p{Latin}`)

// longestWord is the longest that is one: what is longer has lost its spaces.
const longestWord = 24

func (c *claims) content() content {
	var k content
	k.anchors = float64(len(c.mentions))
	if pointing.MatchString(c.lower) && len(c.facts.products) > 0 {
		k.anchors++
	}
	for _, s := range c.spans {
		if s.Kind == lexicon.Color || s.Kind == lexicon.Material {
			if some(c.facts.products, func(r *record) bool { return r.shades[s.Value] || r.materials[s.Value] }) {
				k.anchors++
			}
		} else if s.Kind != lexicon.Number && s.Kind != lexicon.Ordinal {
			k.anchors++
		}
	}
	for _, run := range scriptRuns(c.unread()) {
		before := k.strange
		if r, _ := utf8.DecodeRuneInString(run); unicode.Is(unicode.Han, r) {
			c.countHan([]rune(run), &k)
		} else {
			c.countWord(run, &k)
		}
		if k.strange > before && k.at == "" {
			k.at = run
		}
	}
	return k
}

// unread is the sentence without the numbers, amounts and the like in it, which
// are checked by what they are, and without what the writer says of a product.
func (c *claims) unread() string {
	text := []byte(c.lower)
	if len(c.masked) != len(text) {
		return c.lower
	}
	for _, s := range c.spans {
		for i := s.Start; i < s.End; i++ {
			text[i] = ' '
		}
	}
	for _, cl := range c.clauses { // what is supposed of the shopper says nothing of the goods
		if supposition.MatchString(c.words(cl)) && c.supposed(cl.from) {
			copy(text[cl.from:cl.to], strings.Repeat(" ", cl.to-cl.from))
		}
	}
	for _, r := range c.scope(0) {
		for _, said := range r.sayings {
			if at := strings.Index(c.lower, said); at >= 0 && c.repeats(said, at) {
				copy(text[at:at+len(said)], strings.Repeat(" ", len(said)))
			}
		}
	}
	return string(text)
}

func (c *claims) countWord(w string, k *content) {
	w = contraction.ReplaceAllString(w, "")
	stem, length := lexicon.Stem(w), utf8.RuneCountInString(w)
	switch {
	case length < 3 || stopwords[w] || lexicon.LittleWord(stem) || !strings.ContainsFunc(w, unicode.IsLetter):
	case prose[stem]:
		k.shop++
	case c.facts.word(w) || c.facts.word(stem):
		k.told++
	case lexicon.KnownNoun(w) && owned.MatchString(c.masked): // said to come with it
		k.strange++
		k.unsaid = w
	case lexicon.LanguageWord(w) || lexicon.LanguageWord(stem):
		k.common++
	case everyday[stem] || everyday[w]: // of any subject
		k.strange++
	case lexicon.KnownNoun(w) && !possession.MatchString(c.masked): // what else one may wear or use
		k.strange++
	case c.answer.gate.speaks(stem):
		k.shop++
		k.unsaid = w
	case length > longestWord:
		k.strange += 2
	case strings.Contains(w, "-"):
		for part := range strings.SplitSeq(w, "-") {
			c.countWord(part, k)
		}
	default:
		k.strange++
		k.unsaid = w
	}
}

// contraction is what hangs on a word: Tilda's, they'd.
var contraction = regexp.MustCompile(`(?:'|’)(?:s|d|ll|re|ve|m)$`)

// everydayHan is how strange to a shop a character of an everyday word is.
const everydayHan = .15

// possession is how a thing is said to have, bring or be sold with something.
var possession = regexp.MustCompile(`\b(?:comes? with|includes?|including|included|carry|carries|sells?|has|have|with|shade)\b`)

// owned is how an extra is said to come with a thing.
var owned = regexp.MustCompile(`\b(?:comes? with|includes?|including|included|we (?:also )?(?:carry|sell|have))\b`)

// kindHas reports whether the kind of the plan's goods has one of the characters:
// 裙子 of 连衣裙.
func (f *Facts) kindHas(word []rune) bool {
	return slices.ContainsFunc(f.products, func(r *record) bool {
		return slices.ContainsFunc(word, func(c rune) bool { return c != '子' && strings.ContainsRune(r.kind, c) })
	})
}

// countHan counts the characters that a known pair covers, and the others.
func (c *claims) countHan(runes []rune, k *content) {
	covered := make([]bool, len(runes))
	own := make([]bool, len(runes))
	for i := range runes { // other names of the goods state nothing
		for n := min(4, len(runes)-i); n > 1; n-- {
			if word := runes[i : i+n]; lexicon.KnownNoun(string(word)) && c.facts.kindHas(word) {
				for j := i; j < i+n; j++ {
					own[j] = true
				}
				break
			}
		}
	}
	for i := range len(runes) - 1 {
		pair := string(runes[i : i+2])
		shop := prose[pair] || c.facts.holds(pair)
		if shop || everyday[pair] {
			own[i], own[i+1] = true, true
		}
		if shop || c.answer.gate.speaks(pair) {
			covered[i], covered[i+1] = true, true
		}
	}
	run := ""
	for i, r := range append(runes, '的') {
		if i < len(runes) && !own[i] && !stopRunes[r] && !strings.ContainsRune(littleRunes, r) {
			run += string(r)
			continue
		}
		if utf8.RuneCountInString(run) > 1 {
			k.unsaid = run
		}
		run = ""
	}
	for i, r := range runes {
		switch {
		case !covered[i] && own[i]:
			k.strange += everydayHan
		case covered[i]:
			k.shop += .5
		case !stopRunes[r] && !strings.ContainsRune(littleRunes, r):
			k.strange += .5
		}
	}
}

// littleRunes say nothing by themselves either: counting words, and the like.
const littleRunes = "款件条双个只台套支本瓶盒包张把块片很更最好也还又想再先才只下上里中来去做让比"

// speaks reports whether the shop's texts have the word.
func (g *Gate) speaks(unit string) bool {
	p := g.parlance.Load()
	return p != nil && (*p)[unit]
}
