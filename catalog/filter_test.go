package catalog

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"
)

func TestFits(t *testing.T) {
	p := &Product{ID: "a", Brand: "Acme", Availability: InStock, ListPrice: Money{5000, "USD"}, SalePrice: &Money{4000, "USD"},
		Text:  Text{Title: "Dress", Category: []string{"Clothing", "Dresses"}, Attributes: map[string][]string{"color": {"Red"}, "capacity": {"24 L"}, "size": {"43"}}},
		Other: map[string]Text{"zh": {Attributes: map[string][]string{"color": {"红色"}}}}}
	for filter, want := range map[string]bool{
		"color=red": true, "color=红色": true, "color=blue": false, "color!=blue": true, "color!=red": false, "color=blue,red": true,
		"category=dresses": true, "category=dress": false, "brand!=Acme": false,
		"price<=4000": true, "price<=3999": false, "price>=4500": false, "price=4000": true, // what is paid counts
		"capacity>=20": true, "capacity>=25": false, "size=43.0": true,
		"rating>=0": false, "material=cotton": false, "material!=cotton": true, "weight_kg<=9": false, // not stated
	} {
		f, err := ParseFilter(filter)
		if err != nil {
			t.Fatal(err)
		}
		if got := f.Fits(p); got != want {
			t.Errorf("%s: got %v, want %v", filter, got, want)
		}
		raw, err := json.Marshal(f)
		var back Filter
		if err != nil || json.Unmarshal(raw, &back) != nil || !reflect.DeepEqual(back, f) {
			t.Errorf("%s: %s came back as %+v %v", filter, raw, back, err)
		}
	}
	for _, bad := range []string{"", "color", "price<5", "price<=NaN", "price<=much", "=red", "color="} {
		if f, err := ParseFilter(bad); !errors.Is(err, ErrBadFilter) {
			t.Errorf("%q: got %+v %v, want ErrBadFilter", bad, f, err)
		}
	}
}

func FuzzParseFilter(f *testing.F) {
	for _, s := range []string{"color=red", "price<=5000", "brand!=Acme", "size=S,M", "价格>=1e3", "x=,"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		filter, err := ParseFilter(s)
		if err != nil {
			return
		}
		if _, err := json.Marshal(filter); err != nil {
			t.Errorf("%q: %v", s, err)
		}
		if again, err := ParseFilter(filter.String()); err != nil || again.Field != filter.Field {
			t.Errorf("%q: %q came back as %+v %v", s, filter.String(), again, err)
		}
		filter.Fits(&Product{ID: "a"})
	})
}

func TestAViewNeverChanges(t *testing.T) {
	var s Shelf
	if v := s.View(); v == nil || len(v.List) != 0 {
		t.Fatalf("got %+v, want an empty view", v)
	}
	s.Apply([]*Product{{ID: "b"}, {ID: "a", Brand: "old"}}, nil, 2)
	before := s.View()
	s.Apply([]*Product{{ID: "a", Brand: "new"}}, []string{"b", "zzz"}, 4)
	if p, ok := before.Product("a"); !ok || p.Brand != "old" || len(before.List) != 2 || before.List[0].ID != "a" {
		t.Errorf("the old view changed: %+v", before)
	}
	if p, ok := s.Product("a"); !ok || p.Brand != "new" || len(s.View().List) != 1 || s.View().Seq != 4 {
		t.Errorf("got %+v", s.View())
	}
}
