package retriever

import (
	"cmp"
	"hash/maphash"
	"maps"
	"slices"
	"strings"

	"daogou/catalog"
)

// field is a part of a product's text; a posting remembers which ones hold its
// term.
type field uint8

const (
	inTitle field = 1 << iota
	inBrand
	inCategory
	inAttribute
	inHighlight
	inDescription
	asHead  // ends a phrase of the title or the category
	asJoint // made of two neighbouring words of the title: deckover of Deck Over
)

// telling fields say what the product is. A description also speaks of other
// goods ("goes well with red shoes"), so it can only help a product that the
// rest of the query already found.
const telling = inTitle | inBrand | inCategory | inAttribute | inHighlight

// said fields can be searched for as such; a joint only stands for its words.
const said = telling | asJoint

// weightOf are BM25F's field weights; the title's is 1 so that k1 keeps its
// usual meaning where there are titles alone.
func weightOf(f field) float32 {
	switch f {
	case inTitle, inBrand, inCategory:
		return 1
	case inAttribute:
		return 0.6
	case inHighlight:
		return 0.4
	}
	return 0.15
}

// part is one text of a product.
type part struct {
	field field
	text  string
}

// partsOf gives a product's texts in every language, always in one order.
// Attributes that are plain numbers or no say nothing by themselves; of those that
// are yes, the name does.
func partsOf(p *catalog.Product) []part {
	parts := []part{{inBrand, p.Brand}}
	for _, t := range p.Texts() {
		parts = append(parts, part{inTitle, t.Title})
		for _, c := range t.Category {
			parts = append(parts, part{inCategory, c})
		}
		for _, name := range slices.Sorted(maps.Keys(t.Attributes)) {
			for _, v := range t.Attributes[name] {
				switch {
				case isYes(v):
					parts = append(parts, part{inAttribute, strings.ReplaceAll(name, "_", " ")})
				case class(firstRune(v)) != '0' && !isFlag(v):
					parts = append(parts, part{inAttribute, v})
				}
			}
		}
		for _, h := range t.Highlights {
			parts = append(parts, part{inHighlight, h})
		}
		parts = append(parts, part{inDescription, t.Description})
	}
	return parts
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

func isYes(v string) bool { return v == "yes" || v == "true" || v == "是" || v == "有" }

// isFlag knows values that no shopper asks for in words.
func isFlag(v string) bool {
	switch v {
	case "no", "false", "否", "无", "adult", "new":
		return true
	}
	return false
}

// counted is a term of a document: BM25F's weighted frequency and its fields.
type counted struct {
	term   string
	tf     float32
	fields field
}

// gramCount is a trigram of a document's telling words.
type gramCount struct {
	gram gram
	tf   uint8
}

// analysed is a document ready to be indexed.
type analysed struct {
	terms   []counted
	length  float32 // weighted, BM25F's
	grams   []gramCount
	gramLen float32
	words   []string // telling ones as written, each once
	print   uint64   // of the texts: equal means nothing to index anew
}

var printSeed = maphash.MakeSeed()

func fingerprint(parts []part) uint64 {
	var h maphash.Hash
	h.SetSeed(printSeed)
	for _, p := range parts {
		h.WriteByte(byte(p.field))
		h.WriteString(p.text)
		h.WriteByte(0)
	}
	return h.Sum64()
}

// analyser turns products into documents; it keeps its working memory, so one
// goroutine uses one.
type analyser struct {
	tokens []token
	units  []unit
	terms  map[string]*counted
	grams  map[gram]uint8
	words  map[string]bool
}

func newAnalyser() *analyser {
	return &analyser{terms: map[string]*counted{}, grams: map[gram]uint8{}, words: map[string]bool{}}
}

func (a *analyser) analyse(p *catalog.Product) analysed {
	parts := partsOf(p)
	doc := analysed{print: fingerprint(parts)}
	clear(a.terms)
	clear(a.grams)
	clear(a.words)
	for _, part := range parts {
		a.tokens = split(fold(part.text), a.tokens[:0])
		a.units = units(a.tokens, a.units[:0])
		doc.length += a.count(part.field)
		if part.field&telling != 0 {
			doc.gramLen += a.countGrams()
			doc.words = a.addWords(doc.words)
		}
	}
	doc.terms = make([]counted, 0, len(a.terms))
	for _, c := range a.terms {
		doc.terms = append(doc.terms, *c)
	}
	slices.SortFunc(doc.terms, func(x, y counted) int { return cmp.Compare(x.term, y.term) })
	doc.grams = make([]gramCount, 0, len(a.grams))
	for g, n := range a.grams {
		doc.grams = append(doc.grams, gramCount{g, n})
	}
	slices.SortFunc(doc.grams, func(x, y gramCount) int { return cmp.Compare(x.gram, y.gram) })
	return doc
}

func (a *analyser) count(f field) (length float32) {
	w := weightOf(f)
	for _, u := range a.units {
		c := a.terms[u.term]
		if c == nil {
			c = &counted{term: u.term}
			a.terms[u.term] = c
		}
		tw := w
		if a.tokens[u.token].aside && f == inTitle {
			tw *= asideWeight
		}
		if f == inTitle {
			tw *= early(u.token)
		}
		c.tf += tw
		c.fields |= f
		if u.head && f&(inTitle|inCategory) != 0 && !a.tokens[u.token].aside {
			c.fields |= asHead
		}
		length += w * u.weight
	}
	if f == inTitle {
		a.countJoints()
	}
	return length
}

// longestJoint is how long a word may be that people write in one or in two.
const longestJoint = 12

// countJoints counts neighbouring words of a title in one as well.
func (a *analyser) countJoints() {
	for i := 1; i < len(a.tokens); i++ {
		x, y := a.tokens[i-1], a.tokens[i]
		if x.kind != word || y.kind != word || y.joined || len(x.text)+len(y.text) > longestJoint {
			continue
		}
		term := stem(x.text + y.text)
		c := a.terms[term]
		if c == nil {
			c = &counted{term: term}
			a.terms[term] = c
		}
		c.tf++
		c.fields |= asJoint
	}
}

func (a *analyser) addWords(words []string) []string {
	for _, t := range a.tokens {
		if t.kind == word && !a.words[t.text] {
			a.words[t.text] = true
			words = append(words, t.text)
		}
	}
	return words
}

func (a *analyser) countGrams() (length float32) {
	for _, t := range a.tokens {
		if t.kind != word {
			continue
		}
		for g := range gramsOf(t.text) {
			if a.grams[g] < 255 {
				a.grams[g]++
			}
			length++
		}
	}
	return length
}

// Long titles name the thing first and then say what else may be said: past the
// first words each one weighs a little less.
const (
	earlyWords = 8
	lateness   = 0.03
)

func early(at int) float32 {
	if at < earlyWords {
		return 1
	}
	return 1 / (1 + lateness*float32(at-earlyWords))
}
