package catalog

import (
	"cmp"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// feed is a product file: one header line, then one row a product, cells
// separated by tabs, without quoting.
type feed struct {
	*lines
	columns []string // names as Google writes them; empty: a column nobody needs
}

// columnNames are other names that feeds use for Google's columns. They count
// where the feed has no column of Google's own name.
var columnNames = map[string]string{
	"image": "image_link", "additional_image": "additional_image_link", "colour": "color", "url": "link",
	"rating": "star_rating", "average_rating": "star_rating", "reviews": "review_count", "number_of_reviews": "review_count",
	"ean": "gtin", "upc": "gtin", "isbn": "gtin", "barcode": "gtin", "highlights": "product_highlight",
	"product_id": "id", "name": "title", "group_id": "item_group_id",
}

// private columns are between the shop and Google: no shopper may hear of costs
// or margins, so they are not even stored.
var private = regexp.MustCompile(`^(cost_of_goods_sold|auto_pricing_min_price|custom_label_\d|.*_link|ads_\w+|promotion_id|shipping|shipping_label|tax|tax_category|` +
	`(in|ex)cluded_\w+|identifier_exists|external_seller_id|pause|adult|display_ads_\w+|min_handling_time|max_handling_time)$`)

// known columns have a field of their own; every other becomes an attribute.
var known = []string{"id", "title", "description", "link", "image_link", "additional_image_link", "availability", "price",
	"sale_price", "brand", "gtin", "google_product_category", "product_type", "item_group_id", "condition",
	"product_highlight", "star_rating", "review_count"}

func openFeed(fsys fs.FS, name string) (*feed, error) {
	l, err := openLines(fsys, name)
	if err != nil {
		return nil, err
	}
	f := &feed{lines: l}
	if err := f.header(); err != nil {
		l.Close()
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return f, nil
}

func (f *feed) header() error {
	line, err := f.next()
	if err != nil {
		return fmt.Errorf("header: %w", err)
	}
	if !utf8.Valid(line) {
		return fmt.Errorf("header is not UTF-8")
	}
	for _, cell := range strings.Split(string(line), "\t") {
		name := columnName(cell)
		if slices.Contains(f.columns, name) {
			name = "" // the first of two columns counts
		}
		f.columns = append(f.columns, name)
	}
	for i, name := range f.columns {
		if google, ok := columnNames[name]; ok && !slices.Contains(f.columns, google) {
			f.columns[i] = google
		}
	}
	if !slices.Contains(f.columns, "id") || !slices.Contains(f.columns, "title") {
		return fmt.Errorf("no tab-separated product feed: the first line names no columns id and title")
	}
	return nil
}

var notName = regexp.MustCompile(`[^\pL\pN]+`)

// columnName brings "Image Link", "image-link" and "g:image_link" together.
func columnName(cell string) string {
	name := strings.TrimPrefix(strings.ToLower(Clean(cell)), "g:")
	name = strings.Trim(notName.ReplaceAllString(name, "_"), "_")
	if !slices.Contains(known, name) && private.MatchString(name) {
		return ""
	}
	return name
}

// row is a line of a feed, cells by column.
type row struct {
	feed  *feed
	cells []string
}

// cells takes a line apart. A row whose cells do not stand under their columns,
// or cannot be read, can't be trusted: wrong says why.
func (f *feed) cells(line []byte) (r row, wrong *fault) {
	r = row{f, strings.Split(string(line), "\t")}
	if len(r.cells) < len(f.columns) {
		return r, &fault{"", fmt.Sprintf("too few columns: %d of %d", len(r.cells), len(f.columns))}
	}
	for i, cell := range r.cells {
		if i >= len(f.columns) && strings.TrimSpace(cell) != "" {
			return r, &fault{"", fmt.Sprintf("too many columns: %d instead of %d", len(r.cells), len(f.columns))}
		}
		if !utf8.ValidString(cell) {
			return r, &fault{f.columns[i], cmp.Or(f.columns[i], "a cell") + " is not valid UTF-8"}
		}
	}
	return r, nil
}

// raw gives a cell, trimmed; empty where the feed has no such column.
func (r row) raw(column string) string {
	if i := slices.Index(r.feed.columns, column); i >= 0 && i < len(r.cells) {
		return strings.TrimSpace(r.cells[i])
	}
	return ""
}

// text gives a cell as plain text.
func (r row) text(column string) string { return Clean(r.raw(column)) }
