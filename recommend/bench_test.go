package recommend

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"daogou/catalog"
)

// large is a model of a shop of many products that 10,000 shoppers visited.
func large(b *testing.B, products int) *Model {
	p := &preparer{now: day.AddDate(2, 0, 0), sold: func(string) bool { return true }}
	events := visits(10000, products, 6)
	for _, e := range events {
		p.add(e)
	}
	m := New(shelfOfGoods(goods(products)))
	m.learned = learn(p.finish(), DefaultSpec)
	for _, e := range events {
		m.Observe(e)
	}
	b.ResetTimer()
	return m
}

func BenchmarkRecommend(b *testing.B) {
	b.Run("products=41000", func(b *testing.B) {
		m := large(b, 41000)
		var took []time.Duration
		for n := 0; b.Loop(); n++ {
			began := time.Now()
			if _, err := m.Recommend(b.Context(), catalog.Query{Shopper: fmt.Sprintf("c%d", n%10000), Limit: 20}); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(began))
		}
		report(b, took)
	})
}

// BenchmarkEventToRecommendation is from an event to an answer that knows of it.
func BenchmarkEventToRecommendation(b *testing.B) {
	b.Run("products=41000", func(b *testing.B) {
		m := large(b, 41000)
		var took []time.Duration
		for n := 0; b.Loop(); n++ {
			e := look(fmt.Sprintf("c%d", n%10000), fmt.Sprintf("p%05d", n*7%41000), n)
			began := time.Now()
			m.Observe(e)
			if _, err := m.Recommend(b.Context(), catalog.Query{Shopper: e.Session, Limit: 20}); err != nil {
				b.Fatal(err)
			}
			took = append(took, time.Since(began))
		}
		report(b, took)
	})
}

func report(b *testing.B, took []time.Duration) {
	slices.Sort(took)
	b.ReportMetric(took[len(took)/2].Seconds()*1000, "p50-ms")
	b.ReportMetric(took[len(took)*99/100].Seconds()*1000, "p99-ms")
}
