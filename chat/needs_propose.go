package chat

import (
	"context"
	"slices"
	"strings"

	"daogou/catalog"
)

const (
	// proposedFrom is how many products a proposal looks at.
	proposedFrom = 30
	// proposed is how many kinds of things are proposed.
	proposed = 5
	// foundKinds is how many of them the words may find before what is bought
	// with those has its turn.
	foundKinds = 3
)

// propose makes needs of the kinds of things that the words find, or that the
// shopper may like where there are none, and of what is bought together with
// them. Fewer than two are none.
func (p *planner) propose(ctx context.Context) error {
	_, filters := splitBudget(p.state.Filters)
	q := catalog.Query{Text: p.state.Query, Locale: p.state.Locale, Filters: filters, Limit: proposedFrom, Shopper: p.state.Shopper}
	find := p.Index.Search
	if q.Text == "" {
		find = p.Taste.Recommend
	}
	found, err := find(ctx, q)
	if err != nil || len(found.Hits) == 0 {
		return err
	}
	kinds := addKinds(nil, found.Hits, foundKinds, p.state.Locale)
	q.Text, q.Row, q.Like = "", catalog.Together, hitIDs(found.Hits[:min(len(found.Hits), foundKinds)])
	bought, err := p.Taste.Recommend(ctx, q)
	if err != nil {
		return err
	}
	kinds = addKinds(kinds, bought.Hits, proposed, p.state.Locale)
	kinds = addKinds(kinds, found.Hits, proposed, p.state.Locale)
	if len(kinds) < 2 {
		return nil
	}
	for _, kind := range kinds {
		p.state.Needs = append(p.state.Needs, Need{Name: strings.ToLower(kind), Query: p.state.Query,
			Filters: []catalog.Filter{catalog.Where("category", catalog.Eq, kind)}})
	}
	p.intent.Needs = slices.Clone(p.state.Needs)
	return nil
}

// addKinds adds the narrowest categories of hits that are new, up to most.
func addKinds(kinds []string, hits []catalog.Hit, most int, locale string) []string {
	for _, h := range hits {
		levels := h.Product.In(locale).Category
		if len(kinds) < most && len(levels) > 0 && !containsFold(kinds, levels[len(levels)-1]) {
			kinds = append(kinds, levels[len(levels)-1])
		}
	}
	return kinds
}
