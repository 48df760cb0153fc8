package nlu

import (
	"slices"

	"daogou/chat"
	"daogou/lexicon"
)

// What settles a dispute between two readers on the act of an utterance.
const (
	corrected = "corrected" // she said it again, or that it was meant otherwise, and was taken the other way
	chose     = "chose"     // she chose something that the turn showed
	refined   = "refined"   // she went on from what was found
	praised   = "praised"   // she gave it a thumb up
)

// settle gives the act that the shopper's next move bears out, and the move;
// empty where it decides nothing: nothing followed, or moves that contradict
// each other. Search and refine are one act here: they differ by what went before.
func settle(d chat.Dispute) (act chat.Act, why string) {
	counted, other := plainAct(d.Reading.Act), plainAct(d.Second.Act)
	if counted == other {
		return "", ""
	}
	again := d.Next != nil && plainAct(d.Next.Reading.Act) == other && repeats(d.Said, d.Next.Said)
	switch {
	case again && (d.Chose || d.Rating == "up"):
		return "", ""
	case again:
		return other, corrected
	case d.Rating == "down":
		return "", ""
	case d.Chose:
		return counted, chose
	case d.Next != nil && d.Next.Reading.Act == chat.Refine && counted == chat.Search && !corrects(d.Next.Said):
		return counted, refined
	case d.Rating == "up":
		return counted, praised
	}
	return "", ""
}

// plainAct takes search and refine together.
func plainAct(a chat.Act) chat.Act {
	if a == chat.Refine {
		return chat.Search
	}
	return a
}

// repeats reports whether the next words say the last ones again, in part, or
// correct them.
func repeats(last, next string) bool {
	if corrects(next) {
		return true
	}
	said, again := content(last), content(next)
	shared := 0
	for _, s := range again {
		if slices.Contains(said, s) {
			shared++
		}
	}
	return shared > 0 && 2*shared >= min(len(said), len(again))
}

// corrects reports whether the words say that something else was meant.
func corrects(text string) bool {
	return slices.ContainsFunc(lexicon.Classes(lexicon.Tokenize(text)), func(s lexicon.Said) bool { return s.Class == "correct" })
}

// content is the words that mean something; a Chinese text's, by character.
func content(text string) []string {
	return slices.DeleteFunc(lexicon.Stems(text), func(s string) bool { return lexicon.LittleWord(s) })
}
