package chat

import (
	"context"
	"maps"
	"slices"
	"strings"

	"daogou/catalog"
)

// card shows a hit in a language.
func (e *Engine) card(h catalog.Hit, locale string) Card {
	p := h.Product
	text := p.In(locale)
	c := Card{ID: p.ID, Title: text.Title, Price: p.Price(), Image: mediaPath(p.Image), URL: p.Link,
		Availability: p.Availability, Rating: p.Rating, Reviews: p.Reviews, Attributes: attributes(p, text), Why: []Reason{}}
	if p.SalePrice != nil {
		list := p.ListPrice
		c.ListPrice = &list
	}
	for _, s := range h.Why {
		c.Why = append(c.Why, Reason{Signal: s.Signal, Share: s.Share, Text: e.Voice.Why(locale, s)})
	}
	if len(c.Why) == 0 {
		s := catalog.Share{Signal: "match", Share: 1}
		c.Why = append(c.Why, Reason{Signal: s.Signal, Share: s.Share, Text: e.Voice.Why(locale, s)})
	}
	return c
}

// fitted tells in the shares that rest on filters which ones those are, in the
// form of Filter.String, so that a writer can say them.
func fitted(hits []catalog.Hit, filters []catalog.Filter) []catalog.Hit {
	if len(filters) == 0 {
		return hits
	}
	terms := make([]string, len(filters))
	for i, f := range filters {
		terms[i] = f.String()
	}
	told := slices.Clone(hits)
	for i := range told {
		told[i].Why = slices.Clone(told[i].Why)
		for j, s := range told[i].Why {
			if s.Signal == "match" {
				told[i].Why[j].Terms = terms
			}
		}
	}
	return told
}

func attributes(p *catalog.Product, text *catalog.Text) map[string][]string {
	all := make(map[string][]string, len(text.Attributes)+2)
	maps.Copy(all, text.Attributes)
	if p.Brand != "" {
		all["brand"] = []string{p.Brand}
	}
	if len(text.Category) > 0 {
		all["category"] = text.Category
	}
	return all
}

func mediaPath(image string) string {
	if image == "" || strings.HasPrefix(image, "/") || strings.Contains(image, "://") {
		return image
	}
	return "/media/" + image
}

// fresh gives products as they stand in the store: from the shelf where that has
// taken up every change, so that what is derived from them once stays good.
func (e *Engine) fresh(ctx context.Context, ids []string) (map[string]*catalog.Product, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	view := e.Shelf.View()
	last, err := e.Store.LastProduct(ctx)
	if err != nil {
		return nil, err
	}
	found := make(map[string]*catalog.Product, len(ids))
	if last <= view.Seq {
		for _, id := range ids {
			if p, ok := view.Product(id); ok {
				found[id] = p
			}
		}
		return found, nil
	}
	list, err := e.Store.Products(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, p := range list {
		found[p.ID] = p
	}
	return found, nil
}

// refresh puts products as they stand now into hits, and drops those that are
// withdrawn or fit the filters no longer.
func (e *Engine) refresh(ctx context.Context, hits []catalog.Hit, filters []catalog.Filter) ([]catalog.Hit, error) {
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.Product.ID
	}
	fresh, err := e.fresh(ctx, ids)
	if err != nil {
		return nil, err
	}
	var kept []catalog.Hit
	for _, h := range hits {
		if p, ok := fresh[h.Product.ID]; ok && catalog.FitsAll(p, filters) {
			h.Product = p
			kept = append(kept, h)
		}
	}
	return kept, nil
}

// hits makes hits of products meant by the shopper, in the order of ids; those
// that are gone are left out.
func (e *Engine) hits(ctx context.Context, ids []string) ([]catalog.Hit, error) {
	fresh, err := e.fresh(ctx, ids)
	if err != nil {
		return nil, err
	}
	var hits []catalog.Hit
	for _, id := range ids {
		if p, ok := fresh[id]; ok {
			hits = append(hits, catalog.Hit{Product: p, Score: 1, Why: []catalog.Share{{Signal: "match", Share: 1}}})
		}
	}
	return hits, nil
}

func hitIDs(hits []catalog.Hit) []string {
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.Product.ID
	}
	return ids
}

// SearchCards searches outside of a conversation and remembers what it showed,
// for events that tell of it.
func (e *Engine) SearchCards(ctx context.Context, q catalog.Query) (SearchReply, error) {
	result, err := e.Index.Search(ctx, q)
	if err != nil {
		return SearchReply{}, err
	}
	reply, err := e.reply(ctx, q, result)
	if err != nil {
		return reply, err
	}
	reply.Search = newID()
	return reply, e.keepSearch(ctx, q, reply)
}

// RecommendCards recommends outside of a conversation. Search of the reply is
// empty.
func (e *Engine) RecommendCards(ctx context.Context, q catalog.Query) (SearchReply, error) {
	result, err := e.Taste.Recommend(ctx, q)
	if err != nil {
		return SearchReply{}, err
	}
	result.Total = max(result.Total, len(result.Hits))
	return e.reply(ctx, q, result)
}

func (e *Engine) reply(ctx context.Context, q catalog.Query, result catalog.Result) (SearchReply, error) {
	reply := SearchReply{Items: []Card{}, Total: result.Total, Relaxed: result.Relaxed}
	hits, err := e.refresh(ctx, result.Hits, holding(q.Filters, result.Relaxed))
	for _, h := range fitted(hits, holding(q.Filters, result.Relaxed)) {
		reply.Items = append(reply.Items, e.card(h, q.Locale))
	}
	return reply, err
}

// ProductCard shows one product, fresh from the store. The error wraps
// catalog.ErrNotFound where there is none.
func (e *Engine) ProductCard(ctx context.Context, id, locale string) (Card, error) {
	p, err := e.Store.Product(ctx, id)
	if err != nil {
		return Card{}, err
	}
	return e.card(catalog.Hit{Product: p}, locale), nil
}

// holding gives the filters that are left when some had to be dropped.
func holding(filters, relaxed []catalog.Filter) []catalog.Filter {
	var left []catalog.Filter
	for _, f := range filters {
		if !slices.ContainsFunc(relaxed, func(r catalog.Filter) bool { return equal(r, f) }) {
			left = append(left, f)
		}
	}
	return left
}
