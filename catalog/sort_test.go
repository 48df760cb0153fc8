package catalog

import (
	"slices"
	"strings"
	"testing"
)

func TestSortsByAnyNumber(t *testing.T) {
	weighing := func(id, weight string, cents int64) *Product {
		p := &Product{ID: id, ListPrice: Money{Amount: cents}}
		if weight != "" {
			p.Attributes = map[string][]string{"weight_kg": {weight}}
		}
		return p
	}
	products := []*Product{weighing("a", "10", 300), weighing("b", "9.5", 100), weighing("c", "", 200), weighing("d", "9.5", 100)}
	for _, c := range []struct {
		name string
		by   Sort
		want string
	}{
		{"numbers, not text; who does not say comes last; ties fall to the ID", OrderBy("weight_kg", false), "b d a c"},
		{"from the most down, who does not say still last", OrderBy("weight_kg", true), "a b d c"},
		{"the price", PriceAsc, "b d c a"},
		{"a field nobody has leaves the IDs", OrderBy("length_m", true), "a b c d"},
	} {
		sorted := slices.SortedFunc(slices.Values(products), c.by.Compare)
		var ids []string
		for _, p := range sorted {
			ids = append(ids, p.ID)
		}
		if got := strings.Join(ids, " "); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func TestSortParts(t *testing.T) {
	for s, want := range map[Sort]struct {
		field string
		desc  bool
	}{
		"price_asc": {"price", false}, "weight_kg_desc": {"weight_kg", true}, "": {}, "price": {}, "_asc": {}, "newest": {},
	} {
		if field, desc := s.By(); field != want.field || desc != want.desc {
			t.Errorf("%q: got %q %t, want %q %t", s, field, desc, want.field, want.desc)
		}
	}
}
