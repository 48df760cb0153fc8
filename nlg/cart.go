package nlg

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"daogou/catalog"
	"daogou/chat"
)

// cart says what was done to the cart, then what lies in it.
func (s *script) cart() {
	names := s.changed()
	v := slots{"name": names}
	switch s.plan.Outcome {
	case chat.Missing:
		s.missing(v)
		return
	case chat.Unavailable:
		s.say("opening", "cart.unavailable", v)
		return
	case chat.Nothing:
		absent := slots{}
		if q := s.queried(); q != "" {
			absent["query"] = q
		}
		s.say("opening", "cart.absent", absent)
		s.lines()
		return
	case chat.Unclear:
		s.say("opening", "cart.which", nil)
		s.lines()
		return
	}
	if c := s.plan.Change; c != nil {
		v["n"] = strconv.Itoa(max(c.Quantity, 1))
		v["options"] = s.options(unsaid(c.Options, names))
		s.say("opening", s.cartKey(c), v)
	}
	s.lines()
}

// cartKey tells apart that one product was added, or several, and that some
// pieces of a line or all were taken out.
func (s *script) cartKey(c *chat.CartChange) string {
	switch {
	case c.Kind == "remove" && c.Quantity > 0 && s.inCart():
		return "cart.remove.some"
	case c.Kind == "add" && len(s.plan.Products) > 1 && c.Quantity > 1:
		return "cart.add.each"
	case c.Kind == "add" && len(s.plan.Products) > 1:
		return "cart.add.both"
	}
	return "cart." + c.Kind
}

// inCart reports whether some of the products are in the cart still.
func (s *script) inCart() bool {
	return s.plan.Cart != nil && slices.ContainsFunc(s.plan.Cart.Items, func(l chat.CartLine) bool {
		return slices.ContainsFunc(s.plan.Products, func(h catalog.Hit) bool { return h.Product != nil && h.Product.ID == l.ProductID })
	})
}

// unsaid leaves out the options that a name says already.
func unsaid(options map[string]string, name string) map[string]string {
	left := maps.Clone(options)
	maps.DeleteFunc(left, func(_, v string) bool { return holdsWord(name, v) })
	return left
}

// changed names the products that the change is about.
func (s *script) changed() string {
	var names []string
	for _, h := range s.plan.Products {
		if h.Product != nil && len(names) < spoken {
			names = append(names, s.name(h.Product))
		}
	}
	return s.and(names)
}

// missing asks for the option that must be chosen first.
func (s *script) missing(v slots) {
	q := s.plan.Ask
	if q == nil {
		s.say("ask", "cart.which", nil)
		return
	}
	for _, h := range s.plan.Products {
		if h.Product != nil && h.Product.ID == q.Product {
			v["name"] = s.name(h.Product)
		}
	}
	v["label"], v["choices"] = s.label(q.Field), s.or(s.optionsOf(q))
	s.say("ask", "cart.missing", v)
}

// lines lists the cart and its total.
func (s *script) lines() {
	c := s.plan.Cart
	if c == nil {
		return
	}
	switch changed := s.plan.Change != nil; {
	case len(c.Items) == 0 && changed:
		if s.plan.Change.Kind != "clear" {
			s.say("cart", "cart.emptied", nil)
		}
		return
	case len(c.Items) == 0:
		s.say("cart", "cart.empty", nil)
		return
	case changed && len(c.Items) == 1 && len(s.plan.Products) == 1 && s.plan.Products[0].Product != nil && c.Items[0].ProductID == s.plan.Products[0].Product.ID: // that line was just said
		s.say("cart", "cart.total", slots{"total": s.money(c.Total)})
		return
	}
	s.say("cart", "cart.has", slots{"n": strconv.Itoa(pieces(c))})
	for _, l := range c.Items {
		s.item(Step{Kind: "cart", Product: l.ProductID, Text: s.cartLine(l)})
	}
	s.say("cart", "cart.total", slots{"total": s.money(c.Total)})
}

func pieces(c *chat.Cart) int {
	n := 0
	for _, l := range c.Items {
		n += l.Quantity
	}
	return n
}

func (s *script) cartLine(l chat.CartLine) string {
	title := l.Title
	if !harmlessTitle(title) {
		title = s.pick("unnamed", nil, 0, "")
	}
	v := slots{"n": strconv.Itoa(l.Quantity), "name": "**" + title + "**", "options": s.options(l.Options), "price": s.money(l.Price)}
	if l.Quantity > 1 {
		v["sum"] = s.money(catalog.Money{Amount: l.Price.Amount * int64(l.Quantity), Currency: l.Price.Currency})
	}
	return s.pick("cart.line", v, 0, "")
}

// options writes what was chosen: "M, red".
func (s *script) options(chosen map[string]string) string {
	var words []string
	for field, value := range chosen {
		if harmless(value) {
			words = append(words, s.value(field, value))
		}
	}
	slices.Sort(words)
	if s.locale == "zh" {
		return strings.Join(words, "，")
	}
	return strings.Join(words, ", ")
}
