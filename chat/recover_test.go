package chat

import (
	"context"
	"strings"
	"testing"
	"time"
)

// crash ends a shop's turns as kill -9 would: nothing more is written.
func (s *shop) crash() {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	must(s.t, s.Close(ctx))
}

func TestACrashedTurnIsFinished(t *testing.T) {
	said := func(pieces ...string) writes {
		return func(ctx context.Context, _ *Plan, emit func(string) error) (Written, error) {
			for _, text := range pieces {
				if err := emit(text); err != nil {
					return Written{}, err
				}
			}
			<-ctx.Done()
			return Written{Engine: "llm"}, ctx.Err()
		}
	}
	deaf := reads(func(ctx context.Context, _ Utterance, _ *State) (Reading, error) {
		<-ctx.Done()
		return Reading{}, ctx.Err()
	})
	for name, c := range map[string]struct {
		set    func(e *Engine)
		until  string // the last frame before the crash
		kinds  string // all frames of the turn
		text   string
		engine string
	}{
		"before it was understood: it runs again": {func(e *Engine) { e.Reader = deaf }, "ack",
			"ack intent products delta done", "search found. d1 4000. d2 5000.", "builtin"},
		"planned, nothing said": {func(e *Engine) { e.Voice = said() }, "products",
			"ack intent products delta done", "search found. d1 4000. d2 5000.", "builtin"},
		"the built-in writer had begun": {func(e *Engine) { e.Voice = said("search found.", " d1 ") }, "delta",
			"ack intent products delta done", "search found. d1 4000. d2 5000.", "builtin"},
		"a model had begun": {func(e *Engine) { e.Voice = said("Sure! Here are two.") }, "delta",
			"ack intent products delta done", "Sure! Here are two.\n\nsearch found. d1 4000. d2 5000.", "mixed"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			first := open(t, dir, c.set)
			conn := first.connect(Hello{})
			conn.send("dress")
			before := conn.until(c.until, 1)
			first.crash()
			before = append(before, conn.rest()...)

			second := open(t, dir, nil)
			must(t, second.Recover(context.Background()))
			back := second.connect(Hello{Session: conn.ID, Token: conn.hello.Token})
			all := back.until("done", 1)
			done := one(t, all, "done")
			if kinds(all) != c.kinds || done.Text != c.text || spoken(all) != c.text || done.Engine != c.engine || done.Stopped {
				t.Errorf("got %s, %q by %s,\nwant %s, %q by %s", kinds(all), done.Text, done.Engine, c.kinds, c.text, c.engine)
			}
			for i, f := range before {
				if all[i].Raw != f.Raw {
					t.Errorf("frame %d was %s, is %s", i, f.Raw, all[i].Raw)
				}
			}
			if again := strings.Join(back.replay(0), "\n"); strings.Count(again, `"type":"intent"`) != 1 {
				t.Errorf("intents in\n%s", again)
			}
		})
	}
}

// rest reads what is left without waiting.
func (c *client) rest() (frames []frame) {
	for c.after < c.last() {
		frames = append(frames, c.next()...)
	}
	return frames
}

func TestOfTwoCrashedTurnsTheLastIsAnswered(t *testing.T) {
	dir := t.TempDir()
	first := open(t, dir, func(e *Engine) {
		e.Reader = reads(func(ctx context.Context, _ Utterance, _ *State) (Reading, error) {
			<-ctx.Done()
			return Reading{}, ctx.Err()
		})
	})
	conn := first.connect(Hello{})
	conn.send("red")
	first.crash()
	// Stored and acknowledged, but the server is closing: it waits for the next.
	conn.send("dress")
	second := open(t, dir, nil)
	must(t, second.Recover(context.Background()))
	back := second.connect(Hello{Session: conn.ID, Token: conn.hello.Token})
	all := back.until("done", 2)
	if one(t, all, "done").Turn != 1 || !one(t, all, "done").Stopped {
		t.Errorf("the first turn: %s", one(t, all, "done").Raw)
	}
	if got := spoken(all); got != "search found. d1 4000. d2 5000." {
		t.Errorf("got %q", got)
	}
}

func TestATurnThatEndsTheServerIsGivenUp(t *testing.T) {
	dir := t.TempDir()
	deadly := func(e *Engine) { e.Voice = hold(make(chan struct{}, 10), nil); e.Plain = e.Voice }
	s := open(t, dir, deadly)
	conn := s.connect(Hello{})
	conn.send("dress")
	conn.until("delta", 1)
	for range triesMost {
		s.crash()
		s = open(t, dir, deadly)
		must(t, s.Recover(context.Background()))
	}
	back := s.connect(Hello{Session: conn.ID, Token: conn.hello.Token})
	select {
	case <-ended(back.Session):
		t.Fatal("given up too soon")
	case <-time.After(50 * time.Millisecond):
	}
	s.crash()
	s = open(t, dir, deadly)
	must(t, s.Recover(context.Background()))
	back = s.connect(Hello{Session: conn.ID, Token: conn.hello.Token})
	if done := one(t, back.until("done", 1), "done"); !done.Stopped || done.Text != "Let me see." {
		t.Errorf("got %s", done.Raw)
	}
}

// ended is closed when the session's turn has ended.
func ended(s *Session) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.turn == nil {
		none := make(chan struct{})
		close(none)
		return none
	}
	return s.turn.ended
}

func TestACartChangeIsDoneOnceThoughTheTurnIsCut(t *testing.T) {
	dir := t.TempDir()
	first := open(t, dir, func(e *Engine) { e.Voice = hold(make(chan struct{}, 1), nil) })
	conn := first.connect(Hello{})
	conn.send(`cart {"refers": ["l1"], "cart": {"kind": "add", "quantity": 2}}`)
	conn.until("cart", 0)
	first.crash()
	second := open(t, dir, nil)
	back := second.connect(Hello{Session: conn.ID, Token: conn.hello.Token}) // comes before Recover
	must(t, second.Recover(context.Background()))
	all := back.until("done", 1)
	if strings.Count(kinds(all), "cart") != 1 {
		t.Errorf("got %s", kinds(all))
	}
	back.ids = 1
	if cart := one(t, back.say(`cart {"refers": ["l1"], "cart": {"kind": "set", "quantity": 3}}`), "cart"); len(cart.Items) != 1 || cart.Items[0].Quantity != 3 {
		t.Errorf("cart: %s", cart.Raw)
	}
	changes, err := second.Store.Changes(context.Background(), 0, 0)
	must(t, err)
	if len(changes.Events) != 1 {
		t.Errorf("%d events, want one add_to_cart", len(changes.Events))
	}
}
