package nlu

import (
	"testing"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// A reading is doubted when the words say more than it holds, whatever its
// confidence in the act.
func TestDoubt(t *testing.T) {
	search := func(filters ...catalog.Filter) chat.Reading { return chat.Reading{Act: chat.Search, Filters: filters} }
	where := func(field, value string) catalog.Filter { return catalog.Where(field, catalog.Eq, value) }
	under := catalog.Bound("price", catalog.Lte, 2000)
	green, zhGreen := where("category", "Green Tea"), where("category", "绿茶")
	sorted := search(green)
	sorted.Sort = catalog.PriceAsc
	about := chat.Reading{Act: chat.Detail, Refers: []string{"t-1"}, Aspects: []string{"organic"}}
	add := chat.Reading{Act: chat.CartAct, Refers: []string{"t-2"}, Cart: &chat.CartChange{Kind: "add"}}
	for name, c := range map[string]struct {
		locale, said string
		reading      chat.Reading
		want         string
	}{
		"every word is accounted for":   {"en", "green tea under 20 dollars, please", search(green, under), ""},
		"so it is in Chinese":           {"zh", "二十块以内的绿茶", search(zhGreen, under), ""},
		"a word is passed over":         {"en", "smoky green tea under 20 dollars", search(green, under), "words left over"},
		"words are passed over, zh":     {"zh", "烟熏绿茶", search(zhGreen), "words left over"},
		"a value is passed over":        {"en", "organic green tea", search(green), "words left over"},
		"an amount is passed over":      {"en", "green tea under 20 dollars", search(green), "words left over"},
		"a budget read as a range":      {"en", "green tea for 20 dollars", search(green, catalog.Bound("price", catalog.Gte, 1500), under), "an amount"},
		"nothing is kept away":          {"en", "green tea, not organic", search(green, where("organic", "yes")), "a negation"},
		"what is not wanted is kept":    {"en", "green tea, not organic", search(green, where("organic", "no")), ""},
		"no order for a superlative":    {"en", "cheapest green tea", search(green), "an order"},
		"the order for it":              {"en", "cheapest green tea", sorted, ""},
		"a correction":                  {"en", "sorry, I meant green tea", search(green), "a correction"},
		"a search for a parcel":         {"en", "where is my order", search(), "another act"},
		"a question about the card":     {"en", "is it organic?", about, ""},
		"a question about nothing told": {"en", "is it kosher?", chat.Reading{Act: chat.Detail, Refers: []string{"t-1"}}, "no field"},
		"no question at all":            {"en", "Misty Hill green tea", about, "no question"},
		"an order for the cart":         {"en", "add the second one to my cart", add, ""},
		"more than an order for it":     {"en", "add the second one to my cart, engraved", add, "words left over"},
		"a question with a cart's word": {"zh", "放购物车要多少钱", add, "a question"},
		"a rule without a rule's word":  {"en", "and tomorrow", chat.Reading{Act: chat.PolicyAct}, "no rule named"},
		"waved away without a reason":   {"en", "green tea", chat.Reading{Act: chat.OutOfScope}, "nothing known"},
	} {
		t.Run(name, func(t *testing.T) {
			var shelf catalog.Shelf
			shelf.Apply(teaShop(c.locale), nil, 1)
			product := func(id string) *catalog.Product { p, _ := shelf.Product(id); return p }
			st := &chat.State{Locale: c.locale, Shown: []string{"t-1", "t-2"}}
			got := doubt(lexicon.NewVocabulary(shelf.View().List), product, chat.Utterance{Text: c.said}, st, c.reading)
			if got != c.want {
				t.Errorf("%q read as %+v: got doubt %q, want %q", c.said, c.reading, got, c.want)
			}
		})
	}
}
