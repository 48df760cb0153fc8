package main

import (
	"flag"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"daogou/chat/transcript"
	"daogou/llm/ollamafake"
)

var update = flag.Bool("update", false, "rewrite the transcripts")

const transcripts = "../../chat/testdata/transcripts/"

// startDemo serves the demo shop, wired as in production.
func startDemo(t *testing.T, flags modelFlags) *server {
	t.Helper()
	data := t.TempDir()
	serve := serveCmd{modelFlags: flags, Addr: "127.0.0.1:0"}
	s, err := serve.start(t.Context(), data, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.shutdown(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// TestDemoTranscripts replays conversations with the demo shop, nobody but the
// built-in engine answering.
func TestDemoTranscripts(t *testing.T) {
	s := startDemo(t, modelFlags{Ollama: "off", Understand: "builtin"})
	replay(t, "demo/*.txt", &transcript.Player{Engine: s.engine})
}

// TestModelTranscripts replays conversations whose words a scripted model
// writes: what the file has after ~ is its answer.
func TestModelTranscripts(t *testing.T) {
	var next atomic.Value
	next.Store("")
	fake := &ollamafake.Fake{Answer: func(ollamafake.Request) ollamafake.Answer {
		return ollamafake.Answer{Text: next.Load().(string)}
	}}
	address, stop, err := fake.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	s := startDemo(t, modelFlags{Ollama: address, EmbedModel: "off", Understand: "builtin", FirstDeltaDeadline: 5 * time.Second})
	for end := time.Now().Add(10 * time.Second); !s.models.client.Up(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("the model is not picked up")
		}
	}
	replay(t, "model/*.txt", &transcript.Player{Engine: s.engine, Hint: func(_, words string) { next.Store(words) }})
}

func replay(t *testing.T, pattern string, p *transcript.Player) {
	t.Helper()
	files, err := filepath.Glob(transcripts + pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got, err := p.Play(t.Context(), string(want))
			if err != nil {
				t.Fatal(err)
			}
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if got != string(want) {
				t.Errorf("%s is different now; -update rewrites it. Got\n%s", file, got)
			}
		})
	}
}
