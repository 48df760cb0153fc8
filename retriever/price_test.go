package retriever

import (
	"context"
	"fmt"
	"testing"

	"daogou/catalog"
)

// liker is a scorer that only knows what was chosen.
type liker map[string][]string

func (liker) Score(_ string, products []string) []float64 { return make([]float64, len(products)) }

func (l liker) Liked(shopper string, each func(string, float64)) {
	for _, id := range l[shopper] {
		each(id, 1)
	}
}

// lamps are alike but for the price, 10 to 90.
func lamps() (all []*catalog.Product) {
	for i := 1; i <= 9; i++ {
		p := priced(fmt.Sprintf("lamp%d", i), "Desk Lamp", int64(i)*1000)
		p.Category = []string{"Home", "Lamps"}
		all = append(all, p)
	}
	return all
}

func lampIndex(t *testing.T, scorer Scorer) *Index {
	t.Helper()
	x, err := Open("", Options{Scorer: scorer})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	if err := x.Apply(context.Background(), lamps(), nil, 1); err != nil {
		t.Fatal(err)
	}
	return x
}

func TestPricesFit(t *testing.T) {
	x := lampIndex(t, liker{
		"dear":  {"lamp9", "lamp8", "lamp9", "lamp8", "lamp9", "lamp8", "lamp9"},
		"cheap": {"lamp1", "lamp1", "lamp2", "lamp1", "lamp2", "lamp1"},
		"once":  {"lamp9"},
	})
	around := []catalog.Filter{catalog.Bound("price", catalog.Gte, 5000), catalog.Bound("price", catalog.Lte, 9000)}
	under := []catalog.Filter{catalog.Bound("price", catalog.Lte, 4000)}
	for _, c := range []struct {
		name, shopper string
		filters       []catalog.Filter
		first, signal string
	}{
		{"usual in the category", "", nil, "lamp4", "popular"},
		{"she buys what is dear", "dear", nil, "lamp7", "history"},
		{"she buys what is cheap", "cheap", nil, "lamp2", "history"},
		{"one choice proves little", "once", nil, "lamp5", "popular"},
		{"around a price, whoever asks", "cheap", around, "lamp7", "match"},
		{"a bound is no price asked around", "", under, "lamp4", "popular"},
	} {
		hits := find(t, x, catalog.Query{Text: "desk lamp", Shopper: c.shopper, Filters: c.filters}).Hits
		if hits[0].Product.ID != c.first {
			t.Errorf("%s: first %s, want %s", c.name, hits[0].Product.ID, c.first)
		}
		x.SetWeights(Weights{Lexical: 1, Price: 0.2})
		hits = find(t, x, catalog.Query{Text: "desk lamp", Shopper: c.shopper, Filters: c.filters}).Hits
		said, sum := "", 0.0
		for _, s := range hits[0].Why {
			sum += s.Share
			if s.Of == "price" {
				said = s.Signal
			}
		}
		if said != c.signal || sum < 0.999 || sum > 1.001 {
			t.Errorf("%s: price is a share of %q, shares sum to %v; want %q and 1", c.name, said, sum, c.signal)
		}
		x.SetWeights(DefaultWeights)
	}
}

func TestUsualPricesFollowChanges(t *testing.T) {
	x := lampIndex(t, nil)
	changed := lamps()
	for i, p := range changed {
		p.ListPrice.Amount = int64(100+i*100) * 1000 // a hundred times as dear, from 1000 on
	}
	ctx := context.Background()
	if err := x.Apply(ctx, changed[:8], []string{"lamp9"}, 2); err != nil {
		t.Fatal(err)
	}
	fresh := open(t, changed[:8])
	got, want := x.corpus.prices[0], fresh.corpus.prices[0]
	if mean, spread, _ := got.usual(); got.n != want.n || !near(mean, want) || spread <= 0 {
		t.Errorf("after changes %+v, want %+v", got, want)
	}
}

func near(mean float64, want moments) bool {
	usual, _, _ := want.usual()
	return mean-usual < 1e-9 && usual-mean < 1e-9
}
