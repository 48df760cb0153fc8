package chat

import (
	"context"
	"errors"

	"os"
	"strings"
	"testing"
	"time"

	"daogou/catalog"
)

func TestATurnComesInOrder(t *testing.T) {
	c := open(t, t.TempDir(), nil).connect(Hello{Locale: "en-GB"})
	if c.hello.Seq != 0 || c.hello.Text != "Welcome!" || c.hello.Locale != "en" || len(c.hello.Session) < 22 || c.hello.Resumed {
		t.Errorf("welcome: %+v", c.hello)
	}
	frames := c.say("dress")
	if got, want := kinds(frames), "ack intent products delta done"; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	done := one(t, frames, "done")
	if done.Text != spoken(frames) || done.Text != "search found. d1 4000. d2 5000." {
		t.Errorf("done says %q, the deltas %q", done.Text, spoken(frames))
	}
	if got := cardIDs(one(t, frames, "products")); got != "d1 d2" {
		t.Errorf("cards: got %s", got)
	}
	if done.Timing.Total <= 0 || done.Timing.Cards <= 0 || done.Timing.FirstDelta <= 0 || done.Stopped {
		t.Errorf("done: %+v", done)
	}
	for _, f := range frames {
		if f.Turn != 1 {
			t.Errorf("%s is of turn %d", f.Type, f.Turn)
		}
	}
}

func TestAMessageSentTwiceIsAnsweredOnce(t *testing.T) {
	s := open(t, t.TempDir(), nil)
	c := s.connect(Hello{})
	first := one(t, c.say("dress"), "ack")
	again, err := c.Message(context.Background(), MessageIn{ID: "m1", Text: "dress"})
	must(t, err)
	if again == nil || string(again.JSON) != first.Raw || again.Seq != first.Seq {
		t.Errorf("got %v, want the ack as it was, %s", again, first.Raw)
	}
	c.ids = 1
	if frames := c.say("lamp"); frames[0].Type != "ack" || frames[0].Turn != 2 {
		t.Errorf("the next frame is %s", frames[0].Raw)
	}
}

// hold is a writer that says something, then waits until it is let go or
// stopped.
func hold(started chan<- struct{}, let <-chan struct{}) writes {
	return func(ctx context.Context, p *Plan, emit func(string) error) (Written, error) {
		if err := emit("Let me see."); err != nil {
			return Written{}, err
		}
		started <- struct{}{}
		select {
		case <-let:
			return plainly(ctx, p, emit)
		case <-ctx.Done():
			return Written{Engine: "llm"}, ctx.Err()
		}
	}
}

func TestCancelEndsTheTurnSoon(t *testing.T) {
	for name, deaf := range map[string]bool{"a writer that listens": false, "a writer that does not": true} {
		t.Run(name, func(t *testing.T) {
			took := time.Hour // the best of three: other programs need the machine, too
			for range 3 {
				took = min(took, cancelled(t, deaf))
			}
			if took > 100*time.Millisecond {
				t.Errorf("took %v", took)
			}
		})
	}
}

// cancelled cancels a turn in the middle of its answer and gives the time to
// its done.
func cancelled(t *testing.T, deaf bool) time.Duration {
	started, let := make(chan struct{}, 2), make(chan struct{})
	voice := hold(started, let)
	if deaf {
		voice = func(ctx context.Context, p *Plan, emit func(string) error) (Written, error) {
			return hold(started, let)(context.WithoutCancel(ctx), p, emit)
		}
	}
	c := open(t, t.TempDir(), func(e *Engine) { e.Voice, e.Plain = voice, writes(plainly) }).connect(Hello{})
	c.send("dress")
	<-started
	at := time.Now()
	must(t, c.Cancel(context.Background(), 1))
	frames := c.until("done", 1)
	took := time.Since(at)
	done := one(t, frames, "done")
	if !done.Stopped || done.Text != "Let me see." || spoken(frames) != done.Text {
		t.Errorf("got %s", done.Raw)
	}
	close(let)
	if frames := c.say("lamp"); one(t, frames, "done").Stopped || strings.Contains(spoken(frames), "dress") {
		t.Errorf("after it: %s", kinds(frames))
	}
	return took
}

func TestCancelOfAnotherTurnDoesNothing(t *testing.T) {
	started, let := make(chan struct{}, 1), make(chan struct{})
	c := open(t, t.TempDir(), func(e *Engine) { e.Voice = hold(started, let) }).connect(Hello{})
	c.send("dress")
	<-started
	must(t, c.Cancel(context.Background(), 7))
	close(let)
	if done := one(t, c.until("done", 1), "done"); done.Stopped {
		t.Errorf("got %s", done.Raw)
	}
}

func TestABurstIsAnsweredOnce(t *testing.T) {
	for name, c := range map[string]struct {
		apart time.Duration
		asks  string
	}{
		"within a second the second turn answers both": {500 * time.Millisecond, "red\ndress"},
		"later it answers the second alone":            {1500 * time.Millisecond, "dress"},
	} {
		t.Run(name, func(t *testing.T) {
			heard := make(chan string, 2)
			reader := reads(func(ctx context.Context, u Utterance, st *State) (Reading, error) {
				heard <- u.Text
				if u.Text == "red" {
					<-ctx.Done()
					return Reading{}, ctx.Err()
				}
				return script(ctx, u, st)
			})
			conn := open(t, t.TempDir(), func(e *Engine) { e.Reader = reader }).connect(Hello{})
			at := time.Now()
			_, err := conn.Message(context.Background(), MessageIn{ID: "a", Text: "red", Received: at})
			must(t, err)
			<-heard
			_, err = conn.Message(context.Background(), MessageIn{ID: "b", Text: "dress", Received: at.Add(c.apart)})
			must(t, err)
			frames := conn.until("done", 2)
			if asks := <-heard; asks != c.asks {
				t.Errorf("the second turn answers %q, want %q", asks, c.asks)
			}
			if done := one(t, frames, "done"); done.Turn != 1 || !done.Stopped {
				t.Errorf("the first turn ends with %s", done.Raw)
			}
		})
	}
}

func TestABurstNeverActsTwice(t *testing.T) {
	started, let := make(chan struct{}, 2), make(chan struct{})
	c := open(t, t.TempDir(), func(e *Engine) { e.Voice = hold(started, let) }).connect(Hello{})
	c.send(`cart {"refers": ["l1"], "cart": {"kind": "add"}}`)
	<-started
	c.send("vase")
	close(let)
	frames := c.until("done", 2)
	if strings.Count(kinds(frames), "cart") != 1 || !strings.Contains(spoken(frames), "search found. v1") {
		t.Errorf("got %s: %s", kinds(frames), spoken(frames))
	}
}

func TestWhateverBreaksTheTurnEnds(t *testing.T) {
	broken := errors.New("broken")
	boom := func(context.Context, Utterance, *State) (Reading, error) { panic("boom") }
	stuck := func(context.Context, Utterance, *State) (Reading, error) {
		time.Sleep(1200 * time.Millisecond)
		return Reading{}, broken
	}
	fail := func(context.Context, *Plan, func(string) error) (Written, error) { return Written{}, broken }
	crash := func(context.Context, *Plan, func(string) error) (Written, error) { panic("boom") }
	half := func(_ context.Context, _ *Plan, emit func(string) error) (Written, error) {
		return Written{}, errors.Join(emit("Well, the dress"), broken)
	}
	begun := func(_ context.Context, _ *Plan, emit func(string) error) (Written, error) {
		return Written{}, errors.Join(emit("search found."), emit(" d1"), broken)
	}
	for name, c := range map[string]struct {
		set    func(e *Engine)
		kinds  string
		text   string
		engine string
	}{
		"a reader fails: the words are searched": {func(e *Engine) {
			e.Reader = reads(func(context.Context, Utterance, *State) (Reading, error) { return Reading{}, broken })
		}, "ack intent products delta done", "search found. d1 4000.", "builtin"},
		"a reader panics":        {func(e *Engine) { e.Reader = reads(boom) }, "ack intent products delta done", "search found. d1 4000.", "builtin"},
		"a reader is stuck":      {func(e *Engine) { e.Reader, e.Deadline = reads(stuck), 2*time.Second }, "ack intent products delta done", "search found. d1 4000.", "builtin"},
		"the index fails":        {func(e *Engine) { e.Index = deadIndex{broken} }, "ack intent delta done", "search failed.", "builtin"},
		"the index panics":       {func(e *Engine) { e.Index = deadIndex{nil} }, "ack intent delta done", "search failed.", "builtin"},
		"the writer fails":       {func(e *Engine) { e.Voice = writes(fail) }, "ack intent products delta done", "search found. d1 4000.", "builtin"},
		"the writer panics":      {func(e *Engine) { e.Voice = writes(crash) }, "ack intent products delta done", "search found. d1 4000.", "builtin"},
		"the writer stops short": {func(e *Engine) { e.Voice = writes(half) }, "ack intent products delta done", "Well, the dress\n\nsearch found. d1 4000.", "mixed"},
		"it began as the other":  {func(e *Engine) { e.Voice = writes(begun) }, "ack intent products delta done", "search found. d1 4000.", "builtin"},
		"both writers fail":      {func(e *Engine) { e.Voice, e.Plain = writes(fail), writes(crash) }, "ack intent products done", "", "mixed"},
	} {
		t.Run(name, func(t *testing.T) {
			conn := open(t, t.TempDir(), func(e *Engine) { e.Plain = writes(plainly); c.set(e) }).connect(Hello{})
			frames := conn.say("Red Dress")
			done := one(t, frames, "done")
			if kinds(frames) != c.kinds || done.Text != c.text || done.Engine != c.engine || done.Text != spoken(frames) {
				t.Errorf("got %s, %q by %s,\nwant %s, %q by %s", kinds(frames), done.Text, done.Engine, c.kinds, c.text, c.engine)
			}
		})
	}
}

type deadIndex struct{ err error }

func (d deadIndex) Search(context.Context, catalog.Query) (catalog.Result, error) {
	if d.err == nil {
		panic("boom")
	}
	return catalog.Result{}, d.err
}

func (d deadIndex) Passages(context.Context, string, string, int) ([]catalog.Passage, error) {
	return nil, d.err
}

func TestResumeBringsExactlyWhatWasMissed(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir, func(e *Engine) { e.Voice = slowly })
	c := s.connect(Hello{})
	c.say("dress")
	_, err := c.Event(context.Background(), EventIn{ID: "e1", Kind: "view", ProductID: "d1"})
	must(t, err)
	c.say("lamp")
	all := c.replay(0)
	again := open(t, dir, nil) // the log alone, from SQLite
	for after := range all {
		for _, from := range []*shop{s, again} {
			r := from.connect(Hello{Session: c.ID, Token: c.hello.Token})
			if !r.hello.Resumed || r.hello.Seq != int64(len(all)) {
				t.Fatalf("welcome: %+v, want seq %d", r.hello, len(all))
			}
			if got, want := strings.Join(r.replay(int64(after)), "\n"), strings.Join(all[after:], "\n"); got != want {
				t.Fatalf("after %d: got\n%s\nwant\n%s", after, got, want)
			}
		}
	}
}

// slowly lets every piece be committed alone.
var slowly = writes(func(ctx context.Context, p *Plan, emit func(string) error) (Written, error) {
	return plainly(ctx, p, func(text string) error {
		time.Sleep(10 * time.Millisecond)
		return emit(text)
	})
})

// replay gives the frames after a seq as a new connection gets them.
func (c *client) replay(after int64) []string {
	c.t.Helper()
	r := &client{Session: c.Session, t: c.t, after: after}
	var lines []string
	for r.after < r.last() {
		for _, f := range r.next() {
			lines = append(lines, f.Raw)
		}
	}
	return lines
}

func (c *client) last() int64 {
	c.order.Lock()
	defer c.order.Unlock()
	return c.seq
}

func TestTwoTabsSeeTheSame(t *testing.T) {
	s := open(t, t.TempDir(), func(e *Engine) { e.Voice = slowly })
	a := s.connect(Hello{})
	b := s.connect(Hello{Session: a.ID, Token: a.hello.Token})
	a.send("dress")
	var one, two string
	for _, f := range a.until("done", 1) {
		one += f.Raw
	}
	for _, f := range b.until("done", 1) {
		two += f.Raw
	}
	if one != two {
		t.Errorf("got\n%s\nand\n%s", one, two)
	}
}

func TestWhoMayHaveASession(t *testing.T) {
	s := open(t, t.TempDir(), nil)
	c := s.connect(Hello{})
	hers := s.connect(Hello{Customer: "c1"})
	for name, h := range map[string]Hello{
		"an unknown session":          {Session: "nosuch", Token: c.hello.Token},
		"a wrong token":               {Session: c.ID, Token: hers.hello.Token},
		"no token":                    {Session: c.ID},
		"a token without its session": {Token: c.hello.Token},
		"another customer's":          {Session: hers.ID, Token: hers.hello.Token, Customer: "c2"},
	} {
		_, _, err := s.Open(context.Background(), h)
		var e *Error
		if !errors.As(err, &e) || e.Code != Unauthorized {
			t.Errorf("%s: got %v, want unauthorized", name, err)
		}
	}
	if one(t, c.say(`order {}`), "done").Text != "order sign_in." {
		t.Error("orders are told to someone anonymous")
	}
	in := s.connect(Hello{Session: c.ID, Token: c.hello.Token, Customer: "c1"})
	if in.hello.CustomerID != "c1" {
		t.Errorf("signed in as %q", in.hello.CustomerID)
	}
	if got := one(t, c.say(`order {}`), "done").Text; got != "order found. d1 4000." {
		t.Errorf("signed in she hears %q", got)
	}
	again := open(t, dirOf(s), nil).connect(Hello{Session: c.ID, Token: c.hello.Token})
	if again.hello.CustomerID != "c1" {
		t.Errorf("after a restart she is %q", again.hello.CustomerID)
	}
}

func dirOf(s *shop) string {
	var seq int
	var name, file string
	_ = s.Store.Read().QueryRow(`PRAGMA database_list`).Scan(&seq, &name, &file)
	return strings.TrimSuffix(file, string(os.PathSeparator)+catalog.DatabaseFile)
}

func TestIdleSessionsLeaveMemoryAndComeBack(t *testing.T) {
	now := time.Now()
	s := open(t, t.TempDir(), func(e *Engine) { e.Now = func() time.Time { return now }; e.Idle = time.Minute })
	session, hello, err := s.Open(context.Background(), Hello{})
	must(t, err)
	c := &client{Session: session, t: t, hello: hello}
	c.say("dress")
	c.say(`cart {"refers": ["l1"], "cart": {"kind": "add"}}`)
	want := c.replay(0)
	for !c.atRest() {
		time.Sleep(time.Millisecond)
	}
	session.Leave()
	now = now.Add(2 * time.Minute)
	back := s.connect(Hello{Session: c.ID, Token: hello.Token})
	if back.Session == session {
		t.Fatal("the session is still in memory")
	}
	if got := back.replay(0); strings.Join(got, "") != strings.Join(want, "") {
		t.Errorf("got %v, want %v", got, want)
	}
	back.after, back.ids = int64(len(want)), 2
	if got := cardIDs(one(t, back.say(`cart {"refers": ["d1"], "cart": {"kind": "add", "options": {"size": "M"}}}`), "cart")); got != "l1 d1" {
		t.Errorf("cart: got %s", got)
	}
}

func TestEventsAreStoredOnce(t *testing.T) {
	s := open(t, t.TempDir(), nil)
	c := s.connect(Hello{})
	ctx := context.Background()
	c.say("dress")
	add := EventIn{ID: "e1", Kind: "add_to_cart", ProductID: "d2", Quantity: 2, Options: map[string]string{"size": "M"}, Turn: 1}
	_, err := c.Event(ctx, add)
	must(t, err)
	frames := c.next()
	if got := kinds(frames); got != "ack cart" {
		t.Fatalf("got %s, want ack cart", got)
	}
	again, err := c.Event(ctx, add)
	must(t, err)
	if again == nil || string(again.JSON) != frames[0].Raw {
		t.Errorf("again: got %v, want %s", again, frames[0].Raw)
	}
	if e := <-s.Taste.(taste).seen; e.ProductID != "d2" || e.Position != 2 || e.Turn != 1 || e.Shopper() != c.ID {
		t.Errorf("observed %+v", e)
	}
	changes, err := s.Store.Changes(ctx, 0, 0)
	must(t, err)
	if len(changes.Events) != 1 {
		t.Errorf("%d events are stored, want 1", len(changes.Events))
	}
	cart := frames[1]
	if cart.Items[0].Price.Amount != 5000 || cart.Items[0].Quantity != 2 || !strings.Contains(cart.Raw, `"total":{"amount":10000,"currency":"USD"}`) {
		t.Errorf("cart: %s", cart.Raw)
	}
	for name, in := range map[string]EventIn{
		"no id":      {Kind: "view", ProductID: "d1"},
		"no kind":    {ID: "x", ProductID: "d1"},
		"no product": {ID: "x", Kind: "view", ProductID: "nosuch"},
	} {
		var e *Error
		if _, err := c.Event(ctx, in); !errors.As(err, &e) || e.Code != BadRequest || e.ID != in.ID {
			t.Errorf("%s: got %v, want bad_request", name, err)
		}
	}
}

func TestFeedbackIsAcknowledged(t *testing.T) {
	c := open(t, t.TempDir(), nil).connect(Hello{})
	c.say("dress")
	for range 2 { // the shopper may change her mind
		must(t, c.Feedback(context.Background(), FeedbackIn{Turn: 1, Rating: "down", ProductID: "d1"}))
		if f := c.next()[0]; f.Type != "ack" || f.Turn != 1 || f.ID != "" {
			t.Errorf("got %s", f.Raw)
		}
	}
	if err := c.Feedback(context.Background(), FeedbackIn{Turn: 2, Rating: "up"}); err == nil {
		t.Error("feedback on a turn that was not is taken")
	}
}

func TestManySessionsAtOnce(t *testing.T) {
	s := open(t, t.TempDir(), nil)
	ends := make(chan string, 20)
	for range 20 {
		c := s.connect(Hello{})
		go func() {
			text := ""
			for i := range 5 {
				text = spoken(c.say([]string{"dress", "lamp"}[i%2]))
			}
			ends <- text
		}()
	}
	for range 20 {
		if got := <-ends; got != "search found. d1 4000. d2 5000." {
			t.Errorf("got %q", got)
		}
	}
}
