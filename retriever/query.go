package retriever

import (
	"math"
	"slices"
	"strings"
)

// A query is read into groups: one for each word, or for each pair of Han
// characters that the catalogue knows. A group's alternatives are terms of the
// index that stand for it; whoever has one covers the group.

// reading is a query understood against the corpus.
type reading struct {
	groups    []group
	grams     []gram  // each once
	missing   float32 // weight of what the catalogue does not know
	corrected string
}

type group struct {
	shown  string // as typed, for the words of why
	weight float32
	alts   []alternative
}

type alternative struct {
	list   uint32
	weight float32
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

// read understands a query text.
func (c *corpus) read(text string) *reading {
	r := &reading{}
	tokens := split(dropPhrases(fold(text)), nil)
	content := contentOf(tokens)
	for i, t := range tokens {
		if !content[i] {
			continue
		}
		if t.kind == han {
			c.readHan(t.text, r)
		} else {
			c.readWord(tokens, i, r)
		}
	}
	if len(r.groups) > maxGroups {
		r.groups = r.groups[:maxGroups]
	}
	return r
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

func (c *corpus) readWord(tokens []token, i int, r *reading) {
	t := tokens[i]
	g := group{shown: t.text}
	seen := map[string]bool{}
	var us []unit
	if t.kind == word {
		us = wordUnits(tokens, i, nil)
	} else {
		us = numberUnits(tokens, i, nil)
	}
	for _, u := range us {
		if !seen[u.term] {
			seen[u.term] = true
			g.add(c, u.term, 1)
		}
	}
	if t.kind == word {
		for gr := range gramsOf(t.text) {
			if !slices.Contains(r.grams, gr) {
				r.grams = append(r.grams, gr)
			}
		}
	}
	if len(g.alts) == 0 && len(us) > 0 {
		r.missing += c.idf(0)
		return
	}
	if len(g.alts) > 0 {
		g.weight = c.groupWeight(g)
		r.groups = append(r.groups, g)
	}
}

func (g *group) add(c *corpus, term string, weight float32) {
	if id, ok := c.terms[term]; ok && len(c.lists[id]) > 0 {
		g.alts = append(g.alts, alternative{id, weight})
	}
}

// groupWeight is the idf of the group's most frequent alternative: a rare way
// of writing a common word does not make it telling.
func (c *corpus) groupWeight(g group) float32 {
	df := 0
	for _, a := range g.alts {
		df = max(df, len(c.lists[a.list]))
	}
	return c.idf(df)
}

// readHan makes a group of each pair the catalogue knows, and of each character
// that no such pair holds. A lone character of a longer run proves less: half
// of its weight counts as missing.
func (c *corpus) readHan(run string, r *reading) {
	chars := strings.Split(run, "")
	held := make([]bool, len(chars))
	for i := range len(chars) - 1 {
		g := group{shown: chars[i] + chars[i+1]}
		if g.add(c, g.shown, 1); len(g.alts) > 0 {
			held[i], held[i+1] = true, true
			g.weight = c.groupWeight(g)
			r.groups = append(r.groups, g)
		}
	}
	for i, char := range chars {
		g := group{shown: char}
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
		if len(g.alts) == 0 {
			r.missing += c.idf(0)
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
