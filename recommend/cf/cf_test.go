package cf

import (
	"math"
	"runtime"
	"slices"
	"testing"
)

func TestSimilarIsTheFormula(t *testing.T) {
	// Three sets over three items; A_01 = d_0^-.8 d_1^-.2 Σ_u 1/|u| by hand.
	sets := [][]int32{{0, 1}, {0, 1, 2}, {1, 2}}
	a := Normalise(Ones(sets, 3), 1).Similar(0.3, 3)
	want := math.Pow(2, -0.8) * math.Pow(3, -0.2) * (1.0/2 + 1.0/3)
	cols, vals := a.Row(0)
	if !slices.Equal(cols, []int32{1, 2}) || math.Abs(float64(vals[0])-want) > 1e-6 {
		t.Errorf("row 0: got %v %v, want item 1 at %v", cols, vals, want)
	}
}

func TestEaseIsTheFormula(t *testing.T) {
	// Three items, of which 0 and 1 come together twice and each with 2 once. With
	// M = (P + λ)^-1 by Cramer's rule, A_ij = -M_ij / M_jj.
	g := Normalise(Ones([][]int32{{0, 1}, {0, 1}, {0, 2}, {1, 2}}, 3), 1)
	p := [3][3]float64{}
	for i := range 3 {
		acc := make([]float32, 3)
		g.row(i, acc, nil)
		for j, v := range acc {
			p[i][j] = float64(v)
		}
		p[i][i] += 0.5
	}
	cofactor := func(i, j int) float64 {
		a, b, c, d := (i+1)%3, (i+2)%3, (j+1)%3, (j+2)%3
		return p[a][c]*p[b][d] - p[a][d]*p[b][c]
	}
	a := g.Ease(0, 0.5, 3)
	for i := range 3 {
		cols, vals := a.Row(i)
		for x, j := range cols {
			if want := -cofactor(int(j), i) / cofactor(int(j), int(j)); math.Abs(float64(vals[x])-want) > 1e-5 {
				t.Errorf("A_%d%d: got %v, want %v", i, j, vals[x], want)
			}
		}
		if len(cols) != 2 || slices.Contains(cols, int32(i)) {
			t.Errorf("row %d: got items %v, want the two others", i, cols)
		}
	}
}

func TestEaseCountsOnceWhatTwoItemsSayAlike(t *testing.T) {
	// 0 and 1 always come together, and 2 with both; 3 comes with 4 as often as 2
	// does with 0. To item-item, who has 0 and 1 is twice as near to 2.
	var sets [][]int32
	for range 20 {
		sets = append(sets, []int32{0, 1, 2}, []int32{3, 4}, []int32{0, 1}, []int32{3})
	}
	g := Normalise(Ones(sets, 5), 0)
	g.Rescale()
	twice := func(a *Matrix) float32 {
		w := Ranker{A: a}
		score := map[int32]float32{}
		for _, s := range w.Rank([]Liking{{0, 1}, {1, 1}, {3, 1}}, 5) {
			score[s.Item] = s.Score
		}
		return score[2] / score[4]
	}
	if plain, ease := twice(g.Similar(0, 5)), twice(g.Ease(0, 0.01, 5)); plain < 1.5 || ease > 1.3 {
		t.Errorf("what two say alike counts %v times plainly and %v times by EASE, want about 2 and 1", plain, ease)
	}
}

func TestBlendIsTheSumAtOneLevel(t *testing.T) {
	matrix := func(rows ...map[int32]float32) *Matrix {
		m := NewMatrix(3)
		for _, row := range rows {
			var cols []int32
			var vals []float32
			for j := range int32(3) {
				if v, ok := row[j]; ok {
					cols, vals = append(cols, j), append(vals, v)
				}
			}
			m.Append(cols, vals)
		}
		return m
	}
	first := matrix(map[int32]float32{1: 4}, map[int32]float32{0: 2}, nil)              // level 3
	second := matrix(map[int32]float32{1: 1, 2: 1}, nil, map[int32]float32{0: 3, 1: 2}) // level 2
	got := Blend(2, first, Part{second, 0.5}, Part{first, 0})
	want := matrix(map[int32]float32{1: 4.75, 2: 0.75}, map[int32]float32{0: 2}, map[int32]float32{0: 2.25, 1: 1.5})
	if !slices.Equal(got.Start, want.Start) || !slices.Equal(got.Col, want.Col) || !slices.Equal(got.Val, want.Val) {
		t.Errorf("got %v %v, want %v %v", got.Col, got.Val, want.Col, want.Val)
	}
}

func TestSpectrumRebuildsWhatItFilters(t *testing.T) {
	const items = 300
	g := Normalise(Ones(lines(500, items, 9, 3), items), 1)
	g.Rescale()
	s := g.Spectrum(64, 1)
	if math.Abs(s.Values[0]-1) > 1e-3 {
		t.Errorf("largest eigenvalue %v, want 1", s.Values[0])
	}
	if !slices.IsSortedFunc(s.Values, func(a, b float64) int { return int(math.Copysign(1, b-a)) }) {
		t.Errorf("values do not fall: %v", s.Values)
	}
	// P u = λ u for the leading vector.
	x, y := make([]float32, items*width), make([]float32, items*width)
	for i := range items {
		x[i*width] = s.row(i)[0]
	}
	g.apply(x, make([]float32, g.Sets.Rows()*width), y)
	for i := range items {
		if diff := float64(y[i*width]) - s.Values[0]*float64(x[i*width]); math.Abs(diff) > 1e-3 {
			t.Fatalf("item %d: P u - λ u = %v", i, diff)
		}
	}
}

func TestSharpenedFilterIsItsSeries(t *testing.T) {
	// Which eigenvalues lead must not matter to e^-Tλ, but for the series' rest.
	const items = 128
	g := Normalise(Ones(lines(300, items, 5, 4), items), 1)
	g.Rescale()
	f := Filter{B: 1, T: 1, Beta: 0.1}
	few, all := g.Spectrum(64, 1), g.Spectrum(items, 1)
	score := func(s *Spectrum) []float32 {
		w := g.filtering(s, 0)
		w.clear()
		w.put(0, 7, 1)
		w.raise(false)
		f := f
		f.Beta = 0
		return slices.Clone(w.filter(f))
	}
	a, b := score(few), score(all)
	for i := range items {
		if diff := math.Abs(float64(a[i*width] - b[i*width])); diff > 5e-3 {
			t.Fatalf("item %d: series and eigenvectors differ by %v", i, diff)
		}
	}
}

func TestFitFindsTheTastes(t *testing.T) {
	const items, tastes = 400, 8
	sets := lines(1500, items, tastes, 5)
	for _, fast := range []bool{true, false} {
		a, _ := Fit(sets, items, Options{Fast: fast, Seed: 1})
		same, all := 0, 0
		w := Ranker{A: a}
		for _, set := range sets[:200] {
			var r []Liking
			for _, i := range set {
				r = append(r, Liking{i, 1})
			}
			for _, s := range w.Rank(r, 10) {
				all++
				if int(s.Item)%tastes == int(set[0])%tastes {
					same++
				}
			}
		}
		if part := float64(same) / float64(all); part < 0.9 {
			t.Errorf("fast %v: %.2f of the recommendations are of the taste, want 0.9", fast, part)
		}
	}
}

func TestFitIsTheSameOnAnyNumberOfCores(t *testing.T) {
	sets := lines(600, 200, 6, 6)
	a, f := Fit(sets, 200, Options{Seed: 1})
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	b, h := Fit(sets, 200, Options{Seed: 1})
	if f != h || !slices.Equal(a.Col, b.Col) || !slices.Equal(a.Val, b.Val) {
		t.Error("two fits of the same sets differ")
	}
}

func TestTransitionsFollowTheOrder(t *testing.T) {
	// 0 → 1 → 2 over and over: after 0 comes 1, and hardly 2.
	var seqs [][]int32
	for range 20 {
		seqs = append(seqs, []int32{0, 1, 2, 3})
	}
	s := NewSequences(seqs, 4)
	w := Ranker{A: s.Transitions(Order{Gap: 1, Recent: 1}, 4), Prior: s.Popular()}
	if got := w.Rank([]Liking{{0, 1}}, 3)[0].Item; got != 1 {
		t.Errorf("after 0: got %d, want 1", got)
	}
	if cols, _ := w.A.Row(3); len(cols) != 0 {
		t.Errorf("nothing follows the last: got %v", cols)
	}
}

func TestTopBreaksTiesByItem(t *testing.T) {
	var top Top
	top.Reset(3)
	for _, i := range []int32{5, 1, 4, 2, 3} {
		top.Offer(i, 1)
	}
	var got []int32
	for _, s := range top.Take() {
		got = append(got, s.Item)
	}
	if !slices.Equal(got, []int32{1, 2, 3}) {
		t.Errorf("got %v, want the lowest numbers", got)
	}
}
