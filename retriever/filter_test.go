package retriever

import (
	"math/rand/v2"
	"slices"
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

// The complaint this guards against: more cards than the filter allowed
// (NVIDIA retail assistant #89).
func TestFiltersHoldExactly(t *testing.T) {
	for _, shop := range []string{"en", "zh"} {
		products := readShop(t, shop)
		x := open(t, products)
		r := rand.New(rand.NewPCG(1, 2))
		for range 5000 {
			q := catalog.Query{Limit: len(products), Strict: true}
			for range 1 + r.IntN(3) {
				q.Filters = append(q.Filters, randomFilter(r, products))
			}
			want := 0
			for _, p := range products {
				if catalog.FitsAll(p, q.Filters) {
					want++
				}
			}
			res := find(t, x, q)
			if res.Total != want || len(res.Hits) != want {
				t.Fatalf("%v: total %d with %d hits, want %d", q.Filters, res.Total, len(res.Hits), want)
			}
			for _, h := range res.Hits {
				if !catalog.FitsAll(h.Product, q.Filters) {
					t.Fatalf("%v: %s does not fit", q.Filters, h.Product.ID)
				}
			}
		}
	}
}
