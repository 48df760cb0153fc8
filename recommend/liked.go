package recommend

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"daogou/catalog"
)

// Liked tells what a shopper looked at, put into the cart or bought and did not
// dismiss, in order of IDs, with its weight in her taste.
func (m *Model) Liked(shopper string, each func(product string, weight float64)) {
	m.mu.RLock()
	defer m.mu.RUnlock()
	h := m.shoppers[shopper]
	if h == nil {
		return
	}
	s := m.current()
	taste := h.taste(s)
	for _, l := range taste {
		if l.weight > 0 {
			each(s.view.List[l.pos].ID, float64(l.weight))
		}
	}
}

// Until gives the model as it would have been at a time: learned from what came
// before, in the way of the one that serves. What came after can then be
// foretold in earnest.
func Until(ctx context.Context, store *catalog.Store, shelf *catalog.Shelf, end time.Time) (*Model, error) {
	p := &preparer{now: end, sold: func(id string) bool { _, ok := shelf.Product(id); return ok }}
	var past []catalog.Event
	err := store.EachEvent(ctx, 0, func(e catalog.Event) error {
		if e.Time.Before(end) {
			p.add(e)
			past = append(past, e)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	spec := DefaultSpec
	if serving, err := load(ctx, store); err == nil {
		spec = serving.learned.spec
	} else if !errors.Is(err, catalog.ErrNotFound) && !errors.Is(err, ErrForeign) {
		return nil, err
	}
	m := New(shelf)
	m.learned = learn(p.finish(), spec)
	slices.SortStableFunc(past, func(a, b catalog.Event) int {
		if d := a.Time.Compare(b.Time); d != 0 {
			return d
		}
		return strings.Compare(a.ID, b.ID)
	})
	for _, e := range past {
		m.Observe(e)
	}
	return m, nil
}
