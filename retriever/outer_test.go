package retriever

import (
	"context"
	"slices"
	"testing"

	"daogou/catalog"
)

// embedFunc is an embedder of three lines.
type embedFunc func(text string) []float32

func (f embedFunc) Embed(_ context.Context, texts []string) ([][]float32, error) {
	var all [][]float32
	for _, t := range texts {
		all = append(all, f(t))
	}
	return all, nil
}

func TestModelsVectorsOrderWhatWordsLeaveEqual(t *testing.T) {
	sport := func(text string) []float32 {
		if len(text) > 6 && text[:6] == "Runner" || text == "shoe for marathons" {
			return []float32{1, 0.1}
		}
		return []float32{0.1, 1}
	}
	x, err := Open("", Options{Embedder: embedFunc(sport)})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	products := []*catalog.Product{named("a", "Office shoe"), named("b", "Runner shoe"), named("c", "Formal shoe")}
	if err := x.Apply(context.Background(), products, nil, 1); err != nil {
		t.Fatal(err)
	}
	if err := x.Train(context.Background()); err != nil {
		t.Fatal(err)
	}
	res := find(t, x, catalog.Query{Text: "shoe for marathons"})
	if len(res.Hits) != 3 || res.Hits[0].Product.ID != "b" {
		t.Fatalf("got %s, want b first of three", describe(res.Hits))
	}
	if why := res.Hits[0].Why; !slices.ContainsFunc(why, func(s catalog.Share) bool { return s.Signal == "semantic" }) {
		t.Errorf("why %v does not tell of meaning", why)
	}
}

func named(id, title string) *catalog.Product {
	p := &catalog.Product{ID: id, Locale: "en", Availability: catalog.InStock}
	p.Title = title
	return p
}
