package catalog

import (
	"context"
	"database/sql"
)

// Changes is what happened after a change number.
type Changes struct {
	Products []*Product // new or changed, in order of change
	Removed  []string   // IDs of products withdrawn
	Policies bool       // some policy is new, changed or withdrawn
	Synonyms bool       // some synonym is new, or decided otherwise
	Excluded bool       // some exclusion is new or taken back
	Events   []Event
	Seq      int64 // everything up to this number is told: ask from here next
	More     bool  // there is more after Seq already
}

// Empty reports whether nothing happened.
func (c *Changes) Empty() bool {
	return len(c.Products)+len(c.Removed)+len(c.Events) == 0 && !c.Policies && !c.Synonyms && !c.Excluded
}

// Changes tells what happened after change number since, at most limit products
// and limit events of it (0 means 1000). It costs one tiny query where nothing
// happened.
func (s *Store) Changes(ctx context.Context, since int64, limit int) (Changes, error) {
	if limit <= 0 {
		limit = 1000
	}
	var now int64
	if err := s.reader.QueryRowContext(ctx, `SELECT value FROM change_counter`).Scan(&now); err != nil {
		return Changes{}, err
	}
	if now <= since {
		return Changes{Seq: since}, nil
	}
	// One snapshot for all, so that no number is passed over.
	tx, err := s.reader.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return Changes{}, err
	}
	defer tx.Rollback()
	return changes(ctx, tx, since, limit)
}

func changes(ctx context.Context, tx *sql.Tx, since int64, limit int) (c Changes, err error) {
	if err = tx.QueryRowContext(ctx, `SELECT value FROM change_counter`).Scan(&c.Seq); err != nil {
		return c, err
	}
	if err = c.clip(ctx, tx, `SELECT seq FROM products WHERE seq > $1 ORDER BY seq LIMIT 1 OFFSET $2`, since, limit); err != nil {
		return c, err
	}
	if err = c.clip(ctx, tx, `SELECT seq FROM events WHERE seq > $1 ORDER BY seq LIMIT 1 OFFSET $2`, since, limit); err != nil {
		return c, err
	}
	if c.Products, c.Removed, err = productsBetween(ctx, tx, since, c.Seq); err != nil {
		return c, err
	}
	if c.Events, err = eventsBetween(ctx, tx, since, c.Seq); err != nil {
		return c, err
	}
	err = tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM policies WHERE seq > $1 AND seq <= $2),
		EXISTS (SELECT 1 FROM synonyms WHERE seq > $1 AND seq <= $2),
		EXISTS (SELECT 1 FROM exclusions WHERE seq > $1 AND seq <= $2)`, since, c.Seq).Scan(&c.Policies, &c.Synonyms, &c.Excluded)
	return c, err
}

// clip ends the changes before the first row past the limit.
func (c *Changes) clip(ctx context.Context, tx *sql.Tx, query string, since int64, limit int) error {
	var beyond int64
	err := tx.QueryRowContext(ctx, query, since, limit).Scan(&beyond)
	if err == sql.ErrNoRows {
		return nil
	}
	if err == nil && beyond <= c.Seq {
		c.Seq, c.More = beyond-1, true
	}
	return err
}

// counter gives out change numbers within one write.
type counter struct {
	tx          *sql.Tx
	value, last int64
}

func openCounter(ctx context.Context, tx *sql.Tx) (*counter, error) {
	c := &counter{tx: tx}
	err := tx.QueryRowContext(ctx, `SELECT value FROM change_counter WHERE id = 1`).Scan(&c.value)
	c.last = c.value
	return c, err
}

// next is the number that the next change will have; take keeps it.
func (c *counter) next() int64 { return c.last + 1 }
func (c *counter) take()       { c.last++ }

// close writes the last number taken.
func (c *counter) close(ctx context.Context) error {
	if c.last == c.value {
		return nil
	}
	_, err := c.tx.ExecContext(ctx, `UPDATE change_counter SET value = $1 WHERE id = 1`, c.last)
	return err
}

// change runs fn in a write, with change numbers to give out. A caller who goes
// away does not interrupt it: see group.restart for what that costs the others.
func (s *Store) change(ctx context.Context, fn func(ctx context.Context, tx *sql.Tx, seq *counter) error) error {
	quiet := context.WithoutCancel(ctx)
	return s.Write(ctx, func(tx *sql.Tx) error {
		seq, err := openCounter(quiet, tx)
		if err != nil {
			return err
		}
		if err := fn(quiet, tx, seq); err != nil {
			return err
		}
		return seq.close(quiet)
	})
}
