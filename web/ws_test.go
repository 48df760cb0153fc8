package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"daogou/chat"
)

func TestATurnOnTheWire(t *testing.T) {
	c := open(t, nil).connect(map[string]any{"locale": "en-GB"})
	if w := c.welcome; w.Seq != 0 || w.Resumed || w.Locale != "en" || len(w.Session) < 22 || w.Token == "" || w.Text == "" {
		t.Errorf("welcome: %s", w.Raw)
	}
	c.say("m1", "umbrella")
	frames := c.until("done")
	if got, want := kinds(frames), "ack intent products delta done"; got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	var text strings.Builder
	for i, f := range frames {
		if f.Seq != int64(i+1) || f.Turn != 1 {
			t.Errorf("frame %d has seq %d and turn %d", i+1, f.Seq, f.Turn)
		}
		if f.Type == "delta" {
			text.WriteString(f.Text)
		}
	}
	if done := frames[len(frames)-1]; done.Text != text.String() {
		t.Errorf("done says %q, the deltas %q", done.Text, text.String())
	}
	if items := frames[2].Items; len(items) != 2 || items[0].ID != "u1" {
		t.Errorf("cards: %s", frames[2].Raw)
	}
}

func TestAMessageSentTwiceGetsTheSameAck(t *testing.T) {
	c := open(t, nil).connect(nil)
	c.say("m1", "mug")
	first := c.until("done")[0]
	c.say("m1", "mug")
	if again := c.next(); again.Raw != first.Raw {
		t.Errorf("got %s, want %s", again.Raw, first.Raw)
	}
	c.say("m2", "umbrella")
	if f := c.next(); f.Type != "ack" || f.Turn != 2 {
		t.Errorf("after it comes %s, want the ack of turn 2", f.Raw)
	}
}

func holding() (set func(*Server), started, release chan struct{}) {
	started, release = make(chan struct{}, 8), make(chan struct{})
	return func(s *Server) { s.Engine.Voice = held(started, release) }, started, release
}

func TestCancelEndsTheTurn(t *testing.T) {
	set, started, _ := holding()
	c := open(t, set).connect(nil)
	c.say("m1", "mug")
	<-started
	c.send(map[string]any{"type": "cancel", "turn": 1})
	frames := c.until("done")
	if done := frames[len(frames)-1]; !done.Stopped || done.Text != "Let me see." {
		t.Errorf("done: %s", done.Raw)
	}
}

func TestASecondMessageTakesTheTurnsPlace(t *testing.T) {
	set, started, release := holding()
	c := open(t, set).connect(nil)
	c.say("m1", "mug")
	<-started
	c.say("m2", "umbrella")
	<-started
	close(release)
	var dones []got
	for len(dones) < 2 {
		frames := c.until("done")
		dones = append(dones, frames[len(frames)-1])
	}
	if !dones[0].Stopped || dones[0].Turn != 1 || dones[1].Stopped || dones[1].Turn != 2 {
		t.Errorf("got %s and %s, want turn 1 stopped and turn 2 whole", dones[0].Raw, dones[1].Raw)
	}
}

func TestAHangUpInTheMiddleOfAnAnswerMissesNothing(t *testing.T) {
	set, started, release := holding()
	s := open(t, set)
	c := s.connect(nil)
	c.say("m1", "mug")
	<-started
	before := c.until("delta")
	last := before[len(before)-1].Seq
	check(t, c.Close())
	close(release)
	c = s.connect(map[string]any{"session": c.welcome.Session, "token": c.welcome.Token, "last_seq": last})
	if !c.welcome.Resumed {
		t.Errorf("welcome: %s", c.welcome.Raw)
	}
	after := c.until("done")
	if after[0].Seq != last+1 || kinds(after) != "delta done" || after[len(after)-1].Text != "Let me see. Here you are." {
		t.Errorf("resumed after %d with %s: %s", last, kinds(after), after[len(after)-1].Raw)
	}
	whole := s.connect(map[string]any{"session": c.welcome.Session, "token": c.welcome.Token})
	if again := whole.until("done"); kinds(again) != "ack intent products delta done" || again[0].Seq != 1 {
		t.Errorf("from the beginning: %s", kinds(again))
	}
}

func TestEveryTabGetsEveryFrame(t *testing.T) {
	s := open(t, nil)
	one := s.connect(nil)
	two := s.connect(map[string]any{"session": one.welcome.Session, "token": one.welcome.Token})
	one.say("m1", "mug")
	a, b := one.until("done"), two.until("done")
	for i := range a {
		if i >= len(b) || a[i].Raw != b[i].Raw {
			t.Fatalf("frame %d differs:\n%s\n%s", i, a[i].Raw, b[min(i, len(b)-1)].Raw)
		}
	}
}

func TestWhatAPageSaysBesideMessages(t *testing.T) {
	s := open(t, nil)
	c := s.connect(nil)
	c.send(map[string]any{"type": "ping"})
	if f := c.next(); f.Raw != `{"type":"pong"}` {
		t.Errorf("ping is answered by %s", f.Raw)
	}
	c.send(map[string]any{"type": "draft", "text": "umbr"})
	if f := c.next(); f.Type != "suggest" || f.Text != "umbr" || len(f.Items) != 2 || len(f.Completions) == 0 || f.Seq != 0 {
		t.Errorf("a draft is answered by %s", f.Raw)
	}
	c.send(map[string]any{"type": "event", "id": "e1", "event": "add_to_cart", "product_id": "m1", "quantity": 2})
	if frames := c.until("cart"); kinds(frames) != "ack cart" || frames[0].ID != "e1" {
		t.Errorf("an event is answered by %s", kinds(frames))
	}
	if e := <-s.taste.seen; e.ProductID != "m1" || e.Shopper() != c.welcome.Session {
		t.Errorf("the recommender saw %+v", e)
	}
	c.say("m1", "mug")
	c.until("done")
	c.send(map[string]any{"type": "feedback", "turn": 1, "rating": "up"})
	if f := c.next(); f.Type != "ack" || f.Turn != 1 || f.ID != "" {
		t.Errorf("feedback is answered by %s", f.Raw)
	}
	c.send(map[string]any{"type": "handoff"})
	if f := c.next(); f.Type != "handoff" || f.State != "queued" {
		t.Errorf("handoff is answered by %s", f.Raw)
	}
	c.send(map[string]any{"type": "handback"})
	if f := c.next(); f.Type != "handoff" || f.State != "bot" {
		t.Errorf("handback is answered by %s", f.Raw)
	}
}

func TestABadFrameIsAnsweredAndForgiven(t *testing.T) {
	c := open(t, nil).connect(nil)
	for _, tt := range badFrames {
		check(t, c.conn.WriteMessage(websocket.TextMessage, []byte(tt.frame)))
		if f := c.next(); f.Type != "error" || f.Code != tt.code || f.ID != tt.id || f.Seq != 0 {
			t.Errorf("%s: got %s, want code %s and id %q", tt.name, f.Raw, tt.code, tt.id)
		}
	}
	c.send(map[string]any{"type": "hello"})
	if f := c.next(); f.Code != badRequest {
		t.Errorf("a second hello: %s", f.Raw)
	}
	c.send(map[string]any{"type": "event", "id": "e9", "event": "view", "product_id": "no such"})
	if f := c.next(); f.Code != badRequest || f.ID != "e9" {
		t.Errorf("an unknown product: %s", f.Raw)
	}
	c.send(map[string]any{"type": "ping"})
	if f := c.next(); f.Type != "pong" {
		t.Errorf("after all that: %s", f.Raw)
	}
}

func TestTooFast(t *testing.T) {
	c := open(t, nil).connect(nil)
	for i := range 25 {
		c.say(fmt.Sprintf("m%d", i), "mug")
	}
	acks, refused := 0, 0
	for acks+refused < 25 {
		switch f := c.next(); {
		case f.Type == "ack":
			acks++
		case f.Type == "error" && f.Code == rateLimited && strings.HasPrefix(f.ID, "m"):
			refused++
		}
	}
	if acks < 20 || acks > 22 {
		t.Errorf("%d of 25 at once went through, want 20", acks)
	}
}

// dial opens a bare socket.
func (s *shop) dial(header http.Header, protocols ...string) (*websocket.Conn, *http.Response, error) {
	d := websocket.Dialer{Subprotocols: protocols, EnableCompression: true, HandshakeTimeout: 5 * time.Second}
	conn, resp, err := d.Dial(s.ws(), header)
	if err == nil {
		s.t.Cleanup(func() { _ = conn.Close() })
	}
	return conn, resp, err
}

func TestHandshake(t *testing.T) {
	s := open(t, func(s *Server) { s.Origins = []string{"https://friend.example", "https://other.example:8443/"} })
	host := strings.TrimPrefix(s.http.URL, "http://")
	tests := []struct {
		name, origin, protocol string
		want                   int
	}{
		{"a program sends no origin", "", Subprotocol, 101},
		{"the shop's own page", "http://" + host, Subprotocol, 101},
		{"behind TLS the scheme differs", "https://" + host, Subprotocol, 101},
		{"an origin that is allowed", "https://friend.example", Subprotocol, 101},
		{"allowed with its port", "https://other.example:8443", Subprotocol, 101},
		{"an allowed host by another scheme", "http://friend.example", Subprotocol, 403},
		{"a foreign origin", "https://evil.example", Subprotocol, 403},
		{"a foreign origin that begins like ours", "http://" + host + ".evil.example", Subprotocol, 403},
		{"a sandboxed page", "null", Subprotocol, 403},
		{"no subprotocol", "", "", 400},
		{"another subprotocol", "", "daogou.v2", 400},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			header := http.Header{}
			if tt.origin != "" {
				header.Set("Origin", tt.origin)
			}
			var protocols []string
			if tt.protocol != "" {
				protocols = []string{tt.protocol}
			}
			_, resp, err := s.dial(header, protocols...)
			if resp == nil {
				t.Fatalf("no answer: %v", err)
			}
			if resp.StatusCode != tt.want {
				t.Errorf("status %d, want %d", resp.StatusCode, tt.want)
			}
			if tt.want == 101 && (resp.Header.Get("Sec-WebSocket-Protocol") != Subprotocol || resp.Header.Get("Sec-WebSocket-Extensions") != "") {
				t.Errorf("negotiated %v, want the subprotocol and no deflate", resp.Header)
			}
			if tt.want != 101 {
				wantProblem(t, resp, tt.want)
			}
		})
	}
	resp := must(http.Get(s.http.URL + "/ws"))(t)
	defer resp.Body.Close()
	wantProblem(t, resp, 400)
}

func TestWhoIsNotLetIn(t *testing.T) {
	s := open(t, nil)
	anonymous, hers := s.connect(nil), s.connect(map[string]any{"customer": s.token("c1")})
	if hers.welcome.CustomerID != "c1" {
		t.Errorf("welcome of a customer: %s", hers.welcome.Raw)
	}
	expired := Sign(secret, Claims{"c1", "demo", time.Now().Unix() - 1})
	foreign := Sign(secret, Claims{"c1", "another shop", time.Now().Unix() + 60})
	tests := []struct {
		name  string
		hello map[string]any
		ok    bool
	}{
		{"a forged identity", map[string]any{"customer": Sign([]byte("guess"), Claims{"c1", "demo", time.Now().Unix() + 60})}, false},
		{"an expired identity", map[string]any{"customer": expired}, false},
		{"another shop's identity", map[string]any{"customer": foreign}, false},
		{"an identity that is no token", map[string]any{"customer": "c1"}, false},
		{"a wrong token of a session", map[string]any{"session": anonymous.welcome.Session, "token": "guess"}, false},
		{"another session's token", map[string]any{"session": anonymous.welcome.Session, "token": hers.welcome.Token}, false},
		{"no token of a session", map[string]any{"session": anonymous.welcome.Session}, false},
		{"a session that never was", map[string]any{"session": "AAAAAAAAAAAAAAAAAAAAAAAAAA", "token": "guess"}, false},
		{"a session of another customer", map[string]any{"session": hers.welcome.Session, "token": hers.welcome.Token, "customer": s.token("c2")}, false},
		{"signing in an anonymous session", map[string]any{"session": anonymous.welcome.Session, "token": anonymous.welcome.Token, "customer": s.token("c3")}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := &client{Client: must(Dial(context.Background(), s.ws(), tt.hello))(t), t: t}
			defer c.Close()
			f := c.next()
			if tt.ok {
				if f.Type != "welcome" || f.CustomerID != "c3" {
					t.Errorf("got %s, want a welcome", f.Raw)
				}
				return
			}
			if f.Type != "error" || f.Code != unauthorized {
				t.Errorf("got %s, want unauthorized", f.Raw)
			}
			wantClose(t, c.conn, websocket.ClosePolicyViolation)
		})
	}
}

func wantClose(t *testing.T, conn *websocket.Conn, code int) {
	t.Helper()
	check(t, conn.SetReadDeadline(time.Now().Add(5*time.Second)))
	for {
		_, data, err := conn.ReadMessage()
		if err == nil {
			t.Logf("before the close: %.100s", data)
			continue
		}
		var end *websocket.CloseError
		if !errors.As(err, &end) || end.Code != code {
			t.Errorf("got %v, want close %d", err, code)
		}
		return
	}
}

func TestCloseCodes(t *testing.T) {
	s := open(t, func(s *Server) { s.patience = usual; s.patience.hello = 150 * time.Millisecond })
	big := func(n int) string { return `{"type":"hello","pad":"` + strings.Repeat("x", n) + `"}` }
	tests := []struct {
		name   string
		kind   int
		frames []string
		want   int
	}{
		{"silence", websocket.TextMessage, nil, websocket.ClosePolicyViolation},
		{"a message before hello", websocket.TextMessage, []string{`{"type":"message","id":"m","text":"mug"}`}, websocket.ClosePolicyViolation},
		{"a ping before hello", websocket.TextMessage, []string{`{"type":"ping"}`}, websocket.ClosePolicyViolation},
		{"no JSON and then silence", websocket.TextMessage, []string{`hello`}, websocket.ClosePolicyViolation},
		{"a binary frame before hello", websocket.BinaryMessage, []string{`{"type":"hello"}`}, websocket.CloseUnsupportedData},
		{"a hello that is too large", websocket.TextMessage, []string{big(4 << 10)}, websocket.CloseMessageTooBig},
		{"far too large", websocket.TextMessage, []string{big(4 << 20)}, websocket.CloseMessageTooBig},
		{"too large after hello", websocket.TextMessage, []string{`{"type":"hello"}`, big(12 << 20)}, websocket.CloseMessageTooBig},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			conn, _, err := s.dial(nil, Subprotocol)
			check(t, err)
			for _, frame := range tt.frames {
				_ = conn.WriteMessage(tt.kind, []byte(frame)) // the end may come while we write
			}
			wantClose(t, conn, tt.want)
		})
	}
	t.Run("a binary frame after hello", func(t *testing.T) {
		c := s.connect(nil)
		check(t, c.conn.WriteMessage(websocket.BinaryMessage, []byte{0}))
		wantClose(t, c.conn, websocket.CloseUnsupportedData)
	})
	t.Run("a hello of just below 4 KiB is read", func(t *testing.T) {
		conn, _, err := s.dial(nil, Subprotocol)
		check(t, err)
		check(t, conn.WriteMessage(websocket.TextMessage, []byte(big(4000))))
		if _, data, err := conn.ReadMessage(); err != nil || !strings.Contains(string(data), `"welcome"`) {
			t.Errorf("got %s, %v", data, err)
		}
	})
}

func TestShutdownTellsEveryoneAndWaits(t *testing.T) {
	set, started, release := holding()
	defer close(release)
	s := open(t, set)
	idle, talking := s.connect(nil), s.connect(nil)
	silent, _, err := s.dial(nil, Subprotocol)
	check(t, err)
	talking.say("m1", "mug")
	<-started
	ctx, cancel := context.WithTimeout(context.Background(), 4*time.Second)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- s.Shutdown(ctx) }()
	for _, conn := range []*websocket.Conn{idle.conn, talking.conn, silent} {
		wantClose(t, conn, websocket.CloseGoingAway)
	}
	check(t, <-done)
	_, resp, err := s.dial(nil, Subprotocol)
	if err == nil || resp == nil || resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a newcomer gets %v, want 503", resp)
	}
}

// flood is a session that always has more to say.
type flood struct {
	session
	frame []byte
}

func (f flood) Next(ctx context.Context, after int64) ([]chat.Frame, error) {
	return []chat.Frame{{Seq: after + 1, JSON: f.frame}}, ctx.Err()
}

func (flood) Leave() {}

// drip is a session that says something now and then, without end.
type drip struct{ flood }

func (d drip) Next(ctx context.Context, after int64) ([]chat.Frame, error) {
	time.Sleep(20 * time.Millisecond)
	return d.flood.Next(ctx, after)
}

func TestAClientThatOnlyListensIsKept(t *testing.T) {
	hasty := patience{hello: time.Second, ping: 50 * time.Millisecond, pong: 250 * time.Millisecond, slow: time.Second}
	s := open(t, func(s *Server) { s.patience = hasty })
	srv := s.bare(func(ws *websocket.Conn) {
		c := newConn(s.Server, ws)
		c.session = drip{flood{frame: []byte(`{"type":"agent"}`)}}
		c.ws.SetPongHandler(func(string) error { return c.alive(context.Background()) })
		ctx, stop := c.life(context.Background())
		c.serve(ctx, stop)
		c.hangUp(context.Cause(ctx))
	})
	conn, _, err := websocket.DefaultDialer.Dial(srv, http.Header{})
	check(t, err)
	defer conn.Close()
	for end := time.Now().Add(4 * hasty.pong); time.Now().Before(end); {
		if _, _, err := conn.ReadMessage(); err != nil {
			t.Fatalf("it is cut off: %v", err)
		}
	}
}

func TestASilentClientIsGone(t *testing.T) {
	s := open(t, func(s *Server) {
		s.patience = patience{hello: time.Second, ping: 50 * time.Millisecond, pong: 150 * time.Millisecond, slow: time.Second}
	})
	c := s.connect(nil)
	c.conn.SetPingHandler(func(string) error { return nil }) // its network ate the pong
	check(t, c.conn.SetReadDeadline(time.Now().Add(5*time.Second)))
	if _, _, err := c.conn.ReadMessage(); err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("it is still connected: %v", err)
	}
}

func TestASlowReaderIsToldSo(t *testing.T) {
	s := open(t, func(s *Server) { s.patience = usual; s.patience.slow = 100 * time.Millisecond })
	frame := must(json.Marshal(map[string]string{"type": "delta", "text": strings.Repeat("x", 1<<20)}))(t)
	ended := make(chan struct{})
	srv := s.bare(func(ws *websocket.Conn) {
		defer close(ended)
		c := newConn(s.Server, ws)
		c.session = flood{frame: frame}
		ctx, stop := c.life(context.Background())
		c.serve(ctx, stop)
		c.hangUp(context.Cause(ctx))
	})
	conn, _, err := websocket.DefaultDialer.Dial(srv, http.Header{})
	check(t, err)
	defer conn.Close()
	time.Sleep(400 * time.Millisecond) // not reading
	for {
		if _, r, err := conn.NextReader(); err != nil {
			if !websocket.IsCloseError(err, closeSlow) {
				t.Errorf("got %v, want close 4008", err)
			}
			break
		} else if _, err := io.Copy(io.Discard, r); err != nil {
			t.Fatal(err)
		}
	}
	<-ended
}
