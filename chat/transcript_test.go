package chat_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"daogou/catalog"
	"daogou/chat"
	"daogou/chat/transcript"
)

var update = flag.Bool("update", false, "rewrite the transcripts")

// TestTranscripts replays the conversations in testdata. Each line's reading is
// scripted in the file; search, state, plan and log are the engine's.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/transcripts/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, string(want))
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

func play(t *testing.T, text string) string {
	reader := &scripted{}
	e := chat.OpenForTest(t, func(e *chat.Engine) { e.Reader, e.Voice = reader, briefly{} })
	p := transcript.Player{Engine: e, Hint: func(_, reading string) { reader.next = reading }}
	got, err := p.Play(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// scripted understands what the transcript says it does: an act and a Reading
// in JSON.
type scripted struct{ next string }

func (s *scripted) Understand(_ context.Context, u chat.Utterance, _ *chat.State) (chat.Reading, error) {
	r := chat.Reading{Locale: u.Locale, Source: "builtin"}
	act, fields, _ := strings.Cut(s.next, " ")
	if fields == "" {
		fields = "{}"
	}
	err := json.Unmarshal([]byte(fields), &r)
	r.Act = chat.Act(act)
	return r, err
}

// briefly says a plan so that a transcript shows what it holds.
type briefly struct{}

func (briefly) Write(_ context.Context, p *chat.Plan, emit func(string) error) (chat.Written, error) {
	w := chat.Written{Engine: "builtin", ProductIDs: p.IDs}
	text := fmt.Sprintf("(%s) %s", p.Locale, p.Outcome)
	if p.Total > 0 {
		text += fmt.Sprintf(", %d in all", p.Total)
	}
	if len(p.Relaxed) > 0 {
		text += fmt.Sprintf(", without %v", p.Relaxed)
	}
	for _, o := range p.Orders {
		text += fmt.Sprintf(", order %s is %s", o.ID, o.Status)
	}
	for _, h := range p.Products {
		for _, a := range p.Aspects {
			text += fmt.Sprintf(", %s: %s %v", h.Product.In(p.Locale).Title, a, h.Product.Values(a))
		}
	}
	if p.Ask != nil {
		text += ", which " + p.Ask.Field + "?"
		w.Suggestions = p.Ask.Options
	}
	if p.Offer {
		text += ", would you like a person?"
	}
	return w, emit(text + ".")
}

func (briefly) Welcome(locale string) (string, []string) { return "(" + locale + ")", nil }
func (briefly) Why(_ string, s catalog.Share) string     { return s.Signal }
