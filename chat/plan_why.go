package chat

import (
	"context"
	"encoding/json"
	"slices"

	"daogou/catalog"
)

// Historian tells what a shopper's past says. *recommend.Model is the one in
// production.
type Historian interface {
	// Likes are what she cares about, the strongest first.
	Likes(shopper string) []catalog.Like
	// Because is what of her doings speaks for a product, the strongest first.
	Because(shopper, product, locale string) []catalog.Share
}

// whyMost is how many products one answer gives reasons for.
const whyMost = 3

// why tells why products are shown, from the shares that their cards had.
func (p *planner) why(ctx context.Context) error {
	hits, err := p.meant(ctx, true)
	if err != nil {
		return err
	}
	if len(hits) == 0 {
		p.plan.Outcome = Unclear
		return nil
	}
	hits = hits[:min(len(hits), whyMost)]
	plans, err := p.shownBy(ctx)
	if err != nil {
		return err
	}
	for i, h := range hits {
		hits[i].Why = p.sharesOf(h.Product.ID, plans)
	}
	p.speakOf(hits)
	return nil
}

// plansBack is how many turns with cards are looked through for a product.
const plansBack = 30

// shownBy gives the plans of this session whose products went out as cards, the
// latest first.
func (p *planner) shownBy(ctx context.Context) (plans []Plan, err error) {
	rows, err := p.Store.Read().QueryContext(ctx, `SELECT plan FROM turns t WHERE session = $1 AND turn < $2 AND plan <> '' AND EXISTS
		(SELECT 1 FROM frames f WHERE f.session = t.session AND f.turn = t.turn AND f.type = 'products')
		ORDER BY turn DESC LIMIT $3`, p.session, p.plan.Turn, plansBack)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var raw []byte
		var plan Plan
		if err := rows.Scan(&raw); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(raw, &plan); err != nil {
			return nil, err
		}
		plans = append(plans, plan)
	}
	return plans, rows.Err()
}

// sharesOf gives the shares of a product's card, as the plan that showed it last
// logged them; none where none did. A share of taste that names nothing is told
// with what of the history it rests on.
func (p *planner) sharesOf(id string, plans []Plan) []catalog.Share {
	for _, plan := range plans {
		i := slices.Index(plan.IDs, id)
		if i < 0 || i >= len(plan.Products) || !aboutSubject(plan.Act) {
			continue
		}
		shares := fitted(plan.Products[i:i+1], plan.Filters)[0].Why
		for j, s := range shares {
			if s.Signal == "collaborative" && len(s.Terms) == 0 {
				shares[j] = p.traced(s, id)
			}
		}
		return shares
	}
	return nil
}

// traced names what a share of taste rests on.
func (p *planner) traced(s catalog.Share, id string) catalog.Share {
	if p.History == nil {
		return s
	}
	for _, b := range p.History.Because(p.state.Shopper, id, p.state.Locale) {
		if b.Signal == s.Signal {
			s.Terms, s.Did = b.Terms, b.Did
			return s
		}
	}
	for _, b := range p.History.Because(p.state.Shopper, id, p.state.Locale) {
		return catalog.Share{Signal: b.Signal, Share: s.Share, Terms: b.Terms, Did: b.Did}
	}
	return s
}

// turnAway notes what the shopper wants nothing like.
func (p *planner) turnAway() {
	for _, id := range p.r.Dismiss {
		if product, ok := p.Shelf.Product(id); ok {
			p.dismiss = append(p.dismiss, id)
			p.plan.Dismissed = append(p.plan.Dismissed, product.In(p.state.Locale).Title)
		}
	}
	p.state.turnsAway(p.dismiss)
}

// turnedAway are the products that must not come again in this answer, and those
// dismissed with their variants.
func (p *planner) turnedAway() []string {
	all := union(p.r.Exclude, p.state.Dismiss)
	groups := map[string]bool{}
	for _, id := range p.state.Dismiss {
		if product, ok := p.Shelf.Product(id); ok && product.Group != "" {
			groups[product.Group] = true
		}
	}
	if len(groups) == 0 {
		return all
	}
	for _, product := range p.Shelf.View().List {
		if groups[product.Group] {
			all = append(all, product.ID)
		}
	}
	return all
}
