package nlg

import (
	"context"
	"strings"
	"testing"

	"daogou/catalog"
	"daogou/catalog/demo"
	"daogou/chat"
)

// demoShop is the demo shop's products, in both languages.
func demoShop(t testing.TB) []*catalog.Product {
	t.Helper()
	ctx := context.Background()
	store, err := catalog.Open(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	files, err := demo.FS()
	if err != nil {
		t.Fatal(err)
	}
	for _, feed := range []struct{ file, locale string }{{"products.tsv", ""}, {"products.zh.tsv", "zh"}} {
		if _, err := store.ImportProducts(ctx, files, feed.file, catalog.ImportOptions{Locale: feed.locale}); err != nil {
			t.Fatal(err)
		}
	}
	changes, err := store.Changes(ctx, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	return changes.Products
}

// facetsTried are what a description may be led by.
var facetsTried = []chat.Facet{{}, {Field: "price"}, {Field: "rating"}, {Field: "brand"}, {Field: "material"}, {Field: "color"},
	{Field: "waterproof"}, {Field: "weight_kg"}}

// variety counts what descriptions of many products look like.
type variety struct {
	texts, sentences, neighbours, untrue int
	first                                map[string]int // by mould
}

func (v *variety) add(t *testing.T, steps []Step) {
	v.texts++
	if n := len(steps); n < 1 || n > 3 {
		t.Errorf("%d sentences, want 1 to 3: %v", n, steps)
	}
	v.first[steps[0].mould]++
	for i, s := range steps {
		v.sentences++
		if i > 0 && s.mould != "" && (s.mould == steps[i-1].mould || opening(s.Text) == opening(steps[i-1].Text)) {
			v.neighbours++
			t.Errorf("two neighbouring sentences of one mould: %q, %q", steps[i-1].Text, s.Text)
		}
	}
}

// opening is how a sentence begins: its first word, or two Han characters.
func opening(text string) string {
	if word, _, _ := strings.Cut(text, " "); !mostlyHan(text) {
		return word
	}
	return string([]rune(text)[:2])
}

// TestDescriptionsVary writes a description of every product of the demo shop by
// every facet, in both languages.
func TestDescriptionsVary(t *testing.T) {
	products := demoShop(t)
	gate := &Gate{}
	gate.Know(products)
	for _, locale := range []string{"en", "zh"} {
		for _, f := range facetsTried {
			v := &variety{first: map[string]int{}}
			for i, p := range products {
				steps := (&Builtin{}).About(p, f, locale)
				v.add(t, steps)
				if i%5 > 0 {
					continue
				}
				answer := gate.Answer(aboutPlan(p, f, locale))
				for _, s := range steps {
					if d := answer.Check(t.Context(), s.Text); d.Reason != Passed {
						v.untrue++
						t.Logf("%s %q by %q: %s %q", locale, s.Text, f.Field, d.Reason, d.At)
					}
				}
			}
			most := 0
			for _, n := range v.first {
				most = max(most, n)
			}
			t.Logf("%s by %-10q %d texts of %d first moulds, the commonest in %d%%, %d sentences, %d neighbours alike, %d not backed",
				locale, f.Field, v.texts, len(v.first), 100*most/v.texts, v.sentences, v.neighbours, v.untrue)
			if 50*5*v.untrue > v.sentences {
				t.Errorf("%s by %q: the gate does not back %d of %d sentences", locale, f.Field, v.untrue, v.sentences/5)
			}
			if 100*most > 40*v.texts {
				t.Errorf("%s by %q: the commonest first mould makes %d of %d texts, want at most two in five", locale, f.Field, most, v.texts)
			}
		}
	}
}

// TestAListsNeighboursVary writes answers that list three products at a time.
func TestAListsNeighboursVary(t *testing.T) {
	products := demoShop(t)
	for _, locale := range []string{"en", "zh"} {
		for i := 0; i+3 <= len(products); i += 3 {
			plan := &chat.Plan{Turn: i, Act: chat.Search, Locale: locale, Outcome: chat.Found, Total: 3}
			for _, p := range products[i : i+3] {
				plan.Products = append(plan.Products, catalog.Hit{Product: p})
			}
			steps := (&Builtin{}).Steps(plan)
			for j := 1; j < len(steps); j++ {
				if steps[j].mould == "" || steps[j].mould == steps[j-1].mould {
					t.Errorf("%q and %q come from the mould %q", steps[j-1].Text, steps[j].Text, steps[j].mould)
				}
			}
		}
	}
}
