package nlu

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"daogou/catalog"
)

// sharedShops stands beside the checkout, where there is one.
const sharedShops = "../../shared/shop"

// loadShop imports a feed and puts its products on a shelf.
func loadShop(t testing.TB, dir string) *catalog.Shelf {
	t.Helper()
	feed := filepath.Join(dir, "products.tsv")
	if _, err := os.Stat(feed); err != nil {
		t.Skip("no shop at " + dir)
	}
	ctx := context.Background()
	store, err := catalog.Open(ctx, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	fsys, name := catalog.Local(feed)
	if _, err := store.ImportProducts(ctx, fsys, name, catalog.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	shelf := &catalog.Shelf{}
	for since, more := int64(0), true; more; {
		c, err := store.Changes(ctx, since, 1000)
		if err != nil {
			t.Fatal(err)
		}
		shelf.Apply(c.Products, c.Removed, c.Seq)
		since, more = c.Seq, c.More
	}
	return shelf
}
