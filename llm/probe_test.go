package llm_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"daogou/llm"
	"daogou/llm/ollamafake"
)

// lines is a log that tests read.
type lines struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(p)
}

// count says how many lines hold the words.
func (l *lines) count(words string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.buf.String(), words)
}

func TestServerIsPickedUpWhenItAppears(t *testing.T) {
	fake := &ollamafake.Fake{}
	url, stop, err := fake.Start("")
	if err != nil {
		t.Fatal(err)
	}
	address := strings.TrimPrefix(url, "http://")
	stop()
	server, err := llm.NewOllama(url)
	if err != nil {
		t.Fatal(err)
	}
	var log lines
	conf := quick(server)
	conf.Log = slog.New(slog.NewTextHandler(&log, nil))
	c := llm.New(conf)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	wg.Go(func() { c.Run(ctx) })

	waitFor(t, "the word that nothing is there", func() bool { return log.count("answers are built-in") == 1 })
	if _, err := c.Chat(ctx, hi, ignore); !errors.Is(err, llm.ErrDown) {
		t.Errorf("without a server: got %v, want ErrDown", err)
	}
	if _, stop, err = fake.Start(address); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the server to be found", c.Up)
	if _, err := c.Chat(ctx, hi, ignore); err != nil {
		t.Errorf("with the server: %v", err)
	}
	stop()
	waitFor(t, "its end to be noticed", func() bool {
		_, err := c.Chat(ctx, hi, ignore)
		return err != nil && log.count("answers are built-in") == 2
	})
	if _, stop, err = fake.Start(address); err != nil {
		t.Fatal(err)
	}
	defer stop()
	waitFor(t, "the server to be found again", func() bool { _, err := c.Chat(ctx, hi, ignore); return err == nil })
	c.Probe(ctx)
	if n, m := log.count("language model ready"), log.count("answers are built-in"); n != 2 || m != 2 {
		t.Errorf("said %d times that it is there, %d that it is not; want 2 and 2", n, m)
	}
}

func TestBreakerOpensAndTheProbeClosesIt(t *testing.T) {
	fake := &ollamafake.Fake{}
	c := dial(t, fake, nil)
	fake.Break(ollamafake.InStream)
	for range 3 {
		if _, err := c.Chat(t.Context(), hi, ignore); err == nil {
			t.Fatal("a broken server answered")
		}
	}
	asked := len(fake.Chats())
	if _, err := c.Chat(t.Context(), hi, ignore); !errors.Is(err, llm.ErrDown) || len(fake.Chats()) != asked {
		t.Errorf("got %v and %d calls, want ErrDown and no call", err, len(fake.Chats())-asked)
	}
	time.Sleep(60 * time.Millisecond) // Cooldown
	if st := c.Probe(t.Context()); st.Up {
		t.Error("a try that fails closed the breaker")
	}
	fake.Break(ollamafake.None)
	time.Sleep(60 * time.Millisecond)
	if st := c.Probe(t.Context()); !st.Up {
		t.Errorf("a try that succeeds left the breaker open: %v", st.Why)
	}
	if _, err := c.Chat(t.Context(), hi, ignore); err != nil {
		t.Errorf("after the repair: %v", err)
	}
}

func TestModelsAreChosen(t *testing.T) {
	installed := []ollamafake.Model{
		{Name: "cloud:latest", Chats: true, Remote: true}, {Name: "vectors:latest", Embeds: true},
		{Name: "small:1b", Chats: true}, {Name: "big:7b", Chats: true, Embeds: true},
	}
	for name, c := range map[string]struct {
		models              []ollamafake.Model
		model, embed        string
		wantModel, wantVecs string
		err                 error
	}{
		"the first that chats, on this machine": {models: installed, wantModel: "small:1b", wantVecs: "vectors:latest"},
		"the one asked for":                     {models: installed, model: "big:7b", embed: "big:7b", wantModel: "big:7b", wantVecs: "big:7b"},
		"the tag latest goes without saying":    {models: installed, model: "small:1b", embed: "vectors", wantModel: "small:1b", wantVecs: "vectors:latest"},
		"no embeddings wanted":                  {models: installed, embed: "off", wantModel: "small:1b"},
		"not installed":                         {models: installed, model: "other", wantVecs: "vectors:latest", err: llm.ErrNoModel},
		"none that chats":                       {models: installed[1:2], wantVecs: "vectors:latest", err: llm.ErrNoModel},
	} {
		t.Run(name, func(t *testing.T) {
			url, stop, err := (&ollamafake.Fake{Models: c.models}).Start("")
			if err != nil {
				t.Fatal(err)
			}
			defer stop()
			server, err := llm.NewOllama(url)
			if err != nil {
				t.Fatal(err)
			}
			st := llm.New(llm.Config{Server: server, Model: c.model, EmbedModel: c.embed}).Probe(t.Context())
			if st.Model != c.wantModel || st.EmbedModel != c.wantVecs || !errors.Is(st.Why, c.err) || st.Up != (c.err == nil) {
				t.Errorf("got %q, %q, up %v, %v; want %q, %q, %v", st.Model, st.EmbedModel, st.Up, st.Why, c.wantModel, c.wantVecs, c.err)
			}
		})
	}
}

func TestAddresses(t *testing.T) {
	for in, want := range map[string]string{
		"http://localhost:11434": "http://localhost:11434", "localhost": "http://localhost:11434", ":9000": "http://127.0.0.1:9000",
		"0.0.0.0": "http://127.0.0.1:11434", "https://models.shop.example": "https://models.shop.example", "http://gpu": "http://gpu", "gpu:1": "http://gpu:1", "10.0.0.5:80": "http://10.0.0.5:80",
	} {
		server, err := llm.NewOllama(in)
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if found, _ := server.Look(ctx); found.Address != want {
			t.Errorf("%s: got %s, want %s", in, found.Address, want)
		}
	}
	if _, err := llm.NewOllama("ftp://x"); err == nil {
		t.Error("ftp is taken for a language model")
	}
}
