package retriever

import (
	"context"
	"slices"
	"strings"

	"daogou/catalog"
)

// Suggest completes what stands in the input box, with at most k completions
// and five hits for the best of them.
func (x *Index) Suggest(ctx context.Context, draft, locale string, k int) ([]string, []catalog.Hit, error) {
	completions := x.complete(draft, k)
	text := draft
	if len(completions) > 0 {
		text = completions[0]
	}
	res, err := x.Search(ctx, catalog.Query{Text: text, Locale: locale, Limit: 5})
	return completions, res.Hits, err
}

// complete gives the categories that begin as the draft does.
func (x *Index) complete(draft string, k int) []string {
	want := strings.TrimSpace(fold(draft))
	if want == "" {
		return nil
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	var found []string
	for _, shown := range x.corpus.columns.fields["category"] {
		if strings.HasPrefix(fold(shown), want) {
			found = append(found, shown)
		}
	}
	slices.Sort(found)
	return found[:min(k, len(found))]
}
