package llm_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"daogou/llm"
	"daogou/llm/ollamafake"
)

// Shoppers who come and go at random leave nothing behind: no place taken, no
// goroutine, no call running at the server.
func TestNothingLeaks(t *testing.T) {
	fake := &ollamafake.Fake{Answer: func(ollamafake.Request) ollamafake.Answer {
		return ollamafake.Answer{Text: strings.Repeat("word ", 10), Gap: time.Millisecond}
	}}
	const parallel = 3
	c := dial(t, fake, func(conf *llm.Config) { conf.Parallel, conf.Queue = parallel, 10 })
	before := runtime.NumGoroutine()
	var answered, most atomic.Int64
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(rand.IntN(60))*time.Millisecond)
			defer cancel()
			r := hi
			r.Priority = llm.Priority(i % 2)
			_, err := c.Chat(ctx, r, func(string) error {
				most.Store(max(most.Load(), int64(fake.Running())))
				return nil
			})
			switch {
			case err == nil:
				answered.Add(1)
			case !errors.Is(err, context.DeadlineExceeded) && !errors.Is(err, llm.ErrBusy) && !errors.Is(err, llm.ErrPreempted):
				t.Errorf("a call ended with %v", err)
			}
		})
		time.Sleep(time.Millisecond)
	}
	wg.Wait()
	waitFor(t, "the server to be idle", func() bool { return fake.Running() == 0 })
	if most.Load() > 2*parallel { // the server notices a hang-up a moment later than we do
		t.Errorf("%d calls ran at once, want about %d", most.Load(), parallel)
	}
	if answered.Load() == 0 || !c.Up() {
		t.Errorf("%d answered, up %v", answered.Load(), c.Up())
	}
	for range parallel + 1 {
		if _, err := c.Chat(t.Context(), hi, nil); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	}
	waitFor(t, "the goroutines to end", func() bool { return runtime.NumGoroutine() <= before+2*parallel+4 })
}
