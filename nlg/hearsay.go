package nlg

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"daogou/lexicon"
)

// hearsayForm is how an answer says what the shopper said or wanted.
var hearsayForm = regexp.MustCompile(`\b(?:you|you've|you have) (?:told(?: me)?|said|mentioned|asked (?:for|about|me for)|(?:were|are) (?:looking for|after)|(?:wanted|wear|wore))\b(?: that)?|您(?:说过?|提到|说了|要找|问)的?`)

// hearsay checks that what the shopper is said to have said she did say: the words
// behind stand among hers.
func (c *claims) hearsay() (Reason, string) {
	at := hearsayForm.FindStringIndex(c.masked)
	if at == nil || c.doubtful(at[0]) {
		return Passed, ""
	}
	hers := strings.ToLower(c.facts.plan.Said + " " + c.facts.plan.Query + " " + c.facts.said.text)
	stems := map[string]bool{}
	for _, w := range scriptRuns(hers) {
		stems[lexicon.Stem(w)] = true
	}
	end := c.clauseAt(at[1] - 1).to
	for _, run := range scriptRuns(c.masked[at[1]:end]) {
		if r, _ := utf8.DecodeRuneInString(run); unicode.Is(unicode.Han, r) || utf8.RuneCountInString(run) < 4 || strings.ContainsAny(run, "0123456789") {
			continue // Chinese has no words to compare
		}
		if s := lexicon.Stem(run); !stems[s] && !stopwords[run] && !lexicon.LittleWord(s) && (lexicon.KnownWord(run) || lexicon.Shade(run) != "" || occasion[s]) {
			return Claim, run
		}
	}
	return Passed, ""
}

// occasion are what a shopper may be said to shop for.
var occasion = wordSet("occasions")
