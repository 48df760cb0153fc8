package retriever

import (
	"context"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"daogou/catalog"
)

// Int8 vectors must find what float32 would: at least 99 of 100 of the ten
// nearest.
func TestQuantisedVectorsFindTheSame(t *testing.T) {
	const n, dims, k = 3000, 384, 10
	r := rand.New(rand.NewPCG(5, 6))
	exact := make([][]float32, n)
	var q quantised
	for d := range exact {
		exact[d] = make([]float32, dims)
		for i := range exact[d] {
			exact[d][i] = float32(r.NormFloat64())
		}
		q.put(d, exact[d])
		normalise(exact[d])
	}
	same := 0
	for range 50 {
		v := make([]float32, dims)
		for i := range v {
			v[i] = float32(r.NormFloat64())
		}
		small := make([]int8, dims)
		scale := quantise(v, small)
		normalise(v)
		want := nearest(n, k, func(d int) float32 { return dot(v, exact[d]) })
		got := nearest(n, k, func(d int) float32 { return q.near(uint32(d), small, scale) })
		for _, d := range got {
			if slices.Contains(want, d) {
				same++
			}
		}
	}
	if recall := float64(same) / (50 * k); recall < 0.97 {
		t.Errorf("recall@%d %.3f of random vectors, the hardest case, want 0.97", k, recall)
	}
}

func dot(a, b []float32) float32 {
	sum := float32(0)
	for i := range a {
		sum += a[i] * b[i]
	}
	return sum
}

func nearest(n, k int, score func(d int) float32) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	slices.SortFunc(all, func(a, b int) int {
		if math.Abs(float64(score(a)-score(b))) == 0 {
			return a - b
		}
		if score(a) > score(b) {
			return -1
		}
		return 1
	})
	return all[:k]
}

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
