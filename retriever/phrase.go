package retriever

import (
	"slices"
	"strings"

	"daogou/catalog"
)

// The operator's synonyms are phrases, of one word or several, in Han characters
// or not. What a phrase may mean is looked up like a word: a single word or pair
// of characters is a term of the index as it is, and a longer phrase gets a term
// of its own, which the products have that write it in their telling texts.

// meansWeight is how much a synonym that the operator approved counts against
// the words as asked for.
const meansWeight = float32(0.9)

// atom is what phrases are compared by: a word's stem, a number, a character.
func atoms(tokens []token) (all []string) {
	for _, t := range tokens {
		switch t.kind {
		case word:
			all = append(all, stem(t.text))
		case han:
			all = append(all, strings.Split(t.text, "")...)
		default:
			all = append(all, t.text)
		}
	}
	return all
}

// reach is how many atoms a token makes.
func (t token) reach() int {
	if t.kind != han {
		return 1
	}
	return len([]rune(t.text))
}

// phrases are the synonyms as searches need them.
type phrases struct {
	meant   map[string][]target // by the key of what is asked for
	longest int                 // atoms of the longest key
	own     map[string][]string // phrases with terms of their own, as keys, by first atom
}

// target is what a phrase may mean.
type target struct {
	term  string
	shown string // for the words of why
}

const betweenAtoms = "\x1f"

func keyOf(atoms []string) string { return strings.Join(atoms, betweenAtoms) }

func newPhrases(list []catalog.Synonym) *phrases {
	p := &phrases{meant: map[string][]target{}, own: map[string][]string{}}
	for _, s := range list {
		if s.State != catalog.Approved {
			continue
		}
		p.add(s.Word, s.Means)
		if !s.OneWay {
			p.add(s.Means, s.Word)
		}
	}
	return p
}

func (p *phrases) add(asked, means string) {
	from, to := atoms(split(fold(asked), nil)), atoms(split(fold(means), nil))
	if len(from) == 0 || len(to) == 0 || slices.Equal(from, to) {
		return
	}
	t := target{term: termOf(to), shown: asked + " (" + means + ")"}
	if strings.HasPrefix(t.term, betweenAtoms) && !slices.Contains(p.own[to[0]], keyOf(to)) {
		p.own[to[0]] = append(p.own[to[0]], keyOf(to))
	}
	p.longest = max(p.longest, len(from))
	p.meant[keyOf(from)] = append(p.meant[keyOf(from)], t)
}

// termOf is the term of the index that stands for a phrase; a phrase's own
// begins with what no word holds.
func termOf(to []string) string {
	switch {
	case len(to) == 1:
		return to[0]
	case len(to) == 2 && isHan(firstRune(to[0])) && isHan(firstRune(to[1])):
		return to[0] + to[1]
	}
	return betweenAtoms + keyOf(to)
}

// meaning is a synonym found in a query: of which atoms, and what they may mean.
type meaning struct {
	from, to int
	targets  []target
}

func (m meaning) long() bool { return m.to > m.from+1 }

// in finds the phrases of a query, the longest at each place.
func (p *phrases) in(tokens []token) (found []meaning) {
	if p == nil || p.longest == 0 {
		return nil
	}
	all := atoms(tokens)
	for i := range all {
		for n := min(p.longest, len(all)-i); n > 0; n-- {
			if targets := p.meant[keyOf(all[i:i+n])]; targets != nil {
				found = append(found, meaning{i, i + n, targets})
				break
			}
		}
	}
	return found
}

// addMeant adds what the phrases that hold all atoms from at up to end may mean.
// A group of one character hears only phrases of one.
func (g *group) addMeant(c *corpus, meant []meaning, at, end int) {
	for _, m := range meant {
		if m.from > at || m.to < end {
			continue
		}
		for _, t := range m.targets {
			if g.add(c, t.term, meansWeight) {
				g.alts[len(g.alts)-1].means = t.shown
			}
		}
	}
}

// postPhrases gives a new document the terms of the phrases it holds.
func (c *corpus) postPhrases(n uint32, p *catalog.Product) {
	if c.phrases == nil || len(c.phrases.own) == 0 {
		return
	}
	found := map[string]posting{}
	for _, part := range partsOf(p) {
		if part.field&telling != 0 {
			c.phrases.note(found, n, part)
		}
	}
	for term, post := range found {
		id := c.intern(term)
		c.lists[id] = append(c.lists[id], post)
	}
}

// note finds the phrases in a part of a product.
func (p *phrases) note(found map[string]posting, n uint32, part part) {
	all := atoms(split(fold(part.text), nil))
	for i, first := range all {
		for _, key := range p.own[first] {
			size := strings.Count(key, betweenAtoms) + 1
			if i+size > len(all) || keyOf(all[i:i+size]) != key {
				continue
			}
			post := found[betweenAtoms+key]
			post.doc, post.fields = n, post.fields|part.field
			post.tf += uint16(tfUnit * weightOf(part.field))
			if i+size == len(all) && part.field&(inTitle|inCategory) != 0 {
				post.fields |= asHead
			}
			found[betweenAtoms+key] = post
		}
	}
}

// SetSynonyms takes the synonyms that the operator approved, from the next
// search on.
func (x *Index) SetSynonyms(list []catalog.Synonym) {
	x.write.Lock()
	defer x.write.Unlock()
	p := newPhrases(list)
	lists := x.corpus.findPhrases(p)
	x.locked(func() { x.corpus.takePhrases(p, lists) })
}

func (c *corpus) takePhrases(p *phrases, lists map[string][]posting) {
	c.phrases = p
	for term, list := range lists {
		c.lists[c.intern(term)] = list
	}
}

// findPhrases looks for the phrases in the products that have their rarest atom.
// A phrase that no product writes so is held by those that have all its atoms.
// The write lock must be held.
func (c *corpus) findPhrases(p *phrases) map[string][]posting {
	lists := map[string][]posting{}
	for first, keys := range p.own {
		for _, key := range keys {
			one := &phrases{own: map[string][]string{first: {key}}}
			term := betweenAtoms + key
			lists[term] = nil
			for _, candidate := range c.rarest(strings.Split(key, betweenAtoms)) {
				found := map[string]posting{}
				if product := c.products[candidate.doc]; product != nil && candidate.fields&telling != 0 {
					for _, part := range partsOf(product) {
						if part.field&telling != 0 {
							one.note(found, candidate.doc, part)
						}
					}
				}
				if post, ok := found[term]; ok {
					lists[term] = append(lists[term], post)
				}
			}
			if len(lists[term]) == 0 {
				lists[term] = c.withAll(strings.Split(key, betweenAtoms))
			}
		}
	}
	return lists
}

// adopt takes the phrases of the corpus before.
func (c *corpus) adopt(p *phrases) {
	if p != nil {
		c.takePhrases(p, c.findPhrases(p))
	}
}

// withAll gives the documents that have all atoms in telling fields.
func (c *corpus) withAll(atoms []string) (all []posting) {
	for _, p := range c.rarest(atoms) {
		if p.fields&telling != 0 && !slices.ContainsFunc(atoms, func(a string) bool { return !tells(c.lists[c.terms[a]], p.doc) }) {
			all = append(all, p)
		}
	}
	return all
}

func tells(list []posting, doc uint32) bool {
	i, ok := slices.BinarySearchFunc(list, doc, func(p posting, d uint32) int { return int(p.doc) - int(d) })
	return ok && list[i].fields&telling != 0
}

// rarest is the shortest of the atoms' lists; nil where one has none.
func (c *corpus) rarest(atoms []string) (shortest []posting) {
	for i, a := range atoms {
		id, ok := c.terms[a]
		if !ok {
			return nil
		}
		if list := c.lists[id]; i == 0 || len(list) < len(shortest) {
			shortest = list
		}
	}
	return shortest
}

// has reports whether a list, which is in the order of documents, has one.
func has(list []posting, doc uint32) bool {
	_, ok := slices.BinarySearchFunc(list, doc, func(p posting, d uint32) int { return int(p.doc) - int(d) })
	return ok
}

// shownFor is a group's word as typed, or the synonym by which alone a document
// has it.
func (g *group) shownFor(c *corpus, doc uint32) string {
	means := ""
	for _, a := range g.alts {
		if has(c.lists[a.list], doc) {
			if a.means == "" {
				return g.shown
			}
			means = a.means
		}
	}
	if means != "" {
		return means
	}
	return g.shown
}
