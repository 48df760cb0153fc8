package retriever

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"daogou/catalog"
)

// diary writes searches: "shopper minute query > product", with the product
// clicked; without one nothing was chosen.
func diary(lines string) (log []catalog.Searched) {
	for line := range strings.Lines(lines) {
		text, product, _ := strings.Cut(strings.TrimSpace(line), " > ")
		cells := strings.SplitN(text, " ", 3)
		if len(cells) < 3 {
			continue
		}
		var minute int
		fmt.Sscan(cells[1], &minute)
		s := catalog.Searched{Shopper: cells[0], Text: cells[2], Shown: []string{"p"}, Time: time.Unix(int64(minute)*60, 0)}
		if product != "" {
			s.Chosen = []catalog.Choice{{ProductID: product, Kind: "click", Position: 1}}
		}
		log = append(log, s)
	}
	return log
}

// shoppers repeats a diary for several.
func shoppers(n int, lines string) (log []catalog.Searched) {
	for i := range n {
		log = append(log, diary(strings.ReplaceAll(lines, "S ", fmt.Sprintf("s%d ", i)))...)
	}
	return log
}

func TestSynonymsAreProposedFromSearches(t *testing.T) {
	red, blue := named("r", "Dress"), named("b", "Dress")
	red.Attributes = map[string][]string{"pattern": {"dotted"}}
	red.Category, blue.Category = []string{"Dresses"}, []string{"Boots"}
	blue.Attributes = map[string][]string{"pattern": {"striped"}}
	for _, c := range []struct {
		name string
		log  []catalog.Searched
		want string
	}{
		{"asked again in other words, with success", shoppers(3, "S 0 juicebrick\nS 1 power bank > a"), "[juicebrick = power bank 3]"},
		{"what both queries say is left out", shoppers(3, "S 0 black kicks men\nS 1 black sneakers men > a"), "[kicks = sneakers 3]"},
		{"Chinese", shoppers(4, "S 0 红色小电侠\nS 1 红色移动电源 > a"), "[小电侠 = 移动电源 4]"},
		{"no half of a word", shoppers(3, "S 0 充电宝\nS 1 充电器 > a"), "[充电器 = 充电宝 3]"},
		{"two shoppers are too few", shoppers(2, "S 0 juicebrick\nS 1 power bank > a"), "[]"},
		{"the first was a success", shoppers(3, "S 0 juicebrick > b\nS 1 power bank > a"), "[]"},
		{"an hour later", shoppers(3, "S 0 juicebrick\nS 61 power bank > a"), "[]"},
		{"a slip is no synonym", shoppers(3, "S 0 sneekers\nS 1 sneakers > a"), "[]"},
		{"more of the same", shoppers(3, "S 0 jacket\nS 1 rain jacket > a"), "[]"},
		{"two colours", shoppers(3, "S 0 red dress\nS 1 blue dress > a"), "[]"},
		{"two values of one field", shoppers(3, "S 0 dotted dress\nS 1 striped dress > a"), "[]"},
		{"two categories", shoppers(3, "S 0 dress\nS 1 boot > a"), "[]"},
		{"what the language knows", shoppers(3, "S 0 couch\nS 1 sofa > a"), "[]"},
		{"a telephone's number", shoppers(3, "S 0 13800138000 lamp\nS 1 desk torch > a"), "[]"},
		{"the same chosen after both", shoppers(2, "S 0 juicebrick > a\nS 30 juicebrick > b\nS 60 power bank > a\nS 90 power bank > b"), "[]"},
		{"the same chosen after both, by enough", append(shoppers(2, "S 0 juicebrick > a"), shoppers(3, "S 60 power bank > a")...), "[juicebrick = power bank 3]"},
		{"others chosen after both", append(shoppers(3, "S 0 juicebrick > a"), shoppers(3, "S 60 power bank > b")...), "[]"},
	} {
		var got []string
		for _, y := range ProposeSynonyms(c.log, []*catalog.Product{red, blue}) {
			got = append(got, fmt.Sprintf("%s = %s %d", y.Word, y.Means, y.Support))
		}
		if s := fmt.Sprint(got); s != c.want {
			t.Errorf("%s: got %s, want %s", c.name, s, c.want)
		}
	}
}

func TestPastSearchesCompleteDrafts(t *testing.T) {
	x := open(t, []*catalog.Product{named("a", "Oak Table"), named("b", "Oak Bench")})
	for _, c := range []struct {
		name, draft string
		log         []catalog.Searched
		want        bool
	}{
		{"three asked it", "oak ta", shoppers(3, "S 0 oak table for four > a"), true},
		{"two are too few", "oak ta", shoppers(2, "S 0 oak table for four > a"), false},
		{"one asked three times", "oak ta", append(shoppers(1, "S 0 oak table for four > a\nS 1 oak table for four > a"), shoppers(1, "S 9 oak table for four > a")...), false},
		{"an address", "oak ta", shoppers(3, "S 0 oak table jo@example.org > a"), false},
		{"a telephone's number", "oak ta", shoppers(3, "S 0 oak table 13800138000 > a"), false},
	} {
		x.Recall(c.log)
		got := false
		for _, text := range x.complete(c.draft, 5) {
			got = got || strings.HasPrefix(text, "oak table ")
		}
		if got != c.want {
			t.Errorf("%s: completed %v, want %v: %v", c.name, got, c.want, x.complete(c.draft, 5))
		}
	}
}
