package retriever

import (
	"strings"

	"daogou/lexicon"
)

// synonymWeight is how much a synonym counts against the word itself.
const synonymWeight = float32(0.5)

// addSynonyms adds the terms of words that mean the same, in both languages. A
// synonym of several words is left out: each alone means something else. Of one
// in Han characters each pair counts its part.
func (g *group) addSynonyms(c *corpus, word string) {
	for _, s := range lexicon.Synonyms(word, "") {
		tokens := split(fold(s), nil)
		if len(tokens) != 1 {
			continue
		}
		us := units(tokens, nil)
		if tokens[0].kind == han {
			us = pairsOf(us)
		}
		for _, u := range us {
			g.add(c, u.term, synonymWeight/float32(len(us)))
		}
	}
}

// pairsOf leaves out the single characters, unless there is nothing else.
func pairsOf(us []unit) []unit {
	var pairs []unit
	for _, u := range us {
		if u.weight == 1 {
			pairs = append(pairs, u)
		}
	}
	return pairs
}

// noun is a word inside a Han run that has synonyms, and where it ends.
type noun struct {
	word string
	to   int
}

// synonymsIn finds the longest such words of a run.
func synonymsIn(chars []string) []noun {
	var found []noun
	for i := 0; i < len(chars); {
		n := min(6, len(chars)-i)
		for n > 1 && len(lexicon.Synonyms(strings.Join(chars[i:i+n], ""), "")) == 0 {
			n--
		}
		if n > 1 {
			found = append(found, noun{strings.Join(chars[i:i+n], ""), i + n})
		}
		i += n
	}
	return found
}
