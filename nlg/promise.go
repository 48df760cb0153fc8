package nlg

import (
	"regexp"
	"slices"
	"strings"

	"daogou/chat"
	"daogou/lexicon"
)

// phrases checks promises: delivery, coupons, favours, claims of fame.
func (c *claims) phrases() (Reason, string) {
	for _, kind := range []struct {
		why   Reason
		words patterns
	}{{Coupon, look.coupon}, {Promise, look.promise}, {Delivery, look.delivery}, {Claim, look.claim}, {Promise, look.action}} {
		matches, places := kind.words.findAll(c.masked)
		for i, match := range matches {
			if !c.allowed(kind.why, match, places[i]) {
				return kind.why, match
			}
		}
	}
	return Passed, ""
}

var reduced = regexp.MustCompile(`^(?:discount|on sale|promo|special|优惠$|特价|折扣|促销)`)

func (c *claims) allowed(why Reason, match string, at int) bool {
	if c.denied(match, at) || c.quotedText(match, at) || match == "you pay" && c.priced(at) {
		return true
	}
	if c.doubtful(at) && why != Coupon {
		return true
	}
	switch why {
	case Promise:
		return c.facts.plan.Act == chat.CartAct && c.facts.plan.Change != nil && look.action.in(match) || c.offers(match)
	case Coupon:
		return reduced.MatchString(match) && some(c.scope(at), func(r *record) bool { return r.sale })
	case Delivery:
		return (len(c.facts.plan.Passages) > 0 || len(c.facts.plan.Orders) > 0) && !freely.MatchString(match)
	}
	return false
}

// offers reports whether the cart is only offered to be filled once the shopper has
// chosen: "tell me which one and I'll put it in your cart".
func (c *claims) offers(match string) bool {
	return offered.MatchString(c.masked) && intoCart.MatchString(match) && !strings.Contains(match, "'ve ")
}

var (
	offered  = regexp.MustCompile(`\b(?:tell me|let me know|say the word|just say|once you|when you|if you(?:'d)? (?:like|want|decide|prefer|choose)|shall i|want me to|would you like)\b|您(?:定|选|决定|告诉|说|看中|喜欢)|需要的话|选好|定好|要不要|想要的话|看中`)
	intoCart = regexp.MustCompile(`\bi(?:'ll| will| can| could)\b.*\b(?:cart|basket|bag)\b|(?:就|可以|能|马上|立刻)?帮您(?:加|放)[^了]*$`)
)

// priced reports whether an amount, which is checked by itself, stands in the clause.
func (c *claims) priced(at int) bool {
	cl := c.clauseAt(at)
	return slices.ContainsFunc(c.spans, func(s lexicon.Span) bool { return s.Kind == lexicon.Money && s.Start >= cl.from && s.End <= cl.to })
}

var freely = regexp.MustCompile(`free|包邮|免|today|tomorrow|tonight|overnight|day\b|今天|明天|后天|当天|次日|当日|隔日|极速`)
