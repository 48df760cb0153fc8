package eval

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSearchBeatsPlainBM25 measures on the judged sets of PSCon (SIGIR 2025),
// products by title alone: keywords that people searched with, and the raw
// turns of their conversations as the query.
func TestSearchBeatsPlainBM25(t *testing.T) {
	dir := filepath.Join("..", "..", "shared", "data", "pscon")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("PSCon is not beside the checkout: %v", err)
	}
	for _, c := range []struct {
		locale, column string
		ratio          float64
	}{
		{"zh", "keywords", 1.06}, {"en", "keywords", 1.07}, {"zh", "user_turns_so_far", 1.06}, {"en", "user_turns_so_far", 1.2},
	} {
		t.Run(c.locale+"/"+c.column, func(t *testing.T) {
			file := func(kind string) string { return filepath.Join(dir, kind+"_"+c.locale+".tsv.gz") }
			judged, err := ReadJudged(context.Background(), file("products"), file("queries"), c.column, file("qrels"))
			if err != nil {
				t.Fatal(err)
			}
			scores, _, err := SearchScoresOf(context.Background(), judged, os.Getenv("ABLATE") != "")
			if err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			if err := writeScores(&b, scores); err != nil {
				t.Fatal(err)
			}
			t.Logf("\n%s", b.String())
			if scores[1].Ratio < c.ratio {
				t.Errorf("got %.3f of plain BM25's nDCG@10, want %.2f", scores[1].Ratio, c.ratio)
			}
		})
	}
}

// TestConversationSearchesLikeKeywords measures on PSCon the query that is made
// of the conversation so far against the keywords that people chose.
func TestConversationSearchesLikeKeywords(t *testing.T) {
	dir := filepath.Join("..", "..", "shared", "data", "pscon")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("PSCon is not beside the checkout: %v", err)
	}
	for locale, ratio := range map[string]float64{"zh": 1, "en": 0.88} {
		t.Run(locale, func(t *testing.T) {
			file := func(kind string) string { return filepath.Join(dir, kind+"_"+locale+".tsv.gz") }
			keywords, err := ReadJudged(t.Context(), file("products"), file("queries"), "keywords", file("qrels"))
			if err != nil {
				t.Fatal(err)
			}
			said, err := readTurns(file("queries"), "user_turns_so_far")
			if err != nil {
				t.Fatal(err)
			}
			scores, err := conversationScores(t.Context(), keywords, said)
			if err != nil {
				t.Fatal(err)
			}
			if got := scores[2].NDCG / scores[1].NDCG; got < ratio {
				t.Errorf("got %.3f of the keywords' nDCG@10, want %.2f", got, ratio)
			}
		})
	}
}
