package chat

import (
	"context"
	"reflect"
	"slices"
	"strings"

	"daogou/catalog"
)

// ahead plans a turn on a first reading, search and all, while a surer one is
// awaited. Planning changes nothing, so that a plan which is not needed costs
// its search alone.
type ahead struct {
	plan  func(ctx context.Context, r Reading) (decision, error)
	guess Reading
	made  chan planned // nil: no first reading came
	stop  context.CancelFunc
}

// planned is a decision, or why there is none.
type planned struct {
	decision
	err error
}

// on begins to plan on a first reading; what comes later than that is not heard.
func (a *ahead) on(ctx context.Context, e *Engine, guess Reading) {
	if a.made != nil {
		return
	}
	ctx, a.stop = context.WithCancel(ctx)
	made := make(chan planned, 1)
	a.guess, a.made = guess, made
	e.stages.Go(func() {
		d, err := guard(ctx, &e.stages, func(ctx context.Context) (decision, error) { return a.plan(ctx, guess) })
		made <- planned{d, err}
	})
}

// of gives the decision for the reading that counts: the one begun before where
// both readings mean the same, else a new one.
func (a *ahead) of(ctx context.Context, e *Engine, r Reading) (decision, error) {
	if a.made != nil {
		defer a.stop()
		if sameMeaning(a.guess, r) {
			select {
			case early := <-a.made:
				if early.err == nil {
					return early.decision.readBy(r), nil
				}
			case <-ctx.Done():
			}
		}
		a.stop()
	}
	return guard(ctx, &e.stages, func(ctx context.Context) (decision, error) { return a.plan(ctx, r) })
}

// readBy is the same decision under another reader's name.
func (d decision) readBy(r Reading) decision {
	d.reading.Source, d.reading.Reason, d.reading.Confidence, d.reading.Second = r.Source, r.Reason, r.Confidence, r.Second
	d.intent.Source = r.Source
	return d
}

// sameMeaning reports whether two readings lead to the same plan: they differ at
// most in who read and in the order of things.
func sameMeaning(a, b Reading) bool { return reflect.DeepEqual(a.bare(), b.bare()) }

// bare leaves out what says nothing of the meaning, and sorts what has no order.
// Nothing is the same as an empty list.
func (r Reading) bare() Reading {
	r.Source, r.Reason, r.Confidence, r.Second = "", "", 0, nil
	r.Query = strings.ToLower(strings.TrimSpace(r.Query))
	r.Filters = slices.Clone(r.Filters)
	slices.SortFunc(r.Filters, func(a, b catalog.Filter) int { return strings.Compare(a.String(), b.String()) })
	v := reflect.ValueOf(&r).Elem()
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.Slice && f.Len() == 0 {
			f.SetZero()
		}
	}
	return r
}
