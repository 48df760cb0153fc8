package catalog

import (
	"context"
	"database/sql"
	"fmt"
)

// Policies gives all of the shop's rules, by name.
func (s *Store) Policies(ctx context.Context) ([]Policy, error) {
	return queryPolicies(ctx, s.reader, `WHERE removed = 0 ORDER BY name`)
}

// Policy finds a rule by name.
func (s *Store) Policy(ctx context.Context, name string) (Policy, error) {
	list, err := queryPolicies(ctx, s.reader, `WHERE removed = 0 AND name = $1`, name)
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("policy %q: %w", name, ErrNotFound)
	}
	if err != nil {
		return Policy{}, err
	}
	return list[0], nil
}

func queryPolicies(ctx context.Context, db querier, where string, args ...any) (list []Policy, err error) {
	rows, err := db.QueryContext(ctx, `SELECT name, seq, locale, title, body FROM policies `+where, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p Policy
		if err := rows.Scan(&p.Name, &p.Seq, &p.Locale, &p.Title, &p.Body); err != nil {
			return nil, err
		}
		list = append(list, p)
	}
	return list, rows.Err()
}

// putPolicy inserts or updates a policy and tells whether it had to.
func putPolicy(ctx context.Context, tx *sql.Tx, seq *counter, p Policy) (changed bool, err error) {
	old, err := queryPolicies(ctx, tx, `WHERE removed = 0 AND name = $1`, p.Name)
	if err != nil {
		return false, err
	}
	if len(old) == 1 {
		if p.Seq = old[0].Seq; p == old[0] {
			return false, nil
		}
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO policies (name, seq, removed, locale, title, body) VALUES ($1, $2, 0, $3, $4, $5)
		ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, removed = 0, locale = excluded.locale,
		title = excluded.title, body = excluded.body`, p.Name, seq.next(), p.Locale, p.Title, p.Body)
	if err != nil {
		return false, fmt.Errorf("policy %q: %w", p.Name, err)
	}
	seq.take()
	return true, nil
}

// removePolicy leaves a tombstone.
func removePolicy(ctx context.Context, tx *sql.Tx, seq *counter, name string) error {
	_, err := tx.ExecContext(ctx, `UPDATE policies SET removed = 1, body = '', seq = $1 WHERE name = $2`, seq.next(), name)
	if err != nil {
		return fmt.Errorf("policy %q: %w", name, err)
	}
	seq.take()
	return nil
}
