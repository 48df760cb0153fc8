package main

import (
	"context"
	"fmt"
	"text/tabwriter"

	"daogou/catalog"
)

// excludeCmd manages what is never recommended. A running server follows at once.
type excludeCmd struct {
	Add    excludeAddCmd    `cmd:"" help:"Never recommend a product, or all that fits a filter."`
	Remove excludeRemoveCmd `cmd:"" help:"Take an exclusion back."`
	List   excludeListCmd   `cmd:"" help:"Say what is excluded, and how many products that is."`
}

type excludeAddCmd struct {
	What []string `arg:"" help:"Products' ids, or filters: brand=Acme, category=Gifts, price<=500 (minor units)." sep:"none"`
}

func (c *excludeAddCmd) Run(ctx context.Context, t term, top *cli) error {
	return withStore(ctx, top.Data, func(store *catalog.Store) error {
		for _, what := range c.What {
			if _, err := store.Product(ctx, what); err != nil {
				if _, bad := catalog.ParseFilter(what); bad != nil {
					return fmt.Errorf("%w, and it is no filter either", err)
				}
			}
		}
		for _, what := range c.What {
			if err := store.Exclude(ctx, what); err != nil {
				return err
			}
		}
		return listExclusions(ctx, t, store)
	})
}

type excludeRemoveCmd struct {
	What []string `arg:"" help:"As the list has it." sep:"none"`
}

func (c *excludeRemoveCmd) Run(ctx context.Context, t term, top *cli) error {
	return withStore(ctx, top.Data, func(store *catalog.Store) error {
		for _, what := range c.What {
			if err := store.Include(ctx, what); err != nil {
				return err
			}
		}
		return listExclusions(ctx, t, store)
	})
}

type excludeListCmd struct{}

func (excludeListCmd) Run(ctx context.Context, t term, top *cli) error {
	return withStore(ctx, top.Data, func(store *catalog.Store) error { return listExclusions(ctx, t, store) })
}

// listExclusions prints each exclusion with the number of products that it takes
// out of recommendations.
func listExclusions(ctx context.Context, t term, store *catalog.Store) error {
	list, err := store.Exclusions(ctx)
	if err != nil {
		return err
	}
	shelf, err := store.Shelf(ctx)
	if err != nil {
		return err
	}
	table := tabwriter.NewWriter(t.out, 0, 4, 2, ' ', 0)
	total := excluded(shelf)
	for _, what := range list {
		shelf.Exclude([]string{what})
		fmt.Fprintf(table, "%s\t%d products\n", what, excluded(shelf))
	}
	fmt.Fprintf(table, "never recommended\t%d products\n", total)
	return table.Flush()
}

func excluded(shelf *catalog.Shelf) (n int) {
	view := shelf.View()
	for _, p := range view.List {
		if view.Excluded(p.ID) {
			n++
		}
	}
	return n
}
