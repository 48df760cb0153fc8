package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"daogou/eval"
)

// playSuite is what "daogou eval dialogue" says of a shop's suite.
func playSuite(t *testing.T, shop string, args ...string) (report eval.DialogueReport) {
	t.Helper()
	if _, err := os.Stat(shop); err != nil {
		t.Skip("no such shop beside the checkout: ", err)
	}
	code, out, errOut := daogou(t, append([]string{"eval", "dialogue", "--json", "--suite", filepath.Join(shop, "dialogues.jsonl"),
		"--products", filepath.Join(shop, "products.tsv")}, args...)...)
	if code != exitOK {
		t.Fatalf("exit %d: %s", code, errOut)
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatal(err)
	}
	return report
}

// underRace says that the race detector watches.
var underRace bool

// TestSuitesKeepTheirFigures plays the suites with nobody but the built-in engine,
// with a model that knows what each turn expects, and with one that answers
// garbage: no model makes a conversation worse, and none gets to know a person.
func TestSuitesKeepTheirFigures(t *testing.T) {
	for _, shop := range []string{"../../../shared/shop/en", "../../../shared/shop/zh"} {
		t.Run(filepath.Base(shop), func(t *testing.T) {
			alone := playSuite(t, shop, "--ollama", "off")
			if alone.NoImages.Turns.Share() < .95 || alone.NoImages.Conversations.Share() < .9 || alone.Violations > 0 {
				t.Errorf("built-in: %v turns, %v conversations, %d violations", alone.NoImages.Turns, alone.NoImages.Conversations, alone.Violations)
			}
			for model, c := range map[string]struct {
				args  []string
				least float64 // share of the turns, images aside
			}{
				"an oracle, asked always":         {[]string{"--oracle", "oracle", "--understand", "model"}, .98},
				"an oracle, asked where needed":   {[]string{"--oracle", "oracle"}, .97},
				"an oracle that only writes":      {[]string{"--oracle", "oracle", "--understand", "builtin"}, .99 * alone.NoImages.Turns.Share()},
				"garbage":                         {[]string{"--oracle", "garbage"}, alone.NoImages.Turns.Share()},
				"readings that are chosen by lot": {[]string{"--oracle", "random"}, alone.NoImages.Turns.Share()},
			} {
				t.Run(model, func(t *testing.T) {
					if underRace && model != "an oracle, asked where needed" {
						t.Skip("too slow under the race detector")
					}
					t.Parallel()
					r := playSuite(t, shop, c.args...)
					if r.NoImages.Turns.Share() < c.least || r.Violations > 0 {
						t.Errorf("%v turns, want %.3f; %d violations", r.NoImages.Turns, c.least, r.Violations)
					}
					if r.Calls.Most > 2 || r.Calls.Personal > 0 || r.Calls.Prefix < .7 {
						t.Errorf("%+v: want at most 2 calls a turn, no personal data, 0.7 of each prompt shared", *r.Calls)
					}
				})
			}
		})
	}
}
