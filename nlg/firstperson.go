package nlg

import (
	"regexp"
	"strings"

	"daogou/chat"
)

// What the assistant may say that it does: it looks, finds, says, would choose. What
// else it claims to do, to have done or to be, no fact backs.
var (
	firstEnglish = regexp.MustCompile(`\b(?:i|we)(?:['’](?:d|ll|ve|m|re))? `)
	firstWord    = regexp.MustCompile(`^[a-z]+(?:['’]t)?`)
	firstChinese = regexp.MustCompile(`(?:^|[^\p{Han}]|[，。！？：；]|就|那|先|让|给)(?:我们|我|咱们|咱)(\p{Han}{1,12})`)

	// auxiliaries and adverbs stand between the assistant and what it does.
	auxiliaries = fieldsOf("first", "between")
	firstVerbs  = fieldsOf("first", "verbs")
	skipped     = sections("data/first")["between.zh"]
	firstWords  = sections("data/first")["verbs.zh"]
)

func fieldsOf(file, section string) map[string]bool {
	set := map[string]bool{}
	for _, line := range sections("data/" + file)[section] {
		for _, w := range strings.Fields(line) {
			set[w] = true
		}
	}
	return set
}

// firstPerson checks what the assistant says of itself.
func (c *claims) firstPerson() (Reason, string) {
	switch c.facts.plan.Act {
	case chat.CartAct, chat.OrderAct, chat.Handoff:
		return Passed, ""
	}
	for _, at := range firstEnglish.FindAllStringIndex(c.masked, -1) {
		if verb := firstVerb(c.masked[at[1]:]); verb != "" && !firstVerbs[verb] {
			return Promise, c.masked[at[0]:at[1]] + verb
		}
	}
	for _, m := range firstChinese.FindAllStringSubmatch(c.masked, -1) {
		if rest := behind(m[1], skipped); rest != "" && behind(rest, firstWords) == rest && !c.offers(m[0]) {
			return Promise, m[0]
		}
	}
	return Passed, ""
}

// firstVerb is the first word of a text that is no auxiliary; empty: there is none
// before a mark.
func firstVerb(text string) string {
	for {
		w := firstWord.FindString(text)
		if !auxiliaries[w] {
			return w
		}
		text = strings.TrimPrefix(text[len(w):], " ")
	}
}

// behind cuts the words off that a text begins with, again and again.
func behind(text string, heads []string) string {
	for {
		rest := text
		for _, line := range heads {
			for _, w := range strings.Fields(line) {
				if after, ok := strings.CutPrefix(rest, w); ok {
					rest = after
				}
			}
		}
		if rest == text {
			return rest
		}
		text = rest
	}
}
