package chat

import (
	"context"
	"strings"
	"testing"

	"daogou/catalog"
)

// past is a shopper's history as a test says it.
type past struct {
	likes   []catalog.Like
	because []catalog.Share
}

func (p past) Likes(string) []catalog.Like                    { return p.likes }
func (p past) Because(string, string, string) []catalog.Share { return p.because }

// byTaste finds as shelfSearch does, and says that taste had a part.
type byTaste struct{ shelfSearch }

func (s byTaste) Search(ctx context.Context, q catalog.Query) (catalog.Result, error) {
	r, err := s.shelfSearch.Search(ctx, q)
	for i := range r.Hits {
		r.Hits[i].Why = []catalog.Share{{Signal: "match", Share: .6}, {Signal: "collaborative", Share: .4}}
	}
	return r, err
}

// saysWhy says the shares of a plan's products.
func saysWhy(_ context.Context, p *Plan, emit func(string) error) (Written, error) {
	var parts []string
	for _, h := range p.Products {
		for _, w := range h.Why {
			parts = append(parts, h.Product.ID+" "+w.Signal+" "+strings.Join(append(w.Terms, w.Did...), ","))
		}
	}
	return Written{Engine: "builtin", Prompt: "v1", Refused: 2, Replaced: 1}, emit(strings.Join(parts, "; "))
}

func TestWhyIsAnsweredFromTheSharesOfTheCards(t *testing.T) {
	s := open(t, t.TempDir(), func(e *Engine) {
		e.Index, e.Voice = byTaste{shelfSearch{e.Shelf}}, writes(saysWhy)
		e.History = past{because: []catalog.Share{{Signal: "collaborative", Share: 1, Terms: []string{"Floor Lamp"}, Did: []string{"purchase"}}}}
	})
	c := s.connect(Hello{})
	c.say(`search {"query": "dress", "newSubject": true, "filters": [{"field": "price", "op": "lte", "value": 6000}]}`)
	c.say(`detail {"refers": ["d2"], "aspects": ["color"]}`)
	got := spoken(c.say(`detail {"refers": ["d2"], "topic": "why"}`))
	if want := "d2 match price<=6000; d2 collaborative Floor Lamp,purchase"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := spoken(c.say(`detail {"refers": ["l1"], "topic": "why"}`)); got != "" {
		t.Errorf("reasons for what was never shown: %q", got)
	}
}

func TestWhatIsTurnedAwayInTheTalkStaysAway(t *testing.T) {
	s := open(t, t.TempDir(), nil)
	c := s.connect(Hello{Customer: "c1"})
	c.say("vase")
	frames := c.say(`refine {"dismiss": ["v1"], "exclude": ["v1"], "drop": ["query"], "query": "a"}`)
	if cards := cardIDs(one(t, frames, "products")); strings.Contains(cards, "v1") || strings.Contains(cards, "v2") {
		t.Errorf("cards %s: what was turned away comes again, or its variant", cards)
	}
	select {
	case e := <-s.Taste.(taste).seen:
		if e.Kind != "dismiss" || e.ProductID != "v1" || e.Customer != "c1" {
			t.Errorf("got %+v, want a dismissal of v1 by c1", e)
		}
	default:
		t.Error("the taste hears nothing of it")
	}
	if frames := c.say(`search {"query": "vase", "newSubject": true}`); strings.Contains(kinds(frames), "products") {
		t.Errorf("turned away, and yet shown: %s", cardIDs(one(t, frames, "products")))
	}
	var stored int
	must(t, s.Store.Read().QueryRow(`SELECT count(*) FROM events WHERE kind = 'dismiss' AND product_id = 'v1' AND customer = 'c1'`).Scan(&stored))
	if stored != 1 {
		t.Errorf("%d dismissals stored, want 1", stored)
	}
}

func TestTheFacetThatMatters(t *testing.T) {
	p := &catalog.Product{ID: "b", Brand: "Oak", Reviews: 4, Rating: 4.5, ListPrice: catalog.Money{Amount: 900, Currency: "USD"},
		Text: catalog.Text{Title: "Trail Boots", Category: []string{"Shoes"}, Description: "Made for hiking in the rain.",
			Attributes: map[string][]string{"material": {"leather"}, "color": {"brown"}, "weight_kg": {"1.2"}}}}
	words := []catalog.Share{{Signal: "lexical", Share: 1, Terms: []string{"boots", "hiking"}}}
	linen := []catalog.Like{{Field: "material", Value: "linen", Weight: .9}, {Field: "brand", Value: "Oak", Weight: .5}}
	for name, c := range map[string]struct {
		plan Plan
		why  []catalog.Share
		want Facet
	}{
		"what was asked about":          {Plan{Aspects: []string{"weight_kg"}, Likes: linen}, words, Facet{Field: "weight_kg"}},
		"a budget":                      {Plan{Filters: []catalog.Filter{catalog.Bound("price", catalog.Lte, 1000)}, Likes: linen}, words, Facet{Field: "price"}},
		"the order asked for":           {Plan{Sort: catalog.RatingDesc}, nil, Facet{Field: "rating"}},
		"the use, in the shop's words":  {Plan{Likes: linen}, words, Facet{Field: "use", Value: "hiking"}},
		"a liking that it meets":        {Plan{Likes: linen}, nil, Facet{Field: "brand"}},
		"low prices":                    {Plan{Likes: []catalog.Like{{Field: "price", Value: "low"}}}, nil, Facet{Field: "price"}},
		"that she pays much is no news": {Plan{Likes: []catalog.Like{{Field: "price", Value: "high"}}}, nil, Facet{}},
		"a value asked for, at last":    {Plan{Filters: []catalog.Filter{catalog.Where("color", catalog.Eq, "brown")}}, nil, Facet{Field: "color"}},
		"a field that is not stated":    {Plan{Aspects: []string{"waterproof"}}, nil, Facet{}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := facetOf(catalog.Hit{Product: p, Why: c.why}, &c.plan, "en"); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestFeedbackIsKeptWithPlanPromptAndEngine(t *testing.T) {
	s := open(t, t.TempDir(), func(e *Engine) { e.Voice = writes(saysWhy) })
	c := s.connect(Hello{})
	c.say("lamp")
	c.say("vase")
	must(t, c.Feedback(t.Context(), FeedbackIn{Turn: 1, Rating: "down", ProductID: "l1", Comment: "too white"}))
	records, err := Records(t.Context(), s.Store, RecordQuery{Rated: true})
	must(t, err)
	if len(records) != 1 {
		t.Fatalf("%d rated records, want 1", len(records))
	}
	r := records[0]
	if r.Turn != 1 || r.Engine != "builtin" || r.Prompt != "v1" || r.Refused != 2 || r.Replaced != 1 || r.Plan == nil || r.Plan.Query != "lamp" || !strings.Contains(r.Answer, "l1") {
		t.Errorf("got %+v, want who wrote what, from which plan", r)
	}
	if len(r.Feedback) != 1 || r.Feedback[0] != (Rating{ProductID: "l1", Rating: "down", Comment: "too white"}) {
		t.Errorf("got %+v, want the shopper's word", r.Feedback)
	}
}
