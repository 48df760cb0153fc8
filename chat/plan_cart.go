package chat

import (
	"context"
	"maps"
	"slices"

	"daogou/catalog"
)

// optionFields are the fields of which a shopper chooses one value when a
// product comes in several.
var optionFields = []string{"color", "size"}

// cart plans a change of the cart, or showing it. What must be chosen is asked
// for, never chosen, and nothing is added but what the shopper said.
func (p *planner) cart(ctx context.Context) error {
	if p.r.Cart == nil {
		return nil
	}
	change := *p.r.Cart
	p.plan.Change = &change
	if change.Kind == "clear" {
		return nil
	}
	hits, err := p.chosen(ctx)
	if err != nil {
		return err
	}
	if len(hits) == 0 {
		p.plan.Outcome, p.plan.Change = Unclear, nil
		if change.Kind != "add" && p.r.Query != "" {
			p.plan.Outcome, p.plan.Query = Nothing, p.r.Query
		}
		return nil
	}
	ids := hitIDs(hits)
	p.plan.Products, p.intent.Refers, p.state.Focus = hits, ids, ids
	for _, h := range hits {
		if err := p.line(ctx, h.Product); err != nil {
			return err
		}
	}
	if p.state.Pending != nil {
		p.state.Pending.Given = p.given
	}
	p.settle(&change)
	return nil
}

// settle puts what was chosen into the change; where something is open or can't
// be had, nothing is changed and the products are shown instead.
func (p *planner) settle(change *CartChange) {
	if p.plan.Outcome != Found {
		p.lines, p.plan.Change = nil, nil
		p.speakOf(p.plan.Products)
		return
	}
	if change.Kind != "remove" {
		change.Quantity = p.quantity()
	}
	if len(p.lines) == 1 {
		said := change.Options
		change.Options = maps.Clone(p.lines[0].Options)
		if change.Kind == "vary" {
			change.Options = withDefaults(change.Options, said)
		}
	}
}

// withDefaults adds what a map lacks.
func withDefaults(options, defaults map[string]string) map[string]string {
	if options == nil {
		options = map[string]string{}
	}
	for k, v := range defaults {
		if options[k] == "" {
			options[k] = v
		}
	}
	return options
}

// chosen gives the products that the change is about. What is taken out, or
// whose number is set, is in the cart: its only line where nothing else is said.
func (p *planner) chosen(ctx context.Context) ([]catalog.Hit, error) {
	items := p.state.Cart.Items
	if p.r.Cart.Kind != "add" && len(p.r.Refers) == 0 && p.r.Query != "" { // nothing there is called so
		return nil, nil
	}
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
func (p *planner) line(ctx context.Context, product *catalog.Product) error {
	c := p.plan.Change
	if c.Kind == "vary" {
		return p.vary(ctx, product)
	}
	if only := p.state.Cart.only(product.ID); c.Kind != "add" && only >= 0 && len(c.Options) == 0 {
		l := p.newLine(product)
		l.Options = p.state.Cart.Items[only].Options
		p.lines = append(p.lines, l)
		return nil
	}
	if c.Kind == "remove" {
		p.lines = append(p.lines, p.newLine(product))
		return nil
	}
	product, ok, err := p.variant(ctx, product)
	if !ok || err != nil {
		return err
	}
	l := p.newLine(product)
	if !product.Buyable() {
		p.plan.Outcome = Unavailable
	} else if p.choose(product, &l) {
		p.lines = append(p.lines, l)
	}
	return nil
}

// vary makes the line that goes into the place of a product's, or of its
// variant's: what is not said anew stays as it was chosen.
func (p *planner) vary(ctx context.Context, product *catalog.Product) error {
	i := slices.IndexFunc(p.state.Cart.Items, func(l CartLine) bool {
		have, known := p.Shelf.Product(l.ProductID)
		return l.ProductID == product.ID || known && product.Group != "" && have.Group == product.Group
	})
	if i < 0 {
		p.plan.Outcome = Unclear
		return nil
	}
	was := p.state.Cart.Items[i]
	product, ok, err := p.variant(ctx, product)
	if !ok || err != nil {
		return err
	}
	l := p.newLine(product)
	l.of = &was
	p.kept = was.Options
	if !product.Buyable() {
		p.plan.Outcome = Unavailable
	} else if p.choose(product, &l) {
		p.lines = append(p.lines, l)
	}
	return nil
}

func (p *planner) newLine(product *catalog.Product) CartLine {
	return CartLine{ProductID: product.ID, Title: product.In(p.state.Locale).Title, Quantity: p.pieces(product.ID), Price: product.Price()}
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
		value, ok := p.option(product.ID, field, values)
		if !ok {
			p.require(product.ID, field, values)
			return false
		}
		if l.Options == nil {
			l.Options = map[string]string{}
		}
		l.Options[field] = value
		p.choice(field, value)
	}
	if p.given == nil {
		p.given = map[string]map[string]string{}
	}
	p.given[product.ID] = l.Options
	return true
}

// require asks for an option; the change waits for the answer.
func (p *planner) require(product, field string, values []string) {
	if p.plan.Outcome == Missing {
		return // one thing at a time
	}
	p.plan.Outcome, p.plan.Ask = Missing, &Question{Field: field, Options: values, Product: product}
	p.state.Pending = &Pending{Change: *p.plan.Change, Products: hitIDs(p.plan.Products), Options: values}
}

// option gives the value said for a field: for this product while others still
// waited, with the order, as a filter in force, or for something else before, in
// that order. A value said with the order of one product that it does not come
// in leaves it open; of several it may have been said for another.
func (p *planner) option(product, field string, values []string) (string, bool) {
	if value, ok := pick(field, values, p.before.given(product)[field]); ok {
		return value, true
	}
	if said := p.said(field); said != "" {
		value, ok := pick(field, values, said)
		if ok || len(p.plan.Products) < 2 {
			return value, ok
		}
	}
	for _, v := range slices.Concat([]string{p.kept[field]}, p.state.wanted(field), []string{p.state.Chosen[field]}, p.usual(field)) {
		if value, ok := pick(field, values, v); ok {
			return value, true
		}
	}
	return "", false
}

// said is the value of a field that was said with the order itself.
func (p *planner) said(field string) string {
	for _, f := range p.r.Filters {
		if f.Field == field && f.Op == catalog.Eq && p.plan.Change.Options[field] == "" {
			return f.Values[0]
		}
	}
	return p.plan.Change.Options[field]
}

// pick gives the product's own spelling of a value.
func pick(field string, values []string, said string) (string, bool) {
	for _, v := range values {
		of := &catalog.Product{Text: catalog.Text{Attributes: map[string][]string{field: {v}}}}
		if catalog.Where(field, catalog.Eq, said).Fits(of) {
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
