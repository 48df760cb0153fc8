package retriever

import (
	"cmp"
	"math/bits"
	"slices"

	"daogou/catalog"
)

// Facets of a result: at most maxFacets fields with maxFacetValues values each.
const (
	maxFacets      = 8
	maxFacetValues = 12
)

// facets counts the values of what fits. The fields that split it best come
// first: many products say something, and not all the same.
func (c *corpus) facets(fit bitset, s *scratch) []catalog.Facet {
	var facets []catalog.Facet
	total, tell := fit.count(), map[string]float64{}
	for field, values := range c.countValues(fit, s) {
		if len(values) < 2 || field == "item_group_id" || field == "condition" {
			continue
		}
		slices.SortFunc(values, func(a, b catalog.FacetValue) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
		})
		tell[field] = division(values, total)
		facets = append(facets, catalog.Facet{Field: field, Values: values[:min(len(values), maxFacetValues)]})
	}
	slices.SortFunc(facets, func(a, b catalog.Facet) int {
		return cmp.Or(cmp.Compare(tell[b.Field], tell[a.Field]), cmp.Compare(a.Field, b.Field))
	})
	return facets[:min(len(facets), maxFacets)]
}

// countValues counts, by field, how many of the documents state each value.
func (c *corpus) countValues(fit bitset, s *scratch) map[string][]catalog.FacetValue {
	s.counts = append(s.counts[:0], make([]int32, len(c.columns.written))...)
	fit.each(func(d uint32) {
		for _, v := range c.columns.stated[d] {
			s.counts[v]++
		}
	})
	values := map[string][]catalog.FacetValue{}
	for v, n := range s.counts {
		if n > 0 {
			w := &c.columns.written[v]
			values[w.field] = append(values[w.field], catalog.FacetValue{Value: w.shown, Count: int(n)})
		}
	}
	return values
}

// division is how well a field's values divide total products: the part that
// states the field times how evenly the frequent values share it.
func division(values []catalog.FacetValue, total int) float64 {
	stated, squares := 0.0, 0.0
	for _, v := range values {
		stated += float64(v.Count)
		squares += float64(v.Count) * float64(v.Count)
	}
	few := 1 / float64(1+bits.Len(uint(len(values)))/3)
	return min(1, stated/float64(total)) * (1 - squares/(stated*stated)) * few
}
