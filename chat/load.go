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

// acquire gives a session, from memory or from the store, and counts the caller
// among its readers until Leave.
func (e *Engine) acquire(ctx context.Context, id string) (*Session, error) {
	e.mu.Lock()
	e.sweep()
	s, ok := e.sessions[id]
	if !ok {
		s = &Session{ID: id, engine: e, grown: make(chan struct{}), heard: map[receipt]bool{}, drafted: map[string][]string{}}
		e.sessions[id] = s
	}
	s.readers++
	e.mu.Unlock()
	s.load.Do(func() { s.failed = s.restore(context.WithoutCancel(ctx)) })
	if s.failed != nil {
		e.mu.Lock()
		defer e.mu.Unlock()
		if e.sessions[id] == s {
			delete(e.sessions, id)
		}
		return nil, s.failed
	}
	return s, nil
}

// sweep lets sessions that nobody uses leave memory. e.mu must be held.
func (e *Engine) sweep() {
	now, idle := e.now(), cmp.Or(e.Idle, 10*time.Minute)
	if now.Sub(e.swept) < idle/4 {
		return
	}
	e.swept = now
	for id, s := range e.sessions {
		if s.readers == 0 && now.Sub(s.used) >= idle && s.atRest() {
			delete(e.sessions, id)
		}
	}
}

func (s *Session) atRest() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.turn == nil
}

// restore reads a session from the store and goes on with its open turns.
func (s *Session) restore(ctx context.Context) error {
	db := s.engine.Store.Read()
	var state []byte
	err := db.QueryRowContext(ctx, `SELECT token, state FROM sessions WHERE id = $1`, s.ID).Scan(&s.token, &state)
	if err == sql.ErrNoRows {
		return errUnknownSession
	}
	if err == nil {
		err = json.Unmarshal(state, &s.state)
	}
	if err == nil {
		err = db.QueryRowContext(ctx, `SELECT coalesce(max(seq), 0) FROM frames WHERE session = $1`, s.ID).Scan(&s.seq)
	}
	if err == nil {
		err = db.QueryRowContext(ctx, `SELECT coalesce(max(turn), 0) FROM turns WHERE session = $1`, s.ID).Scan(&s.turns)
	}
	if err == nil {
		err = s.recallReceipts(ctx)
	}
	if err != nil {
		return fmt.Errorf("session %s: %w", s.ID, err)
	}
	s.loaded = s.seq
	return s.goOn(ctx)
}

// triesMost is how often a turn is run again. One that was found open that often
// may be what ends the server.
const triesMost = 3

// goOn runs what a crash cut. Of several open turns the last one is answered:
// it had stopped the others.
func (s *Session) goOn(ctx context.Context) error {
	open, err := s.openTurns(ctx)
	if err != nil || len(open) == 0 {
		return err
	}
	if err := s.engine.Store.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `UPDATE turns SET tries = tries + 1 WHERE session = $1 AND closed = 0`, s.ID)
		return err
	}); err != nil {
		return err
	}
	for i, t := range open {
		if err := s.recall(ctx, t); err != nil {
			return err
		}
		t.replaced = i < len(open)-1 || t.tries >= triesMost
		s.mu.Lock()
		t.before = s.turn
		s.mu.Unlock()
		s.start(t)
	}
	return nil
}

func (s *Session) openTurns(ctx context.Context) ([]*turn, error) {
	rows, err := s.engine.Store.Read().QueryContext(ctx, `SELECT turn, asks, images, received, plan, tries FROM turns
		WHERE session = $1 AND closed = 0 ORDER BY turn`, s.ID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var open []*turn
	for rows.Next() {
		t := &turn{session: s.ID}
		var received int64
		var plan []byte
		if err := rows.Scan(&t.number, &t.asks, &t.images, &received, &plan, &t.tries); err != nil {
			return nil, err
		}
		t.received = time.UnixMicro(received)
		if len(plan) > 0 {
			t.plan = &Plan{}
			if err := json.Unmarshal(plan, t.plan); err != nil {
				return nil, fmt.Errorf("plan of session %s, turn %d: %w", s.ID, t.number, err)
			}
		}
		open = append(open, t)
	}
	return open, rows.Err()
}

// recall reads what a turn had said before the crash.
func (s *Session) recall(ctx context.Context, t *turn) error {
	rows, err := s.engine.Store.Read().QueryContext(ctx,
		`SELECT seq, data FROM frames WHERE session = $1 AND turn = $2 AND type = 'delta' ORDER BY seq`, s.ID, t.number)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var seq int64
		var data []byte
		var d DeltaFrame
		if err := rows.Scan(&seq, &data); err != nil {
			return err
		}
		if err := json.Unmarshal(data, &d); err != nil {
			return err
		}
		t.speech.recalled(seq, d.Text)
	}
	return rows.Err()
}

// keepSearch remembers what a search outside of conversations asked for, unless
// it is too long to be a query or sorted, and what it showed. An engine that was
// not started has no tables to keep it in.
func (e *Engine) keepSearch(ctx context.Context, q catalog.Query, r SearchReply) error {
	if e.sessions == nil {
		return nil
	}
	ids := make([]string, len(r.Items))
	for i, c := range r.Items {
		ids[i] = c.ID
	}
	raw, err := json.Marshal(ids)
	if err != nil {
		return err
	}
	filters, err := json.Marshal(q.Filters)
	if err != nil {
		return err
	}
	text := q.Text
	if len(text) > longestKept || q.Sort != "" {
		text = ""
	}
	return e.Store.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(context.WithoutCancel(ctx), `INSERT INTO searches (id, at, ids, customer, query, filters)
			VALUES ($1, $2, $3, $4, $5, $6)`, r.Search, e.now().UnixMicro(), string(raw), q.Shopper, text, string(filters))
		return err
	})
}

// longestKept is the longest text of a search that is kept, in bytes.
const longestKept = 200

// searched gives what a search showed; nothing where it is not known.
func (e *Engine) searched(ctx context.Context, id string) (ids []string, err error) {
	var raw []byte
	err = e.Store.Read().QueryRowContext(ctx, `SELECT ids FROM searches WHERE id = $1`, id).Scan(&raw)
	if err == sql.ErrNoRows {
		return nil, nil
	}
	if err == nil {
		err = json.Unmarshal(raw, &ids)
	}
	return ids, err
}
