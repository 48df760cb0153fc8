package eval

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"daogou/catalog"
)

var acts = strings.Fields("search refine recommend compare detail cart order policy chitchat out_of_scope handoff")

// turnProof shows that a good assistant can meet what one turn expects. Only
// goods in stock count, so that one who hides the rest can meet it too.
type turnProof struct {
	*shop
	talk     Conversation
	n        int // the turn, from 0
	problems []string
}

func (p *turnProof) bad(format string, args ...any) {
	p.problems = append(p.problems, fmt.Sprintf("%s turn %d: ", p.talk.Name, p.n+1)+fmt.Sprintf(format, args...))
}

func (p *turnProof) expect() Expect { return p.talk.Turns[p.n].Expect }

func (p *turnProof) prove() {
	e := p.expect()
	for _, act := range e.Act {
		if !slices.Contains(acts, act) {
			p.bad("act %s", act)
		}
	}
	if !slices.Contains([]string{"", "queued", "bot"}, e.Handoff) || !slices.Contains([]string{"", "en", "zh"}, e.Text.Locale) {
		p.bad("handoff %q or locale %q", e.Handoff, e.Text.Locale)
	}
	p.proveFilters()
	p.proveItems()
	p.proveIDs()
	p.proveRefers()
	p.proveText()
	p.proveOrders()
	p.proveTaste()
}

// proveFilters: columns and values are those of the catalogue, and a price was
// said by the shopper.
func (p *turnProof) proveFilters() {
	items := p.expect().Items
	all := slices.Concat(items.All, items.None)
	if items.Share != nil {
		all = append(all, items.Share.Filters...)
	}
	for _, f := range all {
		if !slices.ContainsFunc(p.products, func(q *catalog.Product) bool { _, ok := q.Number(f.Field); return ok || q.Values(f.Field) != nil }) {
			p.bad("no product has %s", f.Field)
		}
		for _, v := range f.Values {
			has := catalog.Where(f.Field, catalog.Eq, v)
			if !slices.ContainsFunc(p.products, has.Fits) {
				p.bad("no product has %s %q", f.Field, v)
			}
		}
	}
	for _, f := range items.All {
		if f.Field == "price" && !p.said(f.Number/100) {
			p.bad("price %v was never said", f.Number/100)
		}
	}
}

var spelled = regexp.MustCompile(`[百千万两十]|\b(ten|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|hundred|thousand|fiver|tenner)\b`)

// said reports whether the shopper named the number until now. Numbers in words
// are taken on trust.
func (p *turnProof) said(x float64) bool {
	for _, t := range p.talk.Turns[:p.n+1] {
		if spelled.MatchString(t.Say) {
			return true
		}
		for _, m := range numberForm.FindAllString(t.Say, -1) {
			if v, _ := strconv.ParseFloat(strings.ReplaceAll(m, ",", ""), 64); v-x < 0.02 && x-v < 0.02 {
				return true
			}
		}
	}
	return false
}

// good are the goods in stock that may be shown.
func (p *turnProof) good() []*catalog.Product {
	items := p.expect().Items
	var good []*catalog.Product
	for _, q := range p.products {
		if q.Availability == catalog.InStock && catalog.FitsAll(q, items.All) &&
			!slices.ContainsFunc(items.None, func(f catalog.Filter) bool { return f.Fits(q) }) {
			good = append(good, q)
		}
	}
	return good
}

// kinds counts products, variants of one product once, as they may share a card.
func kinds(products []*catalog.Product) int {
	seen := map[string]bool{}
	for _, q := range products {
		seen[cmp.Or(q.Group, q.ID)] = true
	}
	return len(seen)
}

func (p *turnProof) wanted() int {
	if least := p.expect().Items.Min; least != nil {
		return max(*least, 1)
	}
	return 1
}

func (p *turnProof) proveItems() {
	items := p.expect().Items
	if items.Max != nil && *items.Max == 0 {
		if items.Min != nil || items.All != nil || items.Share != nil || items.First != "" || items.Include != nil {
			p.bad("wants no cards and says what they are")
		}
		return
	}
	good := p.good()
	if n := kinds(good); n < p.wanted() {
		p.bad("%d products fit, %d wanted", n, p.wanted())
	}
	if items.Max != nil && p.wanted() > *items.Max {
		p.bad("min %d is above max %d", p.wanted(), *items.Max)
	}
	if s := items.Share; s != nil {
		fitting := slices.DeleteFunc(good, func(q *catalog.Product) bool { return !catalog.FitsAll(q, s.Filters) })
		if kinds(fitting) < p.wanted() || s.Min <= 0 || s.Min > 1 {
			p.bad("%d products fit the share of %v", kinds(fitting), s.Min)
		}
	}
	if items.Order != "" && !slices.Contains([]catalog.Sort{catalog.PriceAsc, catalog.PriceDesc, catalog.RatingDesc}, items.Order) {
		p.bad("order %s", items.Order)
	}
}

// proveIDs: the goods that must be shown can be, no sister in another colour
// may stand for them, and the first is the first.
func (p *turnProof) proveIDs() {
	items, good := p.expect().Items, p.good()
	ids := slices.Clone(items.Include)
	if items.First != "" {
		ids = append(ids, items.First)
		p.proveFirst(good)
	}
	for _, id := range ids {
		q := p.byID[id]
		if q == nil || !slices.Contains(good, q) {
			p.bad("%s is not among the goods that fit", id)
			continue
		}
		if sisters := slices.DeleteFunc(slices.Clone(good), func(o *catalog.Product) bool { return o.Group != q.Group }); q.Group != "" && len(sisters) > 1 {
			p.bad("%s has sisters that fit as well", id)
		}
	}
}

func (p *turnProof) proveFirst(good []*catalog.Product) {
	items, first := p.expect().Items, p.byID[p.expect().Items.First]
	if first == nil || items.Order == "" {
		return
	}
	j := &Judge{Products: p.byID}
	for _, q := range good {
		if q != first && !j.sorted([]string{first.ID, q.ID}, items.Order) {
			p.bad("%s is not first in order %s: %s", first.ID, items.Order, q.Title)
			return
		}
	}
}

var cardForm = regexp.MustCompile(`^@(\d+)\.(\d+)$`)

// proveRefers: the cards pointed at are certain to be there.
func (p *turnProof) proveRefers() {
	ids := slices.Clone(p.expect().Refers)
	if cart := p.expect().Cart; cart != nil {
		for _, line := range *cart {
			ids = append(ids, line.ProductID)
		}
	}
	for _, id := range ids {
		if m := cardForm.FindStringSubmatch(id); m != nil {
			turn, _ := strconv.Atoi(m[1])
			card, _ := strconv.Atoi(m[2])
			if turn > p.n || p.floor(turn-1) < card {
				p.bad("%s may not exist", id)
			}
		} else if p.byID[id] == nil {
			p.bad("refers to %s, which is no product", id)
		}
	}
}

// floor is how many cards a turn certainly shows.
func (p *turnProof) floor(turn int) int {
	if least := p.talk.Turns[turn].Expect.Items.Min; least != nil {
		return *least
	}
	return 0
}

// proveAbsence: nothing fits nofit, and filters of an earlier topic, were they
// kept, would leave too few goods.
func (p *turnProof) proveAbsence(nofit, leak []catalog.Filter) {
	if i := slices.IndexFunc(p.products, func(q *catalog.Product) bool { return catalog.FitsAll(q, nofit) }); len(nofit) > 0 && i >= 0 {
		p.bad("nothing should fit %v, yet %s does", nofit, p.products[i].Title)
	}
	if len(leak) == 0 {
		return
	}
	kept := slices.DeleteFunc(p.good(), func(q *catalog.Product) bool { return !catalog.FitsAll(q, leak) })
	if len(kept) >= p.wanted() {
		p.bad("a leaked filter would go unseen: %d fit", len(kept))
	}
}
