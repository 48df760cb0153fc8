package lexicon

import (
	"os"
	"strings"
	"testing"

	"daogou/catalog"
)

// readShop reads the columns of a feed that a vocabulary is made of.
func readShop(t testing.TB, path string) []*catalog.Product {
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Skip("no shop at " + path)
	}
	lines := strings.Split(strings.TrimRight(string(raw), "\n"), "\n")
	header := strings.Split(lines[0], "\t")
	var out []*catalog.Product
	for _, line := range lines[1:] {
		p := &catalog.Product{Text: catalog.Text{Attributes: map[string][]string{}}}
		for i, cell := range strings.Split(line, "\t") {
			if cell == "" {
				continue
			}
			switch name := header[i]; name {
			case "id":
				p.ID = cell
			case "title":
				p.Title = cell
			case "brand":
				p.Brand = cell
			case "product_type":
				p.Category = strings.Split(cell, " > ")
			case "price":
				p.ListPrice.Currency = cell[len(cell)-3:]
			case "availability":
				p.Availability = catalog.Availability(cell)
			case "description", "link", "image_link", "additional_image_link", "video_link", "google_product_category", "sale_price", "gtin", "condition", "item_group_id", "star_rating", "review_count", "product_highlight":
			default:
				p.Attributes[name] = strings.Split(cell, "/")
			}
		}
		out = append(out, p)
	}
	return out
}
