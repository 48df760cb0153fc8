package llm

import (
	"context"
	"slices"
	"sync"
)

// gate lets a bounded number of calls through at once and a bounded number wait,
// the high ones first and each kind in order of arrival. A high call that must
// wait makes a running low one give way.
type gate struct {
	mu      sync.Mutex
	free    int
	room    int // waiting places left
	waiting [2][]*ticket
	lows    []*ticket // running, the latest last
}

type ticket struct {
	enter chan struct{}
	yield func()
}

func newGate(parallel, queue int) *gate { return &gate{free: parallel, room: queue} }

// enter waits for a place. It fails with ErrBusy at once when the queue is full,
// and when ctx ends. Whoever entered must leave. yield is called at most once,
// when a low call should end early.
func (g *gate) enter(ctx context.Context, p Priority, yield func()) (leave func(), err error) {
	t := &ticket{enter: make(chan struct{}), yield: sync.OnceFunc(yield)}
	if err := g.join(t, p); err != nil {
		return nil, err
	}
	select {
	case <-t.enter:
		return sync.OnceFunc(func() { g.leave(t) }), nil
	case <-ctx.Done():
		g.giveUp(t, p)
		return nil, context.Cause(ctx)
	}
}

// join admits the ticket or puts it into the queue.
func (g *gate) join(t *ticket, p Priority) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.free == 0 && g.room == 0 {
		return ErrBusy
	}
	g.room--
	g.waiting[p] = append(g.waiting[p], t)
	g.admit()
	if n := len(g.lows); n > 0 && len(g.waiting[High]) > 0 {
		g.lows[n-1].yield()
		g.lows = g.lows[:n-1]
	}
	return nil
}

// admit lets in whom there is a place for.
func (g *gate) admit() {
	for p := range g.waiting {
		for g.free > 0 && len(g.waiting[p]) > 0 {
			t := g.waiting[p][0]
			g.waiting[p] = slices.Delete(g.waiting[p], 0, 1)
			g.free--
			g.room++
			if Priority(p) == Low {
				g.lows = append(g.lows, t)
			}
			close(t.enter)
		}
	}
}

func (g *gate) leave(t *ticket) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.lows = slices.DeleteFunc(g.lows, func(l *ticket) bool { return l == t })
	g.free++
	g.admit()
}

// giveUp takes the ticket out of the queue, or out of its place when it was
// admitted at the same moment.
func (g *gate) giveUp(t *ticket, p Priority) {
	g.mu.Lock()
	i := slices.Index(g.waiting[p], t)
	if i >= 0 {
		g.waiting[p] = slices.Delete(g.waiting[p], i, i+1)
		g.room++
	}
	g.mu.Unlock()
	if i < 0 {
		g.leave(t)
	}
}

// queued is how many wait.
func (g *gate) queued() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.waiting[High]) + len(g.waiting[Low])
}
