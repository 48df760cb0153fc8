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

// paced is a model that thinks and speaks about as fast as one of 8 billion
// parameters on a GPU: what its first words take is what a shopper waits for.
var paced = ollamafake.Answer{Wait: 150 * time.Millisecond, Gap: 15 * time.Millisecond}

// firstDelta measures what the server adds to a model's first words: a fake
// Ollama is asked through the server and directly, in one run; once it answers at
// once, and once at the pace of a real model. The gate hands on whole sentences, so
// the paced one is measured against the model's first sentence.
func (c *benchCmd) firstDelta(ctx context.Context, w io.Writer) error {
	through, direct, calls, err := c.firstWords(ctx, ollamafake.Answer{})
	if err != nil {
		return err
	}
	printRow(w, "first token, the model asked directly, p50", "%.2f ms", ms(direct.token.Quantile(.5)))
	printRow(w, "first delta, through the server, p50", "%.2f ms", ms(through.Quantile(.5)))
	printRow(w, "the server adds", "%.2f ms", ms(through.Quantile(.5)-direct.token.Quantile(.5)))
	printRow(w, "model calls a turn", "%.2f", calls)
	if through, direct, _, err = c.firstWords(ctx, paced); err != nil {
		return err
	}
	sentence := direct.sentence.Quantile(.5)
	printRow(w, "first sentence of a model at a real pace, directly, p50", "%.1f ms", ms(sentence))
	printRow(w, "first delta, through the server, p50", "%.1f ms", ms(through.Quantile(.5)))
	printRow(w, "to the model's own", "%.3f×", float64(through.Quantile(.5))/float64(sentence))
	return nil
}

// firstWords times them through a server and directly, of a fake with the pace of
// the answer, and counts the model's calls a turn.
func (c *benchCmd) firstWords(ctx context.Context, pace ollamafake.Answer) (through eval.Latencies, direct firstTimes, calls float64, err error) {
	fake := &ollamafake.Fake{Answer: func(ollamafake.Request) ollamafake.Answer {
		return ollamafake.Answer{Text: "Here is what I found for you. Take a look at the cards above.", Wait: pace.Wait, Gap: pace.Gap}
	}}
	address, stop, err := fake.Start("127.0.0.1:0")
	if err != nil {
		return nil, direct, 0, err
	}
	defer stop()
	if direct, err = directly(ctx, address); err != nil {
		return nil, direct, 0, err
	}
	understand := "auto"
	if pace.Wait > 0 {
		understand = "builtin" // what the writing alone takes
	}
	serve := serveCmd{modelFlags: modelFlags{Ollama: address, EmbedModel: "off", Understand: understand,
		UnderstandDeadline: 1500 * time.Millisecond, FirstDeltaDeadline: 1200 * time.Millisecond}}
	err = c.serving(ctx, serve, func(s *server) error {
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
		through, calls = report.FirstDelta, float64(len(fake.Chats())-before)/float64(report.Turns)
		return nil
	})
	return through, direct, calls, err
}

// firstTimes are the times to a model's first token and to the end of its first
// sentence.
type firstTimes struct{ token, sentence eval.Latencies }

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// directly times the first words of calls to the model's server alone, at the same
// pace.
func directly(ctx context.Context, address string) (times firstTimes, err error) {
	server, err := llm.NewOllama(address)
	if err != nil {
		return times, err
	}
	for range deltaSessions * deltaTurns {
		time.Sleep(deltaPause / deltaSessions)
		start, said := time.Now(), ""
		_, err := server.Chat(ctx, "fake:latest", llm.Request{System: strings.Repeat("You sell. ", 50),
			Messages: []llm.Message{{Role: "user", Content: "hello"}}, MaxTokens: 100}, func(token string) error {
			if said == "" {
				times.token = append(times.token, time.Since(start))
			}
			whole := strings.Contains(said, ".")
			if said += token; !whole && strings.Contains(said, ".") {
				times.sentence = append(times.sentence, time.Since(start))
			}
			return nil
		})
		if err != nil {
			return times, fmt.Errorf("fake: %w", err)
		}
	}
	return times, nil
}
