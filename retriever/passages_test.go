package retriever

import (
	"bufio"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"daogou/catalog"
)

// readPolicies reads the rules of one of the test shops.
func readPolicies(t testing.TB, shop string) []catalog.Policy {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(shared, "shop", shop, "policies", "*.md"))
	if len(files) == 0 {
		t.Skipf("the rules of test shop %q are not here", shop)
	}
	var all []catalog.Policy
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		title, body, _ := strings.Cut(strings.TrimPrefix(string(raw), "# "), "\n")
		all = append(all, catalog.Policy{Name: filepath.Base(f), Locale: shop, Title: title, Body: strings.TrimSpace(body)})
	}
	return all
}

// question is an utterance of a suite that a rule answers.
type question struct {
	said   string
	titles []string
}

func readQuestions(t testing.TB, shop string) []question {
	t.Helper()
	f, err := os.Open(filepath.Join(shared, "shop", shop, "dialogues.jsonl"))
	if err != nil {
		t.Skipf("the suite of test shop %q is not here", shop)
	}
	defer f.Close()
	var all []question
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var d struct {
			Turns []struct {
				Say    string
				Expect struct{ Sources []string }
			}
		}
		if err := json.Unmarshal(lines.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		for _, turn := range d.Turns {
			if len(turn.Expect.Sources) > 0 {
				all = append(all, question{turn.Say, turn.Expect.Sources})
			}
		}
	}
	return all
}

func TestPassagesAnswerQuestions(t *testing.T) {
	for _, shop := range []string{"en", "zh"} {
		x := open(t, nil)
		if err := x.SetPolicies(context.Background(), readPolicies(t, shop)); err != nil {
			t.Fatal(err)
		}
		right, all := 0, readQuestions(t, shop)
		for _, q := range all {
			found, err := x.Passages(context.Background(), q.said, shop, 3)
			if err != nil {
				t.Fatal(err)
			}
			if len(found) > 0 && slices.Contains(q.titles, found[0].Title) {
				right++
			} else {
				t.Logf("%s: %q: want %v, got %v", shop, q.said, q.titles, titlesOf(found))
			}
		}
		if right*100 < 85*len(all) {
			t.Errorf("%s: %d of %d questions are answered by the right rule first, want 85%%", shop, right, len(all))
		}
	}
}

func titlesOf(found []catalog.Passage) []string {
	var titles []string
	for _, p := range found {
		titles = append(titles, p.Title)
	}
	return titles
}
