package nlu

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// A dialogue of a suite, as far as understanding alone can be judged: act,
// what the filters select, references.
type dialogue struct {
	Name   string
	Tags   []string
	Locale string
	Turns  []struct {
		Say    string
		Images []string
		Expect *struct {
			Act    []string
			Refers []string
			Items  *struct {
				Min  int
				All  []catalog.Filter
				None []catalog.Filter
			}
		}
	}
}

// TestSuites plays whole conversations with a state kept as chat keeps it and
// a search that is the filters alone. The rates are what was reached; they may
// rise.
func TestSuites(t *testing.T) {
	for _, c := range []struct {
		dir  string
		rate float64
	}{
		{"testdata/shops/green", 0.95},
		{"testdata/shops/melody", 0.95},
		{"testdata/shops/market", 0.93},
		{"testdata/shops/zahuo", 0.93},
		{sharedShops + "/en", 0.95},
		{sharedShops + "/zh", 0.95},
	} {
		t.Run(filepath.Base(c.dir), func(t *testing.T) {
			shelf := loadShop(t, c.dir)
			reader := New(shelf)
			turns, good := 0, 0
			for _, d := range readSuite(t, filepath.Join(c.dir, "dialogues.jsonl")) {
				if slices.Contains(d.Tags, "image") {
					continue
				}
				n, ok := play(t, reader, shelf.View(), d)
				turns, good = turns+n, good+ok
			}
			rate := float64(good) / float64(turns)
			t.Logf("%d of %d turns, %.1f%%", good, turns, 100*rate)
			if rate < c.rate {
				t.Errorf("%.1f%% of turns, want %.0f%%", 100*rate, 100*c.rate)
			}
		})
	}
}

func readSuite(t *testing.T, path string) []dialogue {
	f, err := os.Open(path)
	if err != nil {
		t.Skip("no suite at " + path)
	}
	defer f.Close()
	var out []dialogue
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var d dialogue
		if err := json.Unmarshal(lines.Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		out = append(out, d)
	}
	return out
}

// play says the turns one after the other and judges each.
func play(t *testing.T, reader *Builtin, view *catalog.View, d dialogue) (turns, good int) {
	st := &chat.State{Locale: d.Locale}
	var cards [][]string
	for i, turn := range d.Turns {
		r, err := reader.Understand(context.Background(), chat.Utterance{Text: turn.Say, Locale: d.Locale}, st)
		if err != nil {
			t.Fatal(err)
		}
		st.Apply(r)
		shown := follow(st, r, reader.Vocabulary())
		cards = append(cards, shown)
		if turn.Expect == nil {
			continue
		}
		turns++
		var wrong []string
		if a := turn.Expect.Act; len(a) > 0 && !slices.Contains(a, string(r.Act)) {
			wrong = append(wrong, fmt.Sprintf("act %s, want %v", r.Act, a))
		}
		for _, ref := range turn.Expect.Refers {
			if id := placed(ref, cards); id != "" && !slices.Contains(r.Refers, id) {
				wrong = append(wrong, fmt.Sprintf("refers %v, want %s", r.Refers, id))
			}
		}
		if items := turn.Expect.Items; items != nil && (r.Act == chat.Search || r.Act == chat.Refine) && len(shown) > 0 {
			wrong = append(wrong, judge(view, shown, items.All, items.None)...)
		}
		if len(wrong) == 0 {
			good++
			continue
		}
		t.Logf("%s turn %d: %q: %s (filters %v)", d.Name, i+1, turn.Say, strings.Join(wrong, "; "), st.Filters)
	}
	return turns, good
}

// follow keeps the state as the conversation does, and gives the cards.
func follow(st *chat.State, r chat.Reading, v *lexicon.Vocabulary) []string {
	st.Act = r.Act
	switch r.Act {
	case chat.Search, chat.Refine, chat.Recommend:
		var ids []string
		if st.Query != "" || len(st.Filters) > 0 {
			products := v.Fitting(st.Filters, len(v.Products))
			if st.Sort != "" {
				slices.SortFunc(products, st.Sort.Compare)
			}
			for _, p := range products[:min(10, len(products))] {
				ids = append(ids, p.ID)
			}
		}
		if len(ids) > 0 {
			st.Shown, st.Focus = ids, nil
			st.Seen = append(st.Seen, ids...)
		}
		return ids
	case chat.CartAct:
		if r.Cart != nil && r.Cart.Kind == "add" {
			for _, id := range r.Refers {
				st.Cart.Items = append(st.Cart.Items, chat.CartLine{ProductID: id, Quantity: max(1, r.Cart.Quantity)})
			}
		}
	}
	if len(r.Refers) > 0 {
		st.Focus = r.Refers
		st.Seen = append(st.Seen, r.Refers...)
	}
	return st.Shown
}

// placed resolves @1.2, the second card of turn 1, in the cards of this play;
// ids stand for themselves.
func placed(ref string, cards [][]string) string {
	at, ok := strings.CutPrefix(ref, "@")
	if !ok {
		return ref
	}
	turn, card, _ := strings.Cut(at, ".")
	i, _ := strconv.Atoi(turn)
	j, _ := strconv.Atoi(card)
	if i > len(cards) || j > len(cards[i-1]) {
		return ""
	}
	return cards[i-1][j-1]
}

// judge says which cards break a condition.
func judge(view *catalog.View, shown []string, all, none []catalog.Filter) []string {
	var wrong []string
	for _, id := range shown {
		p, _ := view.Product(id)
		for _, f := range all {
			if !f.Fits(p) {
				return append(wrong, fmt.Sprintf("%s does not fit %s", p.Title, f))
			}
		}
		for _, f := range none {
			if f.Fits(p) {
				return append(wrong, fmt.Sprintf("%s fits %s", p.Title, f))
			}
		}
	}
	return wrong
}
