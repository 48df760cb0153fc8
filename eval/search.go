package eval

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"text/tabwriter"

	"daogou/catalog"
	"daogou/recommend/cf"
	"daogou/retriever"
)

// SearchOptions say what to measure search with.
type SearchOptions struct {
	Products   string // a feed, or id and title by tab; .gz too, as all of them
	Queries    string // id and text by tab, or a table with a header
	TextColumn string // column of the table that holds the text; empty: no header
	Qrels      string // query, product, gain by tab, or TREC's four columns
	Run        string // file for the ranking, in TREC's form; empty: none
	Ablate     bool   // also leave each signal out in turn
	JSON       bool
}

// SearchScores are the means over all queries of one way to rank.
type SearchScores struct {
	Name      string     `json:"name"`
	NDCG      float64    `json:"ndcg@10"`
	Bounds    [2]float64 `json:"ndcg@10_95"` // that hold it with 95% confidence
	MRR       float64    `json:"mrr@10"`
	Recall    float64    `json:"recall@100"`
	Precision float64    `json:"p@10"`
	Ratio     float64    `json:"ndcg_to_bm25"`
}

// searchDepth is how many products are asked for, as recall@100 needs.
const searchDepth = 100

// Search measures the retriever against plain bleve BM25 on the same texts and
// writes a table, or JSON.
func Search(ctx context.Context, opt SearchOptions, w io.Writer) error {
	judged, err := ReadJudged(ctx, opt.Products, opt.Queries, opt.TextColumn, opt.Qrels)
	if err != nil {
		return err
	}
	scores, run, err := SearchScoresOf(ctx, judged, opt.Ablate)
	if err != nil {
		return err
	}
	if opt.Run != "" {
		if err := writeRun(opt.Run, judged, run); err != nil {
			return err
		}
	}
	if opt.JSON {
		return json.NewEncoder(w).Encode(map[string]any{
			"products": len(judged.Products), "queries": len(judged.Queries), "scores": scores,
		})
	}
	fmt.Fprintf(w, "%d products, %d judged queries\n", len(judged.Products), len(judged.Queries))
	return writeScores(w, scores)
}

// SearchScoresOf measures plain BM25, the retriever, and with ablate the
// retriever without each signal; run is the retriever's ranking of each query.
func SearchScoresOf(ctx context.Context, j *Judged, ablate bool) (scores []SearchScores, run [][]string, err error) {
	plain, err := rankPlain(ctx, j)
	if err != nil {
		return nil, nil, err
	}
	x, err := openIndex(ctx, j.Products)
	if err != nil {
		return nil, nil, err
	}
	defer x.Close()
	if run, err = rankIndex(ctx, x, j); err != nil {
		return nil, nil, err
	}
	scores = []SearchScores{scoresOf("bleve BM25", j, plain), scoresOf("daogou", j, run)}
	if ablate {
		for _, left := range leftOut() {
			x.SetWeights(left.weights)
			without, err := rankIndex(ctx, x, j)
			if err != nil {
				return nil, nil, err
			}
			scores = append(scores, scoresOf("without "+left.name, j, without))
		}
	}
	for i := range scores {
		if scores[0].NDCG > 0 {
			scores[i].Ratio = scores[i].NDCG / scores[0].NDCG
		}
	}
	return scores, run, nil
}

func openIndex(ctx context.Context, products []*catalog.Product) (*retriever.Index, error) {
	x, err := retriever.Open("", retriever.Options{})
	if err != nil {
		return nil, err
	}
	if err := x.Apply(ctx, products, nil, 1); err != nil {
		x.Close()
		return nil, err
	}
	if err := x.Train(ctx); err != nil {
		x.Close()
		return nil, err
	}
	return x, nil
}

func rankIndex(ctx context.Context, x *retriever.Index, j *Judged) ([][]string, error) {
	run := make([][]string, len(j.Queries))
	for i, q := range j.Queries {
		res, err := x.Search(ctx, catalog.Query{Text: q.Text, Limit: searchDepth})
		if err != nil {
			return nil, fmt.Errorf("query %s: %w", q.ID, err)
		}
		for _, h := range res.Hits {
			run[i] = append(run[i], h.Product.ID)
		}
	}
	return run, nil
}

// ablation is the retriever without one signal.
type ablation struct {
	name    string
	weights retriever.Weights
}

func leftOut() []ablation {
	without := func(name string, zero func(*retriever.Weights)) ablation {
		w := retriever.DefaultWeights
		zero(&w)
		return ablation{name, w}
	}
	return []ablation{
		without("lexical", func(w *retriever.Weights) { w.Lexical = 0 }),
		without("subword", func(w *retriever.Weights) { w.Subword = 0 }),
		without("semantic", func(w *retriever.Weights) { w.Semantic = 0 }),
		without("category", func(w *retriever.Weights) { w.Category = 0 }),
		without("price", func(w *retriever.Weights) { w.Price = 0 }),
		without("popular", func(w *retriever.Weights) { w.Popular = 0 }),
	}
}

func scoresOf(name string, j *Judged, run [][]string) SearchScores {
	var ndcg, mrr, recall, precision []float64
	for i, q := range j.Queries {
		ndcg = append(ndcg, NDCG(run[i], q.Gains, 10))
		mrr = append(mrr, MRR(run[i], q.Gains, 10))
		recall = append(recall, Recall(run[i], q.Gains, searchDepth))
		precision = append(precision, Precision(run[i], q.Gains, 10))
	}
	lo, hi := cf.Bootstrap(ndcg)
	return SearchScores{Name: name, NDCG: cf.Mean(ndcg), Bounds: [2]float64{lo, hi}, MRR: cf.Mean(mrr), Recall: cf.Mean(recall), Precision: cf.Mean(precision)}
}

func writeScores(w io.Writer, scores []SearchScores) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\tnDCG@10\t95%\tMRR@10\trecall@100\tP@10\tto BM25")
	for _, s := range scores {
		fmt.Fprintf(t, "%s\t%.4f\t%.3f–%.3f\t%.4f\t%.4f\t%.4f\t%.3f×\n",
			s.Name, s.NDCG, s.Bounds[0], s.Bounds[1], s.MRR, s.Recall, s.Precision, s.Ratio)
	}
	return t.Flush()
}

// writeRun writes the ranking as trec_eval reads it.
func writeRun(name string, j *Judged, run [][]string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	b := bufio.NewWriter(f)
	for i, q := range j.Queries {
		for rank, id := range run[i] {
			fmt.Fprintf(b, "%s Q0 %s %d %d daogou\n", q.ID, id, rank+1, searchDepth-rank)
		}
	}
	if err := b.Flush(); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}
