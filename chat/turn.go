package chat

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"
	"unicode/utf8"
)

var (
	// errStopped is the cause of a turn that the shopper stopped, or whose place
	// a new message took.
	errStopped = errors.New("stopped")
	// errClosing is the cause of a turn that ends with the server: it stays open
	// and is resumed at the next start.
	errClosing = errors.New("the server goes away")
	// errUnstored is the cause of a turn whose message could not be stored.
	errUnstored = errors.New("not stored")
	// errLate is the cause of a turn that took too long.
	errLate = errors.New("past the deadline")
)

const (
	// burst is the time between two messages within which the second turn
	// answers both.
	burst = time.Second
	// longest is how many characters a turn may answer.
	longest = 8000
	// grace is how long a cancelled stage may go on before nobody waits for it.
	grace = 20 * time.Millisecond
)

// turn is one utterance on its way to its done frame.
type turn struct {
	session  string
	number   int
	asks     string // the words it answers: in a burst, of several messages
	images   int
	replaced bool // a later message took its place before a crash, or it is given up
	tries    int  // starts of the server that found it open before
	received time.Time
	started  time.Time
	acted    bool    // changed more than what is shown; guarded by the session's order
	closed   bool    // its done frame is in the log; guarded by the session's order
	plan     *Plan   // set when it is logged
	timing   Timing  // guarded by the goroutine that runs the turn
	found    State   // as the turn began
	memory   Memory  // of the shopper, then
	reading  Reading // the one that counts
	speech   speech
	draft    *foresight // of the session, if any

	ctx    context.Context // the turn's own life
	cancel context.CancelCauseFunc
	before *turn         // what runs still; this one waits for it
	ended  chan struct{} // closed when done is committed
}

// since is the time from the receipt of the message, in milliseconds.
func (t *turn) since(now time.Time) float64 {
	return float64(now.Sub(t.received).Microseconds()) / 1000
}

// next makes the turn of a message. In a burst it answers what the turn that it
// stops was asked, too, unless that one has acted, so that nothing is put into
// the cart twice, or has just ended. s.order must be held.
func (s *Session) next(m MessageIn) *turn {
	t := &turn{session: s.ID, number: s.turns + 1, asks: m.Text, images: len(m.Images), received: m.Received}
	s.mu.Lock()
	defer s.mu.Unlock()
	if t.before = s.turn; t.before == nil {
		return t
	}
	soon := m.Received.Sub(t.before.received) < burst
	both := t.before.asks + "\n" + t.asks
	if soon && !t.before.acted && !t.before.closed && t.before.ctx.Err() == nil && utf8.RuneCountInString(both) <= longest {
		t.asks, t.images = both, t.images+t.before.images
	}
	return t
}

// start runs a turn after the one before it, which it cancels.
// When the server is closing the turn stays open instead, for the next start.
func (s *Session) start(t *turn) {
	if !s.engine.admit() {
		return
	}
	t.ended = make(chan struct{})
	t.ctx, t.cancel = context.WithCancelCause(s.engine.base)
	if t.replaced {
		t.cancel(errStopped)
	}
	s.mu.Lock()
	if s.turn != nil {
		s.turn.cancel(errStopped)
	}
	s.turn = t
	s.mu.Unlock()
	go func() {
		defer s.engine.running.Done()
		if t.before != nil {
			<-t.before.ended
			t.before = nil
		}
		t.started = time.Now()
		s.run(t)
	}()
}

// run plays a turn to its end, whatever happens.
func (s *Session) run(t *turn) {
	defer s.end(t)
	defer func() {
		if p := recover(); p != nil {
			s.engine.Log.Error("a turn panicked", "session", s.ID, "turn", t.number, "err", p, "stack", string(debug.Stack()))
			s.finish(t, Written{})
		}
	}()
	s.finish(t, s.answer(t))
	s.engine.review(s, t)
	s.engine.prefetch(t)
}

func (s *Session) end(t *turn) {
	t.cancel(nil)
	s.mu.Lock()
	if s.turn == t {
		s.turn = nil
	}
	s.mu.Unlock()
	close(t.ended)
}

// answer understands, plans, shows and says. It ends early when the turn is
// stopped.
func (s *Session) answer(t *turn) Written {
	if t.ctx.Err() != nil {
		return Written{}
	}
	if t.plan != nil {
		return s.engine.resume(s, t)
	}
	st := s.snapshot()
	if st.Handoff == "agent" {
		return Written{}
	}
	st.Turn = t.number
	t.found, t.draft = st.copy(), &s.draft
	d := s.engine.think(t, st)
	said, err := s.show(t, d)
	if err != nil && t.ctx.Err() == nil {
		s.engine.Log.Error("a plan can't be stored", "session", s.ID, "turn", t.number, "err", err)
	}
	if said == nil {
		return Written{}
	}
	return said()
}

// left reports whether the turn leaves no done frame: it is resumed at the next
// start, or there is no message that it could answer.
func (t *turn) left() bool {
	cause := context.Cause(t.ctx)
	return cause == errClosing || cause == errUnstored
}

// stage limits a stage of a turn, which must end when this share of the turn's
// time is over.
func (e *Engine) stage(t *turn, until float64) (context.Context, context.CancelFunc) {
	end := t.started.Add(time.Duration(until * float64(e.deadline())))
	return context.WithDeadlineCause(t.ctx, end, errLate)
}

// guard runs one stage of a turn to its end, or to that of ctx.
func guard[T any](ctx context.Context, wg *sync.WaitGroup, fn func(context.Context) (T, error)) (T, error) {
	return await(ctx, launch(ctx, wg, fn))
}

// result is what a stage of a turn gives.
type result[T any] struct {
	value T
	err   error
}

// launch starts a stage. It turns a panic into an error; wg knows of it until
// it ends.
func launch[T any](ctx context.Context, wg *sync.WaitGroup, fn func(context.Context) (T, error)) <-chan result[T] {
	out := make(chan result[T], 1)
	wg.Go(func() {
		var r result[T]
		defer func() {
			if p := recover(); p != nil {
				r.err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
			}
			out <- r
		}()
		r.value, r.err = fn(ctx)
	})
	return out
}

// await waits for a stage, and returns soon after ctx ends even if the stage
// goes on.
func await[T any](ctx context.Context, out <-chan result[T]) (T, error) {
	select {
	case r := <-out:
		return r.value, r.err
	case <-ctx.Done():
	}
	select {
	case r := <-out:
		return r.value, r.err
	case <-time.After(grace):
		var none T
		return none, context.Cause(ctx)
	}
}
