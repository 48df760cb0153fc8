package nlg

import (
	"context"
	"os"
	"strings"
	"testing"
)

// nameOfFirst is said before each sentence, so that "it" is the first product.
var nameOfFirst = map[string]string{"en": "The Oakline Marisol Dress is nice.", "zh": "南栀 春山连衣裙很好看。"}

// TestGateOnSentencesOfOthers has the gate judge sentences about the two dresses
// that were written by people who did not know it: hardly a false one may pass, nor
// many true ones be stopped.
func TestGateOnSentencesOfOthers(t *testing.T) {
	for _, c := range []struct {
		file  string
		holds bool
		wrong float64 // the share that may be judged wrongly
	}{{"lies", false, .01}, {"truths", true, .07}} {
		for _, locale := range []string{"en", "zh"} {
			text, err := os.ReadFile("testdata/gate/" + c.file + "." + locale + ".txt")
			if err != nil {
				t.Fatal(err)
			}
			gate := newGenerator(t, locale, 1).gate
			lines := strings.Split(strings.TrimSpace(string(text)), "\n")
			var wrong []string
			for _, line := range lines {
				a := gate.Answer(wardrobe(locale))
				a.Check(context.Background(), nameOfFirst[locale])
				if d := a.Check(context.Background(), line); (d.Reason == Passed) != c.holds {
					wrong = append(wrong, string(d.Reason)+" "+d.At+": "+line)
				}
			}
			t.Logf("%s %s: %d of %d judged wrongly", c.file, locale, len(wrong), len(lines))
			if float64(len(wrong)) > c.wrong*float64(len(lines)) {
				t.Errorf("at most %.0f%% may be:\n%s", 100*c.wrong, strings.Join(wrong, "\n"))
			}
		}
	}
}
