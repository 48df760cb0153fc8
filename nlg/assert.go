package nlg

import (
	"regexp"
	"strings"

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
		return c.facts.plan.Act == chat.OrderAct || c.facts.plan.Act == chat.CartAct || c.ruled(thing, match, at)
	}},
	{Coupon, thingsOf("offer"), func(c *claims, thing patterns, match string, at int) bool {
		return c.ruled(thing, match, at) || c.refused(at) || reduced.MatchString(match) && some(c.scope(at), func(r *record) bool { return r.sale })
	}},
	{Claim, thingsOf("market"), (*claims).literally},
	{Claim, thingsOf("sales"), (*claims).literally},
	{Claim, thingsOf("slur"), (*claims).literally},
	{BadFeature, thingsOf("feature"), (*claims).featured},
}

// thingsOf reads a section: each line is one thing, its choices each a pattern.
func thingsOf(section string) []patterns {
	var all []patterns
	for _, line := range sections("data/claims")[section] {
		var thing patterns
		for _, choice := range choicesOf(line) {
			thing = append(thing, newPattern(choice))
		}
		all = append(all, thing)
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
				if !kind.backed(c, thing, match, places[i]) && !c.ignorant(places[i]) {
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
	says := func(r *record) bool { return (thing.in(r.text) || thing.in(r.kind) || thing.in(r.columns)) && c.asMany(r, thing, at) }
	if c.doubtful(at) && len(c.mentions) == 0 && !pronoun.MatchString(c.lower) { // "shall I look for long sleeves?"
		return true
	}
	return some(c.scope(at), says) || thing.in(c.facts.shared.text) || thing.in(strings.ToLower(c.facts.plan.Said)) || c.askedFor(thing)
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
		if (s.Kind == lexicon.Number || s.Kind == lexicon.Measure) && s.End <= at && s.Start < at && !strings.ContainsAny(text[s.End:at], ",.;:，。；：") && len(strings.Fields(text[s.End:at])) < 2 {
			return s.Lo, true
		}
	}
	return 0, false
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
var ignorance = regexp.MustCompile(`\b(?:can't|cannot|can not|couldn't|could not|don't|do not|doesn't|does not|didn't) (?:\w+ )?(?:say|tell|know|state|mention|promise|find|see|give|give out|change|lower)\b|\b(?:not|isn't|is not) (?:stated|given|mentioned|listed)\b|\bno (?:word|text|figures?|information) (?:on|about)\b|\bnothing (?:on|about)\b|\bexplain\b|\b(?:want|like) to (?:know|hear|ask)\b|没有?写|没说|查不到|不清楚|不知道|没有提|未注明|无法确认|说不准|规定|给不了|改不了|想(?:了解|知道|问)`)

func (c *claims) ignorant(at int) bool { return ignorance.MatchString(c.words(c.clauseAt(at))) }
