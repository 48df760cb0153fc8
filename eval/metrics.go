package eval

import (
	"math"
	"slices"
)

// Gains are what a query's judged products are worth; absent is 0.
type Gains map[string]float64

// NDCG is normalised discounted cumulative gain at k (Järvelin and Kekäläinen,
// TOIS 2002) as trec_eval computes it: linear gains, log2 discounts, the ideal
// from all judged products. 0 where nothing is relevant.
func NDCG(ranked []string, gains Gains, k int) float64 {
	ideal := make([]float64, 0, len(gains))
	for _, g := range gains {
		ideal = append(ideal, g)
	}
	slices.SortFunc(ideal, func(a, b float64) int { return compareDown(a, b) })
	best := 0.0
	for i, g := range ideal[:min(k, len(ideal))] {
		best += g / math.Log2(float64(i+2))
	}
	if best == 0 {
		return 0
	}
	sum := 0.0
	for i, id := range ranked[:min(k, len(ranked))] {
		sum += gains[id] / math.Log2(float64(i+2))
	}
	return sum / best
}

func compareDown(a, b float64) int {
	switch {
	case a > b:
		return -1
	case a < b:
		return 1
	}
	return 0
}

// MRR is one over the rank of the first relevant product within k, or 0.
func MRR(ranked []string, gains Gains, k int) float64 {
	for i, id := range ranked[:min(k, len(ranked))] {
		if gains[id] > 0 {
			return 1 / float64(i+1)
		}
	}
	return 0
}

// Recall is the part of the relevant products found within k.
func Recall(ranked []string, gains Gains, k int) float64 {
	relevant := 0
	for _, g := range gains {
		if g > 0 {
			relevant++
		}
	}
	if relevant == 0 {
		return 0
	}
	return float64(hits(ranked, gains, k)) / float64(relevant)
}

// Precision is the part of the first k places that hold relevant products.
func Precision(ranked []string, gains Gains, k int) float64 {
	return float64(hits(ranked, gains, k)) / float64(k)
}

func hits(ranked []string, gains Gains, k int) int {
	n := 0
	for _, id := range ranked[:min(k, len(ranked))] {
		if gains[id] > 0 {
			n++
		}
	}
	return n
}
