package retriever

import (
	"slices"
	"strings"

	"daogou/lexicon"
)

// Bounds of what is a word or a phrase: what is longer is another wish.
const (
	longestWords = 3
	longestHan   = 6
)

// differing gives what two queries do not share at their ends, as phrases that
// may mean the same.
func differing(a, b string) (x, y string, ok bool) {
	if personal(a) || personal(b) {
		return "", "", false
	}
	s, t := contentAtoms(a), contentAtoms(b)
	from := 0
	for from < min(len(s), len(t)) && s[from].same(t[from]) {
		from++
	}
	end := 0
	for end < min(len(s), len(t))-from && s[len(s)-1-end].same(t[len(t)-1-end]) {
		end++
	}
	s1, t1 := s[from:len(s)-end], t[from:len(t)-end]
	if loneHan(s1) || loneHan(t1) { // half a word: take the whole queries
		s1, t1 = s, t
	}
	x, y = writtenOf(s1), writtenOf(t1)
	return x, y, phraseLike(s1) && phraseLike(t1) && mayMean(x, y)
}

// mayMean leaves out what says more or less of the same, slips, and what the
// language is known to mean the same.
func mayMean(x, y string) bool {
	switch {
	case strings.Contains(x, y), strings.Contains(y, x), withinTwo(x, y):
		return false
	}
	return !slices.ContainsFunc(lexicon.Synonyms(x, ""), func(s string) bool { return strings.EqualFold(s, y) })
}

// withinTwo reports whether two words of an alphabet differ by a slip or two.
func withinTwo(x, y string) bool {
	if !isASCII(x) || !isASCII(y) || len(x) < 4 || len(y) < 4 {
		return false
	}
	return editsBetween(x, y) <= 1+min(len(x), len(y))/7
}

// editsBetween is Levenshtein's distance.
func editsBetween(x, y string) int {
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(x) {
		corner := row[0]
		row[0] = i + 1
		for j := range len(y) {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			corner, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, corner+cost)
		}
	}
	return row[len(y)]
}

// written is an atom with the text it was written as.
type written struct {
	atom, text string
	han        bool
}

func (w written) same(v written) bool { return w.atom == v.atom }

// contentAtoms are the atoms of a query without its stop words.
func contentAtoms(text string) (all []written) {
	tokens := split(dropPhrases(fold(text)), nil)
	content := contentOf(tokens)
	for i, t := range tokens {
		if !content[i] {
			continue
		}
		for _, a := range atoms(tokens[i : i+1]) {
			w := written{atom: a, text: t.text}
			if t.kind == han {
				w.text, w.han = a, true
			}
			all = append(all, w)
		}
	}
	return all
}

func loneHan(part []written) bool { return len(part) == 1 && part[0].han }

// phraseLike reports whether atoms are few enough for a word or a phrase, and
// more than numbers.
func phraseLike(part []written) bool {
	words, chars := 0, 0
	letters := false
	for _, w := range part {
		if w.han {
			chars++
		} else {
			words++
		}
		letters = letters || w.han || class(firstRune(w.text)) == 'a'
	}
	return letters && words <= longestWords && chars <= longestHan
}

// writtenOf joins atoms as they would be written.
func writtenOf(part []written) string {
	text := ""
	for i, w := range part {
		if i > 0 && !(w.han && part[i-1].han) {
			text += " "
		}
		text += w.text
	}
	return text
}
