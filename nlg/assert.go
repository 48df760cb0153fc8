package nlg

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// assertion is a kind of statement that no number and no name gives away, with
// its reason and what may back it.
type assertion struct {
	why    Reason
	things []patterns // what can be stated, each by any of its patterns
	backed func(c *claims, thing patterns, match string, at int) bool
}

// assertions are what a sentence may only say where the facts do, by the sections
// of data/claims.
var assertions = []assertion{
	{Delivery, thingsOf("rule"), (*claims).ruled},
	{Promise, thingsOf("people"), func(c *claims, thing patterns, match string, at int) bool {
		return c.facts.plan.Act == chat.Handoff || c.ruled(thing, match, at)
	}},
	{Promise, thingsOf("identity"), func(c *claims, thing patterns, match string, at int) bool {
		return c.facts.plan.Act == chat.OrderAct || c.facts.plan.Act == chat.CartAct || c.offers(match) || c.ruled(thing, match, at)
	}},
	{Coupon, thingsOf("offer"), func(c *claims, thing patterns, match string, at int) bool {
		return c.ruled(thing, match, at) || c.refused(at) || strings.HasSuffix(strings.TrimSpace(c.masked[:at]), "feel") || reduced.MatchString(match) && some(c.scope(at), func(r *record) bool { return r.sale })
	}},
	{Claim, thingsOf("market"), (*claims).literally},
	{Claim, thingsOf("sales"), (*claims).literally},
	{Claim, thingsOf("single"), func(c *claims, thing patterns, match string, at int) bool {
		return c.facts.plan.Total == 1 || c.literally(thing, match, at)
	}},
	{Claim, thingsOf("slur"), (*claims).literally},
	{BadFeature, features, (*claims).featured},
	{BadFeature, thingsOf("flaw"), (*claims).literally},
}

// features are what any trade's goods may have or lack.
var features = thingsOf("feature")

// thingsOf reads a section: each line is one thing, its choices each a pattern.
func thingsOf(section string) []patterns {
	var all []patterns
	for _, line := range sections("data/claims")[section] {
		all = append(all, compiled(line))
	}
	return all
}

// compiled makes a pattern of each choice of an expression.
func compiled(expr string) patterns {
	var all patterns
	for _, choice := range choicesOf(expr) {
		all = append(all, newPattern(choice))
	}
	return all
}

// choicesOf splits an expression at the bars that stand in no brackets.
func choicesOf(expr string) []string {
	var out []string
	depth, from := 0, 0
	for i := 0; i < len(expr); i++ {
		switch expr[i] {
		case '\\':
			i++
		case '(', '[':
			depth++
		case ')', ']':
			depth--
		case '|':
			if depth == 0 {
				out = append(out, expr[from:i])
				from = i + 1
			}
		}
	}
	return append(out, expr[from:])
}

// asserted checks what a sentence states besides numbers, names and values. That
// something is not known may always be said.
func (c *claims) asserted() (Reason, string) {
	for _, kind := range assertions {
		for _, thing := range kind.things {
			matches, places := thing.findAll(c.masked)
			for i, match := range matches {
				if !kind.backed(c, thing, match, places[i]) && !c.ignorant(places[i]) && !c.highlighted(places[i]) {
					return kind.why, match
				}
			}
		}
	}
	return Passed, ""
}

// ruled reports whether a rule, an order or a product that is spoken of says the
// thing, in whatever words; or a column of the product is about it, whose value is
// checked by itself.
func (c *claims) ruled(thing patterns, match string, at int) bool {
	return thing.in(c.facts.shared.text) || c.literally(thing, match, at) ||
		some(c.scope(at), func(r *record) bool { return thing.in(r.columns) || r.awaited() && look.pre.in(c.masked) })
}

// awaited reports whether a product is yet to come in.
func (r *record) awaited() bool { return r.stock == catalog.Preorder || r.stock == catalog.Backorder }

// literally reports whether the facts say it in these words.
func (c *claims) literally(_ patterns, match string, at int) bool {
	return c.quotedText(strings.TrimSpace(match), at)
}

// featured reports whether a product spoken of, or the shopper, says the thing, or
// the sentence says that a product lacks it.
func (c *claims) featured(thing patterns, match string, at int) bool {
	has := func(r *record) bool { return r.hasThing(thing) }
	if neither.in(c.words(c.clauseAt(at))) {
		return !some(c.facts.products, has)
	}
	if c.denied(match, at) && !c.ignorant(at) {
		rs := c.scope(at)
		return len(rs) == 0 || some(rs, func(r *record) bool { return !has(r) || !thing.in(r.text) })
	}
	if some(c.facts.products, has) && !c.shared(at, has) {
		return false
	}
	says := func(r *record) bool { return has(r) && c.asMany(r, thing, at) }
	if c.doubtful(at) && len(c.mentions) == 0 && !pronoun.MatchString(c.lower) || c.supposed(at) { // "shall I look for long sleeves?"
		return true
	}
	return some(c.scope(at), says) || thing.in(c.facts.shared.text) || thing.in(strings.ToLower(c.facts.plan.Said)) || c.askedFor(thing)
}

// hasThing reports whether a product's texts say a thing, or a column of its that is
// about it says no no.
func (r *record) hasThing(thing patterns) bool {
	if thing.in(r.columns) {
		return true
	}
	for column, yes := range r.truths {
		if thing.in(strings.ReplaceAll(column, "_", " ") + " " + books["zh"].label(column)) {
			return yes
		}
	}
	return thing.in(r.text) || thing.in(r.kind)
}

// asMany reports whether a number right before the thing, if there is one, is the
// one that the product's texts have there: its two pockets are not four.
func (c *claims) asMany(r *record, thing patterns, at int) bool {
	n, said := numberBefore(c.masked, c.spans, at)
	if !said {
		return true
	}
	_, places := thing.findAll(r.text)
	spans := lexicon.Of(lexicon.Read(r.text), lexicon.Number, lexicon.Measure)
	for _, place := range places {
		if m, ok := numberBefore(r.text, spans, place); ok && m == n {
			return true
		}
	}
	return false
}

// numberBefore gives the number that stands right before a place, a word between
// them at most.
func numberBefore(text string, spans []lexicon.Span, at int) (float64, bool) {
	for _, s := range spans {
		if (s.Kind == lexicon.Number || s.Kind == lexicon.Measure) && s.End <= at && s.Start < at && !strings.ContainsAny(text[s.End:at], ",.;:，。；：") && near(text[s.End:at]) {
			return s.Lo, true
		}
	}
	return 0, false
}

// near reports whether no more than a word stands between two places.
func near(between string) bool {
	if mostlyHan(between) {
		return utf8.RuneCountInString(between) < 3
	}
	return len(strings.Fields(between)) < 2
}

// askedFor reports whether a condition in force is about the thing.
func (c *claims) askedFor(thing patterns) bool {
	for _, f := range c.facts.plan.Filters {
		if thing.in(strings.ToLower(strings.ReplaceAll(f.Field, "_", " ") + " " + strings.Join(f.Values, " "))) {
			return true
		}
	}
	return false
}

// refusal is how one says that there is no such thing, right before it.
var refusal = regexp.MustCompile(`(?:\b(?:no|not any|any|have no|there (?:is|are) no|don't have(?: any)?|do not have(?: any)?|can't (?:give|offer|grant)(?: you)?(?: any| a)?|cannot (?:give|offer|grant)(?: you)?(?: any| a)?) (?:\w+ )?|没有?(?:什么|任何)?|给不了|不能(?:给|提供))$`)

// refused reports whether a thing is said not to be had.
func (c *claims) refused(at int) bool { return refusal.MatchString(c.masked[:at]) }

// ignorance is how one says that something is not known, or asks what the shopper
// wants to hear.
var ignorance = compiled(`\b(?:can't|cannot|can not|couldn't|could not|don't|do not|doesn't|does not|didn't) (?:\w+ )?(?:say|tell|know|state|mention|promise|find|see|give|change|lower|place|guess|have (?:any )?(?:information|details|word|figures?))\b|\b(?:not|isn't|aren't|is not|are not|wasn't) (?:\w+ )?(?:stated|given|mentioned|listed|shown|included in|something i)\b|\bno (?:word|text|figures?|information|details?|mention) (?:on|about|of)\b|\b(?:have|find|see) no (?:\w+ )?(?:information|details?|word)\b|\bnothing (?:is )?(?:stated|said|written)\b|\bexplain\b|\b(?:want|like) to (?:know|hear|ask)\b|\bfor (?:questions|anything) about\b|\bcheck with the shop\b|\bcontact the shop\b|\brather not guess\b|没有?(?:写|说明|提到?|列出?|看到|相关|信息|法|办法|注明|资料)|会不会|能不能|不确定|说不好|没说|看不到|查不到|不清楚|不知道|未注明|无法|说不准|规定|给不了|改不了|不敢|答应不了|做不了主|想(?:了解|知道|问)`)

// ignorant looks into the clause, and behind one that only names the subject:
// "as for returns, I have no details".
func (c *claims) ignorant(at int) bool {
	cl := c.clauseAt(at)
	if ignorance.in(c.words(cl)) {
		return true
	}
	subject := subjectOnly.MatchString(strings.TrimSpace(c.words(cl))) || len(strings.Fields(c.words(cl))) < 5 && !mostlyHan(c.words(cl))
	return subject && cl.to < len(c.masked) && ignorance.in(c.masked[cl.to:])
}

var subjectOnly = regexp.MustCompile(`^(?:关于|至于|对于|说到|\p{Han}{1,6}$|as for|regarding|about|for questions)`)

// supposed reports whether a place lies in what is only supposed of the shopper, or
// asked of her: "if you have kids", "is it for somebody who is sensitive to wool?".
func (c *claims) supposed(at int) bool {
	cl := c.clauseAt(at)
	return len(c.within(cl)) == 0 && (supposition.MatchString(c.words(cl)) || asksHer.MatchString(c.masked) && c.doubtful(at))
}

var (
	supposition = regexp.MustCompile(`\b(?:if|in case|should|when(?:ever)?|as long as) (?:you|your|somebody|someone|anyone|the \w+ (?:is|are)|it's for|this is for|it is for|\w+ feels?|there (?:is|are))\b|(?:如果|要是|若|假如|万一|只要)`)
	asksHer     = regexp.MustCompile(`^\W*(?:so,? |and |or )?(?:are (?:there|you)|do you|does (?:anyone|anybody|somebody)|will (?:you|it|this|the \w+) be|would you|is (?:it|this|there|anyone|anybody)|who|what|which|how (?:many|often|big|large|important)|where|when)\b|(?:您|家里|是给|主要|有没有人|平时).*(?:呢|吗)`)
)
