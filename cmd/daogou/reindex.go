package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"daogou/catalog"
)

type reindexCmd struct{}

// A reindexing is asked of the server by a setting that names the wish; the
// server answers with another that names the wish fulfilled.
const (
	settingReindex   = "reindex"
	settingReindexed = "reindexed"
)

// wishEvery is how often the server looks for a wish, and the command for the
// answer.
const wishEvery = time.Second

// Run builds the index anew: in the server that holds the folder, where there is
// one, beside the index in use, which answers until the new one is ready.
func (c *reindexCmd) Run(ctx context.Context, t term, top *cli) error {
	start := time.Now()
	s, err := openShop(ctx, top.Data, nil, slog.New(slog.DiscardHandler))
	switch {
	case errors.Is(err, errHeld):
		err = askReindex(ctx, top.Data)
	case err == nil:
		err = errors.Join(s.index.Rebuild(ctx), s.close())
	}
	if err == nil {
		fmt.Fprintf(t.out, "index built anew in %.1f s\n", time.Since(start).Seconds())
	}
	return err
}

func askReindex(ctx context.Context, data string) error {
	store, err := catalog.Open(ctx, data)
	if err != nil {
		return err
	}
	defer store.Close()
	wish := rand.Text()
	if err := store.SetSetting(ctx, settingReindex, wish); err != nil {
		return err
	}
	for wait(ctx, wishEvery) {
		done, err := store.Setting(ctx, settingReindexed)
		if err != nil || done == wish {
			return err
		}
	}
	return ctx.Err()
}

// followWishes builds the index anew when that is wished, and takes up what was
// trained.
func (s *shop) followWishes(ctx context.Context) {
	if err := s.recall(ctx); err != nil && ctx.Err() == nil {
		s.log.Error("recalling past searches", "err", err)
	}
	for wait(ctx, wishEvery) {
		if err := s.reindex(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("building the index anew", "err", err)
		}
		if err := s.recallTrained(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("taking up what was trained", "err", err)
		}
	}
}

func (s *shop) reindex(ctx context.Context) error {
	wish, err := s.store.Setting(ctx, settingReindex)
	if err != nil {
		return err
	}
	done, err := s.store.Setting(ctx, settingReindexed)
	if err != nil || wish == done {
		return err
	}
	if err := s.index.Rebuild(ctx); err != nil {
		return err
	}
	s.log.Info("the index was built anew")
	return s.store.SetSetting(ctx, settingReindexed, wish)
}
