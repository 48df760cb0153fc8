package recommend

import (
	"math"
	"slices"

	"daogou/catalog"
	"daogou/recommend/cf"
)

// rankedAt is how long the lists are that settings are judged by.
const rankedAt = 10

// Score is how well held-back products were foretold.
type Score struct {
	HR      float64 `json:"hr"`
	LoHR    float64 `json:"hr_lo"` // 95% bounds, by bootstrap
	HiHR    float64 `json:"hr_hi"`
	NDCG    float64 `json:"ndcg"`
	LoNDCG  float64 `json:"ndcg_lo"`
	HiNDCG  float64 `json:"ndcg_hi"`
	Targets int     `json:"targets"`
	cf.Spread
	CoverageByLength []float64 `json:"coverage_by_length"` // part of the catalogue on any list of one product, of two, …

	each []float64 // by target, the mean of hit and gain
}

// Trial is one spec tried.
type Trial struct {
	Spec   Spec    `json:"spec"`
	HR     float64 `json:"hr"`
	NDCG   float64 `json:"ndcg"`
	Chosen bool    `json:"chosen,omitempty"`

	each []float64 // by target, the mean of hit and gain
}

// bench judges specs on one split of one shop.
type bench struct {
	view    *catalog.View
	rest    *History
	tastes  map[int32]*shopper
	targets []target

	fitter *fitter
	space  *space
}

// newBench makes the shoppers of the targets from what was not held back.
func newBench(view *catalog.View, rest *History, targets []target) *bench {
	b := &bench{view: view, rest: rest, targets: targets, tastes: map[int32]*shopper{}, fitter: newFitter(rest)}
	for _, t := range targets {
		b.tastes[t.shopper] = newShopper()
	}
	for _, a := range rest.Actions {
		if h := b.tastes[a.shopper]; h != nil {
			h.add(catalog.Event{Kind: a.kind, ProductID: rest.Items[a.item], Time: a.at})
		}
	}
	return b
}

// use makes the space of a spec.
func (b *bench) use(spec Spec) {
	b.space = newSpace(b.view, b.fitter.fit(spec), nil, b.space)
}

// judge measures a spec, by the same way that a shopper is served.
func (b *bench) judge(spec Spec) Score {
	b.use(spec)
	lists := make([][]string, len(b.targets))
	w := &scratch{}
	for i, t := range b.targets {
		lists[i] = b.serve(b.tastes[t.shopper], w)
	}
	return b.score(lists)
}

func (b *bench) serve(h *shopper, w *scratch) []string {
	p := &pick{space: b.space, query: &catalog.Query{Limit: rankedAt}, shopper: h, scratch: w}
	p.rate()
	p.exclude()
	best, _ := p.best(rankedAt * poolTimes)
	var ids []string
	for _, c := range p.choose(best, rankedAt) {
		ids = append(ids, b.view.List[c.Item].ID)
	}
	return ids
}

func (b *bench) score(lists [][]string) Score {
	hit, gain := make([]float64, len(lists)), make([]float64, len(lists))
	for i, ids := range lists {
		if at := slices.Index(ids, b.rest.Items[b.targets[i].item]); at >= 0 {
			hit[i], gain[i] = 1, 1/math.Log2(float64(at+2))
		}
	}
	s := Score{HR: cf.Mean(hit), NDCG: cf.Mean(gain), Targets: len(lists), each: make([]float64, len(lists))}
	for i := range s.each {
		s.each[i] = (hit[i] + gain[i]) / 2
	}
	s.LoHR, s.HiHR = cf.Bootstrap(hit)
	s.LoNDCG, s.HiNDCG = cf.Bootstrap(gain)
	b.spread(&s, lists)
	return s
}

// spread tells how the recommendations lie over the catalogue.
func (b *bench) spread(s *Score, lists [][]string) {
	listed := make([]int, len(b.view.List))
	for k := range rankedAt { // place by place
		for _, ids := range lists {
			if k < len(ids) {
				listed[b.space.position(ids[k])]++
			}
		}
		covered := 0
		for _, n := range listed {
			covered += min(1, n)
		}
		s.CoverageByLength = append(s.CoverageByLength, float64(covered)/float64(max(1, len(listed))))
	}
	s.Spread = cf.Spreads(listed, b.known(), 1/float64(len(b.rest.Shoppers)+1))
}

// known is the part of the shoppers that touched each position's product.
func (b *bench) known() []float64 {
	part := make([]float64, len(b.view.List))
	one := 1 / float64(max(1, len(b.rest.Shoppers)))
	for _, i := range b.rest.sets(0).shoppers.Col {
		if pos := b.space.place[i]; int(pos) < len(part) {
			part[pos] += one
		}
	}
	return part
}

// search walks the axes one after the other from start. It moves only
// where what it gains is more than a standard error over the same shoppers: small
// shops tell little apart, and start does well in most (the one-standard-error
// rule of Breiman et al. 1984).
func (b *bench) search(start Spec, step func(Trial)) (Spec, []Trial) {
	var trials []Trial
	try := func(spec Spec) Trial {
		for _, t := range trials {
			if t.Spec == spec {
				return t
			}
		}
		s := b.judge(spec)
		t := Trial{Spec: spec, HR: s.HR, NDCG: s.NDCG, each: s.each}
		trials = append(trials, t)
		step(t)
		return t
	}
	best := try(start)
	along, rounds := walk(len(b.rest.Items))
	for range rounds {
		for _, axis := range along {
			for _, v := range axis.values {
				spec := best.Spec
				*axis.at(&spec) = v
				if t := try(spec); cf.Surpass(t.each, best.each) {
					best = t
				}
			}
		}
	}
	for i := range trials {
		trials[i].Chosen = trials[i].Spec == best.Spec
	}
	return best.Spec, trials
}
