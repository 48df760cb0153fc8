package nlg

import (
	"regexp"
	"slices"
	"strings"

	"daogou/lexicon"
)

var (
	sizeForm  = regexp.MustCompile(`\b(XXS|XS|S|M|L|XL|XXL|XXXL|[2-6]XL)\b`)
	sizeWord  = regexp.MustCompile(`\bsizes?\b|尺码|码`)
	sizeSpell = regexp.MustCompile(`(?i)\b(?:sizes? (?:is |are |in )?|(?:come|comes|available|had|sold) in (?:a )?)(extra[- ]small|small|medium|large|extra[- ]large)\b|([加特超]?[大中小])码`)
)

// spelled gives the letters of a size in words.
var spelled = map[string]string{"extra-small": "xs", "extra small": "xs", "small": "s", "medium": "m", "large": "l",
	"extra-large": "xl", "extra large": "xl", "小": "s", "中": "m", "大": "l", "加大": "xl", "特大": "xxl", "超大": "xxl"}

// sizes checks every size the sentence names.
func (c *claims) sizes() (Reason, string) {
	if ignorance.in(c.masked) {
		return Passed, ""
	}
	for _, at := range sizeForm.FindAllStringIndex(c.text, -1) {
		size := strings.ToLower(c.text[at[0]:at[1]])
		if c.masked[at[0]:at[1]] == size && !c.measured(at) && !initial.MatchString(c.text[at[0]:]) && !c.sizeHolds(size, at[0]) {
			return BadSize, size
		}
	}
	for _, at := range sizeSpell.FindAllStringSubmatchIndex(c.text, -1) {
		from, to := at[2], at[3]
		if from < 0 {
			from, to = at[4], at[5]
		}
		if size := spelled[strings.ToLower(c.text[from:to])]; size != "" && !c.sizeHolds(size, from) {
			return BadSize, size
		}
	}
	return c.numericSizes()
}

// initial is a letter of somebody's name: K. M. Aduba.
var initial = regexp.MustCompile(`^[A-Z]\. ?[A-Z]`)

// measured tells the L of 24 L, or the S of a code, from a size.
func (c *claims) measured(at []int) bool {
	if slices.ContainsFunc(c.spans, func(s lexicon.Span) bool { return s.Start <= at[0] && s.End >= at[1] }) {
		return true
	}
	return at[0] > 0 && strings.ContainsRune("-'’&", rune(c.text[at[0]-1])) || at[1] < len(c.text) && strings.ContainsRune("-'’&", rune(c.text[at[1]]))
}

func (c *claims) sizeHolds(size string, at int) bool {
	holds := func(r *record) bool { return r.sizes[size] }
	if c.negated(at) && !c.doubtful(at) && !c.ignorant(at) && some(c.scope(at), holds) {
		return false // "it does not come in L", though it does
	}
	if onlySizes.MatchString(c.words(c.clauseAt(at))) && some(c.scope(at), func(r *record) bool { return len(r.sizes) > len(sizeForm.FindAllString(c.text, -1)) }) {
		return false
	}
	if some(c.scope(at), holds) || holds(c.facts.shared) {
		return true
	}
	if indexWord(c.facts.shared.text, size) >= 0 { // a size guide's
		return true
	}
	asked := c.facts.word(size)
	return (asked || holds(c.facts.said) || indexWord(strings.ToLower(c.facts.plan.Said), size) >= 0) && (c.negated(at) || c.doubtful(at))
}

var onlySizes = regexp.MustCompile(`\bonly (?:comes?|available|in)\b|只有|最大|最小|仅`)

// numericSizes checks "size 42" and 42码 against the sizes, where numbers are
// sizes.
func (c *claims) numericSizes() (Reason, string) {
	for _, s := range c.spans {
		if s.Kind != lexicon.Number && s.Unit != "size" || !sizeWord.MatchString(c.words(c.clauseAt(s.Start))) {
			continue
		}
		n := number(s.Lo)
		holds := func(r *record) bool { return r.sizes[n] }
		numeric := some(c.scope(s.Start), func(r *record) bool { return len(r.sizes) > 0 && strings.ContainsAny(keysOf(r.sizes), "0123456789") })
		if numeric && !some(c.scope(s.Start), holds) && !c.facts.shared.has("", s.Lo) && !c.negated(s.Start) && !c.doubtful(s.Start) {
			return BadSize, n
		}
	}
	return Passed, ""
}

func keysOf(set map[string]bool) string {
	var b strings.Builder
	for k := range set {
		b.WriteString(k + " ")
	}
	return b.String()
}
