package chat

import (
	"context"
	"reflect"
	"strings"
	"sync"
	"time"

	"daogou/catalog"
)

// foresight is the searches that a draft would lead to if it were sent as it
// stands, kept for the message that follows. They serve while the catalogue is as
// it was, and not for long; prices and stock are read fresh in any case.
type foresight struct {
	mu   sync.Mutex
	stop context.CancelFunc // ends the search for the draft before; nil: there was none
	kept []sought
}

// sought is a query and what it found.
type sought struct {
	query  catalog.Query
	result catalog.Result
	seq    int64 // of the catalogue
	until  time.Time
}

const (
	foreseeFor = 5 * time.Second        // how long a result may serve
	foreseeBy  = 200 * time.Millisecond // what takes longer is not worth it
)

// foresee understands a draft and searches as its turn would, while the shopper
// types on. It waits for no model: the first reading is the one that counts. A
// later draft takes its place.
func (s *Session) foresee(text string, st State) {
	e := s.engine
	if strings.TrimSpace(text) == "" || st.Handoff == "agent" || !e.admit() {
		return
	}
	ctx, stop := context.WithTimeout(e.base, foreseeBy)
	s.draft.begin(stop)
	launch(ctx, &e.stages, func(ctx context.Context) (struct{}, error) {
		defer e.running.Done()
		defer stop()
		r, ok := e.firstReading(ctx, text, st)
		if !ok {
			return struct{}{}, nil
		}
		p := newPlanner(e, &turn{asks: text, session: s.ID, draft: &s.draft, memory: e.remembers(ctx, st.Customer)}, r, st)
		switch p.r.Act {
		case Search, Refine, Recommend:
			p.drafting = true
			_, err := p.search(ctx)
			return struct{}{}, err
		}
		return struct{}{}, nil
	})
}

// firstReading is the reading of a text that comes without waiting for a model.
func (e *Engine) firstReading(ctx context.Context, text string, st State) (r Reading, ok bool) {
	first, stop := context.WithCancel(ctx)
	defer stop()
	own := st.copy()
	read, err := e.Reader.Understand(first, Utterance{Text: text, Locale: st.Locale, Guess: func(guess Reading) {
		r, ok = guess, true
		stop()
	}}, &own)
	if ok {
		return r, true
	}
	return read, err == nil
}

// begin stops what went on for an earlier draft.
func (f *foresight) begin(stop context.CancelFunc) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.stop != nil {
		f.stop()
	}
	f.stop, f.kept = stop, nil
}

func (f *foresight) keep(s sought) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kept = append(f.kept, s)
}

// of gives what was found for a query.
func (f *foresight) of(q catalog.Query, seq int64, now time.Time) (catalog.Result, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.kept {
		if s.seq == seq && now.Before(s.until) && reflect.DeepEqual(s.query, q) {
			return s.result, true
		}
	}
	return catalog.Result{}, false
}

// seek finds products, or knows them from the draft.
func (p *planner) seek(ctx context.Context, q catalog.Query) (catalog.Result, error) {
	seq, now := p.Shelf.View().Seq, p.now()
	if p.draft == nil {
		return p.Index.Search(ctx, q)
	}
	if result, ok := p.draft.of(q, seq, now); ok {
		return result, nil
	}
	if !p.drafting {
		return p.Index.Search(ctx, q)
	}
	ask := q
	ask.Draft = true
	result, err := p.Index.Search(ctx, ask)
	if err == nil && ctx.Err() == nil {
		p.draft.keep(sought{q, result, seq, now.Add(foreseeFor)})
	}
	return result, err
}
