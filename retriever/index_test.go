package retriever

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"daogou/catalog"
	"daogou/catalog/demo"
)

func priced(id, title string, cents int64) *catalog.Product {
	p := named(id, title)
	p.ListPrice = catalog.Money{Amount: cents, Currency: "USD"}
	return p
}

func TestChangesAreFoundAtOnce(t *testing.T) {
	ctx := context.Background()
	x := open(t, []*catalog.Product{priced("a", "Oak Table", 5000), priced("b", "Pine Table", 3000)})
	apply := func(seq int64, changed []*catalog.Product, removed ...string) {
		t.Helper()
		if err := x.Apply(ctx, changed, removed, seq); err != nil {
			t.Fatal(err)
		}
		if x.Seq() != seq {
			t.Errorf("seq %d, want %d", x.Seq(), seq)
		}
	}
	expect := func(step string, q catalog.Query, want string) {
		t.Helper()
		if got := ids(find(t, x, q).Hits); got != want {
			t.Errorf("%s: got %s, want %s", step, got, want)
		}
	}
	cheap := catalog.Query{Filters: []catalog.Filter{catalog.Bound("price", catalog.Lte, 4000)}, Strict: true}
	expect("as filled", cheap, "[b]")
	apply(2, []*catalog.Product{priced("a", "Oak Table", 1000)})
	expect("a got cheaper", catalog.Query{Sort: catalog.PriceAsc}, "[a b]")
	gone := priced("b", "Pine Table", 3000)
	gone.Availability = catalog.OutOfStock
	apply(3, []*catalog.Product{gone})
	expect("b is sold out", catalog.Query{Filters: []catalog.Filter{catalog.Where("availability", catalog.Eq, "in_stock")}}, "[a]")
	apply(4, []*catalog.Product{priced("a", "Walnut Bench", 1000)})
	expect("a has another title", catalog.Query{Text: "walnut"}, "[a]")
	expect("and not the old one", catalog.Query{Text: "oak"}, "[]")
	apply(5, []*catalog.Product{priced("c", "Elm Stool", 900)}, "b")
	expect("b is withdrawn", catalog.Query{Text: "pine"}, "[]")
	expect("c is new", catalog.Query{Text: "elm"}, "[c]")
	apply(5, []*catalog.Product{priced("c", "Elm Stool", 900)}, "b")
	expect("the same again changes nothing", catalog.Query{Sort: catalog.PriceAsc}, "[c a]")
}

func TestManyChangesAreNumberedAnew(t *testing.T) {
	x := open(t, nil)
	for round := range 4 {
		var all []*catalog.Product
		for i := range 700 {
			all = append(all, priced(fmt.Sprintf("p%03d", i), fmt.Sprintf("Chair %s %s", demo.Word(uint64(i)), []string{"elm", "oak", "ash", "fir"}[round]), 100))
		}
		if err := x.Apply(context.Background(), all, nil, int64(round+1)); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(x.corpus.products); n > 1800 {
		t.Errorf("%d numbers for 700 products", n)
	}
	if got := ids(find(t, x, catalog.Query{Text: demo.Word(123)}).Hits); got != "[p123]" {
		t.Errorf("got %s, want [p123]", got)
	}
	if res := find(t, x, catalog.Query{Text: "oak"}); res.Total != 0 {
		t.Errorf("%d products are found by an old title", res.Total)
	}
}

func TestIndexComesBackAfterARestart(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	shelf := &catalog.Shelf{}
	products := []*catalog.Product{priced("a", "Oak Table", 5000), priced("b", "Pine Table", 3000)}
	shelf.Apply(products, nil, 7)
	first, err := Open(dir, Options{Shelf: shelf})
	if err != nil {
		t.Fatal(err)
	}
	if first.Seq() != 0 {
		t.Errorf("a new index says it applied %d", first.Seq())
	}
	if err := first.Apply(ctx, products, nil, 7); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	again, err := Open(dir, Options{Shelf: shelf})
	if err != nil {
		t.Fatal(err)
	}
	if again.Seq() != 7 {
		t.Errorf("seq %d after a restart, want 7", again.Seq())
	}
	if got := ids(find(t, again, catalog.Query{Text: "tabel"}).Hits); got != "[a b]" {
		t.Errorf("got %s, want [a b]", got)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
}

// A torn root.bolt made bleve crash on every start.
func TestIndexThatDoesNotOpenIsBuiltAnew(t *testing.T) {
	dir := t.TempDir()
	x, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Apply(context.Background(), []*catalog.Product{priced("a", "Oak Table", 5000)}, nil, 3); err != nil {
		t.Fatal(err)
	}
	x.Close()
	torn := filepath.Join(dir, "bleve", "store", "root.bolt")
	if err := os.WriteFile(torn, []byte("torn"), 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if again.Seq() != 0 {
		t.Errorf("seq %d of an empty index: the follower would not fill it", again.Seq())
	}
}

func TestSearchWhileChanging(t *testing.T) {
	x := open(t, demo.Many(300))
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			for i := range 100 {
				q := catalog.Query{Text: demo.Word(uint64(i)), Filters: []catalog.Filter{catalog.Bound("price", catalog.Lte, 30_000)}}
				for _, h := range find(t, x, q).Hits {
					if h.Product.Price().Amount > 30_000 {
						t.Errorf("%s costs too much", h.Product.ID)
					}
				}
			}
		})
	}
	for round := range 20 {
		changed := demo.Many(300)[round*10 : round*10+30]
		for i, p := range changed {
			p.ListPrice.Amount += int64(i)
		}
		if err := x.Apply(context.Background(), changed, []string{fmt.Sprintf("b%06d", round)}, int64(round+2)); err != nil {
			t.Fatal(err)
		}
		if err := x.Train(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	wg.Wait()
}

func TestFewestFiltersAreDropped(t *testing.T) {
	sofa := func(id, color, material string, cents int64) *catalog.Product {
		p := priced(id, "Sofa", cents)
		p.Category = []string{"Furniture", "Sofas"}
		p.Attributes = map[string][]string{"color": {color}, "material": {material}}
		return p
	}
	cushion := priced("cushion", "Cushion", 900)
	cushion.Category = []string{"Home", "Cushions"}
	cushion.Attributes = map[string][]string{"color": {"pink"}, "material": {"linen"}}
	x := open(t, []*catalog.Product{sofa("a", "red", "leather", 90_000), sofa("b", "red", "linen", 70_000), sofa("c", "blue", "linen", 60_000), cushion})
	kind, red := catalog.Where("category", catalog.Eq, "Sofas"), catalog.Where("color", catalog.Eq, "red")
	cheap, linen := catalog.Bound("price", catalog.Lte, 50_000), catalog.Where("material", catalog.Eq, "linen")
	pink := catalog.Where("color", catalog.Eq, "pink")
	for _, c := range []struct {
		name    string
		filters []catalog.Filter
		hits    string
		relaxed string
	}{
		{"all fit: none is dropped", []catalog.Filter{kind, red}, "[a b]", "[]"},
		{"the price goes first, nearest first", []catalog.Filter{kind, red, cheap}, "[b a]", "[price<=50000]"},
		{"one is enough where one is", []catalog.Filter{kind, red, linen, cheap}, "[b]", "[price<=50000]"},
		{"a sofa never becomes a cushion", []catalog.Filter{kind, pink, linen}, "[b c]", "[color=pink]"},
		{"a category nobody has goes when it must", []catalog.Filter{catalog.Where("category", catalog.Eq, "Divans"), red}, "[a b]", "[category=Divans]"},
	} {
		res := find(t, x, catalog.Query{Filters: c.filters})
		if got := ids(res.Hits); got != c.hits || fmt.Sprint(res.Relaxed) != c.relaxed {
			t.Errorf("%s: got %s without %v, want %s without %s", c.name, got, res.Relaxed, c.hits, c.relaxed)
		}
		strict := find(t, x, catalog.Query{Filters: c.filters, Strict: true})
		if (len(strict.Hits) == 0) != (c.relaxed != "[]") || len(strict.Relaxed) > 0 {
			t.Errorf("%s: strict gave %s without %v", c.name, ids(strict.Hits), strict.Relaxed)
		}
	}
}

func TestSuggestCompletes(t *testing.T) {
	for _, c := range []struct{ shop, draft, want string }{
		{"en", "dre", "Dresses"}, {"en", "red dre", "red dress"}, {"en", "jeasn", "jeans"}, {"en", "headp", "headphones"},
		{"zh", "连", "连衣裙"}, {"zh", "lian", "连衣裙"}, {"zh", "sj", "手机"}, {"zh", "niuz", "牛仔裤"},
		{"zh", "红色连", "红色连衣裙"}, {"zh", "lianyi", "连衣裙"}, {"zh", "lyq", "连衣裙"}, {"zh", "蓝色牛仔", "蓝色牛仔裤"},
		{"en", "waterprof jac", "waterproof jacket"}, {"en", "wireles he", "wireless headphones"},
	} {
		completions, hits, err := shopIndex(t, c.shop).Suggest(context.Background(), c.draft, c.shop, 6)
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, text := range completions {
			found = found || text == c.want
		}
		if !found || len(hits) == 0 {
			t.Errorf("%s %q: got %v and %d cards, want %s among them", c.shop, c.draft, completions, len(hits), c.want)
		}
	}
}

func TestOnlyWhatSeveralAskedIsTold(t *testing.T) {
	x := open(t, []*catalog.Product{named("a", "Oak Table for Anna Karenina")})
	ask := func(shopper string) []string {
		find(t, x, catalog.Query{Text: "oak table for anna", Shopper: shopper})
		completions, _, err := x.Suggest(context.Background(), "oak table f", "en", 5)
		if err != nil {
			t.Fatal(err)
		}
		return completions
	}
	told := func(completions []string) bool { return len(completions) > 0 && completions[0] == "oak table for anna" }
	for _, shopper := range []string{"s1", "s1", "s1", "s2"} {
		if got := ask(shopper); told(got) {
			t.Fatalf("told what two shoppers asked: %v", got)
		}
	}
	if got := ask("s3"); !told(got) {
		t.Errorf("three asked, got %v", got)
	}
}

func TestRebuildChangesNothing(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	x, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if err := x.Apply(ctx, []*catalog.Product{priced("a", "Oak Table", 5000), priced("b", "Pine Table", 3000)}, nil, 9); err != nil {
		t.Fatal(err)
	}
	policy := catalog.Policy{Name: "returns.md", Locale: "en", Title: "Returns", Body: "Send it back within 30 days."}
	if err := x.SetPolicies(ctx, []catalog.Policy{policy}); err != nil {
		t.Fatal(err)
	}
	if err := x.Rebuild(ctx); err != nil {
		t.Fatal(err)
	}
	if got := ids(find(t, x, catalog.Query{Text: "taable"}).Hits); got != "[a b]" {
		t.Errorf("got %s, want [a b]", got)
	}
	if found, err := x.Passages(ctx, "how long may I return things?", "en", 1); err != nil || len(found) != 1 {
		t.Errorf("passages %v, %v", found, err)
	}
	if x.store.seq() != 9 {
		t.Errorf("seq %d, want 9", x.store.seq())
	}
}
