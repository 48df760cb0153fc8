package catalog

import (
	"context"
	"time"
)

// Searched is one search of a shopper's: what it showed, and what she did with
// that.
type Searched struct {
	Shopper string   // customer, or session; empty where nobody is known
	Text    string   // as searched for, constraint words taken out
	Filters []Filter // in force
	Shown   []string // products by place; empty where that is not known
	Chosen  []Choice // in order of time
	Time    time.Time
}

// Choice is what a shopper did with a product that a search had shown.
type Choice struct {
	ProductID string
	Kind      string // one of EventKinds
	Position  int    // from 1; 0: not known
}

// Gain is how much a choice says that the product was what was wanted, by the
// kind of event; views, removals and dismissals say nothing for it.
func (c Choice) Gain() float64 {
	switch c.Kind {
	case "click":
		return 1
	case "add_to_cart":
		return 2
	case "purchase":
		return 4
	}
	return 0
}

// EachSearchEvent calls fn for every event that tells of a search: one that
// names a search, a turn or the query. In order of their change numbers.
func (s *Store) EachSearchEvent(ctx context.Context, fn func(Event) error) error {
	const page = 2000
	for since := int64(0); ; {
		events, err := queryEvents(ctx, s.reader, `WHERE seq > $1 AND (search <> '' OR turn > 0 OR query <> '')
			ORDER BY seq LIMIT $2`, since, page)
		if err != nil {
			return err
		}
		for _, e := range events {
			if err := fn(e); err != nil {
				return err
			}
		}
		if len(events) < page {
			return nil
		}
		since = events[len(events)-1].Seq
	}
}
