package eval

import (
	"os"
	"path/filepath"
	"testing"
)

// shopShare is where the shops lie that are measured in place, beside the
// checkout.
const shopShare = "../../shared/shop"

func TestHeldoutPurchasesAreNamed(t *testing.T) {
	for shop, want := range map[string]float64{"en": 0.49, "zh": 0.43} {
		t.Run(shop, func(t *testing.T) {
			dir := filepath.Join(shopShare, shop)
			if _, err := os.Stat(dir); err != nil {
				t.Skipf("no shop to measure: %v", err)
			}
			r, err := Heldout(t.Context(), HeldoutOptions{
				Products: filepath.Join(dir, "products.tsv"),
				Events:   filepath.Join(dir, "events.jsonl"),
				Heldout:  filepath.Join(dir, "heldout_purchases.tsv"),
				Dir:      t.TempDir(),
			})
			if err != nil {
				t.Fatal(err)
			}
			if r.HR < want {
				t.Errorf("HR@10 %.3f, want at least %.3f", r.HR, want)
			}
			if r.HR < 1.05*r.Cosine {
				t.Errorf("HR@10 %.3f, plain cosine %.3f: want 1.05 times that", r.HR, r.Cosine)
			}
		})
	}
}
