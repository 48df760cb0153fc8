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
func (c *corpus) facets(fit bitset) []catalog.Facet {
	total := fit.count()
	var facets []catalog.Facet
	tell := map[string]float64{}
	for field, written := range c.columns.fields {
		if field == "item_group_id" || field == "condition" {
			continue
		}
		values := c.facetValues(field, written, fit)
		if len(values) < 2 {
			continue
		}
		tell[field] = division(values, total)
		facets = append(facets, catalog.Facet{Field: field, Values: values[:min(len(values), maxFacetValues)]})
	}
	slices.SortFunc(facets, func(a, b catalog.Facet) int {
		return cmp.Or(cmp.Compare(tell[b.Field], tell[a.Field]), cmp.Compare(a.Field, b.Field))
	})
	return facets[:min(len(facets), maxFacets)]
}

func (c *corpus) facetValues(field string, written map[string]string, fit bitset) []catalog.FacetValue {
	var values []catalog.FacetValue
	for key, shown := range written {
		if n := countIn(c.columns.values[field][key], fit); n > 0 {
			values = append(values, catalog.FacetValue{Value: shown, Count: n})
		}
	}
	slices.SortFunc(values, func(a, b catalog.FacetValue) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
	})
	return values
}

func countIn(docs []uint32, fit bitset) int {
	n := 0
	for _, d := range docs {
		n += int(fit[d>>6] >> (d & 63) & 1)
	}
	return n
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
