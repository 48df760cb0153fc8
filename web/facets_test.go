package web

import (
	"fmt"
	"strings"
	"testing"

	"daogou/catalog"
)

func TestFacets(t *testing.T) {
	s := open(t, nil)
	list := s.Shelf.View().List
	all := browse(list, nil, "en")
	if all.Total != 8 || all.PriceLow.Amount != 1400 || all.PriceHigh.Amount != 8900 {
		t.Errorf("the whole shop: %d products from %d to %d, want 8 from 1400 to 8900", all.Total, all.PriceLow.Amount, all.PriceHigh.Amount)
	}
	if got := fmt.Sprint(all.Categories[0].Value, all.Categories[0].Count, all.Categories[1].Value); got != "Kitchen4Outdoors" {
		t.Errorf("categories %s, want Kitchen before Outdoors: ties fall to the name", got)
	}
	if len(all.Categories[0].Images) == 0 || !strings.HasPrefix(all.Categories[0].Images[0], "/media/") {
		t.Errorf("pictures of a tile: %v", all.Categories[0].Images)
	}
	kitchen := browse(list, []catalog.Filter{catalog.Where("category", catalog.Eq, "Kitchen")}, "en")
	if kitchen.Total != 4 || len(kitchen.Categories) != 2 {
		t.Errorf("a category has %d products of %d categories, want 4, and a way to both", kitchen.Total, len(kitchen.Categories))
	}
	if got := facet(kitchen, "color"); got != "black 2 blue 1 white 1" {
		t.Errorf("colours of the kitchen: %s", got)
	}
	outdoors := browse(list, []catalog.Filter{catalog.Where("category", catalog.Eq, "户外")}, "zh")
	if got := facet(outdoors, "category"); !strings.Contains(got, "雨伞 2") {
		t.Errorf("in Chinese: %s", got)
	}
	if none := browse(nil, nil, "en"); none.Total != 0 || len(none.Facets) != 0 {
		t.Errorf("an empty shop: %+v", none)
	}
}

func facet(b browsing, field string) string {
	var list []string
	for _, f := range b.Facets {
		for _, v := range f.Values {
			if f.Field == field {
				list = append(list, fmt.Sprint(v.Value, " ", v.Count))
			}
		}
	}
	return strings.Join(list, " ")
}

func BenchmarkFacets(b *testing.B) {
	colors := []string{"red", "green", "blue", "black", "white"}
	var list []*catalog.Product
	for i := range 50_000 {
		list = append(list, &catalog.Product{ID: fmt.Sprint(i), Locale: "en", Brand: fmt.Sprint("brand ", i%200),
			ListPrice: catalog.Money{Amount: int64(i), Currency: "USD"},
			Text: catalog.Text{Category: []string{fmt.Sprint("top ", i%12), fmt.Sprint("sub ", i%70)},
				Attributes: map[string][]string{"color": {colors[i%5]}, "size": {"S", "M", "L"}, "material": {fmt.Sprint("m", i%30)}}}})
	}
	b.Run("docs=50000", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			browse(list, []catalog.Filter{catalog.Where("category", catalog.Eq, "top 3")}, "en")
		}
	})
	b.Run("docs=50000,all", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			browse(list, nil, "en")
		}
	})
}
