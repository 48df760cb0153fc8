package retriever

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// longestWord is the longest that is corrected.
const longestWord = 24

// correction is a word of the shop's that may be meant, and how likely.
type correction struct {
	word  string
	score float64
}

// corrections gives the words nearest to one that no product has, by bleve's
// dictionary of telling words: one edit, or two in long words and in those that
// sound alike, where swapped letters are one edit; frequent words, those of the
// same sound and those with the same first letter first (people seldom mistake the first letter: Yannakoudakis and Fawthrop, 1983).
func (x *Index) corrections(word string) []correction {
	if len(word) < 4 || len(word) > longestWord || !isASCII(word) {
		return nil
	}
	var found []correction
	for edits := 1; edits <= 2 && len(found) == 0 && (edits == 1 || len(word) >= 5); edits++ {
		x.store.dictionary("word", word, edits, func(term string) bool {
			if s := x.corpus.plausible(word, term, edits); s > 0 {
				found = append(found, correction{term, s})
			}
			return true
		})
	}
	slices.SortFunc(found, func(a, b correction) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.word, b.word))
	})
	return found
}

// plausible scores a correction; 0 where it is none.
func (c *corpus) plausible(word, term string, edits int) float64 {
	id, ok := c.terms[stem(term)]
	if !ok || !c.isTelling(id) {
		return 0
	}
	sameStart := term[0] == word[0]
	alike := skeleton(word) == skeleton(term)
	if len(term) < 3 || edits == 2 && (!sameStart || len(word) < 7 && !alike) {
		return 0
	}
	score := math.Log1p(float64(len(c.lists[id]))) + 2
	if alike {
		score *= 1.5
	}
	if !sameStart {
		score /= 2
	}
	return score
}

// splitInTwo gives the two words of the shop's that a word is made of, as
// deckover is of deck over: those whose rarer one is the most frequent.
func (c *corpus) splitInTwo(word string) (first, second string) {
	most := 0
	for i := 3; i+3 <= len(word); i++ {
		a, okA := c.terms[stem(word[:i])]
		b, okB := c.terms[stem(word[i:])]
		if !okA || !okB {
			continue
		}
		if df := min(len(c.lists[a]), len(c.lists[b])); df > most && c.isTelling(a) && c.isTelling(b) {
			most, first, second = df, word[:i], word[i:]
		}
	}
	return first, second
}

// skeleton is what is left of a word when it is written by ear: its consonants,
// those that sound alike made one, none twice (vynal and vinyl are vnl).
func skeleton(w string) string {
	var b strings.Builder
	last := byte(0)
	for i := range len(w) {
		c := w[i]
		switch c {
		case 'a', 'e', 'i', 'o', 'u', 'y', 'h', 'w':
			continue
		case 'c', 'q':
			c = 'k'
		case 'z':
			c = 's'
		case 'p':
			if i+1 < len(w) && w[i+1] == 'h' {
				c = 'f'
			}
		}
		if c != last {
			b.WriteByte(c)
		}
		last = c
	}
	return b.String()
}
