package chat

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"daogou/catalog"
)

var (
	sizeM  = catalog.Where("size", catalog.Eq, "M")
	sizeS  = catalog.Where("size", catalog.Eq, "S")
	noRed  = catalog.Where("color", catalog.Ne, "red")
	size42 = catalog.Where("size", catalog.Eq, "42")
)

func prefs(f ...catalog.Filter) (list []Preference) {
	for _, f := range f {
		list = append(list, Preference{Filter: f})
	}
	return list
}

func told(list []Preference) string {
	var out []string
	for _, p := range list {
		out = append(out, strings.Join(append([]string{p.Filter.String()}, p.Of...), " of "))
	}
	return strings.Join(out, " ")
}

func TestWhatIsLearntOfAShopper(t *testing.T) {
	shoes := Preference{Filter: size42, Of: []string{"Shoes"}}
	for name, c := range map[string]struct {
		known, now []Preference
		want       string
	}{
		"another size replaces the size":       {prefs(sizeS, noRed), prefs(sizeM), "color!=red size=M"},
		"dislikes add up":                      {prefs(noRed), prefs(noGreen), "color!=red color!=green"},
		"what was disliked and now is wanted":  {prefs(noRed), prefs(red), "color=red"},
		"said twice it is known once":          {prefs(noRed), prefs(noRed), "color!=red"},
		"the size of shoes is none of a shirt": {prefs(sizeM), []Preference{shoes}, "size=M size=42 of Shoes"},
		"a usual budget replaces the last":     {prefs(upTo50), prefs(upTo30), "price<=3000"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := told(learn(c.known, c.now, time.Now())); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestWhenPreferencesCount(t *testing.T) {
	usual := Preference{Filter: upTo50, Soft: true}
	for name, c := range map[string]struct {
		st    State
		known []Preference
		want  string
	}{
		"where nothing is said against them":   {State{Filters: filters(dress)}, prefs(sizeM, noRed), "size=M color!=red"},
		"the firm ones come first":             {State{}, append([]Preference{usual}, prefs(sizeM)...), "size=M price<=5000"},
		"a size said now counts alone":         {State{Filters: filters(sizeS)}, prefs(sizeM), ""},
		"a colour said now is no dislike":      {State{Filters: filters(red)}, prefs(noRed), ""},
		"a dislike stands beside other wishes": {State{Filters: filters(green)}, prefs(noRed), "color!=red"},
		"said in this very turn, it is said":   {State{Filters: filters(noRed)}, prefs(noRed), ""},
		"any size will do, this time":          {State{Waived: []string{"size"}}, prefs(sizeM, noRed), "color!=red"},
		"a present is not for her":             {State{ForOther: true}, prefs(sizeM, noRed), ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := told(c.st.apply(c.known, c.st.Filters)); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// recall is what the plan of a conversation's last turn says of preferences.
func (c *client) recall() Recall {
	c.t.Helper()
	var raw string
	err := c.engine.Store.Read().QueryRow(`SELECT plan FROM turns WHERE session = $1 ORDER BY turn DESC LIMIT 1`, c.ID).Scan(&raw)
	must(c.t, err)
	var plan Plan
	must(c.t, json.Unmarshal([]byte(raw), &plan))
	if plan.Recall == nil {
		return Recall{}
	}
	return *plan.Recall
}

func TestTheMemoryOfAShopper(t *testing.T) {
	const dislike = `chitchat {"Topic": "noted", "Self": [{"filter": {"field": "color", "op": "ne", "value": "red"}}]}`
	const dresses = `search {"NewSubject": true, "Query": "dress"}`
	s := open(t, t.TempDir(), nil)
	c := s.connect(Hello{Customer: "c1"})
	c.say(dislike)
	if got := c.recall(); got.Done != "ask" || len(got.Noted) != 1 {
		t.Fatalf("told, not asked yet: %+v", got)
	}
	if m := memoryOf(s, "c1"); m.Agreed || len(m.Told) > 0 {
		t.Errorf("before she agrees %+v is kept", m)
	}
	if got := cardIDs(one(t, c.say(dresses), "products")); got != "d2" {
		t.Errorf("in the same session: cards %s, want d2", got)
	}
	c.say(dislike)
	if got := c.recall(); got.Done == "ask" {
		t.Error("asked twice")
	}

	other := s.connect(Hello{Customer: "c1"})
	if got := cardIDs(one(t, other.say(dresses), "products")); got != "d1 d2" {
		t.Errorf("without her consent another session shows %s", got)
	}
	other.say(strings.Replace(dislike, `"Topic"`, `"Keep": true, "Topic"`, 1))
	if got := memoryOf(s, "c1"); !got.Agreed || told(got.Told) != "color!=red" {
		t.Errorf("asked to remember it keeps %+v", got)
	}

	third := open(t, dirOf(s), nil).connect(Hello{Customer: "c1"})
	if got := cardIDs(one(t, third.say(dresses), "products")); got != "d2" || len(third.recall().Held) != 1 {
		t.Errorf("after a restart: cards %s, recall %+v", got, third.recall())
	}
	if held := third.snapshot().Held; len(held) != 1 {
		t.Errorf("the state holds %v", held)
	}
	if got := cardIDs(one(t, third.say(`refine {"Drop": ["color"]}`), "products")); got != "d1 d2" {
		t.Errorf("any colour, this time: %s", got)
	}
	third.say(dresses)
	if got := cardIDs(one(t, third.say(`refine {"Filters": [{"field": "color", "op": "eq", "value": "red"}]}`), "products")); got != "d1" {
		t.Errorf("against what is said now: %s", got)
	}
	if got := cardIDs(one(t, third.say(`search {"NewSubject": true, "Query": "dress", "ForOther": true}`), "products")); got != "d1 d2" {
		t.Errorf("for somebody else: %s", got)
	}
	third.say(`policy {"Topic": "memory"}`)
	if got := third.recall(); len(got.Known) != 1 || !got.Kept {
		t.Errorf("what is known: %+v", got)
	}
	third.say(`policy {"Topic": "memory", "Forget": ["color"]}`)
	if got := cardIDs(one(t, third.say(dresses), "products")); got != "d1 d2" {
		t.Errorf("forgotten: %s", got)
	}
	if m := memoryOf(s, "c1"); len(m.Told) > 0 || !m.Agreed {
		t.Errorf("forgotten, it keeps %+v", m)
	}
	third.say(`policy {"Topic": "memory", "Forget": ["*"]}`)
	if m := memoryOf(s, "c1"); m.Asked {
		t.Errorf("all forgotten, it keeps %+v", m)
	}
	if m := memoryOf(s, "c2"); m.Asked {
		t.Error("another customer has a memory")
	}
}

// TestEachOfSeveralNeedsKeepsToHerPreferences: the dress is not red, the lamp may be.
func TestEachOfSeveralNeedsKeepsToHerPreferences(t *testing.T) {
	c := open(t, t.TempDir(), nil).connect(Hello{})
	c.say(`chitchat {"Topic": "noted", "Self": [{"filter": {"field": "color", "op": "ne", "value": "red"}}, {"filter": {"field": "size", "op": "eq", "value": "S"}}]}`)
	frames := c.say(`search {"NewSubject": true, "Needs": [{"name": "dress", "query": "dress"}, {"name": "lamp", "query": "lamp"}]}`)
	if got := cardIDs(one(t, frames, "products")); got != "d2 l1 l2" {
		t.Errorf("cards %s, want d2 l1 l2", got)
	}
	if got := c.recall().Held; len(got) != 2 {
		t.Errorf("kept to %v", got)
	}
}

func memoryOf(s *shop, customer string) Memory {
	m, err := Remembered(context.Background(), s.Store, customer)
	must(s.t, err)
	return m
}

func TestConsent(t *testing.T) {
	const told = `chitchat {"Topic": "noted", "Self": [{"filter": {"field": "color", "op": "ne", "value": "red"}}]}`
	for name, c := range map[string]struct {
		hello  Hello
		says   []string
		agreed bool
		kept   int
	}{
		"yes":                         {Hello{Customer: "c1"}, []string{told, `chitchat {"Topic": "yes"}`}, true, 1},
		"no":                          {Hello{Customer: "c1"}, []string{told, `chitchat {"Topic": "no"}`}, false, 0},
		"no answer":                   {Hello{Customer: "c1"}, []string{told, "dress"}, false, 0},
		"the page has asked her":      {Hello{Customer: "c1", Consent: []string{ConsentMemory}}, []string{told}, true, 1},
		"somebody anonymous is not":   {Hello{Consent: []string{ConsentMemory}}, []string{told, `chitchat {"Topic": "yes"}`}, false, 0},
		"a yes to nothing is nothing": {Hello{Customer: "c1"}, []string{`chitchat {"Topic": "yes"}`}, false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir(), nil)
			client := s.connect(c.hello)
			for _, say := range c.says {
				client.say(say)
			}
			m := memoryOf(s, "c1")
			if m.Agreed != c.agreed || len(m.Told) != c.kept {
				t.Errorf("keeps %+v, want agreed %v and %d", m, c.agreed, c.kept)
			}
		})
	}
}

// TestASizeGivenOnceIsNotAskedAgain puts a dress that comes in sizes into the
// cart, in every way in which her size is known.
func TestASizeGivenOnceIsNotAskedAgain(t *testing.T) {
	const add = `cart {"Refers": ["d1"], "Cart": {"kind": "add"}}`
	const asked = "cart missing. d1 4000. size: S, M, L?"
	m := func(act string) string {
		return act + ` {"Filters": [{"field": "size", "op": "eq", "value": "M"}], "NewSubject": true, "Query": "dress"}`
	}
	self := `chitchat {"Topic": "noted", "Self": [{"filter": {"field": "size", "op": "eq", "value": "M"}}]}`
	for name, c := range map[string]struct {
		hello Hello
		says  []string
		want  string // the answer to the last
		size  string
	}{
		"never given, it is asked":                {Hello{}, []string{add}, asked, ""},
		"given with the search":                   {Hello{}, []string{m("search"), add}, "", "M"},
		"given as the reply for another dress":    {Hello{}, []string{`cart {"Refers": ["d2"], "Cart": {"kind": "add", "options": {"size": "M"}}}`, add}, "", "M"},
		"said of herself in this session":         {Hello{}, []string{self, "lamp", add}, "", "M"},
		"said of herself in an earlier session":   {Hello{Customer: "c9"}, []string{add}, "", "M"},
		"another size said with the order counts": {Hello{Customer: "c9"}, []string{`cart {"Refers": ["d1"], "Cart": {"kind": "add", "options": {"size": "L"}}}`}, "", "L"},
		"a size the dress does not come in":       {Hello{}, []string{strings.ReplaceAll(self, `"M"`, `"42"`), add}, asked, ""},
		"bought for somebody else, it is asked":   {Hello{Customer: "c9"}, []string{`search {"NewSubject": true, "Query": "dress", "ForOther": true}`, add}, asked, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := open(t, t.TempDir(), nil)
			s.connect(Hello{Customer: "c9", Consent: []string{ConsentMemory}}).say(self)
			client := s.connect(c.hello)
			var last []frame
			for _, say := range c.says {
				last = client.say(say)
			}
			if c.want != "" {
				if got := one(t, last, "done").Text; got != c.want {
					t.Errorf("got %q, want %q", got, c.want)
				}
				return
			}
			for _, item := range one(t, last, "cart").Items {
				if item.ProductID == "d1" && item.Options["size"] != c.size {
					t.Errorf("in the cart: %+v, want size %s", item, c.size)
				}
			}
		})
	}
}
