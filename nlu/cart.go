package nlu

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// cart fills a change of the cart, or nothing where it is to be shown.
func (p *parse) cart(r *chat.Reading) {
	r.Refers = p.refers.ids
	change := &chat.CartChange{Kind: p.cartKind()}
	switch change.Kind {
	case "show":
		r.Refers = nil
		return
	case "clear":
		r.Cart, r.Refers = change, nil
		return
	}
	change.Quantity = p.quantity()
	if change.Kind == "remove" {
		change.Quantity = max(change.Quantity, p.onePiece())
	}
	if all := p.allOfThem(); change.Kind == "add" && len(all) > 0 {
		r.Refers, change.Quantity, r.Cart = all, 0, change
		return
	}
	if len(r.Refers) == 0 {
		r.Refers = p.cartTarget(change.Kind)
	}
	if change.Kind != "add" && len(r.Refers) == 0 {
		r.Query = p.thingNamed()
	}
	if len(r.Refers) > 1 && p.refers.how != "both" && p.refers.how != "ordinal" && len(p.mentions) < 2 {
		r.Refers = p.oneVariant(r.Refers)
	}
	change.Options = p.options()
	if change.Kind == "vary" {
		change.Quantity, change.Options = 0, p.wantedOptions()
	}
	r.Cart = change
}

// varies reports whether a thing in the cart is wanted in another colour or size:
// "change it to small", 换成白色的.
func (p *parse) varies() bool {
	if len(p.st.Cart.Items) == 0 || p.quantity() > 0 || p.has("cart_add", "cart_remove", "ask_have") || len(p.wantedOptions()) == 0 || p.otherGoods() {
		return false
	}
	if len(p.refers.ids) > 0 && !p.refers.last && !p.inCart(p.refers.ids[0]) {
		return false
	}
	after := p.st.Act == chat.CartAct || p.has("cart_word")
	return after && (p.has("instead", "cart_set", "others") || p.says("changes"))
}

// wantedOptions are the values said of what variants differ in.
func (p *parse) wantedOptions() map[string]string {
	out := map[string]string{}
	for _, f := range p.slots.filters {
		size := f.Field == "size" || strings.HasSuffix(f.Field, "_size")
		if (size || f.Field == "color" || f.Field == "pattern") && (f.Op == catalog.Eq || f.Op == catalog.In) {
			out[f.Field] = p.inLocale(f.Values)
		}
	}
	return out
}

// inLocale gives the value that is written in the shopper's language, else the
// first.
func (p *parse) inLocale(values []string) string {
	for _, v := range values {
		if lexicon.Detect(v) == p.locale() {
			return v
		}
	}
	return values[0]
}

// onePiece is 1 where one of several pieces is said: "take one out".
func (p *parse) onePiece() int {
	for i := range p.ts {
		if p.is(i, "one_piece") && !p.is(i-1, "definite") && !p.is(i-1, "which_piece") && !p.ordinalAt(i-1) {
			return 1
		}
	}
	return 0
}

// cartKind tells what is to be done.
func (p *parse) cartKind() string {
	after := p.st.Act == chat.CartAct
	add := p.has("cart_add") && p.takes()
	switch {
	case p.varies():
		return "vary"
	case p.has("cart_clear") && !p.says("all_but_that"):
		return "clear"
	case p.has("cart_show") && !p.has("cart_remove") && len(p.mentions) == 0 && (len(p.refers.ids) == 0 || p.refers.last) && (!add || p.asksWhat()):
		return "show"
	case p.has("cart_remove"):
		return "remove"
	case after && p.quantity() > 0 && (len(p.refers.ids) == 0 || p.refers.last) && !p.more():
		return "set"
	case p.has("cart_set") && p.quantity() > 0 && len(p.refers.ids) > 0 && p.inCart(p.refers.ids[0]) && !p.more():
		return "set"
	}
	if add || p.saysKit("all_of_them") && len(p.st.Kit) > 1 || p.quantity() > 0 || len(p.refers.ids) > 0 && !p.refers.last || len(p.mentions) > 0 {
		return "add"
	}
	return "show" // nothing is added that the shopper did not say
}

// asksWhat reports whether what there is, or how much, is asked.
func (p *parse) asksWhat() bool {
	return p.says("what_or_how")
}

// more reports whether pieces are added to those in the cart.
func (p *parse) more() bool {
	for i := range p.ts {
		if p.is(i, "more_pieces") || p.is(i, "again") && !p.is(i+1, "see_you") {
			return true
		}
	}
	return false
}

func (p *parse) inCart(id string) bool {
	return slices.ContainsFunc(p.st.Cart.Items, func(l chat.CartLine) bool { return l.ProductID == id })
}

// quantity is how many pieces are said: a bare number, or one before copies,
// pieces and measure words; a couple and a pair are what they say.
func (p *parse) quantity() int {
	for _, r := range p.ranges {
		from, to := p.tokens(r.Start, r.End)
		if p.inNamed(from, to) || r.Lo < 1 || r.Lo > 999 || r.Lo != math.Trunc(r.Lo) {
			continue
		}
		if p.sizeSaid(from, to) || p.is(from-1, "definite") && p.is(to, "one") || p.overlaps(from, to, "both") && !p.twoOfOne() {
			continue // which one, not how many
		}
		plain := r.Kind == lexicon.Number || r.Kind == lexicon.Measure && (r.Unit == "pc" || r.Unit == "page" || r.Unit == "seat")
		if plain && !p.ordinalAt(from) {
			return int(r.Lo)
		}
	}
	for i := range p.ts {
		switch {
		case p.is(i, "two_pieces") && !p.ordinalAt(i):
			return 2
		case p.is(i, "twelve_pieces"):
			return 12
		case p.is(i, "one_piece") && p.is(i-1, "before_one_piece"):
			return 1
		}
	}
	return 0
}

// sizeSaid reports whether a number is a size that was read: "in 42".
func (p *parse) sizeSaid(from, to int) bool {
	text := p.text[p.ts[from].Start:p.ts[to-1].End]
	return slices.ContainsFunc(p.slots.filters, func(f catalog.Filter) bool {
		return (f.Field == "size" || strings.HasSuffix(f.Field, "_size")) && slices.ContainsFunc(f.Values, func(v string) bool {
			return v == text || strings.HasPrefix(text, v)
		})
	})
}

func (p *parse) ordinalAt(i int) bool {
	for _, s := range lexicon.Of(p.spans, lexicon.Ordinal) {
		if from, to := p.tokens(s.Start, s.End); from <= i && i < to {
			return true
		}
	}
	return false
}

// options are the choices said with it: a size, a colour.
func (p *parse) options() map[string]string {
	out := map[string]string{}
	for _, f := range p.slots.filters {
		if (f.Field == "size" || strings.HasSuffix(f.Field, "_size")) && len(f.Values) == 1 && f.Op == catalog.Eq {
			out[f.Field] = f.Values[0]
		}
	}
	for _, field := range []string{"color", "pattern"} {
		if v := p.chosen(field); v != "" {
			out[field] = v
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// chosen is the value of a field that was said of the one product meant.
func (p *parse) chosen(field string) string {
	ids := p.refers.ids
	i := slices.IndexFunc(p.slots.filters, func(f catalog.Filter) bool { return f.Field == field && (f.Op == catalog.Eq || f.Op == catalog.In) })
	if i < 0 {
		return ""
	}
	if len(ids) > 1 {
		ids = p.oneVariant(ids)
	}
	for _, c := range p.products(ids) {
		if own := c.In(p.locale()).Attributes[field]; len(own) == 1 && p.slots.filters[i].Fits(c) {
			return own[0]
		}
	}
	return ""
}

func leading(v string) (float64, bool) {
	end := 0
	for end < len(v) && (v[end] >= '0' && v[end] <= '9' || v[end] == '.') {
		end++
	}
	n, err := strconv.ParseFloat(v[:end], 64)
	return n, err == nil
}

func squeeze(s string) string {
	return strings.Join(lexicon.Stems(s), "")
}
