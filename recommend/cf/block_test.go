package cf

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// lines makes sets of items drawn from a few tastes, the same for the same seed.
func lines(sets, items, tastes int, seed uint64) [][]int32 {
	r := rand.New(rand.NewPCG(seed, 1))
	all := make([][]int32, sets)
	for u := range all {
		taste := r.IntN(tastes)
		for range 4 + r.IntN(20) {
			i := (taste + tastes*int(r.ExpFloat64()*float64(items/tastes)/4)) % items
			if !slices.Contains(all[u], int32(i)) {
				all[u] = append(all[u], int32(i))
			}
		}
	}
	return all
}

func TestGatherEqualsThePlainLoopToTheBit(t *testing.T) {
	g := Normalise(Ones(lines(50, 300, 7, 1), 300), 1)
	r := rand.New(rand.NewPCG(2, 2))
	x := make([]float32, 300*width)
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	got, want := make([]float32, width), make([]float32, width)
	for u := range g.Sets.Rows() {
		cols, vals := g.Sets.Row(u)
		gather(got, x, cols, vals)
		gatherPlain(want, x, cols, vals)
		if !slices.Equal(got, want) {
			t.Fatalf("row %d: got %v, want %v", u, got, want)
		}
	}
}

func BenchmarkApply(b *testing.B) {
	g := Normalise(Ones(lines(30000, 40000, 40, 1), 40000), 1)
	x, s, y := make([]float32, 40000*width), make([]float32, 30000*width), make([]float32, 40000*width)
	for i := range x {
		x[i] = 1
	}
	for b.Loop() {
		g.apply(x, s, y)
	}
	b.ReportMetric(float64(2*len(g.Sets.Col)*width)*float64(b.N)/b.Elapsed().Seconds()/1e9, "Gmadd/s")
}
