package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"daogou/chat"
	"daogou/eval"
)

type evalAnswersCmd struct {
	evalDialogueCmd `embed:""`
	Report          string `required:"" help:"Write the page to this file." type:"path"`
	Count           int    `help:"How many answers." default:"40"`
}

func (c *evalAnswersCmd) Run(ctx context.Context, t term) error {
	temp, err := os.MkdirTemp("", "daogou-eval-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(temp)
	judge, err := c.judge(ctx, filepath.Join(temp, "judge"))
	if err != nil {
		return err
	}
	_, end, err := c.oracle(judge)
	if err != nil {
		return err
	}
	defer end()
	pairs, name, err := c.pairs(ctx, filepath.Join(temp, "shop"), judge)
	if err != nil {
		return err
	}
	f, err := os.Create(c.Report)
	if err != nil {
		return err
	}
	return errors.Join(eval.WriteAnswers(f, name, pairs), f.Close())
}

// pairs plays the suite with the built-in engine for its plans, and has some of
// them said by both writers.
func (c *evalAnswersCmd) pairs(ctx context.Context, data string, judge *eval.Judge) (pairs []eval.AnswerPair, name string, err error) {
	if err := importShop(ctx, data, os.DirFS(filepath.Dir(c.Products)), filepath.Base(c.Products), io.Discard); err != nil {
		return nil, "", err
	}
	plans := &eval.Plans{}
	c.Understand = "builtin"
	serve := serveCmd{modelFlags: c.modelFlags, Addr: "127.0.0.1:0", Secret: c.Secret, Shop: c.Shop, voice: func(m *models) chat.Writer {
		plans.Plain = m.plain
		return plans
	}}
	s, err := serve.start(ctx, data, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, "", err
	}
	defer func() { err = errors.Join(err, s.shutdown()) }()
	s.engine.About = nil // descriptions written meanwhile would be told among the answers
	if s.models.client == nil || !s.models.client.Probe(ctx).Up {
		return nil, "", fmt.Errorf("no model answers at %s: start Ollama, or write --oracle oracle for a stand-in", c.Ollama)
	}
	opt := eval.DialogueOptions{Suite: c.Suite, URL: s.wsURL(), Judge: judge, Parallel: c.Parallel}
	if opt.Identity, err = c.identity(ctx, data); err != nil {
		return nil, "", err
	}
	if _, err := eval.Dialogue(ctx, opt); err != nil {
		return nil, "", err
	}
	pairs, err = eval.Answers(ctx, plans.Pick(c.Count), s.models.plain, s.models.voice, s.gate)
	return pairs, s.name, err
}
