package retriever

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"daogou/catalog"
)

const shared = "../../shared"

// readShop reads the feed of one of the test shops that stand beside the
// checkout, "en" or "zh"; the test is skipped where they are absent.
func readShop(t testing.TB, name string) []*catalog.Product {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(shared, "shop", name, "products.tsv"))
	if err != nil {
		t.Skipf("test shop %q is not here: %v", name, err)
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	head := strings.Split(lines[0], "\t")
	var products []*catalog.Product
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, cell := range strings.Split(line, "\t") {
			row[head[i]] = cell
		}
		products = append(products, productOf(row, name))
	}
	return products
}

// own columns have fields of their own in Product.
var own = []string{"id", "title", "description", "link", "image_link", "additional_image_link", "video_link", "availability", "price",
	"sale_price", "brand", "gtin", "google_product_category", "product_type", "item_group_id", "condition", "product_highlight",
	"star_rating", "review_count"}

func productOf(row map[string]string, locale string) *catalog.Product {
	p := &catalog.Product{ID: row["id"], Locale: locale, Brand: row["brand"], Group: row["item_group_id"],
		Availability: catalog.Availability(row["availability"]), Condition: row["condition"], GTIN: row["gtin"]}
	p.Title, p.Description = row["title"], row["description"]
	p.Category = splitCell(row["product_type"], " > ")
	p.Highlights = splitCell(row["product_highlight"], ",")
	p.ListPrice = *money(row["price"])
	p.SalePrice = money(row["sale_price"])
	p.Rating, _ = strconv.ParseFloat(row["star_rating"], 64)
	p.Reviews, _ = strconv.Atoi(row["review_count"])
	p.Attributes = map[string][]string{}
	for name, cell := range row {
		if cell != "" && !slices.Contains(own, name) {
			p.Attributes[name] = splitCell(cell, "/")
		}
	}
	return p
}

func splitCell(cell, by string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, by)
}

func money(cell string) *catalog.Money {
	amount, currency, ok := strings.Cut(cell, " ")
	if !ok {
		return nil
	}
	v, _ := strconv.ParseFloat(amount, 64)
	return &catalog.Money{Amount: int64(math.Round(v * 100)), Currency: currency}
}

// open gives an index in memory of some products.
func open(t testing.TB, products []*catalog.Product) *Index {
	t.Helper()
	x, err := Open("", Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { x.Close() })
	if err := x.Apply(context.Background(), products, nil, 1); err != nil {
		t.Fatal(err)
	}
	if err := x.Train(context.Background()); err != nil {
		t.Fatal(err)
	}
	return x
}

func find(t testing.TB, x *Index, q catalog.Query) catalog.Result {
	t.Helper()
	res, err := x.Search(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func describe(hits []catalog.Hit) string {
	var b strings.Builder
	for _, h := range hits {
		fmt.Fprintf(&b, "\n  %s %.3f %s %v %v", h.Product.ID, h.Score, h.Product.Title, h.Product.Category, h.Product.Attributes["color"])
	}
	return b.String()
}

// manyProducts makes n products with titles of ten words and descriptions of
// eighty, of a vocabulary as skewed as a language's; always the same.
func manyProducts(n int) []*catalog.Product {
	r := rand.New(rand.NewPCG(3, 4))
	zipf := rand.NewZipf(r, 1.07, 8, 40_000)
	words := func(n int) string {
		w := make([]string, n)
		for i := range w {
			w[i] = pseudoWord(zipf.Uint64())
		}
		return strings.Join(w, " ")
	}
	colors := []string{"red", "blue", "black", "white", "green", "grey", "navy", "pink"}
	products := make([]*catalog.Product, n)
	for i := range products {
		p := &catalog.Product{ID: fmt.Sprintf("b%06d", i), Locale: "en", Availability: catalog.InStock, Brand: pseudoWord(uint64(50_000 + r.IntN(800)))}
		if r.IntN(10) == 0 {
			p.Availability = catalog.OutOfStock
		}
		leaf := r.IntN(150)
		p.Category = []string{pseudoWord(uint64(60_000 + leaf/10)), pseudoWord(uint64(61_000 + leaf))}
		p.Title = p.Brand + " " + words(8) + " " + p.Category[1]
		p.Description = words(80)
		p.ListPrice = catalog.Money{Amount: int64(500 + r.IntN(50_000)), Currency: "USD"}
		p.Rating, p.Reviews = float64(r.IntN(50))/10, r.IntN(1000)
		p.Attributes = map[string][]string{"color": {colors[r.IntN(len(colors))]}, "size": []string{"S", "M", "L"}[:1+r.IntN(3)],
			"material": {pseudoWord(uint64(70_000 + r.IntN(30)))}, "weight_kg": {strconv.Itoa(r.IntN(40))}}
		products[i] = p
	}
	return products
}

// pseudoWord spells a number in syllables of an onset, a vowel and a coda.
func pseudoWord(n uint64) string {
	onsets := []string{"b", "k", "l", "m", "n", "r", "s", "t", "v", "z", "d", "p", "w", "g", "f", "h", "st", "br", "gr", "ch"}
	vowels := []string{"a", "e", "i", "o", "u", "ea", "oo"}
	codas := []string{"", "n", "r", "l", "st", "m", "ck"}
	w := ""
	for n += 400; n > 0; n /= 980 {
		w += onsets[n%20] + vowels[n/20%7] + codas[n/140%7]
	}
	return w
}
