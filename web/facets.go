package web

import (
	"cmp"
	"maps"
	"net/http"
	"slices"

	"daogou/catalog"
)

// browsing is what a page needs to offer filters: what there is among the
// products that fit, and what the prices span.
type browsing struct {
	Total      int             `json:"total"`
	Categories []category      `json:"categories"` // the top level, most products first
	Facets     []catalog.Facet `json:"facets"`     // subcategories first, then fields, most telling first
	PriceLow   catalog.Money   `json:"price_low"`
	PriceHigh  catalog.Money   `json:"price_high"`
}

// category is a top level of product_type with a few pictures for its tile.
type category struct {
	Value  string   `json:"value"`
	Count  int      `json:"count"`
	Images []string `json:"images"`
}

// tilePictures is how many pictures a category tile may choose from.
const tilePictures = 4

// maxFacets and maxFacetValues keep the filters to what fits on a page.
const (
	maxFacets      = 8
	maxFacetValues = 24
)

func (s *Server) facets(w http.ResponseWriter, r *http.Request) {
	filters, err := filters(r.URL.Query()["filter"])
	if err != nil {
		s.fail(w, r, err)
		return
	}
	writeJSON(w, "application/json", http.StatusOK, browse(s.Shelf.View().List, filters, locale(r)))
}

// browse counts over the shelf. Categories are those of the whole shop, so that
// a shopper can always leave the one she is in.
func browse(list []*catalog.Product, filters []catalog.Filter, lang string) browsing {
	var b browsing
	tops, counts := map[string]*category{}, facetCounts{}
	for _, p := range list {
		text := p.In(lang)
		addCategory(tops, p, text)
		if !catalog.FitsAll(p, filters) {
			continue
		}
		b.Total++
		b.span(p.Price())
		counts.add(p, text)
	}
	for _, c := range tops {
		b.Categories = append(b.Categories, *c)
	}
	slices.SortFunc(b.Categories, func(x, y category) int {
		return cmp.Or(cmp.Compare(y.Count, x.Count), cmp.Compare(x.Value, y.Value))
	})
	b.Facets = counts.list(b.Total)
	return b
}

func (b *browsing) span(m catalog.Money) {
	if b.Total == 1 || m.Amount < b.PriceLow.Amount {
		b.PriceLow = m
	}
	if b.Total == 1 || m.Amount > b.PriceHigh.Amount {
		b.PriceHigh = m
	}
}

func addCategory(tops map[string]*category, p *catalog.Product, text *catalog.Text) {
	if len(text.Category) == 0 {
		return
	}
	top := text.Category[0]
	c, ok := tops[top]
	if !ok {
		c = &category{Value: top, Images: []string{}}
		tops[top] = c
	}
	c.Count++
	if url := pictureURL(p.Image); url != "" && len(c.Images) < tilePictures {
		c.Images = append(c.Images, url)
	}
}

// facetCounts is field to value to how many products have it.
type facetCounts map[string]map[string]int

func (f facetCounts) add(p *catalog.Product, text *catalog.Text) {
	if len(text.Category) > 1 {
		f.count("category", text.Category[1])
	}
	if p.Brand != "" {
		f.count("brand", p.Brand)
	}
	for field, values := range text.Attributes {
		for _, v := range values {
			f.count(field, v)
		}
	}
}

func (f facetCounts) count(field, value string) {
	if f[field] == nil {
		f[field] = map[string]int{}
	}
	f[field][value]++
}

// list gives the facets worth offering: a field that all products share one
// value of tells nothing, nor does one whose every value is another.
func (f facetCounts) list(total int) []catalog.Facet {
	facets := []catalog.Facet{}
	for field, values := range f {
		if len(values) < 2 || len(values)*2 > total && total > 6 {
			continue
		}
		facets = append(facets, catalog.Facet{Field: field, Values: ranked(values)})
	}
	slices.SortFunc(facets, func(a, b catalog.Facet) int {
		return cmp.Or(cmp.Compare(rank(a.Field), rank(b.Field)), cmp.Compare(covered(b), covered(a)), cmp.Compare(a.Field, b.Field))
	})
	return facets[:min(len(facets), maxFacets)]
}

// rank puts first what shoppers of any trade look for first.
func rank(field string) int {
	if i := slices.Index([]string{"category", "color", "brand", "size", "material"}, field); i >= 0 {
		return i
	}
	return 5
}

func covered(f catalog.Facet) (n int) {
	for _, v := range f.Values {
		n += v.Count
	}
	return n
}

func ranked(values map[string]int) []catalog.FacetValue {
	list := make([]catalog.FacetValue, 0, len(values))
	for _, v := range slices.Sorted(maps.Keys(values)) {
		list = append(list, catalog.FacetValue{Value: v, Count: values[v]})
	}
	slices.SortStableFunc(list, func(a, b catalog.FacetValue) int { return cmp.Compare(b.Count, a.Count) })
	return list[:min(len(list), maxFacetValues)]
}
