package nlu

import (
	"reflect"
	"testing"

	"daogou/catalog"
	"daogou/chat"
	"daogou/llm"
)

// A scripted model brings exactly the reading it was given.
func TestScriptIsRead(t *testing.T) {
	st := chat.State{Shown: []string{"t-2", "t-1"}, Seen: []string{"t-2", "t-1"}}
	for name, want := range map[string]chat.Reading{
		"search": {Act: chat.Search, Query: "tea", NewSubject: true, Sort: catalog.PriceAsc, Limit: 3, Filters: []catalog.Filter{
			catalog.Where("color", catalog.In, "green", "black"), catalog.Where("brand", catalog.Ne, "Harbour"),
			catalog.Bound("price", catalog.Lte, 1999), catalog.Bound("weight_g", catalog.Gte, 50)}},
		"refine":  {Act: chat.Refine, Drop: []string{"price"}, Exclude: []string{"t-2", "t-1"}},
		"compare": {Act: chat.Compare, Refers: []string{"t-1", "t-2"}, Aspects: []string{"weight_g"}},
		"cart":    {Act: chat.CartAct, Refers: []string{"t-1"}, Cart: &chat.CartChange{Kind: "add", Quantity: 2, Options: map[string]string{"size": "L"}}},
		"order":   {Act: chat.OrderAct, Query: "where is A-9", Order: "A-9"},
		"policy":  {Act: chat.PolicyAct, Query: "returns", Topic: "return"},
		"needs": {Act: chat.Search, NewSubject: true, Needs: []chat.Need{{Name: "pot", Query: "teapot"},
			{Name: "tea", Query: "tea", Filters: []catalog.Filter{catalog.Where("organic", catalog.Eq, "yes")}}}},
	} {
		t.Run(name, func(t *testing.T) {
			said := "size L, order A-9, \"quoted\"\nand a second line"
			m := modelOf("en", says(func(r llm.Request) (string, error) {
				if got, ok := Said(r.Messages[0].Content); !ok || got != `size L, order A-9, "quoted" and a second line` {
					t.Errorf("said: got %q", got)
				}
				return Script(want, "USD"), nil
			}))
			got, err := m.Understand(t.Context(), chat.Utterance{Text: said}, &st)
			if err != nil {
				t.Fatal(err)
			}
			want.Locale, want.Source, want.Confidence = "en", "llm", modelConfidence
			if !reflect.DeepEqual(got, want) {
				t.Errorf("got  %+v\nwant %+v", got, want)
			}
		})
	}
}
