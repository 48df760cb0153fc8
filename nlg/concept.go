package nlg

import (
	"slices"
	"strings"
)

// askedTerms are a question's terms; a word that only names one of its concepts
// counts little beside it, or "return" would beat "send back".
func askedTerms(question string) map[string]float64 {
	all := terms(question)
	found := conceptsOf(question)
	for t := range all {
		switch {
		case t[0] == '#':
		case isDigits(t):
			all[t] = 2
		case slices.ContainsFunc(found, func(c concept) bool { return c.words.in(t) }):
			all[t] = .6
		case len(found) > 0:
			all[t] *= .5
		}
	}
	return all
}

// terms are a text's stems, and its concepts, which both languages share.
func terms(text string) map[string]float64 {
	all := stems(text)
	for _, c := range conceptsOf(text) {
		all["#"+c.name] = 1.6
	}
	return all
}

// concept is a thing that rules are about, with the words that both languages
// have for it.
type concept struct {
	name   string
	labels map[string]string // by locale
	words  patterns
}

var concepts = readConcepts()

func readConcepts() []concept {
	var all []concept
	for _, line := range sections("data/concepts")["concepts"] {
		c := strings.SplitN(line, "|", 4)
		for i := range c {
			c[i] = strings.TrimSpace(c[i])
		}
		var words patterns
		for _, w := range strings.Split(c[3], ",") {
			if w = strings.TrimSpace(w); w[0] < 0x80 {
				w = `\b` + w
			}
			words = append(words, newPattern(w))
		}
		all = append(all, concept{c[0], map[string]string{"en": c[1], "zh": c[2]}, words})
	}
	return all
}

func conceptsOf(text string) []concept {
	var found []concept
	text = strings.ToLower(text)
	for _, c := range concepts {
		if c.words.in(text) {
			found = append(found, c)
		}
	}
	return found
}
