package catalog

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Lengths that Google allows, in characters; longer texts are cut.
const (
	maxID          = 200
	maxTitle       = 150
	maxDescription = 5000
	maxValue       = 1000
)

// rules are what the rows of a feed are held to.
type rules struct {
	currency string // the shop's; empty: the first sound row's
	bare     bool   // a price may come without currency
	pictures *pictures
	lines    map[string]int // line of each id
}

// draft is a product in the making. A fault refuses the row, a flaw drops a part.
type draft struct {
	row
	*rules
	product Product
	flaws   []Problem
}

// fault is why a row cannot be sold honestly.
type fault struct{ field, reason string }

func (f *fault) Error() string { return f.reason }

func (d *draft) flaw(field, reason string) {
	d.flaws = append(d.flaws, Problem{Field: field, Reason: reason})
}

// read checks the whole row. What is missing or wrong in a part that the rest
// stands without is left out.
func (d *draft) read() *fault {
	for _, step := range []func() *fault{d.identity, d.prices, d.available} {
		if f := step(); f != nil {
			return f
		}
	}
	d.describe()
	d.addresses()
	d.identifiers()
	d.ratings()
	return nil
}

// readTexts checks what a second language's row needs.
func (d *draft) readTexts() *fault {
	if f := d.identity(); f != nil {
		return f
	}
	d.describe()
	return nil
}

func (d *draft) identity() *fault {
	p := &d.product
	p.ID = d.raw("id")
	if p.ID == "" {
		return &fault{"id", "id missing"}
	}
	if !soundID(p.ID) {
		return &fault{"id", "id is longer than 200 bytes, or not plain"}
	}
	if p.Title = d.limited("title", maxTitle); p.Title == "" {
		return &fault{"title", "title missing"}
	}
	if line, twice := d.lines[p.ID]; twice {
		return &fault{"id", fmt.Sprintf("id used before in this file, in line %d", line)}
	}
	return nil
}

func (d *draft) prices() *fault {
	p := &d.product
	fallback := ""
	if d.bare {
		fallback = d.currency
	}
	var err error
	if p.ListPrice, err = ParsePrice(d.text("price"), fallback); err != nil {
		return &fault{"price", err.Error()}
	}
	if d.currency != "" && p.ListPrice.Currency != d.currency {
		return &fault{"price", fmt.Sprintf("the currency %s is not the shop's, %s", p.ListPrice.Currency, d.currency)}
	}
	cell := d.text("sale_price")
	if cell == "" {
		return nil
	}
	sale, err := ParsePrice(cell, fallback)
	switch {
	case err != nil:
		d.flaw("sale_price", "sale "+err.Error())
	case sale.Currency != p.ListPrice.Currency:
		d.flaw("sale_price", "sale price is in another currency than the price")
	case sale.Amount >= p.ListPrice.Amount:
		d.flaw("sale_price", "sale price is not below the price")
	default:
		p.SalePrice = &sale
	}
	return nil
}

func (d *draft) available() *fault {
	cell := d.text("availability")
	if cell == "" {
		return &fault{"availability", "availability missing"}
	}
	word, ok := googleWord("availability", cell)
	if !ok {
		return &fault{"availability", fmt.Sprintf("availability unknown: %q", cut(cell, 40))}
	}
	d.product.Availability = Availability(word)
	return nil
}

// describe fills in the texts.
func (d *draft) describe() {
	p := &d.product
	p.Description = d.limited("description", maxDescription)
	p.Brand = d.limited("brand", maxValue)
	p.Category = splitLevels(d.limited("product_type", maxValue))
	if len(p.Category) == 0 && !isDigits(d.raw("google_product_category")) {
		p.Category = splitLevels(d.limited("google_product_category", maxValue))
	}
	p.Highlights = splitList(d.limited("product_highlight", maxDescription))
	for i, column := range d.feed.columns {
		if column == "" || strings.TrimSpace(d.cells[i]) == "" || slices.Contains(known, column) {
			continue
		}
		if values := d.attribute(column); len(values) > 0 {
			if p.Attributes == nil {
				p.Attributes = map[string][]string{}
			}
			p.Attributes[column] = values
		}
	}
}

func (d *draft) attribute(column string) []string {
	cell := d.limited(column, maxValue)
	if googleWords[column] == nil {
		switch strings.ToLower(cell) {
		case "-", "--", "n/a", "null":
			return nil
		}
		return splitValues(column, cell)
	}
	word, ok := googleWord(column, cell)
	if !ok {
		d.flaw(column, fmt.Sprintf("%s unknown: %q", column, cut(cell, 40)))
		return nil
	}
	return []string{word}
}

func (d *draft) limited(column string, limit int) string {
	whole := d.text(column)
	short := cut(whole, limit)
	if short != whole {
		d.flaw(column, fmt.Sprintf("cut to %d characters", limit))
	}
	return short
}

func (d *draft) addresses() {
	p := &d.product
	if link := d.raw("link"); isWeb(link) {
		p.Link = link
	} else if link != "" {
		d.flaw("link", "not an http address")
	}
	p.Image = d.picture("image_link", d.raw("image_link"))
	for _, ref := range strings.Split(d.raw("additional_image_link"), ",") {
		if image := d.picture("additional_image_link", strings.TrimSpace(ref)); image != "" && image != p.Image {
			p.Images = append(p.Images, image)
		}
	}
}

// picture copies a picture of the shop's and keeps addresses as they are. One
// that is not there is no flaw of the row: it is sold without.
func (d *draft) picture(column, ref string) string {
	if ref == "" || isWeb(ref) {
		return ref
	}
	if scheme, _, found := strings.Cut(ref, ":"); found && isLetters(scheme) {
		d.flaw(column, "not an http address")
		return ""
	}
	name, err := d.pictures.take(ref)
	if errors.Is(err, errPictureAbsent) {
		d.pictures.absent++
	} else if err != nil {
		d.flaw(column, err.Error())
		return ""
	}
	return name
}

func (d *draft) identifiers() {
	p := &d.product
	p.Group = d.limited("item_group_id", maxID)
	if cell := d.text("gtin"); cell != "" {
		gtin, ok := checkGTIN(cell)
		if p.GTIN = gtin; !ok {
			p.GTIN = ""
			d.flaw("gtin", "not a GTIN: wrong length or check digit")
		}
	}
	if cell := d.text("condition"); cell != "" {
		word, ok := googleWord("condition", cell)
		if p.Condition = word; !ok {
			d.flaw("condition", fmt.Sprintf("condition unknown: %q", cut(cell, 40)))
		}
	}
}

func (d *draft) ratings() {
	p := &d.product
	if cell := d.text("review_count"); cell != "" {
		n, err := strconv.Atoi(strings.ReplaceAll(cell, ",", ""))
		if err != nil || n < 0 || n > math.MaxInt32 {
			d.flaw("review_count", "not a count")
		} else {
			p.Reviews = n
		}
	}
	if cell := d.text("star_rating"); cell != "" {
		stars, err := strconv.ParseFloat(cell, 64)
		if err != nil || !(stars >= 0 && stars <= 5) {
			d.flaw("star_rating", "not between 0 and 5")
		} else {
			p.Rating = stars
		}
	}
}

// soundID reports whether an id is there, at most 200 bytes long and without
// signs that can't be seen.
func soundID(id string) bool {
	return id != "" && len(id) <= maxID && utf8.ValidString(id) && !strings.ContainsFunc(id, invisible)
}
