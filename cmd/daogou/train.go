package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"daogou/catalog"
	"daogou/recommend"
)

type trainCmd struct {
	What       string `arg:"" optional:"" enum:"all,recommend,search,understanding" default:"all" help:"What to learn: all, or recommend, search or understanding alone."`
	Report     string `help:"Write a page about the training to this file: data, search, figures, examples." type:"path" placeholder:"FILE"`
	Queries    string `help:"Judged queries to learn search from instead of the shop's history: id and text by tab, or a table with a header; .gz too." type:"existingfile"`
	TextColumn string `help:"The column of the table that holds the text."`
	Qrels      string `help:"Their judgements: query, product and gain by tab, or TREC's four columns; .gz too." type:"existingfile"`
	Force      bool   `help:"Learn tastes again though nothing changed, and serve them whatever they score."`
	Quiet      bool   `help:"No progress bar."`
}

func (c *trainCmd) Run(ctx context.Context, t term, top *cli) error {
	if (c.Queries == "") != (c.Qrels == "") {
		return usageError{errors.New("--queries and --qrels belong together")}
	}
	return withStore(ctx, top.Data, func(store *catalog.Store) error {
		for _, part := range []struct {
			what  string
			learn func() error
		}{
			{"recommend", func() error { return c.recommend(ctx, t, store) }},
			{"search", func() error { return trainSearch(ctx, t, store, c) }},
			{"understanding", func() error { return trainUnderstanding(ctx, t, store) }},
		} {
			if c.What != "all" && c.What != part.what {
				continue
			}
			if err := part.learn(); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *trainCmd) recommend(ctx context.Context, t term, store *catalog.Store) error {
	report, err := train(ctx, t, store, recommend.Options{Force: c.Force}, c.Quiet)
	if err != nil {
		return err
	}
	report.Print(t.out)
	if c.Report == "" {
		return nil
	}
	f, err := os.Create(c.Report)
	if err != nil {
		return err
	}
	return errors.Join(report.HTML(f), f.Close())
}

// train learns the recommender from the events. What is learned from the texts
// (the vocabulary, the embedder) the server learns by itself when they change.
func train(ctx context.Context, t term, store *catalog.Store, opt recommend.Options, quiet bool) (recommend.Report, error) {
	bar := newBar(t, quiet, "learning tastes")
	opt.Progress = func(done, total int) { bar.at(int64(done), int64(total)) }
	report, err := recommend.Train(ctx, store, opt)
	bar.finish()
	if err != nil {
		return report, err
	}
	switch {
	case report.Unchanged:
		fmt.Fprintln(t.out, "tastes: nothing changed since the last training")
	case report.Swapped:
		fmt.Fprintf(t.out, "tastes: learned in %.1f s\n", report.Seconds)
	default:
		fmt.Fprintf(t.out, "tastes: learned in %.1f s; the model that serves foretells better and stays\n", report.Seconds)
	}
	return report, nil
}
