package llm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/sony/gobreaker/v2"
)

// Config says how a Client treats its server. Zero values are sound, except that
// of Server, which is required.
type Config struct {
	Server     Server
	Model      string        // empty: one that is loaded, else the first that chats
	EmbedModel string        // empty: the first installed that only embeds; "off": none
	Parallel   int           // calls at once; 0: 4
	Queue      int           // calls that may wait; 0: 32
	FirstToken time.Duration // longest wait for the first token; 0: 10 s
	NextToken  time.Duration // longest wait between two; 0: 5 s
	Total      time.Duration // longest call; 0: 60 s
	Cooldown   time.Duration // how long a failing server is left alone; 0: 5 s
	Store      Store         // keeps embeddings; nil: not kept
	Log        *slog.Logger  // nil: silent
}

// Client is a door to one server, safe for concurrent use. Until Run or Probe has
// found the server, every call ends with ErrDown at once.
type Client struct {
	conf    Config
	limits  limits
	chats   *gate
	embeds  *gate
	breaker *gobreaker.CircuitBreaker[Reply]
	vectors *gobreaker.CircuitBreaker[[][]float32] // the breaker of Embed
	metrics *metrics
	log     *slog.Logger
	wake    chan struct{}
	probing sync.Mutex // one probe at a time

	mu     sync.Mutex
	status Status
}

// New makes a client; nothing is asked of the server yet.
func New(conf Config) *Client {
	c := &Client{
		conf:   conf,
		limits: limits{cmp.Or(conf.FirstToken, 10*time.Second), cmp.Or(conf.NextToken, 5*time.Second), cmp.Or(conf.Total, time.Minute)},
		chats:  newGate(cmp.Or(conf.Parallel, 4), cmp.Or(conf.Queue, 32)),
		embeds: newGate(2, cmp.Or(conf.Queue, 32)),
		log:    cmp.Or(conf.Log, slog.New(slog.DiscardHandler)),
		wake:   make(chan struct{}, 1),
		status: Status{Why: ErrDown},
	}
	c.metrics = newMetrics(c)
	c.breaker = gobreaker.NewCircuitBreaker[Reply](c.breakerSettings("chat", func(err error) bool { return !serversFault(err) }))
	c.vectors = gobreaker.NewCircuitBreaker[[][]float32](c.breakerSettings("embed", callersDoing))
	return c
}

// breakerSettings has a breaker open after three failures in a row, those aside
// that are not the server's.
func (c *Client) breakerSettings(name string, excluded func(error) bool) gobreaker.Settings {
	cooldown := cmp.Or(c.conf.Cooldown, 5*time.Second)
	return gobreaker.Settings{
		Name:        name,
		Timeout:     cooldown,
		ReadyToTrip: func(n gobreaker.Counts) bool { return n.ConsecutiveFailures >= 3 },
		IsExcluded:  func(err error) bool { return err != nil && excluded(err) },
		OnStateChange: func(_ string, from, _ gobreaker.State) {
			if from == gobreaker.StateClosed {
				c.log.Warn("language model fails again and again, left alone for a while", "calls", name, "cooldown", cooldown)
			}
		},
	}
}

// resting is the error of calls that a breaker does not let through.
func resting(err error) error {
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		return fmt.Errorf("%w: resting after failures", ErrDown)
	}
	return err
}

// Chat asks the model and calls emit, if any, with every piece of the answer as it comes.
// An error from emit stops the model and is returned, so does the end of ctx; the
// reply then holds what came before.
func (c *Client) Chat(ctx context.Context, r Request, emit func(token string) error) (Reply, error) {
	reply, err := c.chat(ctx, r, emit)
	c.metrics.chatted(reply, err)
	return reply, err
}

func (c *Client) chat(ctx context.Context, r Request, emit func(string) error) (Reply, error) {
	st := c.Status()
	if !st.Up {
		return Reply{}, st.Why
	}
	r.MaxTokens = cmp.Or(r.MaxTokens, defaultMaxTokens)
	if emit == nil {
		emit = func(string) error { return nil }
	}
	asked := time.Now()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	leave, err := c.chats.enter(ctx, r.Priority, func() { cancel(ErrPreempted) })
	if err != nil {
		return Reply{}, err
	}
	defer leave()
	wait := time.Since(asked)
	reply, err := c.guarded(ctx, st.Model, r, emit)
	reply.Wait, reply.Model = wait, st.Model
	return reply, err
}

// guarded asks the server through the breaker. A failure of the server's wakes
// the probe, which finds out what is wrong.
func (c *Client) guarded(ctx context.Context, model string, r Request, emit func(string) error) (Reply, error) {
	var reply Reply
	_, err := c.breaker.Execute(func() (Reply, error) {
		var err error
		reply, err = c.limits.chat(ctx, c.conf.Server, model, r, emit)
		return reply, err
	})
	if err = resting(err); serversFault(err) || errors.Is(err, ErrNoModel) {
		c.nudge()
	}
	return reply, err
}

// nudge asks for a probe now.
func (c *Client) nudge() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// Up reports whether a model answers at the moment.
func (c *Client) Up() bool { return c.Status().Up }

// Status is what is known of the server now, asking nobody.
func (c *Client) Status() Status {
	c.mu.Lock()
	st := c.status
	c.mu.Unlock()
	if st.Up && c.breaker.State() != gobreaker.StateClosed {
		st.Up, st.Why = false, resting(gobreaker.ErrOpenState)
	}
	return st
}
