package main

import (
	"context"
	"fmt"

	"daogou/catalog"
)

type keyCmd struct {
	Add keyAddCmd `cmd:"" help:"Make an API key for a server, which may then post anyone's events."`
}

type keyAddCmd struct {
	Name string `arg:"" help:"What the key is for."`
}

func (c *keyAddCmd) Run(ctx context.Context, t term, top *cli) error {
	store, err := catalog.Open(ctx, top.Data)
	if err != nil {
		return err
	}
	defer store.Close()
	key, err := store.AddKey(ctx, c.Name)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s\nkeep it: it is not shown again\n", key)
	return nil
}
