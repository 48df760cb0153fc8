package nlg

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"daogou/catalog"
)

// comparison is a way to set one product above others, by a figure that every one
// of them has.
type comparison struct {
	words patterns
	above func(a, b *record) bool // whether a is what the words say beside b
	all   bool                    // beside every other one
}

var comparisons = []comparison{
	{compiled(`\b(?:cheapest|least expensive|most affordable|lowest[- ]priced|lowest price)\b|最便宜|最实惠|价格最低`), func(a, b *record) bool { return a.price <= b.price }, true},
	{compiled(`\b(?:dearest|most expensive|priciest|costliest|highest price)\b|最贵|价格最高`), func(a, b *record) bool { return a.price >= b.price }, true},
	{compiled(`\b(?:cheaper|less expensive|more affordable|lower price|thriftier)\b|更便宜|更实惠|便宜些|更省`), func(a, b *record) bool { return a.price < b.price }, false},
	{compiled(`\b(?:dearer|more expensive|pricier|higher price)\b|更贵|贵些`), func(a, b *record) bool { return a.price > b.price }, false},
	{compiled(`\b(?:best|highest|top)[- ]rated\b|\bhighest rating\b|\bbest reviews\b|评分最高|评价最好`), func(a, b *record) bool { return a.figure("rating") >= b.figure("rating") }, true},
	{compiled(`\b(?:better|higher) rat(?:ed|ing)\b|\brated (?:higher|better)\b|\bscores? higher\b|评分更高|评分高|评价更好|评分比.{0,8}高`), func(a, b *record) bool { return a.figure("rating") > b.figure("rating") }, false},
	{compiled(`\b(?:more|most) (?:reviews|ratings)\b|\breviewed more\b|评价更多|评价最多|评论更多|评价比.{0,8}多`), func(a, b *record) bool { return a.figure("review_count") > b.figure("review_count") }, false},
	{compiled(`\blight(?:er|est)\b|\bweighs? (?:less|the least)\b|更轻|最轻|轻一?[些点]`), func(a, b *record) bool { return a.figure("weight") < b.figure("weight") }, false},
	{compiled(`\b(?:bigger|larger|biggest|largest|roomier)\b|更大|大一?[些点]|最大的`), func(a, b *record) bool { return a.larger(b) }, false},
	{compiled(`\b(?:smaller|smallest)\b|更小|小一?[些点]|最小的`), func(a, b *record) bool { return b.larger(a) }, false},
	{compiled(`\bheav(?:ier|iest)\b|\bweighs? (?:more|the most)\b|更重|最重量|重一?[些点]`), func(a, b *record) bool { return a.figure("weight") > b.figure("weight") }, false},
}

// larger reports whether some figure of a record, besides those of its reviews, is
// above another's.
func (r *record) larger(o *record) bool {
	return slices.ContainsFunc(r.quantities, func(q quantity) bool {
		return q.column != "" && q.column != "rating" && q.column != "review_count" && q.value > o.figure(q.column)
	})
}

// figure is a number that a record states of a column; NaN where it states none,
// so that no comparison with it holds.
func (r *record) figure(column string) float64 {
	for _, q := range r.quantities {
		if q.column == column {
			return q.value
		}
	}
	return math.NaN()
}

var (
	same    = compiled(`\b(?:the same|identical|equal(?:ly)?) (?:price|priced|cost)|\bcosts? (?:exactly |just )?the same\b|\bequally (?:priced|expensive|cheap)\b|价格(?:都|是|都是)?(?:一样|相同)|同价|一样贵|一个价`)
	cut     = compiled(`\breduced\b|\bmarked down\b|\bon sale\b|\bcome down\b|\bprice (?:has |was )?(?:dropped|fallen|cut|lowered)\b|降价|打折|直降|降了|促销|特价`)
	perfect = compiled(`\b(?:perfect|full) (?:score|marks|rating)\b|(?:^|[^.\d])(?:five|5)[- ]stars?\b|(?:^|[^.\d])5 ?/ ?5\b|(?:^|[^.\d])5 out of 5\b|满分|五星|5星`)
	colours = compiled(`\bcolou?rs\b|\bshades\b|种颜色|个颜色|[个种]色`)
	part    = regexp.MustCompile(`\b(?:a |one )?(half|third|quarter|fifth) (?:off|less|cheaper)\b|\bby (?:a |one )?(half|third|quarter|fifth)\b|\b(half)[- ]price\b`)
)

// parts are the per cent that a part of a price is.
var parts = map[string]float64{"half": 50, "third": 33, "quarter": 25, "fifth": 20}

// ranking checks who is cheaper, better rated or lighter than the others where
// only one is named, and what is said of a reduction or a perfect score.
func (c *claims) ranking() (Reason, string) {
	if len(c.cells) > 0 {
		return Passed, ""
	}
	if match, at := same.find(c.masked); at >= 0 && !c.negated(at) && !c.oneprice() {
		return BadMoney, match
	}
	if match, at := cut.find(c.masked); at >= 0 && !c.cutAsSaid(match, at) {
		return Coupon, match
	}
	if match, at := perfect.find(c.masked); at >= 0 && !c.negated(at) && !some(c.scope(at), func(r *record) bool { return r.figure("rating") >= 4.95 }) {
		return BadNumber, match
	}
	if match, at := colours.find(c.masked); at >= 0 {
		if n, said := numberBefore(c.masked, c.spans, at); said && !c.colouredAs(n) {
			return BadNumber, match
		}
	}
	if match, at := unrated.find(c.masked); at >= 0 && some(c.scope(at), func(r *record) bool { return r.figure("review_count") > 0 }) {
		return BadNumber, match
	}
	if why, at := c.budget(); why != Passed {
		return why, at
	}
	if why, at := c.partOff(); why != Passed {
		return why, at
	}
	return c.compared()
}

// cutAsSaid reports whether what is said to be reduced, or not, is so.
func (c *claims) cutAsSaid(match string, at int) bool {
	reduced := func(r *record) bool { return r.sale }
	switch {
	case c.doubtful(at) || c.ignorant(at):
		return true
	case neither.in(c.masked):
		return !some(c.facts.products, reduced)
	case c.denied(match, at):
		return some(c.scope(at), func(r *record) bool { return !r.sale })
	case c.negated(at):
		return true
	}
	return some(c.scope(at), reduced) || c.quotedText(match, at)
}

// colouredAs reports whether there are as many colours: of the products shown, or
// of the one with its variants.
func (c *claims) colouredAs(n float64) bool {
	shades := map[string]bool{}
	for _, r := range c.facts.products {
		for s := range r.shades {
			shades[s] = true
		}
	}
	return n == float64(len(shades)) || n == float64(len(c.facts.plan.Variants)+1)
}

var (
	unrated = compiled(`\b(?:not|hasn't|haven't|never) (?:yet )?(?:been )?(?:reviewed|rated)\b|\bno (?:reviews|ratings)\b|没有?(?:人)?评价|还没评`)
	beyond  = compiled(`\b(?:over|above|beyond|exceeds?|outside|past) (?:your|the) (?:budget|limit)\b|超(?:出|过|了)?.{0,6}预算`)
	inside  = compiled(`\b(?:under|below|within|inside|in) (?:your|the) (?:budget|limit)\b|没超|不超|预算(?:之|以)?内`)
)

// budget checks what is said to lie beyond the shopper's budget, or inside it.
func (c *claims) budget() (Reason, string) {
	limit := int64(0)
	for _, f := range c.facts.plan.Filters {
		if f.Field == "price" && f.Op == catalog.Lte {
			limit = int64(f.Number)
		}
	}
	if limit == 0 || both.MatchString(c.masked) {
		return Passed, ""
	}
	if match, at := inside.find(c.masked); at >= 0 {
		denied := c.denied(match, at)
		if !c.doubtful(at) && !some(c.scope(at), func(r *record) bool { return (r.price <= limit) != denied }) {
			return BadMoney, match
		}
		return Passed, ""
	}
	if match, at := beyond.find(c.masked); at >= 0 && !c.negated(at) && !c.doubtful(at) && !ignorance.in(c.masked) &&
		!some(c.scope(at), func(r *record) bool { return r.price > limit }) {
		return BadMoney, match
	}
	return Passed, ""
}

// oneprice reports whether the products spoken of, or all, cost the same.
func (c *claims) oneprice() bool {
	rs := c.within(clause{0, len(c.masked)})
	if len(rs) < 2 {
		rs = c.facts.products
	}
	for _, r := range rs {
		if r.price != rs[0].price {
			return false
		}
	}
	return len(rs) > 1
}

// partOff checks "a third off" against the reductions there are.
func (c *claims) partOff() (Reason, string) {
	at := part.FindStringSubmatchIndex(c.masked)
	if at == nil || c.quotedText(c.masked[at[0]:at[1]], at[0]) {
		return Passed, ""
	}
	for i := 2; i < len(at); i += 2 {
		if at[i] < 0 {
			continue
		}
		want := parts[c.masked[at[i]:at[i+1]]]
		if some(c.scope(at[0]), func(r *record) bool { return r.reducedBy(want) }) {
			return Passed, ""
		}
	}
	return BadPercent, c.masked[at[0]:at[1]]
}

func (r *record) reducedBy(percent float64) bool {
	for p := range r.percents {
		if r.sale && math.Abs(p-percent) <= 2 {
			return true
		}
	}
	return false
}

// compared checks a comparison whose other side is not named: it holds beside
// some other product shown, or beside all.
func (c *claims) compared() (Reason, string) {
	if a, _ := c.pairOf(); a != nil && len(c.facts.products) < 3 || len(c.facts.products) < 2 {
		return c.comparedPair()
	}
	if than.MatchString(c.masked) && !others.in(c.masked) { // than something else: "lighter than you would think"
		return Passed, ""
	}
	for _, k := range comparisons {
		match, at := k.words.find(c.masked)
		if at < 0 || c.negated(at) || c.doubtful(at) || strings.Contains(c.facts.shared.text, match) {
			continue
		}
		spoken := c.scope(at)
		if len(spoken) == len(c.facts.products) { // of none in particular
			continue
		}
		if !some(spoken, func(r *record) bool { return c.standsAbove(r, k) }) {
			return BadNumber, match
		}
	}
	return Passed, ""
}

var others = compiled(`\bthan (?:the )?(?:others?|rest|one)\b|比(?:其他|其它|别的|另)`)

// comparedPair checks a comparison of two that are named.
func (c *claims) comparedPair() (Reason, string) {
	a, b := c.pairOf()
	if a == nil {
		return Passed, ""
	}
	for _, k := range comparisons {
		if match, at := k.words.find(c.masked); at >= 0 && !c.negated(at) && !c.doubtful(at) && !k.above(a, b) {
			return BadNumber, match
		}
	}
	return Passed, ""
}

func (c *claims) standsAbove(r *record, k comparison) bool {
	beside := 0
	for _, o := range c.facts.products {
		switch {
		case o == r || o.title == r.title:
		case k.above(r, o):
			beside++
		case k.all:
			return false
		}
	}
	return beside > 0
}
