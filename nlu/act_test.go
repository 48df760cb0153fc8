package nlu

import (
	"context"
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"daogou/chat"
)

const (
	clincFolder = "../../shared/data/clinc150"
	bitextFile  = "../../shared/data/bitext/dev.csv"
)

func readAct(b *Builtin, text string, st chat.State) chat.Reading {
	r, _ := b.Understand(context.Background(), chat.Utterance{Text: text, Locale: "en"}, &st)
	return r
}

// TestStrangersStartNoSearch holds the share of utterances that have nothing to
// do with a shop and yet start on products.
func TestStrangersStartNoSearch(t *testing.T) {
	raw, err := os.ReadFile(clincFolder + "/val.tsv")
	if err != nil {
		t.Skip(err)
	}
	shop := []string{"shopping_list", "shopping_list_update", "order", "order_status", "order_checks", "pay_bill",
		"redeem_rewards", "rewards_balance", "gift_card", "greeting", "thank_you"}
	product := []chat.Act{chat.Search, chat.Refine, chat.Recommend, chat.Compare, chat.Detail, chat.CartAct}
	b := New(loadShop(t, sharedShops+"/en"))
	n, started := 0, 0
	for line := range strings.Lines(string(raw)) {
		text, intent, _ := strings.Cut(strings.TrimSpace(line), "\t")
		if slices.Contains(shop, intent) {
			continue
		}
		n++
		if slices.Contains(product, readAct(b, text, chat.State{}).Act) {
			started++
		}
	}
	if got := float64(started) / float64(n); got > 0.03 {
		t.Errorf("got %.3f of %d, want at most 0.03", got, n)
	}
}

// TestServiceIntents holds the share of service questions that are read as
// what serves them.
func TestServiceIntents(t *testing.T) {
	f, err := os.Open(bitextFile)
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	acts := map[string][]chat.Act{"ORDER": {chat.OrderAct, chat.PolicyAct}, "REFUND": {chat.OrderAct, chat.PolicyAct},
		"SHIPPING_ADDRESS": {chat.OrderAct, chat.PolicyAct}, "CONTACT": {chat.Handoff, chat.PolicyAct}}
	b := New(loadShop(t, sharedShops+"/en"))
	n, served := 0, 0
	for _, row := range rows[1:] {
		want := acts[row[6]]
		switch {
		case row[1] == "place_order":
			continue
		case row[1] == "complaint" || row[1] == "contact_human_agent":
			want = []chat.Act{chat.Handoff}
		case want == nil:
			want = []chat.Act{chat.PolicyAct}
		}
		n++
		if slices.Contains(want, readAct(b, row[0], chat.State{}).Act) {
			served++
		}
	}
	if got := float64(served) / float64(n); got < 0.95 {
		t.Errorf("got %.3f of %d, want at least 0.95", got, n)
	}
}

func TestAlternatives(t *testing.T) {
	got := alternatives("(is|are) it (open|)")
	want := []string{"is it open", "is it ", "are it open", "are it "}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestExamplesAreLearnt: what stands in the examples is read as it stands there.
func TestExamplesAreLearnt(t *testing.T) {
	set := examples()
	c := weights()
	right := 0
	for _, x := range set {
		probs := c.probabilities(x.features)
		best := 0
		for k := range probs {
			if probs[k] > probs[best] {
				best = k
			}
		}
		if best == x.act {
			right++
		}
	}
	if got := float64(right) / float64(len(set)); got < 0.97 {
		t.Errorf("got %.3f of %d right, want at least 0.97", got, len(set))
	}
}
