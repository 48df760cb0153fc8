package nlu

import (
	"slices"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// asksWhatItHas: after a product was told of, what it has or brings is asked: "does it
// have wireless charging?", 支持快充吗, "is there a charger in the box?". 有…吗 may as
// well ask for goods, and does where a kind that the shop sells stands between.
func asksWhatItHas(p *parse) (chat.Act, bool) {
	if p.st.Act != chat.Detail || !p.oneInFocus() || !p.asks() && !p.has("ask_have") || !p.short(10, 10) || p.bounded() ||
		p.has("want", "others", "recommend", "similar", "cart_word", "my_order", "new_topic", "attack", "instead", "policy_return", "policy_shipping") {
		return "", false
	}
	switch {
	case p.says("pointer") && p.says("having"), p.has("brought"):
		return chat.Detail, true
	case p.has("brings"), p.says("brings_one") && p.asks():
		return chat.Detail, true
	case p.has("ask_have") && lexicon.Detect(p.text) == "zh":
		return chat.Detail, !p.namesKind()
	}
	return "", false
}

// oneInFocus reports whether one product is spoken of, its variants perhaps.
func (p *parse) oneInFocus() bool {
	of := p.products(p.st.Focus)
	return len(of) == 1 || len(of) > 1 && of[0].Group != "" && !slices.ContainsFunc(of, func(c *catalog.Product) bool { return c.Group != of[0].Group })
}

// namesKind reports whether what is asked for is wholly the name of a kind of goods.
func (p *parse) namesKind() bool {
	if len(p.subject.choices) == 0 {
		return false
	}
	for i, t := range p.ts {
		in := false
		for _, m := range p.subject.matches {
			in = in || m.How != "narrower" && m.How != "broader" && m.From <= i && i < m.To
		}
		if !in && t.Kind != lexicon.Punct && !p.overlaps(i, i+1, "ask_have", "strip", "detail", "policy_frame", "one_word") {
			return false
		}
	}
	return true
}

// partOfIt reports whether a name only says what the product spoken of may have.
func (p *parse) partOfIt(m mention) bool {
	if !p.oneInFocus() || !p.is(m.from-1, "having") {
		return false
	}
	return p.is(m.from-2, "pointer") || p.is(m.from-3, "pointer")
}
