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
	files, _ := filepath.Glob(filepath.Join(shop, "policies", "*.md"))
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
		all = append(all, catalog.Policy{Name: filepath.Base(f), Locale: filepath.Base(shop), Title: title, Body: strings.TrimSpace(body)})
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
	f, err := os.Open(filepath.Join(shop, "dialogues.jsonl"))
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
	stands := filepath.Join("..", "eval", "testdata", "shops")
	for _, shop := range []string{filepath.Join(shared, "shop", "en"), filepath.Join(shared, "shop", "zh"), filepath.Join(stands, "en"), filepath.Join(stands, "zh")} {
		t.Run(shop, func(t *testing.T) {
			x := open(t, nil)
			if err := x.SetPolicies(context.Background(), readPolicies(t, shop)); err != nil {
				t.Fatal(err)
			}
			right, all := 0, readQuestions(t, shop)
			for _, q := range all {
				found, err := x.Passages(context.Background(), q.said, filepath.Base(shop), 3)
				if err != nil {
					t.Fatal(err)
				}
				if len(found) > 0 && slices.Contains(q.titles, found[0].Title) {
					right++
				} else {
					t.Logf("%q: want %v, got %v", q.said, q.titles, titlesOf(found))
				}
			}
			t.Logf("%d of %d", right, len(all))
			if right*100 < 85*len(all) {
				t.Errorf("%d of %d questions are answered by the right rule first, want 85%%", right, len(all))
			}
		})
	}
}

// A rule that mentions another's subject often must not come before it.
func TestThePolicyThatIsNamedComesFirst(t *testing.T) {
	x := open(t, nil)
	rule := func(name, locale, title, body string) catalog.Policy {
		return catalog.Policy{Name: name, Locale: locale, Title: title, Body: body}
	}
	err := x.SetPolicies(context.Background(), []catalog.Policy{
		rule("a.md", "en", "Guarantee", "Tools are covered for three years against faults of making."),
		rule("b.md", "en", "Returns", "Our guarantee stands beside your returns. The guarantee is no return: a guarantee mends, a return refunds. Guarantee first."),
		rule("c.md", "zh", "质保", "工具三年内出了毛病我们修。"),
		rule("d.md", "zh", "退货", "质保和退货是两回事：质保管修，退货管退。质保期内先走质保。"),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ locale, said, want string }{
		{"en", "Guarantee", "Guarantee"}, {"en", "what is your guarantee?", "Guarantee"}, {"en", "returns", "Returns"},
		{"zh", "质保", "质保"}, {"zh", "退货", "退货"},
	} {
		found, err := x.Passages(context.Background(), c.said, c.locale, 1)
		if err != nil {
			t.Fatal(err)
		}
		if got := titlesOf(found); len(got) == 0 || got[0] != c.want {
			t.Errorf("%q: got %v, want %s", c.said, got, c.want)
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
