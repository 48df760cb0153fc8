package nlu

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"daogou/catalog"
	"daogou/chat"
)

// bigCatalogue makes n products with many brands, names and values.
func bigCatalogue(n int) []*catalog.Product {
	rng := rand.New(rand.NewPCG(3, 4))
	syllables := []string{"ka", "lo", "mi", "ren", "tor", "vel", "shu", "pax", "dor", "nim", "zel", "qua"}
	name := func() string {
		s := ""
		for range 3 {
			s += syllables[rng.IntN(len(syllables))]
		}
		return s
	}
	kinds := []string{"Sofas", "Lamps", "Dog Food", "Guitars", "Lipsticks", "Drills", "Teas", "Tents", "Boots", "Novels"}
	colors := []string{"red", "blue", "navy", "green", "black", "white"}
	out := make([]*catalog.Product, n)
	for i := range out {
		kind := kinds[rng.IntN(len(kinds))]
		p := &catalog.Product{ID: fmt.Sprintf("p%06d", i), Locale: "en", Brand: name() + name()[:2], Availability: catalog.InStock,
			ListPrice: catalog.Money{Amount: int64(rng.IntN(90000) + 100), Currency: "USD"}, Rating: 4, Reviews: 3}
		p.Title = name() + " " + kind + " " + name()
		p.Category = []string{"Shop", kind}
		p.Attributes = map[string][]string{
			"color": {colors[rng.IntN(len(colors))]}, "material": {"oak"}, "weight_kg": {fmt.Sprint(rng.IntN(40))},
			"waterproof": {[]string{"yes", "no"}[rng.IntN(2)]}, "model": {name()},
		}
		out[i] = p
	}
	return out
}

var benchSaid = []string{
	"show me red sofas under $500", "wireles hedphones wtih noise cancelling", "a case for my kalomi torvel", "what's the difference between the first two?",
	"hi there, how are you", "给我看看三百块以内的红色沙发，不要皮的", "是这样的，我刚毕业租了个小房子，想买个双人沙发，颜色耐脏一点，别超过两千块，太大了搬不进去，你看有合适的吗",
	"in navy instead", "how long do I have to return something?", "write me a poem about autumn and the sea please", "drills lighter than 3 kg, anything but black",
}

func BenchmarkUnderstand(b *testing.B) {
	for _, n := range []int{600, 50_000} {
		b.Run(fmt.Sprintf("products=%d", n), func(b *testing.B) {
			shelf := &catalog.Shelf{}
			shelf.Apply(bigCatalogue(n), nil, 1)
			reader := New(shelf)
			var took []time.Duration
			for b.Loop() {
				begin := time.Now()
				reader.Understand(context.Background(), chat.Utterance{Text: benchSaid[len(took)%len(benchSaid)]}, &chat.State{})
				took = append(took, time.Since(begin))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs/op")
		})
	}
}
