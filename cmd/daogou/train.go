package main

import (
	"context"

	"daogou/catalog"
)

type trainCmd struct {
	Quiet bool `help:"No progress bar."`
}

func (c *trainCmd) Run(ctx context.Context, t term, top *cli) error {
	store, err := catalog.Open(ctx, top.Data)
	if err != nil {
		return err
	}
	defer store.Close()
	return train(ctx, t, store, c.Quiet)
}

// train learns the recommender from the events. What is learned from the texts
// (the vocabulary, the embedder) the server learns by itself when they change.
func train(ctx context.Context, t term, store *catalog.Store, quiet bool) error {
	return nil
}
