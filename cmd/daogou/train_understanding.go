package main

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"daogou/catalog"
	"daogou/chat"
	"daogou/nlu"
)

// trainUnderstanding learns to understand from the turns that two readers took
// for different things and the shopper's next move settled. What proves better on
// those held out is kept, and a running server takes it up.
func trainUnderstanding(ctx context.Context, t term, store *catalog.Store) error {
	if err := (&chat.Engine{Store: store}).Start(ctx); err != nil { // the tables of conversations
		return err
	}
	disputes, err := chat.Disputes(ctx, store)
	if err != nil {
		return err
	}
	if len(disputes) == 0 {
		fmt.Fprintln(t.out, "understanding: no turn was understood in two ways; shoppers who agree to it teach (consent=\"learning\")")
		return nil
	}
	reader, err := readerOf(ctx, store)
	if err != nil {
		return err
	}
	learnt, lesson := reader.Learn(disputes)
	printLesson(t, lesson)
	if learnt == nil {
		return nil
	}
	return learnt.Save(ctx, store)
}

// readerOf is the built-in reader over a store's products, with what it learnt
// before.
func readerOf(ctx context.Context, store *catalog.Store) (*nlu.Builtin, error) {
	changes, err := store.Changes(ctx, 0, math.MaxInt32)
	if err != nil {
		return nil, err
	}
	shelf := &catalog.Shelf{}
	shelf.Apply(changes.Products, nil, changes.Seq)
	reader := nlu.New(shelf)
	_, err = reader.Refresh(ctx, store)
	return reader, err
}

func printLesson(t term, l nlu.Lesson) {
	var moves []string
	for _, move := range slices.Sorted(maps.Keys(l.Settled)) {
		moves = append(moves, fmt.Sprintf("%d %s", l.Settled[move], move))
	}
	fmt.Fprintf(t.out, "understanding: %d turns taken for different things; settled by the next move: %s\n", l.Disputes, strings.Join(append(moves, ""), " "))
	if l.Before+l.After > 0 {
		fmt.Fprintf(t.out, "  of %d held out: %d read rightly before, %d after %d examples\n", l.Held, l.Before, l.After, l.Trained)
	}
	if l.Shipped > 0 {
		fmt.Fprintf(t.out, "  of %d other examples held back: %d before, %d after\n", l.Shipped, l.Had, l.Has)
	}
	if l.Why != "" {
		fmt.Fprintln(t.out, "  nothing is swapped:", l.Why)
		return
	}
	fmt.Fprintln(t.out, "  the one that learnt is in use from now on")
}
