package nlu

import (
	"daogou/chat"
	"daogou/lexicon"
)

// plainPolicy reports whether a rule of the shop is spoken of in a phrase that
// says it plainly, or in several words.
func (p *parse) plainPolicy() bool {
	n := 0
	for _, topic := range policyTopics {
		for _, s := range p.hits("policy_" + topic) {
			if han := p.ts[s.From].Kind == lexicon.Han; s.To-s.From > 1 && !han || s.To-s.From > 2 {
				return true
			}
			n++
		}
	}
	return n > 1
}

// wishes reports whether some thing is asked for that is neither a rule, an
// order, a person nor beside the point.
func (p *parse) wishes() bool {
	return p.has("want", "ask_have") && !p.plainPolicy() &&
		!p.has("off_topic", "my_order", "order_status", "order_change", "human", "complaint", "cart_word", "attack", "recommend", "gift")
}

// evidence weighs an act by what was found, in nats: what the classifier's
// words alone can't know.
func (p *parse) evidence(act chat.Act) float64 {
	e := 0.0
	cat, ref := len(p.subject.choices) > 0 || p.subject.titled, len(p.refers.ids) > 0
	off := p.has("off_topic") && !(cat && p.has("ask_have", "want") && len(p.slots.filters) > 1)
	switch act {
	case chat.Search:
		switch {
		case off || len(p.slots.filters) == 0 && !p.subject.titled:
		case p.has("want", "ask_have") || p.short(5, 10) || len(p.slots.filters) > 1:
			e += 1.7
		case cat:
			e += 0.7
		}
		if len(p.st.Shown) > 0 && (p.has("cheaper", "dearer", "reverse", "reset") || len(p.slots.drop) > 0 || p.slots.sort != "") {
			e += 2.5
		}
		if p.slots.sort != "" {
			e += 1.5
		}
		if !p.prod() && len(p.st.Shown) == 0 && !p.has("want", "ask_have") && p.slots.sort == "" {
			e -= 1.5
		} else if !p.prod() && p.wishes() {
			e++
		}
	case chat.Recommend:
		if !p.has("recommend", "gift", "for_me") {
			e--
		}
	case chat.Detail:
		if !ref && len(p.st.Focus) == 0 {
			e -= 3
		}
		if cat && !ref {
			e -= 1.5
		}
	case chat.Compare:
		if len(p.refers.ids) < 2 {
			e -= 3
		}
	case chat.CartAct:
		if !p.has("cart_word", "cart_add", "cart_remove", "cart_set", "cart_show", "cart_clear") {
			e--
		}
		if !ref && len(p.st.Focus)+len(p.st.Shown) == 0 && p.st.Act != chat.CartAct && !p.has("cart_word", "cart_show") {
			e -= 3
		}
		if !ref && p.has("want") && !p.has("cart_word", "cart_show") && !p.prod() && p.query() != "" { // something unheard of is wanted
			e -= 3
		}
	case chat.OutOfScope:
		if off {
			e += 1.5
		} else if p.has("gift", "recommend", "correct") || p.slots.sort != "" {
			e -= 2
		}
		if p.prod() && !off && (p.has("want", "ask_have") || p.short(4, 8) || len(p.slots.filters) > 1) {
			e -= 2
		} else if cat && !off {
			e -= 0.7
		}
	case chat.PolicyAct:
		if p.policyTopic() == "" {
			e -= 0.7
		} else if len(p.subject.choices) > 0 && p.bounded() && !p.asksPlainly() {
			e -= 2 // "candles up to $40, and they need to arrive by Friday"
		} else if p.plainPolicy() && (p.asksPlainly() || len(p.valueFilters()) == 0 || len(p.subject.choices) == 0) {
			e += 2
		} else if !p.prod() && !p.wishes() {
			e++
		}
	case chat.OrderAct:
		if !p.has("order_word", "my_order", "order_status", "order_change") && p.order == "" {
			e--
		}
	case chat.Chitchat:
		if p.prod() || p.subject.noun != "" || p.has("ask_have") {
			e -= 2
		}
	case chat.Handoff:
		if !p.has("human", "complaint") {
			e--
		}
	}
	return e
}
