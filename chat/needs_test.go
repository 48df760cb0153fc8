package chat

import (
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"daogou/catalog"
)

func TestSeveralNeedsShareABudget(t *testing.T) {
	outfit := `search {"newSubject": true, "needs": [{"name": "dress", "query": "dress"}, {"name": "lamp", "query": "lamp"}], "filters": [{"field": "price", "op": "lte", "value": `
	for name, c := range map[string]struct {
		turns []said
		needs []string // of the cards of the last turn
	}{
		"the best of each, when that is within it": {[]said{{say: outfit + `6600}]}`, cards: "d1 l1"}}, []string{"dress", "lamp"}},
		"too little for both: the dearest goes":    {[]said{{say: outfit + `4000}]}`, cards: "l1"}}, []string{"lamp"}},
		"for neither":                              {[]said{{say: outfit + `100}]}`, kinds: "intent delta done", text: "search nothing."}}, nil},
		"more for all":                             {[]said{{say: outfit + `4000}]}`}, {say: `refine {"filters": [{"field": "price", "op": "lte", "value": 8000}]}`, cards: "d1 l1"}}, []string{"dress", "lamp"}},
		"one is refined alone": {[]said{{say: outfit + `20000}]}`, cards: "d1 l1"},
			{say: `refine {"needs": [{"name": "Dress", "filters": [{"field": "color", "op": "eq", "value": "green"}]}]}`, cards: "d2 l1"}}, []string{"dress", "lamp"}},
		"one more": {[]said{{say: outfit + `20000}]}`},
			{say: `refine {"needs": [{"name": "vase", "query": "vase"}]}`, cards: "d1 l1 v1"}}, []string{"dress", "lamp", "vase"}},
		"no budget: some of each": {[]said{{say: `search {"newSubject": true, "needs": [{"name": "dress", "query": "dress"}, {"name": "lamp", "query": "lamp"}]}`, cards: "d1 d2 l1 l2"}},
			[]string{"dress", "dress", "lamp", "lamp"}},
		"a new subject forgets them": {[]said{{say: outfit + `6600}]}`}, {say: "dress", cards: "d1 d2"}}, []string{"", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			conn := open(t, t.TempDir(), nil).connect(Hello{})
			var last []frame
			for _, turn := range c.turns {
				last = conn.say(turn.say)
				check(t, turn, last)
			}
			var needs []string
			for _, f := range last {
				for _, i := range f.Items {
					needs = append(needs, i.Need)
				}
			}
			if !slices.Equal(needs, c.needs) {
				t.Errorf("needs: got %q, want %q", needs, c.needs)
			}
		})
	}
}

func TestTheSumNeverPassesTheBudget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		prices := rapid.SliceOfN(rapid.SliceOfN(rapid.Int64Range(1, 100), 0, 6), 1, 5).Draw(t, "prices")
		budget := rapid.Int64Range(1, 300).Draw(t, "budget")
		choices := make([]options, len(prices))
		for i, list := range prices {
			for j, amount := range list {
				p := &catalog.Product{ID: strconv.Itoa(i*10 + j), ListPrice: catalog.Money{Amount: amount}}
				choices[i].hits = append(choices[i].hits, catalog.Hit{Product: p})
			}
			choices[i].pieces = rapid.Int64Range(1, 4).Draw(t, "pieces")
		}
		best, cheapest, total, met := int64(0), int64(0), int64(0), 0
		for i, c := range withinBudget(choices, budget) {
			if len(prices[i]) > 0 {
				n := choices[i].pieces
				best, cheapest = best+n*prices[i][0], cheapest+n*slices.Min(prices[i])
				met--
			}
			if len(c.hits) > 0 {
				total += c.cost(0)
				met++
			}
		}
		if total > budget {
			t.Errorf("%d passes the budget of %d", total, budget)
		}
		if best <= budget && total != best {
			t.Errorf("the best of all cost %d of %d, yet others were taken for %d", best, budget, total)
		}
		if cheapest <= budget && met != 0 {
			t.Errorf("all can be had for %d of %d, yet %d go without", cheapest, budget, -met)
		}
	})
}
