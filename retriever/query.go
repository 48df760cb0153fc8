package retriever

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"daogou/lexicon"
)

// A query is read into groups: one for each word, or for each pair of Han
// characters that the catalogue knows. A group's alternatives are terms of the
// index that stand for it; whoever has one covers the group.

// reading is a query understood against the corpus.
type reading struct {
	groups    []group
	grams     []gram   // each once
	typed     []string // the words of the text
	meant     []meaning
	strange   []string // terms that no product has, but searches of the past
	noun      uint32   // mask of the head of a thing named in two words
	lacking   bool     // names a thing that is not sold here
	missing   float32  // weight of what the catalogue does not know
	repairs   int      // words looked up because nobody has them
	corrected string
	fixes     map[string]string // words as typed: what was searched for instead
}

type group struct {
	shown  string // as typed, for the words of why
	weight float32
	alts   []alternative
	head   bool // ends a phrase of the query
}

type alternative struct {
	list   uint32
	weight float32
	means  string // the operator's synonym it comes by; empty: none
}

// maxGroups is how many groups a mask holds, less the one bit for "touched".
const maxGroups = 31

func (r *reading) empty() bool { return len(r.groups) == 0 && r.missing == 0 }

// total is the weight of everything asked for.
func (r *reading) total() float32 {
	sum := r.missing
	for _, g := range r.groups {
		sum += g.weight
	}
	return sum
}

// idf is BM25's, with the one added that keeps it above zero.
func (c *corpus) idf(df int) float32 {
	n := float64(c.alive)
	return float32(math.Log1p((n - min(float64(df), n) + 0.5) / (float64(df) + 0.5)))
}

// read understands a query text, under the read lock.
func (x *Index) read(text string) *reading {
	r := &reading{}
	tokens := x.corpus.joinSyllables(split(dropPhrases(fold(beginningOf(text))), nil))
	content := contentOf(tokens)
	r.meant = x.corpus.phrases.in(tokens)
	at := 0 // of the token's first atom
	for i, t := range tokens {
		switch {
		case !content[i] && len(tokens) <= fewWords && talkWords()[t.text]:
			x.corpus.readTalk(tokens, i, r)
		case !content[i]:
		case t.kind == han:
			x.corpus.readHan(t.text, at, r)
		default:
			x.readWord(tokens, i, at, r)
		}
		at += t.reach()
	}
	r.markNoun()
	if len(r.groups) > maxGroups {
		r.groups = r.groups[:maxGroups]
	}
	for _, t := range tokens {
		r.typed = append(r.typed, t.text)
	}
	r.corrected = corrected(tokens, r.fixes)
	return r
}

// A query is short. Of a longer text the beginning is read, and only so many of
// its unknown words are looked up, so that nobody can make a search slow.
const (
	longestQuery = 1200 // bytes
	mostRepairs  = 6
)

func beginningOf(text string) string {
	if len(text) <= longestQuery {
		return text
	}
	return strings.ToValidUTF8(text[:longestQuery], "")
}

// markNoun marks the head of a thing that is named in two words: the rack of a
// shoe rack.
func (r *reading) markNoun() {
	for i := len(r.groups) - 1; i > 0; i-- {
		if g := &r.groups[i]; g.head {
			if two := r.groups[i-1].shown + " " + g.shown; isASCII(two) && lexicon.KnownWord(two) {
				r.noun = 1 << i
			}
			return
		}
	}
}

// corrected writes the query as it was searched; empty where it was as typed.
func corrected(tokens []token, fixes map[string]string) string {
	if len(fixes) == 0 {
		return ""
	}
	var words []string
	for _, t := range tokens {
		words = append(words, cmp.Or(fixes[t.text], t.text))
	}
	return strings.Join(words, " ")
}

// dropPhrases takes out the Chinese phrases that say nothing of the goods.
func dropPhrases(s string) string {
	if !strings.ContainsFunc(s, isHan) {
		return s
	}
	for _, p := range stopPhrases() {
		s = strings.ReplaceAll(s, p, " ")
	}
	return s
}

// contentOf marks the tokens that are not stop words; all of them where nothing
// else would remain but the shop has titles made of such words.
func contentOf(tokens []token) []bool {
	content := make([]bool, len(tokens))
	for i, t := range tokens {
		content[i] = t.kind != word || !stopWords()[t.text]
	}
	return content
}

// fewWords is how long a text may be in which words of talk may name goods.
const fewWords = 5

// talkWeight is what such a word counts against another.
const talkWeight = 0.5

// readTalk makes a group of a word of talk that products are called by; that
// none is says nothing.
func (c *corpus) readTalk(tokens []token, i int, r *reading) {
	g := group{shown: tokens[i].text, head: tokens[i].head}
	g.add(c, stem(tokens[i].text), 1)
	g.addJoints(c, tokens, i)
	if g.sold(c) {
		r.addGroup(c, g)
		r.groups[len(r.groups)-1].weight *= talkWeight
	}
}

// readWord makes a group of a word or number: the terms it is indexed as, and
// what it makes together with its neighbours. One that no product has is
// corrected, taken apart or heard as pinyin.
func (x *Index) readWord(tokens []token, i, at int, r *reading) {
	c, t := x.corpus, tokens[i]
	g := group{shown: t.text, head: t.head}
	var us []unit
	if t.kind == word {
		us = wordUnits(tokens, i, nil)
		r.addGrams(t.text)
	} else {
		us = numberUnits(tokens, i, nil)
	}
	for _, u := range us {
		g.add(c, u.term, u.weight)
	}
	g.addMeant(c, r.meant, at, at+1)
	r.addAsked(c, &g, stem(t.text))
	if t.kind == word {
		g.addJoints(c, tokens, i)
		g.addSynonyms(c, t.text)
	}
	switch {
	case len(us) == 0:
	case t.kind == word && !g.sold(c) && c.readCompound(t, r):
	case t.kind == word && !g.sold(c) && r.lacks(c, tokens[:i+1]):
		if len(g.alts) > 0 { // descriptions speak of it
			r.addGroup(c, g)
			r.groups[len(r.groups)-1].weight *= mentionedWeight
		}
	case len(g.alts) > 0:
		r.addGroup(c, g)
		if t.kind == number || len(t.text) == 1 {
			r.groups[len(r.groups)-1].weight *= numberWeight
		}
	case t.kind == number:
		r.missing += numberWeight * c.idf(0)
	case !x.repair(t, r):
		r.missing += c.idf(0)
	}
}

// addAsked looks a term that no product has up in what was asked for before.
func (r *reading) addAsked(c *corpus, g *group, term string) {
	if len(g.alts) == 0 && g.add(c, askedTerm(term), askedWeight) {
		r.strange = append(r.strange, term)
	}
}

// lacks discounts a query whose very thing is not sold here, and reports
// whether that is known: of a shoe rack, shoes alone are worth little.
func (r *reading) lacks(c *corpus, tokens []token) bool {
	for n := min(3, len(tokens)); n > 0; n-- {
		var words []string
		for _, t := range tokens[len(tokens)-n:] {
			words = append(words, t.text)
		}
		if !lexicon.KnownWord(strings.Join(words, " ")) {
			continue
		}
		r.lacking = true
		r.missing += 2 * c.idf(0)
		for i := range r.groups {
			if slices.Contains(words, r.groups[i].shown) {
				r.groups[i].weight *= modifierWeight
			}
		}
		return true
	}
	return false
}

const (
	askedWeight    = 0.8 // of what shoppers chose who asked for a word that no product has
	modifierWeight = 0.1 // of what is left of a known noun without its head
	// mentionedWeight is what a thing that is not sold here but spoken of in
	// descriptions covers of a query: enough to put those first that do.
	mentionedWeight = 0.05
	numberWeight    = 0.5 // numbers and lone letters go with anything
)

// sold reports whether some product says one of the group's terms of itself.
func (g *group) sold(c *corpus) bool {
	return slices.ContainsFunc(g.alts, func(a alternative) bool { return c.isTelling(a.list) })
}

// addJoints adds the words that a word makes with the one before and the one
// after, where some product is written so: shirt of "t shirt" stands in tshirt.
func (g *group) addJoints(c *corpus, tokens []token, i int) {
	for _, j := range []int{i, i + 1} {
		if j == 0 || j >= len(tokens) || tokens[j].kind != word || tokens[j-1].kind != word {
			continue
		}
		if id, ok := c.terms[stem(tokens[j-1].text+tokens[j].text)]; ok && c.isTelling(id) {
			g.add(c, c.names[id], 1)
		}
	}
}

// readCompound makes two groups of a word that no product has but that some have
// in two, side by side in one text or not: weedkiller.
func (c *corpus) readCompound(t token, r *reading) bool {
	first, second := c.splitInTwo(t.text)
	if first == "" || !c.sellsBoth(c.terms[stem(first)], c.terms[stem(second)]) {
		return false
	}
	r.addParts(c, t, first, second)
	return true
}

func (r *reading) addParts(c *corpus, t token, parts ...string) {
	for _, w := range parts {
		g := group{shown: w, head: t.head}
		g.add(c, stem(w), 1)
		r.addGroup(c, g)
	}
}

// sellsBoth reports whether some product says both terms of itself.
func (c *corpus) sellsBoth(a, b uint32) bool {
	first, second := c.lists[a], c.lists[b]
	for i, j := 0, 0; i < len(first) && j < len(second); {
		switch {
		case first[i].doc < second[j].doc:
			i++
		case first[i].doc > second[j].doc:
			j++
		case first[i].fields&second[j].fields&telling != 0 && c.live.has(first[i].doc):
			return true
		default:
			i, j = i+1, j+1
		}
	}
	return false
}

// repair finds what an unknown word may mean.
func (x *Index) repair(t token, r *reading) bool {
	c := x.corpus
	if r.repairs++; r.repairs > mostRepairs {
		return false
	}
	if lexicon.KnownWord(t.text) || lexicon.LanguageWord(lexicon.Stem(t.text)) || lexicon.Spelt(t.text) {
		return false // rightly spelt, the shop just has none
	}
	if groups := c.heard(t.text); groups != nil {
		r.groups = append(r.groups, groups...)
		return true
	}
	if first, second := c.splitInTwo(t.text); first != "" {
		r.addParts(c, t, first, second)
		return true
	}
	found := x.corrections(t.text)
	if len(found) == 0 {
		return false
	}
	g := group{shown: found[0].word, head: t.head}
	for _, f := range found[:min(3, len(found))] {
		g.add(c, stem(f.word), float32(f.score/found[0].score)*correctedWeight)
		r.addGrams(f.word)
	}
	r.addGroup(c, g)
	r.fix(t.text, found[0].word)
	return true
}

// correctedWeight is how much a corrected word counts against one as typed.
const correctedWeight = 0.9

func (r *reading) fix(typed, meant string) {
	if r.fixes == nil {
		r.fixes = map[string]string{}
	}
	r.fixes[typed] = meant
}

func (r *reading) addGroup(c *corpus, g group) {
	g.weight = c.groupWeight(g)
	r.groups = append(r.groups, g)
}

func (r *reading) addGrams(w string) {
	for g := range gramsOf(w) {
		if !slices.Contains(r.grams, g) {
			r.grams = append(r.grams, g)
		}
	}
}

func (g *group) add(c *corpus, term string, weight float32) (added bool) {
	id, ok := c.terms[term]
	if ok && len(c.lists[id]) > 0 && !slices.ContainsFunc(g.alts, func(a alternative) bool { return a.list == id }) {
		g.alts = append(g.alts, alternative{list: id, weight: weight})
		return true
	}
	return false
}

// groupWeight is what covering a group is worth: half for being one of the
// query's words, half by idf, of the most frequent alternative, for a rare way
// of writing a common word does not make it telling.
func (c *corpus) groupWeight(g group) float32 {
	df := 0
	for _, a := range g.alts {
		df = max(df, len(c.lists[a.list]))
	}
	return (c.idf(0) + c.idf(df)) / 2
}

// mishear takes an unknown pair for the known ones of the same sound, where it
// is the whole run or begins a word nobody knows.
func (c *corpus) mishear(g *group, first, second string, r *reading) {
	if c.terms[first] != 0 && c.terms[second] != 0 && len(r.groups) > 0 {
		return
	}
	for _, id := range c.alike(first, second) {
		g.alts = append(g.alts, alternative{list: id, weight: correctedWeight})
	}
	if len(g.alts) > 0 {
		r.fix(first+second, c.names[g.alts[0].list])
	}
}

// readHan makes a group of each pair the catalogue knows, and of each character
// that no such pair holds. A lone character of a longer run proves less: half
// of its weight counts as missing.
func (c *corpus) readHan(run string, at int, r *reading) {
	chars := strings.Split(run, "")
	held := make([]bool, len(chars))
	meant := synonymsIn(chars)
	for i := range len(chars) - 1 {
		g := group{shown: chars[i] + chars[i+1], head: i+2 == len(chars)}
		g.add(c, g.shown, 1)
		g.addMeant(c, r.meant, at+i, at+i+2)
		for _, m := range meant {
			if m.to == i+2 {
				g.addSynonyms(c, m.word)
			}
		}
		r.addAsked(c, &g, g.shown)
		if len(g.alts) == 0 {
			c.mishear(&g, chars[i], chars[i+1], r)
		}
		if len(g.alts) > 0 {
			held[i], held[i+1] = true, true
			r.addGroup(c, g)
		}
	}
	single := slices.DeleteFunc(slices.Clone(r.meant), meaning.long)
	for i, char := range chars {
		if softChars()[char] && len(chars) > 1 {
			continue
		}
		g := group{shown: char, head: i+1 == len(chars)}
		share := float32(0.5)
		switch {
		case len(chars) == 1:
			share = 1
		case held[i]:
			share = 0.02
		}
		g.add(c, char, singleHan)
		if len(chars) == 1 && len(g.alts) > 0 {
			g.alts[0].weight = 1
		}
		g.addMeant(c, single, at+i, at+i+1)
		if len(g.alts) == 0 {
			if !held[i] {
				r.missing += c.idf(0)
			}
			continue
		}
		idf := c.groupWeight(g)
		g.weight = idf * share
		r.groups = append(r.groups, g)
		if !held[i] {
			r.missing += idf * (1 - share)
		}
	}
}
