package catalog

import (
	"cmp"
	"strings"
)

// Sort is the order a shopper asked for: any field that Product.Number knows
// and a direction, as in "price_asc" or "weight_kg_desc"; empty is by relevance.
type Sort string

// The orders that every shop has.
const (
	PriceAsc   Sort = "price_asc"
	PriceDesc  Sort = "price_desc"
	RatingDesc Sort = "rating_desc"
)

// OrderBy makes an order: from the least up, or with desc from the most down.
func OrderBy(field string, desc bool) Sort {
	if desc {
		return Sort(field + "_desc")
	}
	return Sort(field + "_asc")
}

// By parts an order into its field and direction; the field is empty where the
// order is by relevance or not well formed.
func (s Sort) By() (field string, desc bool) {
	if field, ok := strings.CutSuffix(string(s), "_desc"); ok {
		return field, true
	}
	field, _ = strings.CutSuffix(string(s), "_asc")
	if field == string(s) {
		return "", false
	}
	return field, false
}

// Compare orders two products: by the field's number, products that do not
// state it last in either direction, and equal ones by ID.
func (s Sort) Compare(a, b *Product) int {
	field, desc := s.By()
	x, okX := a.Number(field)
	y, okY := b.Number(field)
	switch {
	case okX && okY && desc:
		return cmp.Or(cmp.Compare(y, x), strings.Compare(a.ID, b.ID))
	case okX && okY:
		return cmp.Or(cmp.Compare(x, y), strings.Compare(a.ID, b.ID))
	case okX:
		return -1
	case okY:
		return 1
	}
	return strings.Compare(a.ID, b.ID)
}
