package retriever

import (
	"context"
	"strings"
	"testing"
	"time"

	"daogou/catalog"
)

func FuzzSearch(f *testing.F) {
	for _, s := range []string{"", "red dress", "4 ft. x 8 ft.", "iPhone15保护壳", "\xff\xfe", "x x x x", "1/2/3/4", "ananananananananananananananx",
		strings.Repeat("zxqv ", 500), strings.Repeat("连", 3000), "'s 's", "１２３　ＡＢＣ", "-5x-", "𠀀𠀁", "ﬁﬂ\u0301\u0301"} {
		f.Add(s)
	}
	x := shopIndex(f, "en")
	f.Fuzz(func(t *testing.T, text string) {
		start := time.Now()
		res := find(t, x, catalog.Query{Text: text, Limit: 5})
		if res.Total < len(res.Hits) || len(res.Hits) > 5 {
			t.Errorf("%d hits of %d", len(res.Hits), res.Total)
		}
		if _, _, err := x.Suggest(context.Background(), text, "en", 5); err != nil {
			t.Error(err)
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("took %v", took)
		}
	})
}
