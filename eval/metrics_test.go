package eval

import (
	"math"
	"testing"

	"daogou/recommend/cf"
)

func TestMetricsAgreeWithHand(t *testing.T) {
	graded := Gains{"a": 3, "b": 2, "c": 1, "d": 0}
	for _, c := range []struct {
		name string
		got  float64
		want float64
	}{
		// DCG of x,b,a = 2/log2(3) + 3/log2(4) = 1.26186 + 1.5 = 2.76186;
		// ideal 3 + 2/log2(3) + 1/2 = 4.76186.
		{"nDCG counts gains by place", NDCG([]string{"x", "b", "a"}, graded, 10), 2.76186 / 4.76186},
		{"nDCG of the ideal order is 1", NDCG([]string{"a", "b", "c", "d"}, graded, 10), 1},
		{"nDCG sees no further than k, nor does its ideal", NDCG([]string{"x", "a"}, graded, 1), 0},
		{"nDCG without anything relevant", NDCG([]string{"a"}, Gains{"a": 0}, 10), 0},
		{"MRR is one over the first relevant place", MRR([]string{"x", "d", "c"}, graded, 10), 1.0 / 3},
		{"MRR past k", MRR([]string{"x", "y", "c"}, graded, 2), 0},
		{"recall is of the relevant alone", Recall([]string{"a", "d", "x"}, graded, 100), 1.0 / 3},
		{"precision counts empty places", Precision([]string{"a", "b"}, graded, 10), 0.2},
		{"mean", cf.Mean([]float64{1, 2, 6}), 3},
	} {
		if math.Abs(c.got-c.want) > 1e-5 {
			t.Errorf("%s: got %.5f, want %.5f", c.name, c.got, c.want)
		}
	}
}

func TestBootstrapHoldsTheMean(t *testing.T) {
	var coin []float64
	for i := range 100 {
		coin = append(coin, float64(i%2))
	}
	lo, hi := cf.Bootstrap(coin)
	// The standard error is 0.05, so 95% lie within about 0.098 of 0.5.
	if lo < 0.37 || lo > 0.43 || hi < 0.57 || hi > 0.63 {
		t.Errorf("got %.3f to %.3f, want about 0.40 to 0.60", lo, hi)
	}
	if lo2, hi2 := cf.Bootstrap(coin); lo2 != lo || hi2 != hi {
		t.Error("two runs differ")
	}
}
