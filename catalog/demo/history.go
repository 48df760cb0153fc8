package demo

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"daogou/catalog"
)

const (
	days = 150 // that the history goes back
	seed = 20261120

	clickRate = .66 // of what is viewed
	cartRate  = .40 // of what is clicked
	buyRate   = .62 // of what is in the cart
	pairRate  = .55 // of purchases: what goes with it is bought too
)

// history is what the customers did, by time: events, and an order for each
// visit that ended with a purchase.
func (s *shop) history() ([]catalog.Event, []catalog.Order) {
	r := rand.New(rand.NewPCG(seed, seed))
	customers := slices.Clone(s.customers)
	for n := range strangers {
		customers = append(customers, s.stranger(r, n+1))
	}
	h := &historian{shop: s, rand: r}
	for i := range customers {
		h.live(&customers[i])
	}
	return h.sorted()
}

type historian struct {
	shop   *shop
	rand   *rand.Rand
	events []catalog.Event
	orders []catalog.Order
}

// live plays all visits of a customer.
func (h *historian) live(c *customer) {
	c.bought = map[*good]bool{}
	times := make([]time.Time, c.visits)
	for i := range times {
		ago := days * math.Pow(h.rand.Float64(), 1.4) // more of late
		times[i] = Today.Add(-time.Duration((ago+.2)*24*float64(time.Hour)) + time.Duration(h.rand.IntN(3600))*time.Second).Truncate(time.Second)
	}
	slices.SortFunc(times, time.Time.Compare)
	if c.named { // so that an order of theirs is on its way
		times[len(times)-1] = Today.Add(-time.Duration(10+h.rand.IntN(80)) * time.Hour)
	}
	for i, at := range times {
		v := &visit{historian: h, who: c, at: at, eager: c.named && i >= len(times)-3}
		v.play()
	}
}

// visit is one customer's stay.
type visit struct {
	*historian
	who   *customer
	at    time.Time
	eager bool // she came to buy
	cart  []*item
}

func (v *visit) play() {
	theme := v.who.themes[min(int(v.rand.ExpFloat64()*.8), len(v.who.themes)-1)]
	for range 2 + v.rand.IntN(5) {
		it := choose(v.rand, v.shop.items, func(it *item) float64 {
			if v.who.bought[it.good] {
				return 0
			}
			return v.who.likes(it, theme)
		})
		if it != nil {
			v.look(it)
		}
	}
	v.pay()
}

// look is a view of an item and what comes of it.
func (v *visit) look(it *item) {
	v.record("view", it)
	if v.rand.Float64() > clickRate {
		return
	}
	v.record("click", it)
	if it.out || v.who.bought[it.good] || v.rand.Float64() > cartRate && !v.eager {
		return
	}
	v.record("add_to_cart", it)
	if v.rand.Float64() > buyRate && !v.eager {
		return
	}
	v.take(it)
	for _, id := range it.with {
		if mate := v.shop.mate(id, it.color); mate != nil && !v.who.bought[mate.good] && v.rand.Float64() < pairRate {
			v.record("view", mate)
			v.record("add_to_cart", mate)
			v.take(mate)
		}
	}
}

func (v *visit) take(it *item) {
	v.cart = append(v.cart, it)
	v.who.bought[it.good] = true
}

// mate is a good in a color, or in the first it is to be had in.
func (s *shop) mate(id, color string) *item {
	var found *item
	for _, it := range s.items {
		if it.good.id == id && !it.out && (found == nil || it.color == color) {
			found = it
		}
	}
	return found
}

func (v *visit) record(kind string, it *item) {
	v.at = v.at.Add(time.Duration(5+v.rand.IntN(90)) * time.Second)
	e := catalog.Event{Kind: kind, Customer: v.who.id, ProductID: it.id, Time: v.at}
	if kind == "add_to_cart" || kind == "purchase" {
		e.Quantity = 1
		if size := v.who.wears(it); size != "" {
			e.Options = map[string]string{"size": size}
		}
	}
	v.events = append(v.events, e)
}

// pay turns the cart into purchases and an order.
func (v *visit) pay() {
	if len(v.cart) == 0 {
		return
	}
	o := catalog.Order{Customer: v.who.id, Total: catalog.Money{Currency: Currency}}
	for _, it := range v.cart {
		v.record("purchase", it)
		price := catalog.Money{Amount: it.paid(), Currency: Currency}
		o.Items = append(o.Items, catalog.OrderItem{ProductID: it.id, Quantity: 1, Price: price})
		o.Total.Amount += price.Amount
	}
	o.Placed = v.at
	v.ship(&o)
	v.orders = append(v.orders, o)
}

// ship says how far an order is by today.
func (v *visit) ship(o *catalog.Order) {
	o.Status = "processing"
	fate := v.rand.Float64()
	shipped := o.Placed.Add(time.Duration(14+v.rand.IntN(20)) * time.Hour)
	delivered := shipped.Add(time.Duration(40+v.rand.IntN(70)) * time.Hour)
	code := v.rand.IntN(1e9)
	if fate < .03 && shipped.Before(Today) {
		o.Status = "cancelled"
		return
	}
	if shipped.After(Today) {
		return
	}
	o.Status, o.Shipped, o.Carrier, o.Tracking = "shipped", &shipped, "Bluebird Parcel", fmt.Sprintf("BB%09d", code)
	if code%3 == 0 {
		o.Carrier, o.Tracking = "Coastline Freight", fmt.Sprintf("CF%09dUS", code)
	}
	if delivered.After(Today) {
		return
	}
	o.Status, o.Delivered = "delivered", &delivered
	if fate > .96 {
		o.Status = "returned"
	}
}

// sorted gives what was recorded by time, with IDs in that order.
func (h *historian) sorted() ([]catalog.Event, []catalog.Order) {
	slices.SortStableFunc(h.events, func(a, b catalog.Event) int { return a.Time.Compare(b.Time) })
	for i := range h.events {
		h.events[i].ID = fmt.Sprintf("demo-%05d", i+1)
	}
	slices.SortStableFunc(h.orders, func(a, b catalog.Order) int {
		return cmp.Or(a.Placed.Compare(b.Placed), cmp.Compare(a.Customer, b.Customer))
	})
	for i := range h.orders {
		h.orders[i].ID = fmt.Sprintf("HH-%d", 20411+7*i)
	}
	return h.events, h.orders
}

func jsonLines[T any](list []T) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	for _, v := range list {
		if err := enc.Encode(v); err != nil {
			panic(err) // plain data always encodes
		}
	}
	return b.Bytes()
}
