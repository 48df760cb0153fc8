package nlu

import (
	"slices"

	"daogou/chat"
	"daogou/lexicon"
)

// wantsHuman: a person is asked for, or there is anger.
func wantsHuman(p *parse) (chat.Act, bool) {
	human, asked := p.has("human"), p.has("talk_to")
	switch {
	case p.has("robot"), p.openingHours():
		return "", false
	case human && p.has("complaint"), human && asked && !p.prod() && p.nearHuman(), human && p.short(3, 5) && !p.has("ask_have") && p.wholeHuman():
		return chat.Handoff, true
	case p.has("complaint") && !p.prod() && !p.has("policy_price") && (p.has("insult") || p.has("complaint") && p.complains()):
		return chat.Handoff, true
	}
	return "", false
}

func (p *parse) complains() bool {
	return slices.ContainsFunc(p.hits("complaint"), func(s lexicon.Said) bool { return !lexicon.Is("mild_complaint", p.phrase(s)) })
}

// nearHuman reports whether the wish and the person stand together.
func (p *parse) nearHuman() bool {
	for _, h := range p.hits("human") {
		for _, t := range p.hits("talk_to") {
			if h.From-t.To <= 4 && t.From <= h.From || t.From-h.To <= 2 && h.From <= t.From {
				return true
			}
		}
	}
	return false
}

// wholeHuman reports whether the person's word is nearly all that is said.
func (p *parse) wholeHuman() bool {
	return slices.ContainsFunc(p.hits("human"), func(s lexicon.Said) bool { return !lexicon.Is("anybody", p.phrase(s)) })
}

func (p *parse) openingHours() bool {
	return slices.ContainsFunc(p.hits("policy_buy"), func(s lexicon.Said) bool { return lexicon.Is("opening_hours", p.phrase(s)) })
}

// aboutOrder: a number of an order, or what is the shopper's own.
func aboutOrder(p *parse) (chat.Act, bool) {
	switch {
	case p.has("attack", "policy_coupon", "invoice"):
		return "", false
	case p.order != "" && !p.prodBesides(p.orderTokens()):
		return chat.OrderAct, true
	case p.has("order_change", "whereabouts") && !p.asksRule():
		return chat.OrderAct, true
	case p.has("my_order") && !p.has("recommend", "for_me", "cart_word") && !p.asksRule() &&
		(p.has("order_status") || len(p.hits("my_order")) > 1 || len(p.subject.choices) == 0 && p.short(8, 14)):
		return chat.OrderAct, true
	case p.st.Act == chat.OrderAct && !p.prod() && p.has("order_status") && !p.asksRule():
		return chat.OrderAct, true
	}
	return "", false
}

// asksRule reports whether the shop's rule is asked for rather than something
// done ("is there a fee to cancel", "how do I …").
func (p *parse) asksRule() bool {
	for i, t := range p.ts {
		if p.is(i, "rule_asked") || t.Kind == lexicon.Han && lexicon.Is("rule_asked", t.Text+p.token(i+1)) {
			return true
		}
	}
	return p.has("policy_warranty", "policy_price")
}

// ruleGoesOn: a word or two after an answer from the shop's rules ask the same of
// something else: "and car seats?", 那奶瓶呢.
func ruleGoesOn(p *parse) (chat.Act, bool) {
	if p.st.Act != chat.PolicyAct || !p.short(5, 8) || p.has("want", "ask_have", "cart_word", "cart_add", "my_order", "human", "recommend", "cheaper", "dearer", "bye", "thanks") || len(p.refers.ids)+len(p.valueFilters()) > 0 || p.bounded() {
		return "", false
	}
	last := len(p.ts) - 1
	for last > 0 && p.ts[last].Kind == lexicon.Punct {
		last--
	}
	return chat.PolicyAct, p.is(0, "rule_goes_on") || p.is(0, "about_what") && p.is(1, "about") || p.is(last, "asked_back")
}
