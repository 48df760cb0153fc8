package cf

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Trial is a filter tried on held-back items.
type Trial struct {
	Filter Filter  `json:"filter"`
	Recall float64 `json:"recall"`
	NDCG   float64 `json:"ndcg"`

	each []float64 // the mean of both, by set
}

func (t *Trial) worth() float64 { return (t.Recall + t.NDCG) / 2 }

// equals reports whether t is as good as the better u within a standard error of
// their difference over the same sets.
func (t *Trial) equals(u *Trial) bool { return !Surpass(u.each, t.each) }

// Bounds of the search. Only some sets give up items: were all to, the graph
// would be thinner than the one to serve, and thin graphs want other filters.
const (
	tuneSets     = 4096 // sets that give up items, at most
	tuneSetsFast = 1024
	tuneFastB    = 0.75 // b of fast filters
	tuneEvery    = 6    // and at most each so manieth
	tuneShare    = 5    // each gives up one item of so many
	tuneAt       = 20   // the length of the lists that are judged
)

// Settings that are tried.
var (
	tuneB     = []float64{0.5, 0.75, 1}
	tunePlain = []float64{0.1, 0.2, 0.3, 0.4} // γ of plain filters
	tuneT     = []float64{0, 0.5, 1, 1.5}
	tuneBeta  = []float64{0, 0.05, 0.1, 0.2, 0.4}
)

// heldOut is a split of sets: who gave up what.
type heldOut struct {
	rest [][]int32
	who  []int
	gone [][]int32 // by place in who, sorted
}

// holdOut takes items away from some sets. The same seed takes the same.
func holdOut(sets [][]int32, most int, seed uint64) *heldOut {
	r := rand.New(rand.NewPCG(seed, 2))
	h := &heldOut{rest: slices.Clone(sets)}
	every := max(tuneEvery, len(sets)/most)
	for u := r.IntN(every); u < len(sets); u += every {
		if len(sets[u]) < tuneShare {
			continue
		}
		mixed := slices.Clone(sets[u])
		r.Shuffle(len(mixed), func(i, j int) { mixed[i], mixed[j] = mixed[j], mixed[i] })
		n := max(1, len(mixed)/tuneShare)
		slices.Sort(mixed[:n])
		h.who, h.gone, h.rest[u] = append(h.who, u), append(h.gone, mixed[:n]), mixed[n:]
	}
	return h
}

// tuning is a search on one split.
type tuning struct {
	h       *heldOut
	items   int
	fast    bool
	T, beta []float64
	step    func(Trial)
}

// Tune finds the filter that best finds items held back from some of the sets.
// Among those that are as good within a standard error it takes the one that
// leans most on the well-known, then the least sharp: the one-standard-error
// rule of Breiman et al. (1984), with popularity as what is simple. What people
// will do leans to it more than what they did. A fast search looks at fast
// filters, and at fewer.
func Tune(sets [][]int32, items int, fast bool, seed uint64, step func(Trial)) Filter {
	t := &tuning{fast: fast, items: items, step: step, T: tuneT, beta: tuneBeta}
	if fast {
		t.h = holdOut(sets, tuneSetsFast, seed)
		t.T, t.beta = tuneT[1:3], tuneBeta[1:4]
		g := Normalise(Ones(t.h.rest, items), tuneFastB)
		g.Rescale()
		return t.climb(g, g.Leading(true, seed), tuneFastB)
	}
	t.h = holdOut(sets, tuneSets, seed)
	best, g := t.plain()
	return t.climb(g, g.Leading(false, seed), best.Filter.B)
}

// plain tries every b and γ, and gives the best with its graph.
func (t *tuning) plain() (*Trial, *Graph) {
	best, kept := &Trial{}, (*Graph)(nil)
	for _, b := range tuneB {
		g := Normalise(Ones(t.h.rest, t.items), b)
		g.Rescale()
		for _, gamma := range tunePlain {
			for _, trial := range t.try(g, nil, []Filter{{B: b, Gamma: gamma}}) {
				if kept == nil || trial.worth() > best.worth() {
					best, kept = trial, g
				}
			}
		}
	}
	return best, kept
}

// climb tries every T and β at γ in the middle, and goes on to either side while
// it gets better, and one further.
func (t *tuning) climb(g *Graph, s *Spectrum, b float64) Filter {
	const middle, most = 3, 6
	var all []*Trial
	tops := map[int]*Trial{}
	at := func(gamma int) *Trial {
		if tops[gamma] == nil {
			trials := t.sharp(g, s, b, float64(gamma)/10)
			all = append(all, trials...)
			tops[gamma] = top(trials)
		}
		return tops[gamma]
	}
	for _, step := range []int{1, -1} {
		for gamma := middle; gamma+step >= 0 && gamma+step <= most; gamma += step {
			if at(gamma+step).worth() < at(gamma).worth() {
				break
			}
		}
	}
	return simplest(all)
}

// top is the best of the trials, the first of equals.
func top(trials []*Trial) *Trial {
	best := trials[0]
	for _, t := range trials {
		if t.worth() > best.worth() {
			best = t
		}
	}
	return best
}

// simplest is the filter with the largest γ, then the smallest T, of those as
// good as the best.
func simplest(trials []*Trial) Filter {
	best := top(trials)
	chosen := best
	for _, t := range trials {
		if !t.equals(best) {
			continue
		}
		a, b := t.Filter, chosen.Filter
		if a.Gamma > b.Gamma || a.Gamma == b.Gamma && (a.T < b.T || a.T == b.T && t.worth() > chosen.worth()) {
			chosen = t
		}
	}
	return chosen.Filter
}

// sharp tries the filters of one γ.
func (t *tuning) sharp(g *Graph, s *Spectrum, b, gamma float64) []*Trial {
	var filters []Filter
	for _, T := range t.T {
		for _, beta := range t.beta {
			filters = append(filters, Filter{B: b, Gamma: gamma, T: T, Beta: beta, Fast: t.fast})
		}
	}
	return t.try(g, s, filters)
}

// try judges filters of one b and γ together, for their powers are the same.
// Each len(t.beta) of them differ in β alone; a plain filter comes by itself.
func (t *tuning) try(g *Graph, s *Spectrum, filters []Filter) []*Trial {
	recall, ndcg := make([][]float64, len(filters)), make([][]float64, len(filters))
	for k := range filters {
		recall[k], ndcg[k] = make([]float64, len(t.h.who)), make([]float64, len(t.h.who))
	}
	parallel(len(t.h.who), width, func() func(lo, hi int) {
		w, best := g.filtering(s, filters[0].Gamma), &topRows{}
		return func(lo, hi int) {
			w.clear()
			for j := lo; j < hi; j++ {
				for _, i := range t.h.rest[t.h.who[j]] {
					w.put(j-lo, i, 1)
				}
			}
			w.raise(s == nil || t.fast)
			k := 0
			for same := range slices.Chunk(filters, len(t.beta)) {
				w.betas(same, func(_ Filter, scores []float32) {
					t.hide(scores, lo, hi)
					best.take(scores, hi-lo, tuneAt)
					for j := lo; j < hi; j++ {
						recall[k][j], ndcg[k][j] = judge(best.tops[j-lo].Take(), t.h.gone[j])
					}
					k++
				})
			}
		}
	})
	trials := make([]*Trial, len(filters))
	for k, f := range filters {
		trials[k] = &Trial{Filter: f, Recall: Mean(recall[k]), NDCG: Mean(ndcg[k]), each: recall[k]}
		for j := range recall[k] {
			recall[k][j] = (recall[k][j] + ndcg[k][j]) / 2
		}
		if t.step != nil {
			t.step(*trials[k])
		}
	}
	return trials
}

// hide takes what a set has out of its list.
func (t *tuning) hide(scores []float32, lo, hi int) {
	for j := lo; j < hi; j++ {
		for _, i := range t.h.rest[t.h.who[j]] {
			scores[int(i)*width+j-lo] = 0
		}
	}
}

// judge gives Recall and NDCG of one list.
func judge(list []Scored, gone []int32) (recall, ndcg float64) {
	ideal := 0.0
	for at := range min(tuneAt, len(gone)) {
		ideal += 1 / math.Log2(float64(at+2))
	}
	for at, s := range list {
		if _, ok := slices.BinarySearch(gone, s.Item); ok {
			recall++
			ndcg += 1 / math.Log2(float64(at+2))
		}
	}
	return recall / float64(len(gone)), ndcg / ideal
}
