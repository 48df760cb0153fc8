package retriever

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"daogou/catalog"
)

// randomFilter makes a filter on a field and value that some product has, or
// on a value or number that none may have.
func randomFilter(r *rand.Rand, products []*catalog.Product) catalog.Filter {
	p := products[r.IntN(len(products))]
	fields := []string{"brand", "category", "color", "size", "material", "gender", "availability", "id", "title", "product_type",
		"item_group_id", "seats", "storage_gb", "pages", "product_highlight", "no_such_field", "price", "star_rating"}
	f := fields[r.IntN(len(fields))]
	switch op := []catalog.Op{catalog.Eq, catalog.Ne, catalog.In, catalog.Lte, catalog.Gte}[r.IntN(5)]; op {
	case catalog.Lte, catalog.Gte:
		numeric := []string{"price", "rating", "star_rating", "review_count", "weight_kg", "pages", "storage_gb", "size", "title", "color"}
		f = numeric[r.IntN(len(numeric))]
		n, ok := p.Number(f)
		if !ok {
			n = float64(r.IntN(20000))
		}
		return catalog.Bound(f, op, n)
	case catalog.In:
		q := products[r.IntN(len(products))]
		return catalog.Where(f, op, slices.Concat([]string{"Red"}, p.Values(f), q.Values(f))...)
	default:
		if v := p.Values(f); len(v) > 0 {
			return catalog.Where(f, op, v[r.IntN(len(v))])
		}
		return catalog.Where(f, op, "43.0")
	}
}

// filterSets is how many random sets of filters are tried in each shop.
var filterSets = 5000

// The complaint this guards against: more cards than the filter allowed
// (NVIDIA retail assistant #89).
func TestFiltersHoldExactly(t *testing.T) {
	for _, shop := range []string{"en", "zh"} {
		counter := openCounter(t, shop)
		products := counter.products(t)
		x := open(t, products)
		r := rand.New(rand.NewPCG(1, 2))
		for range filterSets {
			q := catalog.Query{Limit: len(products), Strict: true, Filters: randomFilters(r, products, 3)}
			res, want := find(t, x, q), counter.count(t, q.Filters)
			if res.Total != want || len(res.Hits) != want {
				t.Fatalf("%v: total %d with %d hits, want %d as SQL counts", q.Filters, res.Total, len(res.Hits), want)
			}
			for _, h := range res.Hits {
				if !catalog.FitsAll(h.Product, q.Filters) {
					t.Fatalf("%v: %s does not fit", q.Filters, h.Product.ID)
				}
			}
		}
	}
}

func randomFilters(r *rand.Rand, products []*catalog.Product, most int) []catalog.Filter {
	var filters []catalog.Filter
	for range 1 + r.IntN(most) {
		filters = append(filters, randomFilter(r, products))
	}
	return filters
}

func TestFacetsCountWhatFits(t *testing.T) {
	products := readShop(t, "en")
	x := open(t, products)
	r := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		q := catalog.Query{Limit: 1, Strict: true, Filters: randomFilters(r, products, 2)}
		for _, facet := range find(t, x, q).Facets {
			for _, v := range facet.Values {
				want := 0
				for _, p := range products {
					if catalog.FitsAll(p, q.Filters) && slices.ContainsFunc(p.Values(facet.Field), func(w string) bool { return strings.EqualFold(v.Value, w) }) {
						want++
					}
				}
				if v.Count != want {
					t.Fatalf("%v: %s %s counts %d, want %d", q.Filters, facet.Field, v.Value, v.Count, want)
				}
			}
		}
	}
}

// leastDropped is how many filters must go until something fits, tried by size;
// -1: nothing fits however many go. keep tells those that never go.
func leastDropped(products []*catalog.Product, filters []catalog.Filter, keep func(catalog.Filter) bool) int {
	least := -1
	for set := range 1 << len(filters) {
		var kept []catalog.Filter
		for i, f := range filters {
			if set>>i&1 == 0 || keep(f) {
				kept = append(kept, f)
			}
		}
		fits := slices.ContainsFunc(products, func(p *catalog.Product) bool { return catalog.FitsAll(p, kept) })
		if n := len(filters) - len(kept); fits && (least < 0 || n < least) {
			least = n
		}
	}
	return least
}

func TestTheFewestFiltersAreDropped(t *testing.T) {
	for _, shop := range []string{"en", "zh"} {
		products := readShop(t, shop)
		x := open(t, products)
		r := rand.New(rand.NewPCG(5, 6))
		for range 1000 {
			filters := randomFilters(r, products, 5)
			res := find(t, x, catalog.Query{Limit: len(products), Filters: filters})
			least := leastDropped(products, filters, func(f catalog.Filter) bool { return math.IsInf(x.corpus.costOf(f), 1) })
			if least < 0 {
				if len(res.Hits) > 0 {
					t.Fatalf("%v: hits without %v, want none", filters, res.Relaxed)
				}
				continue
			}
			if len(res.Relaxed) != least || len(res.Hits) == 0 {
				t.Fatalf("%v: %d hits without %v, want %d filters dropped", filters, len(res.Hits), res.Relaxed, least)
			}
			kept := slices.DeleteFunc(slices.Clone(filters), func(f catalog.Filter) bool { return among(f, res.Relaxed) })
			for _, h := range res.Hits {
				if !catalog.FitsAll(h.Product, kept) {
					t.Fatalf("%v without %v: %s does not fit the rest", filters, res.Relaxed, h.Product.ID)
				}
			}
		}
	}
}

func among(f catalog.Filter, all []catalog.Filter) bool {
	return slices.ContainsFunc(all, func(g catalog.Filter) bool { return f.String() == g.String() })
}
