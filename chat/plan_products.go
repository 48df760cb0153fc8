package chat

import (
	"cmp"
	"context"
	"slices"

	"daogou/catalog"
)

// cardsPerTurn is how many cards an answer brings unless the shopper names a
// number.
const cardsPerTurn = 10

// subject plans search, refine and recommend: what is recommended and by what
// is searched depends on what the shopper has said of the thing.
func (p *planner) subject(ctx context.Context) error {
	if several, err := p.kit(ctx); several || err != nil {
		return err
	}
	result, err := p.search(ctx)
	if err == nil && p.movedOn(result) {
		result, err = p.search(ctx)
	}
	if err != nil {
		return err
	}
	if len(result.Hits) == 0 && len(p.r.Exclude) > 0 && len(p.r.Dismiss) == 0 { // all of it was shown
		p.plan.All, p.r.Exclude = true, nil
		if result, err = p.search(ctx); err != nil {
			return err
		}
	}
	holds := append(holding(p.state.Filters, result.Relaxed), p.recall.Held...)
	p.intent.Filters = append(slices.Clip(p.intent.Filters), p.recall.Held...)
	p.state.Held = p.recall.Held
	hits, err := p.refresh(ctx, result.Hits, holds)
	if err != nil {
		return err
	}
	p.plan.Products, p.cards = hits, hits
	p.plan.Filters, p.plan.Relaxed = holds, result.Relaxed
	p.plan.Still = len(result.Relaxed) > 0 && len(holding(result.Relaxed, p.before.Relaxed)) == 0
	p.state.Relaxed = result.Relaxed
	p.state.Filters = holding(p.state.Filters, p.workedOut(result.Relaxed))
	p.plan.Corrected, p.plan.Total = result.Corrected, max(result.Total, len(hits))
	p.state.Focus = nil
	if len(hits) == 0 {
		p.plan.Outcome, p.plan.Total = Nothing, 0
		return nil
	}
	p.state.saw(hitIDs(hits))
	if len(hits) == 1 || p.r.Sort != "" {
		p.state.Focus = []string{hits[0].Product.ID}
	}
	p.ask(result)
	return nil
}

// movedOn reports whether another kind of thing was named and nothing of that
// kind fits what was said of the one before: then that was not said of this
// one, and the subject begins anew.
func (p *planner) movedOn(result catalog.Result) bool {
	if p.r.NewSubject || !slices.ContainsFunc(p.r.Filters, isCategory) || len(result.Relaxed) == 0 ||
		len(holding(result.Relaxed, p.r.Filters)) == 0 {
		return false
	}
	p.r = p.before.anew(p.r)
	told, asked := p.state.Told, p.state.MemoryAsked
	p.state = p.before.copy()
	p.state.Told, p.state.MemoryAsked = told, asked
	p.intent = p.state.Apply(p.r)
	p.state.Asked, p.state.Pending = "", nil
	p.r.Act, p.plan.Act = p.intent.Act, p.intent.Act
	p.plan.Filters, p.plan.Sort, p.plan.Query = p.intent.Filters, p.intent.Sort, p.intent.Query
	return true
}

// workedOut gives the bounds that only say "cheaper than those", and can't be
// met: they need not be kept in mind.
func (p *planner) workedOut(relaxed []catalog.Filter) []catalog.Filter {
	dearest := int64(0)
	for _, id := range p.before.Shown {
		if shown, ok := p.Shelf.Product(id); ok {
			dearest = max(dearest, shown.Price().Amount)
		}
	}
	return slices.DeleteFunc(slices.Clone(relaxed), func(f catalog.Filter) bool {
		return f.Field != "price" || f.Op != catalog.Lte || int64(f.Number) != dearest-1
	})
}

// find searches, or asks the recommender when the shopper leaves the thing to
// the shop.
func (p *planner) find(ctx context.Context, filters []catalog.Filter, strict bool) (catalog.Result, error) {
	st := &p.state
	q := catalog.Query{Text: st.Query, Locale: st.Locale, Filters: filters, Sort: st.Sort,
		Limit: cmp.Or(p.r.Limit, cardsPerTurn), Shopper: st.Shopper, Strict: strict}
	var err error
	if q.Exclude, err = p.unwanted(ctx); err != nil {
		return catalog.Result{}, err
	}
	if p.specific() {
		return p.seek(ctx, q)
	}
	if p.plan.Act == Search {
		p.plan.Act = Recommend // that is what it is, and how it should sound
	}
	result, err := p.Taste.Recommend(ctx, q)
	if err == nil && len(result.Hits) == 0 && len(filters) > 0 {
		return p.seek(ctx, q)
	}
	return result, err
}

// specific reports whether the shopper said enough to search by.
func (p *planner) specific() bool {
	st := &p.state
	return st.Query != "" || st.Sort != "" || st.Subject == Search && len(st.Filters) > 0 || st.wanted("category") != nil
}

// unwanted is what must not come: what the shopper does not want again and, of
// recommendations, what nobody or not she should be recommended.
func (p *planner) unwanted(ctx context.Context) ([]string, error) {
	if p.state.Subject != Recommend {
		return p.turnedAway(), nil
	}
	barred := slices.Concat(p.turnedAway(), p.Taste.Barred(p.state.Shopper))
	if p.state.Customer == "" {
		return barred, nil
	}
	bought, err := p.Store.Orders(ctx, p.state.Customer)
	return append(barred, products(bought)...), err
}

// meant gives the products that the shopper speaks of: those she refers to,
// the one she names, what the talk is about, what its filters pick among the
// cards, the page she is on. chosen is how the last card comes in: a question
// may be about the first card shown, an order for it must not.
func (p *planner) meant(ctx context.Context, guess bool) ([]catalog.Hit, error) {
	switch {
	case len(p.r.Refers) > 0:
		return p.hits(ctx, p.r.Refers)
	case p.r.Query != "":
		return p.named(ctx)
	case len(p.r.Filters) > 0:
		if hits, err := p.amongShown(ctx); len(hits) > 0 || err != nil {
			return hits, err
		}
	}
	switch {
	case len(p.state.Focus) > 0:
		return p.hits(ctx, p.state.Focus)
	case len(p.r.Filters) > 0:
		return p.named(ctx)
	case p.state.Page != "":
		return p.hits(ctx, []string{p.state.Page})
	case len(p.state.Shown) == 1, guess && len(p.state.Shown) > 0:
		return p.hits(ctx, p.state.Shown[:1])
	}
	return nil, nil
}

// named finds the product that a name means.
func (p *planner) named(ctx context.Context) ([]catalog.Hit, error) {
	result, err := p.Index.Search(ctx, catalog.Query{Text: p.r.Query, Locale: p.state.Locale, Filters: p.r.Filters, Limit: 1})
	if err != nil || len(result.Hits) == 0 {
		return nil, err
	}
	return p.hits(ctx, hitIDs(result.Hits[:1]))
}

// amongShown picks the one card that fits what was said of it ("the blue one").
func (p *planner) amongShown(ctx context.Context) ([]catalog.Hit, error) {
	hits, err := p.hits(ctx, p.state.Shown)
	if err != nil {
		return nil, err
	}
	var fit []catalog.Hit
	for _, h := range hits {
		if catalog.FitsAll(h.Product, p.r.Filters) {
			fit = append(fit, h)
		}
	}
	if len(fit) != 1 {
		return nil, nil
	}
	return fit, nil
}

// detail tells of products from their own facts.
func (p *planner) detail(ctx context.Context) error {
	hits, err := p.meant(ctx, true)
	if err != nil {
		return err
	}
	if len(hits) == 0 {
		p.plan.Outcome = Unclear
		return nil
	}
	p.speakOf(hits)
	p.state.Aspects = p.r.Aspects
	p.plan.Variants = p.alsoIn(hits)
	if len(p.r.Aspects) > 0 && !stated(hits, p.r.Aspects) {
		p.plan.Outcome = NotStated
	}
	return nil
}

// speakOf makes hits what the answer and then the talk is about.
func (p *planner) speakOf(hits []catalog.Hit) {
	ids := hitIDs(hits)
	p.plan.Products, p.intent.Refers, p.state.Focus = hits, ids, ids
	p.showUnknown()
	if p.cards == nil {
		return
	}
	list := p.state.Shown
	p.state.saw(ids)
	if len(ids) == 1 && len(list) > 0 {
		p.state.Shown = list // "the second one" goes on meaning the list
	}
}

// stated reports whether some product says something of some field.
func stated(hits []catalog.Hit, fields []string) bool {
	for _, h := range hits {
		for _, f := range fields {
			if _, ok := h.Product.Number(f); ok || len(h.Product.Values(f)) > 0 {
				return true
			}
		}
	}
	return false
}

// union appends what is new.
func union(a, b []string) []string {
	all := append([]string{}, a...)
	for _, id := range b {
		if !containsFold(all, id) {
			all = append(all, id)
		}
	}
	return all
}
