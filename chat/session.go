package chat

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

// Session is one shopper's conversation: its log of frames and at most one
// running turn. Any number of connections may share it.
//
// Whoever writes holds order, from looking at the state to the commit: turns,
// events, hand-overs. So the state changes nowhere else, and locks are taken in
// this one order: order, then mu or a speech's.
type Session struct {
	ID string

	engine *Engine
	token  []byte // SHA-256 of the token; set by load
	load   sync.Once
	failed error // of load
	loaded int64 // frames up to this seq are in the log alone; guarded by mu after load

	// order makes commits follow one another in the order of their seqs.
	order sync.Mutex
	seq   int64            // of the last frame
	turns int              // turns so far
	heard map[receipt]bool // what may have its ack already

	mu      sync.Mutex
	recent  []Frame       // the last frames
	grown   chan struct{} // closed when there are more
	state   State         // as committed
	turn    *turn         // the last one started; nil once it ended
	drafted map[string][]string
	draft   foresight // has a lock of its own

	// Guarded by the engine's mu.
	readers int
	used    time.Time
}

// snapshot gives the state as committed; the caller may change it.
func (s *Session) snapshot() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state.copy()
}

func (s *Session) setState(st State) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state = st
}

// Message stores an utterance and starts its turn; ack, intent and the rest
// come through Next. A message whose ID is known starts nothing: its ack, as it
// was, is returned, for the connection that asked.
func (s *Session) Message(ctx context.Context, m MessageIn) (*Frame, error) {
	if m.ID == "" || m.Text == "" && len(m.Images) == 0 {
		return nil, badRequest(m.ID, "A message needs an id and a text.")
	}
	s.order.Lock()
	defer s.order.Unlock()
	if ack, err := s.receipt(ctx, "message", m.ID); ack != nil || err != nil {
		return ack, err
	}
	if m.Received.IsZero() {
		m.Received = s.engine.now()
	}
	t := s.next(m)
	s.start(t) // it may think while its message is being stored; it shows nothing before
	ack := &AckFrame{head: head{Type: "ack"}, ID: m.ID, Turn: t.number}
	_, err := s.commit(ctx, []entry{{kind: "ack", turn: t.number, frame: ack}},
		s.keepReceipt("message", m.ID), s.openTurn(t, m.Text))
	if err != nil && t.cancel != nil {
		t.cancel(errUnstored)
	}
	if err == nil {
		s.turns = t.number
	}
	return nil, err
}

func (s *Session) openTurn(t *turn, said string) write {
	return func(ctx context.Context, tx *sql.Tx, _ []Frame) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO turns (session, turn, said, asks, images, received)
			VALUES ($1, $2, $3, $4, $5, $6)`, s.ID, t.number, said, t.asks, t.images, t.received.UnixMicro())
		return err
	}
}

// Feedback stores the shopper's word on a turn; its ack comes through Next.
func (s *Session) Feedback(ctx context.Context, f FeedbackIn) error {
	s.order.Lock()
	defer s.order.Unlock()
	if f.Rating != "up" && f.Rating != "down" || f.Turn < 1 || f.Turn > s.turns {
		return badRequest("", "Feedback needs a turn of this session and a rating, up or down.")
	}
	ack := &AckFrame{head: head{Type: "ack"}, Turn: f.Turn}
	_, err := s.commit(ctx, []entry{{kind: "ack", turn: f.Turn, frame: ack}},
		func(ctx context.Context, tx *sql.Tx, _ []Frame) error {
			_, err := tx.ExecContext(ctx, `INSERT INTO feedback (session, turn, product_id, rating, comment, at)
				VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (session, turn, product_id)
				DO UPDATE SET rating = excluded.rating, comment = excluded.comment, at = excluded.at`,
				s.ID, f.Turn, f.ProductID, f.Rating, f.Comment, s.engine.now().UnixMicro())
			return err
		})
	return err
}

// Cancel stops the running turn; a turn other than 0 only if it is that one.
func (s *Session) Cancel(ctx context.Context, number int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.turn != nil && (number == 0 || number == s.turn.number) {
		s.turn.cancel(errStopped)
	}
	return nil
}

// Leave ends what Open began.
func (s *Session) Leave() {
	s.engine.mu.Lock()
	defer s.engine.mu.Unlock()
	s.readers--
	s.used = s.engine.now()
	if s.readers == 0 {
		s.forget()
	}
}
