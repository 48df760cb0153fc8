package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"daogou/catalog"
	"daogou/chat"
)

type turnsCmd struct {
	Last    int    `help:"How many." default:"20"`
	Session string `help:"Of this session alone."`
	Differ  bool   `help:"Only those that two readers understood differently."`
	Rated   bool   `help:"Only those that a shopper rated."`
	JSON    bool   `help:"Print the whole records, a line each."`
}

// Run shows records of turns: what was said, who read it and why, as what, and
// how it went.
func (c *turnsCmd) Run(ctx context.Context, t term, top *cli) error {
	store, err := catalog.Open(ctx, top.Data)
	if err != nil {
		return err
	}
	defer store.Close()
	if err := (&chat.Engine{Store: store}).Start(ctx); err != nil {
		return err
	}
	records, err := chat.Records(ctx, store, chat.RecordQuery{Session: c.Session, Twice: c.Differ, Rated: c.Rated, Limit: c.Last})
	if err != nil {
		return err
	}
	for _, r := range records {
		if c.Differ && r.Agree() {
			continue
		}
		if c.JSON {
			if err := json.NewEncoder(t.out).Encode(r); err != nil {
				return err
			}
			continue
		}
		printRecord(t.out, r)
	}
	return nil
}

func printRecord(w io.Writer, r chat.Record) {
	outcome := "no plan"
	if r.Plan != nil {
		outcome = fmt.Sprintf("%s, %d products", r.Plan.Outcome, r.Plan.Total)
	}
	var filters []string
	for _, f := range r.Reading.Filters {
		filters = append(filters, f.String())
	}
	fmt.Fprintf(w, "%s %s/%d  %q\n", r.Received.UTC().Format(time.DateTime), r.Session, r.Turn, strings.ReplaceAll(r.Said, "\n", " / "))
	fmt.Fprintf(w, "    %s (%s, %.2f): %s %q %s: %s\n", r.By(), r.Reading.Reason, r.Reading.Confidence,
		r.Reading.Act, r.Reading.Query, strings.Join(filters, " "), outcome)
	if r.Prompt != "" {
		fmt.Fprintf(w, "    written by %s, prompt %s: %d sentences stopped, %d in their place\n", r.Engine, r.Prompt, r.Refused, r.Replaced)
	}
	for _, f := range r.Feedback {
		fmt.Fprintf(w, "    rated %s, %s: %q\n", f.Rating, cmp.Or(f.ProductID, "the answer"), f.Comment)
	}
}
