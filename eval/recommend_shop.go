package eval

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"daogou/catalog"
	"daogou/recommend"
	"daogou/recommend/cf"
)

// HeldoutOptions name a shop's files and the purchases that were held back.
type HeldoutOptions struct {
	Products string // a feed
	Events   string // JSON Lines
	Heldout  string // customer, tab, product: her last purchase, no trace of which is in Events
	Dir      string // an empty folder to work in
	K        int    // length of the lists; 0 means 10
}

// HeldoutReport says how many held-back purchases the recommender named.
type HeldoutReport struct {
	K        int              `json:"k"`
	Shoppers int              `json:"shoppers"`
	HR       float64          `json:"hr"`
	Lo       float64          `json:"hr_lo"` // 95% bounds
	Hi       float64          `json:"hr_hi"`
	NDCG     float64          `json:"ndcg"`
	Cosine   float64          `json:"cosine_hr"` // of plain item-item cosine on the same
	Training recommend.Report `json:"training"`
	Train    time.Duration    `json:"train_ns"`
	Start    time.Duration    `json:"start_ns"` // from the saved model and all events to the first answer
}

// Heldout imports a shop, trains on its events and asks for recommendations for
// every customer of the file, as a server would.
func Heldout(ctx context.Context, opt HeldoutOptions) (HeldoutReport, error) {
	report := HeldoutReport{K: opt.K}
	if report.K == 0 {
		report.K = 10
	}
	targets, err := readHeldout(opt.Heldout)
	if err != nil {
		return report, err
	}
	store, err := stockShop(ctx, opt)
	if err != nil {
		return report, err
	}
	defer store.Close()
	began := time.Now()
	if report.Training, err = recommend.Train(ctx, store, recommend.Options{}); err != nil {
		return report, err
	}
	report.Train = time.Since(began)
	began = time.Now()
	model, err := serveShop(ctx, store)
	if err != nil {
		return report, err
	}
	report.Start = time.Since(began)
	if report.Cosine, err = cosineHR(ctx, store, targets, report.K); err != nil {
		return report, err
	}
	return report, report.ask(ctx, model, targets)
}

func cosineHR(ctx context.Context, store *catalog.Store, targets [][2]string, k int) (float64, error) {
	var events []catalog.Event
	err := store.EachEvent(ctx, 0, func(e catalog.Event) error { events = append(events, e); return nil })
	if err != nil || len(targets) == 0 {
		return 0, err
	}
	plain, hit := newPlainCosine(events), 0
	for _, t := range targets {
		if slices.Contains(plain.top(t[0], k), t[1]) {
			hit++
		}
	}
	return float64(hit) / float64(len(targets)), nil
}

func (r *HeldoutReport) ask(ctx context.Context, model *recommend.Model, targets [][2]string) error {
	var hit, gain []float64
	for _, t := range targets {
		result, err := model.Recommend(ctx, catalog.Query{Shopper: t[0], Limit: r.K})
		if err != nil {
			return err
		}
		h, g := 0.0, 0.0
		for i, found := range result.Hits {
			if found.Product.ID == t[1] {
				h, g = 1, 1/math.Log2(float64(i+2))
			}
		}
		hit, gain = append(hit, h), append(gain, g)
	}
	r.Shoppers, r.HR, r.NDCG = len(targets), cf.Mean(hit), cf.Mean(gain)
	r.Lo, r.Hi = cf.Bootstrap(hit)
	return nil
}

// Print writes the report for people.
func (r *HeldoutReport) Print(w io.Writer) {
	fmt.Fprintf(w, "HR@%d %.4f (%.4f to %.4f), NDCG@%d %.4f, %d shoppers\n", r.K, r.HR, r.Lo, r.Hi, r.K, r.NDCG, r.Shoppers)
	fmt.Fprintf(w, "plain item-item cosine %.4f: %.2f times that\n", r.Cosine, r.HR/max(r.Cosine, 1e-9))
	fmt.Fprintf(w, "on shoppers held back from training: HR@10 %.4f; plain cosine %.4f, popularity %.4f\n",
		r.Training.Test.HR, r.Training.Cosine.HR, r.Training.Popular.HR)
	fmt.Fprintf(w, "chosen on validation: %s\n", r.Training.Spec)
	fmt.Fprintf(w, "trained in %.2f s, served from the saved model in %.0f ms\n", r.Train.Seconds(), r.Start.Seconds()*1000)
}

func readHeldout(file string) (targets [][2]string, err error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if customer, product, ok := strings.Cut(strings.TrimSpace(lines.Text()), "\t"); ok {
			targets = append(targets, [2]string{customer, product})
		}
	}
	return targets, lines.Err()
}

func stockShop(ctx context.Context, opt HeldoutOptions) (*catalog.Store, error) {
	store, err := catalog.Open(ctx, opt.Dir)
	if err != nil {
		return nil, err
	}
	products, events := filepath.Base(opt.Products), filepath.Base(opt.Events)
	_, err = store.ImportProducts(ctx, os.DirFS(filepath.Dir(opt.Products)), products, catalog.ImportOptions{})
	if err == nil {
		_, err = store.ImportEvents(ctx, os.DirFS(filepath.Dir(opt.Events)), events, catalog.ImportOptions{})
	}
	if err != nil {
		store.Close()
		return nil, err
	}
	return store, nil
}

// serveShop starts a recommender as a server does.
func serveShop(ctx context.Context, store *catalog.Store) (*recommend.Model, error) {
	shelf, err := store.Shelf(ctx)
	if err != nil {
		return nil, err
	}
	model := recommend.New(shelf)
	if err := model.Load(ctx, store); err != nil {
		return nil, err
	}
	if err := store.EachEvent(ctx, 0, func(e catalog.Event) error { model.Observe(e); return nil }); err != nil {
		return nil, err
	}
	_, err = model.Recommend(ctx, catalog.Query{Limit: 1})
	return model, err
}
