package recommend

import (
	"math"
	"math/rand/v2"
	"slices"

	"daogou/catalog"
)

// rankedAt is how long the lists are that settings are judged by.
const rankedAt = 10

// Score is how well held-back products were foretold.
type Score struct {
	HR               float64   `json:"hr"`
	LoHR             float64   `json:"hr_lo"` // 95% bounds, by bootstrap
	HiHR             float64   `json:"hr_hi"`
	NDCG             float64   `json:"ndcg"`
	LoNDCG           float64   `json:"ndcg_lo"`
	HiNDCG           float64   `json:"ndcg_hi"`
	Targets          int       `json:"targets"`
	Coverage         float64   `json:"coverage"` // part of the catalogue that was recommended to anyone
	Gini             float64   `json:"gini"`     // how unevenly: 0 everything alike, 1 always the same
	Novelty          float64   `json:"novelty"`  // mean bits of surprise, -log2 of how likely a shopper knows the product
	PopularityByRank []float64 `json:"-"`        // share of all recommendations, most recommended first
}

// Trial is one spec tried.
type Trial struct {
	Spec   Spec    `json:"spec"`
	HR     float64 `json:"hr"`
	NDCG   float64 `json:"ndcg"`
	Chosen bool    `json:"chosen,omitempty"`
}

// bench judges specs on one split of one shop.
type bench struct {
	view    *catalog.View
	rest    *History
	tastes  map[int32]*shopper
	targets []target

	last  *learned // of the last fit, which a spec of the same fit shares
	space *space
}

// newBench makes the shoppers of the targets from what was not held back.
func newBench(view *catalog.View, rest *History, targets []target) *bench {
	b := &bench{view: view, rest: rest, targets: targets, tastes: map[int32]*shopper{}}
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
	if b.last == nil || !b.last.spec.sameFit(spec) {
		b.last = learn(b.rest, spec)
	} else {
		same := *b.last
		same.spec = spec
		b.last = &same
	}
	b.space = newSpace(b.view, b.last, nil, b.space)
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
	shown := map[string]int{}
	for i, ids := range lists {
		if at := slices.Index(ids, b.rest.Items[b.targets[i].item]); at >= 0 {
			hit[i], gain[i] = 1, 1/math.Log2(float64(at+2))
		}
		for _, id := range ids {
			shown[id]++
		}
	}
	s := Score{HR: mean(hit), NDCG: mean(gain), Targets: len(lists)}
	s.LoHR, s.HiHR = bootstrap(hit)
	s.LoNDCG, s.HiNDCG = bootstrap(gain)
	b.spread(&s, shown)
	return s
}

// spread tells how the recommendations lie over the catalogue.
func (b *bench) spread(s *Score, shown map[string]int) {
	total := 0
	counts := make([]int, len(b.view.List))
	for pos, p := range b.view.List {
		counts[pos] = shown[p.ID]
		total += counts[pos]
	}
	if total == 0 {
		return
	}
	knows := b.known()
	for pos, n := range counts {
		if n > 0 {
			s.Coverage++
			s.Novelty += float64(n) * -math.Log2(max(knows[pos], 1/float64(len(b.rest.Shoppers)+1)))
		}
	}
	s.Coverage /= float64(len(counts))
	s.Novelty /= float64(total)
	slices.Sort(counts)
	s.Gini = gini(counts, total)
	slices.Reverse(counts)
	for _, n := range counts {
		s.PopularityByRank = append(s.PopularityByRank, float64(n)/float64(total))
	}
}

// known is the part of the shoppers that touched each position's product.
func (b *bench) known() []float64 {
	part := make([]float64, len(b.view.List))
	one := 1 / float64(max(1, len(b.rest.Shoppers)))
	for _, i := range b.rest.sets().shoppers.Col {
		if pos := b.space.place[i]; int(pos) < len(part) {
			part[pos] += one
		}
	}
	return part
}

// gini of counts sorted upwards.
func gini(counts []int, total int) float64 {
	weighted := 0.0
	for i, n := range counts {
		weighted += float64(2*(i+1)-len(counts)-1) * float64(n)
	}
	return weighted / (float64(len(counts)) * float64(total))
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(max(1, len(values)))
}

// bootstrap gives the bounds that hold the mean with 95% confidence (Efron 1979).
func bootstrap(values []float64) (lo, hi float64) {
	const rounds = 400
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

// search walks the axes one after the other, twice, and keeps what foretells
// best (NDCG; ties fall to what came first).
func (b *bench) search(start Spec, step func(Trial)) (Spec, []Trial) {
	var trials []Trial
	try := func(spec Spec) float64 {
		for _, t := range trials {
			if t.Spec == spec {
				return t.NDCG
			}
		}
		s := b.judge(spec)
		t := Trial{Spec: spec, HR: s.HR, NDCG: s.NDCG}
		trials = append(trials, t)
		step(t)
		return s.NDCG
	}
	best, most := start, try(start)
	for range 2 {
		for _, axis := range axes {
			for _, v := range axis.values {
				spec := best
				*axis.at(&spec) = v
				if got := try(spec); got > most {
					best, most = spec, got
				}
			}
		}
	}
	for i := range trials {
		trials[i].Chosen = trials[i].Spec == best
	}
	return best, trials
}
