package retriever

import (
	"context"
	"slices"

	"daogou/catalog"
)

// stale is the part of the products that must be new to the embedder before it
// pays to train again.
const stale = 0.1

// Train has the built-in embedder learn the catalogue as it stands and gives
// every product its place, where enough changed since the last time; then it
// asks the other embedder, if any, for the vectors that are missing. Searches
// and Apply go on meanwhile.
func (x *Index) Train(ctx context.Context) error {
	x.training.Lock()
	defer x.training.Unlock()
	if err := x.learn(ctx); err != nil || x.opt.Embedder == nil {
		return err
	}
	return x.embedProducts(ctx)
}

func (x *Index) learn(ctx context.Context) error {
	c, taught, of := x.snapshot()
	if c == nil {
		return ctx.Err()
	}
	s := learnSpace(c, taught, spaceDims)
	if s == nil || ctx.Err() != nil {
		return ctx.Err()
	}
	places := c.places(s, taught)
	x.write.Lock()
	defer x.write.Unlock()
	if x.corpus != of {
		return nil // numbered anew meanwhile; the next time will do
	}
	later := analyseAll(x.corpus.since(len(c.products)))
	x.locked(func() {
		x.fresh = x.fresh && !sameLessons(x.corpus.taught, taught)
		x.corpus.move(s, places, len(c.products), later)
	})
	return nil
}

// snapshot copies what training reads; nil when there is nothing to learn.
// Posting lists only grow, so their beginnings may be shared.
func (x *Index) snapshot() (copied *corpus, taught map[string][]lesson, of *corpus) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	c := x.corpus
	if fresh := len(c.products) - c.trained; c.space != nil && !x.fresh && float64(fresh) < stale*float64(c.alive) || c.alive == 0 {
		return nil, nil, nil
	}
	numbers, terms := c.spokenOf(c.taught)
	return &corpus{
		numbers: numbers, terms: terms, products: slices.Clone(c.products), live: slices.Clone(c.live), alive: c.alive,
		lists: slices.Clone(c.lists), names: c.names[:len(c.names):len(c.names)],
	}, c.taught, c
}

// spokenOf gives the numbers of the products and the terms that lessons are of.
func (c *corpus) spokenOf(taught map[string][]lesson) (numbers, terms map[string]uint32) {
	numbers, terms = map[string]uint32{}, map[string]uint32{}
	for id, lessons := range taught {
		if n, ok := c.numbers[id]; ok {
			numbers[id] = n
		}
		for _, l := range lessons {
			if n, ok := c.terms[l.term]; ok {
				terms[l.term] = n
			}
		}
	}
	return numbers, terms
}

// since gives the products numbered from n on.
func (c *corpus) since(n int) []*catalog.Product {
	var later []*catalog.Product
	for _, p := range c.products[n:] {
		if p != nil {
			later = append(later, p)
		}
	}
	return later
}

// move takes a new space: places up to n, and the documents that came later.
func (c *corpus) move(s *space, places vectors, n int, later []analysed) {
	c.space, c.vectors, c.trained = s, places, n
	for d := n; d < len(c.products); d++ {
		if c.products[d] != nil {
			c.embed(uint32(d), &later[0])
			later = later[1:]
		}
	}
}
