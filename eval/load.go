package eval

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"daogou/web"
)

// LoadOptions says how hard a server is asked: Sessions at once, each playing
// Turns messages taken in turn from Says.
type LoadOptions struct {
	URL      string
	Sessions int
	Turns    int
	Says     []string
	Locale   string
	Pause    time.Duration // between one message and the next, at least; 0: the protocol's sustained rate
}

// LoadReport holds what the clients saw, from sending a message on.
type LoadReport struct {
	Ack, Products, FirstDelta, Done Latencies
	Turns, Errors                   int
}

// Latencies are the observed times of one kind of frame.
type Latencies []time.Duration

// Quantile gives the time that the part q (0 to 1) does not exceed; 0 without
// observations.
func (l Latencies) Quantile(q float64) time.Duration {
	if len(l) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(l))
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

// Load plays the messages and measures. A session waits for done before its
// next message, and keeps below the protocol's rate limit.
func Load(ctx context.Context, opt LoadOptions) (LoadReport, error) {
	var report LoadReport
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	for n := range opt.Sessions {
		group.Go(func() error {
			mine, err := opt.session(ctx, n)
			mu.Lock()
			defer mu.Unlock()
			report.merge(mine)
			return err
		})
	}
	return report, group.Wait()
}

func (r *LoadReport) merge(o LoadReport) {
	r.Ack, r.Products = append(r.Ack, o.Ack...), append(r.Products, o.Products...)
	r.FirstDelta, r.Done = append(r.FirstDelta, o.FirstDelta...), append(r.Done, o.Done...)
	r.Turns, r.Errors = r.Turns+o.Turns, r.Errors+o.Errors
}

func (opt LoadOptions) session(ctx context.Context, n int) (LoadReport, error) {
	var r LoadReport
	client, err := web.Dial(ctx, opt.URL, map[string]any{"locale": opt.Locale})
	if err != nil {
		return r, err
	}
	defer client.Close()
	if _, err := client.Receive(time.Now().Add(turnDeadline)); err != nil {
		return r, err
	}
	pause := cmp.Or(opt.Pause, 220*time.Millisecond)                     // 5 a second is the sustained limit
	if !sleep(ctx, pause*time.Duration(n)/time.Duration(opt.Sessions)) { // shoppers do not type in step
		return r, ctx.Err()
	}
	for t := range opt.Turns {
		say := opt.Says[(n*7+t)%len(opt.Says)]
		start := time.Now()
		if err := client.Send(map[string]any{"type": "message", "id": fmt.Sprintf("l%d", t), "text": say}); err != nil {
			return r, err
		}
		if err := r.turn(client, start); err != nil {
			return r, err
		}
		if !sleep(ctx, pause-time.Since(start)) {
			return r, ctx.Err()
		}
	}
	return r, nil
}

// sleep waits and reports whether ctx still lives.
func sleep(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(max(d, 0)):
		return true
	}
}

func (r *LoadReport) turn(client *web.Client, start time.Time) error {
	r.Turns++
	first := true
	for {
		f, err := client.Receive(start.Add(turnDeadline))
		if err != nil {
			return err
		}
		took := time.Since(start)
		switch f.Type {
		case "ack":
			r.Ack = append(r.Ack, took)
		case "products":
			r.Products = append(r.Products, took)
		case "delta":
			if first {
				r.FirstDelta, first = append(r.FirstDelta, took), false
			}
		case "done":
			r.Done = append(r.Done, took)
			return nil
		case "error":
			r.Errors++
			return nil
		}
	}
}

// Print writes a line for each kind of frame.
func (r LoadReport) Print(w io.Writer) {
	fmt.Fprintf(w, "%d turns, %d errors\n", r.Turns, r.Errors)
	for _, row := range []struct {
		name  string
		times Latencies
	}{{"ack", r.Ack}, {"products", r.Products}, {"first delta", r.FirstDelta}, {"done", r.Done}} {
		fmt.Fprintf(w, "%-12s p50 %8s   p99 %8s   max %8s   (%d)\n", row.name, short(row.times.Quantile(.5)),
			short(row.times.Quantile(.99)), short(row.times.Quantile(1)), len(row.times))
	}
}

func short(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }
