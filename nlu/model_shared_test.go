package nlu

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
	"daogou/llm"
)

// A model that knows what each turn of a suite means must get it through: the
// check may not drop filters that the suite's catalogue can satisfy.
func TestCheckKeepsWhatASuiteExpects(t *testing.T) {
	for _, locale := range []string{"en", "zh"} {
		t.Run(locale, func(t *testing.T) {
			dir := filepath.Join("..", "..", "shared", "shop", locale)
			if _, err := os.Stat(dir); err != nil {
				t.Skip("no test shop beside the checkout")
			}
			words, shelf := readTestShop(t, dir)
			kept, all := 0, 0
			for _, turn := range expected(t, filepath.Join(dir, "dialogues.jsonl")) {
				want := turn.reading()
				m := &Model{Words: func() *lexicon.Vocabulary { return words }, Product: shelf.Product,
					Chat: says(func(llm.Request) (string, error) { return Script(want, words.Currency), nil })}
				got, err := m.Understand(t.Context(), chat.Utterance{Text: turn.Say}, &chat.State{})
				if err != nil {
					t.Fatalf("%s: %v", turn.Say, err)
				}
				for _, f := range want.Filters {
					all++
					if slices.ContainsFunc(got.Filters, func(g catalog.Filter) bool { return covers(g, f) }) {
						kept++
					} else {
						t.Logf("%s: lost %v, have %v and query %q", turn.Say, f, got.Filters, got.Query)
					}
				}
			}
			t.Logf("kept %d filters of %d", kept, all)
			if kept*100 < all*99 {
				t.Errorf("kept %d filters of %d, want 99%%", kept, all)
			}
		})
	}
}

// covers reports whether the filter holds for whatever the wanted one holds for.
func covers(got, want catalog.Filter) bool {
	if got.Field != want.Field {
		return false
	}
	if want.Op == catalog.Lte || want.Op == catalog.Gte {
		return got.Op == want.Op && got.Number == want.Number
	}
	return (got.Op == catalog.Ne) == (want.Op == catalog.Ne) && !slices.ContainsFunc(want.Values, func(v string) bool {
		return !slices.ContainsFunc(got.Values, func(w string) bool { return strings.EqualFold(v, w) })
	})
}

type expectedTurn struct {
	Say    string `json:"say"`
	Expect struct {
		Act   []chat.Act `json:"act"`
		Items struct {
			All  []catalog.Filter `json:"all"`
			None []catalog.Filter `json:"none"`
		} `json:"items"`
	} `json:"expect"`
}

func (e expectedTurn) reading() chat.Reading {
	r := chat.Reading{Act: chat.Search}
	if len(e.Expect.Act) > 0 {
		r.Act = e.Expect.Act[0]
	}
	r.Filters = e.Expect.Items.All
	for _, f := range e.Expect.Items.None {
		if f.Op == catalog.Eq {
			f.Op = catalog.Ne
			r.Filters = append(r.Filters, f)
		}
	}
	return r
}

func expected(t *testing.T, path string) []expectedTurn {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var turns []expectedTurn
	for line := range strings.Lines(string(raw)) {
		var dialogue struct {
			Turns []expectedTurn `json:"turns"`
		}
		if err := json.Unmarshal([]byte(line), &dialogue); err != nil {
			t.Fatal(err)
		}
		turns = append(turns, dialogue.Turns...)
	}
	return turns
}

func readTestShop(t *testing.T, dir string) (*lexicon.Vocabulary, *catalog.Shelf) {
	t.Helper()
	store, err := catalog.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = store.Close() }()
	if _, err := store.ImportProducts(t.Context(), os.DirFS(dir), "products.tsv", catalog.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	shelf := &catalog.Shelf{}
	changes, err := store.Changes(t.Context(), 0, 5000)
	if err != nil {
		t.Fatal(err)
	}
	shelf.Apply(changes.Products, changes.Removed, changes.Seq)
	return lexicon.NewVocabulary(shelf.View().List), shelf
}
