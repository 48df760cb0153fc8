package chat

import (
	"context"
	"slices"

	"daogou/catalog"
)

// optionFields are the fields of which a shopper chooses one value when a
// product comes in several.
var optionFields = []string{"color", "size"}

// cart plans a change of the cart, or showing it. What must be chosen is asked
// for, never chosen, and nothing is added but what the shopper said.
func (p *planner) cart(ctx context.Context) error {
	c := p.r.Cart
	if c == nil {
		return nil
	}
	change := *c
	p.plan.Change = &change
	if change.Kind == "clear" {
		return nil
	}
	hits, err := p.chosen(ctx)
	if err != nil {
		return err
	}
	if len(hits) == 0 {
		p.plan.Outcome = Unclear
		p.plan.Change = nil
		return nil
	}
	ids := hitIDs(hits)
	p.plan.Products, p.intent.Refers, p.state.Focus = hits, ids, ids
	for _, h := range hits {
		p.line(h.Product)
	}
	if p.plan.Outcome != Found {
		p.lines, p.plan.Change = nil, nil
		p.speakOf(hits)
		return nil
	}
	change.Quantity = p.quantity()
	if len(p.lines) == 1 {
		change.Options = p.lines[0].Options
	}
	return nil
}

// chosen gives the products that the change is about. What is taken out, or
// whose number is set, is in the cart: its only line where nothing else is said.
func (p *planner) chosen(ctx context.Context) ([]catalog.Hit, error) {
	items := p.state.Cart.Items
	if p.r.Cart.Kind != "add" && len(p.r.Refers) == 0 && p.r.Query == "" && !slices.ContainsFunc(p.state.Focus, p.state.Cart.holds) {
		if len(items) == 1 {
			return p.hits(ctx, []string{items[0].ProductID})
		}
	}
	hits, err := p.meant(ctx, false)
	if p.r.Cart.Kind == "remove" {
		hits = slices.DeleteFunc(hits, func(h catalog.Hit) bool { return !p.state.Cart.holds(h.Product.ID) })
	}
	return hits, err
}

// line adds one product's line to the decision, or says why it can't.
func (p *planner) line(product *catalog.Product) {
	c := p.plan.Change
	l := CartLine{ProductID: product.ID, Title: product.In(p.state.Locale).Title, Quantity: p.quantity(), Price: product.Price()}
	switch {
	case c.Kind == "remove", c.Kind == "set" && p.state.Cart.only(product.ID) >= 0 && len(c.Options) == 0:
		if i := p.state.Cart.only(product.ID); i >= 0 {
			l.Options = p.state.Cart.Items[i].Options
		}
	case !product.Buyable():
		p.plan.Outcome = Unavailable
		return
	default:
		if !p.choose(product, &l) {
			return
		}
	}
	p.lines = append(p.lines, l)
}

func (p *planner) quantity() int {
	c := p.plan.Change
	if c.Kind == "add" || c.Quantity < 0 {
		return min(max(c.Quantity, 1), maxQuantity)
	}
	return min(c.Quantity, maxQuantity)
}

// choose fills a line's options with what the shopper said, now or before. It
// asks for the first one that is open and says false.
func (p *planner) choose(product *catalog.Product, l *CartLine) bool {
	for _, field := range optionFields {
		values := product.In(p.state.Locale).Attributes[field]
		if len(values) < 2 {
			continue
		}
		value, ok := p.option(product, field, values)
		if !ok {
			p.plan.Outcome, p.plan.Ask = Missing, &Question{Field: field, Options: values}
			p.state.Pending = &Pending{Change: *p.plan.Change, Products: hitIDs(p.plan.Products)}
			return false
		}
		if l.Options == nil {
			l.Options = map[string]string{}
		}
		l.Options[field] = value
		p.choice(field, value)
	}
	return true
}

// option gives the value said for a field: with the order, as a filter in
// force, or for something else before, in that order. A value said with the
// order that the product does not come in leaves it open.
func (p *planner) option(product *catalog.Product, field string, values []string) (string, bool) {
	said := p.plan.Change.Options[field]
	for _, f := range p.r.Filters {
		if said == "" && f.Field == field && f.Op == catalog.Eq {
			said = f.Values[0]
		}
	}
	if said != "" {
		return pick(product, field, values, said)
	}
	for _, v := range append(p.state.wanted(field), p.state.Chosen[field]) {
		if value, ok := pick(product, field, values, v); ok {
			return value, true
		}
	}
	return "", false
}

// pick gives the product's own spelling of a value.
func pick(product *catalog.Product, field string, values []string, said string) (string, bool) {
	for _, v := range values {
		if catalog.Where(field, catalog.Eq, said).Fits(&catalog.Product{Text: catalog.Text{Attributes: map[string][]string{field: {v}}}}) {
			return v, true
		}
	}
	return "", false
}

func (p *planner) choice(field, value string) {
	if p.state.Chosen == nil {
		p.state.Chosen = map[string]string{}
	}
	p.state.Chosen[field] = value
}
