package chat

import (
	"context"
	"slices"
	"strings"

	"daogou/catalog"
)

const (
	// choicesPerNeed is how many products of a need are weighed against the
	// others' prices.
	choicesPerNeed = 8
	// cardsPerNeed is how many cards a need brings when no budget ties them
	// together. With a budget it is one, so that all cards can be had for it.
	cardsPerNeed = 3
)

// options are the products that a need may be met with, the best first, and how
// many pieces of one are wanted.
type options struct {
	hits   []catalog.Hit
	pieces int64
}

// kit plans for several needs at once, those in force or proposed now. False:
// one thing is wanted.
func (p *planner) kit(ctx context.Context) (several bool, err error) {
	if p.r.Propose {
		if err := p.propose(ctx); err != nil {
			return false, err
		}
	}
	if len(p.state.Needs) == 1 { // the others were taken back: an ordinary search
		p.alone()
	}
	if len(p.state.Needs) < 2 {
		return false, nil
	}
	return true, p.several(ctx)
}

// alone makes the last need left the subject.
func (p *planner) alone() {
	n := p.state.Needs[0]
	p.state.Query, p.state.Needs, p.state.Kit = n.Query, nil, nil
	p.state.Filters = mergeFilters(p.state.Filters, n.Filters)
	p.intent.Query, p.intent.Filters, p.intent.Needs = n.Query, slices.Clone(p.state.Filters), nil
	p.plan.Query, p.plan.Filters = n.Query, p.intent.Filters
}

// several plans for several needs at once, which may share a budget: the sum of
// the cards' prices never passes it. What is not spoken of keeps what was
// offered for it, as far as that goes.
func (p *planner) several(ctx context.Context) error {
	budget, shared := splitBudget(p.state.Filters)
	unwanted, err := p.unwanted(ctx)
	if err != nil {
		return err
	}
	choices := make([]options, len(p.state.Needs))
	for i, n := range p.state.Needs {
		hits, err := p.choicesFor(ctx, n, shared, budget, unwanted)
		if err != nil {
			return err
		}
		choices[i] = options{hits, int64(max(n.Quantity, 1))}
	}
	kept, err := p.stay(ctx, choices)
	if err != nil {
		return err
	}
	keep := cardsPerNeed
	if budget > 0 {
		choices, keep = p.affordable(choices, budget), 1
	}
	if p.fitFirst(choices) && budget > 0 {
		choices = p.affordable(choices, budget)
	}
	choices, kept = p.leaveOut(choices, kept)
	p.needs = map[string]string{}
	for i, n := range p.state.Needs {
		met := NeedMet{Name: n.Name, Quantity: n.Quantity, Kept: kept[i]}
		for _, h := range choices[i].hits[:min(len(choices[i].hits), keep)] {
			if _, twice := p.needs[h.Product.ID]; !twice {
				met.IDs = append(met.IDs, h.Product.ID)
				p.needs[h.Product.ID] = n.Name
				p.plan.Products = append(p.plan.Products, h)
			}
		}
		p.plan.Needs = append(p.plan.Needs, met)
	}
	p.showNeeds()
	return nil
}

func (p *planner) showNeeds() {
	p.cards, p.plan.Total = p.plan.Products, len(p.plan.Products)
	p.state.Focus, p.state.Kit = nil, p.plan.Needs
	if len(p.cards) == 0 {
		p.plan.Outcome = Nothing
		return
	}
	p.state.saw(hitIDs(p.cards))
}

// splitBudget takes the upper bound on the price out of the filters; 0: none.
func splitBudget(filters []catalog.Filter) (budget int64, rest []catalog.Filter) {
	for _, f := range filters {
		if f.Field == "price" && f.Op == catalog.Lte {
			budget = int64(f.Number)
			continue
		}
		rest = append(rest, f)
	}
	return budget, rest
}

// choicesFor gives what fits a need, the best first, and among it the cheapest
// there is, so that a tight budget has something to turn to. What is said of all
// and nothing of this kind fits was not said of this.
func (p *planner) choicesFor(ctx context.Context, n Need, shared []catalog.Filter, budget int64, unwanted []string) ([]catalog.Hit, error) {
	own := n.Filters
	if budget > 0 {
		own = append(slices.Clone(own), catalog.Bound("price", catalog.Lte, float64(budget/int64(max(n.Quantity, 1)))))
	}
	all := slices.Concat(own, applicable(shared, n.Filters))
	hits, err := p.fitting(ctx, n, all, budget > 0, unwanted)
	if err == nil && len(hits) == 0 && len(all) > len(own) {
		all = own
		hits, err = p.fitting(ctx, n, all, budget > 0, unwanted)
	}
	if err == nil {
		hits, all, err = p.keepNeedTo(ctx, n, hits, all, budget > 0, unwanted)
	}
	if err != nil {
		return nil, err
	}
	return p.refresh(ctx, hits, all)
}

// fitting searches for a need: what can be had where anything can, the product
// referred to first.
func (p *planner) fitting(ctx context.Context, n Need, filters []catalog.Filter, cheapest bool, unwanted []string) ([]catalog.Hit, error) {
	q := catalog.Query{Text: n.Query, Locale: p.state.Locale, Filters: filters, Limit: choicesPerNeed,
		Shopper: p.state.Shopper, Exclude: unwanted, Strict: true}
	best, err := p.Index.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	hits := best.Hits
	if cheapest {
		q.Sort, q.Limit = catalog.PriceAsc, 1
		least, err := p.Index.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		hits = moreHits(hits, least.Hits)
	}
	slices.SortStableFunc(hits, buyableFirst)
	return p.referredFirst(ctx, n, hits)
}

// buyableFirst puts what is there before what comes later, and that before what
// can't be had.
func buyableFirst(a, b catalog.Hit) int { return waiting(a.Product) - waiting(b.Product) }

func waiting(p *catalog.Product) int {
	switch {
	case p.Availability == catalog.InStock:
		return 0
	case p.Buyable():
		return 1
	}
	return 2
}

// moreHits appends what is new.
func moreHits(hits, more []catalog.Hit) []catalog.Hit {
	for _, h := range more {
		if !slices.ContainsFunc(hits, func(have catalog.Hit) bool { return have.Product.ID == h.Product.ID }) {
			hits = append(hits, h)
		}
	}
	return hits
}

// referredFirst puts the products that the shopper means before the others,
// where they fit a need that she speaks of.
func (p *planner) referredFirst(ctx context.Context, n Need, hits []catalog.Hit) ([]catalog.Hit, error) {
	if !p.speaks(n.Name) || len(p.r.Refers) == 0 {
		return hits, nil
	}
	meant, err := p.hits(ctx, p.r.Refers)
	meant = slices.DeleteFunc(meant, func(h catalog.Hit) bool { return !catalog.FitsAll(h.Product, n.Filters) })
	return moreHits(meant, hits), err
}

// speaks reports whether the utterance is about a need.
func (p *planner) speaks(name string) bool {
	return slices.ContainsFunc(p.r.Needs, func(n Need) bool { return strings.EqualFold(n.Name, name) })
}

// applicable leaves out shared filters on fields that the need speaks of itself.
func applicable(shared, own []catalog.Filter) []catalog.Filter {
	return slices.DeleteFunc(slices.Clone(shared), func(f catalog.Filter) bool {
		return slices.ContainsFunc(own, func(o catalog.Filter) bool { return o.Field == f.Field })
	})
}
