package catalog

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"
)

// Product finds a product that is in the catalogue now.
func (s *Store) Product(ctx context.Context, id string) (*Product, error) {
	found, err := s.Products(ctx, []string{id})
	if err == nil && len(found) == 0 {
		err = fmt.Errorf("product %q: %w", id, ErrNotFound)
	}
	if err != nil {
		return nil, err
	}
	return found[0], nil
}

// Products reads products fresh, in the order asked; those that are not there
// are left out.
func (s *Store) Products(ctx context.Context, ids []string) ([]*Product, error) {
	byID := make(map[string]*Product, len(ids))
	for rest := ids; len(rest) > 0; {
		n := min(len(rest), 500) // placeholders in one statement
		list, err := productsByID(ctx, s.reader, rest[:n])
		if err != nil {
			return nil, err
		}
		for _, p := range list {
			byID[p.ID] = p
		}
		rest = rest[n:]
	}
	found := make([]*Product, 0, len(ids))
	for _, id := range ids {
		if p, ok := byID[id]; ok {
			found = append(found, p)
		}
	}
	return found, nil
}

// Shelf puts every product that is in the catalogue now on a shelf of its own.
func (s *Store) Shelf(ctx context.Context) (*Shelf, error) {
	list, _, err := queryProducts(ctx, s.reader, `WHERE removed = 0`)
	if err != nil {
		return nil, err
	}
	rules, err := s.Exclusions(ctx)
	if err != nil {
		return nil, err
	}
	shelf := &Shelf{}
	shelf.Exclude(rules)
	shelf.Apply(list, nil, 0)
	return shelf, nil
}

// querier is a *sql.DB or a *sql.Tx.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// LastProduct gives the change number of the last write to any product: a View
// that is not behind it holds them all as they stand.
func (s *Store) LastProduct(ctx context.Context) (seq int64, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT COALESCE(MAX(seq), 0) FROM products`).Scan(&seq)
	return seq, err
}

func productsByID(ctx context.Context, db querier, ids []string) ([]*Product, error) {
	args := make([]any, len(ids))
	marks := make([]string, len(ids))
	for i, id := range ids {
		args[i], marks[i] = id, fmt.Sprintf("$%d", i+1)
	}
	list, _, err := queryProducts(ctx, db, `WHERE removed = 0 AND id IN (`+strings.Join(marks, ",")+`)`, args...)
	return list, err
}

func productsBetween(ctx context.Context, db querier, after, upTo int64) (list []*Product, removed []string, err error) {
	return queryProducts(ctx, db, `WHERE seq > $1 AND seq <= $2 ORDER BY seq`, after, upTo)
}

func queryProducts(ctx context.Context, db querier, where string, args ...any) (list []*Product, removed []string, err error) {
	rows, err := db.QueryContext(ctx, `SELECT id, seq, removed, data, other FROM products `+where, args...)
	if err != nil {
		return nil, nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r productRow
		if err := rows.Scan(&r.id, &r.seq, &r.removed, &r.data, &r.other); err != nil {
			return nil, nil, err
		}
		if r.removed {
			removed = append(removed, r.id)
			continue
		}
		p, err := r.product()
		if err != nil {
			return nil, nil, err
		}
		list = append(list, p)
	}
	return list, removed, rows.Err()
}

// productRow is a product as the database keeps it.
type productRow struct {
	id      string
	seq     int64
	removed bool
	data    []byte
	other   []byte
}

func (r *productRow) product() (*Product, error) {
	p := &Product{}
	if err := json.Unmarshal(r.data, p); err != nil {
		return nil, fmt.Errorf("product %q: %w", r.id, err)
	}
	if len(r.other) > 0 {
		if err := json.Unmarshal(r.other, &p.Other); err != nil {
			return nil, fmt.Errorf("product %q: %w", r.id, err)
		}
	}
	p.ID, p.Seq = r.id, r.seq
	return p, nil
}

// putProducts inserts or updates products in one transaction and tells which of
// them it had to write. Texts in further languages stay as they are.
func putProducts(ctx context.Context, tx *sql.Tx, seq *counter, rows []productRow) (changed int, err error) {
	look, err := tx.PrepareContext(ctx, `SELECT data, removed FROM products WHERE id = $1`)
	if err != nil {
		return 0, err
	}
	defer look.Close()
	put, err := tx.PrepareContext(ctx, `INSERT INTO products (id, seq, removed, data) VALUES ($1, $2, 0, $3)
		ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, removed = 0, data = excluded.data`)
	if err != nil {
		return 0, err
	}
	defer put.Close()
	for _, r := range rows {
		same, err := sameRow(ctx, look, r)
		if err != nil {
			return 0, err
		}
		if same {
			continue
		}
		if _, err := put.ExecContext(ctx, r.id, seq.next(), string(r.data)); err != nil {
			return 0, err
		}
		seq.take()
		changed++
	}
	return changed, nil
}

func sameRow(ctx context.Context, look *sql.Stmt, r productRow) (bool, error) {
	var data string
	var removed bool
	err := look.QueryRowContext(ctx, r.id).Scan(&data, &removed)
	if err == sql.ErrNoRows {
		return false, nil
	}
	return err == nil && !removed && data == string(r.data), err
}

// putText sets a product's texts in a further language and tells whether they
// were others.
func putText(ctx context.Context, tx *sql.Tx, seq *counter, id, locale string, text *Text) (changed bool, err error) {
	return changeOther(ctx, tx, seq, id, func(other map[string]Text) { other[locale] = *text })
}

// removeTexts takes a further language's texts off products.
func removeTexts(ctx context.Context, tx *sql.Tx, seq *counter, ids []string, locale string) error {
	for _, id := range ids {
		if _, err := changeOther(ctx, tx, seq, id, func(other map[string]Text) { delete(other, locale) }); err != nil {
			return err
		}
	}
	return nil
}

func changeOther(ctx context.Context, tx *sql.Tx, seq *counter, id string, change func(map[string]Text)) (bool, error) {
	var before string
	err := tx.QueryRowContext(ctx, `SELECT other FROM products WHERE id = $1 AND removed = 0`, id).Scan(&before)
	if err == sql.ErrNoRows {
		err = ErrNotFound
	}
	other := map[string]Text{}
	if err == nil && before != "" {
		err = json.Unmarshal([]byte(before), &other)
	}
	if err != nil {
		return false, fmt.Errorf("product %q: %w", id, err)
	}
	change(other)
	after := ""
	if len(other) > 0 {
		raw, err := json.Marshal(other)
		if err != nil {
			return false, err
		}
		after = string(raw)
	}
	if after == before {
		return false, nil
	}
	_, err = tx.ExecContext(ctx, `UPDATE products SET other = $1, seq = $2 WHERE id = $3`, after, seq.next(), id)
	seq.take()
	return err == nil, err
}

// removeProducts leaves a tombstone of each product, without its texts.
func removeProducts(ctx context.Context, tx *sql.Tx, seq *counter, ids []string) error {
	for _, id := range ids {
		_, err := tx.ExecContext(ctx, `UPDATE products SET removed = 1, data = '', other = '', seq = $1 WHERE id = $2 AND removed = 0`,
			seq.next(), id)
		if err != nil {
			return err
		}
		seq.take()
	}
	return nil
}
