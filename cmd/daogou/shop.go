package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"daogou/catalog"
	"daogou/lexicon"
	"daogou/nlg"
	"daogou/nlu"
	"daogou/recommend"
	"daogou/retriever"
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

// shop is everything derived from the store, and what follows it.
type shop struct {
	store  *catalog.Store
	shelf  *catalog.Shelf
	index  *retriever.Index
	taste  *recommend.Model
	reader *nlu.Builtin
	gate   *nlg.Gate
	words  atomic.Pointer[lexicon.Vocabulary]
	log    *slog.Logger

	data     string // the folder
	currency string

	seq     int64 // last change number applied; follow's alone after open
	release func()
	done    sync.WaitGroup
	stop    context.CancelFunc
}

// openShop opens the data folder for this process alone and brings everything
// up to date. The error wraps errHeld where another process has it.
func openShop(ctx context.Context, data string, log *slog.Logger) (*shop, error) {
	release, err := hold(data)
	if err != nil {
		return nil, err
	}
	store, err := catalog.Open(ctx, data)
	if err != nil {
		release()
		return nil, err
	}
	s := &shop{store: store, shelf: &catalog.Shelf{}, log: log, data: data, release: release}
	if s.currency, err = store.Setting(ctx, catalog.SettingCurrency); err != nil {
		return nil, errors.Join(err, s.close())
	}
	s.taste = recommend.New(s.shelf)
	if err := s.taste.Load(ctx, store); err != nil {
		return nil, errors.Join(err, s.close())
	}
	s.index, err = retriever.Open(filepath.Join(data, "index"), retriever.Options{Shelf: s.shelf, Scorer: s.taste, Log: log})
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	s.reader, s.gate = nlu.New(s.shelf), &nlg.Gate{Log: log}
	if err := s.catchUp(ctx); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// catchUp applies everything there is.
func (s *shop) catchUp(ctx context.Context) error {
	for more := true; more; {
		var err error
		if more, err = s.step(ctx); err != nil {
			return err
		}
	}
	s.taste.Fit()
	return s.learn(ctx)
}

// follow applies changes as they come, and learns from the catalogue when they
// pause, until the shop is closed.
func (s *shop) follow() {
	ctx, stop := context.WithCancel(context.Background())
	s.stop = stop
	changed := make(chan struct{}, 1)
	s.done.Go(func() { s.followStore(ctx, changed) })
	s.done.Go(func() { s.followShelf(ctx, changed) })
}

// followStore keeps shelf, index and taste at the store's change number, and
// tells of changed products.
func (s *shop) followStore(ctx context.Context, changed chan<- struct{}) {
	for more := false; ; {
		if !more && !wait(ctx, followEvery) || ctx.Err() != nil {
			return
		}
		before := s.shelf.View().Seq
		var err error
		if more, err = s.step(ctx); err == nil && !more {
			_, err = s.taste.Refresh(ctx, s.store)
		}
		if err != nil && ctx.Err() == nil {
			s.log.Error("following the store", "err", err)
		}
		if s.shelf.View().Seq != before {
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
	for {
		select {
		case <-ctx.Done():
			return
		case <-changed:
			if first.IsZero() {
				first = time.Now()
			}
			pause = time.After(min(learnPause, max(0, learnLatest-time.Since(first))))
			continue
		case <-pause:
		}
		first, pause = time.Time{}, nil
		if err := s.learn(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("learning from the catalogue", "err", err)
		}
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
	for _, e := range c.Events {
		s.taste.Observe(e)
	}
	s.seq = c.Seq
	return c.More, nil
}

// learn makes everything anew that is derived from all products: the vocabulary,
// the names that the gate knows, the embedder's space.
func (s *shop) learn(ctx context.Context) error {
	products := s.shelf.View().List
	words := lexicon.NewVocabulary(products)
	s.words.Store(words)
	s.reader.SetVocabulary(words)
	s.gate.Know(products)
	return s.index.Train(ctx)
}

func (s *shop) close() error {
	if s.stop != nil {
		s.stop()
		s.done.Wait()
	}
	var errs []error
	if s.index != nil {
		errs = append(errs, s.index.Close())
	}
	errs = append(errs, s.store.Close())
	s.release()
	return errors.Join(errs...)
}
