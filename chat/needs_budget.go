package chat

import (
	"context"
	"slices"
	"strings"

	"daogou/catalog"
)

// stay puts what was offered before first for the needs that are not spoken of,
// and for those of which nothing fits what is asked of them now: these are kept
// as they were.
func (p *planner) stay(ctx context.Context, choices []options) (kept []bool, err error) {
	kept = make([]bool, len(choices))
	for i, n := range p.state.Needs {
		before := p.before.offered(n.Name)
		if len(before) == 0 || p.r.NewSubject || len(p.r.Filters) > 0 && !onlyPrice(p.r.Filters) {
			continue
		}
		if kept[i] = p.speaks(n.Name) && len(choices[i].hits) == 0; kept[i] {
			p.state.Needs[i] = p.before.need(n.Name)
		} else if p.speaks(n.Name) {
			continue
		}
		hits, err := p.hits(ctx, before)
		if err != nil {
			return nil, err
		}
		choices[i].hits = moreHits(hits, choices[i].hits)
	}
	p.intent.Needs = slices.Clone(p.state.Needs)
	return kept, nil
}

func onlyPrice(filters []catalog.Filter) bool {
	return !slices.ContainsFunc(filters, func(f catalog.Filter) bool { return f.Field != "price" })
}

// offered gives the products last offered for a need.
func (st *State) offered(name string) []string {
	for _, met := range st.Kit {
		if strings.EqualFold(met.Name, name) {
			return met.IDs
		}
	}
	return nil
}

// need is the need in force of a name.
func (st *State) need(name string) Need {
	i := slices.IndexFunc(st.Needs, func(n Need) bool { return strings.EqualFold(n.Name, name) })
	if i < 0 {
		return Need{Name: name}
	}
	return st.Needs[i]
}

// affordable chooses one product of each need within the budget. What was
// offered before and is not spoken of stays, unless something would go without
// that could be had otherwise.
func (p *planner) affordable(choices []options, budget int64) []options {
	holding := p.holding(choices, budget)
	if met(holding) == met(choices) {
		return holding
	}
	moving := withinBudget(choices, budget)
	if holding == nil || met(moving) > met(holding) {
		return moving
	}
	return holding
}

// holding spends on what is spoken of only what the rest, which stays as it was
// offered, leaves of the budget.
func (p *planner) holding(choices []options, budget int64) []options {
	free := slices.Clone(choices)
	held := map[int]options{}
	for i, n := range p.state.Needs {
		before := p.before.offered(n.Name)
		if len(before) > 0 && !p.speaks(n.Name) && len(choices[i].hits) > 0 && choices[i].hits[0].Product.ID == before[0] {
			held[i] = options{choices[i].hits[:1], choices[i].pieces}
			budget -= held[i].cost(0)
			free[i].hits = nil
		}
	}
	if budget < 0 {
		return nil
	}
	picked := withinBudget(free, budget)
	for i, o := range held {
		picked[i] = o
	}
	return picked
}

// met counts the needs that something is there for.
func met(choices []options) (n int) {
	for _, c := range choices {
		if len(c.hits) > 0 {
			n++
		}
	}
	return n
}

// withinBudget leaves one product of each need, so that the sum stays within the
// budget. It starts from the best of each and, while that is too dear, moves
// down the list where a step saves most for each place it loses; when no step
// helps, the dearest need goes without.
func withinBudget(choices []options, budget int64) []options {
	at := make([]int, len(choices))
	for sum(choices, at) > budget {
		i, j := bestStep(choices, at)
		if i < 0 {
			at[dearest(choices, at)] = -1
			continue
		}
		at[i] = j
	}
	picked := make([]options, len(choices))
	for i, c := range choices {
		picked[i].pieces = c.pieces
		if at[i] >= 0 && at[i] < len(c.hits) {
			picked[i].hits = c.hits[at[i] : at[i]+1]
		}
	}
	return picked
}

// price of a need's product in the selection, of all its pieces; 0 where it has
// none.
func price(choices []options, at []int, i int) int64 {
	if at[i] < 0 || at[i] >= len(choices[i].hits) {
		return 0
	}
	return choices[i].cost(at[i])
}

// cost is what all pieces of the product at a place cost.
func (o options) cost(at int) int64 { return o.hits[at].Product.Price().Amount * max(o.pieces, 1) }

func sum(choices []options, at []int) (total int64) {
	for i := range choices {
		total += price(choices, at, i)
	}
	return total
}

// bestStep finds the need and the place in its list where the saving for each
// place lost is greatest; -1 where nothing saves.
func bestStep(choices []options, at []int) (need, place int) {
	need, best := -1, 0.0
	for i, c := range choices {
		if at[i] < 0 {
			continue
		}
		for j := at[i] + 1; j < len(c.hits); j++ {
			saved := price(choices, at, i) - c.cost(j)
			if gain := float64(saved) / float64(j-at[i]); gain > best {
				need, place, best = i, j, gain
			}
		}
	}
	return need, place
}

func dearest(choices []options, at []int) int {
	worst := 0
	for i := range choices {
		if price(choices, at, i) > price(choices, at, worst) {
			worst = i
		}
	}
	return worst
}
