package chat

import (
	"encoding/json"
	"reflect"
	"testing"

	"daogou/catalog"
)

var (
	dress   = catalog.Where("category", catalog.Eq, "Dresses")
	sofa    = catalog.Where("category", catalog.Eq, "Sofas")
	red     = catalog.Where("color", catalog.Eq, "red")
	green   = catalog.Where("color", catalog.Eq, "green")
	noGreen = catalog.Where("color", catalog.Ne, "green")
	noPink  = catalog.Where("color", catalog.Ne, "pink")
	upTo50  = catalog.Bound("price", catalog.Lte, 5000)
	upTo30  = catalog.Bound("price", catalog.Lte, 3000)
	from40  = catalog.Bound("price", catalog.Gte, 4000)
	from10  = catalog.Bound("price", catalog.Gte, 1000)
)

func filters(f ...catalog.Filter) []catalog.Filter { return f }

func TestApply(t *testing.T) {
	inForce := State{Subject: Search, Query: "midi", Filters: filters(dress, red, upTo50), Sort: catalog.PriceAsc}
	for name, c := range map[string]struct {
		before  State
		reading Reading
		query   string
		filters []catalog.Filter
		sort    catalog.Sort
		subject Act
	}{
		"a refinement carries": {inForce, Reading{Act: Refine, Filters: filters(catalog.Where("size", catalog.Eq, "M"))},
			"midi", filters(dress, red, upTo50, catalog.Where("size", catalog.Eq, "M")), catalog.PriceAsc, Search},
		"in green instead": {inForce, Reading{Act: Refine, Filters: filters(green)},
			"midi", filters(dress, upTo50, green), catalog.PriceAsc, Search},
		"a new subject clears": {inForce, Reading{Act: Search, NewSubject: true, Query: "lamp"},
			"lamp", nil, "", Search},
		"exclusions add up": {State{Subject: Search, Filters: filters(sofa, noPink)}, Reading{Act: Refine, Filters: filters(noGreen)},
			"", filters(sofa, noPink, noGreen), "", Search},
		"not green, red": {State{Subject: Search, Filters: filters(sofa, green)}, Reading{Act: Refine, Filters: filters(noGreen, red)},
			"", filters(sofa, noGreen, red), "", Search},
		"an exclusion taken back": {State{Subject: Search, Filters: filters(sofa, noGreen, noPink)}, Reading{Act: Refine, Filters: filters(green)},
			"", filters(sofa, noPink, green), "", Search},
		"one of two colours excluded": {State{Subject: Search, Filters: filters(catalog.Where("color", catalog.In, "red", "Green"))},
			Reading{Act: Refine, Filters: filters(noGreen)},
			"", filters(red, noGreen), "", Search},
		"another limit": {inForce, Reading{Act: Refine, Filters: filters(upTo30)},
			"midi", filters(dress, red, upTo30), catalog.PriceAsc, Search},
		"a lower limit beside the upper": {inForce, Reading{Act: Refine, Filters: filters(from10)},
			"midi", filters(dress, red, upTo50, from10), catalog.PriceAsc, Search},
		"a limit below the lower one drops it": {State{Subject: Search, Filters: filters(sofa, from40)}, Reading{Act: Refine, Filters: filters(upTo30)},
			"", filters(sofa, upTo30), "", Search},
		"both limits replace both": {State{Subject: Search, Filters: filters(sofa, from40, upTo50)}, Reading{Act: Refine, Filters: filters(from10, upTo30)},
			"", filters(sofa, from10, upTo30), "", Search},
		"bigger than 43": {State{Subject: Search, Filters: filters(catalog.Where("screen", catalog.Eq, "43"))},
			Reading{Act: Refine, Filters: filters(catalog.Bound("screen", catalog.Gte, 44))},
			"", filters(catalog.Bound("screen", catalog.Gte, 44)), "", Search},
		"two values of one utterance": {State{}, Reading{Act: Search, Filters: filters(dress, catalog.Where("category", catalog.Eq, "Women"))},
			"", filters(dress, catalog.Where("category", catalog.Eq, "Women")), "", Search},
		"forget the budget": {inForce, Reading{Act: Refine, Drop: []string{"price"}},
			"midi", filters(dress, red), catalog.PriceAsc, Search},
		"forget all that": {inForce, Reading{Act: Refine, Drop: []string{"*"}, Filters: filters(sofa)},
			"midi", filters(sofa), "", Search},
		"another category drops the words": {inForce, Reading{Act: Refine, Filters: filters(sofa)},
			"", filters(red, upTo50, sofa), catalog.PriceAsc, Search},
		"the same category keeps the words": {inForce, Reading{Act: Refine, Filters: filters(dress)},
			"midi", filters(red, upTo50, dress), catalog.PriceAsc, Search},
		"other words replace the words": {inForce, Reading{Act: Refine, Query: "maxi"},
			"maxi", filters(dress, red, upTo50), catalog.PriceAsc, Search},
		"without a category words add up": {State{Subject: Search, Query: "apple laptop", Filters: filters(upTo50)}, Reading{Act: Refine, Query: "laptop 16 GB"},
			"apple laptop 16 GB", filters(upTo50), "", Search},
		"the other way round": {inForce, Reading{Act: Refine, Sort: catalog.PriceDesc},
			"midi", filters(dress, red, upTo50), catalog.PriceDesc, Search},
		"a question about returns touches nothing": {inForce, Reading{Act: PolicyAct, Query: "returns", Filters: filters(green)},
			"midi", filters(dress, red, upTo50), catalog.PriceAsc, Search},
		"recommendations are refined": {State{Subject: Recommend}, Reading{Act: Refine, Filters: filters(upTo30)},
			"", filters(upTo30), "", Recommend},
		"a refinement of nothing is a search": {State{}, Reading{Act: Refine, Filters: filters(red)},
			"", filters(red), "", Search},
	} {
		t.Run(name, func(t *testing.T) {
			st := clone(t, c.before)
			in := st.Apply(c.reading)
			if st.Query != c.query || st.Sort != c.sort || st.Subject != c.subject {
				t.Errorf("query, sort, subject: got %q %q %q, want %q %q %q", st.Query, st.Sort, st.Subject, c.query, c.sort, c.subject)
			}
			if len(st.Filters)+len(c.filters) > 0 && !reflect.DeepEqual(st.Filters, c.filters) {
				t.Errorf("filters: got %v, want %v", st.Filters, c.filters)
			}
			if want := c.reading.Act; in.Act != want && (want != Refine || in.Act != Search || !c.before.bare()) {
				t.Errorf("act: got %s, want %s", in.Act, want)
			}
			if aboutSubject(c.reading.Act) && !reflect.DeepEqual(in.Filters, st.Filters) && len(st.Filters) > 0 {
				t.Errorf("the intent tells %v, in force are %v", in.Filters, st.Filters)
			}
		})
	}
}

// clone makes sure that no case shares a slice with another.
func clone(t *testing.T, st State) State {
	t.Helper()
	var c State
	data, err := json.Marshal(st)
	if err == nil {
		err = json.Unmarshal(data, &c)
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}
