package chat

import (
	"context"
	"maps"
	"slices"

	"daogou/catalog"
)

// maxQuantity is the most pieces that one line of a cart may hold.
const maxQuantity = 99

// change does what a shopper wants to the lines of products, which are as many
// as her words named. Options tell lines of one product apart; without any, all
// its lines are meant.
func (c *Cart) change(kind string, lines []CartLine) {
	for _, l := range lines {
		switch kind {
		case "add":
			c.add(l)
		case "set":
			c.set(l)
		case "remove":
			c.remove(l, l.Quantity)
		case "vary":
			c.vary(l)
		}
	}
	if kind == "clear" {
		c.Items = nil
	}
}

func (c *Cart) add(l CartLine) {
	if i := c.find(l); i >= 0 {
		c.Items[i].Quantity = min(c.Items[i].Quantity+l.Quantity, maxQuantity)
		return
	}
	c.Items = append(c.Items, l)
}

// set gives a line's quantity; 0 takes it out. A product that has one line only
// may change its options so.
func (c *Cart) set(l CartLine) {
	if l.Quantity == 0 {
		c.remove(l, 0)
		return
	}
	i := c.find(l)
	if only := c.only(l.ProductID); i < 0 && only >= 0 {
		i = only
		if len(l.Options) > 0 {
			c.Items[i].Options = l.Options
		}
	}
	if i < 0 {
		c.Items = append(c.Items, l)
		return
	}
	c.Items[i].Quantity = l.Quantity
}

// vary puts another variant in the place of the line that it was made from, as
// many pieces of it.
func (c *Cart) vary(l CartLine) {
	i := slices.IndexFunc(c.Items, func(have CartLine) bool {
		return have.ProductID == l.of.ProductID && maps.Equal(have.Options, l.of.Options)
	})
	if i < 0 {
		return
	}
	l.Quantity, l.of = c.Items[i].Quantity, nil
	c.Items = slices.Delete(slices.Clone(c.Items), i, i+1)
	if same := c.find(l); same >= 0 {
		c.Items[same].Quantity = min(c.Items[same].Quantity+l.Quantity, maxQuantity)
		return
	}
	c.Items = slices.Insert(c.Items, i, l)
}

// remove takes out n pieces of a product, of the line that came last where
// several are meant; 0 takes out all of them.
func (c *Cart) remove(l CartLine, n int) {
	all := n == 0
	items := slices.Clone(c.Items)
	for i := len(items) - 1; i >= 0; i-- {
		have := &items[i]
		if have.ProductID != l.ProductID || len(l.Options) > 0 && !maps.Equal(have.Options, l.Options) || !all && n == 0 {
			continue
		}
		out := have.Quantity
		if !all {
			out = min(n, out)
			n -= out
		}
		have.Quantity -= out
	}
	c.Items = slices.DeleteFunc(items, func(l CartLine) bool { return l.Quantity == 0 })
}

func (c *Cart) find(l CartLine) int {
	return slices.IndexFunc(c.Items, func(have CartLine) bool {
		return have.ProductID == l.ProductID && maps.Equal(have.Options, l.Options)
	})
}

// only is the place of a product's line where it has exactly one, else -1.
func (c *Cart) only(id string) int {
	found := -1
	for i, have := range c.Items {
		if have.ProductID == id {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

func (c *Cart) holds(id string) bool {
	return slices.ContainsFunc(c.Items, func(l CartLine) bool { return l.ProductID == id })
}

// byEvent does to the cart what the shopper did in the page, and tells whether
// that changed it. What can't be bought is not added; what is bought leaves.
func (c *Cart) byEvent(in EventIn, p *catalog.Product) bool {
	quantity := min(max(in.Quantity, 1), maxQuantity)
	line := CartLine{ProductID: p.ID, Title: p.Title, Options: in.Options, Quantity: quantity, Price: p.Price()}
	switch {
	case in.Kind == "add_to_cart" && p.Buyable():
		c.add(line)
		return true
	case in.Kind == "remove_from_cart" && c.holds(p.ID), in.Kind == "purchase" && c.holds(p.ID):
		c.remove(line, in.Quantity)
		return true
	}
	return false
}

// price puts today's prices and the names of a language on a cart: the shop alone
// says what things cost.
// Products that are withdrawn leave it.
func (e *Engine) price(ctx context.Context, c *Cart, locale string) error {
	ids := make([]string, len(c.Items))
	for i, l := range c.Items {
		ids[i] = l.ProductID
	}
	fresh, err := e.fresh(ctx, ids)
	if err != nil {
		return err
	}
	total, lines := catalog.Money{}, []CartLine{}
	for _, l := range c.Items {
		p, ok := fresh[l.ProductID]
		if !ok {
			continue
		}
		l.Price, l.Title = p.Price(), p.In(locale).Title
		lines = append(lines, l)
		total.Amount += l.Price.Amount * int64(l.Quantity)
		total.Currency = l.Price.Currency
	}
	if list := e.Shelf.View().List; total.Currency == "" && len(list) > 0 {
		total.Currency = list[0].Price().Currency
	}
	c.Items, c.Total = lines, total
	return nil
}

func (c Cart) copy() Cart {
	c.Items = slices.Clone(c.Items)
	return c
}

func cartEntry(turn int, c Cart) entry {
	if c.Items == nil {
		c.Items = []CartLine{}
	}
	return entry{kind: "cart", turn: turn, frame: &CartFrame{head: head{Type: "cart"}, Cart: c}}
}
