package catalog

import (
	"context"
	"database/sql"
	"fmt"
)

// Exclusions gives what the operator never wants recommended, sorted: IDs of
// products, and filters in the form of ParseFilter, which stand for all that fit
// them.
func (s *Store) Exclusions(ctx context.Context) (list []string, err error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT what FROM exclusions WHERE removed = 0 ORDER BY what`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var what string
		if err := rows.Scan(&what); err != nil {
			return nil, err
		}
		list = append(list, what)
	}
	return list, rows.Err()
}

// Exclude keeps products from being recommended, by ID or by a filter. What is
// excluded already stays so.
func (s *Store) Exclude(ctx context.Context, what string) error {
	return s.change(ctx, func(ctx context.Context, tx *sql.Tx, seq *counter) error {
		return setExclusion(ctx, tx, seq, `INSERT INTO exclusions (what, seq) VALUES ($1, $2)
			ON CONFLICT (what) DO UPDATE SET seq = excluded.seq, removed = 0 WHERE removed = 1`, what)
	})
}

// Include takes an exclusion back, in the words it was made with. The error wraps
// ErrNotFound where there is none.
func (s *Store) Include(ctx context.Context, what string) error {
	return s.change(ctx, func(ctx context.Context, tx *sql.Tx, seq *counter) error {
		before := seq.last
		err := setExclusion(ctx, tx, seq, `UPDATE exclusions SET removed = 1, seq = $2 WHERE what = $1 AND removed = 0`, what)
		if err == nil && seq.last == before {
			err = fmt.Errorf("exclusion %q: %w", what, ErrNotFound)
		}
		return err
	})
}

// setExclusion takes a change number if the statement changed anything.
func setExclusion(ctx context.Context, tx *sql.Tx, seq *counter, statement, what string) error {
	result, err := tx.ExecContext(ctx, statement, what, seq.next())
	if err != nil {
		return fmt.Errorf("exclusion %q: %w", what, err)
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return err
	}
	seq.take()
	return nil
}

// exclusions are read once and asked about every product.
type exclusions struct {
	ids     map[string]bool
	filters []Filter
}

// newExclusions reads words as Store.Exclusions gives them.
func newExclusions(list []string) *exclusions {
	e := &exclusions{ids: make(map[string]bool, len(list))}
	for _, what := range list {
		e.ids[what] = true // an ID may look like a filter
		if f, err := ParseFilter(what); err == nil {
			e.filters = append(e.filters, f)
		}
	}
	return e
}

// holds reports whether a product is excluded; nil excludes nothing.
func (e *exclusions) holds(p *Product) bool {
	if e == nil {
		return false
	}
	if e.ids[p.ID] {
		return true
	}
	for i := range e.filters {
		if e.filters[i].Fits(p) {
			return true
		}
	}
	return false
}
