//go:build ollama

package llm_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tmc/langchaingo/llms"

	"daogou/llm"
	"daogou/llm/ollamatest"
)

// dialReal gives a client of a real server with the tiny model.
func dialReal(t *testing.T, s *ollamatest.Server) *llm.Client {
	t.Helper()
	server, err := llm.NewOllama(s.URL)
	if err != nil {
		t.Fatal(err)
	}
	c := llm.New(llm.Config{Server: server, EmbedModel: ollamatest.Model, FirstToken: 20 * time.Second, NextToken: 20 * time.Second,
		Total: 2 * time.Minute, Cooldown: 100 * time.Millisecond})
	if st := c.Probe(t.Context()); !st.Up || st.Model != ollamatest.Model {
		t.Fatalf("status %+v\n%s", st, s.Log())
	}
	return c
}

// intent is a schema with the parts that ours are made of.
var intent = json.RawMessage(`{"type":"object","properties":{"act":{"enum":["search","refine","policy"]},
	"filters":{"type":"array","maxItems":2,"items":{"type":"object","properties":{"field":{"enum":["color","price"]},
	"value":{"type":"string","maxLength":8}},"required":["field","value"],"additionalProperties":false}}},
	"required":["act","filters"],"additionalProperties":false}`)

// endless is a schema whose answer takes the tiny model many seconds. (One list of
// 4000 takes the runner down: llama.cpp allows 2000 repetitions.)
var endless = json.RawMessage(`{"type":"array","minItems":500,"items":{"type":"array","minItems":500,"items":{"type":"boolean"}}}`)

func TestRealOllama(t *testing.T) {
	server := ollamatest.Start(t)
	c := dialReal(t, server)

	t.Run("streams", func(t *testing.T) {
		pieces := 0
		r := hi
		r.MaxTokens = 40
		reply, err := c.Chat(t.Context(), r, func(string) error { pieces++; return nil })
		if err != nil && !errors.Is(err, llm.ErrBlank) {
			t.Fatal(err)
		}
		if pieces < 2 || reply.Tokens == 0 || reply.PromptTokens == 0 || reply.FirstToken > reply.Total {
			t.Errorf("%d pieces, %+v", pieces, reply)
		}
	})
	t.Run("obeys a schema", func(t *testing.T) {
		for _, said := range []string{"red shoes", "红鞋", "a tent under 200"} {
			r := llm.Request{Messages: []llm.Message{{Role: "user", Content: said}}, Schema: intent, MaxTokens: 300}
			reply, err := c.Chat(t.Context(), r, ignore)
			if err != nil {
				t.Fatalf("%v: %q", err, reply.Text)
			}
			var got struct {
				Act     string
				Filters []struct{ Field, Value string }
			}
			if err := json.Unmarshal([]byte(reply.Text), &got); err != nil || !strings.Contains("search refine policy", got.Act) || got.Act == "" || len(got.Filters) > 2 {
				t.Errorf("got %q, %v", reply.Text, err)
			}
		}
	})
	t.Run("stops at MaxTokens", func(t *testing.T) {
		r := llm.Request{Messages: hi.Messages, Schema: endless, MaxTokens: 20}
		reply, err := c.Chat(t.Context(), r, ignore)
		if !errors.Is(err, llm.ErrBadJSON) || !reply.Truncated {
			t.Errorf("got %v, truncated %v; want ErrBadJSON, truncated", err, reply.Truncated)
		}
	})
	t.Run("stops when the caller does", func(t *testing.T) { testRealCancel(t, c) })
	t.Run("embeds", func(t *testing.T) { testRealEmbed(t, c) })
	t.Run("serves langchaingo", func(t *testing.T) {
		var streamed strings.Builder
		got, err := llm.Model{Client: c}.GenerateContent(t.Context(), []llms.MessageContent{llms.TextParts(llms.ChatMessageTypeHuman, "hi")},
			llms.WithMaxTokens(60), llms.WithJSONMode(), llms.WithStreamingFunc(func(_ context.Context, b []byte) error { streamed.Write(b); return nil }))
		if errors.Is(err, llm.ErrBadJSON) { // a random model may not close what it opens within 60 tokens
			return
		}
		if err != nil || got.Choices[0].Content != streamed.String() || streamed.Len() == 0 {
			t.Errorf("got %+v, streamed %q, %v", got, streamed.String(), err)
		}
	})
	t.Run("speaks OpenAI's protocol", func(t *testing.T) { testRealOpenAI(t, server) })
	t.Run("refuses what is wrong", func(t *testing.T) {
		r := llm.Request{Messages: hi.Messages, Schema: json.RawMessage(`{"type": 5}`)}
		if _, err := c.Chat(t.Context(), r, ignore); err == nil {
			t.Error("a schema that is none was taken")
		}
		if !c.Up() {
			t.Error("one refusal counts as a failing server")
		}
	})
}

// testRealCancel hangs up on a long answer that holds the server's only place: a
// second call gets nowhere before, and is answered soon after.
func testRealCancel(t *testing.T, c *llm.Client) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	running, long, second := make(chan struct{}), make(chan error, 1), make(chan error, 1)
	go func() {
		begun := sync.OnceFunc(func() { close(running) })
		_, err := c.Chat(ctx, llm.Request{Messages: hi.Messages, Schema: endless, MaxTokens: 150_000}, func(string) error { begun(); return nil })
		long <- err
	}()
	<-running
	go func() {
		_, err := c.Chat(t.Context(), llm.Request{Messages: hi.Messages, Schema: intent, MaxTokens: 200}, ignore)
		second <- err
	}()
	select {
	case err := <-second:
		t.Fatalf("the server has room for two (%v), so this test tells nothing", err)
	case err := <-long:
		t.Fatalf("the long answer ended by itself: %v", err)
	case <-time.After(500 * time.Millisecond):
	}
	cancel()
	if err := <-long; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
	if err := <-second; err != nil { // by its first-token limit, when the first still runs
		t.Errorf("the call that waited for the place: %v", err)
	}
}

func testRealEmbed(t *testing.T, c *llm.Client) {
	texts := make([]string, 40)
	for i := range texts {
		texts[i] = strings.Repeat("red shoe ", i+1)
	}
	got, err := c.Embed(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	one, err := c.Embed(t.Context(), texts[7:8])
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 40 || len(got[0]) != 64 {
		t.Fatalf("%d vectors of %d", len(got), len(got[0]))
	}
	for i := range one[0] {
		if math.Abs(float64(one[0][i]-got[7][i])) > 1e-3 {
			t.Fatalf("alone and in a batch a text has two vectors: %v, %v", one[0][i], got[7][i])
		}
	}
}

// testRealOpenAI reaches the same server by its OpenAI-compatible routes, through
// langchaingo.
func testRealOpenAI(t *testing.T, s *ollamatest.Server) {
	server, err := llm.NewOpenAI(s.URL, "", ollamatest.Model)
	if err != nil {
		t.Fatal(err)
	}
	c := llm.New(llm.Config{Server: server, Model: ollamatest.Model})
	if st := c.Probe(t.Context()); len(st.Found.Models) != 1 {
		t.Fatalf("status %+v", st)
	}
	reply, err := c.Chat(t.Context(), llm.Request{Messages: hi.Messages, Schema: intent, MaxTokens: 200}, ignore)
	if err != nil || !json.Valid([]byte(reply.Text)) || reply.Tokens == 0 {
		t.Errorf("got %+v, %v", reply, err)
	}
}

func TestRealOllamaKilledAndBack(t *testing.T) {
	server := ollamatest.Start(t)
	c := dialReal(t, server)
	ctx, cancel := context.WithCancel(t.Context())
	var wg sync.WaitGroup
	defer wg.Wait()
	defer cancel()
	wg.Go(func() { c.Run(ctx) })

	_, err := c.Chat(ctx, llm.Request{Messages: hi.Messages, Schema: endless, MaxTokens: 150_000}, func(string) error {
		server.Kill()
		return nil
	})
	if err == nil {
		t.Fatal("the server was killed in the middle of an answer, which ended well")
	}
	start := time.Now()
	waitFor(t, "the end to be noticed", func() bool { _, err := c.Chat(ctx, hi, ignore); return err != nil && !c.Up() })
	if _, err := c.Chat(ctx, hi, ignore); !errors.Is(err, llm.ErrDown) || time.Since(start) > 2*time.Second {
		t.Errorf("got %v after %v, want ErrDown", err, time.Since(start))
	}
	server.Run(t)
	for deadline := time.Now().Add(20 * time.Second); !c.Up(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("not picked up again: %v", c.Status().Why)
		}
	}
	if _, err := c.Chat(ctx, llm.Request{Messages: hi.Messages, Schema: intent, MaxTokens: 200}, ignore); err != nil {
		t.Errorf("after the restart: %v", err)
	}
}
