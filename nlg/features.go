package nlg

import (
	"regexp"
	"slices"
	"strings"

	"daogou/catalog"
	"daogou/lexicon"
)

// instead are the words right before a value that is not had.
var instead = regexp.MustCompile(`\b(?:rather than|instead of|not|isn't|aren't) (?:a |the |in |to be )?$|(?:不是|不算|并非|而不是|比起|不是您(?:说|要|想要)的)$`)

// wished are the words right before a value that is wanted, not stated.
var wished = regexp.MustCompile(`\b(?:you(?:'d| would)? (?:want|like|love|prefer|need|wear)|wants?|whether|how (?:much|important)|be happy with|asked for|looking for|has to be|must be|worth) (?:a |the |in |to be )?$|(?:要|想要|喜欢|想穿|偏爱|多爱|一定是|必须是)$`)

// statedForm is how a value is said to be had.
var statedForm = regexp.MustCompile(`\b(?:comes?|available|sold|offered|made) in (?:a |the )?$|有$`)

// several reports whether another value of the kind stands in the clause: "red and
// navy are both classics".
func (c *claims) several(s lexicon.Span) bool {
	cl := c.clauseAt(s.Start)
	return slices.ContainsFunc(c.spans, func(o lexicon.Span) bool {
		return o.Kind == s.Kind && o.Start != s.Start && o.Start >= cl.from && o.End <= cl.to
	})
}

// companion reports whether a value is of something else that is worn or used
// with the goods: "a denim jacket", 白色的鞋.
func (c *claims) companion(s lexicon.Span) bool {
	m := behindValue.FindString(c.masked[s.End:])
	m = strings.Trim(m, " 的双件条")
	return m != "" && lexicon.KnownNoun(m) && !c.facts.kindWord2(m)
}

var behindValue = regexp.MustCompile(`^(?: [a-z]+|的?[双件条]?\p{Han}{1,2})`)

// kindWord2 reports whether a noun names the goods of the plan.
func (f *Facts) kindWord2(noun string) bool {
	stem := lexicon.Stem(noun)
	return slices.ContainsFunc(f.products, func(r *record) bool {
		return strings.Contains(r.kind, stem) || strings.Contains(strings.ToLower(r.title), stem)
	})
}

// Quantifiers.
var (
	every   = compiled(`\b(?:both|all|each|every|either)\b|都[是有]|[两三几每]款`)
	neither = compiled(`\b(?:neither|none|no \w+ of (?:them|these))\b|都不|都没|都无|没有一`)
	alone   = compiled(`\bonly (?:the|this|that|it)\b|\b(?:the )?only (?:one|dress|product|model)\b|只有|唯一`)
)

// shared reports whether a thing is had by as many of the products as the clause
// says: all, none, or one alone.
func (c *claims) shared(at int, holds func(*record) bool) bool {
	n := 0
	for _, r := range c.facts.products {
		if holds(r) {
			n++
		}
	}
	switch words := c.words(c.clauseAt(at)); {
	case c.doubtful(at) || len(c.facts.products) < 2:
		return true
	case neither.in(words):
		return n == 0
	case alone.in(words):
		return n == 1
	case every.in(words) && len(c.mentions) > 1:
		return !slices.ContainsFunc(c.mentions, func(m located) bool { return !some(c.twins(m.record), holds) }) || c.negated(at)
	case every.in(words) && len(c.mentions) == 0:
		return n == len(c.facts.products) || c.negated(at)
	}
	return true
}

// hue checks a colour: one of the product's, a rule's, or what was asked for
// where nothing is said to have it.
func (c *claims) hue(s lexicon.Span) Reason {
	sure, _ := lexicon.Families(s.Value)
	holds := func(r *record) bool {
		if r.shades[s.Value] {
			return true
		}
		for have := range r.shades {
			families, _ := lexicon.Families(have)
			if slices.Contains(families, s.Value) || slices.Contains(sure, have) && lexicon.IsFamily(s.Value) {
				return true
			}
		}
		return c.quoted(s, r)
	}
	return c.backed(s, BadColor, holds, func(r *record) bool { return r.shades[s.Value] })
}

// stuff checks a material.
func (c *claims) stuff(s lexicon.Span) Reason {
	if s.Text == "down" && !downForm.MatchString(c.masked[:s.Start]) {
		return Passed // "down from $20"
	}
	if c.labelled(s.Start) {
		return Passed
	}
	holds := func(r *record) bool { return r.materials[s.Value] || c.quoted(s, r) }
	return c.backed(s, BadStuff, holds, func(r *record) bool { return r.materials[s.Value] })
}

var downForm = regexp.MustCompile(`(?:goose|duck|with|of|white|real|filled?|in) $`)

// backed looks for what a word states in the product, the rules, and where
// nothing is claimed, among the shopper's own words.
func (c *claims) backed(s lexicon.Span, bad Reason, holds, said func(*record) bool) Reason {
	known := some(c.facts.products, holds)
	switch {
	case c.companion(s):
	case (known || said(c.facts.said)) && (instead.MatchString(c.masked[:s.Start]) && !some(c.scope(s.Start), holds) || wished.MatchString(c.masked[:s.Start]) && (len(c.mentions) == 0 || c.denied(s.Text, s.Start) || look.negation.in(c.masked))):
	case some(c.scope(s.Start), holds) && instead.MatchString(c.masked[:s.Start]) && !c.doubtful(s.Start):
		return bad
	case known && !c.several(s) && !c.shared(s.Start, holds):
		return bad
	case some(c.scope(s.Start), holds), holds(c.facts.shared), known && c.supposed(s.Start) && !liking.MatchString(c.words(c.clauseAt(s.Start))):
	case len(c.mentions) > 0 && statedForm.MatchString(c.masked[:s.Start]) && !c.negated(s.Start):
		return bad
	case said(c.facts.said) && (len(c.mentions) == 0 && !pronoun.MatchString(c.lower) || c.negated(s.Start) || c.doubtful(s.Start)):
	case c.facts.plan.Topic != "" && len(c.facts.products) == 0: // small talk speaks of no goods
	default:
		return bad
	}
	return Passed
}

// liking is what the shopper is supposed to wish for, which the goods then have.
var liking = regexp.MustCompile(`\b(?:like|love|want|prefer|need|fancy|enjoy|after|fan of|looking for)\b|喜欢|想|要|爱`)

// quoted reports whether the word stands in the record's text with the same
// word before it: "feet of oak" may be repeated, though oak is no column.
func (c *claims) quoted(s lexicon.Span, r *record) bool {
	from := strings.LastIndexAny(strings.TrimRight(c.masked[:s.Start], " "), " ,.;:(，。、：；（") + 1
	context := strings.TrimLeft(c.masked[from:s.End], "，。、：；（")
	return len(context) > s.End-s.Start && strings.Contains(r.text, context)
}

// stock checks what is said of availability.
func (c *claims) stock() (Reason, string) {
	if match, at := look.scarce.find(c.masked); at >= 0 && !c.quotedText(match, at) && !c.inMoney(at) && !c.ignorant(at) {
		return BadStock, match
	}
	status := func(at int, want ...catalog.Availability) bool {
		rs := c.scope(at)
		return len(rs) > 0 && some(rs, func(r *record) bool { return slices.Contains(want, r.stock) }) || len(rs) == 0 && len(c.facts.plan.Passages) > 0
	}
	if match, at := look.out.find(c.masked); at >= 0 {
		denied := look.negation.in(c.masked[c.clauseAt(at).from:at]) && !rhetoric.in(c.masked)
		if denied && !status(at, catalog.InStock, "") || !denied && !c.doubtful(at) && !status(at, catalog.OutOfStock) {
			return BadStock, match
		}
		return Passed, ""
	}
	if match, at := look.pre.find(c.masked); at >= 0 && !c.negated(at) && !status(at, catalog.Preorder, catalog.Backorder) && !c.quotedText(match, at) {
		return BadStock, match
	}
	match, at := look.in.find(c.masked)
	if at < 0 || c.doubtful(at) {
		return Passed, ""
	}
	if c.negated(at) {
		if !status(at, catalog.OutOfStock, catalog.Preorder, catalog.Backorder) {
			return BadStock, match
		}
		return Passed, ""
	}
	if in := func(r *record) bool { return r.stock == catalog.InStock || r.stock == "" }; alone.in(c.masked) && !c.shared(at, in) {
		return BadStock, match
	}
	if !c.allInStock(at) {
		return BadStock, match
	}
	return Passed, ""
}

// inMoney reports whether a place lies in an amount of money.
func (c *claims) inMoney(at int) bool {
	return slices.ContainsFunc(c.spans, func(s lexicon.Span) bool { return s.Kind == lexicon.Money && s.Start <= at && at < s.End })
}

// allInStock holds when everything that is said to be in stock is.
func (c *claims) allInStock(at int) bool {
	rs := c.scope(at)
	if len(c.mentions) > 0 {
		return some(rs, func(r *record) bool { return r.stock == catalog.InStock || r.stock == "" })
	}
	return len(rs) > 0 && !some(rs, func(r *record) bool { return r.stock != catalog.InStock && r.stock != "" })
}

// quotedText reports whether the words stand in the facts about a place.
func (c *claims) quotedText(words string, at int) bool {
	return strings.Contains(c.facts.shared.text, words) || some(c.scope(at), func(r *record) bool { return strings.Contains(r.text, words) })
}

// feature is a yes/no column with the words that claim it.
type feature struct {
	column string
	words  *regexp.Regexp
}

var featureWords = readFeatures()

// readFeatures makes of every yes/no column the words that claim it, from both
// languages' fields.
func readFeatures() []feature {
	words := map[string][]string{}
	for _, b := range []*book{books["en"], books["zh"]} {
		for key, f := range b.fields {
			column, ok := strings.CutPrefix(key, "yes.")
			if !ok {
				continue
			}
			if w := featureStem(b.locale, f.yes); w != "" {
				words[column] = append(words[column], w)
			}
		}
	}
	var all []feature
	for column, ws := range words {
		all = append(all, feature{column, regexp.MustCompile(strings.Join(ws, "|"))})
	}
	slices.SortFunc(all, func(a, b feature) int { return strings.Compare(a.column, b.column) })
	return all
}

var predicateHead = regexp.MustCompile(`^(?:is|has an?|has|needs|comes with|works on|可以|可用|可进|便于|带|有|是|支持|适用|需要|附|未经|不含)\s*`)

func featureStem(locale, predicate string) string {
	w := predicateHead.ReplaceAllString(strings.ToLower(predicate), "")
	w = strings.TrimSuffix(w, "的")
	if locale == "en" {
		return `\b` + strings.ReplaceAll(regexp.QuoteMeta(w), " ", "[ -]") + `\b`
	}
	if len([]rune(w)) < 2 {
		return ""
	}
	return regexp.QuoteMeta(w)
}

// features checks yes/no columns: what a sentence says a product is or has
// must be what its column or its texts say.
func (c *claims) features() (Reason, string) {
	if len(c.facts.products) == 0 || len(c.cells) > 0 {
		return Passed, ""
	}
	for _, f := range featureWords {
		at := f.words.FindStringIndex(c.masked)
		if at == nil || c.doubtful(at[0]) || c.highlighted(at[0]) || c.labelled(at[0]) {
			continue
		}
		word := c.masked[at[0]:at[1]]
		claimed := !c.denied(word, at[0])
		holds := func(r *record) bool {
			if yes, known := r.truthOf(word); known {
				return yes == claimed
			}
			return claimed == strings.Contains(r.text, word)
		}
		if !some(c.scope(at[0]), holds) && !strings.Contains(c.facts.shared.text, word) {
			return BadFeature, word
		}
	}
	return Passed, ""
}

// truthOf is what a product says to words that claim a yes/no column, which has
// several usual names.
func (r *record) truthOf(words string) (yes, known bool) {
	for _, f := range featureWords {
		if yes, known = r.truths[f.column]; known && f.words.MatchString(words) {
			return yes, true
		}
	}
	return false, false
}
