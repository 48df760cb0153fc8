package nlg

import (
	"slices"
	"strings"
	"unicode"
)

// saidAlready reports whether a step was said in its very words, by the model.
func (v *voice) saidAlready(step string) bool {
	bare := func(s string) string { return strings.TrimSpace(strings.TrimPrefix(s, "- ")) }
	return slices.ContainsFunc(v.said, func(s string) bool { return strings.EqualFold(bare(s), bare(step)) })
}

// garbled reports whether a text is no prose: broken characters, control
// characters, or hardly a letter in it.
func garbled(text string) bool {
	good, bad := 0, 0
	for _, r := range text {
		switch {
		case r == unicode.ReplacementChar || unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Co, r):
			bad += 5
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsSpace(r):
			good++
		case r < 0x80 && unicode.IsPunct(r) || unicode.IsSymbol(r):
			bad++
		}
	}
	return bad > 8 && bad > good || bad >= 10 && strings.ContainsRune(text, unicode.ReplacementChar)
}

// repeated reports whether a sentence was said already, in these words or in nearly
// all of them.
func (v *voice) repeated(text string) bool {
	words := scriptRuns(strings.ToLower(text))
	return slices.ContainsFunc(v.said, func(s string) bool {
		return strings.EqualFold(strings.TrimSpace(s), strings.TrimSpace(text)) || alike(words, scriptRuns(strings.ToLower(s)))
	})
}

// alike reports whether two sentences of some length are made of the same words but
// for one in ten (Jaccard).
func alike(a, b []string) bool {
	if len(a) < 5 || len(b) < 5 {
		return false
	}
	in := map[string]bool{}
	for _, w := range a {
		in[w] = true
	}
	both, all := 0, len(in)
	seen := map[string]bool{}
	for _, w := range b {
		if seen[w] {
			continue
		}
		seen[w] = true
		if in[w] {
			both++
		} else {
			all++
		}
	}
	return float64(both) >= .9*float64(all)
}
