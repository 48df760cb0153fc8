package recommend

import (
	"testing"
	"time"

	"daogou/catalog"
)

func TestAModelOfThePastKnowsNothingLater(t *testing.T) {
	list := goods(40)
	event := func(id, kind, product string, at time.Duration) catalog.Event {
		return catalog.Event{ID: id, Kind: kind, Customer: "late", ProductID: product, Time: day.Add(at)}
	}
	end := day.Add(1000 * time.Hour)
	events := append(visits(20, 40, 6),
		event("x1", "purchase", "p00003", 999*time.Hour), event("x2", "view", "p00004", 999*time.Hour),
		event("x3", "dismiss", "p00004", 999*time.Hour), event("x4", "purchase", "p00009", 1001*time.Hour))
	store := stocked(t, list, events)
	m, err := Until(t.Context(), store, shelfOfGoods(list), end)
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	m.Liked("late", func(id string, w float64) { got += id })
	if got != "p00003" {
		t.Errorf("liked %s, want p00003 alone: the rest was dismissed, or came later", got)
	}
	m.Liked("nobody", func(id string, _ float64) { t.Errorf("nobody likes %s", id) })
}
