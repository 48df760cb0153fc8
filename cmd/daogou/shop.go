package main

import (
	"context"
	"errors"
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

// shop is everything derived from the store, and what follows it.
type shop struct {
	store  *catalog.Store
	shelf  *catalog.Shelf
	index  *retriever.Index
	taste  *recommend.Model
	reader *nlu.Builtin
	gate   *nlg.Gate
	terms  *nlg.Glossary
	words  atomic.Pointer[lexicon.Vocabulary]
	embed  *embedder // nil: built-in vectors alone
	log    *slog.Logger

	data     string // the folder
	currency string

	trained  string     // the training of search that serves
	synonyms *time.Time // when the file of synonyms changed last, as far as taken; nil: not looked at

	decided int64 // change number of the synonyms that serve; follow's alone after open
	seq     int64 // last change number applied; follow's alone after open
	release func()
	done    sync.WaitGroup
	stop    context.CancelFunc
}

// openShop opens the data folder for this process alone and brings everything
// up to date. The error wraps errHeld where another process has it. With an
// embedder the products get its vectors when its model is there.
func openShop(ctx context.Context, data string, embed *embedder, log *slog.Logger) (*shop, error) {
	release, err := hold(data)
	if err != nil {
		return nil, err
	}
	store, err := catalog.Open(ctx, data)
	if err != nil {
		release()
		return nil, err
	}
	s := &shop{store: store, shelf: &catalog.Shelf{}, embed: embed, log: log, data: data, release: release}
	if s.currency, err = store.Setting(ctx, catalog.SettingCurrency); err != nil {
		return nil, errors.Join(err, s.close())
	}
	s.taste = recommend.New(s.shelf)
	if err := s.taste.Load(ctx, store); err != nil {
		return nil, errors.Join(err, s.close())
	}
	opt := retriever.Options{Shelf: s.shelf, Scorer: s.taste, Log: log}
	if embed != nil {
		opt.Embedder = embed
	}
	s.index, err = retriever.Open(filepath.Join(data, "index"), opt)
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	if err := s.takeSynonyms(ctx); err != nil {
		return nil, errors.Join(err, s.close())
	}
	s.reader, s.gate, s.terms = nlu.New(s.shelf), &nlg.Gate{Log: log}, &nlg.Glossary{}
	if _, err := s.reader.Refresh(ctx, store); err != nil {
		return nil, errors.Join(err, s.close())
	}
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
	if _, err := s.taste.Recommend(ctx, catalog.Query{Limit: 1}); err != nil { // the first one meets products and tastes
		return err
	}
	if err := s.weigh(ctx); err != nil {
		return err
	}
	return s.learn(ctx)
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
