package demo

import (
	"math"
	"slices"
	"strings"
	"testing"

	"daogou/catalog"
)

func TestOrdersAreThePurchases(t *testing.T) {
	events, orders := loaded(t).history()
	if len(events) < 9000 || len(events) > 16000 {
		t.Errorf("got %d events, want about 12,000", len(events))
	}
	type line struct{ customer, product string }
	bought, ordered, status := map[line]int{}, map[line]int{}, map[string]int{}
	for i, e := range events {
		if !e.Time.Before(Today) || i > 0 && e.Time.Before(events[i-1].Time) {
			t.Fatalf("event %s at %v is out of order", e.ID, e.Time)
		}
		if e.Kind == "purchase" {
			bought[line{e.Customer, e.ProductID}] += e.Quantity
		}
	}
	for _, o := range orders {
		sum := int64(0)
		for _, it := range o.Items {
			ordered[line{o.Customer, it.ProductID}] += it.Quantity
			sum += it.Price.Amount * int64(it.Quantity)
		}
		if sum != o.Total.Amount {
			t.Errorf("order %s: total %d, lines sum to %d", o.ID, o.Total.Amount, sum)
		}
		status[o.Status]++
	}
	for l, n := range bought {
		if ordered[l] != n {
			t.Errorf("%v: bought %d, ordered %d", l, n, ordered[l])
		}
	}
	if len(ordered) != len(bought) {
		t.Errorf("%d lines ordered, %d bought", len(ordered), len(bought))
	}
	for _, s := range []string{"processing", "shipped", "delivered", "cancelled", "returned"} {
		if status[s] == 0 {
			t.Errorf("no order is %s", s)
		}
	}
}

func TestNamedCustomersHaveHistories(t *testing.T) {
	s := loaded(t)
	_, orders := s.history()
	for _, c := range s.customers {
		mine, underway := 0, 0
		for _, o := range orders {
			if o.Customer == c.id {
				mine++
				if o.Status == "processing" || o.Status == "shipped" {
					underway++
				}
			}
		}
		if mine < 3 || underway == 0 {
			t.Errorf("%s has %d orders, %d under way; want 3 and 1 at least", c.id, mine, underway)
		}
	}
}

// TestTastesCanBeLearned holds out every shopper's last purchase and asks for it
// back: item-item cosine must beat popularity well.
func TestTastesCanBeLearned(t *testing.T) {
	events, _ := loaded(t).history()
	train, held := holdOut(events)
	popular := map[string]float64{}
	for _, items := range train {
		for p, w := range items {
			popular[p] += w
		}
	}
	similar := cosine(train, popular)
	hitsCF, hitsPopular := 0, 0
	for customer, want := range held {
		score := map[string]float64{}
		for p, w := range train[customer] {
			for q, s := range similar[p] {
				score[q] += w * s
			}
		}
		hitsCF += hit(score, train[customer], want)
		hitsPopular += hit(popular, train[customer], want)
	}
	cf, base := float64(hitsCF)/float64(len(held)), float64(hitsPopular)/float64(len(held))
	t.Logf("%d held out: hit@10 of item-item cosine %.3f, of popularity %.3f", len(held), cf, base)
	if cf < 2*base || cf < .15 {
		t.Errorf("item-item cosine finds %.3f, popularity %.3f: want at least twice that, and .15", cf, base)
	}
}

// holdOut gives weights by customer and product without the held-out products.
func holdOut(events []catalog.Event) (train map[string]map[string]float64, held map[string]string) {
	train, held = map[string]map[string]float64{}, map[string]string{}
	for _, e := range events {
		if e.Kind == "purchase" {
			held[e.Customer] = e.ProductID
		}
	}
	weight := map[string]float64{"view": 1, "click": 1, "add_to_cart": 2, "purchase": 4}
	for _, e := range events {
		if held[e.Customer] == e.ProductID {
			continue
		}
		if train[e.Customer] == nil {
			train[e.Customer] = map[string]float64{}
		}
		train[e.Customer][e.ProductID] += weight[e.Kind]
	}
	for _, items := range train {
		for p, w := range items {
			items[p] = math.Log1p(w)
		}
	}
	return train, held
}

func cosine(train map[string]map[string]float64, popular map[string]float64) map[string]map[string]float64 {
	dot, norm := map[string]map[string]float64{}, map[string]float64{}
	for p := range popular {
		dot[p] = map[string]float64{}
	}
	for _, items := range train {
		for p, w := range items {
			norm[p] += w * w
			for q, v := range items {
				if p != q {
					dot[p][q] += w * v
				}
			}
		}
	}
	for p := range dot {
		for q := range dot[p] {
			dot[p][q] /= math.Sqrt(norm[p] * norm[q])
		}
	}
	return dot
}

// hit is 1 where the product wanted is among the ten best that are new to the
// shopper.
func hit(score, known map[string]float64, want string) int {
	var ids []string
	for p := range score {
		if known[p] == 0 {
			ids = append(ids, p)
		}
	}
	slices.SortFunc(ids, func(a, b string) int {
		if score[a] != score[b] {
			return map[bool]int{true: -1, false: 1}[score[a] > score[b]]
		}
		return strings.Compare(a, b)
	})
	if slices.Contains(ids[:min(10, len(ids))], want) {
		return 1
	}
	return 0
}
