package recommend

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"daogou/catalog"
)

// What a value must have to be called a liking: touched on several products, a
// good part of all that she touched, and more often than chance would have it.
const (
	likesMost    = 5
	likedOften   = 2   // products, variants counted once
	likedPart    = 0.3 // of the touches that state the field
	likedLift    = 1.5 // times what shoppers who choose blindly in the same aisles would touch
	pricedOften  = 3   // products
	pricedApart  = 0.2 // from the middle of the aisle's prices, which are 0 to 1
	aisleToPrice = 4   // products without which an aisle's prices have no middle
)

// Likes tells what the shopper's history says she cares about, the strongest
// first, at most likesMost. Her touches are weighed as for recommendations and
// held against the aisles she walked in: who looks at T-shirts does not love
// cotton for that.
func (m *Model) Likes(shopper string) []catalog.Like {
	m.mu.RLock()
	defer m.mu.RUnlock()
	h := m.shoppers[shopper]
	if h == nil || len(h.touches) < likedOften {
		return nil
	}
	s := m.current()
	t := &tally{space: s, values: map[fieldValue]*count{}, stated: map[string]float64{}}
	for _, l := range h.taste(s) {
		if l.weight > 0 {
			t.add(l)
		}
	}
	likes := t.liked()
	if price, ok := t.price(); ok {
		likes = append(likes, price)
	}
	slices.SortFunc(likes, func(a, b catalog.Like) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Value, b.Value))
	})
	return likes[:min(len(likes), likesMost)]
}

type fieldValue struct{ field, value string }

// count is how often a value was touched, and how often it would have been by
// chance.
type count struct {
	weight, chance float64
	products       map[string]bool // by group where there is one
}

// tally counts one shopper's touches by what the products are.
type tally struct {
	space  *space
	values map[fieldValue]*count
	stated map[string]float64 // weight of the touches that state a field

	prices, priced float64 // weighted places in the aisles' prices; their weight
	pricedN        int
}

func (t *tally) add(l liking) {
	p, w := t.space.view.List[l.pos], float64(l.weight)
	aisle := t.space.aisle(p)
	for field, values := range traits(p) {
		t.stated[field] += w
		for _, v := range values {
			t.value(fieldValue{field, v}).products[cmp.Or(p.Group, p.ID)] = true
			t.value(fieldValue{field, v}).weight += w
		}
		for v, part := range aisle.parts(field) {
			t.value(fieldValue{field, v}).chance += w * part
		}
	}
	if place, ok := aisle.place(p.Price().Amount); ok {
		t.prices, t.priced, t.pricedN = t.prices+w*place, t.priced+w, t.pricedN+1
	}
}

func (t *tally) value(key fieldValue) *count {
	c := t.values[key]
	if c == nil {
		c = &count{products: map[string]bool{}}
		t.values[key] = c
	}
	return c
}

func (t *tally) liked() []catalog.Like {
	var likes []catalog.Like
	for key, c := range t.values {
		part, chance := c.weight/t.stated[key.field], c.chance/t.stated[key.field]
		if len(c.products) >= likedOften && part >= likedPart && part >= likedLift*chance {
			likes = append(likes, catalog.Like{Field: key.field, Value: key.value, Weight: (part - chance) * (1 - 1/float64(len(c.products)+1))})
		}
	}
	return likes
}

func (t *tally) price() (catalog.Like, bool) {
	if t.pricedN < pricedOften {
		return catalog.Like{}, false
	}
	apart := t.prices/t.priced - .5
	if math.Abs(apart) < pricedApart {
		return catalog.Like{}, false
	}
	like := catalog.Like{Field: "price", Value: "low", Weight: 2 * math.Abs(apart)}
	if apart > 0 {
		like.Value = "high"
	}
	return like, true
}

// untold are columns that say whom a product fits or how it is sold, not what a
// shopper likes in it.
var untold = map[string]bool{"size": true, "gender": true, "age_group": true, "condition": true, "availability": true, "gtin": true,
	"title": true, "link": true, "currency": true}

// traits are the values in words that a product states, by field; a number is no
// trait.
func traits(p *catalog.Product) map[string][]string {
	all := map[string][]string{}
	if p.Brand != "" {
		all["brand"] = []string{p.Brand}
	}
	for field, values := range p.Attributes {
		if untold[field] {
			continue
		}
		for _, v := range values {
			if _, err := strconv.ParseFloat(v, 64); err != nil && v != "" {
				all[field] = append(all[field], v)
			}
		}
	}
	return all
}

// aisle is what the products of one category are: what a shopper finds there who
// has no taste.
type aisle struct {
	stated map[string]float64
	values map[string]map[string]float64
	prices []int64 // sorted
}

// aisle gives that of a product.
func (s *space) aisle(p *catalog.Product) *aisle {
	path := strings.Join(p.Category, "\x00")
	if a, ok := s.aisles.Load(path); ok {
		return a.(*aisle)
	}
	a := &aisle{stated: map[string]float64{}, values: map[string]map[string]float64{}}
	for _, o := range s.view.List {
		if slices.Equal(o.Category, p.Category) {
			a.add(o)
		}
	}
	slices.Sort(a.prices)
	kept, _ := s.aisles.LoadOrStore(path, a)
	return kept.(*aisle)
}

func (a *aisle) add(p *catalog.Product) {
	a.prices = append(a.prices, p.Price().Amount)
	for field, values := range traits(p) {
		a.stated[field]++
		if a.values[field] == nil {
			a.values[field] = map[string]float64{}
		}
		for _, v := range values {
			a.values[field][v]++
		}
	}
}

// parts gives the part of the products stating the field that has each value.
func (a *aisle) parts(field string) map[string]float64 {
	parts := make(map[string]float64, len(a.values[field]))
	for v, n := range a.values[field] {
		parts[v] = n / a.stated[field]
	}
	return parts
}

// place is where a price lies among the aisle's, 0 the lowest and 1 the highest.
func (a *aisle) place(amount int64) (float64, bool) {
	n := len(a.prices)
	if n < aisleToPrice {
		return 0, false
	}
	below, _ := slices.BinarySearch(a.prices, amount)
	upTo, _ := slices.BinarySearch(a.prices, amount+1)
	return (float64(below) + float64(upTo-1)) / 2 / float64(n-1), true
}
