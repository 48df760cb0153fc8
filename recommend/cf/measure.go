package cf

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Mean of values; 0 of none.
func Mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(max(1, len(values)))
}

// Bootstrap gives the bounds that hold the mean with 95% confidence: the
// percentiles of a thousand means of values drawn with replacement (Efron 1979).
func Bootstrap(values []float64) (lo, hi float64) {
	const rounds = 1000
	if len(values) == 0 {
		return 0, 0
	}
	r := rand.New(rand.NewPCG(1, 1))
	means := make([]float64, rounds)
	for i := range means {
		sum := 0.0
		for range values {
			sum += values[r.IntN(len(values))]
		}
		means[i] = sum / float64(len(values))
	}
	slices.Sort(means)
	return means[rounds*25/1000], means[rounds*975/1000]
}

// Surpass reports whether values are better than others of the same shoppers by
// more than a standard error of their difference.
func Surpass(values, others []float64) bool {
	n := float64(len(values))
	mean, square := 0.0, 0.0
	for k, v := range values {
		d := v - others[k]
		mean += d / n
		square += d * d / n
	}
	return mean > math.Sqrt(max(0, square-mean*mean)/n)
}

// Spread tells how lists lie over the items.
type Spread struct {
	Coverage float64   `json:"coverage"` // part of the items that is on any list
	Gini     float64   `json:"gini"`     // how unevenly: 0 everything alike, 1 always the same
	Novelty  float64   `json:"novelty"`  // mean bits of surprise, -log2 of how likely a shopper knows the item
	ByRank   []float64 `json:"-"`        // share of all places, by item from the most listed to the least
}

// Spreads measures how often each item is listed, given the part of the shoppers
// that knows it; one that nobody knows counts as known to unknown of them.
func Spreads(listed []int, known []float64, unknown float64) (s Spread) {
	total := 0
	for i, n := range listed {
		if n > 0 {
			total += n
			s.Coverage++
			s.Novelty -= float64(n) * math.Log2(max(known[i], unknown))
		}
	}
	if total == 0 {
		return Spread{}
	}
	s.Coverage /= float64(len(listed))
	s.Novelty /= float64(total)
	sorted, weighted := slices.Sorted(slices.Values(listed)), 0.0
	for i, n := range sorted {
		weighted += float64(2*(i+1)-len(sorted)-1) * float64(n)
		s.ByRank = append(s.ByRank, float64(sorted[len(sorted)-1-i])/float64(total))
	}
	s.Gini = weighted / (float64(len(sorted)) * float64(total))
	return s
}
