package nlu

import (
	"slices"
	"strings"
	"testing"

	"daogou/catalog"
	"daogou/chat"
)

// pantry is a shop of food and clothes in both languages' words, with columns
// that no code of ours knows.
func pantry(t *testing.T) *Builtin {
	t.Helper()
	make := func(id, title, category string, price int64, attributes map[string][]string) *catalog.Product {
		return &catalog.Product{ID: id, Availability: catalog.InStock, ListPrice: catalog.Money{Amount: price, Currency: "USD"},
			Text: catalog.Text{Title: title, Category: strings.Split(category, ">"), Attributes: attributes}}
	}
	shelf := &catalog.Shelf{}
	shelf.Apply([]*catalog.Product{
		make("c1", "Dark Bar", "Food>Chocolate", 500, map[string][]string{"vegan": {"yes"}, "spiciness": {"mild"}, "contains": {"soy"}}),
		make("c2", "Milk Bar", "Food>Chocolate", 400, map[string][]string{"vegan": {"no"}, "contains": {"milk", "hazelnut"}}),
		make("s1", "Pepper Sauce", "Food>Sauces", 700, map[string][]string{"vegan": {"yes"}, "spiciness": {"hot"}}),
		make("j1", "Hill Jacket", "Clothes>Jackets", 9000, map[string][]string{"size": {"S", "M", "L"}, "material": {"polyester"}}),
		make("j2", "Moor Jacket", "Clothes>Jackets", 12000, map[string][]string{"size": {"M", "L"}, "material": {"wool"}}),
		make("b1", "Trail Boots", "Shoes>Boots", 15000, map[string][]string{"size": {"41", "42", "43"}, "material": {"leather"}}),
	}, nil, 1)
	return New(shelf)
}

func TestWhatShoppersSayOfThemselves(t *testing.T) {
	reader := pantry(t)
	jackets := &chat.State{Act: chat.Search, Subject: chat.Search, Shown: []string{"j1", "j2"},
		Filters: []catalog.Filter{catalog.Where("category", catalog.Eq, "Jackets")}}
	for _, c := range []struct {
		name, say string
		state     *chat.State
		self      string // what is to hold from now on
		act       string // with topic and filters
	}{
		{"what one is", "I'm vegan", nil, "vegan=yes", "search vegan=yes"},
		{"a size refines what has sizes", "my size is M", jackets, "size=M", "refine size=M"},
		{"a size that such goods don't have is noted", "I wear 42", jackets, "size=42", "chitchat noted"},
		{"a size with nothing looked for is noted", "我穿42码", nil, "size=42", "chitchat noted"},
		{"a size of one kind of goods", "I wear 42 in boots", nil, "size=42 of Boots", "*"},
		{"a dislike", "I hate polyester", jackets, "material!=polyester", "refine material!=polyester"},
		{"a dislike in Chinese", "我讨厌polyester", jackets, "material!=polyester", "refine material!=polyester"},
		{"what one can't have", "I'm allergic to hazelnut", nil, "contains!=hazelnut", "*"},
		{"what one can't have, in Chinese", "我对hazelnut过敏", nil, "contains!=hazelnut", "*"},
		{"the usual budget is an upper one, and soft", "my budget is usually around 50", nil, "price<=6500 soft", "*"},
		{"beside a wish", "I wear M, show me jackets", nil, "size=M", "search category=Jackets size=M"},
		{"what somebody else is", "a jacket for my wife, she wears M", nil, "", "*"},
		{"别给我看", "jackets，别给我看polyester的", nil, "", "search category=Jackets material!=polyester"},
		{"with a wish behind it", "I don't wear leather, show me jackets", nil, "material!=leather", "search category=Jackets material!=leather"},
		{"one of those shown is no lasting dislike", "I don't like the polyester one", jackets, "", "*"},
		{"the rest is read without it", "我不穿leather，有jackets吗", nil, "material!=leather", "search category=Jackets material!=leather"},
		{"two things, the second without its subject", "我穿M，不喜欢polyester", nil, "size=M material!=polyester", "chitchat noted"},
		{"in English, too", "I'm vegan and hate hazelnut", nil, "vegan=yes contains!=hazelnut", "search contains!=hazelnut vegan=yes"},
		{"no wish is a preference", "I want a wool jacket", nil, "", "search category=Jackets material=wool"},
		{"looking is not being", "I'm looking for a wool jacket", nil, "", "search category=Jackets material=wool"},
		{"a dislike of what is shown only", "not polyester", jackets, "", "refine material!=polyester"},
	} {
		t.Run(c.name, func(t *testing.T) {
			st := c.state
			if st == nil {
				st = &chat.State{}
			}
			r, _ := reader.Understand(t.Context(), chat.Utterance{Text: c.say}, st)
			if got := tellSelf(r.Self); got != c.self {
				t.Errorf("%s: got of herself %q, want %q", c.say, got, c.self)
			}
			if got := tellAct(r); c.act != "*" && got != c.act {
				t.Errorf("%s: got %q, want %q", c.say, got, c.act)
			}
		})
	}
}

func tellSelf(list []chat.Preference) string {
	var out []string
	for _, p := range list {
		text := p.Filter.String()
		if len(p.Of) > 0 {
			text += " of " + strings.Join(p.Of, ",")
		}
		if p.Soft {
			text += " soft"
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

func tellAct(r chat.Reading) string {
	out := []string{string(r.Act)}
	if r.Topic != "" {
		out = append(out, r.Topic)
	}
	var filters []string
	for _, f := range r.Filters {
		filters = append(filters, f.String())
	}
	slices.Sort(filters)
	return strings.Join(append(out, filters...), " ")
}

func TestWordsOnTheMemory(t *testing.T) {
	reader := pantry(t)
	sized := &chat.State{Act: chat.Search, Subject: chat.Search, Filters: []catalog.Filter{catalog.Where("size", catalog.Eq, "M")}}
	kept := &chat.State{Act: chat.Search, Subject: chat.Search, Shown: []string{"j1", "j2"}, Filters: []catalog.Filter{catalog.Where("category", catalog.Eq, "Jackets")},
		Held: []catalog.Filter{catalog.Where("size", catalog.Eq, "M")}}
	carted := &chat.State{Act: chat.CartAct, Focus: []string{"j1"}, Cart: chat.Cart{Items: []chat.CartLine{{ProductID: "j1", Quantity: 1}}}}
	for _, c := range []struct {
		name, say string
		state     *chat.State
		act       chat.Act
		topic     string
		forget    string
		other     bool
	}{
		{name: "shown", say: "what do you know about me?", act: chat.PolicyAct, topic: chat.TopicMemory},
		{name: "a size kept to is taken back", say: "any size is fine", state: kept, act: chat.Refine},
		{name: "shown in Chinese", say: "你都记住了什么", act: chat.PolicyAct, topic: chat.TopicMemory},
		{name: "one field forgotten", say: "forget my size", act: chat.PolicyAct, topic: chat.TopicMemory, forget: "size"},
		{name: "by its value", say: "forget that I'm vegan", act: chat.PolicyAct, topic: chat.TopicMemory, forget: "vegan"},
		{name: "forgotten and dropped where it is in force", say: "forget my size", state: sized, act: chat.Refine, forget: "size"},
		{name: "all forgotten", say: "delete what you know about me", act: chat.PolicyAct, topic: chat.TopicMemory, forget: "*"},
		{name: "all forgotten, in Chinese", say: "忘掉关于我的一切", act: chat.PolicyAct, topic: chat.TopicMemory, forget: "*"},
		{name: "an account is the rules' matter", say: "delete my account", act: chat.PolicyAct, topic: "privacy"},
		{name: "the cart's things are", say: "remove my jacket from the cart", state: carted, act: chat.CartAct},
		{name: "for somebody else", say: "a jacket for my husband", act: chat.Search, other: true},
		{name: "给别人", say: "给我爸买件jacket", act: chat.Search, other: true},
		{name: "women's goods may be for her", say: "women's jackets", act: chat.Search},
		{name: "yes to the question", say: "yes please", state: &chat.State{Asked: chat.AskedMemory}, act: chat.Chitchat, topic: "yes"},
		{name: "不用了", say: "不用了", state: &chat.State{Asked: chat.AskedMemory}, act: chat.Chitchat, topic: "no"},
	} {
		t.Run(c.name, func(t *testing.T) {
			st := c.state
			if st == nil {
				st = &chat.State{}
			}
			r, _ := reader.Understand(t.Context(), chat.Utterance{Text: c.say}, st)
			if r.Act != c.act || r.Topic != c.topic || strings.Join(r.Forget, " ") != c.forget || r.ForOther != c.other {
				t.Errorf("%s: got %s %q forget %v other %v", c.say, r.Act, r.Topic, r.Forget, r.ForOther)
			}
		})
	}
}
