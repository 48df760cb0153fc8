package chat

import (
	"strings"
	"testing"

	"daogou/catalog"
)

// TestAnotherKindKeepsTheBudgetAlone: what was said of the dresses was not said
// of the lamps.
func TestAnotherKindKeepsTheBudgetAlone(t *testing.T) {
	lamps := `{"query": "lamp", "filters": [{"field": "category", "op": "eq", "value": "Lamps"}]}`
	dresses := `{"newSubject": true, "filters": [{"field": "category", "op": "eq", "value": "Dresses"}, {"field": "color", "op": "eq", "value": "red"}, {"field": "price", "op": "lte", "value": 9900}]}`
	clothes := strings.Replace(dresses, "Dresses", "Clothing", 1)
	for name, c := range map[string]struct{ first, then, want string }{
		"from one kind to another": {dresses, lamps, "price<=9900 category=Lamps"},
		"with a budget of its own": {dresses, `{"filters": [{"field": "category", "op": "eq", "value": "Lamps"}, {"field": "price", "op": "lte", "value": 3000}]}`,
			"price<=3000 category=Lamps"},
		"the budget forgotten":             {dresses, `{"drop": ["price"], "filters": [{"field": "category", "op": "eq", "value": "Lamps"}]}`, "category=Lamps"},
		"to a kind below the one in force": {clothes, `{"filters": [{"field": "category", "op": "eq", "value": "Dresses"}]}`, "color=red price<=9900 category=Dresses"},
		"what nothing of the kind can be":  {`{"newSubject": true, "filters": [{"field": "color", "op": "eq", "value": "red"}]}`, lamps, "category=Lamps"},
	} {
		t.Run(name, func(t *testing.T) {
			conn := open(t, t.TempDir(), nil).connect(Hello{})
			conn.say("search " + c.first)
			var got []string
			for _, f := range one(t, conn.say("refine "+c.then), "intent").Filters {
				got = append(got, f.String())
			}
			if !sameWords(got, strings.Fields(c.want)) {
				t.Errorf("got %v, want %s", got, c.want)
			}
		})
	}
}

func sameWords(a, b []string) bool {
	return len(a) == len(b) && len(union(a, b)) == len(a)
}

// TestACheaperThatCannotBeIsForgotten: the bound only said "cheaper than that".
func TestACheaperThatCannotBeIsForgotten(t *testing.T) {
	conn := open(t, t.TempDir(), nil).connect(Hello{})
	shown := one(t, conn.say("Desk Lamp"), "products")
	cheaper := catalog.Bound("price", catalog.Lte, float64(shown.Items[0].Price.Amount-1))
	frames := conn.say(`refine {"filters": [{"field": "price", "op": "lte", "value": 2499}]}`)
	if got := one(t, frames, "products").Relaxed; len(got) != 1 || !equal(got[0], cheaper) {
		t.Fatalf("relaxed %v, want %v", got, cheaper)
	}
	if got := one(t, conn.say(`refine {"filters": []}`), "intent").Filters; len(got) != 0 {
		t.Errorf("still in force: %v", got)
	}
}

func TestTheSessionSpeaksTheLanguageOfTheLastHello(t *testing.T) {
	s := open(t, t.TempDir(), nil)
	conn := s.connect(Hello{Locale: "en"})
	for _, c := range [][2]string{{"zh-CN", "zh"}, {"", "zh"}, {"en", "en"}} {
		again := s.connect(Hello{Session: conn.ID, Token: conn.hello.Token, Locale: c[0]})
		if again.hello.Locale != c[1] {
			t.Errorf("hello in %q: got %q, want %q", c[0], again.hello.Locale, c[1])
		}
	}
}

func TestOnlyQuotedPoliciesAreSources(t *testing.T) {
	passages := []catalog.Passage{{Policy: "returns", Title: "Returns"}, {Policy: "shipping", Title: "Shipping"}, {Policy: "returns", Title: "Returns"}}
	for _, c := range []struct {
		quoted []string
		want   string
	}{{nil, "Returns Shipping"}, {[]string{"shipping"}, "Shipping"}, {[]string{}, ""}} {
		var titles []string
		for _, s := range sources(passages, c.quoted) {
			titles = append(titles, s.Title)
		}
		if got := strings.Join(titles, " "); got != c.want {
			t.Errorf("quoted %v: got %q, want %q", c.quoted, got, c.want)
		}
	}
}

func TestRecommendationsOutsideOfATalkAreCounted(t *testing.T) {
	s := open(t, t.TempDir(), nil)
	reply, err := s.RecommendCards(t.Context(), catalog.Query{Limit: 2, Locale: "en"})
	must(t, err)
	if len(reply.Items) != 2 || reply.Total < 2 {
		t.Errorf("got %d items of %d", len(reply.Items), reply.Total)
	}
}

func TestAnErrorToOneConnectionHasNoTurn(t *testing.T) {
	if f := (&Error{Code: BadRequest, Turn: 3}).Frame(); f.Turn != 0 {
		t.Errorf("got turn %d, which would need a seq", f.Turn)
	}
}
