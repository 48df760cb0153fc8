package nlu

import (
	"math"
	"slices"
	"strings"

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
// product just told of has; a picture says what is looked for.
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
	wantsHuman, aboutOrder, asksWhy, dismissed, advised, compared, aboutCart, unfussy, pointedAt, extremes, repeated, leftToShop, letDown, courteous,
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

// pictured: a picture says what is looked for.
func pictured(p *parse) (chat.Act, bool) {
	return chat.Search, p.u.Images > 0 && !p.has("cart_word", "my_order") && p.refers.how != "ordinal"
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

// aboutCart: the cart is named with what to do, or the last turn changed it.
func aboutCart(p *parse) (chat.Act, bool) {
	if p.has("policy_coupon", "attack", "gift_wrap", "compare") || p.has("my_order") && !p.has("cart_word") {
		return "", false
	}
	word := p.has("cart_word") || p.has("cart_show")
	change := p.has("cart_add", "cart_remove", "cart_clear", "cart_set")
	after := p.st.Act == chat.CartAct
	switch {
	case p.varies():
		return chat.CartAct, true
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
		pointed := len(p.refers.ids) > 0 && !p.refers.last && !p.has("policy_frame", "ask_have")
		if w := lexicon.Normalize(p.phrase(s)); pointed || lexicon.Is("sure_taking", w) || !lexicon.Is("weak_taking", w) {
			return true
		}
	}
	return false
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

// advised: which of the products known the assistant would take.
func advised(p *parse) (chat.Act, bool) {
	if !p.has("advise") || p.has("cart_word", "attack", "gift", "ask_have", "cheaper", "dearer", "cheapest", "dearest") || len(p.advisable()) < 2 {
		return "", false
	}
	_, fields := p.relation()
	return chat.Compare, len(fields)+len(p.aspects()) == 0 && p.inside("bestrated", "advise") && p.inside("want", "advise") && !p.bounded()
}

// inside reports whether a class is only said within phrases of another: the best
// of "which is the best" is no wish for the best rated.
func (p *parse) inside(class, other string) bool {
	return !slices.ContainsFunc(p.hits(class), func(s lexicon.Said) bool {
		return !slices.ContainsFunc(p.hits(other), func(o lexicon.Said) bool { return o.From <= s.From && s.To <= o.To })
	})
}

// advisable are the products that a choice is among: those pointed at, those spoken
// of, or those shown, as long as they are of the kind that is named.
func (p *parse) advisable() []string {
	ids := p.refers.ids
	for _, known := range [][]string{p.st.Focus, p.st.Shown} {
		if len(ids) < 2 && len(known) > 1 {
			ids = known
		}
	}
	if len(p.subject.choices) == 0 {
		return ids
	}
	kind := categoryFilter(p.subject.choices[0])
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
		ps := p.products([]string{id})
		return len(ps) == 0 || !kind.Fits(ps[0])
	})
}

// compared: two products and a word of comparison, or "which" of those known.
func compared(p *parse) (chat.Act, bool) {
	if p.has("cart_word", "attack") {
		return "", false
	}
	n := len(p.refers.ids)
	switch {
	case n >= 2 && p.has("compare") && p.refers.how != "which":
		return chat.Compare, true
	case len(p.mentions) >= 2 && n >= 2 && (p.has("which_one") || p.comparative()):
		return chat.Compare, true
	case p.has("which_one") && p.comparative() && n >= 2 && len(p.subject.choices) == 0:
		return chat.Compare, true
	case p.refers.how == "both" && (p.comparative() || p.has("compare")):
		return chat.Compare, true
	case p.st.Act == chat.Compare && p.has("which_one") && len(p.subject.choices) == 0 && len(p.aspects()) > 0:
		return chat.Compare, true
	}
	return "", false
}

// comparative reports whether a quality is compared: cheaper, 更轻, bigger, or
// 哪个 with a bare quality.
func (p *parse) comparative() bool {
	if p.has("cheaper", "dearer", "cheapest", "dearest", "bestrated") {
		return true
	}
	_, fields := p.relation()
	return len(fields) > 0
}

// pointedAt: something about one known product is asked.
func pointedAt(p *parse) (chat.Act, bool) {
	if p.has("policy_return", "policy_coupon", "cart_word", "gift") || p.has("similar") && p.refers.how != "name" {
		return "", false
	}
	if p.has("others") && p.refers.how == "it" {
		return "", false
	}
	one := p.refers.how == "ordinal" || p.refers.how == "name" || p.refers.how == "attribute"
	switch {
	case p.refers.how == "name" && p.asksFeature() && !p.has("want", "ask_have", "recommend", "cart_add"):
		return chat.Detail, true
	case one && (p.has("more_about", "detail") || p.asksColumn() || p.refers.how != "name" && len(p.aspects()) > 0) && !p.has("cart_add"):
		return chat.Detail, true
	case p.refers.how == "name" && len(p.subject.choices)+len(p.valueFilters()) == 0 && !p.has("similar", "cart_add", "only") && !p.namesMany():
		return chat.Detail, true
	case p.refers.how == "ordinal" && p.short(3, 12) && !p.has("want", "ask_have", "also"):
		return chat.Detail, true
	case p.has("list_price") && (len(p.refers.ids) > 0 || len(p.st.Focus) > 0) && !p.has("want", "ask_have"):
		return chat.Detail, true
	case p.asksOfFocus(), p.asksOn():
		return chat.Detail, true
	case p.refers.how == "which" && len(p.st.Focus) == 2 && p.has("them") && !p.has("which_one") && p.asks() && len(p.aspects()) > 0 && !p.bounded():
		return chat.Detail, true
	case len(p.refers.ids) == 0 || p.refers.how == "which":
		return chat.Detail, p.asksOfShown() && !p.has("policy_shipping")
	case p.refers.how == "it" && p.has("more_about") && p.ofKindInFocus():
		return chat.Detail, true
	case p.refers.how == "it" && len(p.subject.choices) == 0 && (len(p.aspects()) > 0 && !p.bounded() || p.has("more_about")) && !p.has("want", "instead", "only", "policy_shipping"):
		return chat.Detail, true
	}
	return "", false
}

// namesMany reports whether the name is put in the plural that no title has: oak
// desks, where one is called Oak Desk.
func (p *parse) namesMany() bool {
	return p.has("want", "ask_have") && len(p.mentions) > 0 && !slices.ContainsFunc(p.mentions, func(m mention) bool {
		last := p.token(m.to - 1)
		return !strings.HasSuffix(last, "s") || slices.ContainsFunc(m.products, func(c *catalog.Product) bool { return strings.Contains(strings.ToLower(c.Title), last) })
	})
}

// ofKindInFocus reports whether the kind named is that of the product spoken of:
// "what is this book about?".
func (p *parse) ofKindInFocus() bool {
	of := p.products(p.st.Focus)
	return len(p.subject.choices) > 0 && len(of) == 1 && categoryFilter(p.subject.choices[0]).Fits(of[0])
}

// asksOn reports whether a word or two ask of the product that was just told of
// what else it can do: "oven too?".
func (p *parse) asksOn() bool {
	return p.st.Act == chat.Detail && len(p.st.Focus) == 1 && p.short(4, 6) && p.has("also") && !p.has("want", "cart_add", "new_topic") &&
		len(p.all) > 0 && !slices.ContainsFunc(p.all, func(m lexicon.Match) bool { return m.How != "flag" && m.How != "unflag" && m.How != "column" })
}

// asksOfFocus reports whether something is asked of the one product that was
// spoken of, its kind named perhaps: 哪年的茶, 有现货吗.
func (p *parse) asksOfFocus() bool {
	if len(p.st.Focus) != 1 || !p.asks() || !p.asksColumn() && !p.asksPlain() || p.has("want", "recommend", "others", "policy_return") || !p.short(9, 12) {
		return false
	}
	of := p.products(p.st.Focus)
	return !slices.ContainsFunc(p.slots.filters, func(f catalog.Filter) bool {
		return f.Field != "availability" && !slices.ContainsFunc(of, f.Fits)
	})
}

// asksFeature reports whether a yes/no feature is asked about, besides a name.
func (p *parse) asksFeature() bool {
	return p.asks() && slices.ContainsFunc(p.all, func(m lexicon.Match) bool { return (m.How == "flag" || m.How == "unflag") && !p.inMention(m) })
}

// bounded reports whether an amount is bounded, as wishes are.
func (p *parse) bounded() bool {
	return slices.ContainsFunc(p.slots.filters, func(f catalog.Filter) bool { return f.Op == catalog.Gte || f.Op == catalog.Lte })
}

// asksOfShown reports whether a quality is asked about, and nothing but what is
// shown can be meant: 吵吗, "how much does it hold?".
func (p *parse) asksOfShown() bool {
	if len(p.st.Shown)+len(p.st.Focus) == 0 || p.prod() || p.slots.sort != "" || len(p.slots.drop) > 0 || p.plainPolicy() {
		return false
	}
	way, _ := p.relation()
	named := p.asksColumn() || p.asksPlain()
	return named && way == 0 && p.asks() && p.short(9, 10) && !p.has("want", "ask_have", "cheaper", "dearer", "others", "which_one")
}

// asks reports whether the utterance is put as a question.
func (p *parse) asks() bool {
	for i := range p.ts {
		switch {
		case p.is(i, "question_word"):
			return true
		case p.is(i, "question_verb"):
			return i == 0 || i == 1
		case p.is(i, "question_at_end") && p.clauseEnd(i) == i+1: // 还有货没
			return true
		}
	}
	return false
}

// asksColumn reports whether a column is named, not a value of it alone.
func (p *parse) asksColumn() bool {
	return len(p.untold) > 0 || slices.ContainsFunc(p.all, func(m lexicon.Match) bool { return m.How == "column" })
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
