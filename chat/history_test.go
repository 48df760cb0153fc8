package chat

import (
	"context"
	"fmt"
	"testing"
	"time"

	"daogou/catalog"
)

func TestSearchesAreRememberedWithWhatCameOfThem(t *testing.T) {
	ctx := context.Background()
	s := open(t, t.TempDir(), nil)
	c := s.connect(Hello{})
	c.say("dress")
	_, err := c.Event(ctx, EventIn{ID: "e1", Kind: "click", ProductID: "d2", Turn: 1})
	must(t, err)
	c.say("chitchat {}")
	reply, err := s.SearchCards(ctx, catalog.Query{Text: "lamp", Filters: []catalog.Filter{catalog.Where("color", catalog.Eq, "white")}})
	must(t, err)
	_, err = c.Event(ctx, EventIn{ID: "e2", Kind: "purchase", ProductID: "l1", Search: reply.Search})
	must(t, err)
	at := time.Now().Add(-time.Hour)
	_, err = s.Store.AddEvents(ctx, []catalog.Event{
		{ID: "x1", Kind: "view", Customer: "c9", ProductID: "v1", Query: "blue vase", Time: at},
		{ID: "x2", Kind: "purchase", Customer: "c9", ProductID: "v1", Query: "blue vase", Time: at.Add(time.Minute)},
		{ID: "x3", Kind: "click", Customer: "c9", ProductID: "v2", Query: "blue vase", Time: at.Add(50 * time.Minute)},
		{ID: "x4", Kind: "click", Customer: "c9", ProductID: "v2", Time: at},
	})
	must(t, err)
	list, err := Searches(ctx, s.Store)
	must(t, err)
	var got []string
	for _, h := range list {
		got = append(got, fmt.Sprintf("%s%v%v%v%v", h.Text, h.Shown, h.Chosen, h.Filters, h.Shopper != ""))
	}
	want := []string{
		"blue vase[][{v1 view 0} {v1 purchase 0}][]true",
		"blue vase[][{v2 click 0}][]true",
		"dress[d1 d2][{d2 click 2}][]true",
		"lamp[l1][{l1 purchase 1}][color=white]true",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got\n%q\nwant\n%q", got, want)
	}
}

func TestAShopThatNeverSpokeHasNoSearches(t *testing.T) {
	store, err := catalog.Open(context.Background(), t.TempDir())
	must(t, err)
	defer store.Close()
	if list, err := Searches(context.Background(), store); len(list) > 0 || err != nil {
		t.Errorf("got %v, %v", list, err)
	}
}
