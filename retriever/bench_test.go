package retriever

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"

	"daogou/catalog"
	"daogou/catalog/demo"
)

// big is a shop of 55,000 products with descriptions, made once.
var big = sync.OnceValue(func() *Index {
	x, err := Open("", Options{})
	if err != nil {
		panic(err)
	}
	ctx := context.Background()
	if err := x.Apply(ctx, demo.Many(55_000), nil, 1); err != nil {
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
	for i, p := range demo.Many(n) {
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

// plain is bleve as it comes over the same products.
var plain = sync.OnceValue(func() bleve.Index {
	x, err := newPlain(demo.Many(55_000))
	if err != nil {
		panic(err)
	}
	return x
})

func newPlain(products []*catalog.Product) (bleve.Index, error) {
	text := bleve.NewTextFieldMapping()
	text.Store, text.IncludeTermVectors, text.Analyzer = false, false, en.AnalyzerName
	m := newMapping().(*mapping.IndexMappingImpl)
	m.DefaultMapping.AddFieldMappingsAt("text", text)
	x, err := bleve.NewUsing("", m, scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, err
	}
	for chunk := range slices.Chunk(products, batchSize) {
		batch := x.NewBatch()
		for _, p := range chunk {
			var words []string
			for _, part := range partsOf(p) {
				words = append(words, part.text)
			}
			if err := batch.Index(p.ID, map[string]any{"text": strings.Join(words, " ")}); err != nil {
				return nil, err
			}
		}
		if err := x.Batch(batch); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// timed runs searches one after the other and reports the middle and the slow.
func timed(b *testing.B, search func(i int) error) {
	var took []time.Duration
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		start := time.Now()
		if err := search(i); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

func BenchmarkSearch(b *testing.B) {
	x, queries := big(), bigQueries(200)
	text := func(i int) string { return queries[i%len(queries)] }
	red := []catalog.Filter{catalog.Where("color", catalog.Eq, "red"), catalog.Bound("price", catalog.Lte, 20_000)}
	category := []catalog.Filter{catalog.Where("category", catalog.Eq, demo.Word(60_003))}
	for _, c := range []struct {
		name string
		of   func(i int) catalog.Query
	}{
		{"text", func(i int) catalog.Query { return catalog.Query{Text: text(i)} }},
		{"text+filters", func(i int) catalog.Query { return catalog.Query{Text: text(i), Filters: red} }},
		{"text+category", func(i int) catalog.Query { return catalog.Query{Text: text(i), Filters: category} }},
		{"filters", func(i int) catalog.Query { return catalog.Query{Filters: red} }},
		{"cheapest", func(i int) catalog.Query { return catalog.Query{Sort: catalog.PriceAsc} }},
		{"like", func(i int) catalog.Query { return catalog.Query{Like: []string{fmt.Sprintf("b%06d", i)}} }},
	} {
		b.Run("docs=55000/"+c.name, func(b *testing.B) {
			timed(b, func(i int) error { _, err := x.Search(context.Background(), c.of(i)); return err })
		})
	}
	b.Run("docs=55000/suggest", func(b *testing.B) {
		timed(b, func(i int) error {
			q := text(i)
			_, _, err := x.Suggest(context.Background(), q[:max(1, len(q)*2/3)], "en", 6)
			return err
		})
	})
	b.Run("docs=55000/bleve", func(b *testing.B) {
		x := plain()
		timed(b, func(i int) error {
			q := bleve.NewMatchQuery(text(i))
			q.SetField("text")
			_, err := x.Search(bleve.NewSearchRequestOptions(q, 50, 0, false))
			return err
		})
	})
}

// BenchmarkStages times the parts of a search; none takes memory by the
// document.
func BenchmarkStages(b *testing.B) {
	x, queries := big(), bigQueries(200)
	c := x.corpus
	s := &scratch{}
	s.size(len(c.products))
	readings := make([]*reading, len(queries))
	for i, q := range queries {
		readings[i] = x.read(q)
	}
	red := []catalog.Filter{catalog.Where("color", catalog.Eq, "red"), catalog.Bound("price", catalog.Lte, 20_000)}
	place := c.placeOf(readings[0])
	liked := []string{c.products[7].ID}
	all := &matched{}
	for d := range uint32(len(c.products)) {
		all.cands = append(all.cands, candidate{doc: d})
	}
	for _, stage := range []struct {
		name string
		run  func(i int)
	}{
		{"read", func(i int) { x.read(queries[i]) }},
		{"filter", func(i int) { c.fitAll(red, nil, s) }},
		{"lexical", func(i int) { c.scoreLexical(readings[i], s); s.wipe() }},
		{"subword", func(i int) { c.scoreSubword(readings[i], s); s.wipe() }},
		{"semantic", func(i int) {
			for d := range uint32(len(c.products)) {
				c.vectors.near(d, place)
			}
		}},
		{"like", func(i int) {
			m := &matched{cands: s.cands[:0]}
			for d := range uint32(len(c.products)) {
				m.cands = append(m.cands, candidate{doc: d})
			}
			s.cands = m.cands
			c.scoreLike(liked, m)
		}},
		{"price", func(i int) { x.scorePrice(&catalog.Query{}, all) }},
		{"complete", func(i int) { x.complete(queries[i][:max(1, len(queries[i])*2/3)], 6) }},
		{"sort", func(i int) { c.keys(catalog.OrderBy("weight_kg", true), s) }},
		{"facets", func(i int) { c.facets(c.live, s) }},
	} {
		b.Run("docs=55000/"+stage.name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				stage.run(i % len(queries))
			}
		})
	}
}

// BenchmarkIndex compares indexing, built-in vectors included, with plain
// bleve's on the same texts.
func BenchmarkIndex(b *testing.B) {
	products := demo.Many(5_000)
	perSecond := func(b *testing.B) {
		b.ReportMetric(float64(len(products)*b.N)/b.Elapsed().Seconds(), "docs/s")
	}
	b.Run("docs=5000/daogou", func(b *testing.B) {
		for b.Loop() {
			x, err := Open("", Options{})
			if err != nil {
				b.Fatal(err)
			}
			if err := x.Apply(context.Background(), products, nil, 1); err != nil {
				b.Fatal(err)
			}
			if err := x.Train(context.Background()); err != nil {
				b.Fatal(err)
			}
			x.Close()
		}
		perSecond(b)
	})
	b.Run("docs=5000/bleve", func(b *testing.B) {
		for b.Loop() {
			x, err := newPlain(products)
			if err != nil {
				b.Fatal(err)
			}
			x.Close()
		}
		perSecond(b)
	})
}
