package retriever

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"daogou/catalog"
)

// fancier likes the lamps of one price, of everything that matches alike.
func fancier(n int, chooses func(r *rand.Rand) string) (all []Judged) {
	r := rand.New(rand.NewPCG(3, 3))
	for range n {
		all = append(all, Judged{Query: catalog.Query{Text: "desk lamp", Shopper: "s"}, Gains: map[string]float64{chooses(r): 1}})
	}
	return all
}

func TestWeightsAreLearnedFromChoices(t *testing.T) {
	usual := func(r *rand.Rand) string { return fmt.Sprintf("lamp%d", 3+r.IntN(3)) }
	cheapest := func(r *rand.Rand) string { return "lamp1" }
	anything := func(r *rand.Rand) string { return fmt.Sprintf("lamp%d", 1+r.IntN(9)) }
	for _, c := range []struct {
		name        string
		serving     Weights
		train, test []Judged
		better      bool
	}{
		{"those who choose by price", Weights{Lexical: 1, Popular: 0.2}, fancier(300, usual), fancier(100, usual), true},
		{"what serves already", Weights{Lexical: 1, Price: 1}, fancier(300, usual), fancier(100, usual), false},
		{"chance", Weights{Lexical: 1, Popular: 0.2}, fancier(300, anything), fancier(100, anything), false},
		{"those who choose otherwise later", Weights{Lexical: 1, Popular: 0.2}, fancier(300, usual), fancier(100, cheapest), false},
		{"too few", Weights{Lexical: 1, Popular: 0.2}, fancier(20, usual), fancier(100, usual), false},
		{"too few to test", Weights{Lexical: 1, Popular: 0.2}, fancier(300, usual), fancier(20, usual), false},
	} {
		x := lampIndex(t, nil)
		x.SetWeights(c.serving)
		f, err := x.FitWeights(context.Background(), c.train, c.test)
		if err != nil || f.Better != c.better {
			t.Errorf("%s: %+v, %v; want better %v", c.name, f, err, c.better)
		}
		if !f.Better && f.Weights != c.serving {
			t.Errorf("%s: the weights that serve are lost: %+v", c.name, f.Weights)
		}
		for k, w := range f.Weights.vector() {
			if w < 0 {
				t.Errorf("%s: weight %d is %v", c.name, k, w)
			}
		}
		x.SetWeights(f.Weights)
		for _, h := range find(t, x, catalog.Query{Text: "desk lamp"}).Hits {
			sum := 0.0
			for _, s := range h.Why {
				sum += s.Share
			}
			if sum < 0.999 || sum > 1.001 {
				t.Errorf("%s: shares sum to %v", c.name, sum)
			}
		}
	}
}

// Of two lamps that are chosen equally often, the one that stood far down was
// seen by fewer: it is wanted more.
func TestALowPlaceSpeaksForWhatIsChosenThere(t *testing.T) {
	judged := func(place int) []Judged {
		all := append(fancier(200, func(*rand.Rand) string { return "lamp1" }), fancier(200, func(*rand.Rand) string { return "lamp4" })...)
		for i := range all {
			all[i].Places = map[string]int{"lamp1": 1, "lamp4": place}
		}
		return all
	}
	x := lampIndex(t, nil)
	x.SetWeights(Weights{Lexical: 1, Popular: 0.1, Price: 0.01})
	at := func(place int) float64 {
		choices, err := x.choices(context.Background(), judged(place))
		if err != nil {
			t.Fatal(err)
		}
		w := x.weights.vector()
		return fit(choices, w)[6]
	}
	if top, low := at(1), at(16); low <= top {
		t.Errorf("price weighs %v when lamp4 was chosen at place 16, %v at 1: want more", low, top)
	}
}

func TestSameChoicesSameWeights(t *testing.T) {
	x := lampIndex(t, nil)
	usual := func(r *rand.Rand) string { return fmt.Sprintf("lamp%d", 3+r.IntN(3)) }
	first, _ := x.FitWeights(context.Background(), fancier(200, usual), fancier(50, usual))
	again, _ := x.FitWeights(context.Background(), fancier(200, usual), fancier(50, usual))
	if first != again {
		t.Errorf("got %+v, then %+v", first, again)
	}
}

// The gradient is what a small step of each weight shows.
func TestGradientOfTheLikelihood(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	var all []choice
	for range 20 {
		c := choice{weight: 1 + r.Float64(), gains: []float64{0.25, 0.75, 0, 0}, of: make([]vector7, 4)}
		for i := range c.of {
			for k := range c.of[i] {
				c.of[i][k] = r.Float64()
			}
		}
		all = append(all, c)
	}
	start := DefaultWeights.vector()
	theta := start
	for k := range theta {
		theta[k] += r.Float64()
	}
	var slope vector7
	likelihood(all, &theta, &start, 4, &slope)
	const h = 1e-5
	for k := range theta {
		up, down := theta, theta
		up[k], down[k] = up[k]+h, down[k]-h
		want := (likelihood(all, &up, &start, 4, nil) - likelihood(all, &down, &start, 4, nil)) / (2 * h)
		if d := slope[k] - want; d > 1e-6 || d < -1e-6 {
			t.Errorf("weight %d: slope %v, want %v", k, slope[k], want)
		}
	}
}
