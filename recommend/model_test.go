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
	shelf, err := store.Shelf(t.Context())
	if err != nil {
		t.Fatal(err)
	}
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

func TestNewProductComesByItsWords(t *testing.T) {
	list := goods(100)
	list[41].Title, list[43].Title, list[45].Title = "云纹茶壶", "Alpine Teapot", "Plain thing"
	list[45].Attributes = map[string][]string{"glaze": {"Celadon"}}
	m, _, _ := trained(t, list)
	fresh := func(id, title string, glaze ...string) *catalog.Product {
		return &catalog.Product{ID: id, Text: catalog.Text{Title: title, Attributes: map[string][]string{"glaze": glaze}},
			Availability: catalog.InStock, ListPrice: catalog.Money{Amount: 900000, Currency: "USD"}}
	}
	m.shelf.Apply([]*catalog.Product{list[45], fresh("q0", "Other"), fresh("q1", "云纹杯"), fresh("q2", "ALPINE mug"), fresh("q3", "Vase", "celadon")}, nil, 2)
	for looked, want := range map[string]string{"p00041": "q1", "p00043": "q2", "p00045": "q3"} {
		m.Observe(look(looked, looked, 1))
		got := ask(t, m, catalog.Query{Shopper: looked, Limit: 200})
		for _, other := range []string{"q0", "q1", "q2", "q3"} {
			if other != want && slices.Index(got, other) < slices.Index(got, want) {
				t.Errorf("after %s, %s comes before %s", looked, other, want)
			}
		}
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
	likeness := func() (sum float32) {
		ids := ask(t, m, catalog.Query{Shopper: "s"})
		s := m.space.Load()
		for i, a := range ids {
			for _, b := range ids[:i] {
				sum += s.feats.alike(s.position(a), s.position(b))
			}
		}
		return sum
	}
	plain := likeness()
	m.Diversity = 0.7
	if varied := likeness(); varied >= 0.8*plain {
		t.Errorf("with diversity the ten are like each other by %v, without by %v: want less", varied, plain)
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
	result, err := m.Recommend(t.Context(), catalog.Query{Row: catalog.Together, Like: []string{"p00003"}, Limit: 3})
	if err != nil || len(result.Hits) == 0 || result.Hits[0].Product.ID != "p00077" {
		t.Fatalf("%+v, %v, want p00077 first", result.Hits, err)
	}
	if why := result.Hits[0].Why; !slices.Equal(why[0].Terms, []string{"Thing 3"}) {
		t.Errorf("bought together with %v, want Thing 3", why[0].Terms)
	}
}

func TestRecentIsLatestFirst(t *testing.T) {
	list := goods(100)
	list[7].Availability = catalog.OutOfStock
	m := New(shelfOfGoods(list))
	for i, id := range []string{"p00003", "p00009", "withdrawn", "p00007", "p00005", "p00004"} {
		m.Observe(look("s", id, i))
	}
	bought := look("s", "p00004", 9)
	bought.Kind = "purchase"
	m.Observe(bought)
	if got := ask(t, m, catalog.Query{Shopper: "s", Row: catalog.Recent}); !slices.Equal(got, []string{"p00005", "p00009", "p00003"}) {
		t.Errorf("got %v", got)
	}
	if got := ask(t, m, catalog.Query{Shopper: "stranger", Row: catalog.Recent}); len(got) != 0 {
		t.Errorf("a stranger has looked at %v", got)
	}
}

func TestPopularIsForAllAndLive(t *testing.T) {
	m, _, _ := trained(t, goods(100))
	for i, id := range []string{"p00003", "p00008", "p00013"} {
		m.Observe(look("s", id, i))
	}
	popular := catalog.Query{Row: catalog.Popular, Shopper: "s", Limit: 20}
	before := ask(t, m, popular)
	if got := ask(t, m, catalog.Query{Row: catalog.Popular, Limit: 20}); !slices.Equal(got, before) {
		t.Errorf("popular for one %v, for another %v", before, got)
	}
	if slices.Contains(before, "p00042") {
		t.Fatal("p00042 is popular by itself: the test shows nothing")
	}
	for i := range 300 {
		m.Observe(look(fmt.Sprint("fan ", i), "p00042", i))
	}
	if got := ask(t, m, popular); got[0] != "p00042" {
		t.Errorf("what 300 have just looked at is not first but %v", got)
	}
	result, err := m.Recommend(t.Context(), popular)
	if err != nil || result.Hits[0].Why[0].Signal != "popular" {
		t.Errorf("%v, %v", result.Hits[0].Why, err)
	}
}

func TestExclusionsHoldEverywhereAtOnce(t *testing.T) {
	m, _, _ := trained(t, goods(100))
	for i, id := range []string{"p00003", "p00008"} {
		m.Observe(look("s", id, i))
	}
	queries := map[string]catalog.Query{"for you": {Shopper: "s"}, "similar": {Like: []string{"p00003"}},
		"popular": {Row: catalog.Popular}, "recent": {Row: catalog.Recent, Shopper: "s"}}
	for name, q := range queries {
		first := ask(t, m, q)[0]
		m.shelf.Exclude([]string{first, "brand=Brand 3"})
		for _, id := range ask(t, m, q) {
			if p, _ := m.shelf.Product(id); id == first || p.Brand == "Brand 3" {
				t.Errorf("%s: %s of %s came though excluded", name, id, p.Brand)
			}
		}
		if barred := m.Barred("s"); !slices.Contains(barred, first) || !slices.Contains(barred, "p00010") {
			t.Errorf("%s: barred are %v, want %s and p00010, which is of Brand 3, among them", name, barred, first)
		}
		m.shelf.Exclude(nil)
		if again := ask(t, m, q)[0]; again != first {
			t.Errorf("%s: taken back, %s comes first, want %s", name, again, first)
		}
	}
}

func TestCoOccurrenceGrowsBetweenTrainings(t *testing.T) {
	m, store, _ := trained(t, goods(100))
	like := catalog.Query{Like: []string{"p00003"}}
	if got := ask(t, m, like); slices.Contains(got, "p00044") {
		t.Fatalf("p00044 goes with p00003 by itself, in %v: the test shows nothing", got)
	}
	var events []catalog.Event
	for v := range 60 {
		for k, id := range []string{"p00003", "p00044"} {
			e := look(fmt.Sprint("pair ", v), id, 10*v+k)
			e.ID = fmt.Sprint("pair ", v, k)
			events = append(events, e)
			m.Observe(e)
		}
	}
	if got := ask(t, m, like); got[0] != "p00044" {
		t.Errorf("after 60 visits to both p00044 is not first but %v", got)
	}
	if _, err := store.AddEvents(t.Context(), events[:60]); err != nil { // the training sees half of them
		t.Fatal(err)
	}
	if _, err := Train(t.Context(), store, Options{Now: day.AddDate(2, 0, 0), Plain: true}); err != nil {
		t.Fatal(err)
	}
	if changed, err := m.Refresh(t.Context(), store); !changed || err != nil {
		t.Fatalf("changed %v, %v", changed, err)
	}
	if n := len(m.fresh.log); n != 60 {
		t.Errorf("%d sightings outlive the training, want the 60 that it did not see", n)
	}
	if got := ask(t, m, like); got[0] != "p00044" {
		t.Errorf("after training p00044 is not first but %v", got)
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
