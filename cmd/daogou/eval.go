package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"daogou/catalog"
	"daogou/eval"
	"daogou/web"
)

type evalCmd struct {
	Dialogue   evalDialogueCmd   `cmd:"" help:"Play a suite of conversations and judge every turn."`
	Answers    evalAnswersCmd    `cmd:"" help:"Write a page of answers by both writers side by side, with what the fact gate decided."`
	Prompts    evalPromptsCmd    `cmd:"" help:"Compare two versions of the prompts on a suite, before one is switched on."`
	Understand evalUnderstandCmd `cmd:"" help:"Measure what is understood of single utterances."`
	Search     evalSearchCmd     `cmd:"" help:"Measure search on judged queries, against plain BM25 in the same run."`
	Recommend  evalRecommendCmd  `cmd:"" help:"Measure recommendation on histories with a held-back part."`
}

type evalDialogueCmd struct {
	modelFlags
	Suite    string `required:"" help:"The suite, JSON Lines." type:"existingfile"`
	Products string `required:"" help:"The catalogue that the server has, a feed; policies/, orders.jsonl and events.jsonl beside it count too." type:"existingfile"`
	URL      string `help:"Play against this server instead of one of its own." placeholder:"WS"`
	Secret   string `help:"The server's secret, to sign customers in; else the data folder's." env:"DAOGOU_SECRET"`
	Shop     string `help:"The server's shop id; else the data folder's." env:"DAOGOU_SHOP"`
	Parallel int    `help:"Conversations at once." default:"4"`
	Oracle   string `help:"Play with a model that knows what the suite expects, or is broken in a known way: oracle, garbage, random, chitchat, slow." enum:",oracle,garbage,random,chitchat,slow" default:""`
	JSON     bool   `help:"Print JSON."`
}

// modelWait is how often it is looked whether the model is there.
const modelWait = 5 * time.Millisecond

func (c *evalDialogueCmd) Run(ctx context.Context, t term, top *cli) error {
	temp, err := os.MkdirTemp("", "daogou-eval-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	judge, err := c.judge(ctx, filepath.Join(temp, "judge"))
	if err != nil {
		return err
	}
	opt := eval.DialogueOptions{Suite: c.Suite, URL: c.URL, Judge: judge, Parallel: c.Parallel}
	oracle, end, err := c.oracle(judge)
	if err != nil {
		return err
	}
	defer end()
	data := top.Data
	var own *server
	if c.URL == "" {
		data = filepath.Join(temp, "shop")
		if own, err = c.own(ctx, data); err != nil {
			return err
		}
		opt.URL = own.wsURL()
	}
	if opt.Identity, err = c.identity(ctx, data); err != nil {
		return err
	}
	report, err := eval.Dialogue(ctx, opt)
	if err == nil && own != nil {
		err = own.shutdown()
	}
	if err != nil {
		return err
	}
	if oracle != nil {
		calls := oracle.Calls()
		report.Calls, report.Gate = &calls, own.shop.gate.Counts()
	}
	if c.JSON {
		enc := json.NewEncoder(t.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(report)
	}
	report.Print(t.out)
	return nil
}

// oracle starts the model that the shop will have, where one is asked for.
func (c *evalDialogueCmd) oracle(judge *eval.Judge) (*eval.Oracle, func(), error) {
	if c.Oracle == "" {
		return nil, func() {}, nil
	}
	if c.URL != "" {
		return nil, nil, usageError{errors.New("--oracle needs a server of its own, not --url")}
	}
	suite, err := eval.ReadSuite(c.Suite)
	if err != nil {
		return nil, nil, err
	}
	o := eval.NewOracle(suite, judge, c.Oracle)
	url, end, err := o.Start("")
	c.Ollama, c.LLM, c.Model = url, "", ""
	return o, end, err
}

// judge reads what answers are measured against from the files themselves.
func (c *evalDialogueCmd) judge(ctx context.Context, dir string) (*eval.Judge, error) {
	store, err := catalog.Open(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	feedDir, feed := catalog.Local(c.Products)
	if _, err := store.ImportProducts(ctx, feedDir, feed, catalog.ImportOptions{}); err != nil {
		return nil, err
	}
	changes, err := store.Changes(ctx, 0, 1<<30)
	if err != nil {
		return nil, err
	}
	judge := &eval.Judge{Products: map[string]*catalog.Product{}}
	for _, p := range changes.Products {
		judge.Products[p.ID] = p
	}
	beside := filepath.Dir(c.Products)
	if judge.Policies, err = eval.ReadPolicies(filepath.Join(beside, "policies")); err != nil {
		return nil, err
	}
	judge.Orders, err = eval.ReadOrders(filepath.Join(beside, "orders.jsonl"))
	return judge, err
}

// own starts a server of its own with the shop that the catalogue file is part of.
func (c *evalDialogueCmd) own(ctx context.Context, data string) (*server, error) {
	if err := importShop(ctx, data, os.DirFS(filepath.Dir(c.Products)), filepath.Base(c.Products), io.Discard); err != nil {
		return nil, err
	}
	serve := serveCmd{modelFlags: c.modelFlags, Addr: "127.0.0.1:0", Secret: c.Secret, Shop: c.Shop}
	s, err := serve.start(ctx, data, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	for c.Oracle != "" && !s.models.client.Up() {
		if !wait(ctx, modelWait) {
			return nil, errors.Join(ctx.Err(), s.shutdown())
		}
	}
	return s, nil
}

// identity signs customers in as the server expects.
func (c *evalDialogueCmd) identity(ctx context.Context, data string) (func(string) string, error) {
	store, err := catalog.Open(ctx, data)
	if err != nil {
		return nil, err
	}
	defer store.Close()
	key, err := secret(ctx, store, c.Secret)
	if err != nil {
		return nil, err
	}
	shop := c.Shop
	if shop == "" {
		if shop, err = shopID(ctx, store, ""); err != nil {
			return nil, err
		}
	}
	return func(customer string) string {
		return web.Sign(key, web.Claims{Subject: customer, Audience: shop, Expires: time.Now().Add(time.Hour).Unix()})
	}, nil
}

// printRow is one figure of a benchmark.
func printRow(w io.Writer, name string, format string, args ...any) {
	fmt.Fprintf(w, "%-44s %s\n", name, fmt.Sprintf(format, args...))
}
