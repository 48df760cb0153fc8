package chat

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"daogou/catalog"
)

type completes func(draft string) []string

func (f completes) Suggest(_ context.Context, draft, _ string, _ int) ([]string, []catalog.Hit, error) {
	return f(draft), nil, nil
}

func TestTheDraftsSearchServesTheMessage(t *testing.T) {
	for name, c := range map[string]struct {
		draft, said string
		changed     bool
		searches    int32
		cards       string
	}{
		"sent as it stood":                  {"dress", "dress", false, 1, "d1 d2"},
		"something else was sent":           {"lamp", "dress", false, 2, "d1 d2"},
		"the catalogue has changed since":   {"dress", "dress", true, 2, "d1 d2"},
		"a box that is empty leads nowhere": {" ", "dress", false, 1, "d1 d2"},
	} {
		t.Run(name, func(t *testing.T) {
			searches, begun := &atomic.Int32{}, make(chan struct{})
			reader := reads(func(_ context.Context, u Utterance, _ *State) (Reading, error) {
				return Reading{Act: Search, Query: u.Text, NewSubject: true, Locale: "en", Source: "builtin"}, nil
			})
			s := open(t, t.TempDir(), func(e *Engine) {
				e.Reader, e.Index, e.Suggest = reader, counted{e.Index, searches, begun}, completes(func(string) []string { return nil })
			})
			shopper := s.connect(Hello{})
			if _, err := shopper.Draft(t.Context(), c.draft); err != nil {
				t.Fatal(err)
			}
			shopper.foreseen(c.draft != " ")
			if c.changed {
				s.Shelf.Apply(nil, []string{"nobody"}, s.Shelf.View().Seq+1)
			}
			frames := shopper.say(c.said)
			if got := cardIDs(one(t, frames, "products")); got != c.cards || searches.Load() != c.searches {
				t.Errorf("cards %s after %d searches, want %s after %d", got, searches.Load(), c.cards, c.searches)
			}
		})
	}
}

// foreseen waits until the draft's search is done.
func (c *client) foreseen(expected bool) {
	c.t.Helper()
	for end := time.Now().Add(5 * time.Second); expected; time.Sleep(time.Millisecond) {
		c.draft.mu.Lock()
		done := len(c.draft.kept) > 0
		c.draft.mu.Unlock()
		if done {
			return
		}
		if time.Now().After(end) {
			c.t.Fatal("nothing is searched for the draft")
		}
	}
}
