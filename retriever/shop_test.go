package retriever

import (
	"context"
	"fmt"
	"math"
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
