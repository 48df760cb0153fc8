package demo

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
)

// columns of Google Merchant Center that every row has; the others follow.
var columns = []string{"id", "title", "description", "link", "image_link", "availability", "price", "sale_price",
	"brand", "gtin", "product_type", "color", "size", "material", "gender", "age_group", "item_group_id", "condition",
	"product_highlight", "star_rating", "review_count"}

// feed writes the products in a language, tab-separated, with one header line.
func (s *shop) feed(locale string) []byte {
	head := s.header()
	var b strings.Builder
	b.WriteString(strings.Join(head, "\t") + "\n")
	for _, it := range s.items {
		row := s.row(it, locale)
		for i, column := range head {
			if i > 0 {
				b.WriteByte('\t')
			}
			b.WriteString(row[column])
		}
		b.WriteByte('\n')
	}
	return []byte(b.String())
}

func (s *shop) header() []string {
	head := slices.Clone(columns)
	for _, g := range s.goods {
		for _, a := range g.is {
			if !slices.Contains(head, a[0]) {
				head = append(head, a[0])
			}
		}
	}
	return head
}

func (s *shop) row(it *item, locale string) map[string]string {
	t := it.texts[locale]
	row := map[string]string{
		"id": it.id, "title": s.title(it, locale), "description": t.about, "link": site + "/p/" + it.id,
		"image_link": it.image(), "availability": "in_stock", "price": amount(it.price), "brand": it.brand.name,
		"gtin": gtin(it.id), "product_type": it.kind.category[locale], "condition": "new",
		"product_highlight": strings.Join(t.points, ","), "star_rating": it.rating,
		"review_count": fmt.Sprint(it.reviews),
	}
	if it.out {
		row["availability"] = "out_of_stock"
	}
	if it.sale > 0 {
		row["sale_price"] = amount(it.sale)
	}
	if it.kind.colored {
		row["color"] = s.colorName(it, locale)
	}
	if len(it.items) > 1 {
		row["item_group_id"] = it.good.id
	}
	s.describe(row, it, locale)
	return row
}

// describe fills in what the good says of itself in name=value form.
func (s *shop) describe(row map[string]string, it *item, locale string) {
	for _, a := range it.is {
		row[a[0]] = a[1]
		if locale == "zh" && a[0] != "gender" && a[0] != "age_group" {
			row[a[0]] = s.translate(a[1])
		}
	}
	if row["gender"] != "" && row["age_group"] == "" {
		row["age_group"] = "adult"
	}
}

// title is brand, name and, where there are several, color.
func (s *shop) title(it *item, locale string) string {
	name, join := it.brand.name, ", "
	if locale == "zh" {
		name, join = it.brand.zh, " "
	}
	title := name + " " + it.texts[locale].title
	if len(it.items) > 1 {
		title += join + s.colorName(it, locale)
	}
	return title
}

func (s *shop) colorName(it *item, locale string) string {
	if locale == "zh" {
		return s.colors[it.color].zh
	}
	return it.color
}

// translate gives the Chinese of a cell; what has none, such as sizes and
// numbers, stands as it is.
func (s *shop) translate(cell string) string {
	parts := strings.Split(cell, "/")
	for i, part := range parts {
		if word, known := s.words[part]; known {
			parts[i] = word
		}
	}
	return strings.Join(parts, "/")
}

func amount(minor int64) string { return fmt.Sprintf("%d.%02d %s", minor/100, minor%100, Currency) }

// gtin makes up a GTIN-13 of the range 20, which GS1 leaves to shops, with its
// check digit (GS1 General Specifications, 7.9).
func gtin(id string) string {
	h := fnv.New64a()
	h.Write([]byte(id))
	digits := fmt.Sprintf("20%010d", h.Sum64()%1e10)
	sum := 0
	for i, d := range digits {
		weight := 1 + 2*(i%2)
		sum += weight * int(d-'0')
	}
	return digits + fmt.Sprint((10-sum%10)%10)
}
