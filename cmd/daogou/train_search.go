package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"daogou/catalog"
	"daogou/chat"
	"daogou/eval"
	"daogou/recommend"
	"daogou/retriever"
)

// settingWeights keeps the weights learned, as JSON of retriever.Fitted.
const settingWeights = "search.weights"

// settingTrained changes with every training: a running server then takes up the
// weights and what was searched for since.
const settingTrained = "search.trained"

// Learning foretells: tastes come from the first part of the time, weights are
// learned on the next, and tested on the last.
const (
	tastesUntil = 0.6
	testFrom    = 0.86
	mostVisits  = 4000 // visits to a category that are learned from, the latest
)

// trainSearch looks for synonyms in the searches, then learns how much each
// signal of search counts and keeps that where it foretells better.
func trainSearch(ctx context.Context, t term, store *catalog.Store, c *trainCmd) error {
	log, err := chat.Searches(ctx, store)
	if err != nil {
		return err
	}
	products, err := productsOf(ctx, store)
	if err != nil {
		return err
	}
	if err := propose(ctx, t, store, log, products); err != nil {
		return err
	}
	shelf := &catalog.Shelf{}
	shelf.Apply(products, nil, 1)
	if c.Queries != "" {
		err = trainJudged(ctx, t, store, shelf, c)
	} else {
		err = trainHistory(ctx, t, store, shelf, log)
	}
	if err != nil {
		return err
	}
	return store.SetSetting(ctx, settingTrained, rand.Text())
}

// trainHistory learns weights from what shoppers chose.
func trainHistory(ctx context.Context, t term, store *catalog.Store, shelf *catalog.Shelf, log []catalog.Searched) error {
	events, err := eventsOf(ctx, store)
	if err != nil {
		return err
	}
	end, from, ok := cuts(log, events)
	if !ok {
		fmt.Fprintln(t.out, "search: no searches or events to learn from; the default weights serve")
		return nil
	}
	taste, err := recommend.Until(ctx, store, shelf, end)
	if err != nil {
		return err
	}
	past := log[:before(log, end)]
	x, err := trainingIndex(ctx, store, retriever.Options{Shelf: shelf, Scorer: taste}, past)
	if err != nil {
		return err
	}
	defer x.Close()
	judged := append(searchesJudged(log[len(past):]), visitsJudged(events, end, shelf)...)
	slices.SortStableFunc(judged, func(a, b timed) int { return a.at.Compare(b.at) })
	split, _ := slices.BinarySearchFunc(judged, from, func(j timed, at time.Time) int { return j.at.Compare(at) })
	return fitWeights(ctx, t, store, x, untimed(judged[:split]), untimed(judged[split:]))
}

// trainingIndex is an index in memory that knows no more than it should.
func trainingIndex(ctx context.Context, store *catalog.Store, opt retriever.Options, past []catalog.Searched) (*retriever.Index, error) {
	serving, err := weightsOf(ctx, store)
	if err != nil {
		return nil, err
	}
	opt.Weights = &serving
	x, err := retriever.Open("", opt)
	if err != nil {
		return nil, err
	}
	approved, err := store.Synonyms(ctx, catalog.Approved)
	if err == nil {
		x.SetSynonyms(approved)
		x.Recall(past)
		err = x.Train(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, x.Close())
	}
	return x, nil
}

func fitWeights(ctx context.Context, t term, store *catalog.Store, x *retriever.Index, train, test []retriever.Judged) error {
	f, err := x.FitWeights(ctx, train, test)
	if err != nil {
		return err
	}
	if f.Before == 0 {
		fmt.Fprintf(t.out, "search: %d and %d searches and visits are too few to learn from and to test on; the weights that serve stay\n", f.Trained, f.Tested)
		return nil
	}
	fmt.Fprintf(t.out, "search: learned from %d searches and visits, tested on %d later ones: mean reciprocal rank %.4f before, %.4f after; ",
		f.Trained, f.Tested, f.Before, f.After)
	if !f.Better {
		fmt.Fprintln(t.out, "the weights that serve stay")
		return nil
	}
	fmt.Fprintf(t.out, "the new weights serve: %+v\n", f.Weights)
	raw, err := json.Marshal(f)
	if err != nil {
		return err
	}
	return store.SetSetting(ctx, settingWeights, string(raw))
}

// weightsOf gives the weights that serve.
func weightsOf(ctx context.Context, store *catalog.Store) (retriever.Weights, error) {
	raw, err := store.Setting(ctx, settingWeights)
	if err != nil || raw == "" {
		return retriever.DefaultWeights, err
	}
	var f retriever.Fitted
	if err := json.Unmarshal([]byte(raw), &f); err != nil {
		return retriever.DefaultWeights, fmt.Errorf("setting %s: %w", settingWeights, err)
	}
	return f.Weights, nil
}

// timed is a search of which it is known what was wanted, and when it was.
type timed struct {
	retriever.Judged
	at time.Time
}

func untimed(list []timed) []retriever.Judged {
	judged := make([]retriever.Judged, len(list))
	for i, j := range list {
		judged[i] = j.Judged
	}
	return judged
}

func before(log []catalog.Searched, end time.Time) int {
	n, _ := slices.BinarySearchFunc(log, end, func(s catalog.Searched, at time.Time) int { return s.Time.Compare(at) })
	return n
}

// cuts tells where the first and where the last part of the time begins and
// ends, by what happened: of searches with a choice where there are enough, else
// of events.
func cuts(log []catalog.Searched, events []catalog.Event) (end, from time.Time, ok bool) {
	var times []time.Time
	for _, s := range log {
		if len(s.Chosen) > 0 {
			times = append(times, s.Time)
		}
	}
	for _, e := range events {
		times = append(times, e.Time)
	}
	if len(times) == 0 {
		return end, from, false
	}
	slices.SortFunc(times, time.Time.Compare)
	at := func(part float64) time.Time { return times[int(part*float64(len(times)))] }
	return at(tastesUntil), at(testFrom), true
}

func searchesJudged(log []catalog.Searched) (list []timed) {
	for _, s := range log {
		j := timed{retriever.Judged{
			Query: catalog.Query{Text: s.Text, Filters: s.Filters, Shopper: s.Shopper},
			Gains: map[string]float64{}, Places: map[string]int{},
		}, s.Time}
		for _, c := range s.Chosen {
			if g := c.Gain(); g > 0 {
				j.Gains[c.ProductID] = max(g, j.Gains[c.ProductID])
				j.Places[c.ProductID] = c.Position
			}
		}
		if len(j.Gains) > 0 {
			list = append(list, j)
		}
	}
	return list
}

// visitsJudged takes what was put into a cart or bought without a search: the
// shopper looked through the product's category and chose this. What she had
// touched before is no choice any more.
func visitsJudged(events []catalog.Event, end time.Time, shelf *catalog.Shelf) (list []timed) {
	known := map[[2]string]bool{}
	for _, e := range events {
		p, sold := shelf.Product(e.ProductID)
		choice := catalog.Choice{ProductID: e.ProductID, Kind: e.Kind}
		pair := [2]string{e.Shopper(), e.ProductID}
		if e.Time.Before(end) {
			known[pair] = true
			continue
		}
		if known[pair] || !sold || choice.Gain() < 2 || len(p.Category) == 0 || e.Query != "" || e.Search != "" || e.Turn > 0 {
			continue
		}
		known[pair] = true
		leaf := p.Category[len(p.Category)-1]
		list = append(list, timed{retriever.Judged{
			Query: catalog.Query{Filters: []catalog.Filter{catalog.Where("category", catalog.Eq, leaf)}, Shopper: e.Shopper()},
			Gains: map[string]float64{p.ID: 1},
		}, e.Time})
	}
	return list[max(0, len(list)-mostVisits):]
}

// eventsOf reads all events in order of time.
func eventsOf(ctx context.Context, store *catalog.Store) (events []catalog.Event, err error) {
	err = store.EachEvent(ctx, 0, func(e catalog.Event) error {
		events = append(events, e)
		return nil
	})
	slices.SortFunc(events, func(a, b catalog.Event) int { return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(a.ID, b.ID)) })
	return events, err
}

// trainJudged learns from judgements instead of the shop's history; each fourth
// query tests.
func trainJudged(ctx context.Context, t term, store *catalog.Store, shelf *catalog.Shelf, c *trainCmd) error {
	queries, err := eval.ReadQueries(c.Queries, c.TextColumn, c.Qrels)
	if err != nil {
		return err
	}
	x, err := trainingIndex(ctx, store, retriever.Options{Shelf: shelf}, nil)
	if err != nil {
		return err
	}
	defer x.Close()
	var train, test []retriever.Judged
	for i, q := range queries {
		j := retriever.Judged{Query: catalog.Query{Text: q.Text}, Gains: q.Gains}
		if i%4 == 3 {
			test = append(test, j)
		} else {
			train = append(train, j)
		}
	}
	return fitWeights(ctx, t, store, x, train, test)
}
