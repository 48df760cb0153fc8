package nlg

import (
	"math"
	"regexp"
	"slices"

	"daogou/lexicon"
)

// dollars are written with the same sign.
var dollars = map[string]bool{"USD": true, "CAD": true, "AUD": true, "HKD": true, "SGD": true, "NZD": true, "TWD": true}

func sameCurrency(a, b string) bool {
	return a == "" || b == "" || a == b || dollars[a] && dollars[b]
}

// generic are words that a price may belong to without a product's name.
var generic = regexp.MustCompile(`\b(?:prices?|priced|budget|total|together|each|both|difference|save|saves|saving|cart|order|cheapest|dearest|start(?:s|ing)?|range|cheaper|less|more|these|they|them|all|ones?|either|former|latter|spend|sum|comes to|list)\b|价|预算|一共|合计|共|差|省|起|购物车|订单|最便宜|最贵|两款|这几款|都是|前者|后者|总|单价|小计|便宜|优惠|它们`)

// money checks an amount: a price, a list price or a saving of the product
// spoken of, a sum or a difference of two prices, a line or total of the cart
// or an order, an amount of a rule; or, as a limit, what the shopper said.
func (c *claims) money(s lexicon.Span) Reason {
	scope := c.scope(s.Start)
	for _, major := range []float64{s.Lo, s.Hi} {
		n := lexicon.Minor(major, s.Currency)
		switch {
		case forSeveral.MatchString(c.masked[s.End:]) && !c.pair(n) && !c.facts.shared.money[n]:
			return BadMoney
		case c.facts.shared.money[n]:
		case apart.MatchString(c.masked) && !c.pair(n) && !c.roughly(s.Start, n, scope):
			return BadMoney
		case some(scope, func(r *record) bool { return r.money[n] && sameCurrency(r.currency, s.Currency) }):
			if !c.hasSubject() {
				return BadName
			}
		case c.pair(n) && sameCurrency(c.facts.currency(), s.Currency):
		case (c.facts.said.money[n] || c.facts.said.has("", major)) && c.asLimit(s.Start, n):
		case s.Hi > s.Lo && c.facts.said.money[lexicon.Minor(s.Lo, s.Currency)] && c.facts.said.money[lexicon.Minor(s.Hi, s.Currency)]: // the range asked for
		case c.roughly(s.Start, n, scope), c.leftover(s.Start, n, scope):
		default:
			return BadMoney
		}
	}
	if some(scope, func(r *record) bool { return r.money[minor(s.Lo)] }) && c.wrongRole(s, scope) {
		return BadMoney
	}
	return Passed
}

// forSeveral is how a price is said to be that of several pieces.
var forSeveral = regexp.MustCompile(`^\s?(?:元|块)?\s?[（(/]?\s?(?:[两二三四五六]|[2-9])\s?[条件个只双套张把]|^ (?:for|buys?|gets?)(?: you)? (?:two|three|four|both|the (?:pair|set|two|lot))\b`)

func (f *Facts) currency() string {
	if len(f.products) > 0 {
		return f.products[0].currency
	}
	return f.shared.currency
}

// hasSubject reports whether it is clear what a price belongs to, so that an
// unknown thing can not borrow a known price.
func (c *claims) hasSubject() bool {
	return len(c.mentions) > 0 || len(c.cells) > 0 || len(c.facts.products) == 1 || pronoun.MatchString(c.lower) || generic.MatchString(c.masked)
}

var (
	nowForm  = regexp.MustCompile(`\b(?:now|down to|reduced to|sale price|currently|today|for only|just|at)\s*$|(?:现在|现价|到手|售价|降到|降至|只要|仅需|折后)(?:只要|仅|是|为)?\s*$`)
	wasForm  = regexp.MustCompile(`\b(?:was|from|instead of|originally|regularly|list price(?: of| is)?|before|normally|usually)\s*$|(?:原价|标价|吊牌价|划线价|原来|从|之前|平时)(?:是|为|要)?\s*$`)
	saveForm = regexp.MustCompile(`\b(?:saves?|saving|savings of|off by|less by|you save)(?: you)?\s*$|(?:省|立省|节省|能省|可省|便宜了?|降了|少)\s*$`)
)

// wrongRole notices an amount of the right product in the wrong place: the
// list price said to be what one pays, the price said to be saved.
func (c *claims) wrongRole(s lexicon.Span, scope []*record) bool {
	before := c.masked[:s.Start]
	n := minor(s.Lo)
	right := func(holds func(*record) bool) bool { return some(scope, holds) || c.pair(n) }
	switch {
	case saveForm.MatchString(before):
		return !right(func(r *record) bool { return r.sale && r.money[n] && r.price != n && !r.list(n) })
	case wasForm.MatchString(before):
		return !right(func(r *record) bool { return r.list(n) || r.price == n && !r.sale })
	case nowForm.MatchString(before):
		return !right(func(r *record) bool { return r.price == n })
	}
	return false
}

func (r *record) list(n int64) bool { return r.money[n] && n > r.price }

// pair reports whether n is the sum or the difference of two prices of the
// products spoken of, or of all where the sentence names fewer than two.
func (c *claims) pair(n int64) bool {
	var rs []*record
	for _, m := range c.mentions {
		if !slices.Contains(rs, m.record) {
			rs = append(rs, m.record)
		}
	}
	if len(rs) < 2 {
		if len(rs) == 1 && !generic.MatchString(c.masked) {
			return false
		}
		rs = c.facts.products
	}
	for i, a := range rs {
		for _, b := range rs[i+1:] {
			if d := a.price - b.price; d == n && n > 0 || -d == n && n > 0 || a.price+b.price == n {
				return differs.MatchString(c.masked)
			}
		}
	}
	return false
}

// differs are the words that make an amount a sum or a difference.
var differs = regexp.MustCompile(`\b(?:more|less|cheaper|dearer|difference|apart|save|saves|saving|together|total|both|sum|extra|gap|combined|altogether|between|worth|costlier|pricier)\b|差|贵|便宜|省|一共|合计|总共|多|少|加起来|合起来|一起|两件`)

// asLimit lets an amount that the shopper named pass as what it is: a limit
// that what is named keeps to, or something denied.
func (c *claims) asLimit(at int, n int64) bool {
	words := c.words(c.clauseAt(at))
	if look.negation.in(words) {
		return !over.MatchString(words) || !some(c.scope(at), func(r *record) bool { return r.price > n })
	}
	if left.MatchString(words) {
		return true
	}
	if both.MatchString(c.masked) && !over.MatchString(words) && len(c.facts.products) == 2 {
		return c.facts.products[0].price+c.facts.products[1].price <= n
	}
	if !look.limit.in(words) {
		return false
	}
	above := over.MatchString(words)
	for _, m := range c.mentions {
		if m.record.price > n && !above || above && m.record.price < n && !between.MatchString(words) {
			return false
		}
	}
	return true
}

var over = regexp.MustCompile(`\b(?:over|above|from|more than|between)\b|以上|高于|之间`)

var apart = regexp.MustCompile(`\bdifference between\b|\bbetween (?:them|the two)\b|两款(?:相差|差)`)

var between = regexp.MustCompile(`\b(?:between|from)\b|之间`)

// rough are the ways to round a figure, with the least and the most that it may
// truly be of the figure said.
var rough = []struct {
	words *regexp.Regexp
	from  float64
	to    float64
}{
	{regexp.MustCompile(`\b(?:under|below|less than|shy of|not quite|nearly|almost)\b|不到|不足|以内|以下|将近`), .85, 1},
	{regexp.MustCompile(`\b(?:about|around|roughly|approximately|some|close to)\b|左右|大约|大概|约|上下|差不多|接近`), .93, 1.07},
	{regexp.MustCompile(`\b(?:over|more than|above|upwards of)\b|超过|出头|高于|多`), 1, 1.15},
}

// rounds reports whether a true figure may be said as n in the clause at a place:
// n is of two digits and zeros.
func (c *claims) rounds(at int, n, truth float64) bool {
	words := c.words(c.clauseAt(at))
	for n >= 100 && math.Mod(n, 10) == 0 {
		n, truth = n/10, truth/10
	}
	if n >= 100 {
		return false
	}
	for _, r := range rough {
		if r.words.MatchString(words) && truth >= n*r.from && truth <= n*r.to {
			return true
		}
	}
	return false
}

// roughly reports whether an amount is a price, or the difference of two, in round
// figures.
func (c *claims) roughly(at int, n int64, scope []*record) bool {
	if saveForm.MatchString(c.masked[:at]) { // what is saved is told to the cent
		return false
	}
	if words := c.words(c.clauseAt(at)); every.in(words) {
		near := func(r *record) bool { return c.rounds(at, float64(n), float64(r.price)) }
		if rough[0].words.MatchString(words) { // as much as the dearest, at least
			return some(scope, near) && !some(scope, func(r *record) bool { return r.price >= n })
		}
		return !some(scope, func(r *record) bool { return !near(r) })
	}
	for i, r := range c.facts.products {
		if slices.Contains(scope, r) && c.rounds(at, float64(n), float64(r.price)) {
			return c.hasSubject()
		}
		for _, o := range c.facts.products[i+1:] {
			if d := math.Abs(float64(r.price - o.price)); differs.MatchString(c.masked) && d > 0 && (c.rounds(at, float64(n), d) || n%100 == 0 && math.Abs(d-float64(n)) <= 5) {
				return true
			}
		}
	}
	return false
}

var (
	left = regexp.MustCompile(`\bleft\b|\bleaves?\b|\bto spare\b|\bremain|\bbelow your\b|\bunder your\b|剩|余下|还有|还低|低了|少了`)
	both = regexp.MustCompile(`\bin total\b|\btogether\b|\bboth (?:of them )?(?:and|for)\b|\bbuy both\b|一起|加起来|合计`)
)

// leftover reports whether an amount is what a price leaves of the shopper's own.
func (c *claims) leftover(at int, n int64, scope []*record) bool {
	if !left.MatchString(c.masked) {
		return false
	}
	for limit := range c.facts.said.money {
		if some(scope, func(r *record) bool { return limit-r.price == n || c.rounds(at, float64(n), float64(limit-r.price)) }) {
			return true
		}
	}
	return false
}

func (c *claims) percent(s lexicon.Span) Reason {
	holds := func(r *record) bool {
		for p := range r.percents {
			if math.Abs(p-s.Lo) < .6 && (s.Unit != "off" || r.sale) {
				return true
			}
		}
		return false
	}
	switch {
	case some(c.scope(s.Start), holds):
	case c.facts.shared.percents[s.Lo]:
	case c.facts.said.percents[s.Lo] && c.negated(s.Start):
	default:
		return BadPercent
	}
	return Passed
}

var (
	outOf = regexp.MustCompile(`out of (?:5|five)\b|/\s?5\b|满分`)
	fine  = regexp.MustCompile(`\b(?:is fine|fits|enough|suits|ok|okay|no problem)\b|没问题|可以|够`)
)
