package chat

import (
	"reflect"
	"slices"
	"testing"

	"daogou/catalog"
)

// TestEveryFilterAgainstEveryOther is the whole table of replaces: what becomes
// of a filter in force (rows) when another on the same field is stated
// (columns). "-": it falls; "=": it stays; else what is left of it.
func TestEveryFilterAgainstEveryOther(t *testing.T) {
	stated := filters(
		catalog.Where("f", catalog.Eq, "1"), catalog.Where("f", catalog.In, "1", "2"), catalog.Where("f", catalog.Ne, "1"),
		catalog.Bound("f", catalog.Lte, 5), catalog.Bound("f", catalog.Gte, 5))
	for _, row := range []struct {
		old  catalog.Filter
		want [5]string // by eq 1, in 1 2, ne 1, lte 5, gte 5
	}{
		{catalog.Where("f", catalog.Eq, "1"), [5]string{"-", "-", "-", "-", "-"}},
		{catalog.Where("f", catalog.Eq, "3"), [5]string{"-", "-", "=", "-", "-"}},
		{catalog.Where("f", catalog.In, "1", "3"), [5]string{"-", "-", "f=3", "-", "-"}},
		{catalog.Where("f", catalog.In, "3", "4"), [5]string{"-", "-", "=", "-", "-"}},
		{catalog.Where("f", catalog.Ne, "1"), [5]string{"-", "-", "=", "=", "="}},
		{catalog.Where("f", catalog.Ne, "3"), [5]string{"=", "=", "=", "=", "="}},
		{catalog.Bound("f", catalog.Lte, 9), [5]string{"-", "-", "=", "-", "="}},
		{catalog.Bound("f", catalog.Lte, 3), [5]string{"-", "-", "=", "-", "-"}},
		{catalog.Bound("f", catalog.Gte, 3), [5]string{"-", "-", "=", "=", "-"}},
		{catalog.Bound("f", catalog.Gte, 9), [5]string{"-", "-", "=", "-", "-"}},
	} {
		for i, f := range stated {
			left, stays := replaces(f, row.old)
			got := "-"
			if stays && equal(left, row.old) {
				got = "="
			} else if stays {
				got = left.String()
			}
			if got != row.want[i] {
				t.Errorf("%s, then %s: got %s, want %s", row.old, f, got, row.want[i])
			}
			other := f
			other.Field = "g"
			if left, stays := replaces(other, row.old); !stays || !equal(left, row.old) {
				t.Errorf("%s on another field touches %s", other, row.old)
			}
		}
	}
}

// TestWhatASubjectCarries is the table of everything else in a state: what a
// refinement, a new subject, "forget all that" and an act that is about no
// subject leave of it.
func TestWhatASubjectCarries(t *testing.T) {
	before := State{Locale: "en", Subject: Search, Query: "midi", Filters: filters(dress, red), Sort: catalog.PriceAsc, Strict: true,
		Needs: []Need{{Name: "bag", Query: "bag"}}, Waived: []string{"size"}, ForOther: true, Shown: []string{"d1"}, Focus: []string{"d1"},
		Aspects: []string{"color"}, Order: "O-1", Policy: "returns", Chosen: map[string]string{"size": "M"}, Told: prefs(noPink),
		Cart: Cart{Items: []CartLine{{ProductID: "l1"}}}}
	keeps := func(fields ...string) []string { return fields }
	always := keeps("Shown", "Focus", "Aspects", "Order", "Policy", "Chosen", "Told", "Cart")
	for name, c := range map[string]struct {
		reading Reading
		kept    []string
	}{
		"a refinement":                 {Reading{Act: Refine, Filters: filters(upTo50)}, keeps("Query", "Sort", "Strict", "Needs", "Waived", "ForOther")},
		"a search that is no new one":  {Reading{Act: Search, Filters: filters(upTo50)}, keeps("Query", "Filters", "Sort", "Strict", "Waived", "ForOther")},
		"a new subject":                {Reading{Act: Search, NewSubject: true, Query: "lamp"}, nil},
		"forget all that":              {Reading{Act: Refine, Drop: []string{"*"}}, keeps("Query", "Strict", "Needs", "ForOther")},
		"forget the order of the list": {Reading{Act: Refine, Drop: []string{"sort"}}, keeps("Query", "Filters", "Strict", "Needs", "ForOther")},
		"forget the words":             {Reading{Act: Refine, Drop: []string{"query"}}, keeps("Filters", "Sort", "Strict", "Needs", "ForOther")},
		"a question about the rules":   {Reading{Act: PolicyAct, Query: "returns"}, keeps("Query", "Filters", "Sort", "Strict", "Needs", "Waived", "ForOther")},
		"the cart":                     {Reading{Act: CartAct}, keeps("Query", "Filters", "Sort", "Strict", "Needs", "Waived", "ForOther")},
	} {
		t.Run(name, func(t *testing.T) {
			st := clone(t, before)
			st.Apply(c.reading)
			was, is := reflect.ValueOf(clone(t, before)), reflect.ValueOf(st)
			for _, field := range append(keeps("Query", "Filters", "Sort", "Strict", "Needs", "Waived", "ForOther"), always...) {
				same := reflect.DeepEqual(was.FieldByName(field).Interface(), is.FieldByName(field).Interface())
				if want := slices.Contains(always, field) || slices.Contains(c.kept, field); want && !same && !(field == "Filters" && len(c.reading.Filters) > 0) {
					t.Errorf("%s: got %v, want it as it was", field, is.FieldByName(field))
				} else if !want && same && field != "Filters" {
					t.Errorf("%s is still %v", field, is.FieldByName(field))
				}
			}
		})
	}
}
