package eval

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"daogou/catalog"
)

// shopLocales are the two shops of testdata/shops: another trade in each
// language, with a suite that must be fair.
var shopLocales = []string{"en", "zh"}

// shop is what a suite may ask about, as the importers read it.
type shop struct {
	locale   string
	products []*catalog.Product
	byID     map[string]*catalog.Product
	policies map[string]string // body by title, in small letters
	orders   map[string]catalog.Order
	bought   map[string][]string // customer -> products bought
	suite    []Conversation
	proofs   []conversationProof
}

// conversationProof is what the suite's file says for the proof alone: filters
// that nothing may fit, and filters of an earlier topic that would be seen if
// an assistant kept them.
type conversationProof struct {
	Turns []struct {
		Proof struct{ Nofit, Leak []catalog.Filter }
	}
}

func TestShopSuitesAreFair(t *testing.T) {
	for _, locale := range shopLocales {
		t.Run(locale, func(t *testing.T) {
			s := openShop(t, locale)
			for _, problem := range s.prove() {
				t.Error(problem)
			}
			turns := 0
			for _, c := range s.suite {
				turns += len(c.Turns)
			}
			t.Logf("%d products, %d policies, %d orders, %d conversations, %d turns", len(s.products),
				len(s.policies), len(s.orders), len(s.suite), turns)
			if len(s.products) < 140 || len(s.suite) < 90 || turns < 150 {
				t.Error("want at least 140 products, 90 conversations and 150 turns")
			}
		})
	}
}

// TestShopSuitesCoverTheForm asks for every tag that suites of this form carry.
func TestShopSuitesCoverTheForm(t *testing.T) {
	tags := strings.Fields(`single color brand material size gender age synonym feature price around negation sort
		superlative refine switch reset reference detail unknown compare no-result domain policy order privacy anonymous
		chitchat out-of-scope typo code-switch language handoff angry recommend gift cart correction injection coupon
		multi-turn long availability`)
	for _, locale := range shopLocales {
		suite := readSuite(t, locale)
		count := map[string]int{}
		for _, c := range suite {
			for _, tag := range c.Tags {
				count[tag]++
			}
		}
		for _, tag := range tags {
			if count[tag] == 0 {
				t.Errorf("%s: no conversation is tagged %s", locale, tag)
			}
		}
	}
}

// TestShopsAreOurOwn makes sure that nothing is taken from the shops that the
// code was written beside.
func TestShopsAreOurOwn(t *testing.T) {
	for _, locale := range shopLocales {
		theirs, err := os.ReadFile(filepath.Join("../../shared/shop", locale, "dialogues.jsonl"))
		if err != nil {
			t.Skip("the shared suites are not here: nothing to compare with")
		}
		for _, c := range readSuite(t, locale) {
			for _, turn := range c.Turns {
				say, _ := json.Marshal(turn.Say)
				if len(turn.Say) > 12 && strings.Contains(string(theirs), string(say)) {
					t.Errorf("%s: %q stands in the shared suite too", c.Name, turn.Say)
				}
			}
		}
	}
}

func readSuite(t *testing.T, locale string) []Conversation {
	t.Helper()
	suite, err := ReadSuite(filepath.Join("testdata/shops", locale, "dialogues.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	return suite
}

// openShop imports a shop's files as an operator would; any row or part that is
// refused fails the test.
func openShop(t *testing.T, locale string) *shop {
	t.Helper()
	ctx, dir := context.Background(), os.DirFS(filepath.Join("testdata/shops", locale))
	store, err := catalog.Open(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	sound := func(report catalog.Report, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range report.Problems {
			if p.Rejected || p.Row > 0 {
				t.Error(p)
			}
		}
	}
	sound(store.ImportProducts(ctx, dir, "products.tsv", catalog.ImportOptions{}))
	sound(store.ImportPolicies(ctx, dir, "policies", catalog.ImportOptions{}))
	sound(store.ImportOrders(ctx, dir, "orders.jsonl", catalog.ImportOptions{}))
	sound(store.ImportEvents(ctx, dir, "events.jsonl", catalog.ImportOptions{}))
	s := &shop{locale: locale, byID: map[string]*catalog.Product{}, policies: map[string]string{},
		orders: map[string]catalog.Order{}, bought: map[string][]string{}, suite: readSuite(t, locale)}
	s.fill(t, store)
	return s
}

// fill takes what the store holds, and the proofs beside the suite.
func (s *shop) fill(t *testing.T, store *catalog.Store) {
	t.Helper()
	changes, err := store.Changes(context.Background(), 0, 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	s.products = changes.Products
	for _, p := range s.products {
		s.byID[p.ID] = p
	}
	policies, err := store.Policies(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range policies {
		s.policies[p.Title] = strings.ToLower(p.Body)
	}
	orders, err := ReadOrders(filepath.Join("testdata/shops", s.locale, "orders.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range orders {
		s.orders[o.ID] = o
		for _, item := range o.Items {
			s.bought[o.Customer] = append(s.bought[o.Customer], item.ProductID)
		}
	}
	for _, e := range changes.Events {
		if e.Kind == "purchase" {
			s.bought[e.Customer] = append(s.bought[e.Customer], e.ProductID)
		}
	}
	s.readProofs(t)
}

func (s *shop) readProofs(t *testing.T) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata/shops", s.locale, "dialogues.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for dec := json.NewDecoder(strings.NewReader(string(data))); dec.More(); {
		var p conversationProof
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		s.proofs = append(s.proofs, p)
	}
}

// prove checks the whole suite and names what could not be met.
func (s *shop) prove() []string {
	var problems []string
	names, openings := map[string]bool{}, map[string]string{}
	for i, c := range s.suite {
		if names[c.Name] {
			problems = append(problems, c.Name+": a second conversation of that name")
		}
		if other := openings[c.Turns[0].Say]; other != "" {
			problems = append(problems, fmt.Sprintf("%s: opens like %s", c.Name, other))
		}
		names[c.Name], openings[c.Turns[0].Say] = true, c.Name
		for n := range c.Turns {
			p := &turnProof{shop: s, talk: c, n: n}
			p.prove()
			if proofs := s.proofs[i].Turns; n < len(proofs) {
				p.proveAbsence(proofs[n].Proof.Nofit, proofs[n].Proof.Leak)
			}
			problems = append(problems, p.problems...)
		}
	}
	return problems
}

// TestProofFindsUnfairTurns gives the proof turns that nobody could pass.
func TestProofFindsUnfairTurns(t *testing.T) {
	s := openShop(t, "en")
	for _, c := range []struct{ name, customer, turns, want string }{
		{"a value no product has", "", `[{"say":"x","expect":{"items":{"min":1,"all":[{"field":"color","op":"eq","value":"mauve"}]}}}]`, `no product has color "mauve"`},
		{"a column no product has", "", `[{"say":"x","expect":{"items":{"all":[{"field":"horsepower","op":"gte","value":2}]}}}]`, "no product has horsepower"},
		{"more cards than goods", "", `[{"say":"x","expect":{"items":{"min":9,"all":[{"field":"category","op":"eq","value":"Drills"}]}}}]`, "5 products fit, 9 wanted"},
		{"a price never said", "", `[{"say":"drills","expect":{"items":{"all":[{"field":"price","op":"lte","value":6000}]}}}]`, "60 was never said"},
		{"an id that is not there", "", `[{"say":"x","expect":{"items":{"first":"k1"}}}]`, "k1 is not among the goods that fit"},
		{"not the first in that order", "", `[{"say":"x","expect":{"items":{"first":"k4001","order":"price_asc"}}}]`, "k4001 is not first in order price_asc"},
		{"a card that may not exist", "", `[{"say":"x","expect":{"items":{"min":2}}},{"say":"y","expect":{"refers":["@1.3"]}}]`, "@1.3 may not exist"},
		{"a cart line that may not exist", "", `[{"say":"x"},{"say":"y","expect":{"cart":[{"product_id":"@1.1","quantity":1}]}}]`, "@1.1 may not exist"},
		{"a rule that says otherwise", "", `[{"say":"x","expect":{"text":{"any":["90 days"]},"sources":["Sending Things Back"]}}]`, "the rule says none of"},
		{"a rule that is not there", "", `[{"say":"x","expect":{"sources":["Sizes"]}}]`, `no policy "Sizes"`},
		{"wanted and forbidden", "", `[{"say":"x","expect":{"text":{"any":["yes, it is"],"none":["yes"]}}}]`, "stands against"},
		{"an act that is none", "", `[{"say":"x","expect":{"act":["buy"]}}]`, "act buy"},
		{"an order of nobody", "", `[{"say":"x","expect":{"act":["order"],"text":{"any":["shipped"]}}}]`, "the shopper has no order that says any of"},
		{"a sister in another colour", "", `[{"say":"x","expect":{"items":{"include":["k4029"]}}}]`, "k4029 has sisters"},
		{"privacy", "w5", `[{"say":"where is TL-2503-3107","expect":{"act":["order"]}}]`, "the tracking number of TL-2503-3107 is not forbidden"},
		{"someone else's order", "w5", `[{"say":"where is TL-2503-3107","expect":{"act":["order"]}}]`, "order TL-2503-3107 is w1's"},
		{"a taste forgotten", "w8", `[{"say":"x","expect":{"act":["recommend"]}}]`, "w8 bought"},
	} {
		talk := Conversation{Name: c.name, Locale: "en", Customer: c.customer, Tags: []string{c.name}}
		if err := json.Unmarshal([]byte(c.turns), &talk.Turns); err != nil {
			t.Fatal(err)
		}
		p := &turnProof{shop: s, talk: talk, n: len(talk.Turns) - 1}
		p.prove()
		if !slices.ContainsFunc(p.problems, func(got string) bool { return strings.Contains(got, c.want) }) {
			t.Errorf("%s: got %q, want %q", c.name, p.problems, c.want)
		}
	}
}
