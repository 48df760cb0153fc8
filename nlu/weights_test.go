package nlu

import (
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "train anew on the examples and keep the weights")

// TestWeightsAreOfTheExamples: examples that changed are learnt before they count.
func TestWeightsAreOfTheExamples(t *testing.T) {
	set := examples()
	if *update {
		packed, err := packWeights(train(set), fingerprint(set))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(weightsFile, packed, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if shipped().of != fingerprint(set) {
		t.Fatal("the examples, or how they are read, have changed: go generate ./nlu trains on them")
	}
}

// TestRoundedWeightsDecideTheSame: what is lost by rounding is no decision.
func TestRoundedWeightsDecideTheSame(t *testing.T) {
	set := examples()
	exact, other := train(set), 0
	for _, x := range set {
		if exact.best(x.features) != weights().best(x.features) {
			other++
		}
	}
	if other*1000 > len(set) {
		t.Errorf("%d of %d examples are read otherwise, want at most one in a thousand", other, len(set))
	}
}
