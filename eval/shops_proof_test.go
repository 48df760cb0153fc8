package eval

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

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

// proveText: what must be said stands in the rule or the catalogue, and does not
// hold what must not be said.
func (p *turnProof) proveText() {
	e := p.expect()
	for _, a := range e.Text.Any {
		for _, b := range e.Text.None {
			if strings.Contains(strings.ToLower(a), strings.ToLower(b)) {
				p.bad("%q stands against %q", a, b)
			}
		}
	}
	rules := ""
	for _, title := range e.Sources {
		if _, ok := p.policies[title]; !ok {
			p.bad("no policy %q", title)
		}
		rules += p.policies[title]
	}
	if len(e.Text.Any) == 0 {
		return
	}
	if len(e.Sources) > 0 && !containsAny(rules, e.Text.Any) {
		p.bad("the rule says none of %q", e.Text.Any)
	}
	if slices.Contains(e.Act, "detail") || slices.Contains(e.Act, "compare") {
		if !slices.ContainsFunc(p.products, func(q *catalog.Product) bool { return containsAny(factsOf(q), e.Text.Any) }) {
			p.bad("the catalogue says none of %q", e.Text.Any)
		}
	}
}

func containsAny(text string, words []string) bool {
	text = strings.ToLower(text)
	return slices.ContainsFunc(words, func(w string) bool { return w != "" && strings.Contains(text, strings.ToLower(w)) })
}

// factsOf is what the catalogue says of a product, as an answer might write it.
func factsOf(q *catalog.Product) string {
	facts := []string{q.Title, q.Description, q.Brand, strings.Join(q.Category, " "), strconv.FormatFloat(float64(q.Price().Amount)/100, 'f', -1, 64)}
	for _, column := range slices.Sorted(maps.Keys(q.Attributes)) {
		facts = append(facts, strings.Join(q.Attributes[column], " "))
	}
	return strings.Join(facts, "\n")
}

// statusWords are words that an answer about an order of that status may use.
var statusWords = map[string]string{"processing": "processing 处理中", "shipped": "shipped 已发货", "delivered": "delivered 送达",
	"cancelled": "cancelled 取消", "returned": "returned 退货"}

// proveOrders: a shopper's own order says what must be told, and what must be
// kept is another's.
func (p *turnProof) proveOrders() {
	e := p.expect()
	if slices.Equal(e.Act, []string{"order"}) && len(e.Text.Any) > 0 && !containsAny(p.ordersOf(p.talk.Customer), e.Text.Any) {
		p.bad("the shopper has no order that says any of %q", e.Text.Any)
	}
	for id, o := range p.orders {
		if !strings.Contains(p.talk.Turns[p.n].Say, id) {
			continue
		}
		if private := slices.Contains(p.talk.Tags, "privacy"); private == (o.Customer == p.talk.Customer) {
			p.bad("order %s is %s's", id, o.Customer)
		} else if private && !slices.Contains(e.Text.None, o.Tracking) {
			p.bad("the tracking number of %s is not forbidden", id)
		}
	}
}

func (p *turnProof) ordersOf(customer string) string {
	var facts []string
	for _, o := range p.orders {
		if customer == "" || o.Customer != customer {
			continue
		}
		facts = append(facts, o.ID, statusWords[o.Status], o.Carrier, o.Tracking)
		for _, item := range o.Items {
			facts = append(facts, p.byID[item.ProductID].Title)
		}
		for _, t := range []*time.Time{&o.Placed, o.Shipped, o.Delivered} {
			if t != nil {
				facts = append(facts, t.Format("2006-01-02 January 2 1月2日"))
			}
		}
	}
	return strings.Join(facts, "\n")
}

// proveTaste: recommendations to a known shopper leave out all that she bought.
func (p *turnProof) proveTaste() {
	e := p.expect()
	if p.talk.Customer == "" || !slices.Contains(e.Act, "recommend") {
		return
	}
	forbidden := map[string]bool{}
	for _, f := range e.Items.None {
		if f.Field == "id" {
			for _, id := range f.Values {
				forbidden[id] = true
			}
		}
	}
	bought := map[string]bool{}
	for _, id := range p.bought[p.talk.Customer] {
		bought[id] = true
	}
	if len(bought) == 0 || !maps.Equal(bought, forbidden) {
		p.bad("%s bought %v, forbidden are %v", p.talk.Customer, slices.Sorted(maps.Keys(bought)), slices.Sorted(maps.Keys(forbidden)))
	}
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
