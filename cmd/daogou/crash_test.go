package main

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"daogou/catalog"
	"daogou/web"
)

// survivor is a client that outlives its server.
type survivor struct {
	say            string
	session, token string
	seq            int64
	acked          bool
	intents, dones int
	viewed         bool // the event is acknowledged
	text, joined   string
}

// viewedProduct is one of the demo shop's.
const viewedProduct = "tarn-fleece-green"

// TestKillNine kills the server in the middle of 50 turns. After it is back and
// the clients have resumed, every message is answered exactly once, and no
// acknowledged event is lost.
func TestKillNine(t *testing.T) {
	data := t.TempDir()
	if err := stockDemo(t.Context(), data); err != nil {
		t.Fatal(err)
	}
	for _, after := range []time.Duration{4, 8, 12, 20} {
		clients := make([]*survivor, 50)
		first, err := startChild(t.Context(), data)
		if err != nil {
			t.Fatal(err)
		}
		if err := first.ready(t.Context()); err != nil {
			t.Fatal(err)
		}
		var before errgroup.Group
		for i := range clients {
			c := &survivor{say: []string{"a warm jacket", "三百以内的背包", "how long can I return things?"}[i%3]}
			clients[i] = c
			before.Go(func() error { return c.untilKilled(first.wsURL()) })
		}
		time.Sleep(after * time.Millisecond)
		first.kill()
		if err := before.Wait(); err != nil {
			t.Fatal(err)
		}
		done := 0
		for _, c := range clients {
			done += c.dones
		}
		t.Logf("killed after %v ms with %d of %d turns done", int(after), done, len(clients))
		checkSurvivors(t, data, clients)
	}
}

func checkSurvivors(t *testing.T, data string, clients []*survivor) {
	t.Helper()
	second, err := startChild(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer second.kill()
	if err := second.ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	var after errgroup.Group
	for _, c := range clients {
		if c.session != "" {
			after.Go(func() error { return c.resume(second.wsURL()) })
		}
	}
	if err := after.Wait(); err != nil {
		t.Error(err)
	}
	acked, cut := 0, 0
	for _, c := range clients {
		if c.acked {
			acked++
		}
		if c.session != "" && (c.intents != 1 || c.dones != 1 || c.joined != c.text) {
			t.Errorf("%q: %d intents, %d dones, deltas %q, done %q; want one answer, whole", c.say, c.intents, c.dones, c.joined, c.text)
		}
		if c.session == "" {
			cut++
		}
	}
	checkViews(t, data, clients)
	t.Logf("%d of %d acknowledged before the kill, %d had no session yet", acked, len(clients), cut)
}

// checkViews looks for every acknowledged event in the store.
func checkViews(t *testing.T, data string, clients []*survivor) {
	t.Helper()
	store, err := catalog.Open(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	seen := map[string]int{}
	err = store.EachEvent(t.Context(), 0, func(e catalog.Event) error {
		if e.ProductID == viewedProduct {
			seen[e.Session]++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range clients {
		if c.viewed && seen[c.session] != 1 {
			t.Errorf("%q: its acknowledged event stands %d times in the store, want once", c.say, seen[c.session])
		}
	}
}

// untilKilled says something and reads until the server is gone.
func (c *survivor) untilKilled(url string) error {
	client, err := web.Dial(context.Background(), url, map[string]any{"locale": "en"})
	if err != nil {
		return nil // killed before
	}
	defer client.Close()
	for {
		f, err := client.Receive(time.Now().Add(10 * time.Second))
		if err != nil {
			return nil
		}
		if f.Type == "welcome" {
			var w struct{ Session, Token string }
			if err := json.Unmarshal(f.Raw, &w); err != nil {
				return err
			}
			c.session, c.token, c.seq = w.Session, w.Token, f.Seq
			_ = client.Send(map[string]any{"type": "message", "id": "only", "text": c.say})
			_ = client.Send(map[string]any{"type": "event", "id": "seen", "event": "view", "product_id": viewedProduct})
			continue
		}
		if err := c.take(f); err != nil {
			return err
		}
	}
}

// resume comes back, says it again in case it was not stored, and reads to the
// end.
func (c *survivor) resume(url string) error {
	client, err := web.Dial(context.Background(), url, map[string]any{"session": c.session, "token": c.token, "last_seq": c.seq})
	if err != nil {
		return err
	}
	defer client.Close()
	if f, err := client.Receive(time.Now().Add(10 * time.Second)); err != nil || f.Type != "welcome" {
		return fmt.Errorf("resuming: %s %w", f.Raw, err)
	}
	if err := client.Send(map[string]any{"type": "message", "id": "only", "text": c.say}); err != nil {
		return err
	}
	for c.dones == 0 {
		f, err := client.Receive(time.Now().Add(20 * time.Second))
		if err != nil {
			return fmt.Errorf("%q after the crash: %w", c.say, err)
		}
		if err := c.take(f); err != nil {
			return err
		}
	}
	return nil
}

func (c *survivor) take(f web.ClientFrame) error {
	if f.Seq <= c.seq && f.Type == "ack" {
		return nil // the same ack again
	}
	if f.Seq != c.seq+1 {
		return fmt.Errorf("%q: seq %d after %d: %s", c.say, f.Seq, c.seq, f.Raw)
	}
	c.seq = f.Seq
	switch f.Type {
	case "ack":
		c.acked = c.acked || f.ID == "only"
		c.viewed = c.viewed || f.ID == "seen"
	case "intent":
		c.intents++
	case "delta", "done":
		var w struct{ Text string }
		if err := json.Unmarshal(f.Raw, &w); err != nil {
			return err
		}
		if f.Type == "delta" {
			c.joined += w.Text
		} else {
			c.text = w.Text
			c.dones++
		}
	}
	return nil
}
