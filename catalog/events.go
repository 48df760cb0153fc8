package catalog

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// EventKinds are all that an Event's Kind may be.
var EventKinds = []string{"view", "click", "add_to_cart", "remove_from_cart", "purchase", "dismiss"}

// eventBatch keeps a transaction well below commitSpan.
const eventBatch = 200

// AddEvents stores events; one whose ID is there already is left as it is.
func (s *Store) AddEvents(ctx context.Context, events []Event) (added int, err error) {
	for part := range slices.Chunk(events, eventBatch) {
		var n int
		err := s.change(ctx, func(ctx context.Context, tx *sql.Tx, seq *counter) (err error) {
			n, err = insertEvents(ctx, tx, seq, part)
			return err
		})
		if err != nil {
			return added, err
		}
		added += n
	}
	return added, nil
}

// AddEvent stores an event within a write of the caller's, as AddEvents does.
func AddEvent(ctx context.Context, tx *sql.Tx, e Event) (added bool, err error) {
	seq, err := openCounter(ctx, tx)
	if err != nil {
		return false, err
	}
	n, err := insertEvents(ctx, tx, seq, []Event{e})
	if err != nil {
		return false, err
	}
	return n == 1, seq.close(ctx)
}

func insertEvents(ctx context.Context, tx *sql.Tx, seq *counter, events []Event) (added int, err error) {
	stmt, err := tx.PrepareContext(ctx, `INSERT INTO events
		(id, seq, kind, customer, session, product_id, quantity, options, turn, search, query, position, at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (id) DO NOTHING`)
	if err != nil {
		return 0, err
	}
	defer stmt.Close()
	for _, e := range events {
		options := ""
		if len(e.Options) > 0 {
			raw, err := json.Marshal(e.Options)
			if err != nil {
				return 0, fmt.Errorf("event %q: %w", e.ID, err)
			}
			options = string(raw)
		}
		result, err := stmt.ExecContext(ctx, e.ID, seq.next(), e.Kind, e.Customer, e.Session, e.ProductID,
			e.Quantity, options, e.Turn, e.Search, e.Query, e.Position, e.Time.UnixMicro())
		if err != nil {
			return 0, fmt.Errorf("event %q: %w", e.ID, err)
		}
		if n, err := result.RowsAffected(); err != nil {
			return 0, err
		} else if n == 1 {
			seq.take()
			added++
		}
	}
	return added, nil
}

// EachEvent calls fn for every event after change number since, in order of
// their numbers, until fn fails. No connection is held while fn runs.
func (s *Store) EachEvent(ctx context.Context, since int64, fn func(Event) error) error {
	const page = 2000
	for {
		events, err := queryEvents(ctx, s.reader, `WHERE seq > $1 ORDER BY seq LIMIT $2`, since, page)
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

func eventsBetween(ctx context.Context, db querier, after, upTo int64) ([]Event, error) {
	return queryEvents(ctx, db, `WHERE seq > $1 AND seq <= $2 ORDER BY seq`, after, upTo)
}

func queryEvents(ctx context.Context, db querier, where string, args ...any) (events []Event, err error) {
	rows, err := db.QueryContext(ctx, `SELECT id, seq, kind, customer, session, product_id, quantity, options,
		turn, search, query, position, at FROM events `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var e Event
		var options string
		var at int64
		if err := rows.Scan(&e.ID, &e.Seq, &e.Kind, &e.Customer, &e.Session, &e.ProductID, &e.Quantity, &options,
			&e.Turn, &e.Search, &e.Query, &e.Position, &at); err != nil {
			return nil, err
		}
		if options != "" {
			if err := json.Unmarshal([]byte(options), &e.Options); err != nil {
				return nil, fmt.Errorf("event %q: %w", e.ID, err)
			}
		}
		e.Time = time.UnixMicro(at).UTC()
		events = append(events, e)
	}
	return events, rows.Err()
}
