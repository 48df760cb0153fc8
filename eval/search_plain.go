package eval

import (
	"context"
	"fmt"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	"github.com/blevesearch/bleve/v2/analysis/lang/en"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	index "github.com/blevesearch/bleve_index_api"

	"daogou/catalog"
)

// rankPlain ranks with bleve as it comes, the figure to beat: BM25 over all of
// a product's texts in one field, analysed as its language (cjk or en).
func rankPlain(ctx context.Context, j *Judged) ([][]string, error) {
	x, err := bleve.NewUsing("", plainMapping(j.Products), scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, err
	}
	defer x.Close()
	batch := x.NewBatch()
	for i, p := range j.Products {
		if err := batch.Index(p.ID, map[string]string{"text": plainText(p)}); err != nil {
			return nil, err
		}
		if batch.Size() == 1000 || i == len(j.Products)-1 {
			if err := x.Batch(batch); err != nil {
				return nil, err
			}
			batch.Reset()
		}
	}
	run := make([][]string, len(j.Queries))
	for i, q := range j.Queries {
		match := bleve.NewMatchQuery(q.Text)
		match.SetField("text")
		req := bleve.NewSearchRequestOptions(match, searchDepth, 0, false)
		req.SortBy([]string{"-_score", "_id"}) // else ties fall otherwise on every run
		res, err := x.SearchInContext(ctx, req)
		if err != nil {
			return nil, fmt.Errorf("query %s: %w", q.ID, err)
		}
		for _, h := range res.Hits {
			run[i] = append(run[i], h.ID)
		}
	}
	return run, nil
}

func plainMapping(products []*catalog.Product) mapping.IndexMapping {
	text := bleve.NewTextFieldMapping()
	text.Store, text.IncludeTermVectors, text.IncludeInAll = false, false, false
	text.Analyzer = en.AnalyzerName
	var sample strings.Builder
	for _, p := range products[:min(200, len(products))] {
		sample.WriteString(p.Title)
	}
	if catalog.LocaleOf(sample.String()) == "zh" {
		text.Analyzer = cjk.AnalyzerName
	}
	m := bleve.NewIndexMapping()
	m.ScoringModel = index.BM25Scoring
	m.DefaultMapping.AddFieldMappingsAt("text", text)
	m.DefaultMapping.Dynamic = false
	return m
}

func plainText(p *catalog.Product) string {
	parts := []string{p.Brand, p.Title, strings.Join(p.Category, " "), strings.Join(p.Highlights, " "), p.Description}
	for _, values := range p.Attributes {
		parts = append(parts, strings.Join(values, " "))
	}
	return strings.TrimSpace(strings.Join(parts, " "))
}
