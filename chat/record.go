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

// Record is what the log keeps of how a turn was understood, planned and said,
// and of what the shopper thought of it, for who runs the shop and for learning.
type Record struct {
	Session  string
	Turn     int
	Said     string // all that the turn answers
	Received time.Time
	Reading  Reading  // the one that counted; no act: it was not understood
	Second   *Reading // the other reader's, where two were asked
	Plan     *Plan    // nil: it had none
	Learn    bool     // the shopper agreed that it may be learnt from

	Written           // Engine, Prompt, Refused and Replaced of it
	Answer   string   // what was said
	Feedback []Rating `json:",omitempty"`
}

// Rating is a shopper's word on a turn: up or down.
type Rating struct {
	ProductID string `json:"product_id,omitempty"` // empty: on the whole answer
	Rating    string `json:"rating"`
	Comment   string `json:"comment,omitempty"`
}

// RecordQuery says which records are wanted, from the latest backwards.
type RecordQuery struct {
	Session string // empty: all
	Twice   bool   // only those that two readers read
	Rated   bool   // only those that a shopper rated
	Limit   int    // 0: all
}

// Records reads the records of turns, in the order in which they came.
func Records(ctx context.Context, store *catalog.Store, q RecordQuery) ([]Record, error) {
	rows, err := store.Read().QueryContext(ctx, `SELECT session, turn, asks, received, reading, second, plan, learn,
		engine, prompt, refused, replaced,
		coalesce((SELECT data FROM frames f WHERE f.session = latest.session AND f.turn = latest.turn AND f.type = 'done'), '') FROM
		(SELECT * FROM turns t WHERE (session = $1 OR $1 = '') AND (second <> '' OR $2 = 0)
			AND ($3 = 0 OR EXISTS (SELECT 1 FROM feedback r WHERE r.session = t.session AND r.turn = t.turn))
			ORDER BY received DESC, session DESC, turn DESC LIMIT $4) AS latest
		ORDER BY received, session, turn`, q.Session, flag(q.Twice), flag(q.Rated), cmp.Or(q.Limit, 1<<40))
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
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return list, addFeedback(ctx, store, q.Session, list)
}

func flag(on bool) int {
	if on {
		return 1
	}
	return 0
}

// addFeedback puts the shoppers' ratings to the records.
func addFeedback(ctx context.Context, store *catalog.Store, session string, list []Record) error {
	at := map[string]int{}
	for i, r := range list {
		at[fmt.Sprint(r.Session, "/", r.Turn)] = i
	}
	rows, err := store.Read().QueryContext(ctx, `SELECT session, turn, product_id, rating, comment FROM feedback
		WHERE session = $1 OR $1 = '' ORDER BY session, turn, product_id`, session)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var turn int
		var f Rating
		if err := rows.Scan(&session, &turn, &f.ProductID, &f.Rating, &f.Comment); err != nil {
			return err
		}
		if i, ok := at[fmt.Sprint(session, "/", turn)]; ok {
			list[i].Feedback = append(list[i].Feedback, f)
		}
	}
	return rows.Err()
}

func scanRecord(rows *sql.Rows) (r Record, err error) {
	var received int64
	var reading, second, plan, done []byte
	if err := rows.Scan(&r.Session, &r.Turn, &r.Said, &received, &reading, &second, &plan, &r.Learn,
		&r.Engine, &r.Prompt, &r.Refused, &r.Replaced, &done); err != nil {
		return r, err
	}
	r.Received = time.UnixMicro(received)
	var answer DoneFrame
	for _, part := range []struct {
		raw  []byte
		into any
	}{{reading, &r.Reading}, {second, &r.Second}, {plan, &r.Plan}, {done, &answer}} {
		if len(part.raw) > 0 && err == nil {
			err = json.Unmarshal(part.raw, part.into)
		}
	}
	if err != nil {
		return r, fmt.Errorf("record of session %s, turn %d: %w", r.Session, r.Turn, err)
	}
	r.Answer, r.ProductIDs, r.Suggestions = answer.Text, answer.ProductIDs, answer.Suggestions
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
