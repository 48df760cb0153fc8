package chat

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"slices"
)

// recentFrames is how many frames of a session with readers stay in memory: a
// few turns. Who is further behind reads from SQLite.
const recentFrames = 64

// entry is a frame on its way into the log. Folded frames get no row of their
// own: the write that commits them stores them in another form.
type entry struct {
	kind   string
	turn   int
	frame  logged
	folded bool
}

// write is what goes into the database together with frames. made are the
// frames with their numbers. It may run twice.
type write func(ctx context.Context, tx *sql.Tx, made []Frame) error

// commit stores frames in one transaction with whatever else must be true when
// they are seen, then shows them to the readers. s.order must be held. A
// commit goes through though its cause is cancelled.
func (s *Session) commit(ctx context.Context, entries []entry, writes ...write) ([]Frame, error) {
	ctx = context.WithoutCancel(ctx)
	made, err := s.number(entries)
	if err != nil {
		return nil, err
	}
	err = s.engine.Store.Write(ctx, func(tx *sql.Tx) error {
		if err := s.insert(ctx, tx, entries, made); err != nil {
			return err
		}
		for _, w := range writes {
			if err := w(ctx, tx, made); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("session log: %w", err)
	}
	s.seq += int64(len(made))
	s.publish(made)
	return made, nil
}

func (s *Session) number(entries []entry) ([]Frame, error) {
	made := make([]Frame, len(entries))
	for i, e := range entries {
		made[i].Seq = s.seq + int64(i) + 1
		e.frame.stamp(made[i].Seq)
		var err error
		if made[i].JSON, err = json.Marshal(e.frame); err != nil {
			return nil, fmt.Errorf("frame %s: %w", e.kind, err)
		}
	}
	return made, nil
}

func (s *Session) insert(ctx context.Context, tx *sql.Tx, entries []entry, made []Frame) error {
	for i, e := range entries {
		if e.folded {
			continue
		}
		if err := s.insertRow(ctx, tx, made[i].Seq, e.turn, e.kind, made[i].JSON); err != nil {
			return err
		}
	}
	return nil
}

func (s *Session) insertRow(ctx context.Context, tx *sql.Tx, seq int64, turn int, kind string, data []byte) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO frames (session, seq, turn, type, data) VALUES ($1, $2, $3, $4, $5)`,
		s.ID, seq, turn, kind, string(data))
	return err
}

// publish wakes the readers.
func (s *Session) publish(made []Frame) {
	if len(made) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.recent = append(s.recent, made...)
	if extra := len(s.recent) - recentFrames; extra > 0 {
		s.recent = slices.Clone(s.recent[extra:])
	}
	close(s.grown)
	s.grown = make(chan struct{})
}

// forget drops the frames in memory; the log has them.
func (s *Session) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.recent); n > 0 {
		s.loaded, s.recent = s.recent[n-1].Seq, nil
	}
}

// Next gives the frames with a seq above after, in order, and blocks until
// there are some. It fails when ctx ends.
func (s *Session) Next(ctx context.Context, after int64) ([]Frame, error) {
	for {
		frames, grown, inMemory := s.since(after)
		if !inMemory {
			return s.read(ctx, after)
		}
		if len(frames) > 0 {
			return frames, nil
		}
		select {
		case <-grown:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

// since gives the frames after a seq from memory, and what is closed when there
// are more. inMemory is false where the log alone has them.
func (s *Session) since(after int64) (frames []Frame, grown <-chan struct{}, inMemory bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, _ := slices.BinarySearchFunc(s.recent, after+1, func(f Frame, seq int64) int { return int(f.Seq - seq) })
	if i == 0 && after < s.before() {
		return nil, nil, false
	}
	return slices.Clone(s.recent[i:]), s.grown, true
}

// before is the seq of the last frame that is not in memory; s.mu must be held.
func (s *Session) before() int64 {
	if len(s.recent) == 0 {
		return s.loaded
	}
	return s.recent[0].Seq - 1
}

// read gives the frames after a seq from the log.
func (s *Session) read(ctx context.Context, after int64) ([]Frame, error) {
	rows, err := s.engine.Store.Read().QueryContext(ctx,
		`SELECT seq, turn, type, data FROM frames WHERE session = $1 AND seq > $2 ORDER BY seq`, s.ID, after)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var frames []Frame
	for rows.Next() {
		made, err := scanRow(rows)
		if err != nil {
			return nil, fmt.Errorf("log of session %s: %w", s.ID, err)
		}
		frames = append(frames, made...)
	}
	frames = slices.DeleteFunc(frames, func(f Frame) bool { return f.Seq <= after })
	slices.SortFunc(frames, func(a, b Frame) int { return int(a.Seq - b.Seq) })
	return frames, rows.Err()
}

// scanRow gives the frames that a row of the log holds.
func scanRow(rows *sql.Rows) ([]Frame, error) {
	var f Frame
	var turn int
	var kind string
	if err := rows.Scan(&f.Seq, &turn, &kind, &f.JSON); err != nil {
		return nil, err
	}
	if kind == foldedDeltas {
		return unfold(turn, f.JSON)
	}
	return []Frame{f}, nil
}

// foldedDeltas is the type of a row that holds all deltas of a finished turn.
const foldedDeltas = "deltas"

// fold is a turn's deltas in one row: delta i has seq Seqs[i] and ends at byte
// Ends[i] of Text.
type fold struct {
	Text string  `json:"text"`
	Seqs []int64 `json:"seqs"`
	Ends []int   `json:"ends"`
}

func (f *fold) add(seq int64, text string) {
	f.Text += text
	f.Seqs = append(f.Seqs, seq)
	f.Ends = append(f.Ends, len(f.Text))
}

// unfold gives the deltas of a row as they were sent.
func unfold(turn int, data []byte) ([]Frame, error) {
	var f fold
	if err := json.Unmarshal(data, &f); err != nil {
		return nil, err
	}
	frames := make([]Frame, len(f.Seqs))
	from := 0
	for i, seq := range f.Seqs {
		d := newDelta(turn, f.Text[from:f.Ends[i]])
		d.stamp(seq)
		raw, err := json.Marshal(d)
		if err != nil {
			return nil, err
		}
		frames[i], from = Frame{seq, raw}, f.Ends[i]
	}
	return frames, nil
}

func newDelta(turn int, text string) *DeltaFrame {
	return &DeltaFrame{head: head{Type: "delta"}, Turn: turn, Text: text}
}

// saveState is a write of the session's state.
func (s *Session) saveState(st *State) write {
	return func(ctx context.Context, tx *sql.Tx, _ []Frame) error {
		raw, err := json.Marshal(st)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE sessions SET state = $1, customer = $2, active = $3 WHERE id = $4`,
			string(raw), st.Customer, s.engine.now().UnixMicro(), s.ID)
		return err
	}
}

// keepReceipt is a write that remembers the ack of a message or an event, which
// must be the first frame.
func (s *Session) keepReceipt(kind, id string) write {
	s.heard[receipt{kind, id}] = true
	return func(ctx context.Context, tx *sql.Tx, made []Frame) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO receipts (session, kind, id, seq) VALUES ($1, $2, $3, $4)`,
			s.ID, kind, id, made[0].Seq)
		return err
	}
}

// receipt names what a client sent, by its own ID.
type receipt struct{ kind, id string }

// recallReceipts notes what was heard before the session came to memory.
func (s *Session) recallReceipts(ctx context.Context) error {
	rows, err := s.engine.Store.Read().QueryContext(ctx, `SELECT kind, id FROM receipts WHERE session = $1`, s.ID)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var r receipt
		if err := rows.Scan(&r.kind, &r.id); err != nil {
			return err
		}
		s.heard[r] = true
	}
	return rows.Err()
}

// receipt finds the ack that a message or an event has got before; nil: none.
// The log is asked only where it may hold one. s.order must be held.
func (s *Session) receipt(ctx context.Context, kind, id string) (*Frame, error) {
	if !s.heard[receipt{kind, id}] {
		return nil, nil
	}
	var f Frame
	err := s.engine.Store.Read().QueryRowContext(ctx, `SELECT f.seq, f.data FROM receipts r
		JOIN frames f ON f.session = r.session AND f.seq = r.seq
		WHERE r.session = $1 AND r.kind = $2 AND r.id = $3`, s.ID, kind, id).Scan(&f.Seq, &f.JSON)
	if err == sql.ErrNoRows {
		return nil, nil
	}
	return &f, err
}
