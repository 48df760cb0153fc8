package llm_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"
	"time"

	"daogou/llm"
	"daogou/llm/ollamafake"
)

// memory is a Store.
type memory map[string][]byte

func (m memory) Get(_ context.Context, keys []string) (map[string][]byte, error) {
	found := map[string][]byte{}
	for _, k := range keys {
		if b, ok := m[k]; ok {
			found[k] = b
		}
	}
	return found, nil
}

func (m memory) Put(_ context.Context, blobs map[string][]byte) error {
	maps.Copy(m, blobs)
	return nil
}

func TestEmbedInBatchesOnceAText(t *testing.T) {
	fake := &ollamafake.Fake{}
	c := dial(t, fake, func(conf *llm.Config) { conf.Store = memory{} })
	texts := make([]string, 70)
	for i := range texts {
		texts[i] = fmt.Sprint("product ", i)
	}
	got, err := c.Embed(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range got {
		if !near(v, ollamafake.Vector(texts[i])) {
			t.Fatalf("text %d has another's vector", i)
		}
	}
	if batches := fake.Embedded(); !slices.Equal(batches, []int{32, 32, 6}) {
		t.Errorf("batches: got %v, want 32, 32, 6", batches)
	}
	texts[3] = "something new"
	again, err := c.Embed(t.Context(), texts)
	if err != nil {
		t.Fatal(err)
	}
	if batches := fake.Embedded(); !slices.Equal(batches, []int{32, 32, 6, 1}) {
		t.Errorf("batches: got %v, want one more text", batches)
	}
	if !slices.Equal(again[4], got[4]) || !near(again[3], ollamafake.Vector("something new")) {
		t.Error("the store changed a vector")
	}
}

func near(a, b []float32) bool {
	return slices.EqualFunc(a, b, func(x, y float32) bool { return math.Abs(float64(x-y)) < 1e-6 })
}

func TestEmbedFaults(t *testing.T) {
	t.Run("one vector short", func(t *testing.T) {
		fake := &ollamafake.Fake{}
		c := dial(t, fake, nil)
		fake.Break(ollamafake.Short)
		if _, err := c.Embed(t.Context(), []string{"a", "b"}); err == nil {
			t.Error("one vector for two texts was taken")
		}
	})
	t.Run("no model that embeds", func(t *testing.T) {
		c := dial(t, &ollamafake.Fake{Models: []ollamafake.Model{{Name: "chat", Chats: true}}}, nil)
		if _, err := c.Embed(t.Context(), []string{"a"}); !errors.Is(err, llm.ErrNoModel) {
			t.Errorf("got %v, want ErrNoModel", err)
		}
	})
	t.Run("server down", func(t *testing.T) {
		server, err := llm.NewOllama("127.0.0.1:1")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := llm.New(quick(server)).Embed(t.Context(), []string{"a"}); !errors.Is(err, llm.ErrDown) {
			t.Errorf("got %v, want ErrDown", err)
		}
	})
	t.Run("a server that hangs is left alone", func(t *testing.T) {
		fake := &ollamafake.Fake{}
		c := dial(t, fake, nil)
		fake.Break(ollamafake.Hang)
		for range 3 {
			ctx, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
			_, err := c.Embed(ctx, []string{"a"})
			if stop(); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v, want DeadlineExceeded", err)
			}
		}
		start := time.Now()
		if _, err := c.Embed(t.Context(), []string{"a"}); !errors.Is(err, llm.ErrDown) || time.Since(start) > 20*time.Millisecond {
			t.Errorf("got %v after %v, want ErrDown at once", err, time.Since(start))
		}
		fake.Break(ollamafake.None)
		waitFor(t, "it to be tried again", func() bool { _, err := c.Embed(t.Context(), []string{"a"}); return err == nil })
	})
	t.Run("the caller's deadline", func(t *testing.T) {
		fake := &ollamafake.Fake{}
		c := dial(t, fake, nil)
		fake.Break(ollamafake.Hang)
		ctx, stop := context.WithTimeout(t.Context(), 30*time.Millisecond)
		defer stop()
		if _, err := c.Embed(ctx, []string{"a"}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want DeadlineExceeded", err)
		}
	})
}
