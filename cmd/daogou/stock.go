package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"

	"daogou/catalog"
)

// importShop brings a whole shop folder in: its feed, and what stands beside it:
// products.zh.tsv, policies/, orders.jsonl, events.jsonl. Rejected rows are
// named on w.
func importShop(ctx context.Context, data string, shop fs.FS, feed string, w io.Writer) error {
	store, err := catalog.Open(ctx, data)
	if err != nil {
		return err
	}
	defer store.Close()
	opt := catalog.ImportOptions{Media: mediaDir(data)}
	second := opt
	second.Locale = "zh"
	steps := []struct {
		name string
		read func() (catalog.Report, error)
	}{
		{feed, func() (catalog.Report, error) { return store.ImportProducts(ctx, shop, feed, opt) }},
		{"products.zh.tsv", func() (catalog.Report, error) { return store.ImportProducts(ctx, shop, "products.zh.tsv", second) }},
		{"policies", func() (catalog.Report, error) { return store.ImportPolicies(ctx, shop, "policies", opt) }},
		{"orders.jsonl", func() (catalog.Report, error) { return store.ImportOrders(ctx, shop, "orders.jsonl", opt) }},
		{"events.jsonl", func() (catalog.Report, error) { return store.ImportEvents(ctx, shop, "events.jsonl", opt) }},
	}
	for i, step := range steps {
		if _, err := fs.Stat(shop, step.name); err != nil && i > 0 {
			continue // only the feed must be there
		}
		report, err := step.read()
		if err != nil {
			return fmt.Errorf("%s: %w", step.name, err)
		}
		for _, p := range report.Problems {
			fmt.Fprintln(w, p)
		}
	}
	return nil
}
