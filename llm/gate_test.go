package llm

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"
)

func none() {}

func TestGateIsBounded(t *testing.T) {
	g := newGate(1, 1)
	leave, err := g.enter(t.Context(), High, none)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		second, err := g.enter(t.Context(), High, none)
		if err != nil {
			t.Errorf("the one that may wait: %v", err)
			return
		}
		second()
	})
	waitFor(t, func() bool { return g.queued() == 1 })
	if _, err := g.enter(t.Context(), High, none); !errors.Is(err, ErrBusy) {
		t.Errorf("queue full: got %v, want ErrBusy at once", err)
	}
	leave()
	wg.Wait()
	third, err := g.enter(t.Context(), Low, none)
	if err != nil {
		t.Fatalf("after all have left: %v", err)
	}
	third()
}

func TestGateLetsHighGoFirst(t *testing.T) {
	g := newGate(1, 10)
	leave, err := g.enter(t.Context(), High, none)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var order []Priority
	var wg sync.WaitGroup
	for i, p := range []Priority{Low, Low, High, High} {
		wg.Go(func() {
			leave, err := g.enter(t.Context(), p, none)
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			order = append(order, p)
			mu.Unlock()
			leave()
		})
		waitFor(t, func() bool { return g.queued() == i+1 })
	}
	leave()
	wg.Wait()
	if want := []Priority{High, High, Low, Low}; !slices.Equal(order, want) {
		t.Errorf("got %v, want %v", order, want)
	}
}

func TestHighMakesLowYield(t *testing.T) {
	g := newGate(1, 10)
	yielded := make(chan struct{})
	leave, err := g.enter(t.Context(), Low, func() { close(yielded) })
	if err != nil {
		t.Fatal(err)
	}
	go func() { <-yielded; leave() }()
	high, err := g.enter(t.Context(), High, none)
	if err != nil {
		t.Fatal(err)
	}
	high()
}

func TestGateForgetsWhoGaveUp(t *testing.T) {
	g := newGate(1, 1)
	leave, err := g.enter(t.Context(), High, none)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := g.enter(ctx, High, none); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the end of the context", err)
	}
	if n := g.queued(); n != 0 {
		t.Errorf("%d wait, want none", n)
	}
	leave()
	leave() // twice is once
	a, errA := g.enter(t.Context(), High, none)
	if errA != nil {
		t.Fatal(errA)
	}
	defer a()
	short, stop := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer stop()
	if _, err := g.enter(short, High, none); err == nil {
		t.Error("two are in at once where one may be")
	}
}

// waitFor polls until the condition holds, at most two seconds.
func waitFor(t *testing.T, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("it did not come to that within 2 s")
		}
	}
}
