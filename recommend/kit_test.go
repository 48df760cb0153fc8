package recommend

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"daogou/catalog"
)

// day is when the shops of these tests have their first visit.
var day = time.Date(2026, 3, 1, 10, 0, 0, 0, time.UTC)

// goods makes products in categories of ten: product i is of category i/10.
func goods(n int) []*catalog.Product {
	list := make([]*catalog.Product, n)
	for i := range list {
		list[i] = &catalog.Product{ID: fmt.Sprintf("p%05d", i), Locale: "en", Availability: catalog.InStock,
			Text:      catalog.Text{Title: fmt.Sprintf("Thing %d", i), Category: []string{fmt.Sprintf("Hall %d", i/100), fmt.Sprintf("Shelf %d", i/10)}},
			Brand:     fmt.Sprintf("Brand %d", i%7),
			ListPrice: catalog.Money{Amount: int64(1000 + 100*(i%10)), Currency: "USD"}}
	}
	return list
}

func shelfOfGoods(list []*catalog.Product) *catalog.Shelf {
	shelf := &catalog.Shelf{}
	shelf.Apply(list, nil, 1)
	return shelf
}

// visits makes shoppers who each keep to a taste of a few shelves.
func visits(shoppers, products, each int) []catalog.Event {
	r := rand.New(rand.NewPCG(1, 1))
	var events []catalog.Event
	for s := range shoppers {
		taste := s % 5
		for v := range each {
			at := day.Add(time.Duration(s*7+v*50) * time.Hour)
			for k := range 3 {
				item := (taste + 5*r.IntN(products/5)) % products
				kind := []string{"view", "add_to_cart", "purchase"}[k]
				events = append(events, catalog.Event{ID: fmt.Sprintf("e%d-%d-%d", s, v, k), Kind: kind,
					Customer: fmt.Sprintf("c%d", s), ProductID: fmt.Sprintf("p%05d", item), Time: at.Add(time.Duration(k) * time.Minute)})
			}
		}
	}
	return events
}

// stocked is a store with products and events in it.
func stocked(t testing.TB, list []*catalog.Product, events []catalog.Event) *catalog.Store {
	t.Helper()
	store, err := catalog.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	if r, err := store.ImportProducts(t.Context(), feed(list), "feed.tsv", catalog.ImportOptions{}); err != nil || r.Accepted != len(list) {
		t.Fatalf("%+v, %v", r, err)
	}
	if _, err := store.AddEvents(t.Context(), events); err != nil {
		t.Fatal(err)
	}
	return store
}

// feed writes products as a shop would.
func feed(list []*catalog.Product) fstest.MapFS {
	var b strings.Builder
	b.WriteString("id\ttitle\tdescription\tlink\timage_link\tavailability\tprice\tbrand\tproduct_type\titem_group_id\n")
	for _, p := range list {
		fmt.Fprintf(&b, "%s\t%s\tA thing.\thttps://x.example/%s\timages/x.png\t%s\t%d.%02d USD\t%s\t%s\t%s\n", p.ID, p.Title, p.ID,
			p.Availability, p.ListPrice.Amount/100, p.ListPrice.Amount%100, p.Brand, strings.Join(p.Category, " > "), p.Group)
	}
	return fstest.MapFS{"feed.tsv": {Data: []byte(b.String())}}
}

// look is a shopper's view of a product, at minute n.
func look(shopper, product string, n int) catalog.Event {
	return catalog.Event{Kind: "view", Session: shopper, ProductID: product, Time: day.AddDate(1, 0, 0).Add(time.Duration(n) * time.Minute)}
}

func ask(t *testing.T, m *Model, q catalog.Query) []string {
	t.Helper()
	result, err := m.Recommend(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, h := range result.Hits {
		ids = append(ids, h.Product.ID)
	}
	return ids
}
