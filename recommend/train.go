package recommend

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"daogou/catalog"
)

// Options of a training; the zero value serves.
type Options struct {
	Plain    bool                  // do not search: the settings that serve, or the default ones
	Force    bool                  // train again though nothing changed, and serve it whatever it scores
	Now      time.Time             // zero: now; events after it are impossible
	Progress func(done, total int) // may be nil
	Log      func(line string)     // may be nil; says each step
}

// Report says what a training did.
type Report struct {
	Preparation Preparation `json:"preparation"`
	Fingerprint string      `json:"fingerprint"` // of the data and the way of learning
	Unchanged   bool        `json:"unchanged"`   // the model that serves was made of just this, and its settings searched for
	Swapped     bool        `json:"swapped"`     // the new model serves from now on
	Spec        Spec        `json:"spec"`
	Trials      []Trial     `json:"trials,omitempty"`
	Test        Score       `json:"test"`              // of the spec, on shoppers no choice was made by
	Serving     *Score      `json:"serving,omitempty"` // of the spec that served so far, on the same
	Popular     Score       `json:"popular"`           // of recommending to all what is popular
	Cosine      Score       `json:"cosine"`            // of plain item-item cosine
	Seconds     float64     `json:"seconds"`
	Examples    []Example   `json:"examples,omitempty"`
}

// Plain baselines that every model is shown beside.
var (
	popularSpec = Spec{Popular: 1}
	cosineSpec  = Spec{Shopper: 1}
)

// Train learns a shop's events and keeps the model in the store, unless nothing
// changed or what serves foretells better. Running servers take it up with
// Refresh. The same store gives the same model.
func Train(ctx context.Context, store *catalog.Store, opt Options) (Report, error) {
	start := time.Now()
	shelf, err := store.Shelf(ctx)
	if err != nil {
		return Report{}, err
	}
	view := shelf.View()
	h, err := prepare(ctx, store, view, opt.Now)
	if err != nil {
		return Report{}, err
	}
	t := &training{opt: opt, view: view, history: h}
	t.report = Report{Preparation: h.Report, Fingerprint: h.fingerprint(view)}
	before, err := load(ctx, store)
	if err != nil && !errors.Is(err, catalog.ErrNotFound) && !errors.Is(err, ErrForeign) {
		return t.report, err
	}
	if before != nil && before.fingerprint == t.report.Fingerprint && (before.searched || opt.Plain) && !opt.Force {
		t.report.Unchanged, t.report.Spec = true, before.learned.spec
		return t.report, nil
	}
	if err := t.choose(ctx, before); err != nil {
		return t.report, err
	}
	m := &saved{learned: learn(h, t.report.Spec), fingerprint: t.report.Fingerprint, searched: !opt.Plain}
	t.report.Seconds = time.Since(start).Seconds()
	return t.report, m.save(ctx, store)
}

// prepare reads a store's events, cleaned.
func prepare(ctx context.Context, store *catalog.Store, view *catalog.View, now time.Time) (*History, error) {
	if now.IsZero() {
		now = time.Now()
	}
	p := &preparer{now: now, sold: func(id string) bool { _, ok := view.Product(id); return ok }}
	err := store.EachEvent(ctx, 0, func(e catalog.Event) error { p.add(e); return nil })
	if err != nil {
		return nil, err
	}
	return p.finish(), nil
}

// training is one run of Train.
type training struct {
	opt     Options
	view    *catalog.View
	history *History
	report  Report
	done    int
}

// choose finds the spec to learn with: that of the search, unless the one that
// served does better on the test.
func (t *training) choose(ctx context.Context, before *saved) error {
	t.report.Spec = DefaultSpec
	if before != nil {
		t.report.Spec = before.learned.spec
	}
	rest, validation, test := t.history.split()
	t.report.Swapped = true
	if len(validation) < fewestTargets/2 {
		return ctx.Err()
	}
	served := t.report.Spec
	if !t.opt.Plain {
		t.report.Spec, t.report.Trials = newBench(t.view, rest, validation).search(DefaultSpec, t.step)
	}
	judge := newBench(t.view, rest, test)
	t.report.Test = judge.judge(t.report.Spec)
	t.report.Popular, t.report.Cosine = judge.judge(popularSpec), judge.judge(cosineSpec)
	if before != nil && !t.opt.Force && served != t.report.Spec {
		score := judge.judge(served)
		t.report.Serving = &score
		if score.NDCG > t.report.Test.NDCG {
			t.report.Swapped, t.report.Spec = false, served
		}
	}
	judge.use(t.report.Spec)
	t.report.Examples = judge.examples()
	return ctx.Err()
}

func (t *training) step(trial Trial) {
	t.done++
	if t.opt.Progress != nil {
		t.opt.Progress(t.done, trialsMost(len(t.history.Items)))
	}
	if t.opt.Log != nil {
		t.opt.Log(fmt.Sprintf("%s: HR@10 %.4f, NDCG@10 %.4f", trial.Spec, trial.HR, trial.NDCG))
	}
}

// trialsMost is how many trials a search over so many items takes at most.
func trialsMost(items int) int {
	n := 1
	along, rounds := walk(items)
	for _, axis := range along {
		n += rounds * (len(axis.values) - 1)
	}
	return n
}

// wayOfLearning changes when the same data would give another model.
const wayOfLearning = "2"

// fingerprint of all that a model depends on.
func (h *History) fingerprint(view *catalog.View) string {
	sum := sha256.New()
	fmt.Fprintln(sum, wayOfLearning)
	for _, p := range view.List {
		fmt.Fprintf(sum, "%q %q %q %q %d\n", p.ID, p.Category, p.Brand, p.Group, p.Price().Amount)
	}
	for _, a := range h.Actions {
		fmt.Fprintf(sum, "%q %q %s %d\n", h.Shoppers[a.shopper], h.Items[a.item], a.kind, a.at.UnixMicro())
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}
