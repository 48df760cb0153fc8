package chat

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"daogou/catalog"
)

// said is one turn of a conversation: what the shopper says in the script's
// form, and what must come.
type said struct {
	say   string
	kinds string // without ack
	text  string
	cards string
	cart  string // product, options and quantity of each line
}

func TestConversations(t *testing.T) {
	addDress := `cart {"refers": ["d1"], "cart": {"kind": "add"}}`
	for name, c := range map[string]struct {
		customer string
		exclude  string // what the operator excludes
		turns    []said
	}{
		"a question about returns leaves the search as it is": {turns: []said{
			{say: `search {"query": "dress", "newSubject": true}`, cards: "d1 d2"},
			{say: `policy {}`, text: "policy nothing.", kinds: "intent delta done"},
			{say: `refine {"filters": [{"field": "color", "op": "eq", "value": "green"}]}`, cards: "d2"},
		}},
		"nothing fits": {turns: []said{{say: "submarine", kinds: "intent delta done", text: "search nothing."}}},
		"what comes nearest, and nothing but what fits": {turns: []said{
			{say: `search {"query": "dress", "filters": [{"field": "price", "op": "lte", "value": 1000}]}`, cards: "d1 d2"},
			{say: `refine {"strict": true}`, text: "refine nothing.", kinds: "intent delta done"},
			{say: `refine {"filters": [{"field": "color", "op": "eq", "value": "red"}]}`, kinds: "intent delta done"},
			{say: `search {"newSubject": true, "query": "vase", "filters": [{"field": "price", "op": "lte", "value": 1000}]}`, cards: "v1 v2"},
		}},
		"recommendations within a limit": {turns: []said{
			{say: `recommend {"filters": [{"field": "price", "op": "lte", "value": 4500}]}`, cards: "d1 l1"},
			{say: `refine {"exclude": ["d1", "l1"], "drop": ["price"]}`, cards: "d2 v1 v2"}, // l2 is out of stock
		}},
		"what is excluded is found but not recommended": {exclude: "brand=Holm", turns: []said{
			{say: `recommend {}`, cards: "d1 d2 l1"},
			{say: `recommend {"query": "vase"}`, text: "recommend nothing."},
			{say: `search {"newSubject": true, "query": "vase"}`, cards: "v1 v2"},
		}},
		"a detail of a product not shown brings its card": {turns: []said{
			{say: `detail {"query": "Floor Lamp", "aspects": ["color"]}`, kinds: "intent products delta done", cards: "l2", text: "detail found. l2 9500."},
			{say: `detail {"aspects": ["weight_kg"]}`, kinds: "intent delta done", text: "detail not_stated. l2 9500."},
		}},
		"a detail of nothing asks": {turns: []said{{say: `detail {}`, text: "detail unclear."}}},
		"the one that fits among the cards": {turns: []said{
			{say: "dress", cards: "d1 d2"},
			{say: `detail {"filters": [{"field": "color", "op": "eq", "value": "green"}]}`, kinds: "intent delta done", text: "detail found. d2 5000."},
		}},
		"comparing what was not shown shows it": {turns: []said{
			{say: `compare {"refers": ["d1", "l1"]}`, kinds: "intent products delta done", cards: "d1 l1", text: "compare found. d1 4000. l1 2500."},
			{say: `compare {}`, kinds: "intent delta done", text: "compare found. d1 4000. l1 2500."},
		}},
		"a size is asked for, never chosen": {turns: []said{
			{say: addDress, kinds: "intent products delta done", text: "cart missing. d1 4000. size: S, M, L?"},
			{say: `refine {"filters": [{"field": "size", "op": "eq", "value": "m"}]}`, kinds: "intent cart delta done", cart: "d1/M×1"},
			{say: `cart {"refers": ["d2"], "cart": {"kind": "add"}}`, cart: "d1/M×1 d2/M×1"},
		}},
		"a size is heard though it was read otherwise": {turns: []said{
			{say: addDress, text: "cart missing. d1 4000. size: S, M, L?"},
			{say: `detail {"topic": "size M"}`, cart: "d1/M×1"},
		}},
		"a question about the size is no answer": {turns: []said{
			{say: addDress, text: "cart missing. d1 4000. size: S, M, L?"},
			{say: `detail {"topic": "M or L?"}`, kinds: "intent delta done"},
		}},
		"a size that does not exist is asked for again": {turns: []said{
			{say: `cart {"refers": ["d2"], "cart": {"kind": "add", "options": {"size": "L"}}}`, text: "cart missing. d2 5000. size: S, M?"},
		}},
		"a size searched for is the size wanted": {turns: []said{
			{say: `search {"query": "dress", "filters": [{"field": "size", "op": "eq", "value": "L"}]}`, cards: "d1"},
			{say: `cart {"cart": {"kind": "add"}}`, cart: "d1/L×1"},
		}},
		"a colour of a thing only named is asked for": {turns: []said{
			{say: `cart {"query": "Holm Vase", "cart": {"kind": "add"}}`, text: "cart missing. v1 7000. color: blue, clear?"},
			{say: `refine {"filters": [{"field": "color", "op": "eq", "value": "clear"}]}`, cart: "v2×1"},
		}},
		"a colour said with it is enough": {turns: []said{
			{say: `cart {"refers": ["v1"], "cart": {"kind": "add", "quantity": 2, "options": {"color": "clear"}}}`, cart: "v2×2"},
		}},
		"the colour on the card is the colour chosen": {turns: []said{
			{say: "vase", cards: "v1 v2"},
			{say: `cart {"refers": ["v2"], "cart": {"kind": "add"}}`, cart: "v2×1"},
			{say: `cart {"refers": ["v1"], "cart": {"kind": "add"}}`, cart: "v2×1 v1×1"},
		}},
		"what is sold out is not added": {turns: []said{
			{say: `cart {"refers": ["l2"], "cart": {"kind": "add"}}`, kinds: "intent products delta done", text: "cart unavailable. l2 9500."},
		}},
		"add, set, remove": {turns: []said{
			{say: `cart {"refers": ["l1"], "cart": {"kind": "add"}}`, cart: "l1×1"},
			{say: `cart {"cart": {"kind": "set", "quantity": 2}}`, cart: "l1×2"},
			{say: `cart {}`, kinds: "intent delta done", text: "cart found."},
			{say: `cart {"cart": {"kind": "add", "quantity": 5000}}`, cart: "l1×99"},
			{say: `cart {"cart": {"kind": "remove"}}`, kinds: "intent cart delta done", cart: "-"},
			{say: `cart {"cart": {"kind": "remove"}}`, kinds: "intent delta done", text: "cart unclear."},
		}},
		"two at once, then none": {turns: []said{
			{say: `cart {"refers": ["l1", "d1"], "cart": {"kind": "add", "options": {"size": "S"}}}`, cart: "l1×1 d1/S×1"},
			{say: `cart {"cart": {"kind": "clear"}}`, cart: "-"},
		}},
		"which one to add is not guessed": {turns: []said{
			{say: "dress", cards: "d1 d2"},
			{say: `cart {"cart": {"kind": "add"}}`, kinds: "intent delta done", text: "cart unclear."},
		}},
		"her orders": {customer: "c1", turns: []said{
			{say: `order {}`, text: "order found. d1 4000."},
			{say: `order {"order": "o-1"}`, text: "order found. l1 2500."},
			{say: `order {}`, text: "order found. l1 2500."},
			{say: `order {"topic": "list"}`, text: "order found. d1 4000. l1 2500."},
			{say: `order {"order": "O-3"}`, kinds: "intent delta done", text: "order no_such_order."},
			{say: `order {}`, text: "order no_such_order."},
			{say: `order {"topic": "last"}`, text: "order found. d1 4000."},
		}},
		"the parcel on its way, the order of the goods": {customer: "c1", turns: []said{
			{say: `order {"topic": "parcel"}`, text: "order found. l1 2500."},
			{say: `order {"topic": "last", "filters": [{"field": "category", "op": "eq", "value": "Dresses"}]}`, text: "order found. d1 4000."},
			{say: `order {"topic": "last", "filters": [{"field": "category", "op": "eq", "value": "Lamps"}]}`, text: "order found. l1 2500."},
			{say: `order {"topic": "last", "filters": [{"field": "category", "op": "eq", "value": "Vases"}]}`, text: "order found. d1 4000."},
		}},
		"orders of nobody": {turns: []said{{say: `order {"order": "O-1"}`, text: "order sign_in."}}},
		"no orders yet":    {customer: "c9", turns: []said{{say: `order {}`, text: "order found."}}},
		"out of scope":     {turns: []said{{say: `out_of_scope {}`, kinds: "intent delta done", text: "out_of_scope refused."}}},
	} {
		t.Run(name, func(t *testing.T) {
			shop := open(t, t.TempDir(), nil)
			shop.Shelf.Exclude([]string{c.exclude})
			conn := shop.connect(Hello{Customer: c.customer})
			for _, turn := range c.turns {
				check(t, turn, conn.say(turn.say))
			}
		})
	}
}

func check(t *testing.T, want said, frames []frame) {
	t.Helper()
	if got := strings.TrimPrefix(kinds(frames), "ack "); want.kinds != "" && got != want.kinds {
		t.Errorf("%s: got %s, want %s", want.say, got, want.kinds)
	}
	if got := one(t, frames, "done").Text; want.text != "" && got != want.text {
		t.Errorf("%s: got %q, want %q", want.say, got, want.text)
	}
	if want.cards != "" {
		if got := cardIDs(one(t, frames, "products")); got != want.cards {
			t.Errorf("%s: cards %s, want %s", want.say, got, want.cards)
		}
	}
	if want.cart != "" {
		if got := cartText(one(t, frames, "cart")); got != want.cart {
			t.Errorf("%s: cart %s, want %s", want.say, got, want.cart)
		}
	}
}

func cartText(f frame) string {
	lines := []string{}
	for _, l := range f.Items {
		size := ""
		if l.Options["size"] != "" {
			size = "/" + l.Options["size"]
		}
		lines = append(lines, fmt.Sprintf("%s%s×%d", l.ProductID, size, l.Quantity))
	}
	if len(lines) == 0 {
		return "-"
	}
	return strings.Join(lines, " ")
}

func TestPoliciesAreQuotedWithTheirSource(t *testing.T) {
	conn := open(t, t.TempDir(), nil).connect(Hello{})
	done := one(t, conn.say(`policy {"topic": "returns"}`), "done")
	if len(done.Sources) != 1 || done.Sources[0] != (Source{"Returns", "/policies/returns%20&%20more"}) {
		t.Errorf("got %s", done.Raw)
	}
}

func TestARuleAskedForBesidesIsInThePlan(t *testing.T) {
	var plan *Plan
	shop := open(t, t.TempDir(), func(e *Engine) {
		e.Voice = writes(func(ctx context.Context, p *Plan, emit func(string) error) (Written, error) {
			plan = p
			return plainly(ctx, p, emit)
		})
	})
	frames := shop.connect(Hello{}).say(`search {"query": "dress", "aside": {"said": "how long can I return it?", "query": "return"}}`)
	if done := one(t, frames, "done"); len(done.Sources) != 1 || done.Sources[0].Title != "Returns" {
		t.Errorf("sources %v, want Returns", done.Sources)
	}
	if plan.Aside != "how long can I return it?" || len(plan.Products) != 2 || len(plan.Passages) != 1 {
		t.Errorf("aside %q with %d products and %d passages, want the question, both dresses and its rule", plan.Aside, len(plan.Products), len(plan.Passages))
	}
}

func TestThePageIsWhatItMeans(t *testing.T) {
	s := open(t, t.TempDir(), nil)
	conn := s.connect(Hello{Page: "l1"})
	if got := one(t, conn.say(`detail {}`), "done").Text; got != "detail found. l1 2500." {
		t.Errorf("on the page of l1: %q", got)
	}
	conn.say("dress")
	again := s.connect(Hello{Session: conn.ID, Token: conn.hello.Token, Page: "l2"})
	again.after, again.ids = conn.after, 2
	if got := one(t, again.say(`detail {}`), "done").Text; got != "detail found. l2 9500." {
		t.Errorf("on the page of l2: %q", got)
	}
}

func TestPricesAreFresh(t *testing.T) {
	s := open(t, t.TempDir(), nil)
	conn := s.connect(Hello{})
	stale, _ := s.Shelf.Product("l1")
	changed := *stale
	changed.ListPrice.Amount = 999999
	s.Shelf.Apply([]*catalog.Product{&changed}, nil, s.Shelf.View().Seq-1) // behind the store
	frames := conn.say("Desk Lamp")
	if got := one(t, frames, "products").Items[0].Price.Amount; got != 2500 {
		t.Errorf("the card says %d, the store 2500", got)
	}
	if got := cartText(one(t, conn.say(`cart {"refers": ["l1"], "cart": {"kind": "add"}}`), "cart")); got != "l1×1" {
		t.Errorf("cart %s", got)
	}
}

func TestAskingForAPerson(t *testing.T) {
	s := open(t, t.TempDir(), nil)
	other, conn := s.connect(Hello{}), s.connect(Hello{})
	must(t, other.Handoff(context.Background()))
	conn.say("dress")
	frames := conn.say(`handoff {}`)
	if f := one(t, frames, "handoff"); f.State != "queued" || f.Position != 2 || f.Turn != 0 {
		t.Errorf("got %s", f.Raw)
	}
	if got := kinds(frames); got != "ack intent handoff delta done" {
		t.Errorf("got %s", got)
	}
	var raw []byte
	must(t, s.Store.Read().QueryRow(`SELECT packet FROM handoffs WHERE session = $1`, conn.ID).Scan(&raw))
	var p Packet
	must(t, json.Unmarshal(raw, &p))
	if p.Why != "asked" || p.Wish != "dress" || strings.Join(p.Seen, " ") != "d1 d2" || len(p.Told) != 1 || p.Told[0] != "search found. d1 4000. d2 5000." || p.Last != "handoff {}" {
		t.Errorf("packet: %s", raw)
	}
	if got := kinds(conn.say("lamp")); got != "ack intent products delta done" {
		t.Errorf("while she waits the assistant helps: got %s", got)
	}
	if got := kinds(conn.say(`handoff {}`)); got != "ack intent delta done" {
		t.Errorf("asked again: got %s", got)
	}
	must(t, other.Handback(context.Background()))
	must(t, conn.Handoff(context.Background()))
	if f := conn.next()[0]; f.State != "queued" || f.Position != 1 {
		t.Errorf("once the other left: got %s", f.Raw)
	}
	must(t, conn.Handback(context.Background()))
	if f := conn.next()[0]; f.State != "bot" {
		t.Errorf("got %s", f.Raw)
	}
	must(t, conn.Handoff(context.Background()))
	if f := conn.next()[0]; f.State != "queued" || f.Position != 1 {
		t.Errorf("queued again: got %s", f.Raw)
	}
}

func TestTwoFailuresInARowOfferAPerson(t *testing.T) {
	var offers []bool
	voice := writes(func(ctx context.Context, p *Plan, emit func(string) error) (Written, error) {
		offers = append(offers, p.Offer)
		return plainly(ctx, p, emit)
	})
	conn := open(t, t.TempDir(), func(e *Engine) { e.Voice = voice }).connect(Hello{})
	for _, text := range []string{"submarine", "dress", "submarine", `chitchat {}`, "airship", "dress"} {
		conn.say(text)
	}
	conn.say("submarine")
	conn.say("airship")
	if f := one(t, conn.say(`chitchat {"topic": "yes"}`), "handoff"); f.State != "queued" {
		t.Errorf("yes to a person: got %s", f.Raw)
	}
	offers = offers[:6]
	if got, want := fmt.Sprint(offers), "[false false false false true false]"; got != want {
		t.Errorf("offers: got %s, want %s", got, want)
	}
}

func TestAskingBack(t *testing.T) {
	wide := catalog.Result{Total: 40, Facets: []catalog.Facet{
		facet("availability", 20, 20), facet("brand", 38, 2), facet("color", 12, 10, 10, 8), facet("gender", 20, 20), facet("pattern", 2, 2), facet("category", 40, 14, 13, 13), measures("height_cm", 28, 36, 40, 140)}}
	for name, c := range map[string]struct {
		before State
		r      Reading
		result catalog.Result
		want   string
	}{
		"the field that tells most":        {State{}, Reading{Act: Search, Query: "shirt"}, wide, "color"},
		"not what is said already":         {State{Query: "shirt", Filters: filters(red)}, Reading{Act: Refine}, wide, "category"},
		"not twice in a row":               {State{Query: "shirt", Asked: "color"}, Reading{Act: Refine}, wide, ""},
		"not of a mixed bag":               {State{}, Reading{Act: Recommend}, wide, ""},
		"not where a look is enough":       {State{}, Reading{Act: Search, Query: "shirt"}, catalog.Result{Total: 8, Facets: wide.Facets}, ""},
		"not where the order is told":      {State{}, Reading{Act: Search, Query: "shirt", Sort: catalog.PriceAsc}, wide, ""},
		"not where an answer tells little": {State{}, Reading{Act: Search, Query: "shirt"}, catalog.Result{Total: 40, Facets: wide.Facets[:2]}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPlanner(&Engine{}, &turn{}, c.r, c.before)
			p.ask(c.result)
			got := ""
			if p.plan.Ask != nil {
				got = p.plan.Ask.Field
			}
			if got != c.want {
				t.Errorf("asks for %q, want %q", got, c.want)
			}
		})
	}
}

func TestAValueIsAWordOfItsOwn(t *testing.T) {
	for text, want := range map[string]bool{"M": true, "size m please": true, "M码": true, "要M的": true, "XM": false, "I'm not sure": false, "m.": false, "mm": false, "": false} {
		if got := names(text, "M"); got != want {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
	if !names("要浅蓝色那个", "浅蓝") || names("160x2000", "160x200") {
		t.Error("Han anywhere, others as words")
	}
}

func measures(field string, values ...int) catalog.Facet {
	f := catalog.Facet{Field: field}
	for _, n := range values {
		f.Values = append(f.Values, catalog.FacetValue{Value: fmt.Sprint(n), Count: 10})
	}
	return f
}

func facet(field string, counts ...int) catalog.Facet {
	f := catalog.Facet{Field: field}
	for i, n := range counts {
		f.Values = append(f.Values, catalog.FacetValue{Value: fmt.Sprint(field, i), Count: n})
	}
	return f
}

func TestWithAPersonTheAssistantIsSilent(t *testing.T) {
	s := open(t, t.TempDir(), nil)
	conn := s.connect(Hello{})
	st := conn.snapshot()
	st.Handoff = "agent"
	conn.setState(st)
	frames := conn.say("dress")
	if got := kinds(frames); got != "ack done" || one(t, frames, "done").Text != "" {
		t.Errorf("got %s", got)
	}
}
