package chat

import (
	"cmp"
	"context"
	"math"
	"slices"

	"daogou/catalog"
)

// TopicAdvice is the topic of a comparison that asks which of the products the
// assistant would take.
const TopicAdvice = "advice"

// compare sets products side by side; where advice is asked for, the one to take
// comes first.
func (p *planner) compare(ctx context.Context) error {
	ids, err := p.compared(ctx)
	if err != nil {
		return err
	}
	if len(p.r.Aspects) == 0 {
		ids = ids[:min(len(ids), comparedAtOnce)]
	}
	hits, err := p.hits(ctx, ids)
	if err != nil {
		return err
	}
	if len(hits) < 2 {
		p.plan.Outcome = Unclear
	}
	if len(hits) > 0 {
		p.speakOf(hits)
	}
	p.state.Aspects = p.r.Aspects
	if p.r.Topic == TopicAdvice && len(hits) > 1 {
		least := slices.MinFunc(hits, func(a, b catalog.Hit) int { return cmp.Compare(a.Product.Price().Amount, b.Product.Price().Amount) })
		slices.SortStableFunc(hits, func(a, b catalog.Hit) int {
			return cmp.Compare(worth(b.Product, least.Product), worth(a.Product, least.Product))
		})
		p.state.Focus = []string{hits[0].Product.ID}
		return nil
	}
	if first := foremost(hits, p.r.Sort); first != "" {
		p.state.Focus = []string{first}
	}
	return nil
}

// What speaks for a product, in stars: doubtReviews reviews of doubtRating stars are
// added to its own, so that five stars of one shopper do not beat 4.8 of a hundred
// (Bayesian average), and each doubling of the price takes off dearStars.
const (
	doubtReviews = 20
	doubtRating  = 3.8
	dearStars    = .15
)

// worth is how well a product can be advised, beside the cheapest; what can't be had
// comes last.
func worth(p, least *catalog.Product) float64 {
	n := float64(p.Reviews)
	stars := (p.Rating*n + doubtRating*doubtReviews) / (n + doubtReviews)
	if p.Availability == catalog.OutOfStock {
		stars -= 5
	}
	return stars - dearStars*math.Log2(float64(max(1, p.Price().Amount))/float64(max(1, least.Price().Amount)))
}

// foremost is the one that comes first in an order; empty where no order was
// named or several do.
func foremost(hits []catalog.Hit, order catalog.Sort) string {
	field, desc := order.By()
	first, best, alone := "", 0.0, false
	for _, h := range hits {
		n, ok := h.Product.Number(field)
		switch {
		case !ok:
		case first == "" || desc && n > best || !desc && n < best:
			first, best, alone = h.Product.ID, n, true
		case n == best:
			alone = false
		}
	}
	if !alone {
		return ""
	}
	return first
}

// compared gives the products referred to; where those are fewer than two, with
// the one named, what the talk is about, and the first of the cards.
func (p *planner) compared(ctx context.Context) ([]string, error) {
	ids := p.r.Refers
	if len(p.r.Aspects) > 0 && len(ids) > comparedAtOnce { // which of them all comes first
		ids = union(ids, p.state.Shown)
	}
	if len(ids) < 2 && p.r.Query != "" {
		named, err := p.named(ctx)
		if err != nil {
			return nil, err
		}
		ids = union(ids, hitIDs(named))
	}
	for _, more := range [][]string{p.state.Focus, p.state.Shown} {
		if len(ids) < 2 {
			ids = union(ids, more)
		}
	}
	return ids, nil
}

// comparedAtOnce is how many products a table of differences can hold.
const comparedAtOnce = 4
