package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"daogou/eval"
	"daogou/llm"
	"daogou/llm/ollamafake"
)

// How many shoppers talk at once, how many turns each has, and how far apart these
// begin, through the server and directly alike: a machine that idles between takes
// longer to answer, whoever asks.
const (
	deltaSessions = 4
	deltaTurns    = 50
	deltaPause    = 220 * time.Millisecond // 5 a second is what a session may say
)

// warmTurns is how many turns each session has before.
const warmTurns = 25

// firstDelta measures what the server adds to a model's first words: a fake
// Ollama answers at once, and is asked through the server and directly, in one
// run.
func (c *benchCmd) firstDelta(ctx context.Context, w io.Writer) error {
	fake := &ollamafake.Fake{Answer: func(ollamafake.Request) ollamafake.Answer {
		return ollamafake.Answer{Text: "Here is what I found for you. Take a look at the cards above."}
	}}
	address, stop, err := fake.Start("127.0.0.1:0")
	if err != nil {
		return err
	}
	defer stop()
	direct, err := directly(ctx, address)
	if err != nil {
		return err
	}
	serve := serveCmd{modelFlags: modelFlags{Ollama: address, EmbedModel: "off", Understand: "auto",
		UnderstandDeadline: 1500 * time.Millisecond, FirstDeltaDeadline: 1200 * time.Millisecond}}
	return c.serving(ctx, serve, func(s *server) error {
		for end := time.Now().Add(5 * time.Second); !s.models.client.Up() && time.Now().Before(end); {
			time.Sleep(5 * time.Millisecond)
		}
		load := eval.LoadOptions{URL: s.wsURL(), Sessions: deltaSessions, Turns: warmTurns, Says: says(s.shop), Locale: "en"}
		if _, err := eval.Load(ctx, load); err != nil { // a server at work is warm
			return err
		}
		before := len(fake.Chats())
		load.Turns, load.Pause = deltaTurns, deltaPause
		report, err := eval.Load(ctx, load)
		if err != nil {
			return err
		}
		through := report.FirstDelta.Quantile(.5)
		printRow(w, "first token, the model asked directly, p50", "%.2f ms", ms(direct.Quantile(.5)))
		printRow(w, "first delta, through the server, p50", "%.2f ms", ms(through))
		printRow(w, "the server adds", "%.2f ms", ms(through-direct.Quantile(.5)))
		printRow(w, "model calls a turn", "%.2f", float64(len(fake.Chats())-before)/float64(report.Turns))
		return nil
	})
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// directly times the first token of calls to the model's server alone, at the
// same pace.
func directly(ctx context.Context, address string) (eval.Latencies, error) {
	server, err := llm.NewOllama(address)
	if err != nil {
		return nil, err
	}
	var times eval.Latencies
	for range deltaSessions * deltaTurns {
		time.Sleep(deltaPause / deltaSessions)
		start, first := time.Now(), true
		_, err := server.Chat(ctx, "fake:latest", llm.Request{System: strings.Repeat("You sell. ", 50),
			Messages: []llm.Message{{Role: "user", Content: "hello"}}, MaxTokens: 100}, func(string) error {
			if first {
				times, first = append(times, time.Since(start)), false
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("fake: %w", err)
		}
	}
	return times, nil
}
