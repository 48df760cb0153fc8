package chat

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"daogou/catalog"
)

// Record is what the log keeps of how a turn was understood and planned, for
// who runs the shop and for learning.
type Record struct {
	Session  string
	Turn     int
	Said     string // all that the turn answers
	Received time.Time
	Reading  Reading  // the one that counted; no act: it was not understood
	Second   *Reading // the other reader's, where two were asked
	Plan     *Plan    // nil: it had none
	Learn    bool     // the shopper agreed that it may be learnt from
}

// RecordQuery says which records are wanted, from the latest backwards.
type RecordQuery struct {
	Session string // empty: all
	Twice   bool   // only those that two readers read
	Limit   int    // 0: all
}

// Records reads the records of turns, in the order in which they came.
func Records(ctx context.Context, store *catalog.Store, q RecordQuery) ([]Record, error) {
	twice := 0
	if q.Twice {
		twice = 1
	}
	rows, err := store.Read().QueryContext(ctx, `SELECT session, turn, asks, received, reading, second, plan, learn FROM
		(SELECT * FROM turns WHERE (session = $1 OR $1 = '') AND (second <> '' OR $2 = 0)
			ORDER BY received DESC, session DESC, turn DESC LIMIT $3) AS latest
		ORDER BY received, session, turn`, q.Session, twice, cmp.Or(q.Limit, 1<<40))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var list []Record
	for rows.Next() {
		r, err := scanRecord(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

func scanRecord(rows *sql.Rows) (r Record, err error) {
	var received int64
	var reading, second, plan []byte
	if err := rows.Scan(&r.Session, &r.Turn, &r.Said, &received, &reading, &second, &plan, &r.Learn); err != nil {
		return r, err
	}
	r.Received = time.UnixMicro(received)
	for _, part := range []struct {
		raw  []byte
		into any
	}{{reading, &r.Reading}, {second, &r.Second}, {plan, &r.Plan}} {
		if len(part.raw) > 0 && err == nil {
			err = json.Unmarshal(part.raw, part.into)
		}
	}
	if err != nil {
		return r, fmt.Errorf("record of session %s, turn %d: %w", r.Session, r.Turn, err)
	}
	return r, nil
}

// By says in words who read the turn: "builtin", "builtin, llm agrees", "llm,
// builtin differs: policy".
func (r *Record) By() string {
	switch {
	case r.Second == nil:
		return r.Reading.Source
	case r.Agree():
		return r.Reading.Source + ", " + r.Second.Source + " agrees"
	case r.Second.Act != r.Reading.Act:
		return r.Reading.Source + ", " + r.Second.Source + " differs: " + string(r.Second.Act)
	}
	return r.Reading.Source + ", " + r.Second.Source + " differs"
}

// Agree reports whether the readers, where there were two, meant the same act
// with the same filters.
func (r *Record) Agree() bool {
	if r.Second == nil {
		return true
	}
	a, b := r.Reading.bare(), r.Second.bare()
	return a.Act == b.Act && len(holding(a.Filters, b.Filters))+len(holding(b.Filters, a.Filters)) == 0
}
