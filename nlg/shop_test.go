package nlg

import (
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"daogou/catalog"
)

// shopOf reads a test shop beside the checkout, by ID; the test is skipped
// where there is none.
func shopOf(t testing.TB, locale string) map[string]*catalog.Product {
	t.Helper()
	text, err := os.ReadFile("../../shared/shop/" + locale + "/products.tsv")
	if err != nil {
		t.Skip("no test shop beside the checkout: ", err)
	}
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	header := strings.Split(lines[0], "\t")
	all := map[string]*catalog.Product{}
	for _, line := range lines[1:] {
		row := map[string]string{}
		for i, cell := range strings.Split(line, "\t") {
			row[header[i]] = cell
		}
		p := productOf(row, locale)
		all[p.ID] = p
	}
	return all
}

func productOf(row map[string]string, locale string) *catalog.Product {
	p := &catalog.Product{ID: row["id"], Locale: locale, Brand: row["brand"], Availability: catalog.Availability(row["availability"]),
		ListPrice: moneyOf(row["price"]), Condition: row["condition"], Group: row["item_group_id"]}
	p.Title, p.Description = row["title"], row["description"]
	p.Category = strings.Split(row["product_type"], " > ")
	if h := row["product_highlight"]; h != "" {
		p.Highlights = strings.Split(h, ",")
	}
	if s := row["sale_price"]; s != "" {
		m := moneyOf(s)
		p.SalePrice = &m
	}
	p.Rating, _ = strconv.ParseFloat(row["star_rating"], 64)
	p.Reviews, _ = strconv.Atoi(row["review_count"])
	p.Attributes = map[string][]string{}
	for column, cell := range row {
		if cell != "" && !hidden(column) && column != "star_rating" && column != "review_count" {
			p.Attributes[column] = strings.Split(cell, "/")
		}
	}
	return p
}

func moneyOf(cell string) catalog.Money {
	amount, currency, _ := strings.Cut(cell, " ")
	v, _ := strconv.ParseFloat(amount, 64)
	return catalog.Money{Amount: int64(math.Round(v * 100)), Currency: currency}
}

// hits makes hits of the products with these IDs.
func hits(shop map[string]*catalog.Product, ids ...string) []catalog.Hit {
	var all []catalog.Hit
	for _, id := range ids {
		all = append(all, catalog.Hit{Product: shop[id], Why: []catalog.Share{{Signal: "match", Share: 1}}})
	}
	return all
}

func idsOf(shop map[string]*catalog.Product) []string {
	ids := make([]string, 0, len(shop))
	for id := range shop {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// passagesOf reads the paragraphs of a shop's policies that hold a word.
func passagesOf(t testing.TB, locale string, titles ...string) []catalog.Passage {
	t.Helper()
	var found []catalog.Passage
	entries, err := os.ReadDir("../../shared/shop/" + locale + "/policies")
	if err != nil {
		t.Skip("no test shop beside the checkout: ", err)
	}
	for _, e := range entries {
		text, _ := os.ReadFile("../../shared/shop/" + locale + "/policies/" + e.Name())
		title, body, _ := strings.Cut(strings.TrimPrefix(string(text), "# "), "\n")
		if len(titles) > 0 && !slices.Contains(titles, title) {
			continue
		}
		for _, para := range strings.Split(strings.TrimSpace(body), "\n\n") {
			found = append(found, catalog.Passage{Policy: e.Name(), Title: title, Locale: locale, Text: para})
		}
	}
	return found
}
