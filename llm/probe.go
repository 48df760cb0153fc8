package llm

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sony/gobreaker/v2"
)

const (
	lookTimeout = 3 * time.Second
	warmTimeout = 3 * time.Minute // a big model from a slow disk
	lookDown    = 2 * time.Second // between probes while nothing answers
	lookUp      = 15 * time.Second
	lookFloor   = 250 * time.Millisecond // between probes when calls fail
)

// Run looks after the server until ctx ends: it picks it up when it appears,
// loads the model, and notices when it goes. Each change is logged once.
func (c *Client) Run(ctx context.Context) {
	for ctx.Err() == nil {
		c.Probe(ctx)
		pause := lookDown
		if c.Up() {
			pause = lookUp
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		case <-c.wake:
			sleep(ctx, lookFloor)
		}
	}
}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// Probe looks at the server once and gives what is known then. A model that is
// new is loaded before it counts as up, and a server that failed is tried with
// one token before shoppers are sent there again.
func (c *Client) Probe(ctx context.Context) Status {
	c.probing.Lock()
	defer c.probing.Unlock()
	before := c.recorded()
	now := c.look(ctx)
	if ctx.Err() != nil {
		return c.Status()
	}
	if now.Why == nil && (!before.Up || before.Model != now.Model) {
		c.record(Status{Found: now.Found, EmbedModel: now.EmbedModel, Why: fmt.Errorf("%w: loading %s", ErrDown, now.Model)})
		now.Why = c.warm(ctx, now.Model)
	}
	now.Up = now.Why == nil
	c.record(now)
	c.tell(before, now)
	if now.Up && c.breaker.State() == gobreaker.StateHalfOpen {
		c.try(ctx, now.Model)
	}
	return c.Status()
}

func (c *Client) recorded() Status {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.status
}

func (c *Client) record(st Status) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.status = st
}

// look asks the server what it has and chooses.
func (c *Client) look(ctx context.Context) Status {
	ctx, stop := context.WithTimeout(ctx, lookTimeout)
	defer stop()
	found, err := c.conf.Server.Look(ctx)
	st := Status{Found: found}
	if err != nil {
		st.Why = fmt.Errorf("%w: %w", ErrDown, err)
		return st
	}
	st.EmbedModel = chooseEmbedder(found.Models, c.conf.EmbedModel)
	if st.Model = chooseChatter(found.Models, c.conf.Model); st.Model == "" {
		st.Why = fmt.Errorf("%w: %s", ErrNoModel, wanted(c.conf.Model))
	}
	return st
}

func wanted(name string) string {
	if name == "" {
		return "none that can chat"
	}
	return name
}

func (c *Client) warm(ctx context.Context, model string) error {
	ctx, stop := context.WithTimeout(ctx, warmTimeout)
	defer stop()
	if err := c.conf.Server.Warm(ctx, model); err != nil {
		return fmt.Errorf("%w: loading %s: %w", ErrDown, model, err)
	}
	return nil
}

// try asks for one token through the half-open breaker, which closes when the
// server answers: one token may well be a space.
func (c *Client) try(ctx context.Context, model string) {
	r := Request{Messages: []Message{{Role: "user", Content: "Hi"}}, MaxTokens: 1}
	_, err := c.breaker.Execute(func() (Reply, error) {
		reply, err := c.limits.chat(ctx, c.conf.Server, model, r, func(string) error { return nil })
		if errors.Is(err, ErrBlank) {
			err = nil
		}
		return reply, err
	})
	c.log.Info("language model tried again after failures", "model", model, "err", err)
}

// tell logs a change, and nothing else.
func (c *Client) tell(before, now Status) {
	switch {
	case now.Up && (!before.Up || before.Model != now.Model):
		c.log.Info("language model ready", "server", now.Found.Address, "version", now.Found.Version,
			"model", now.Model, "embed_model", now.EmbedModel)
	case !now.Up && (before.Up || before.Why == ErrDown):
		c.log.Warn("no language model, answers are built-in until one appears", "server", now.Found.Address, "err", now.Why)
	}
}

// reached reports whether the server itself answers, with a model to chat or not.
func (st Status) reached() bool { return len(st.Found.Models) > 0 }

// chooseChatter gives the wanted model; without a wish one that is loaded
// already, else the first that chats. Empty: there is none.
func chooseChatter(models []ModelInfo, wish string) string {
	if wish != "" {
		return named(models, wish)
	}
	for _, fits := range []func(ModelInfo) bool{
		func(m ModelInfo) bool { return m.Chats && m.Loaded },
		func(m ModelInfo) bool { return m.Chats },
	} {
		if i := slices.IndexFunc(models, fits); i >= 0 {
			return models[i].Name
		}
	}
	return ""
}

// chooseEmbedder gives the wanted model; without a wish the first that only embeds.
func chooseEmbedder(models []ModelInfo, wish string) string {
	switch wish {
	case "off":
		return ""
	case "":
		if i := slices.IndexFunc(models, func(m ModelInfo) bool { return m.Embeds && !m.Chats }); i >= 0 {
			return models[i].Name
		}
		return ""
	}
	return named(models, wish)
}

// named finds a model by its name, whose tag may be left out when it is latest.
func named(models []ModelInfo, wish string) string {
	for _, m := range models {
		if strings.EqualFold(m.Name, wish) || strings.EqualFold(m.Name, wish+":latest") {
			return m.Name
		}
	}
	return ""
}
