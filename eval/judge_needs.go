package eval

import (
	"fmt"

	"daogou/catalog"
)

// choice is what one of several needs got: its cards, the chosen one first.
type choice struct {
	need  string
	cards []string
}

// choices groups a turn's cards by need, in the order of the cards; nothing where
// one thing was wanted.
func (o outcome) choices() []choice {
	var list []choice
	for i, id := range o.cards {
		need := o.needs[i]
		switch {
		case need == "":
		case len(list) > 0 && list[len(list)-1].need == need:
			list[len(list)-1].cards = append(list[len(list)-1].cards, id)
		default:
			list = append(list, choice{need, []string{id}})
		}
	}
	return list
}

// cost is what the chosen card of a need costs, in all pieces wanted.
func (j *Judge) cost(c choice, o outcome) int64 {
	p, ok := j.Products[c.cards[0]]
	if !ok {
		return 0
	}
	return p.Price().Amount * int64(max(o.pieces[c.need], 1))
}

// sums are the amounts that a turn with several needs may state: what the pieces
// of each cost, and all together.
func (j *Judge) sums(o outcome) []int64 {
	var sums []int64
	total := int64(0)
	for _, c := range o.choices() {
		total += j.cost(c, o)
		sums = append(sums, j.cost(c, o))
	}
	return append(sums, total)
}

func (j *Judge) checkNeeds(e ItemsExpect, o outcome) []string {
	var why []string
	fail := func(format string, args ...any) { why = append(why, fmt.Sprintf(format, args...)) }
	got, total := o.choices(), int64(0)
	if len(e.Needs) > 0 && len(got) != len(e.Needs) {
		fail("cards for %d needs %v, want %d", len(got), got, len(e.Needs))
	}
	for k, c := range got {
		total += j.cost(c, o)
		if k >= len(e.Needs) {
			continue
		}
		for _, id := range c.cards {
			if p, ok := j.Products[id]; !ok || !catalog.FitsAll(p, e.Needs[k]) {
				fail("card %s for need %q does not fit %v", id, c.need, e.Needs[k])
			}
		}
	}
	if e.Sum > 0 && total > e.Sum {
		fail("the choices cost %d together, want at most %d", total, e.Sum)
	}
	return why
}
