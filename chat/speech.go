package chat

import (
	"context"
	"database/sql"
	"encoding/json"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"
)

// speech is what a turn says. Pieces wait until the log takes all of them in
// one commit, so many that come at once cost one, and one that comes alone
// does not wait.
type speech struct {
	mu       sync.Mutex
	waiting  []string
	first    time.Time     // when the first piece was committed
	pump     chan struct{} // closed when the goroutine that commits has ended; nil: none runs
	finished bool          // nothing may be said any more
	all      string        // everything emitted
	said     fold          // what of it is committed
}

// emit takes the next piece of the answer.
func (s *Session) emit(t *turn, text string) error {
	if text == "" {
		return nil
	}
	if t.ctx.Err() != nil {
		return context.Cause(t.ctx)
	}
	sp := &t.speech
	sp.mu.Lock()
	defer sp.mu.Unlock()
	if sp.finished {
		return errStopped
	}
	text = strings.ToValidUTF8(text, "\uFFFD")
	sp.waiting, sp.all = append(sp.waiting, text), sp.all+text
	if sp.pump == nil {
		sp.pump = make(chan struct{})
		go s.pump(t, sp.pump)
	}
	return nil
}

// pump commits what waits until nothing does.
func (s *Session) pump(t *turn, ended chan struct{}) {
	defer close(ended)
	for {
		runtime.Gosched() // a writer that has more at hand says it first
		if !s.logWaiting(t) {
			return
		}
	}
}

// logWaiting commits all that waits when the log is free, which may have been
// busy with the turn's cards; false: there was nothing, or it goes with done.
func (s *Session) logWaiting(t *turn) bool {
	s.order.Lock()
	defer s.order.Unlock()
	pieces := t.speech.take()
	if pieces == nil {
		return false
	}
	made, err := s.commit(t.ctx, deltas(t, pieces, false))
	if err != nil {
		// What could not be stored is not said; done tells what was.
		s.engine.Log.Error("deltas can't be stored", "session", s.ID, "turn", t.number, "err", err)
		return true
	}
	t.speech.keep(made, pieces, s.engine.now())
	return true
}

// take gives what waits to the pump; nil ends it.
func (sp *speech) take() []string {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	if len(sp.waiting) == 0 || sp.finished {
		sp.pump = nil
		return nil
	}
	pieces := sp.waiting
	sp.waiting = nil
	return pieces
}

func (sp *speech) keep(made []Frame, pieces []string, now time.Time) {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	if sp.first.IsZero() {
		sp.first = now
	}
	for i, text := range pieces {
		sp.said.add(made[i].Seq, text)
	}
}

// text is what is said so far, whether committed or not.
func (sp *speech) text() string {
	sp.mu.Lock()
	defer sp.mu.Unlock()
	return sp.all
}

// recalled is a delta that was committed before a crash.
func (sp *speech) recalled(seq int64, text string) {
	sp.said.add(seq, text)
	sp.all += text
}

func deltas(t *turn, pieces []string, folded bool) []entry {
	entries := make([]entry, len(pieces))
	for i, text := range pieces {
		entries[i] = entry{kind: "delta", turn: t.number, frame: newDelta(t.number, text), folded: folded}
	}
	return entries
}

// stop ends the speech: what still waits is returned, and nothing is committed
// by another goroutine any more.
func (sp *speech) stop() (rest []string) {
	sp.mu.Lock()
	sp.finished = true
	pump := sp.pump
	sp.mu.Unlock()
	if pump != nil {
		<-pump
	}
	sp.mu.Lock()
	defer sp.mu.Unlock()
	rest, sp.waiting = sp.waiting, nil
	return rest
}

// finish ends a turn: what waits to be said, the deltas folded into one row,
// and done, in one commit. A turn that ends with the server stays open.
func (s *Session) finish(t *turn, w Written) {
	rest := t.speech.stop()
	for try := range 3 {
		err := s.logDone(t, rest, w)
		if err == nil {
			return
		}
		s.engine.Log.Error("the end of a turn can't be stored", "session", s.ID, "turn", t.number, "err", err, "try", try)
		time.Sleep(100 * time.Millisecond)
	}
}

func (s *Session) logDone(t *turn, rest []string, w Written) error {
	s.order.Lock()
	defer s.order.Unlock()
	if t.left() {
		return nil
	}
	all := t.speech.said
	all.Seqs, all.Ends = slices.Clone(all.Seqs), slices.Clone(all.Ends)
	for i, text := range rest {
		all.add(s.seq+int64(i)+1, text)
	}
	t.timing.Total = t.since(s.engine.now())
	done := t.done(all.Text, w)
	entries := append(deltas(t, rest, true), entry{kind: "done", turn: t.number, frame: done})
	_, err := s.commit(t.ctx, entries, s.foldDeltas(t, all), func(ctx context.Context, tx *sql.Tx, _ []Frame) error {
		_, err := tx.ExecContext(ctx, `UPDATE turns SET closed = 1, engine = $1, prompt = $2, refused = $3, replaced = $4
			WHERE session = $5 AND turn = $6`, done.Engine, w.Prompt, w.Refused, w.Replaced, s.ID, t.number)
		return err
	})
	if err != nil {
		return err
	}
	t.closed = true
	if s.engine.Ended != nil {
		s.engine.Ended(t.reading, t.plan, done)
	}
	return nil
}

func (s *Session) foldDeltas(t *turn, all fold) write {
	return func(ctx context.Context, tx *sql.Tx, _ []Frame) error {
		if len(all.Seqs) == 0 {
			return nil
		}
		if len(t.speech.said.Seqs) > 0 {
			if _, err := tx.ExecContext(ctx, `DELETE FROM frames WHERE session = $1 AND turn = $2 AND type = 'delta'`,
				s.ID, t.number); err != nil {
				return err
			}
		}
		raw, err := json.Marshal(all)
		if err != nil {
			return err
		}
		return s.insertRow(ctx, tx, all.Seqs[len(all.Seqs)-1], t.number, foldedDeltas, raw)
	}
}

// done makes the frame that ends a turn.
func (t *turn) done(text string, w Written) *DoneFrame {
	switch {
	case !t.speech.first.IsZero():
		t.timing.FirstDelta = t.since(t.speech.first)
	case text != "":
		t.timing.FirstDelta = t.timing.Total // it goes out with done
	}
	f := &DoneFrame{head: head{Type: "done"}, Turn: t.number, Text: text, Engine: w.Engine, Timing: t.timing,
		Stopped:    t.ctx.Err() != nil && context.Cause(t.ctx) == errStopped,
		ProductIDs: append([]string{}, w.ProductIDs...), Suggestions: append([]string{}, w.Suggestions...)}
	if f.Engine == "" {
		f.Engine = "builtin"
	}
	if t.plan != nil && text != "" {
		f.Sources = sources(t.plan.Passages, w.Sources)
	}
	return f
}
