package nlu

import (
	"math"
	"slices"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// ruleWeight is what a rule that speaks adds to its act, in nats. Examples that
// plainly say otherwise still win.
const ruleWeight = 4

// temperature makes confidence modest (Guo et al., ICML 2017): wordings that no
// example foresaw are misread more often than the examples promise.
const temperature = 1.3

// decide gives the act and how sure it is: the classifier weighed with what the
// shop's vocabulary found and with the first rule that speaks.
func (p *parse) decide() (chat.Act, float64) {
	if act, ok := p.settled(); ok {
		return act, 1
	}
	ruled := p.ruled()
	probs := p.learnt()
	best, sum := 0, 0.0
	for k, act := range classes {
		e := p.evidence(act)
		switch {
		case p.without == "shop":
			e = 0
		case act == ruled:
			e = ruleWeight
		case ruled != "":
			e = min(e, 0)
		}
		probs[k] = math.Pow(probs[k]*math.Exp(e), 1/temperature)
		sum += probs[k]
		if probs[k] > probs[best] {
			best = k
		}
	}
	return classes[best], probs[best] / sum
}

// learnt is what the examples say of each act.
func (p *parse) learnt() (probs [10]float64) {
	if p.without == "examples" {
		for k := range probs {
			probs[k] = 1 / float64(len(probs))
		}
		return probs
	}
	return p.classifier.probabilities(p.features())
}

// settled is an act that no example may outvote: somebody tries to change the
// assistant's rules, wants a text made, wants several things together, asks what the
// product just told of has, or a line of the cart in another colour; a picture says what is looked for.
func (p *parse) settled() (chat.Act, bool) {
	if act, ok := attacked(p); ok {
		return act, true
	}
	if p.yesOrNo() != "" {
		return chat.Chitchat, true
	}
	if p.has("compose") && len(p.refers.ids) == 0 && !p.has("want", "ask_have", "cart_word") {
		return chat.OutOfScope, true
	}
	if act, ok := severalThings(p); ok {
		return act, true
	}
	if act, ok := dismissed(p); ok && (p.pushedAway() || p.has("less_like") && len(p.refers.ids) > 0) && !p.is(len(p.ts)-1, "question_mark") && !p.is(len(p.ts)-1, "can_be_asked_back") {
		return act, true
	}
	if act, ok := asksWhatItHas(p); ok {
		return act, true
	}
	if p.varies() {
		return chat.CartAct, true
	}
	return pictured(p)
}

// ruled is the act of the first rule that speaks, "" when none does.
func (p *parse) ruled() chat.Act {
	if p.without == "rules" {
		return ""
	}
	for _, rule := range rules {
		if act, ok := rule(p); ok {
			return act
		}
	}
	return ""
}

// rules speak of what is nearly certain.
var rules = []func(*parse) (chat.Act, bool){
	wantsHuman, aboutOrder, asksWhy, ruleGoesOn, dismissed, advised, compared, aboutCart, unfussy, pointedAt, extremes, repeated, leftToShop, letDown, courteous,
}

// attacked: somebody tries to change the assistant's rules. A product that is
// truly asked about is still answered, by its facts.
func attacked(p *parse) (chat.Act, bool) {
	if !p.has("attack") {
		return "", false
	}
	switch {
	case p.has("reset") && !p.has("off_topic"):
		return "", false
	case p.refers.how == "ordinal" || p.refers.how == "name" && !p.has("off_topic"):
		return chat.Detail, true
	case len(p.subject.choices) > 0 && p.has("want", "ask_have") && !p.has("off_topic") && !p.hardAttack():
		return "", false
	}
	return chat.OutOfScope, true
}

// hardAttack reports whether the phrase can't stand in a shopper's wish.
func (p *parse) hardAttack() bool {
	return slices.ContainsFunc(p.hits("attack"), func(s lexicon.Said) bool { return s.To-s.From > 2 })
}

// pictured: a picture says what is looked for.
func pictured(p *parse) (chat.Act, bool) {
	return chat.Search, p.u.Images > 0 && !p.has("cart_word", "my_order") && p.refers.how != "ordinal"
}

// aboutCart: the cart is named with what to do, or the last turn changed it.
func aboutCart(p *parse) (chat.Act, bool) {
	if p.has("policy_coupon", "attack", "gift_wrap", "compare") || p.has("my_order") && !p.has("cart_word") {
		return "", false
	}
	word := p.has("cart_word") || p.has("cart_show")
	change := p.has("cart_add", "cart_remove", "cart_clear", "cart_set")
	after := p.st.Act == chat.CartAct
	switch {
	case p.has("cart_clear") && (after || word):
		return chat.CartAct, true
	case word && (change || p.has("cart_show")) && !p.has("policy_shipping", "policy_return", "policy_payment") && !p.explains():
		return chat.CartAct, true
	case after && p.has("cart_remove") && len(p.subject.choices) == 0:
		return chat.CartAct, true
	case len(p.st.Cart.Items) > 0 && p.has("cart_remove") && len(p.subject.choices) > 0 && len(p.valueFilters()) == 0 && p.short(6, 8) && !p.has("want", "ask_have") && p.st.Needs == nil:
		return chat.CartAct, true
	case after && p.short(6, 8) && p.quantity() > 0 && len(p.valueFilters()) == 0 && !p.otherGoods() && !p.has("policy_payment"):
		return chat.CartAct, true
	case after && (p.refers.how == "ordinal" || p.refers.how == "name") && (p.has("also") || p.is(0, "cart_goes_on")) && !p.asks() && p.short(8, 10):
		return chat.CartAct, true
	case len(p.refers.ids) > 0 && p.has("cart_add") && p.takes() && !(p.asks() && len(p.aspects()) > 0): // "can I put it in the dishwasher?"
		return chat.CartAct, true
	case len(p.st.Focus)+len(p.st.Shown) > 0 && !p.prod() && p.takes() && p.short(8, 8) && p.subject.noun == "" && p.query() == "":
		return chat.CartAct, true
	}
	return "", false
}

// otherGoods reports whether a kind of goods is named that is not what was spoken
// of or is in the cart: 还要一双手套.
func (p *parse) otherGoods() bool {
	if len(p.subject.choices) == 0 {
		return p.subject.noun != ""
	}
	kind := categoryFilter(p.subject.choices[0])
	return !slices.ContainsFunc(p.products(append(p.cartIDs(), p.st.Focus...)), kind.Fits)
}

// explains reports whether how the cart works is asked.
func (p *parse) explains() bool {
	return p.is(0, "how") && !p.is(1, "how_amount")
}

// takes reports whether words of taking, not of asking, were said.
func (p *parse) takes() bool {
	for _, s := range p.hits("cart_add") {
		if p.putsInto(s) {
			continue
		}
		pointed := len(p.refers.ids) > 0 && !p.refers.last && !p.has("policy_frame", "ask_have")
		if w := lexicon.Normalize(p.phrase(s)); pointed || lexicon.Is("sure_taking", w) || !lexicon.Is("weak_taking", w) {
			return true
		}
	}
	return false
}

// putsInto reports whether something is put into something else than the cart: "can
// you put my prescription in those".
func (p *parse) putsInto(s lexicon.Said) bool {
	return p.is(s.From, "puts") && s.To == s.From+1 && !p.has("cart_word", "cart_show") && p.says("into")
}

// severalThings: all that is proposed is taken, one of it is wanted otherwise,
// or everything for an occasion is asked for.
func severalThings(p *parse) (chat.Act, bool) {
	if len(p.st.Needs) > 1 && len(p.st.Kit) > 1 {
		if p.saysKit("all_of_them") && !p.has("cart_remove", "cart_clear") {
			return chat.CartAct, true
		}
		if p.changesOne() {
			return chat.Search, true
		}
	}
	kit := &chat.Reading{}
	return chat.Recommend, p.u.Images == 0 && p.slots.sort == "" && p.kitted(kit) && !kit.Propose && !p.plainPolicy() && !p.strays() && !p.has("my_order", "human", "complaint", "attack", "order_status")
}

// extremes: the dearest or cheapest of everything is asked for.
func extremes(p *parse) (chat.Act, bool) {
	all := p.slots.sort != "" && p.has("superlative_all") && !p.has("my_order", "off_topic", "policy_shipping")
	return chat.Search, all && (len(p.st.Shown) == 0 || !p.has("them", "both", "it"))
}

// repeated: more of the same is asked for.
func repeated(p *parse) (chat.Act, bool) {
	if !p.has("others") || len(p.st.Shown) == 0 || len(p.subject.choices) > 0 || p.has("policy_return", "my_order") {
		return "", false
	}
	if p.st.Subject == chat.Recommend {
		return chat.Recommend, true
	}
	return chat.Search, true
}

// unfussy: what was asked back does not matter to the shopper, or she wants to see
// the goods: they come again.
func unfussy(p *parse) (chat.Act, bool) {
	if !p.has("any_value", "look_at_it") || p.st.Subject == "" || len(p.st.Shown) == 0 || len(p.subject.choices)+len(p.mentions) > 0 ||
		p.refers.how == "ordinal" || p.has("off_topic", "cart_word", "my_order", "human") || p.plainPolicy() {
		return "", false
	}
	if p.st.Subject == chat.Recommend {
		return chat.Recommend, true
	}
	return chat.Search, true
}

// leftToShop: something is to be recommended, and nothing but its price is said.
func leftToShop(p *parse) (chat.Act, bool) {
	return chat.Recommend, p.has("recommend") && len(p.slots.filters) > 0 && len(withoutPrice(p.slots.filters)) == 0 &&
		len(p.mentions)+len(p.refers.ids) == 0 && p.subject.noun == "" && p.st.Subject == "" && !p.has("off_topic")
}

// letDown: the assistant was no help, or the language is to change, and nothing
// else is said.
func letDown(p *parse) (chat.Act, bool) {
	return chat.Chitchat, (p.has("let_down") && !p.has("off_topic") || p.asksLanguage()) && !p.prod() && p.order == "" && p.short(9, 10) &&
		!p.has("cart_word", "my_order", "human", "complaint", "policy_return") && !p.plainPolicy()
}

// courteous: nothing but greetings, thanks and the like.
func courteous(p *parse) (chat.Act, bool) {
	if p.has("ponders") && p.has("thanks", "bye") && !p.has("want", "ask_have", "cart_word") && !p.asks() { // "I'll think about the helmet. Bye!"
		return chat.Chitchat, true
	}
	if p.prod() || p.order != "" || p.has("off_topic", "human") {
		return "", false
	}
	covered := 0
	for i, t := range p.ts {
		if t.Kind == lexicon.Punct || p.overlaps(i, i+1, "greeting", "thanks", "bye", "howareyou", "robot", "help", "praise", "yes", "no", "strip", "apology", "time_word") {
			covered++
		}
	}
	polite := p.has("greeting", "thanks", "bye", "howareyou", "robot", "help", "praise", "apology")
	if polite && covered == len(p.ts) {
		return chat.Chitchat, true
	}
	if p.has("thanks", "bye", "howareyou", "robot") && len(p.ts)-covered <= 3 && !p.has("want", "ask_have", "policy_return", "my_order", "cart_word", "recommend") {
		return chat.Chitchat, true
	}
	return "", false
}

// prod reports whether something of this shop was said.
func (p *parse) prod() bool {
	return len(p.slots.filters) > 0 || len(p.mentions) > 0 || p.subject.titled
}

// prodBesides is prod, with matches within some tokens left out.
func (p *parse) prodBesides(but [][2]int) bool {
	return slices.ContainsFunc(p.all, func(m lexicon.Match) bool {
		return m.Field == "category" && !p.within(m.From, m.To, but) && !p.has("order_word", "order_status", "order_change")
	})
}

// valueFilters are the slots besides price and category.
func (p *parse) valueFilters() []catalog.Filter {
	var out []catalog.Filter
	for _, f := range p.slots.filters {
		if f.Field != "category" && f.Field != "price" {
			out = append(out, f)
		}
	}
	return out
}
