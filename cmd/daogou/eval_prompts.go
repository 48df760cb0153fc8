package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"daogou/chat"
	"daogou/eval"
)

type evalPromptsCmd struct {
	evalDialogueCmd
	Against string `help:"Folder of the prompts to compare with; else the embedded ones." type:"existingdir"`
}

// Run plays the suite with the prompts of --against and with those of --prompts,
// each on a server of its own, and sets what came of it side by side.
func (c *evalPromptsCmd) Run(ctx context.Context, t term) error {
	if c.URL != "" || c.Prompts == "" {
		return usageError{errors.New("write --prompts DIR for the words to be tried, and no --url: each version has a server of its own")}
	}
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
	var runs []eval.PromptRun
	for _, dir := range []string{c.Against, c.Prompts} {
		c.Prompts = dir
		run, err := c.play(ctx, judge, filepath.Join(temp, string(rune('a'+len(runs)))))
		if err != nil {
			return err
		}
		runs = append(runs, run)
	}
	eval.PrintPrompts(t.out, runs[0], runs[1])
	return nil
}

// modelPatience is how long a comparison waits for its model.
const modelPatience = 10 * time.Second

// play plays the suite once.
func (c *evalPromptsCmd) play(ctx context.Context, judge *eval.Judge, data string) (run eval.PromptRun, err error) {
	s, err := c.own(ctx, data)
	if err != nil {
		return run, err
	}
	defer func() { err = errors.Join(err, s.shutdown()) }()
	if err := s.awaitModel(ctx); err != nil {
		return run, err
	}
	s.engine.About = nil // descriptions written meanwhile would count among the answers
	opt := eval.DialogueOptions{Suite: c.Suite, URL: s.wsURL(), Judge: judge, Parallel: c.Parallel}
	if opt.Identity, err = c.identity(ctx, data); err != nil {
		return run, err
	}
	report, err := eval.Dialogue(ctx, opt)
	if err != nil {
		return run, err
	}
	records, err := chat.Records(ctx, s.store, chat.RecordQuery{})
	name := filepath.Base(c.Prompts)
	if c.Prompts == "" {
		name = "embedded"
	}
	return eval.NewPromptRun(name, report, records, s.gate.Counts()), err
}

// awaitModel waits until the model answers; prompts can't be compared without.
func (s *server) awaitModel(ctx context.Context) error {
	ctx, stop := context.WithTimeout(ctx, modelPatience)
	defer stop()
	for s.models.client != nil {
		if s.models.client.Up() {
			return nil
		}
		if !wait(ctx, modelWait) {
			return s.models.client.Status().Why
		}
	}
	return usageError{errors.New("prompts are for a model: name one (--ollama, --llm), or --oracle")}
}
