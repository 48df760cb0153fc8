package demo

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// customer is a shopper with tastes: what events are drawn from and what a
// recommender should find again.
type customer struct {
	id     string
	themes []string // strongest first
	colors []string
	brands []string
	budget float64 // typical price, minor units
	gender string
	size   string
	shoe   string
	named  bool
	visits int
	bought map[*good]bool
}

const strangers = 395 // customers beside the named ones

func (s *shop) loadCustomers() error {
	rows, err := table("customers.tsv", 8)
	if err != nil {
		return err
	}
	for _, r := range rows {
		budget, err := strconv.ParseFloat(r[3], 64)
		if err != nil {
			return fmt.Errorf("customer %s: %w", r[0], err)
		}
		s.customers = append(s.customers, customer{id: r[0], themes: strings.Fields(r[1]), colors: strings.Fields(r[2]),
			budget: budget * 100, gender: r[4], size: r[5], shoe: r[6], named: true, visits: 12})
	}
	return nil
}

// circles are tastes that go together: most shoppers are of one.
var circles = [][]string{
	{"hiking", "camping"}, {"hiking", "running"}, {"camping", "cooking"}, {"travel", "photo"}, {"city", "travel"},
	{"city", "selfcare"}, {"cooking", "tea"}, {"coffee", "desk"}, {"music", "desk"}, {"phone", "music"}, {"reading", "tea"},
	{"reading", "cozy"}, {"kids", "games"}, {"kids", "cozy"}, {"selfcare", "cozy"}, {"photo", "phone"},
}

// stranger makes up a customer.
func (s *shop) stranger(r *rand.Rand, n int) customer {
	c := customer{id: fmt.Sprintf("c%03d", n), themes: slices.Clone(circles[r.IntN(len(circles))])}
	if r.Float64() < .4 {
		extra := circles[r.IntN(len(circles))]
		c.themes = append(c.themes, extra[r.IntN(2)])
	}
	for range 2 {
		g := s.goods[r.IntN(len(s.goods))]
		c.colors = append(c.colors, g.items[r.IntN(len(g.items))].color)
		c.brands = append(c.brands, g.brand.name)
	}
	c.budget = 6000 * math.Exp(r.NormFloat64()*.6)
	c.gender = []string{"female", "male"}[r.IntN(2)]
	c.size = []string{"S", "M", "L", "XL"}[r.IntN(4)]
	c.shoe = fmt.Sprint(37 + r.IntN(4) + 4*r.IntN(2))
	c.visits = 2 + r.IntN(4)
	return c
}

// likes weighs how much an item is to the customer's taste when she looks for
// something of the theme.
func (c *customer) likes(it *item, theme string) float64 {
	if !slices.Contains(it.themes, theme) {
		return 0
	}
	w := math.Sqrt(float64(it.reviews))
	away := math.Log(float64(it.paid()) / c.budget)
	w *= math.Exp(-away * away / 2.5)
	for _, t := range c.themes {
		if t != theme && slices.Contains(it.themes, t) {
			w *= 2
		}
	}
	if slices.Contains(c.colors, it.color) {
		w *= 3
	}
	if slices.Contains(c.brands, it.brand.name) {
		w *= 2
	}
	if g := it.attribute("gender"); g != "" && g != "unisex" && g != c.gender {
		w *= .05
	}
	return w
}

// wears is the size that the customer takes of an item; empty where it has no
// such size.
func (c *customer) wears(it *item) string {
	sizes := strings.Split(it.attribute("size"), "/")
	for _, mine := range []string{c.size, c.shoe} {
		if slices.Contains(sizes, mine) {
			return mine
		}
	}
	return ""
}

func (g *good) attribute(name string) string {
	for _, a := range g.is {
		if a[0] == name {
			return a[1]
		}
	}
	return ""
}

// choose draws an item by weight; nil where all weigh nothing.
func choose(r *rand.Rand, items []*item, weight func(*item) float64) *item {
	total, weights := 0.0, make([]float64, len(items))
	for i, it := range items {
		weights[i] = weight(it)
		total += weights[i]
	}
	at := r.Float64() * total
	for i, w := range weights {
		if at -= w; at < 0 {
			return items[i]
		}
	}
	return nil
}
