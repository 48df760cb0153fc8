package recommend

import (
	"fmt"
	"slices"
	"testing"

	"daogou/catalog"
)

// shirts are forty shirts, every fourth of linen, every eighth by Arden, dearer
// and dearer.
func shirts() []*catalog.Product {
	list := goods(40)
	for i, p := range list {
		p.Category, p.Brand = []string{"Clothing", "Shirts"}, "Common"
		p.Attributes = map[string][]string{"material": {"cotton"}, "weight_kg": {"0.2"}, "size": {"M"}}
		if i%4 == 0 {
			p.Attributes["material"] = []string{"linen"}
		}
		if i%8 == 1 {
			p.Brand = "Arden"
		}
		p.ListPrice.Amount = int64(1000 + 100*i)
	}
	return list
}

func TestLikesAreWhatAShopperComesBackTo(t *testing.T) {
	for name, c := range map[string]struct {
		touched []int
		want    []string
	}{
		"linen again and again":       {[]int{0, 16, 28, 36}, []string{"material linen"}},
		"what all shirts are is none": {[]int{2, 11, 21, 30, 38}, nil},
		"a brand":                     {[]int{1, 17, 33}, []string{"brand Arden"}},
		"the cheap ones":              {[]int{2, 3, 6, 7}, []string{"price low"}},
		"the dear ones":               {[]int{34, 35, 38, 39}, []string{"price high"}},
		"one look is no taste":        {[]int{1}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			m := New(shelfOfGoods(shirts()))
			for i, n := range c.touched {
				m.Observe(look("s", fmt.Sprintf("p%05d", n), i))
			}
			var got []string
			for _, l := range m.Likes("s") {
				got = append(got, l.Field+" "+l.Value)
				if l.Weight <= 0 || l.Weight > 1 {
					t.Errorf("%v: the weight is not within 0 to 1", l)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestBecauseNamesWhatWasTrulyDone(t *testing.T) {
	m, _, _ := trained(t, goods(100))
	for i, e := range []struct{ kind, id string }{{"view", "p00003"}, {"purchase", "p00008"}, {"add_to_cart", "p00013"}} {
		event := look("s", e.id, i)
		event.ID, event.Kind = fmt.Sprint("e", i), e.kind
		m.Observe(event)
	}
	did := map[string]string{"Thing 3": "view", "Thing 8": "purchase", "Thing 13": "add_to_cart"}
	shares := m.Because("s", "p00018", "en")
	if len(shares) == 0 {
		t.Fatal("nothing speaks for a product of her taste")
	}
	for _, s := range shares {
		for i, title := range s.Terms {
			if did[title] == "" || s.Did[i] != did[title] {
				t.Errorf("%s rests on %s, %q; she did %q", s.Signal, title, s.Did[i], did[title])
			}
		}
	}
	if got := m.Because("nobody", "p00018", "en"); got != nil {
		t.Errorf("got %v for a shopper without a history, want nothing", got)
	}
}
