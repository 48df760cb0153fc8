package chat

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"

	"daogou/catalog"
)

const (
	// ordersTold is how many orders a list of them names.
	ordersTold = 5
	// passagesQuoted is how many passages of policies an answer may rest on.
	passagesQuoted = 3
)

// Topics of questions about orders: somebody else's, and the parcels on their way.
const (
	TopicOthers = "others"
	TopicParcel = "parcel"
)

// order finds orders of the identified shopper. Others' do not exist for her.
func (p *planner) order(ctx context.Context) error {
	if err := p.orderRule(ctx); err != nil {
		return err
	}
	if p.state.Customer == "" {
		p.plan.Outcome = SignIn
		return nil
	}
	if p.r.Topic == TopicOthers && p.r.Order == "" {
		p.plan.Outcome, p.state.Order = NoSuchOrder, ""
		return nil
	}
	orders, err := p.orders(ctx)
	if err != nil {
		return err
	}
	if len(orders) == 0 && p.state.Order != "" { // which stays spoken of: "just give me her tracking number"
		p.plan.Outcome = NoSuchOrder
		return nil
	}
	if len(orders) == 1 {
		p.state.Order = orders[0].ID
	}
	p.plan.Orders = orders
	p.plan.Products, err = p.hits(ctx, products(orders))
	return err
}

// orderRule finds the rule for what is to be done with an order: cancelled,
// changed, sent back.
func (p *planner) orderRule(ctx context.Context) (err error) {
	p.intent.Query = ""
	if p.r.Query != "" {
		p.plan.Passages, err = p.Index.Passages(ctx, p.r.Query, p.state.Locale, passagesQuoted)
	}
	return err
}

// orders gives the order named, now or before, else all or the last one.
func (p *planner) orders(ctx context.Context) ([]catalog.Order, error) {
	if p.r.Order != "" {
		p.state.Order = p.r.Order
	} else if p.r.Topic == "last" || p.r.Topic == "list" || len(p.r.Filters) > 0 {
		p.state.Order = ""
	}
	if id := p.state.Order; id != "" {
		o, err := p.Store.Order(ctx, p.state.Customer, id)
		if errors.Is(err, catalog.ErrNotFound) {
			return nil, nil
		}
		return []catalog.Order{o}, err
	}
	all, err := p.Store.Orders(ctx, p.state.Customer)
	if p.r.Topic == "list" {
		return all[:min(len(all), ordersTold)], err
	}
	if of := p.ordersOf(all); len(of) > 0 {
		all = of
	}
	underWay := slices.DeleteFunc(slices.Clone(all), func(o catalog.Order) bool { return o.Status != "shipped" })
	if p.r.Topic == TopicParcel && len(underWay) > 0 {
		return underWay[:min(len(underWay), ordersTold)], err
	}
	return all[:min(len(all), 1)], err
}

// ordersOf are the orders of the goods that are named: "where are the boots I ordered?".
func (p *planner) ordersOf(all []catalog.Order) []catalog.Order {
	if len(p.r.Filters) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(all), func(o catalog.Order) bool {
		return !slices.ContainsFunc(o.Items, func(i catalog.OrderItem) bool {
			product, ok := p.Shelf.View().Product(i.ProductID)
			return ok && catalog.FitsAll(product, p.r.Filters)
		})
	})
}

func products(orders []catalog.Order) []string {
	var ids []string
	for _, o := range orders {
		for _, i := range o.Items {
			ids = union(ids, []string{i.ProductID})
		}
	}
	return ids
}

// policy finds what the shop's rules say. The reading's query holds the topic's
// words in both languages, for the index alone.
func (p *planner) policy(ctx context.Context) error {
	p.intent.Query = p.plan.Said
	query := cmp.Or(p.r.Query, p.plan.Said)
	if p.before.Act == PolicyAct && p.r.Topic == "" { // "and what would that cost?"
		p.plan.Rule = p.before.Rule
		query += " " + p.plan.Rule
	}
	passages, err := p.Index.Passages(ctx, query, p.state.Locale, passagesQuoted)
	if err != nil {
		return err
	}
	if p.before.Act == PolicyAct {
		p.preferLast(passages)
	}
	p.plan.Passages = passages
	if len(passages) == 0 {
		p.plan.Outcome = Nothing
		return nil
	}
	p.state.Policy, p.state.Rule = passages[0].Policy, cmp.Or(p.plan.Rule, p.plan.Said)
	return nil
}

// aside finds the rule that is asked for besides what the turn is about, which
// may have brought a rule of its own.
func (p *planner) aside(ctx context.Context) (err error) {
	if p.r.Aside == nil || p.r.Act == PolicyAct || len(p.plan.Passages) > 0 {
		return nil
	}
	p.plan.Aside = p.r.Aside.Said
	p.plan.Passages, err = p.Index.Passages(ctx, p.r.Aside.Query, p.state.Locale, passagesQuoted)
	return err
}

// sameRule is how much more a passage counts after an answer from its policy:
// "from what amount is it free?" is about what was just spoken of.
const sameRule = 1.25

func (p *planner) preferLast(passages []catalog.Passage) {
	for i := range passages {
		if passages[i].Policy == p.before.Policy {
			passages[i].Score *= sameRule
		}
	}
	slices.SortStableFunc(passages, func(a, b catalog.Passage) int { return cmp.Compare(b.Score, a.Score) })
}

// decline refuses kindly. A wish for a discount gets the rule that speaks of
// discounts, where there is one.
func (p *planner) decline(ctx context.Context) error {
	if p.plan.Topic == "coupon" || p.plan.Topic == "discount" {
		if err := p.policy(ctx); err != nil {
			return err
		}
	}
	p.plan.Outcome = Refused
	return nil
}

// sources are the policies that an answer quotes, each once; all that the
// passages are of where the writer named none.
func sources(passages []catalog.Passage, quoted []string) []Source {
	var list []Source
	for _, p := range passages {
		if quoted != nil && !slices.Contains(quoted, p.Policy) {
			continue
		}
		s := Source{Title: p.Title, URL: "/policies/" + url.PathEscape(p.Policy)}
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// handoff queues the shopper for a person.
func (p *planner) handoff() {
	if p.plan.Topic == "" {
		p.plan.Topic = "asked"
	}
	p.queue = p.state.Handoff == ""
}
