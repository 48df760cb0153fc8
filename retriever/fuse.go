package retriever

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"daogou/catalog"
)

// Weights are how much each signal counts at its best; every signal lies in
// [0, 1]. Zero leaves a signal out.
type Weights struct {
	Lexical  float32 // BM25F over words, numbers, Han pairs
	Subword  float32 // BM25 over letter trigrams
	Semantic float32 // nearness in the embedder's space
	Category float32 // the product's category is the one that the query predicts
	Personal float32 // Scorer's
	Popular  float32 // rating and reviews
	Price    float32 // the price asked around, hers, or the category's usual
	Match    float32 // the filters hold, or attributes are shared with what is liked
}

// DefaultWeights serve where nothing was learned from clicks or judgements.
var DefaultWeights = Weights{Lexical: 1, Subword: 0.45, Semantic: 0.25, Category: 0.3, Personal: 0.15, Popular: 0.08, Price: 0.03, Match: 0.5}

// signals are the parts of a hit's score.
type signals struct {
	lexical, subword, semantic, category, personal, popular, price, shared float32
}

func (g signals) score(w *Weights) float32 {
	return g.lexical*w.Lexical + g.subword*w.Subword + g.semantic*w.Semantic + g.category*w.Category +
		g.personal*w.Personal + g.popular*w.Popular + g.price*w.Price + g.shared*w.Match
}

// candidate is a document that may become a hit.
type candidate struct {
	doc      uint32
	tier     uint8 // 0 first: what can be bought, or was named
	score    float32
	coverage float32 // part of the query it covers, 0 to 1
	signals
}

// byRelevance orders candidates: the buyable first, then by score; ties by ID.
func (c *corpus) byRelevance(x, y candidate) int {
	switch {
	case x.tier != y.tier:
		return int(x.tier) - int(y.tier)
	case x.score != y.score:
		return cmp.Compare(y.score, x.score)
	}
	return c.byID(x, y)
}

// order compares as the sort's own Compare does, by numbers put side by side.
func (c *corpus) order(by catalog.Sort, s *scratch) func(x, y candidate) int {
	keys := c.keys(by, s)
	return func(x, y candidate) int {
		if d := cmp.Compare(keys[x.doc], keys[y.doc]); d != 0 {
			return d
		}
		return c.byID(x, y)
	}
}

// keys gives every document a number by which the first of an order has the
// least, and what does not state the field the most.
func (c *corpus) keys(by catalog.Sort, s *scratch) []float64 {
	s.keys = append(s.keys[:0], make([]float64, len(c.products))...)
	for d := range s.keys {
		s.keys[d] = math.Inf(1)
	}
	field, desc := by.By()
	col := c.columns.numbers[field]
	if col == nil {
		return s.keys
	}
	for i, d := range col.docs {
		if s.keys[d] = col.of[i]; desc {
			s.keys[d] = -col.of[i]
		}
	}
	return s.keys
}

func (c *corpus) byID(x, y candidate) int {
	return strings.Compare(c.products[x.doc].ID, c.products[y.doc].ID)
}

// top moves the k first candidates to the front, sorted. A heap of k suffices:
// most candidates lose to its worst at one comparison.
func top(all []candidate, k int, compare func(x, y candidate) int) []candidate {
	if len(all) <= k {
		slices.SortFunc(all, compare)
		return all
	}
	heap := all[:k]
	for i := k/2 - 1; i >= 0; i-- {
		sink(heap, i, compare)
	}
	for i := k; i < len(all); i++ {
		if compare(all[i], heap[0]) < 0 {
			heap[0], all[i] = all[i], heap[0]
			sink(heap, 0, compare)
		}
	}
	slices.SortFunc(heap, compare)
	return heap
}

// sink restores the heap, whose root is the worst.
func sink(heap []candidate, i int, compare func(x, y candidate) int) {
	for {
		worst := i
		for _, child := range [2]int{2*i + 1, 2*i + 2} {
			if child < len(heap) && compare(heap[child], heap[worst]) > 0 {
				worst = child
			}
		}
		if worst == i {
			return
		}
		heap[i], heap[worst] = heap[worst], heap[i]
		i = worst
	}
}

// oneOfEach keeps the best of every group of variants in front and moves the
// others behind, so that a list is not one product in ten colours.
func (c *corpus) oneOfEach(sorted []candidate, k int) []candidate {
	seen := map[int32]bool{}
	var first, rest []candidate
	for _, d := range sorted {
		g := c.group[d.doc]
		if g >= 0 && seen[g] {
			rest = append(rest, d)
			continue
		}
		seen[g] = true
		first = append(first, d)
	}
	all := append(first, rest...)
	return all[:min(k, len(all))]
}
