package chat

import (
	"context"
	"slices"

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

// several plans for several needs at once, which may share a budget: the sum of
// the cards' prices never passes it.
func (p *planner) several(ctx context.Context) error {
	budget, shared := splitBudget(p.state.Filters)
	unwanted, err := p.unwanted(ctx)
	if err != nil {
		return err
	}
	choices := make([][]catalog.Hit, len(p.state.Needs))
	for i, n := range p.state.Needs {
		if choices[i], err = p.choicesFor(ctx, n, shared, budget, unwanted); err != nil {
			return err
		}
	}
	keep := cardsPerNeed
	if budget > 0 {
		choices, keep = withinBudget(choices, budget), 1
	}
	p.needs = map[string]string{}
	for i, n := range p.state.Needs {
		met := NeedMet{Name: n.Name}
		for _, h := range choices[i][:min(len(choices[i]), keep)] {
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
	p.state.Focus = nil
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
// there is, so that a tight budget has something to turn to.
func (p *planner) choicesFor(ctx context.Context, n Need, shared []catalog.Filter, budget int64, unwanted []string) ([]catalog.Hit, error) {
	filters := slices.Concat(n.Filters, applicable(shared, n.Filters))
	if budget > 0 {
		filters = append(filters, catalog.Bound("price", catalog.Lte, float64(budget)))
	}
	q := catalog.Query{Text: n.Query, Locale: p.state.Locale, Filters: filters, Limit: choicesPerNeed,
		Shopper: p.state.Shopper, Exclude: unwanted, Strict: true}
	best, err := p.Index.Search(ctx, q)
	if err != nil {
		return nil, err
	}
	hits := best.Hits
	if budget > 0 {
		q.Sort, q.Limit = catalog.PriceAsc, 1
		cheapest, err := p.Index.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, h := range cheapest.Hits {
			if !slices.ContainsFunc(hits, func(have catalog.Hit) bool { return have.Product.ID == h.Product.ID }) {
				hits = append(hits, h)
			}
		}
	}
	return p.refresh(ctx, hits, filters)
}

// applicable leaves out shared filters on fields that the need speaks of itself.
func applicable(shared, own []catalog.Filter) []catalog.Filter {
	return slices.DeleteFunc(slices.Clone(shared), func(f catalog.Filter) bool {
		return slices.ContainsFunc(own, func(o catalog.Filter) bool { return o.Field == f.Field })
	})
}

// withinBudget puts one product of each need first, so that the sum of the
// firsts stays within the budget. It starts from the best of each and, while
// that is too dear, moves down the list where a step saves most for each place
// it loses; when no step helps, the dearest need goes without.
func withinBudget(choices [][]catalog.Hit, budget int64) [][]catalog.Hit {
	at := make([]int, len(choices))
	for sum(choices, at) > budget {
		i, j := bestStep(choices, at)
		if i < 0 {
			at[dearest(choices, at)] = -1
			continue
		}
		at[i] = j
	}
	picked := make([][]catalog.Hit, len(choices))
	for i, c := range choices {
		if at[i] >= 0 && at[i] < len(c) {
			picked[i] = c[at[i] : at[i]+1]
		}
	}
	return picked
}

// price of a need's product in the selection; 0 where it has none.
func price(choices [][]catalog.Hit, at []int, i int) int64 {
	if at[i] < 0 || at[i] >= len(choices[i]) {
		return 0
	}
	return choices[i][at[i]].Product.Price().Amount
}

func sum(choices [][]catalog.Hit, at []int) (total int64) {
	for i := range choices {
		total += price(choices, at, i)
	}
	return total
}

// bestStep finds the need and the place in its list where the saving for each
// place lost is greatest; -1 where nothing saves.
func bestStep(choices [][]catalog.Hit, at []int) (need, place int) {
	need, best := -1, 0.0
	for i := range choices {
		if at[i] < 0 {
			continue
		}
		for j := at[i] + 1; j < len(choices[i]); j++ {
			saved := price(choices, at, i) - choices[i][j].Product.Price().Amount
			if gain := float64(saved) / float64(j-at[i]); gain > best {
				need, place, best = i, j, gain
			}
		}
	}
	return need, place
}

func dearest(choices [][]catalog.Hit, at []int) int {
	worst := 0
	for i := range choices {
		if price(choices, at, i) > price(choices, at, worst) {
			worst = i
		}
	}
	return worst
}
