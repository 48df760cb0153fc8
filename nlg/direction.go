package nlg

import "regexp"

var (
	cheaper = regexp.MustCompile(`\b(?:cheaper|less expensive|costs? less|priced lower|more affordable)\b|便宜|更实惠|价格更低`)
	dearer  = regexp.MustCompile(`\b(?:dearer|more expensive|costs? more|pricier|costlier|priced higher)\b|更?贵|价格更高`)
	times   = regexp.MustCompile(`\b(?:twice|half|double|triple|thrice|(?:\w+) times) (?:as|the (?:price|size|weight))\b|一半|[两二三四五六七八九十\d]倍`)
)

// direction checks who is cheaper than whom, where a sentence names both; how
// many times as dear is no fact of a plan.
func (c *claims) direction() (Reason, string) {
	if at := times.FindStringIndex(c.masked); at != nil && !c.quotedText(c.masked[at[0]:at[1]], at[0]) {
		return BadNumber, c.masked[at[0]:at[1]]
	}
	a, b := c.pairOf()
	if a == nil {
		return Passed, ""
	}
	for _, way := range []struct {
		words *regexp.Regexp
		sign  int64
	}{{cheaper, 1}, {dearer, -1}} {
		at := way.words.FindStringIndex(c.masked)
		if at == nil || c.negated(at[0]) || c.doubtful(at[0]) {
			continue
		}
		if (b.price-a.price)*way.sign <= 0 {
			return BadMoney, c.masked[at[0]:at[1]]
		}
	}
	return Passed, ""
}

// before is a product's own price of other days, which it is held against.
var before = regexp.MustCompile(`比(?:原价|原来|之前|平时|标价)|\bthan (?:before|its|the (?:original|list|regular|old))\b`)

// than tells a sentence that compares from one that sets side by side.
var than = regexp.MustCompile(`\bthan\b|比`)

// pairOf gives the two products that a sentence compares, in its order; the
// first may be what "it" is. Nil where it compares no two.
func (c *claims) pairOf() (a, b *record) {
	if !than.MatchString(c.masked) || before.MatchString(c.masked) {
		return nil, nil
	}
	for _, m := range c.mentions {
		switch {
		case a == nil || a.title == m.record.title:
			a = m.record
		case b == nil:
			b = m.record
		}
	}
	if b == nil && a != nil && c.answer.subject != nil && c.answer.subject != a && pronoun.MatchString(c.lower) {
		return c.answer.subject, a
	}
	if b == nil {
		return nil, nil
	}
	return a, b
}
