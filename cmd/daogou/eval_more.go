package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/prometheus/client_golang/prometheus"

	"daogou/eval"
	"daogou/nlu"
	"daogou/web"
)

type evalSearchCmd struct {
	Products    string `required:"" help:"A feed, or id and title by tab; .gz too." type:"existingfile"`
	Queries     string `required:"" help:"Id and text by tab, or a table with a header; .gz too." type:"existingfile"`
	TextColumn  string `help:"The column of the table that holds the text."`
	TurnsColumn string `help:"The column that holds a conversation's turns, joined by ' || ': measure what the assistant makes of them, too."`
	Qrels       string `required:"" help:"Query, product and gain by tab, or TREC's four columns; .gz too." type:"existingfile"`
	RunFile     string `name:"run" help:"Write the ranking to this file, in TREC's form." type:"path"`
	Ablate      bool   `help:"A row for each signal left out."`
	JSON        bool   `help:"Print JSON."`
}

func (c *evalSearchCmd) Run(ctx context.Context, t term) error {
	opt := eval.SearchOptions{Products: c.Products, Queries: c.Queries, TextColumn: c.TextColumn,
		Qrels: c.Qrels, Run: c.RunFile, Ablate: c.Ablate, JSON: c.JSON}
	if c.TurnsColumn != "" {
		return eval.SearchConversation(ctx, opt, c.TurnsColumn, t.out)
	}
	return eval.Search(ctx, opt, t.out)
}

type evalRecommendCmd struct {
	Train    string `help:"A line a user: user item item …; .gz too." type:"existingfile"`
	Test     string `help:"In the same form, what is to be found." type:"existingfile"`
	Protocol string `help:"leave-one-out: FILE's lines are in time order; their last item is to be found." enum:"held-out,leave-one-out" default:"held-out"`
	File     string `arg:"" optional:"" help:"For leave-one-out." type:"existingfile"`
	RunFile  string `name:"run" help:"Write the ranked lists to this file, in the same form." type:"path"`
	Fast     bool   `help:"The fast profile."`
	JSON     bool   `help:"Print JSON."`
	Quiet    bool   `help:"Do not say what is being done."`

	Products string `help:"A shop's feed: measure its held-out purchases, with --events and --heldout." type:"existingfile"`
	Events   string `help:"The shop's events, JSON Lines." type:"existingfile"`
	Heldout  string `help:"Customer, tab, product: her last purchase." type:"existingfile"`
}

func (c *evalRecommendCmd) Run(ctx context.Context, t term) error {
	if c.Heldout != "" {
		return c.heldout(ctx, t)
	}
	train := c.Train
	if c.Protocol == eval.LeaveOneOut {
		train = c.File
	}
	if train == "" || c.Protocol == eval.Held && c.Test == "" {
		return usageError{errors.New("write --train F --test F, or --protocol leave-one-out FILE, or --products F --events F --heldout F")}
	}
	return eval.Recommend(ctx, eval.RecommendOptions{Train: train, Test: c.Test, Protocol: c.Protocol, Run: c.RunFile,
		Fast: c.Fast, JSON: c.JSON, Log: c.log(t.err)}, t.out)
}

// log says each step of the search on w.
func (c *evalRecommendCmd) log(w io.Writer) func(string) {
	if c.Quiet {
		return nil
	}
	return func(line string) { fmt.Fprintln(w, line) }
}

func (c *evalRecommendCmd) heldout(ctx context.Context, t term) error {
	if c.Products == "" || c.Events == "" {
		return usageError{errors.New("--heldout needs --products and --events")}
	}
	dir, err := os.MkdirTemp("", "daogou-eval-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	r, err := eval.Heldout(ctx, eval.HeldoutOptions{Products: c.Products, Events: c.Events, Heldout: c.Heldout, Dir: dir})
	if err != nil {
		return err
	}
	r.Print(t.out)
	return nil
}

type evalUnderstandCmd struct {
	modelFlags
	Products string `required:"" help:"The catalogue that is talked of, a feed." type:"existingfile"`
	Cases    string `help:"JSON Lines: text, locale, state, act, filters." type:"existingfile"`
	Clinc    string `help:"Folder of CLINC150: how much of what has nothing to do with shopping starts a search." type:"existingdir"`
	Bitext   string `help:"Bitext's dev.csv: service intents." type:"existingfile"`
	Ablate   bool   `help:"Also leave each part of the built-in reader out in turn."`
	Wrong    bool   `help:"List what was read wrongly."`
}

func (c *evalUnderstandCmd) Run(ctx context.Context, t term) error {
	data, err := os.MkdirTemp("", "daogou-eval-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(data)
	if err := importShop(ctx, data, os.DirFS(filepath.Dir(c.Products)), filepath.Base(c.Products), io.Discard); err != nil {
		return err
	}
	s, err := openShop(ctx, data, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%d rules, %d examples\n", nlu.Rules(), nlu.Examples())
	readers := []eval.Reader{{Name: "builtin", Understander: s.reader}}
	if c.Ablate {
		for _, part := range nlu.Parts {
			readers = append(readers, eval.Reader{Name: "without " + part, Understander: s.reader.Without(part)})
		}
	}
	m, err := c.modelFlags.open(s, web.Shop{}, prometheus.NewRegistry())
	if err != nil {
		return errors.Join(err, s.close())
	}
	if m.client != nil && m.client.Probe(ctx).Up {
		readers = append(readers, eval.Reader{Name: c.Understand, Understander: m.reader})
	}
	err = eval.Understand(ctx, eval.UnderstandOptions{Readers: readers, Cases: c.Cases, CLINC: c.Clinc, Bitext: c.Bitext,
		Wrong: c.Wrong}, t.out)
	m.close()
	return errors.Join(err, s.close())
}
