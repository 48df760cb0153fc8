package eval

import (
	"cmp"
	"math"
	"slices"

	"daogou/catalog"
)

// plainWeight is what an event counts in plain cosine.
var plainWeight = map[string]float64{"view": 1, "click": 1, "add_to_cart": 2, "purchase": 4}

// plainCosine is the recommender that ours must beat: item-item cosine over the
// logarithm of weighted counts, without what was bought.
type plainCosine struct {
	touched map[string]map[string]float64 // shopper, product
	bought  map[string]map[string]bool
	dot     map[string]map[string]float64
	square  map[string]float64
}

func newPlainCosine(events []catalog.Event) *plainCosine {
	p := &plainCosine{map[string]map[string]float64{}, map[string]map[string]bool{}, map[string]map[string]float64{}, map[string]float64{}}
	for _, e := range events {
		if w := plainWeight[e.Kind]; w > 0 {
			p.row(p.touched, e.Shopper())[e.ProductID] += w
		}
		if e.Kind == "purchase" {
			if p.bought[e.Shopper()] == nil {
				p.bought[e.Shopper()] = map[string]bool{}
			}
			p.bought[e.Shopper()][e.ProductID] = true
		}
	}
	for _, items := range p.touched {
		for a, w := range items {
			p.square[a] += math.Log1p(w) * math.Log1p(w)
			for b, v := range items {
				if a != b {
					p.row(p.dot, a)[b] += math.Log1p(w) * math.Log1p(v)
				}
			}
		}
	}
	return p
}

func (p *plainCosine) row(m map[string]map[string]float64, key string) map[string]float64 {
	if m[key] == nil {
		m[key] = map[string]float64{}
	}
	return m[key]
}

// top ranks products for a shopper.
func (p *plainCosine) top(shopper string, k int) []string {
	score := map[string]float64{}
	for a, w := range p.touched[shopper] {
		for b, d := range p.dot[a] {
			score[b] += math.Log1p(w) * d / math.Sqrt(p.square[a]*p.square[b])
		}
	}
	var ids []string
	for id := range score {
		if !p.bought[shopper][id] {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(cmp.Compare(score[b], score[a]), cmp.Compare(a, b)) })
	return ids[:min(k, len(ids))]
}
