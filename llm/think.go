package llm

import "strings"

// The marks around what some models think before they answer. Servers that know
// the model take it out; others send it as text.
const thinkBegin, thinkEnd = "<think>", "</think>"

// thought leaves out what stands between the marks at the beginning of an answer.
type thought struct {
	at   place
	held string // not yet told to be one thing or the other
}

type place int

const (
	atBeginning place = iota // the mark may still come
	inThought
	afterThought // white space there is not part of the answer
	inAnswer
)

// say gives what may be said of the text so far, after the next piece.
func (t *thought) say(piece string) string {
	t.held += piece
	for t.step() {
	}
	if t.at != inAnswer {
		return ""
	}
	return t.rest()
}

// rest gives what is held back.
func (t *thought) rest() string {
	said := t.held
	t.held = ""
	return said
}

// end gives what was held back when the answer ends there.
func (t *thought) end() string {
	if t.at != atBeginning {
		return ""
	}
	return t.rest()
}

// step goes on to the next place, if what is held tells that it is reached.
func (t *thought) step() bool {
	text := strings.TrimLeft(t.held, " \n\r\t")
	switch t.at {
	case atBeginning:
		if after, ok := strings.CutPrefix(text, thinkBegin); ok {
			t.at, t.held = inThought, after
			return true
		}
		if !strings.HasPrefix(thinkBegin, text) {
			t.at = inAnswer
		}
	case inThought:
		if _, after, ok := strings.Cut(t.held, thinkEnd); ok {
			t.at, t.held = afterThought, after
			return true
		}
		t.held = t.held[max(0, len(t.held)-len(thinkEnd)):]
	case afterThought:
		if t.held = text; text != "" {
			t.at = inAnswer
		}
	}
	return false
}
