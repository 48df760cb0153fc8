package eval

import (
	"encoding/json"
	"slices"
	"testing"

	"daogou/catalog"
	"daogou/llm"
	"daogou/llm/ollamafake"
)

func message(text string) []llm.Message { return []llm.Message{{Role: "user", Content: text}} }

// The oracle reads what a turn of a suite must bring, and nothing else.
func TestOracleReads(t *testing.T) {
	judge := &Judge{Products: map[string]*catalog.Product{}}
	for i, title := range []string{"Red Kettle", "Blue Kettle", "Green Mug"} {
		id := string(rune('a' + i))
		judge.Products[id] = &catalog.Product{ID: id, ListPrice: catalog.Money{Amount: int64(1000 * (3 - i)), Currency: "USD"},
			Text: catalog.Text{Title: title, Category: []string{"Kitchen"}, Attributes: map[string][]string{"lid": {"steel"}}}}
	}
	one, shown := 1, "Products shown, in order:\n1. id \"a\" \"Red Kettle\" 30.00 USD\n2. id \"b\" \"Blue Kettle\" 20.00 USD\n"
	red := []catalog.Filter{catalog.Where("color", catalog.Eq, "red")}
	under := catalog.Bound("price", catalog.Lte, 2000)
	for name, c := range map[string]struct {
		state  string
		before []Turn
		expect Expect
		want   string
	}{
		"filters of a search": {"", nil, Expect{Act: []string{"search"}, Items: ItemsExpect{Min: &one, All: append(red, under)}},
			`{"act":"search","query":"","new_subject":true,"filters":[{"field":"color","op":"eq","value":"red"},{"field":"price","op":"lte","value":"20"}]}`},
		"what is taken back": {"Conditions in force: \"material eq oak\", \"color eq red\"\n", nil, Expect{Act: []string{"refine", "search"}, Items: ItemsExpect{All: red}},
			`{"act":"refine","query":"","new_subject":false,"drop":["material"],"filters":[{"field":"color","op":"eq","value":"red"}]}`},
		"what must not come": {"", nil, Expect{Act: []string{"search"}, Items: ItemsExpect{None: red}},
			`{"act":"search","query":"","new_subject":true,"filters":[{"field":"color","op":"ne","value":"red"}]}`},
		"a superlative": {"", nil, Expect{Act: []string{"search"}, Items: ItemsExpect{First: "c"}},
			`{"act":"search","query":"","new_subject":true,"filters":[],"sort":"price_asc"}`},
		"a card, and the field that answers": {shown, nil, Expect{Act: []string{"detail"}, Refers: []string{"@1.2"}, Text: TextExpect{Any: []string{"steel"}}},
			`{"act":"detail","query":"","new_subject":false,"filters":[],"refers":["b"],"aspects":["lid"]}`},
		"what comes into the cart": {shown, []Turn{{Expect: Expect{Cart: &[]CartItem{{"a", 1}}}}}, Expect{Act: []string{"cart"}, Cart: &[]CartItem{{"a", 1}, {"@1.2", 2}}},
			`{"act":"cart","query":"","new_subject":false,"filters":[],"refers":["b"],"cart":{"kind":"add","quantity":2,"options":[]}}`},
		"what leaves it": {shown, []Turn{{Expect: Expect{Cart: &[]CartItem{{"a", 1}}}}}, Expect{Act: []string{"cart"}, Cart: &[]CartItem{}},
			`{"act":"cart","query":"","new_subject":false,"filters":[],"refers":["a"],"cart":{"kind":"remove","quantity":0,"options":[]}}`},
		"nothing is expected": {"", nil, Expect{}, `{}`},
	} {
		t.Run(name, func(t *testing.T) {
			turn := Turn{Say: "these words", Expect: c.expect}
			o := NewOracle([]Conversation{{Turns: append(slices.Clone(c.before), turn)}}, judge, "oracle")
			got := o.answer(ollamafake.Request{Schema: json.RawMessage(`{}`), Messages: message(c.state + `Shopper: "these words"`)}).Text
			if !sameJSON(t, got, c.want) {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if calls := o.Calls(); calls != (ModelCalls{Reads: 1, Most: 1}) {
				t.Errorf("counted %+v, want one reading", calls)
			}
		})
	}
}

// A writer's draft comes back, and counts as the turn's.
func TestOracleWrites(t *testing.T) {
	for locale, prompt := range map[string]string{
		"en": "Task: tell\nDraft:\n\"It is red.\"\n\"It has a lid.\"\nShopper: \"tell me\"\nAnswer:",
		"zh": "任务：说\n草稿：\n\"It is red.\"\n\"It has a lid.\"\n顾客：\"tell me\"\n回答：",
	} {
		o := NewOracle(nil, &Judge{}, "oracle")
		if got := o.answer(ollamafake.Request{Messages: message(prompt)}).Text; got != "It is red. It has a lid." {
			t.Errorf("%s: got %q", locale, got)
		}
		if calls := o.Calls(); calls != (ModelCalls{Writes: 1, Most: 1, Unread: 1}) || o.calls["tell me"] == nil {
			t.Errorf("%s: counted %+v, want one answer", locale, calls)
		}
	}
}

func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	var x, y any
	if err := json.Unmarshal([]byte(a), &x); err != nil {
		t.Fatalf("%s: %v", a, err)
	}
	if err := json.Unmarshal([]byte(b), &y); err != nil {
		t.Fatalf("%s: %v", b, err)
	}
	x1, _ := json.Marshal(x)
	y1, _ := json.Marshal(y)
	return string(x1) == string(y1)
}
