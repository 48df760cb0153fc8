package catalog

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
)

// manyRows is a feed of so many rows with about 20 filled cells, the same on
// every run.
func manyRows(n int) fstest.MapFS {
	columns := []string{"id", "title", "description", "link", "image_link", "availability", "price", "brand", "product_type",
		"color", "size", "material", "gender", "age_group", "item_group_id", "condition", "product_highlight", "star_rating", "review_count"}
	for i := range 25 {
		columns = append(columns, fmt.Sprintf("trait_%d", i))
	}
	rnd := rand.New(rand.NewPCG(1, 2))
	word := func() string {
		return []string{"copper", "valve", "brass", "dim", "ambient", "hinge", "lathe", "moss", "granite", "fern", "kiln", "plank"}[rnd.IntN(12)]
	}
	var b strings.Builder
	b.WriteString(strings.Join(columns, "\t") + "\n")
	for i := range n {
		fmt.Fprintf(&b, "p%06d\t%s %s %d\t%s\thttps://x.example/%d\timages/%d.png\tin_stock\t%d.%02d USD\t%s\tTools > %s > %s\tred/blue\tS/M/L\t%s\tfemale\tadult\tg%d\tnew\t%s,%s\t4.5\t%d",
			i, word(), word(), i, strings.Repeat(word()+" "+word()+" &amp; "+word()+". ", 12), i, i, 1+rnd.IntN(500), rnd.IntN(100), word(), word(), word(), word(), i/3, word(), word(), rnd.IntN(999))
		for t := range 25 {
			b.WriteByte('\t')
			if t%5 == i%5 {
				fmt.Fprintf(&b, "%s %d", word(), rnd.IntN(50))
			}
		}
		b.WriteByte('\n')
	}
	return fstest.MapFS{"shop/feed.tsv": {Data: []byte(b.String())}}
}

func BenchmarkImportProducts(b *testing.B) {
	for _, n := range []int{5000, 50000} {
		b.Run(fmt.Sprintf("rows=%d", n), func(b *testing.B) {
			feed := manyRows(n)
			for b.Loop() {
				s := open(b, b.TempDir())
				if r, err := importTSV(b, s, feed, ImportOptions{}); err != nil || r.Accepted != n {
					b.Fatalf("%+v %v", r, err)
				}
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// BenchmarkWrite shows what sharing a durable commit is worth.
func BenchmarkWrite(b *testing.B) {
	for _, writers := range []int{1, 64} {
		b.Run(fmt.Sprintf("writers=%d", writers), func(b *testing.B) {
			s := open(b, b.TempDir())
			notes(b, s)
			b.SetParallelism(max(1, writers/runtime.GOMAXPROCS(0)))
			if writers == 1 {
				for b.Loop() {
					if err := s.Write(b.Context(), run(`INSERT INTO notes (who) VALUES ('x')`)); err != nil {
						b.Fatal(err)
					}
				}
				return
			}
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := s.Write(b.Context(), run(`INSERT INTO notes (who) VALUES ('x')`)); err != nil {
						b.Error(err)
					}
				}
			})
		})
	}
}

// BenchmarkChanges is what a follower pays: each time it asks and nothing
// happened, and once to read a whole shop.
func BenchmarkChanges(b *testing.B) {
	s := open(b, b.TempDir())
	if _, err := importTSV(b, s, manyRows(10000), ImportOptions{}); err != nil {
		b.Fatal(err)
	}
	for since, name := range map[int64]string{0: "all of products=10000", 10000: "none"} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				c, err := s.Changes(b.Context(), since, 20000)
				if err != nil || len(c.Products) != int(10000-since) {
					b.Fatal(len(c.Products), err)
				}
			}
		})
	}
}

func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	open(b, dir).Close()
	for b.Loop() {
		open(b, dir).Close()
	}
}
