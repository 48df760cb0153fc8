package chat

import (
	"context"
	"slices"
	"strings"

	"daogou/catalog"
)

// variantFields are the fields in which the products of one group differ, by
// Google Merchant Center.
var variantFields = []string{"color", "size", "pattern"}

// variant gives the product of a group that the shopper means. Where she has
// seen the product it is that one, unless she says a colour of her own; of one
// that she only named, what its siblings differ in must be said, else it is
// asked for, and ok is false.
func (p *planner) variant(ctx context.Context, product *catalog.Product) (_ *catalog.Product, ok bool, err error) {
	left := p.siblings(product)
	known := p.before.knows(product.ID)
	for _, field := range variantFields {
		values := distinct(left, field, p.state.Locale)
		if len(values) < 2 {
			continue
		}
		said := p.said(field)
		if wanted := p.state.wanted(field); said == "" && !known && wanted != nil {
			said = wanted[0]
		}
		if said == "" && known {
			continue
		}
		fit := fitting(left, field, said)
		if len(fit) == 0 {
			p.require(product.ID, field, values)
			return product, false, nil
		}
		left = fit
	}
	if len(left) == 0 || slices.ContainsFunc(left, func(s *catalog.Product) bool { return s.ID == product.ID }) {
		return product, true, nil
	}
	return p.instead(ctx, product, left[0].ID)
}

// siblings are the products of a product's group that can be bought, by ID.
func (p *planner) siblings(product *catalog.Product) []*catalog.Product {
	var list []*catalog.Product
	if product.Group == "" {
		return nil
	}
	for _, s := range p.Shelf.View().List {
		if s.Group == product.Group && s.Buyable() {
			list = append(list, s)
		}
	}
	return list
}

// distinct gives the values of a field, each once, in the shopper's language.
func distinct(list []*catalog.Product, field, locale string) []string {
	var values []string
	for _, s := range list {
		v := strings.Join(s.In(locale).Attributes[field], "/")
		if v != "" && !containsFold(values, v) {
			values = append(values, v)
		}
	}
	return values
}

func fitting(list []*catalog.Product, field, said string) []*catalog.Product {
	if said == "" {
		return nil
	}
	var fit []*catalog.Product
	for _, s := range list {
		if catalog.Where(field, catalog.Eq, said).Fits(s) {
			fit = append(fit, s)
		}
	}
	return fit
}

// instead puts a sibling into the place of a product among those spoken of.
func (p *planner) instead(ctx context.Context, product *catalog.Product, id string) (*catalog.Product, bool, error) {
	hits, err := p.hits(ctx, []string{id})
	if err != nil || len(hits) == 0 {
		return product, err == nil, err
	}
	for i, h := range p.plan.Products {
		if h.Product.ID == product.ID {
			p.plan.Products[i] = hits[0]
		}
	}
	ids := hitIDs(p.plan.Products)
	p.intent.Refers, p.state.Focus = ids, ids
	return hits[0].Product, true, nil
}

// alsoIn gives what the one product spoken of also comes in, where that was
// asked: the other values of its variants that can be bought.
func (p *planner) alsoIn(hits []catalog.Hit) []string {
	i := slices.IndexFunc(p.r.Aspects, func(a string) bool { return slices.Contains(variantFields, a) })
	if len(hits) != 1 || i < 0 {
		return nil
	}
	field := p.r.Aspects[i]
	own := hits[0].Product.In(p.state.Locale).Attributes[field]
	var others []string
	for _, sibling := range p.siblings(hits[0].Product) {
		for _, v := range sibling.In(p.state.Locale).Attributes[field] {
			if !containsFold(own, v) && !containsFold(others, v) {
				others = append(others, v)
			}
		}
	}
	return others
}
