package retriever

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"daogou/catalog"
)

// costOf is how sorry a shopper is to see a filter dropped. Fewer dropped
// filters are always better, so costs lie between 1 and 2. A category that the
// shop has is never dropped: who wants a sofa must not get cushions.
func (c *corpus) costOf(f catalog.Filter) float64 {
	switch f.Field {
	case "category", "product_type":
		if f.Op == catalog.Ne || c.hasAnyValue(f) {
			return math.Inf(1)
		}
		return 1.9
	case "id", "item_group_id", "title":
		return math.Inf(1)
	case "price":
		return 1.1
	case "rating", "star_rating", "review_count":
		return 1
	case "gender", "age_group":
		return 1.6
	case "brand":
		return 1.3
	case "material":
		return 1.15
	}
	if f.Op == catalog.Lte || f.Op == catalog.Gte {
		return 1.5 // what must fit under a roof
	}
	return 1.2
}

// hasAnyValue reports whether any product ever had one of the values.
func (c *corpus) hasAnyValue(f catalog.Filter) bool {
	return slices.ContainsFunc(f.Values, func(v string) bool { return len(c.columns.values["category"][caseless(v)]) > 0 })
}

// maxRelaxed bounds the filters whose subsets are tried; nobody states more.
const maxRelaxed = 12

// relax finds the cheapest set of filters without which something fits, and
// leaves s.fit and the candidates as without them.
func (c *corpus) relax(q *catalog.Query, r *reading, s *scratch, bound bool, m *matched) {
	if len(q.Filters) > maxRelaxed {
		return
	}
	for _, drop := range c.subsets(q.Filters) {
		kept, dropped := divide(q.Filters, drop)
		c.fitAll(kept, q.Exclude, s)
		if !s.fit.any() {
			continue
		}
		needs := r.binds(kept)
		if needs && !bound && !c.known(r, s) {
			continue
		}
		if m.cands = c.candidates(r, s, needs); len(m.cands) > 0 {
			m.kept, m.relaxed, m.bound = kept, dropped, needs
			return
		}
	}
}

// subsets gives the sets of filters that may be dropped, as bit masks, the
// cheapest first; of equal cost the one that keeps earlier filters.
func (c *corpus) subsets(filters []catalog.Filter) []uint {
	cost := make([]float64, 1<<len(filters))
	var all []uint
	for set := uint(1); set < 1<<len(filters); set++ {
		low := bits.TrailingZeros(set)
		cost[set] = cost[set&(set-1)] + c.costOf(filters[low]) + 10
		if !math.IsInf(cost[set], 1) {
			all = append(all, set)
		}
	}
	slices.SortFunc(all, func(a, b uint) int { return cmp.Or(cmp.Compare(cost[a], cost[b]), cmp.Compare(b, a)) })
	return all
}

func divide(filters []catalog.Filter, drop uint) (kept, dropped []catalog.Filter) {
	for i, f := range filters {
		if drop>>i&1 == 1 {
			dropped = append(dropped, f)
		} else {
			kept = append(kept, f)
		}
	}
	return kept, dropped
}

// nearness orders by the distance to a price bound that was dropped; nil when
// none was. Who asked for $10 wants the cheapest there is.
func (c *corpus) nearness(relaxed []catalog.Filter) func(x, y candidate) int {
	i := slices.IndexFunc(relaxed, func(f catalog.Filter) bool {
		return f.Field == "price" && (f.Op == catalog.Lte || f.Op == catalog.Gte)
	})
	if i < 0 {
		return nil
	}
	far := func(d candidate) float64 {
		return math.Abs(float64(c.products[d.doc].Price().Amount) - relaxed[i].Number)
	}
	return func(x, y candidate) int {
		if x.tier != y.tier {
			return int(x.tier) - int(y.tier)
		}
		if d := cmp.Compare(far(x), far(y)); d != 0 {
			return d
		}
		return c.byRelevance(x, y)
	}
}
