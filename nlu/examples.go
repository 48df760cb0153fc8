package nlu

import (
	"io/fs"
	"slices"
	"strings"

	"daogou/chat"
	"daogou/lexicon"
)

// framesEach is in how many frames an example is learnt.
const framesEach = 7

// examples reads the example files: act, states, text with slots in braces. A
// text that begins with the kind of a frame, [do] say, is learnt in several
// frames of that kind, so that "I don't know how to …" comes to say nothing.
func examples() []example {
	var out []example
	for _, locale := range []string{"en", "zh"} {
		frames, nouns := frames(locale), lexicon.Nouns(locale)
		files, err := fs.Glob(data, "data/examples*."+locale+".tsv")
		if err != nil {
			panic(err)
		}
		for _, file := range files {
			for _, row := range rows(file, 3) {
				out = append(out, framed(row, frames, nouns)...)
			}
		}
	}
	return out
}

// Examples is how many examples the act is learnt from, in their frames.
func Examples() int { return len(examples()) }

// alternatives writes out a text with choices, (a|b) c: a c and b c.
func alternatives(text string) []string {
	open := strings.IndexByte(text, '(')
	end := strings.IndexByte(text, ')')
	if open < 0 || end < open {
		return []string{text}
	}
	var out []string
	rests := alternatives(text[end+1:])
	for _, choice := range strings.Split(text[open+1:end], "|") {
		for _, rest := range rests {
			out = append(out, text[:open]+choice+rest)
		}
	}
	return out
}

// mostChosen is how many alternatives of a text are learnt.
const mostChosen = 24

// chosen spreads over the texts where they are too many.
func chosen(texts []string) []string {
	if len(texts) <= mostChosen {
		return texts
	}
	var out []string
	for i := range mostChosen {
		out = append(out, texts[(i*len(texts)/mostChosen+i*7)%len(texts)])
	}
	return out
}

// framed makes the examples of a row: one for each state and frame.
func framed(row []string, frames map[string][]string, nouns []string) []example {
	act := slices.Index(classes, chat.Act(row[0]))
	if act < 0 {
		panic("no act for examples: " + strings.Join(row, " "))
	}
	var texts []string
	for _, text := range chosen(alternatives(row[2])) {
		if kind, rest, ok := strings.Cut(strings.TrimPrefix(text, "["), "]"); ok && text[0] == '[' {
			texts = append(texts, inFrames(strings.TrimSpace(rest), frames[kind])...)
		} else {
			texts = append(texts, text)
		}
	}
	if strings.Contains(row[2], "{noun}") {
		texts = withNouns(texts, nouns)
	}
	var out []example
	for _, state := range strings.Split(row[1], ",") {
		for _, text := range texts {
			out = append(out, example{act, exampleFeatures(text, state)})
		}
	}
	return out
}

// nounsEach is in how many copies a text is learnt with a noun written out.
const nounsEach = 10

// withNouns adds the texts with things written out, so that a wish is known by
// its frame, whatever is wished for.
func withNouns(texts, nouns []string) []string {
	out := slices.Clone(texts)
	for _, text := range texts {
		for i := range nounsEach {
			noun := nouns[(int(hashed(text))+i*211)%len(nouns)]
			out = append(out, strings.ReplaceAll(text, "{noun}", noun))
		}
	}
	return out
}

// inFrames puts a text into some of the frames, always the same, the first
// (which is bare) among them.
func inFrames(text string, frames []string) []string {
	out := []string{strings.Replace(frames[0], "{x}", text, 1)}
	for i := range framesEach - 1 {
		f := frames[1+(int(hashed(text))+i*7)%(len(frames)-1)]
		out = append(out, strings.Replace(f, "{x}", text, 1))
	}
	return out
}

// frames reads a language's frames by kind.
func frames(locale string) map[string][]string {
	out := map[string][]string{}
	for _, row := range rows("data/frames."+locale+".tsv", 2) {
		out[row[0]] = append(out[row[0]], row[1])
	}
	return out
}

// rows reads the rows of a data file with n columns; # begins a comment.
func rows(file string, n int) [][]string {
	raw, err := data.ReadFile(file)
	if err != nil {
		panic(err)
	}
	var out [][]string
	for line := range strings.Lines(string(raw)) {
		row := strings.SplitN(strings.TrimRight(line, "\n"), "\t", n)
		if len(row) == n && !strings.HasPrefix(line, "#") {
			out = append(out, row)
		}
	}
	return out
}

// exampleFeatures makes the features of an example's text, whose slots stand
// in braces, as parse.features makes those of an utterance.
func exampleFeatures(text, state string) []feature {
	var words, slots []string
	var said []lexicon.Said
	for text != "" {
		open := strings.IndexByte(text, '{')
		if open < 0 {
			open = len(text)
		}
		ts := lexicon.Tokenize(text[:open])
		said = append(said, lexicon.Classes(ts)...)
		for _, t := range ts {
			if t.Kind != lexicon.Punct || t.Text == "?" || t.Text == "？" || t.Text == "!" {
				words = append(words, plainMark(t.Stem))
			}
		}
		if text = text[open:]; text == "" {
			break
		}
		end := strings.IndexByte(text, '}') + 1
		if slot := text[:end]; slot == "{col}" {
			slots = appendNew(slots, slot)
		} else {
			words = append(words, slot)
			slots = appendNew(slots, slot)
		}
		text = text[end:]
	}
	return join(words, said, slots, state)
}
