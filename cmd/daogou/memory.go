package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"daogou/catalog"
	"daogou/chat"
)

type memoryCmd struct {
	Customer string   `arg:"" help:"Whose."`
	Forget   []string `help:"Delete what is remembered on this field, or all of it: all." placeholder:"FIELD|all"`
}

// Run answers a customer who asks the shop for her data, or to delete it; the
// chat does both as well, and GET and DELETE /api/memory.
func (c *memoryCmd) Run(ctx context.Context, t term, top *cli) error {
	store, err := catalog.Open(ctx, top.Data)
	if err != nil {
		return err
	}
	defer store.Close()
	if err := (&chat.Engine{Store: store}).Start(ctx); err != nil {
		return err
	}
	for _, field := range c.Forget {
		if field == "all" {
			field = "*"
		}
		if err := chat.Forget(ctx, store, c.Customer, field); err != nil {
			return err
		}
	}
	m, err := chat.Remembered(ctx, store, c.Customer)
	if err != nil {
		return err
	}
	if !m.Agreed {
		fmt.Fprintf(t.out, "%s has agreed to nothing; nothing is remembered\n", c.Customer)
		return nil
	}
	table := tabwriter.NewWriter(t.out, 0, 4, 2, ' ', 0)
	fmt.Fprintf(table, "%s agreed; %d remembered\n", c.Customer, len(m.Told))
	for _, p := range m.Told {
		fmt.Fprintf(table, "%s\t%v\t%s\n", p.Filter, p.Of, p.At.Format(time.DateTime))
	}
	return table.Flush()
}
