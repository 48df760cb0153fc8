package chat

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"daogou/catalog"
)

// mostSearches is how many of the latest searches are learned from.
const mostSearches = 50_000

// oneSearch is how long events that name one query still tell of one search.
const oneSearch = 30 * time.Minute

// Searches gives the latest searches with what came of them, in order of time:
// those of conversations, those of the route beside them, and those that
// imported events tell of by their query. A shop that never spoke has none.
func Searches(ctx context.Context, store *catalog.Store) ([]catalog.Searched, error) {
	h := &history{of: map[string]*catalog.Searched{}}
	for _, step := range []func(context.Context, *catalog.Store) error{migrate, h.readTurns, h.readSearches, h.readEvents} {
		if err := step(ctx, store); err != nil {
			return nil, err
		}
	}
	return h.list(), nil
}

// history collects searches by what their events name them by.
type history struct {
	of map[string]*catalog.Searched
}

func turnKey(session string, turn int) string {
	return "turn\x1f" + session + "\x1f" + strconv.Itoa(turn)
}

func (h *history) readTurns(ctx context.Context, store *catalog.Store) error {
	rows, err := store.Read().QueryContext(ctx, `SELECT t.session, t.turn, t.received, s.customer, f.type, f.data
		FROM (SELECT session, turn, received FROM turns ORDER BY received DESC LIMIT $1) t
		JOIN sessions s ON s.id = t.session JOIN frames f ON f.session = t.session AND f.turn = t.turn
		WHERE f.type IN ('intent', 'products')`, mostSearches)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var session, customer, kind string
		var turn int
		var received int64
		var data []byte
		if err := rows.Scan(&session, &turn, &received, &customer, &kind, &data); err != nil {
			return err
		}
		key := turnKey(session, turn)
		s := h.of[key]
		if s == nil {
			s = &catalog.Searched{Shopper: cmp.Or(customer, session), Time: time.UnixMicro(received).UTC()}
			h.of[key] = s
		}
		if err := takeFrame(s, kind, data); err != nil {
			return err
		}
	}
	return rows.Err()
}

// takeFrame reads what a turn searched for, or what it showed. Other acts than
// searching keep no text, and so are left out.
func takeFrame(s *catalog.Searched, kind string, data []byte) error {
	if kind == "products" {
		var f struct{ Items []struct{ ID string } } // of a ProductsFrame, which is long
		if err := json.Unmarshal(data, &f); err != nil {
			return err
		}
		for _, c := range f.Items {
			s.Shown = append(s.Shown, c.ID)
		}
		return nil
	}
	var f IntentFrame
	if err := json.Unmarshal(data, &f); err != nil {
		return err
	}
	if (f.Act == Search || f.Act == Refine) && f.Sort == "" && len(f.Needs) == 0 {
		s.Text, s.Filters = f.Query, f.Filters
	}
	return nil
}

func (h *history) readSearches(ctx context.Context, store *catalog.Store) error {
	rows, err := store.Read().QueryContext(ctx,
		`SELECT id, at, customer, query, filters, ids FROM searches WHERE query <> '' ORDER BY at DESC LIMIT $1`, mostSearches)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		var at int64
		var filters, shown []byte
		s := &catalog.Searched{}
		if err := rows.Scan(&id, &at, &s.Shopper, &s.Text, &filters, &shown); err != nil {
			return err
		}
		if err := json.Unmarshal(shown, &s.Shown); err != nil {
			return err
		}
		if len(filters) > 0 {
			if err := json.Unmarshal(filters, &s.Filters); err != nil {
				return err
			}
		}
		s.Time = time.UnixMicro(at).UTC()
		h.of["search\x1f"+id] = s
	}
	return rows.Err()
}

func (h *history) readEvents(ctx context.Context, store *catalog.Store) error {
	return store.EachSearchEvent(ctx, h.event)
}

// event adds what an event tells to its search; one that tells its query alone
// makes a search of its own.
func (h *history) event(e catalog.Event) error {
	var s *catalog.Searched
	switch {
	case e.Turn > 0:
		s = h.of[turnKey(e.Session, e.Turn)]
	case e.Search != "":
		s = h.of["search\x1f"+e.Search]
	}
	if s == nil && e.Query != "" {
		s = h.asked(e)
	}
	if s == nil {
		return nil
	}
	s.Shopper = cmp.Or(s.Shopper, e.Shopper())
	s.Chosen = append(s.Chosen, catalog.Choice{ProductID: e.ProductID, Kind: e.Kind, Position: e.Position})
	return nil
}

// asked is the search that an event's query stands for.
func (h *history) asked(e catalog.Event) *catalog.Searched {
	key := "query\x1f" + e.Shopper() + "\x1f" + e.Search + "\x1f" + e.Query
	s := h.of[key]
	if s != nil && e.Time.Sub(s.Time) <= oneSearch {
		return s
	}
	if s != nil {
		h.of[key+"\x1f"+s.Time.String()] = s
	}
	s = &catalog.Searched{Text: e.Query, Time: e.Time}
	h.of[key] = s
	return s
}

func (h *history) list() []catalog.Searched {
	var all []catalog.Searched
	for _, s := range h.of {
		if s.Text != "" {
			all = append(all, *s)
		}
	}
	slices.SortFunc(all, func(a, b catalog.Searched) int {
		return cmp.Or(a.Time.Compare(b.Time), cmp.Compare(a.Shopper, b.Shopper), cmp.Compare(a.Text, b.Text))
	})
	return all[max(0, len(all)-mostSearches):]
}
