package retriever

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Policies and the questions about them rarely use the same words, or the same
// language. A concept is a set of phrases of both languages that mean one thing
// in a shop's rules; texts are indexed by the concepts they speak of as well.

//go:embed data/policy.txt
var policyFile string

// concepts finds concepts in texts: phrases of stems by their first one, and
// phrases in Han characters.
type concepts struct {
	english map[string][]phrase
	chinese []phrase
}

type phrase struct {
	stems []string // or, of a Chinese one, the text alone
	term  string
}

var policyConcepts = sync.OnceValue(func() *concepts {
	c := &concepts{english: map[string][]phrase{}}
	n := 0
	for line := range strings.Lines(policyFile) {
		if strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
			continue
		}
		n++
		for _, words := range strings.Split(line, ",") {
			c.add(strings.TrimSpace(words), "#"+strconv.Itoa(n))
		}
	}
	return c
})

func (c *concepts) add(words, term string) {
	if isHan(firstRune(words)) {
		c.chinese = append(c.chinese, phrase{[]string{words}, term})
		return
	}
	stems := phraseStems(fold(words))
	c.english[stems[0]] = append(c.english[stems[0]], phrase{stems, term})
}

// in gives the terms of the concepts a text speaks of, once for each time.
func (c *concepts) in(text string) []string {
	text = fold(text)
	var found []string
	for _, p := range c.chinese {
		for range strings.Count(text, p.stems[0]) {
			found = append(found, p.term)
		}
	}
	stems := phraseStems(text)
	for i, s := range stems {
		for _, p := range c.english[s] {
			if n := len(p.stems); i+n <= len(stems) && slices.Equal(stems[i:i+n], p.stems) {
				found = append(found, p.term)
			}
		}
	}
	return found
}

// phraseStems gives the stems of folded text without the pronouns that come
// between the words of a phrase: "send it back".
func phraseStems(text string) []string {
	var stems []string
	for _, t := range split(text, nil) {
		switch t.text {
		case "it", "this", "that", "them", "these", "those", "my", "the":
		default:
			stems = append(stems, stem(t.text))
		}
	}
	return stems
}

// mended gives the concepts of words that are one slip away from one of a
// concept's ("retrun").
func (c *concepts) mended(text string) []string {
	var found []string
	for _, t := range split(fold(text), nil) {
		if _, known := c.english[stem(t.text)]; known || len(t.text) < 5 || !isASCII(t.text) {
			continue
		}
		for first, phrases := range c.english {
			if len(first) < 4 || !withinOne(stem(t.text), first) {
				continue
			}
			for _, p := range phrases {
				if len(p.stems) == 1 {
					found = append(found, p.term)
				}
			}
		}
	}
	return found
}
