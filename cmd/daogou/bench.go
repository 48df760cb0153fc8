package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"daogou/eval"
)

type benchCmd struct {
	What     []string `arg:"" optional:"" help:"What to measure: chat, first-delta, start, import, search. Default: all."`
	Products string   `help:"A shop's feed, with what stands beside it, instead of the demo shop." type:"existingfile"`
	Sessions int      `help:"Sessions at once, for chat." default:"20"`
	Turns    int      `help:"Turns of each session, for chat." default:"25"`
	Streams  int      `help:"Sessions at once beside the import." default:"200"`
	Rows     int      `help:"Rows of the import." default:"50000"`
	Goods    int      `help:"Made-up products, for search." default:"55000"`
	Queries  int      `help:"Queries of each kind, for search." default:"1000"`
}

// benchmark is one of bench's measurements.
type benchmark struct {
	name string
	run  func(context.Context, io.Writer) error
}

func (c *benchCmd) Run(ctx context.Context, t term) error {
	oversubscribe() // as serve does
	all := []benchmark{{"chat", c.chat}, {"first-delta", c.firstDelta}, {"start", c.startTime}, {"import", c.beside}, {"search", c.search}}
	for _, what := range c.What {
		if !slices.ContainsFunc(all, func(b benchmark) bool { return b.name == what }) {
			return usageError{fmt.Errorf("there is no benchmark %q", what)}
		}
	}
	for _, b := range all {
		if len(c.What) > 0 && !slices.Contains(c.What, b.name) {
			continue
		}
		fmt.Fprintf(t.out, "\n%s\n", b.name)
		if err := b.run(ctx, t.out); err != nil {
			return fmt.Errorf("%s: %w", b.name, err)
		}
	}
	return nil
}

// stock fills a data folder with the shop to be measured.
func (c *benchCmd) stock(ctx context.Context, data string) error {
	if c.Products == "" {
		return stockDemo(ctx, data)
	}
	return importShop(ctx, data, os.DirFS(filepath.Dir(c.Products)), filepath.Base(c.Products), io.Discard)
}

// serving runs a server over a stocked folder of its own and calls fn with it.
func (c *benchCmd) serving(ctx context.Context, serve serveCmd, fn func(s *server) error) error {
	data, err := os.MkdirTemp("", "daogou-bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(data)
	if err := c.stock(ctx, data); err != nil {
		return err
	}
	serve.Addr = "127.0.0.1:0"
	s, err := serve.start(ctx, data, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	return errors.Join(fn(s), s.shutdown())
}

func (s *server) wsURL() string { return "ws://" + s.listener.Addr().String() + "/ws" }

// chat measures what shoppers see, the built-in engine answering.
func (c *benchCmd) chat(ctx context.Context, w io.Writer) error {
	return c.serving(ctx, builtinOnly(), func(s *server) error {
		warm := eval.LoadOptions{URL: s.wsURL(), Sessions: 2, Turns: 5, Says: says(s.shop), Locale: "en"}
		if _, err := eval.Load(ctx, warm); err != nil {
			return err
		}
		warm.Sessions, warm.Turns = c.Sessions, c.Turns
		report, err := eval.Load(ctx, warm)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "%d products, %d sessions at once: ", len(s.shelf.View().List), c.Sessions)
		report.Print(w)
		return nil
	})
}

func builtinOnly() serveCmd {
	return serveCmd{modelFlags: modelFlags{Ollama: "off", Understand: "builtin"}}
}

// says makes what a load's shoppers say from the shop's own categories and
// brands, so that any shop is asked for what it has.
func says(s *shop) []string {
	var out []string
	seen := map[string]bool{}
	for _, p := range s.shelf.View().List {
		for _, text := range p.Texts() {
			if len(text.Category) == 0 || seen[text.Category[len(text.Category)-1]] || len(out) >= 60 {
				continue
			}
			leaf := text.Category[len(text.Category)-1]
			seen[leaf] = true
			out = append(out, leaf, leaf+" < 100", fmt.Sprintf("the cheapest %s", leaf), p.Brand+" "+leaf, text.Title)
		}
	}
	return append(out, "how long do I have to return something?", "what would you recommend?", "多少天内可以退货", "有什么推荐")
}

// startTime measures a server process over an imported shop, from its start to
// its first sound answer.
func (c *benchCmd) startTime(ctx context.Context, w io.Writer) error {
	data, err := os.MkdirTemp("", "daogou-bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(data)
	if err := c.stock(ctx, data); err != nil {
		return err
	}
	for _, what := range []string{"first start (builds the index)", "second start"} {
		start := time.Now()
		child, err := startChild(ctx, data)
		if err != nil {
			return err
		}
		if err := child.ready(ctx); err != nil {
			return errors.Join(err, child.stop())
		}
		printRow(w, what, "%d ms", time.Since(start).Milliseconds())
		if rss, err := child.memory(); err == nil {
			printRow(w, "resident memory then", "%d MB", rss>>20)
		}
		if err := child.stop(); err != nil {
			return err
		}
	}
	return nil
}

// search measures the retriever beside plain bleve, over products made up for it.
func (c *benchCmd) search(ctx context.Context, w io.Writer) error {
	dir, err := os.MkdirTemp("", "daogou-bench-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	return eval.SearchSpeed(ctx, eval.SpeedOptions{Dir: dir, Products: c.Goods, Queries: c.Queries}, w)
}
