package main

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"daogou/catalog"
	"daogou/lexicon"
	"daogou/llm"
)

// followEvery is how often the store is asked for changes: what another process
// imports must be found within a second, so well below.
const followEvery = 100 * time.Millisecond

// changesAtOnce bounds what one step of following applies.
const changesAtOnce = 5000

// What is learned from all products is learned anew when the changes pause for
// learnPause, and after learnLatest even when they do not.
const (
	learnPause  = 300 * time.Millisecond
	learnLatest = 15 * time.Second
)

// embedAgain is how long products without a model's vectors wait for the next
// try, while its server is away.
const embedAgain = 5 * time.Second

// follow applies changes as they come, and learns from the catalogue when they
// pause, until the shop is closed.
func (s *shop) follow() {
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	changed := make(chan struct{}, 1)
	s.done.Go(func() { s.followStore(ctx, changed) })
	s.done.Go(func() { s.followShelf(ctx, changed) })
	s.done.Go(func() { s.followWishes(ctx) })
	s.done.Go(func() { s.followSynonyms(ctx) })
}

// followStore keeps shelf, index and taste at the store's change number, and
// tells of changed products.
func (s *shop) followStore(ctx context.Context, changed chan<- struct{}) {
	for more := false; ; {
		if !more && !wait(ctx, followEvery) || ctx.Err() != nil {
			return
		}
		before, decided := s.shelf.View().Seq, s.decided
		var err error
		if more, err = s.step(ctx); err == nil && !more {
			_, err = s.taste.Refresh(ctx, s.store)
			if err == nil {
				_, err = s.reader.Refresh(ctx, s.store)
			}
		}
		if err != nil && ctx.Err() == nil {
			s.log.Error("following the store", "err", err)
		}
		if s.shelf.View().Seq != before || s.decided != decided {
			select {
			case changed <- struct{}{}:
			default:
			}
		}
	}
}

// followShelf learns anew when changes pause, or have gone on for long.
func (s *shop) followShelf(ctx context.Context, changed <-chan struct{}) {
	var first time.Time // of the changes not learnt yet
	var pause <-chan time.Time
	embed := s.embed.again()
	for {
		select {
		case <-ctx.Done():
			return
		case <-embed:
			s.report(ctx, s.train(ctx))
			embed = s.embed.again()
			continue
		case <-changed:
			if first.IsZero() {
				first = time.Now()
			}
			pause = time.After(min(learnPause, max(0, learnLatest-time.Since(first))))
			continue
		case <-pause:
		}
		first, pause = time.Time{}, nil
		s.report(ctx, s.learn(ctx))
		embed = s.embed.again()
	}
}

func (s *shop) report(ctx context.Context, err error) {
	if err != nil && ctx.Err() == nil {
		s.log.Error("learning from the catalogue", "err", err)
	}
}

// wait reports whether ctx outlived d.
func wait(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// step applies the next changes and reports whether there are more.
func (s *shop) step(ctx context.Context) (more bool, err error) {
	c, err := s.store.Changes(ctx, s.seq, changesAtOnce)
	if err != nil || c.Empty() {
		return false, err
	}
	if len(c.Products)+len(c.Removed) > 0 {
		s.shelf.Apply(c.Products, c.Removed, c.Seq)
		if err := s.index.Apply(ctx, c.Products, c.Removed, c.Seq); err != nil {
			return false, fmt.Errorf("index: %w", err)
		}
	}
	if c.Policies {
		policies, err := s.store.Policies(ctx)
		if err != nil {
			return false, err
		}
		if err := s.index.SetPolicies(ctx, policies); err != nil {
			return false, fmt.Errorf("index: %w", err)
		}
	}
	if c.Synonyms {
		approved, err := s.store.Synonyms(ctx, catalog.Approved)
		if err != nil {
			return false, err
		}
		s.index.SetSynonyms(approved)
		s.decided = c.Seq
	}
	if c.Excluded {
		list, err := s.store.Exclusions(ctx)
		if err != nil {
			return false, err
		}
		s.shelf.Exclude(list)
	}
	for _, e := range c.Events {
		s.taste.Observe(e)
	}
	s.seq = c.Seq
	return c.More, nil
}

// learn makes everything anew that is derived from all products: the vocabulary,
// the names that the gate knows, the values in other languages, the embedder's
// space.
func (s *shop) learn(ctx context.Context) error {
	products := s.shelf.View().List
	approved, err := s.store.Synonyms(ctx, catalog.Approved)
	if err != nil {
		return err
	}
	words := lexicon.NewVocabulary(products, approved...)
	s.words.Store(words)
	s.reader.SetVocabulary(words)
	s.gate.Know(products)
	s.terms.Learn(products)
	return s.train(ctx)
}

// train gives the products their vectors. A model that is away is no error: they
// are tried again.
func (s *shop) train(ctx context.Context) error {
	err := s.index.Train(ctx)
	if errors.Is(err, llm.ErrDown) || errors.Is(err, llm.ErrNoModel) || errors.Is(err, llm.ErrBusy) {
		s.log.Debug("products wait for their vectors", "err", err)
		s.embed.owed.Store(true)
		return nil
	}
	return err
}

// embedder is the language model's, which comes and goes, as the index asks it.
type embedder struct {
	client atomic.Pointer[llm.Client]
	owed   atomic.Bool // products lack vectors
}

// Embed fails with llm.ErrDown until there is a client and its server answers.
func (e *embedder) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	c := e.client.Load()
	if c == nil {
		return nil, llm.ErrDown
	}
	return c.Embed(ctx, texts)
}

// again ticks when products that lack vectors should be tried again.
func (e *embedder) again() <-chan time.Time {
	if e == nil || !e.owed.Swap(false) {
		return nil
	}
	return time.After(embedAgain)
}
