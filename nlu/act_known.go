package nlu

import (
	"slices"
	"strings"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

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
	if len(p.st.Focus) != 1 || !p.asks() || !p.asksColumn() && !p.asksPlain() || p.has("want", "recommend", "others", "policy_return") || p.ofService() || !p.short(9, 12) {
		return false
	}
	of := p.products(p.st.Focus)
	return !slices.ContainsFunc(p.slots.filters, func(f catalog.Filter) bool {
		return f.Field != "availability" && !slices.ContainsFunc(of, f.Fits)
	})
}

// ofService reports whether it is the price or the time of a service of the shop
// that is asked for: "how much is shipping?".
func (p *parse) ofService() bool {
	return slices.ContainsFunc(p.hits("policy_shipping", "policy_payment"), func(s lexicon.Said) bool {
		return !slices.ContainsFunc(p.all, func(m lexicon.Match) bool { return m.From < s.To && s.From < m.To && m.Field != "price" })
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
