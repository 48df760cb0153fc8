package nlg

import (
	"strings"

	"daogou/lexicon"
)

// shingles are the runs of words of a text that must not be repeated: the
// prompt's rules. The facts and the draft are there to be said.
type shingles struct {
	set map[string]bool
	n   int // words of a run; a Han character counts as one
}

// leakWords is how many words in a row give the prompt away; echoWords how
// many of the shopper's own make an answer an echo, which obeys rather than
// answers.
const (
	leakWords = 7
	echoWords = 9
)

func newShingles(text string, n int) *shingles {
	s := &shingles{map[string]bool{}, n}
	for _, line := range strings.Split(text, "\n") {
		s.runs(line, func(run string) bool { s.set[run] = true; return true })
	}
	return s
}

// in reports whether the text repeats a run.
func (s *shingles) in(text string) bool {
	found := false
	if s != nil {
		s.runs(text, func(run string) bool { found = found || s.set[run]; return !found })
	}
	return found
}

func (s *shingles) runs(text string, each func(string) bool) {
	tokens := lexicon.Tokenize(text)
	words := make([]string, 0, len(tokens))
	for _, t := range tokens {
		if t.Kind != lexicon.Punct {
			words = append(words, t.Text)
		}
	}
	for i := 0; i+s.n <= len(words); i++ {
		if !each(strings.Join(words[i:i+s.n], " ")) {
			return
		}
	}
}
