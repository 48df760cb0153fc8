package nlg

import (
	"context"
	"testing"

	"daogou/chat"
)

// BenchmarkModel is what the server does besides waiting for a model.
func BenchmarkModel(b *testing.B) {
	for _, locale := range []string{"en", "zh"} {
		g := newGenerator(b, locale, 9)
		p := fill(g, chat.Search, chat.Found, passagesOf(b, locale))
		m := &Model{Builtin: &Builtin{Shop: "Test"}, Gate: &Gate{Shop: "Test"}, LLM: says("Here is what I found for you. Take a look at the cards above.")}
		b.Run(locale, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := m.Write(context.Background(), p, func(string) error { return nil }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkRecord(b *testing.B) {
	for _, locale := range []string{"en", "zh"} {
		shop := shopOf(b, locale)
		ids := idsOf(shop)
		b.Run(locale, func(b *testing.B) {
			b.ReportAllocs()
			i := 0
			for b.Loop() {
				recordOf(shop[ids[i%len(ids)]], locale)
				i++
			}
		})
	}
}
