package eval

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"daogou/catalog"
)

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
	if len(e.Sources) == 0 && (slices.Contains(e.Act, "detail") || slices.Contains(e.Act, "compare")) {
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
