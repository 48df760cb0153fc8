package llm_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"daogou/llm"
	"daogou/llm/ollamafake"
)

var schema = json.RawMessage(`{"type":"object","properties":{"act":{"type":"string"}},"required":["act"]}`)

// hi is the simplest request.
var hi = llm.Request{System: "You sell shoes.", Messages: []llm.Message{{Role: "user", Content: "hi"}}, MaxTokens: 50}

// quick are limits short enough for tests.
func quick(server llm.Server) llm.Config {
	return llm.Config{Server: server, FirstToken: 150 * time.Millisecond, NextToken: 150 * time.Millisecond,
		Total: time.Second, Cooldown: 50 * time.Millisecond}
}

// dial starts the fake and gives a client that has found it.
func dial(t *testing.T, fake *ollamafake.Fake, tune func(*llm.Config)) *llm.Client {
	t.Helper()
	url, stop, err := fake.Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	server, err := llm.NewOllama(url)
	if err != nil {
		t.Fatal(err)
	}
	conf := quick(server)
	if tune != nil {
		tune(&conf)
	}
	c := llm.New(conf)
	if st := c.Probe(t.Context()); st.Why != nil {
		t.Fatalf("probe: %v", st.Why)
	}
	return c
}

func ignore(string) error { return nil }

func TestChatStreams(t *testing.T) {
	fake := &ollamafake.Fake{Answer: func(ollamafake.Request) ollamafake.Answer {
		return ollamafake.Answer{Text: "Two red dresses. 两件红裙子。", Gap: time.Millisecond}
	}}
	c := dial(t, fake, nil)
	var pieces []string
	r := hi
	r.Schema, r.Temperature, r.Stop = nil, 0.3, []string{"###"}
	reply, err := c.Chat(t.Context(), r, func(s string) error { pieces = append(pieces, s); return nil })
	if err != nil {
		t.Fatal(err)
	}
	if want := "Two red dresses. 两件红裙子。"; reply.Text != want || strings.Join(pieces, "") != want || len(pieces) != 4 {
		t.Errorf("got %q in pieces %q, want %q in 4", reply.Text, pieces, want)
	}
	if reply.FirstToken <= 0 || reply.Total < reply.FirstToken || reply.Tokens != 4 || reply.PromptTokens != 10 || reply.Model != "fake:latest" {
		t.Errorf("figures: %+v", reply)
	}
	got := fake.Chats()[0]
	if got.System != "You sell shoes." || got.Last() != "hi" || got.Options["num_predict"] != 50.0 || got.Options["temperature"] != 0.3 || got.Thinks {
		t.Errorf("the server was asked %+v", got)
	}
	if stop, _ := json.Marshal(got.Options["stop"]); string(stop) != `["###"]` {
		t.Errorf("stop words: got %s", stop)
	}
}

func TestSchemaGoesOutAndIsChecked(t *testing.T) {
	text := `{"act": "search"}`
	fake := &ollamafake.Fake{Answer: func(ollamafake.Request) ollamafake.Answer { return ollamafake.Answer{Text: text} }}
	c := dial(t, fake, nil)
	r := hi
	r.Schema = schema
	if _, err := c.Chat(t.Context(), r, ignore); err != nil {
		t.Fatal(err)
	}
	if got := string(fake.Chats()[0].Schema); got != string(schema) {
		t.Errorf("schema sent: %s", got)
	}
	text = "<think>hm</think>```json\n{\"act\": \"search\"}\n```"
	if reply, err := c.Chat(t.Context(), r, ignore); err != nil || reply.Text != `{"act": "search"}` {
		t.Errorf("thought and fence: got %q, %v", reply.Text, err)
	}
	text = `{"act": "sea`
	if _, err := c.Chat(t.Context(), r, ignore); !errors.Is(err, llm.ErrBadJSON) {
		t.Errorf("got %v, want ErrBadJSON", err)
	}
}

// Every fault ends the call soon, with the error that tells what it was.
func TestFaults(t *testing.T) {
	long := strings.Repeat("word ", 20)
	for fault, want := range map[ollamafake.Fault]error{
		ollamafake.Hang:     llm.ErrSlow,
		ollamafake.Stall:    llm.ErrSlow,
		ollamafake.Half:     llm.ErrCut,
		ollamafake.Short:    llm.ErrCut,
		ollamafake.Garbage:  llm.ErrCut,
		ollamafake.Error500: nil, // any error
		ollamafake.Error503: nil,
		ollamafake.InStream: nil,
		ollamafake.Blank:    llm.ErrBlank,
		ollamafake.Empty:    llm.ErrBlank,
	} {
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			fake := &ollamafake.Fake{Answer: func(ollamafake.Request) ollamafake.Answer {
				return ollamafake.Answer{Text: long, Fault: fault}
			}}
			c := dial(t, fake, nil)
			start := time.Now()
			_, err := c.Chat(t.Context(), hi, ignore)
			if err == nil || want != nil && !errors.Is(err, want) {
				t.Errorf("got %v, want %v", err, want)
			}
			if took := time.Since(start); took > 900*time.Millisecond {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestEndlessAnswerIsCutAtMaxTokens(t *testing.T) {
	fake := &ollamafake.Fake{Answer: func(ollamafake.Request) ollamafake.Answer { return ollamafake.Answer{Fault: ollamafake.Endless} }}
	c := dial(t, fake, nil)
	r := hi
	r.MaxTokens = 7
	reply, err := c.Chat(t.Context(), r, ignore)
	if err != nil || !reply.Truncated || reply.Text != strings.Repeat("more ", 7) {
		t.Errorf("got %q, truncated %v, %v; want 7 tokens, truncated", reply.Text, reply.Truncated, err)
	}
	waitFor(t, "the server to stop", func() bool { return fake.Running() == 0 })
}

func TestSlowAnswerEndsAtTheTotal(t *testing.T) {
	fake := &ollamafake.Fake{Answer: func(ollamafake.Request) ollamafake.Answer {
		return ollamafake.Answer{Text: strings.Repeat("word ", 40), Gap: 50 * time.Millisecond}
	}}
	c := dial(t, fake, nil)
	reply, err := c.Chat(t.Context(), hi, ignore)
	if !errors.Is(err, llm.ErrSlow) || reply.Text == "" || reply.Total > 1500*time.Millisecond {
		t.Errorf("got %v after %v with %q, want ErrSlow after 1 s with what there was", err, reply.Total, reply.Text)
	}
}

func TestCancelReachesTheServer(t *testing.T) {
	fake := &ollamafake.Fake{Answer: func(ollamafake.Request) ollamafake.Answer {
		return ollamafake.Answer{Text: strings.Repeat("word ", 40), Gap: 20 * time.Millisecond}
	}}
	c := dial(t, fake, nil)
	t.Run("by context", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		_, err := c.Chat(ctx, hi, func(string) error { cancel(); return nil })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want context.Canceled", err)
		}
		waitFor(t, "the server to notice", func() bool { return fake.Cancelled() == 1 && fake.Running() == 0 })
	})
	t.Run("by emit", func(t *testing.T) {
		enough := errors.New("enough")
		_, err := c.Chat(t.Context(), hi, func(string) error { return enough })
		if !errors.Is(err, enough) {
			t.Errorf("got %v, want the error of emit", err)
		}
		waitFor(t, "the server to notice", func() bool { return fake.Cancelled() == 2 && fake.Running() == 0 })
	})
	if !c.Up() {
		t.Error("callers who hang up opened the breaker")
	}
}

func TestFullQueueIsBusyAtOnce(t *testing.T) {
	fake := &ollamafake.Fake{Answer: func(ollamafake.Request) ollamafake.Answer { return ollamafake.Answer{Fault: ollamafake.Hang} }}
	c := dial(t, fake, func(conf *llm.Config) { conf.Parallel, conf.Queue, conf.FirstToken = 1, 1, time.Second })
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	for range 2 {
		wg.Go(func() { _, _ = c.Chat(ctx, hi, ignore) })
	}
	waitFor(t, "one running and one waiting", func() bool { return fake.Running() == 1 && metric(t, c, "daogou_llm_queued") == 1 })
	start := time.Now()
	if _, err := c.Chat(ctx, hi, ignore); !errors.Is(err, llm.ErrBusy) || time.Since(start) > 50*time.Millisecond {
		t.Errorf("got %v after %v, want ErrBusy at once", err, time.Since(start))
	}
}

func TestShopperInterruptsBackgroundWork(t *testing.T) {
	fake := &ollamafake.Fake{Answer: func(r ollamafake.Request) ollamafake.Answer {
		if r.Last() == "background" {
			return ollamafake.Answer{Text: strings.Repeat("word ", 40), Gap: 20 * time.Millisecond}
		}
		return ollamafake.Answer{Text: "ok"}
	}}
	c := dial(t, fake, func(conf *llm.Config) { conf.Parallel = 1 })
	low := make(chan error)
	go func() {
		_, err := c.Chat(t.Context(), llm.Request{Messages: []llm.Message{{Role: "user", Content: "background"}}, Priority: llm.Low}, ignore)
		low <- err
	}()
	waitFor(t, "the background call to run", func() bool { return fake.Running() == 1 })
	if _, err := c.Chat(t.Context(), hi, ignore); err != nil {
		t.Errorf("the shopper's call: %v", err)
	}
	if err := <-low; !errors.Is(err, llm.ErrPreempted) {
		t.Errorf("the background call: got %v, want ErrPreempted", err)
	}
}

func TestMetrics(t *testing.T) {
	c := dial(t, &ollamafake.Fake{}, nil)
	if _, err := c.Chat(t.Context(), hi, ignore); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]float64{"daogou_llm_calls_total": 1, "daogou_llm_up": 1, "daogou_llm_queued": 0} {
		if got := metric(t, c, name); got != want {
			t.Errorf("%s: got %v, want %v", name, got, want)
		}
	}
}

// metric gives the first series of a name.
func metric(t *testing.T, c *llm.Client, name string) float64 {
	t.Helper()
	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(c)
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() == name {
			m := f.GetMetric()[0]
			return m.GetCounter().GetValue() + m.GetGauge().GetValue()
		}
	}
	t.Fatalf("no metric %s", name)
	return 0
}

func waitFor(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(3 * time.Second); !ok(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited 3 s for %s", what)
		}
	}
}
