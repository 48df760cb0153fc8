package retriever

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"daogou/catalog"
)

// big is a shop of 55,000 products with descriptions, made once.
var big = sync.OnceValue(func() *Index {
	x, err := Open("", Options{})
	if err != nil {
		panic(err)
	}
	ctx := context.Background()
	if err := x.Apply(ctx, manyProducts(55_000), nil, 1); err != nil {
		panic(err)
	}
	if err := x.Train(ctx); err != nil {
		panic(err)
	}
	return x
})

// bigQueries are queries in the words of big's titles, of one to four words,
// some misspelled.
func bigQueries(n int) []string {
	var all []string
	for i, p := range manyProducts(n) {
		tokens := split(fold(p.Title), nil)
		q := ""
		for j := range 1 + i%4 {
			q += tokens[(i*7+j*3)%len(tokens)].text + " "
		}
		if i%10 == 0 {
			q = q[1:]
		}
		all = append(all, q)
	}
	return all
}

func BenchmarkSearch(b *testing.B) {
	x, queries := big(), bigQueries(200)
	red := []catalog.Filter{catalog.Where("color", catalog.Eq, "red"), catalog.Bound("price", catalog.Lte, 20_000)}
	category := []catalog.Filter{catalog.Where("category", catalog.Eq, pseudoWord(60_003))}
	for _, c := range []struct {
		name string
		of   func(i int) catalog.Query
	}{
		{"text", func(i int) catalog.Query { return catalog.Query{Text: queries[i%len(queries)]} }},
		{"text+filters", func(i int) catalog.Query { return catalog.Query{Text: queries[i%len(queries)], Filters: red} }},
		{"text+category", func(i int) catalog.Query { return catalog.Query{Text: queries[i%len(queries)], Filters: category} }},
		{"filters", func(i int) catalog.Query { return catalog.Query{Filters: red} }},
		{"cheapest", func(i int) catalog.Query { return catalog.Query{Sort: catalog.PriceAsc} }},
		{"all", func(i int) catalog.Query { return catalog.Query{} }},
	} {
		b.Run(fmt.Sprintf("docs=55000/%s", c.name), func(b *testing.B) {
			var took []time.Duration
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				start := time.Now()
				if _, err := x.Search(context.Background(), c.of(i)); err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
		})
	}
}
