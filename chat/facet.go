package chat

import (
	"context"
	"slices"
	"strings"

	"daogou/catalog"
)

// Facet is what of a product matters most to a shopper: a field that the product
// states, price among them, or use with a word of the product's own description
// that she asked by. The zero value: nothing more than the rest.
type Facet struct {
	Field string `json:"field"`
	Value string `json:"value,omitempty"`
}

// Description is what a product is, in one to three sentences. Engine is llm,
// builtin or mixed.
type Description struct {
	Text   string `json:"text"`
	Facet  string `json:"facet,omitempty"` // the field it is led by
	Engine string `json:"engine"`
}

// Describer describes products, led by a facet. It knows nothing of the shopper
// besides, so that one shopper's description may serve another of the same
// interest. *nlg.Describer is the one in production.
type Describer interface {
	// Describe gives the best that is at hand, at once.
	Describe(ctx context.Context, p *catalog.Product, f Facet, locale string) (Description, error)
	// Prefetch has a better one made when nobody waits for the model. It never
	// blocks; a request too many is forgotten.
	Prefetch(p *catalog.Product, f Facet, locale string)
}

// facetsMost is how many of a plan's products are looked at closely: those an
// answer speaks of.
const facetsMost = 3

// personal puts into the plan what the shopper is known to like, and which facet
// of each of the first products to speak of.
func (p *planner) personal() {
	if !aboutSubject(p.plan.Act) && p.plan.Act != Detail {
		return
	}
	if p.History != nil {
		p.plan.Likes = p.History.Likes(p.state.Shopper)
	}
	facets := map[string]Facet{}
	for _, h := range p.plan.Products[:min(len(p.plan.Products), facetsMost)] {
		if f := facetOf(h, &p.plan, p.plan.Locale); f != (Facet{}) {
			facets[h.Product.ID] = f
		}
	}
	if len(facets) > 0 {
		p.plan.Facets = facets
	}
}

// facetOf picks what of a product matters most: a field asked about, a bound that
// was set, the order asked for, a word for the use that stands in its
// description, what the history says; last a value asked for, which is no news.
func facetOf(h catalog.Hit, plan *Plan, locale string) Facet {
	fields := slices.Clone(plan.Aspects)
	var wanted []string
	for _, f := range slices.Backward(plan.Filters) {
		if f.Op == catalog.Lte || f.Op == catalog.Gte {
			fields = append(fields, f.Field)
		} else if positive(f) && f.Field != "category" && f.Field != "availability" {
			wanted = append(wanted, f.Field)
		}
	}
	switch plan.Sort {
	case catalog.PriceAsc, catalog.PriceDesc:
		fields = append(fields, "price")
	case catalog.RatingDesc:
		fields = append(fields, "rating")
	}
	if f := firstStated(h.Product, fields); f != "" {
		return Facet{Field: f}
	}
	if f := useOf(h, locale); f.Value != "" {
		return f
	}
	if f := liked(h.Product, plan.Likes); f != "" {
		return Facet{Field: f}
	}
	return Facet{Field: firstStated(h.Product, wanted)}
}

// firstStated is the first of the fields that the product tells of.
func firstStated(p *catalog.Product, fields []string) string {
	for _, f := range fields {
		_, number := p.Number(f)
		if f == "price" || f == "rating" && p.Reviews > 0 || f != "rating" && (number || len(p.Values(f)) > 0) {
			return f
		}
	}
	return ""
}

// useOf is the longest word of the query that stands in the product's description
// and not in its title: what it is wanted for, in the shop's own words.
func useOf(h catalog.Hit, locale string) Facet {
	text := h.Product.In(locale)
	title := strings.ToLower(text.Title + " " + strings.Join(text.Category, " "))
	best := Facet{Field: "use"}
	for _, s := range h.Why {
		if s.Signal != "lexical" {
			continue
		}
		for _, term := range s.Terms {
			term = strings.ToLower(term)
			if len(term) > len(best.Value) && len(term) > 3 && !strings.Contains(title, term) && names(text.Description, term) {
				best.Value = term
			}
		}
	}
	return best
}

// liked is the field of the strongest liking that the product meets. That a
// shopper takes what is dear is nothing to tell her.
func liked(p *catalog.Product, likes []catalog.Like) string {
	for _, l := range likes {
		if l.Field == "price" && l.Value == "low" || containsFold(p.Values(l.Field), l.Value) {
			return l.Field
		}
	}
	return ""
}

// prefetch has descriptions made of what a turn showed first, while the shopper
// reads.
func (e *Engine) prefetch(t *turn) {
	if e.About == nil || t.plan == nil || !aboutSubject(t.plan.Act) && t.plan.Act != Detail {
		return
	}
	for _, h := range t.plan.Products[:min(len(t.plan.Products), facetsMost)] {
		if h.Product != nil {
			e.About.Prefetch(h.Product, t.plan.Facets[h.Product.ID], t.plan.Locale)
		}
	}
}

// Describe tells what a product is to a customer, or to anyone where customer is
// empty. The error wraps catalog.ErrNotFound where there is no such product.
func (e *Engine) Describe(ctx context.Context, id, customer, locale string) (Description, error) {
	p, err := e.Store.Product(ctx, id)
	if err != nil || e.About == nil {
		return Description{}, err
	}
	plan := Plan{}
	if customer != "" && e.History != nil {
		plan.Likes = e.History.Likes(customer)
	}
	f := facetOf(catalog.Hit{Product: p}, &plan, locale)
	e.About.Prefetch(p, f, locale)
	return e.About.Describe(ctx, p, f, locale)
}
