package main

import (
	"context"
	"fmt"
	"log/slog"

	"daogou/catalog"
	"daogou/catalog/demo"
	"daogou/web"
)

// settingDemo marks a folder that holds the demo shop, which a first real
// import clears away.
const settingDemo = "demo"

// stockEmpty fills an empty data folder with the demo shop.
func stockEmpty(ctx context.Context, data string, log *slog.Logger) error {
	store, err := catalog.Open(ctx, data)
	if err != nil {
		return err
	}
	empty, err := isEmpty(ctx, store)
	if cerr := store.Close(); err == nil {
		err = cerr
	}
	if err != nil || !empty {
		return err
	}
	log.Info("the data folder is empty: opening the demo shop", "data", data)
	return stockDemo(ctx, data)
}

// isEmpty reports whether nothing was ever imported.
func isEmpty(ctx context.Context, store *catalog.Store) (bool, error) {
	c, err := store.Changes(ctx, 0, 1)
	return err == nil && c.Empty(), err
}

// stockDemo imports the demo shop. A rejected row of it is a bug.
func stockDemo(ctx context.Context, data string) error {
	shop, err := demo.FS()
	if err != nil {
		return err
	}
	var rejected rows
	if err := importShop(ctx, data, shop, "products.tsv", &rejected); err != nil {
		return err
	}
	if len(rejected) > 0 {
		return fmt.Errorf("demo shop: %s", rejected)
	}
	store, err := catalog.Open(ctx, data)
	if err != nil {
		return err
	}
	defer store.Close()
	for name, value := range map[string]string{settingDemo: "yes", settingShop: demo.ID} {
		if err := store.SetSetting(ctx, name, value); err != nil {
			return err
		}
	}
	return nil
}

// rows collects what an import says of rejected rows.
type rows string

func (r *rows) Write(p []byte) (int, error) {
	*r += rows(p)
	return len(p), nil
}

// clearDemo empties a folder that holds the demo shop: what comes now is real.
func clearDemo(ctx context.Context, store *catalog.Store) error {
	mark, err := store.Setting(ctx, settingDemo)
	if err != nil || mark == "" {
		return err
	}
	if err := store.Clear(ctx); err != nil {
		return err
	}
	for _, name := range []string{settingDemo, settingShop} {
		if err := store.SetSetting(ctx, name, ""); err != nil {
			return err
		}
	}
	return nil
}

// demoShop is what the pages say of the demo shop.
func demoShop(id string) (web.Shop, bool) {
	if id != demo.ID {
		return web.Shop{}, false
	}
	return web.Shop{ID: demo.ID, Name: demo.NameEN, Also: map[string]string{"zh": demo.NameZH}, Demo: true,
		Customers: []string{"mei", "sam", "nora", "theo", "lin"}}, true
}
