package eval

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"sync"
	"time"

	"daogou/recommend/cf"
)

// Protocols of RecommendOptions.
const (
	Held        = "held-out"      // a train and a test file; Recall@20 and NDCG@20 as in the LightGCN papers
	LeaveOneOut = "leave-one-out" // one file in order of time; the last item of each line is to be foretold
)

// RecommendOptions say what to measure.
type RecommendOptions struct {
	Train    string // `user item item …`, a line a user; .gz too
	Test     string // the same form; not for leave-one-out
	Run      string // write ranked lists here, in the same form; empty: do not
	Protocol string // empty means held-out
	Fast     bool   // a smaller model, found by a smaller search
	JSON     bool
	Log      func(line string) // may be nil: what is being done, and every trial of the search
}

// RecommendReport is what was measured. Means are over the users of the test.
type RecommendReport struct {
	Protocol string             `json:"protocol"`
	Users    int                `json:"users"`
	Items    int                `json:"items"`
	Events   int                `json:"interactions"`
	Chosen   string             `json:"chosen"` // inside the training data alone
	Metrics  map[string]float64 `json:"metrics"`
	Bounds   map[string]Bounds  `json:"bounds"` // 95%, by bootstrap
	Train    float64            `json:"train_seconds"`
	Peak     float64            `json:"peak_gib"`    // memory asked from the system
	Serve    map[string]float64 `json:"serve_ms"`    // p50 and p99 of one top-20, one at a time
	PerS     float64            `json:"serve_per_s"` // lists a second, on all cores
}

// Bounds hold a mean with 95% confidence.
type Bounds struct{ Lo, Hi float64 }

// listLength is how long the ranked lists are.
const listLength = 20

// Recommend trains on files and measures on what they hold back.
func Recommend(ctx context.Context, opt RecommendOptions, w io.Writer) error {
	if opt.Log == nil {
		opt.Log = func(string) {}
	}
	var report *RecommendReport
	var err error
	switch opt.Protocol {
	case "", Held:
		report, err = recommendHeld(ctx, opt)
	case LeaveOneOut:
		report, err = recommendNext(ctx, opt)
	default:
		err = fmt.Errorf("there is no protocol %q", opt.Protocol)
	}
	if err != nil {
		return err
	}
	if opt.JSON {
		enc := json.NewEncoder(w)
		enc.SetIndent("", "  ")
		return enc.Encode(report)
	}
	report.Print(w)
	return nil
}

// recommendHeld is the protocol of two files.
func recommendHeld(ctx context.Context, opt RecommendOptions) (*RecommendReport, error) {
	items := &names{number: map[string]int32{}}
	train, err := readInteractions(opt.Train, items)
	if err != nil {
		return nil, err
	}
	test, err := readInteractions(opt.Test, items)
	if err != nil {
		return nil, err
	}
	r := &RecommendReport{Protocol: Held, Items: len(items.names)}
	began := time.Now()
	a, filter := cf.Fit(train.Sets, len(items.names), cf.Options{Fast: opt.Fast, Seed: 1, Stage: opt.Log,
		Trial: func(t cf.Trial) {
			opt.Log(fmt.Sprintf("  %s: Recall@20 %.4f, NDCG@20 %.4f on items held back", t.Filter, t.Recall, t.NDCG))
		}})
	r.Train, r.Chosen = time.Since(began).Seconds(), filter.String()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	histories := map[string][]int32{}
	for u, user := range train.Users {
		histories[user] = train.Sets[u]
		r.Events += len(train.Sets[u])
	}
	tastes := make([][]cf.Liking, len(test.Users))
	for u, user := range test.Users {
		tastes[u] = likings(histories[user])
	}
	lists := r.serve(a, nil, tastes)
	r.measure(lists, test.Sets, tastes)
	return r, writeLists(opt.Run, test.Users, lists, items.names)
}

func likings(set []int32) []cf.Liking {
	list := make([]cf.Liking, len(set))
	for k, i := range set {
		list[k] = cf.Liking{Item: i, Weight: 1}
	}
	return list
}

// serve ranks for every user: a thousand one at a time to see how long one
// takes, then all on every core.
func (r *RecommendReport) serve(a *cf.Matrix, prior []float32, tastes [][]cf.Liking) [][]int32 {
	one := cf.Ranker{A: a, Prior: prior}
	var took []float64
	for u := 0; u < len(tastes); u += max(1, len(tastes)/1000) {
		began := time.Now()
		one.Rank(tastes[u], listLength)
		took = append(took, time.Since(began).Seconds()*1000)
	}
	slices.Sort(took)
	if len(took) > 0 {
		r.Serve = map[string]float64{"p50": took[len(took)/2], "p99": took[len(took)*99/100]}
	}
	began := time.Now()
	lists := rankAll(a, prior, tastes)
	r.PerS = float64(len(lists)) / time.Since(began).Seconds()
	return lists
}

func rankAll(a *cf.Matrix, prior []float32, tastes [][]cf.Liking) [][]int32 {
	lists := make([][]int32, len(tastes))
	var wg sync.WaitGroup
	cores := runtime.GOMAXPROCS(0)
	for c := range cores {
		wg.Go(func() {
			w := cf.Ranker{A: a, Prior: prior}
			for u := c; u < len(tastes); u += cores {
				for _, s := range w.Rank(tastes[u], listLength) {
					lists[u] = append(lists[u], s.Item)
				}
			}
		})
	}
	wg.Wait()
	return lists
}

// measure computes Recall, NDCG and HR over the users who have something to be
// found, and how the lists lie over the items.
func (r *RecommendReport) measure(lists, wanted [][]int32, tastes [][]cf.Liking) {
	values := map[string][]float64{}
	for u, list := range lists {
		if len(wanted[u]) == 0 {
			continue
		}
		for _, k := range r.lengths() {
			hits, gain := found(list[:min(k, len(list))], wanted[u])
			if r.Protocol == LeaveOneOut {
				add(values, "HR", k, math.Min(1, hits))
			} else {
				add(values, "Recall", k, hits/float64(len(wanted[u])))
			}
			add(values, "NDCG", k, gain)
		}
		r.Users++
	}
	r.Metrics, r.Bounds = map[string]float64{}, map[string]Bounds{}
	for name, v := range values {
		lo, hi := cf.Bootstrap(v)
		r.Metrics[name], r.Bounds[name] = cf.Mean(v), Bounds{lo, hi}
	}
	r.spread(lists, tastes)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	r.Peak = float64(m.Sys) / (1 << 30)
}

func (r *RecommendReport) lengths() []int {
	if r.Protocol == LeaveOneOut {
		return []int{5, 10}
	}
	return []int{20}
}

func add(values map[string][]float64, metric string, k int, v float64) {
	name := fmt.Sprintf("%s@%d", metric, k)
	values[name] = append(values[name], v)
}

// found counts the hits, and their discounted gain over the best there could be
// in a list of this length: binary gains, the ideal over min(k, wanted).
func found(list, wanted []int32) (hits, gain float64) {
	ideal := 0.0
	for at := range min(len(list), len(wanted)) {
		ideal += 1 / math.Log2(float64(at+2))
	}
	for at, i := range list {
		if slices.Contains(wanted, i) {
			hits++
			gain += 1 / math.Log2(float64(at+2))
		}
	}
	if ideal == 0 {
		return hits, 0
	}
	return hits, gain / ideal
}

// spread tells how the lists lie over the items.
func (r *RecommendReport) spread(lists [][]int32, tastes [][]cf.Liking) {
	listed, known := make([]int, r.Items), make([]float64, r.Items)
	one := 1 / float64(max(1, len(tastes)))
	for _, taste := range tastes {
		for _, l := range taste {
			known[l.Item] += one
		}
	}
	longest := r.lengths()[len(r.lengths())-1]
	for _, list := range lists {
		for _, i := range list[:min(longest, len(list))] {
			listed[i]++
		}
	}
	s := cf.Spreads(listed, known, one)
	r.Metrics["coverage"], r.Metrics["gini"], r.Metrics["novelty"] = s.Coverage, s.Gini, s.Novelty
}

// Print writes the report for people.
func (r *RecommendReport) Print(w io.Writer) {
	fmt.Fprintf(w, "%s: %d users, %d items, %d interactions\n", r.Protocol, r.Users, r.Items, r.Events)
	fmt.Fprintf(w, "chosen inside the training data: %s\n", r.Chosen)
	fmt.Fprintf(w, "trained in %.1f s, %.2f GiB\n", r.Train, r.Peak)
	if r.Serve != nil {
		fmt.Fprintf(w, "top %d: p50 %.2f ms, p99 %.2f ms, %.0f a second\n", listLength, r.Serve["p50"], r.Serve["p99"], r.PerS)
	}
	for _, name := range []string{"Recall@20", "NDCG@20", "HR@5", "HR@10", "NDCG@5", "NDCG@10"} {
		if v, ok := r.Metrics[name]; ok {
			fmt.Fprintf(w, "%-10s %.4f  (%.4f to %.4f)\n", name, v, r.Bounds[name].Lo, r.Bounds[name].Hi)
		}
	}
	fmt.Fprintf(w, "coverage %.3f, Gini %.3f, novelty %.1f bits\n", r.Metrics["coverage"], r.Metrics["gini"], r.Metrics["novelty"])
}
