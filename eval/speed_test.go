package eval

import (
	"context"
	"strings"
	"testing"
)

func TestSearchSpeedTellsBothSides(t *testing.T) {
	var b strings.Builder
	if err := SearchSpeed(context.Background(), SpeedOptions{Dir: t.TempDir(), Products: 300, Queries: 20}, &b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"300 products", "import, index, vectors", "of bleve", "hybrid, with filters", "similar products", "suggestions"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}
