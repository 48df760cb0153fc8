package retriever

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"daogou/catalog"
)

// A model's vectors serve beside the built-in space: products get theirs when
// Train is called, a query within queryPatience or not at all. They are kept as
// float32, of length 1: in 8 bits the order of what is nearly alike, such as
// variants, is lost, and gonum's kernel makes the wider scan the faster one.

// queryPatience is how long a search waits for the query's vector.
const queryPatience = 60 * time.Millisecond

// embedBatch is how many texts go to the embedder at once.
const embedBatch = 64

// putOuter keeps a model's vector of document d. A model of another length
// replaces all there were.
func (c *corpus) putOuter(d uint32, v []float32) {
	if c.outer.dims != len(v) {
		c.outer, c.embedded = vectors{dims: len(v)}, nil
	}
	own := slices.Clone(v)
	normalise(own)
	c.outer.put(d, own)
	c.embedded = c.embedded.grow(len(c.products))
	c.embedded.set(d)
}

// embedProducts gets the vectors of products that have none. What it got stays
// when it is stopped, so the next call goes on from there.
func (x *Index) embedProducts(ctx context.Context) error {
	for {
		x.progress()
		docs, texts := x.unembedded(embedBatch)
		if len(docs) == 0 {
			return nil
		}
		vectors, err := x.opt.Embedder.Embed(ctx, texts)
		if err != nil {
			return fmt.Errorf("embedding products: %w", err)
		}
		if len(vectors) != len(docs) {
			return fmt.Errorf("embedding products: %d vectors for %d texts", len(vectors), len(docs))
		}
		x.locked(func() {
			for i, p := range docs {
				if n, ok := x.corpus.numbers[p.ID]; ok && x.corpus.products[n] == p {
					x.corpus.putOuter(n, vectors[i])
				}
			}
		})
	}
}

// progress tells how many products have their vectors.
func (x *Index) progress() {
	if x.opt.Progress == nil {
		return
	}
	x.mu.RLock()
	done, total := 0, x.corpus.alive
	x.corpus.live.each(func(d uint32) {
		if x.corpus.embedded.has(d) {
			done++
		}
	})
	x.mu.RUnlock()
	x.opt.Progress(done, total)
}

// unembedded gives some products without a vector and their texts.
func (x *Index) unembedded(most int) (docs []*catalog.Product, texts []string) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	c := x.corpus
	for n, p := range c.products {
		if p != nil && !c.embedded.has(uint32(n)) && len(docs) < most {
			docs = append(docs, p)
			texts = append(texts, embedText(p))
		}
	}
	return docs, texts
}

// embedText is what a model reads of a product: what it is first, and no more
// of the description than says what kind of thing it is.
func embedText(p *catalog.Product) string {
	const descriptionRunes = 400
	text := p.Title + "\n" + strings.Join(p.Category, " > ") + "\n" + p.Brand + "\n" + p.Description
	if r := []rune(text); len(r) > descriptionRunes {
		return string(r[:descriptionRunes])
	}
	return text
}

// queryVectors remembers the vectors of queries, for drafts become messages.
type queryVectors struct {
	mu sync.Mutex
	of map[string][]float32
}

const mostQueryVectors = 1000

// of gives a query's vector; nil where there is no embedder or it takes too long.
func (x *Index) queryVector(ctx context.Context, text string) []float32 {
	if x.opt.Embedder == nil || text == "" {
		return nil
	}
	x.asking.mu.Lock()
	v, ok := x.asking.of[text]
	x.asking.mu.Unlock()
	if ok {
		return v
	}
	ctx, cancel := context.WithTimeout(ctx, queryPatience)
	defer cancel()
	vectors, err := x.opt.Embedder.Embed(ctx, []string{text})
	if err != nil || len(vectors) != 1 {
		x.log.Debug("query has no vector", "err", err)
		return nil
	}
	x.asking.mu.Lock()
	defer x.asking.mu.Unlock()
	if x.asking.of == nil || len(x.asking.of) >= mostQueryVectors {
		x.asking.of = map[string][]float32{}
	}
	x.asking.of[text] = vectors[0]
	return vectors[0]
}

// scoreOuter replaces the semantic signal by the model's where it has one: how
// far a candidate is above the average of all, for models differ in how near
// they put what has nothing in common.
func (c *corpus) scoreOuter(v []float32, cands []candidate) {
	if len(v) == 0 || len(v) != c.outer.dims {
		return
	}
	query := slices.Clone(v)
	normalise(query)
	sum, n := float32(0), 0
	for i := range cands {
		if d := &cands[i]; c.embedded.has(d.doc) {
			d.semantic = c.outer.near(d.doc, query)
			sum += d.semantic
			n++
		}
	}
	mean := sum / float32(max(n, 1))
	for i := range cands {
		if d := &cands[i]; c.embedded.has(d.doc) && mean < 1 {
			d.semantic = max(0, (d.semantic-mean)/(1-mean))
		}
	}
}
