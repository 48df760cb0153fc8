package retriever

import (
	"context"
	"log/slog"
	"runtime"
	"slices"
	"sync"

	"daogou/catalog"
)

// Scorer adds a personal signal. *recommend.Model is the one in production.
type Scorer interface {
	// Score says how much the shopper may like each product; 0 for nothing known.
	Score(shopper string, products []string) []float64
	// Liked tells what the shopper looked at, put into the cart or bought, and
	// with what weight; it calls each once a product.
	Liked(shopper string, each func(product string, weight float64))
}

// Embedder turns texts into vectors of one length, whose dot product tells how
// near they are in meaning. *llm.Client is one.
type Embedder interface {
	Embed(ctx context.Context, texts []string) ([][]float32, error)
}

// Options are what an index works with; the zero value serves.
type Options struct {
	Shelf    *catalog.Shelf        // products to begin with
	Scorer   Scorer                // nil: nothing is personal
	Embedder Embedder              // beside the one trained on the catalogue; nil: none
	Weights  *Weights              // nil: DefaultWeights
	Log      *slog.Logger          // nil: slog.Default
	Progress func(done, total int) // told of products embedded by Embedder; may be nil
}

// Index finds products and passages of policies. It is safe for use by many
// goroutines.
type Index struct {
	opt     Options
	log     *slog.Logger
	weights Weights
	store   *store
	pool    sync.Pool // of *scratch
	asked   asked
	asking  queryVectors

	write    sync.Mutex // held by whoever changes anything, longer than mu
	training sync.Mutex // held by Train, which others need not wait for

	mu       sync.RWMutex
	corpus   *corpus
	fresh    bool // the lessons are new to the embedder
	seq      int64
	policies []policyPassage
}

// Open opens the index in dir, in memory when dir is empty. One that does not
// open is made anew; Seq then tells the follower where to begin. Products on
// the shelf are searched at once.
func Open(dir string, opt Options) (*Index, error) {
	s, err := openStore(dir)
	if err != nil {
		return nil, err
	}
	x := &Index{opt: opt, log: opt.Log, weights: DefaultWeights, store: s, corpus: newCorpus()}
	x.pool.New = func() any { return &scratch{} }
	if x.log == nil {
		x.log = slog.Default()
	}
	if opt.Weights != nil {
		x.weights = *opt.Weights
	}
	if opt.Shelf != nil {
		view := opt.Shelf.View()
		x.corpus.fill(view.List)
		x.seq = min(s.seq(), view.Seq)
	}
	return x, nil
}

// Close gives the index back; nothing may be asked of it afterwards.
func (x *Index) Close() error {
	x.write.Lock()
	defer x.write.Unlock()
	return x.store.close()
}

// Seq is the change number up to which the index has applied everything.
func (x *Index) Seq() int64 {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.seq
}

// Apply takes products that changed and forgets others, as of change number
// seq. Searches see it when Apply returns. Applying the same again changes
// nothing.
func (x *Index) Apply(ctx context.Context, changed []*catalog.Product, removed []string, seq int64) error {
	x.write.Lock()
	defer x.write.Unlock()
	for batch := range slices.Chunk(changed, batchSize) {
		if err := ctx.Err(); err != nil {
			return err
		}
		docs := analyseAll(batch)
		x.locked(func() {
			for i, p := range batch {
				x.corpus.put(p, &docs[i])
			}
		})
	}
	x.locked(func() {
		for _, id := range removed {
			x.corpus.drop(id)
		}
	})
	x.renumber()
	// One write for all: every batch makes bleve a segment, and it waits when
	// there are many.
	all := change{put: entriesOf(x.unstored(changed)), remove: productKeys(removed), seq: max(seq, x.store.seq())}
	if err := x.store.write(all); err != nil {
		return err
	}
	x.locked(func() { x.seq = seq })
	return nil
}

// unstored leaves out what bleve has from an earlier run already.
func (x *Index) unstored(products []*catalog.Product) []*catalog.Product {
	have := x.store.seq()
	return slices.DeleteFunc(slices.Clone(products), func(p *catalog.Product) bool { return p.Seq != 0 && p.Seq <= have })
}

// batchSize is how many products are put in at one locking: few enough that no
// search waits for more than some milliseconds.
const batchSize = 512

// locked runs a change that searches must see whole.
func (x *Index) locked(change func()) {
	x.mu.Lock()
	defer x.mu.Unlock()
	change()
}

// renumber builds the corpus anew when most of it is dead.
func (x *Index) renumber() {
	if !x.corpus.wasteful() {
		return
	}
	var products []*catalog.Product
	for _, p := range x.corpus.products {
		if p != nil {
			products = append(products, p)
		}
	}
	fresh := newCorpus()
	fresh.taught = x.corpus.taught
	fresh.fill(products)
	fresh.adopt(x.corpus.phrases)
	x.locked(func() { x.corpus = fresh })
}

func (c *corpus) fill(products []*catalog.Product) {
	for batch := range slices.Chunk(products, 4*batchSize) {
		docs := analyseAll(batch)
		for i, p := range batch {
			c.put(p, &docs[i])
		}
	}
}

// analyseAll analyses products on all cores, in their order.
func analyseAll(products []*catalog.Product) []analysed {
	docs := make([]analysed, len(products))
	workers := min(runtime.GOMAXPROCS(0), (len(products)+31)/32)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			a := newAnalyser()
			for i := w; i < len(products); i += workers {
				docs[i] = a.analyse(products[i])
			}
		})
	}
	wg.Wait()
	return docs
}

// entriesOf gives the products' telling words for the dictionary.
func entriesOf(products []*catalog.Product) []entry {
	entries := make([]entry, len(products))
	for i, p := range products {
		entries[i] = entry{"product:" + p.ID, map[string][]string{"word": tellingWords(p)}}
	}
	return entries
}

func productKeys(ids []string) []string {
	keys := make([]string, len(ids))
	for i, id := range ids {
		keys[i] = "product:" + id
	}
	return keys
}

// tellingWords gives each word of a product's telling texts once, as written.
func tellingWords(p *catalog.Product) []string {
	var words []string
	for _, part := range partsOf(p) {
		if part.field&telling == 0 {
			continue
		}
		for _, t := range split(fold(part.text), nil) {
			if t.kind == word && !slices.Contains(words, t.text) {
				words = append(words, t.text)
			}
		}
	}
	return words
}

// SetWeights changes how much each signal counts, from the next search on.
func (x *Index) SetWeights(w Weights) { x.locked(func() { x.weights = w }) }
