package demo

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"

	"daogou/catalog"
)

// Many makes n products for measuring speed, always the same: titles of ten
// words and descriptions of eighty, of a vocabulary as skewed as a language's,
// 150 categories, 800 brands, colours, sizes, materials, weights, prices and
// ratings.
func Many(n int) []*catalog.Product {
	r := rand.New(rand.NewPCG(3, 4))
	zipf := rand.NewZipf(r, 1.07, 8, 40_000)
	words := func(n int) string {
		w := make([]string, n)
		for i := range w {
			w[i] = Word(zipf.Uint64())
		}
		return strings.Join(w, " ")
	}
	colors := []string{"red", "blue", "black", "white", "green", "grey", "navy", "pink"}
	products := make([]*catalog.Product, n)
	for i := range products {
		p := &catalog.Product{ID: fmt.Sprintf("b%06d", i), Locale: "en", Availability: catalog.InStock, Brand: Word(uint64(50_000 + r.IntN(800)))}
		if r.IntN(10) == 0 {
			p.Availability = catalog.OutOfStock
		}
		leaf := r.IntN(150)
		p.Category = []string{Word(uint64(60_000 + leaf/10)), Word(uint64(61_000 + leaf))}
		p.Title = p.Brand + " " + words(8) + " " + p.Category[1]
		p.Description = words(80)
		p.ListPrice = catalog.Money{Amount: int64(500 + r.IntN(50_000)), Currency: Currency}
		p.Rating, p.Reviews = float64(r.IntN(50))/10, r.IntN(1000)
		p.Attributes = map[string][]string{"color": {colors[r.IntN(len(colors))]}, "size": []string{"S", "M", "L"}[:1+r.IntN(3)],
			"material": {Word(uint64(70_000 + r.IntN(30)))}, "weight_kg": {strconv.Itoa(r.IntN(40))}}
		products[i] = p
	}
	return products
}

// Word spells a number in syllables of an onset, a vowel and a coda.
func Word(n uint64) string {
	onsets := []string{"b", "k", "l", "m", "n", "r", "s", "t", "v", "z", "d", "p", "w", "g", "f", "h", "st", "br", "gr", "ch"}
	vowels := []string{"a", "e", "i", "o", "u", "ea", "oo"}
	codas := []string{"", "n", "r", "l", "st", "m", "ck"}
	w := ""
	for n += 400; n > 0; n /= 980 {
		w += onsets[n%20] + vowels[n/20%7] + codas[n/140%7]
	}
	return w
}
