//go:build ollama

package nlu

import (
	"errors"
	"slices"
	"testing"

	"daogou/chat"
	"daogou/llm"
	"daogou/llm/ollamatest"
)

// A real server takes our schema, and what a model without any sense says in it
// is checked down to what exists.
func TestModelOnRealOllama(t *testing.T) {
	server, err := llm.NewOllama(ollamatest.Start(t).URL)
	if err != nil {
		t.Fatal(err)
	}
	client := llm.New(llm.Config{Server: server})
	if st := client.Probe(t.Context()); !st.Up {
		t.Fatal(st.Why)
	}
	read := 0
	st := &chat.State{Shown: []string{"t-2", "t-1"}}
	for _, locale := range []string{"en", "zh"} {
		for _, said := range []string{"green tea under 20", "is the second one organic?", "两个茶壶", "put it in my cart", "thanks", "x"} {
			r, err := modelOf(locale, client).Understand(t.Context(), chat.Utterance{Text: said}, st)
			switch {
			case errors.Is(err, llm.ErrBadJSON): // cut at the most tokens
			case err != nil:
				t.Errorf("%s: %v", said, err)
			case !slices.Contains(acts, r.Act) || r.Source != "llm":
				t.Errorf("%s: %+v", said, r)
			default:
				read++
			}
		}
	}
	if read == 0 {
		t.Error("not one reading of 12")
	}
	t.Logf("%d readings of 12", read)
}
