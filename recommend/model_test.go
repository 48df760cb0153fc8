package recommend

import (
	"fmt"
	"math"
	"slices"
	"sync"
	"testing"

	"daogou/catalog"
)

// trained is a model of a shop of 100 products and 200 shoppers with tastes.
func trained(t testing.TB, list []*catalog.Product) (*Model, *catalog.Store, Report) {
	t.Helper()
	return trainedWith(t, list, Options{Plain: true})
}

func trainedWith(t testing.TB, list []*catalog.Product, opt Options) (*Model, *catalog.Store, Report) {
	t.Helper()
	store := stocked(t, list, visits(200, 100, 5))
	opt.Now = day.AddDate(2, 0, 0)
	report, err := Train(t.Context(), store, opt)
	if err != nil {
		t.Fatal(err)
	}
	shelf := &catalog.Shelf{}
	view, err := shelfOf(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	shelf.Apply(view.List, nil, 1)
	m := New(shelf)
	if err := m.Load(t.Context(), store); err != nil {
		t.Fatal(err)
	}
	return m, store, report
}

func TestOneLookChangesWhatIsRecommended(t *testing.T) {
	m, _, _ := trained(t, goods(100))
	before := ask(t, m, catalog.Query{Shopper: "new"})
	m.Observe(look("new", "p00003", 1)) // taste 3: every fifth from 3
	after := ask(t, m, catalog.Query{Shopper: "new"})
	if slices.Equal(before, after) {
		t.Fatalf("the same before and after a look: %v", after)
	}
	if n := ofTaste(m, after, 3); n < 7 {
		t.Errorf("%d of %v are of the taste looked at, want most", n, after)
	}
}

// ofTaste counts products of one of the five tastes.
func ofTaste(m *Model, ids []string, taste int) (n int) {
	for _, id := range ids {
		if pos := slices.IndexFunc(m.shelf.View().List, func(p *catalog.Product) bool { return p.ID == id }); pos%5 == taste {
			n++
		}
	}
	return n
}

func TestDismissSinksItsLike(t *testing.T) {
	m, _, _ := trained(t, goods(100))
	for i, id := range []string{"p00003", "p00008", "p00004"} {
		m.Observe(look("s", id, i))
	}
	before := ask(t, m, catalog.Query{Shopper: "s", Limit: 20})
	e := look("s", "p00013", 5)
	e.Kind = "dismiss"
	m.Observe(e)
	after := ask(t, m, catalog.Query{Shopper: "s", Limit: 20})
	if slices.Contains(after, "p00013") {
		t.Error("what was dismissed comes again")
	}
	if a, b := ofTaste(m, after[:10], 3), ofTaste(m, before[:10], 3); a >= b {
		t.Errorf("%d like the dismissed one among ten, %d before", a, b)
	}
}

func TestWhatMustNeverCome(t *testing.T) {
	list := goods(100)
	list[8].Availability = catalog.OutOfStock
	m, _, _ := trained(t, list)
	m.Observe(look("s", "p00003", 1))
	bought := look("s", "p00013", 2)
	bought.Kind = "purchase"
	m.Observe(bought)
	got := ask(t, m, catalog.Query{Shopper: "s", Exclude: []string{"p00018"}, Limit: 200})
	for id, why := range map[string]string{"p00008": "out of stock", "p00013": "bought", "p00018": "excluded"} {
		if slices.Contains(got, id) {
			t.Errorf("%s came though it is %s", id, why)
		}
	}
	if len(got) != 97 {
		t.Errorf("%d came, want all 97 others", len(got))
	}
}

func TestVariantsComeOnce(t *testing.T) {
	list := goods(100)
	for _, p := range list[:50] {
		p.Group = "g" + p.Category[1]
	}
	m, _, _ := trained(t, list)
	m.Observe(look("s", "p00003", 1))
	groups := map[string]bool{}
	got := ask(t, m, catalog.Query{Shopper: "s", Limit: 60})
	for _, id := range got {
		p, _ := m.shelf.Product(id)
		if p.Group != "" && groups[p.Group] {
			t.Errorf("a second variant of %s", p.Group)
		}
		groups[p.Group] = true
	}
	if len(got) != 55 {
		t.Errorf("%d came, want the 5 groups and 50 others", len(got))
	}
}

func TestFiltersHoldAndAreCounted(t *testing.T) {
	m, _, _ := trained(t, goods(100))
	m.Observe(look("s", "p00003", 1))
	q := catalog.Query{Shopper: "s", Limit: 5, Filters: []catalog.Filter{catalog.Bound("price", catalog.Lte, 1200)}}
	result, err := m.Recommend(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range result.Hits {
		if h.Product.Price().Amount > 1200 {
			t.Errorf("%s costs %d", h.Product.ID, h.Product.Price().Amount)
		}
	}
	if result.Total != 30 {
		t.Errorf("total %d, want 30", result.Total)
	}
}

func TestWhyNamesWhatItGoesBackTo(t *testing.T) {
	m, _, _ := trained(t, goods(100))
	m.Observe(look("s", "p00003", 1))
	result, err := m.Recommend(t.Context(), catalog.Query{Shopper: "s"})
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range result.Hits {
		total := 0.0
		for _, s := range h.Why {
			total += s.Share
			if s.Signal != "popular" && !slices.Equal(s.Terms, []string{"Thing 3"}) {
				t.Errorf("%s: %s goes back to %v, but only Thing 3 was looked at", h.Product.ID, s.Signal, s.Terms)
			}
		}
		if math.Abs(total-1) > 1e-9 {
			t.Errorf("%s: shares sum to %v", h.Product.ID, total)
		}
	}
}

func TestNewProductComesByItsContent(t *testing.T) {
	m, _, _ := trained(t, goods(100))
	var fresh []*catalog.Product
	for id, shelf := range map[string]string{"q1": "Shelf 4", "q0": "Shelf 9"} {
		fresh = append(fresh, &catalog.Product{ID: id, Text: catalog.Text{Title: "New", Category: []string{"Hall 0", shelf}}, Brand: "Newcomer",
			Availability: catalog.InStock, ListPrice: catalog.Money{Amount: 1500, Currency: "USD"}})
	}
	m.shelf.Apply(fresh, nil, 2)
	for i, id := range []string{"p00041", "p00043", "p00045", "p00047"} {
		m.Observe(look("s", id, i))
	}
	got := ask(t, m, catalog.Query{Shopper: "s", Limit: 102})
	near, far := slices.Index(got, "q1"), slices.Index(got, "q0")
	if near < 0 || far < 0 || near+10 > far {
		t.Errorf("of two new products the one of the shelf looked at came %d., the other %d.", near+1, far+1)
	}
}

func TestUntrainedModelLearnsFromWhatItSees(t *testing.T) {
	m := New(shelfOfGoods(goods(100)))
	for _, e := range visits(200, 100, 5) {
		m.Observe(e)
	}
	m.Observe(look("new", "p00003", 1))
	got := ask(t, m, catalog.Query{Shopper: "new"})
	if n := ofTaste(m, got, 3); n < 7 {
		t.Errorf("%d of %v are of the taste looked at, want most", n, got)
	}
}

func TestEventCountsOnce(t *testing.T) {
	m := New(shelfOfGoods(goods(20)))
	e := look("s", "p00003", 1)
	e.ID = "same"
	for range 3 {
		m.Observe(e)
	}
	if got := m.shoppers["s"].touches["p00003"].count; got != 1 {
		t.Errorf("counted %v times, want once", got)
	}
}

func TestDiversityBringsOtherShelves(t *testing.T) {
	m, _, _ := trained(t, goods(100))
	m.Observe(look("s", "p00003", 1))
	shelves := func() int {
		seen := map[string]bool{}
		for _, id := range ask(t, m, catalog.Query{Shopper: "s"}) {
			p, _ := m.shelf.Product(id)
			seen[p.Category[1]] = true
		}
		return len(seen)
	}
	plain := shelves()
	m.Diversity = 0.7
	if varied := shelves(); varied < plain {
		t.Errorf("%d shelves with diversity, %d without", varied, plain)
	}
}

func TestSimilarIsNearAndNotItself(t *testing.T) {
	m, _, _ := trained(t, goods(100))
	got := ask(t, m, catalog.Query{Like: []string{"p00003"}})
	if slices.Contains(got, "p00003") {
		t.Error("a product is similar to itself")
	}
	if n := ofTaste(m, got, 3); n < 7 {
		t.Errorf("%d of %v are bought by the same people, want most", n, got)
	}
}

func TestTogetherIsWhatIsBoughtInOneVisit(t *testing.T) {
	var events []catalog.Event
	for s := range 40 {
		shopper := string(rune('a'+s%26)) + string(rune('a'+s/26))
		for k, id := range []string{"p00003", "p00077"} {
			e := look(shopper, id, s*100+k)
			e.Kind, e.ID = "purchase", shopper+id
			events = append(events, e)
		}
	}
	store := stocked(t, goods(100), append(events, visits(100, 100, 3)...))
	if _, err := Train(t.Context(), store, Options{Now: day.AddDate(2, 0, 0), Plain: true}); err != nil {
		t.Fatal(err)
	}
	m := New(shelfOfGoods(goods(100)))
	if err := m.Load(t.Context(), store); err != nil {
		t.Fatal(err)
	}
	result, err := m.Together(t.Context(), catalog.Query{Like: []string{"p00003"}, Limit: 3})
	if err != nil || len(result.Hits) == 0 || result.Hits[0].Product.ID != "p00077" {
		t.Fatalf("%+v, %v, want p00077 first", result.Hits, err)
	}
	if why := result.Hits[0].Why; !slices.Equal(why[0].Terms, []string{"Thing 3"}) {
		t.Errorf("bought together with %v, want Thing 3", why[0].Terms)
	}
}

func TestRecentIsLatestFirst(t *testing.T) {
	m := New(shelfOfGoods(goods(100)))
	for i, id := range []string{"p00003", "p00009", "withdrawn", "p00005"} {
		m.Observe(look("s", id, i))
	}
	var got []string
	for _, p := range m.Recent("s", 2) {
		got = append(got, p.ID)
	}
	if !slices.Equal(got, []string{"p00005", "p00009"}) {
		t.Errorf("got %v", got)
	}
}

func TestManyAtOnce(t *testing.T) {
	m, store, _ := trained(t, goods(100))
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 50 {
				m.Observe(look("s", fmt.Sprintf("p%05d", (g*50+i)%100), i))
				if _, err := m.Recommend(t.Context(), catalog.Query{Shopper: "s"}); err != nil {
					t.Error(err)
				}
				m.Score("s", []string{"p00001"})
			}
		})
	}
	wg.Go(func() {
		for i := range 20 {
			m.shelf.Apply(goods(100)[i:i+1], nil, int64(i+2))
			if _, err := m.Refresh(t.Context(), store); err != nil {
				t.Error(err)
			}
		}
	})
	wg.Wait()
}
