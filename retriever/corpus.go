package retriever

import (
	"math"

	"daogou/catalog"
)

// posting says that a document has a term: tf is BM25F's weighted frequency in
// 64ths, fields where it stands.
type posting struct {
	doc    uint32
	tf     uint16
	fields field
}

const tfUnit = 64

// gramPosting says that a document has a trigram, tf times.
type gramPosting struct {
	doc uint32
	tf  uint8
}

// corpus is everything that is searched, in memory. Its documents are numbered
// in the order they came; numbers are never used twice. Index guards it.
type corpus struct {
	products []*catalog.Product // by local number; nil: gone
	live     bitset
	alive    int
	numbers  map[string]uint32 // local numbers of the living
	prints   []uint64

	terms   map[string]uint32 // term numbers
	names   []string          // their terms
	lists   [][]posting
	lengths []float32
	sum     float64 // of lengths of the living

	grams    map[gram][]gramPosting
	gramLens []float32
	gramSum  float64

	phrases    *phrases            // the operator's synonyms; nil: none
	taught     map[string][]lesson // what shoppers searched products by, by ID
	vocabulary vocabulary
	sounds     sounds
	columns    columns
	popular    []float32 // 0 to 1
	prices     []moments // of each leaf
	logPrice   []float32
	leaf       []int32 // number of the category, in leaves
	leaves     map[string]int32
	paths      []string // of each leaf
	group      []int32  // number of the group of variants; -1: none
	groups     map[string]int32

	space    *space // nil: not trained
	vectors  vectors
	outer    vectors // a model's
	embedded bitset  // documents that have one there
	trained  int     // documents the space was learned from
}

func newCorpus() *corpus {
	return &corpus{
		numbers: map[string]uint32{}, terms: map[string]uint32{}, grams: map[gram][]gramPosting{},
		columns: newColumns(), sounds: newSounds(), vocabulary: newVocabulary(), leaves: map[string]int32{}, groups: map[string]int32{},
	}
}

// put adds a product or takes its new form. The texts decide whether it needs
// a new number; price, stock and rating change in place.
func (c *corpus) put(p *catalog.Product, doc *analysed) {
	if old, ok := c.numbers[p.ID]; ok {
		if c.prints[old] == doc.print && sameColumns(c.products[old], p) {
			c.refresh(old, p)
			return
		}
		c.drop(p.ID)
	}
	n := uint32(len(c.products))
	c.products = append(c.products, p)
	c.prints = append(c.prints, doc.print)
	c.numbers[p.ID] = n
	c.live = c.live.grow(len(c.products))
	c.live.set(n)
	c.alive++
	c.post(n, doc)
	c.postPhrases(n, p)
	c.postLessons(n, p.ID)
	c.columns.add(n, p)
	c.hear(p)
	c.vocabulary.addNames(p)
	c.embed(n, doc)
	c.popular = append(c.popular, popularity(p))
	c.leaf = append(c.leaf, intern(c.leaves, &c.paths, leafOf(p)))
	c.group = append(c.group, -1)
	if p.Group != "" {
		c.group[n] = intern(c.groups, nil, p.Group)
	}
	c.countPrice(n, p.Price().Amount)
}

func (c *corpus) post(n uint32, doc *analysed) {
	for _, t := range doc.terms {
		id := c.intern(t.term)
		tf := uint16(min(t.tf*tfUnit, math.MaxUint16))
		c.lists[id] = append(c.lists[id], posting{n, tf, t.fields})
	}
	for _, w := range doc.words {
		if id, ok := c.terms[stem(w)]; ok {
			c.vocabulary.addWord(w, id)
		}
	}
	for _, g := range doc.grams {
		c.grams[g.gram] = append(c.grams[g.gram], gramPosting{n, g.tf})
	}
	c.lengths = append(c.lengths, doc.length)
	c.gramLens = append(c.gramLens, doc.gramLen)
	c.sum += float64(doc.length)
	c.gramSum += float64(doc.gramLen)
}

// intern gives a term's number.
func (c *corpus) intern(term string) uint32 {
	id, ok := c.terms[term]
	if !ok {
		id = uint32(len(c.lists))
		c.terms[term] = id
		c.names = append(c.names, term)
		c.lists = append(c.lists, nil)
		c.sounds.addTerm(id, term)
	}
	return id
}

// hear remembers how the product's brand and categories are abbreviated.
func (c *corpus) hear(p *catalog.Product) {
	for _, f := range []string{"brand", "category"} {
		for _, v := range p.Values(f) {
			if isHan(firstRune(v)) {
				c.sounds.addValue(v)
			}
		}
	}
}

// embed gives a document its place, where there is a space.
func (c *corpus) embed(n uint32, doc *analysed) {
	if c.space == nil {
		return
	}
	var terms []weighted
	for _, t := range doc.terms {
		if t.fields&telling != 0 {
			terms = append(terms, weighted{t.term, c.idf(len(c.lists[c.terms[t.term]])) * float32(math.Log1p(float64(t.tf)))})
		}
	}
	c.vectors.put(n, c.space.place(terms))
}

// refresh takes a product whose texts and columns of text are as before.
func (c *corpus) refresh(n uint32, p *catalog.Product) {
	c.columns.refresh(n, c.products[n], p)
	c.countPrice(n, p.Price().Amount)
	c.products[n] = p
	c.popular[n] = popularity(p)
}

func (c *corpus) drop(id string) {
	n, ok := c.numbers[id]
	if !ok {
		return
	}
	delete(c.numbers, id)
	c.live.unset(n)
	c.alive--
	c.countPrice(n, 0)
	c.products[n] = nil
	c.sum -= float64(c.lengths[n])
	c.gramSum -= float64(c.gramLens[n])
}

// wasteful reports whether so many documents are dead that numbering anew pays.
func (c *corpus) wasteful() bool {
	dead := len(c.products) - c.alive
	return dead > 1000 && dead > c.alive
}

func intern(numbers map[string]int32, names *[]string, s string) int32 {
	n, ok := numbers[s]
	if !ok {
		n = int32(len(numbers))
		numbers[s] = n
		if names != nil {
			*names = append(*names, s)
		}
	}
	return n
}

// leafOf is the product's category path, the unit that category prediction
// counts in.
func leafOf(p *catalog.Product) string {
	path := ""
	for _, c := range p.Category {
		path += c + " > "
	}
	return path
}

// popularity is a rating made careful: the mean is pulled to 3.5 by five
// imagined reviews, and many reviews count more, by their logarithm.
func popularity(p *catalog.Product) float32 {
	const prior, weight = 3.5, 5
	n := float64(p.Reviews)
	mean := (p.Rating*n + prior*weight) / (n + weight)
	return float32(mean / 5 * (0.4 + 0.6*min(1, math.Log1p(n)/math.Log1p(2000))))
}
