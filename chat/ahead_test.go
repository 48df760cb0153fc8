package chat

import (
	"context"
	"encoding/json"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"daogou/catalog"
)

// counted counts searches, and tells when the first begins.
type counted struct {
	Searcher
	searches *atomic.Int32
	begun    chan struct{}
}

func (c counted) Search(ctx context.Context, q catalog.Query) (catalog.Result, error) {
	if c.searches.Add(1) == 1 {
		close(c.begun)
	}
	return c.Searcher.Search(ctx, q)
}

// TestSearchRunsWhileASurerReadingIsAwaited: the surer reading comes only when
// the search of the first has begun.
func TestSearchRunsWhileASurerReadingIsAwaited(t *testing.T) {
	guess := Reading{Act: Search, Query: "Dress", NewSubject: true, Locale: "en", Source: "builtin", Confidence: 0.4,
		Filters: []catalog.Filter{red, upTo50}}
	agreed := guess
	agreed.Source, agreed.Reason, agreed.Query, agreed.Filters = "llm", "unsure: the act", "dress ", []catalog.Filter{upTo50, red}
	other := guess
	other.Source, other.Query, other.Filters = "llm", "lamp", nil
	for name, c := range map[string]struct {
		surer    Reading
		searches int32
		cards    string
	}{
		"where both agree its search is used":   {agreed, 1, "d1"},
		"where they don't another one is begun": {other, 2, "l1 l2"},
	} {
		t.Run(name, func(t *testing.T) {
			searches, begun := &atomic.Int32{}, make(chan struct{})
			reader := reads(func(ctx context.Context, u Utterance, _ *State) (Reading, error) {
				u.Guess(guess)
				select {
				case <-begun:
					return c.surer, nil
				case <-ctx.Done():
					return Reading{}, ctx.Err()
				}
			})
			s := open(t, t.TempDir(), func(e *Engine) {
				e.Reader, e.Index = reader, counted{e.Index, searches, begun}
			})
			frames := s.connect(Hello{}).say("a red dress")
			if got := cardIDs(one(t, frames, "products")); got != c.cards || searches.Load() != c.searches {
				t.Errorf("cards %s after %d searches, want %s after %d", got, searches.Load(), c.cards, c.searches)
			}
			if in := one(t, frames, "intent"); !strings.Contains(in.Raw, `"source":"llm"`) {
				t.Errorf("read by another: %s", in.Raw)
			}
		})
	}
}

// again reads surely, and a second time differently.
type again struct {
	reads
	reviewed chan Utterance
}

func (a again) Review(_ context.Context, u Utterance, _ *State) (Reading, error) {
	a.reviewed <- u
	return Reading{Act: PolicyAct, Source: "llm"}, nil
}

func TestASureTurnIsReadAgainAfterItsEnd(t *testing.T) {
	sure := reads(func(context.Context, Utterance, *State) (Reading, error) {
		return Reading{Act: Search, Query: "dress", NewSubject: true, Source: "builtin", Reason: "sure"}, nil
	})
	for name, c := range map[string]struct {
		consent []string
		reason  string
		want    bool
	}{
		"with her consent":            {[]string{ConsentLearning}, "sure", true},
		"not without":                 {nil, "sure", false},
		"to be remembered is no such": {[]string{ConsentMemory}, "sure", false},
		"not where two read it":       {[]string{ConsentLearning}, "unsure: the act", false},
	} {
		t.Run(name, func(t *testing.T) {
			reader := again{reads(func(ctx context.Context, u Utterance, st *State) (Reading, error) {
				r, err := sure(ctx, u, st)
				r.Reason = c.reason
				return r, err
			}), make(chan Utterance, 1)}
			s := open(t, t.TempDir(), func(e *Engine) { e.Reader = reader })
			client := s.connect(Hello{Consent: c.consent})
			client.say("red dress")
			if c.want {
				if u := <-reader.reviewed; u.Text != "red dress" {
					t.Errorf("read again: %q", u.Text)
				}
				return
			}
			must(t, s.Close(t.Context())) // waits for what still runs
			select {
			case u := <-reader.reviewed:
				t.Errorf("read again: %q", u.Text)
			default:
			}
		})
	}
}

func TestBothReadingsAreInTheRecord(t *testing.T) {
	second := Reading{Act: PolicyAct, Source: "llm"}
	reader := reads(func(context.Context, Utterance, *State) (Reading, error) {
		return Reading{Act: Search, Query: "dress", Source: "builtin", Reason: "unsure: the act; model implausible", Confidence: 0.5, Second: &second}, nil
	})
	s := open(t, t.TempDir(), func(e *Engine) { e.Reader = reader })
	c := s.connect(Hello{Consent: []string{ConsentLearning}})
	c.say("dress")
	records, err := Records(t.Context(), s.Store, RecordQuery{Session: c.ID})
	must(t, err)
	if len(records) != 1 {
		t.Fatalf("%d records", len(records))
	}
	r := records[0]
	if r.Said != "dress" || r.Reading.Reason != "unsure: the act; model implausible" || r.Reading.Confidence != 0.5 || r.Second == nil || r.Second.Act != PolicyAct || !r.Learn {
		t.Errorf("got %+v", r)
	}
	if raw, _ := json.Marshal(r.Reading); len(raw) == 0 || r.By() != "builtin, llm differs: policy" {
		t.Errorf("read by %s", r.By())
	}
	if r.Plan == nil || r.Plan.Outcome != Found || time.Since(r.Received) > time.Minute {
		t.Errorf("plan %+v, received %v", r.Plan, r.Received)
	}
}
