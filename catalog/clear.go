package catalog

import (
	"context"
	"database/sql"
)

// Clear takes the whole shop out, as when the demo shop makes way for a real
// one: products, policies and exclusions are withdrawn, so that followers hear of
// it; events, orders and customers are deleted; currency and language are open again. Keys,
// blobs and other settings stay.
func (s *Store) Clear(ctx context.Context) error {
	im := s.importer("", ImportOptions{})
	im.size = 200
	for _, query := range []string{
		`DELETE FROM events WHERE id IN (SELECT id FROM events LIMIT $1)`,
		`DELETE FROM orders WHERE folded IN (SELECT folded FROM orders LIMIT $1)`,
		`DELETE FROM customers WHERE id IN (SELECT id FROM customers LIMIT $1)`,
	} {
		if err := im.drain(ctx, func(ctx context.Context, tx *sql.Tx, _ *counter) (int64, error) {
			result, err := tx.ExecContext(ctx, query, im.size)
			if err != nil {
				return 0, err
			}
			return result.RowsAffected()
		}); err != nil {
			return err
		}
	}
	if err := im.drain(ctx, im.clearProducts); err != nil {
		return err
	}
	rules, err := s.Exclusions(ctx)
	if err != nil {
		return err
	}
	for _, what := range rules {
		if err := s.Include(ctx, what); err != nil {
			return err
		}
	}
	return s.change(ctx, clearPolicies)
}

// drain repeats a write until nothing is left for it to do.
func (im *importer) drain(ctx context.Context, fn func(ctx context.Context, tx *sql.Tx, seq *counter) (int64, error)) error {
	for left := int64(1); left > 0; {
		err := im.write(ctx, func(ctx context.Context, tx *sql.Tx, seq *counter) (err error) {
			left, err = fn(ctx, tx, seq)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (im *importer) clearProducts(ctx context.Context, tx *sql.Tx, seq *counter) (int64, error) {
	rows, err := tx.QueryContext(ctx, `SELECT id FROM products WHERE removed = 0 LIMIT $1`, im.size)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return 0, err
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return 0, err
	}
	return int64(len(ids)), removeProducts(ctx, tx, seq, ids)
}

// clearPolicies also forgets what the next feed decides.
func clearPolicies(ctx context.Context, tx *sql.Tx, seq *counter) error {
	all, err := queryPolicies(ctx, tx, `WHERE removed = 0 ORDER BY name`)
	if err != nil {
		return err
	}
	for _, p := range all {
		if err := removePolicy(ctx, tx, seq, p.Name); err != nil {
			return err
		}
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM settings WHERE name IN ($1, $2)`, SettingCurrency, SettingLocale)
	return err
}
