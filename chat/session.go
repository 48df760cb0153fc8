package chat

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"daogou/catalog"
)

// Session is one shopper's conversation: its log of frames and at most one
// running turn. Any number of connections may share it.
type Session struct {
	ID string

	engine *Engine
	token  []byte // SHA-256 of the token; set by load
	load   sync.Once
	failed error // of load
	loaded int64 // frames up to this seq are in the log alone; guarded by mu after load

	// order makes commits follow one another in the order of their seqs.
	order sync.Mutex
	seq   int64 // of the last frame
	turns int   // turns so far

	mu      sync.Mutex
	recent  []Frame       // the last frames
	grown   chan struct{} // closed when there are more
	state   State         // as committed
	turn    *turn         // the last one started; nil once it ended
	drafted map[string][]string

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
	ack := &AckFrame{head: head{Type: "ack"}, ID: m.ID, Turn: t.number}
	if _, err := s.commit(ctx, []entry{{kind: "ack", turn: t.number, frame: ack}},
		s.keepReceipt("message", m.ID), s.openTurn(t, m.Text)); err != nil {
		return nil, err
	}
	s.turns = t.number
	s.start(t)
	return nil, nil
}

func (s *Session) openTurn(t *turn, said string) write {
	return func(ctx context.Context, tx *sql.Tx, _ []Frame) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO turns (session, turn, said, asks, images, received)
			VALUES ($1, $2, $3, $4, $5, $6)`, s.ID, t.number, said, t.asks, t.images, t.received.UnixMicro())
		return err
	}
}

// Event stores what the shopper did; a repeated ID is answered as by Message.
func (s *Session) Event(ctx context.Context, in EventIn) (*Frame, error) {
	if in.ID == "" || in.ProductID == "" || !slices.Contains(catalog.EventKinds, in.Kind) {
		return nil, badRequest(in.ID, "An event needs an id, a kind that is known and a product_id.")
	}
	s.order.Lock()
	defer s.order.Unlock()
	if ack, err := s.receipt(ctx, "event", in.ID); ack != nil || err != nil {
		return ack, err
	}
	products, err := s.engine.Store.Products(ctx, []string{in.ProductID})
	if err != nil {
		return nil, err
	}
	if len(products) == 0 {
		return nil, badRequest(in.ID, "This product is not in the shop (any more).")
	}
	return nil, s.store(ctx, in, products[0])
}

// store commits an event with its ack and what it does to the cart. s.order
// must be held.
func (s *Session) store(ctx context.Context, in EventIn, p *catalog.Product) error {
	st := s.snapshot()
	e := catalog.Event{ID: s.ID + "/" + in.ID, Kind: in.Kind, Customer: st.Customer, Session: s.ID, ProductID: p.ID,
		Quantity: in.Quantity, Options: in.Options, Turn: in.Turn, Search: in.Search, Time: s.engine.now().UTC()}
	var err error
	if e.Position, err = s.position(ctx, in); err != nil {
		return err
	}
	entries := []entry{{kind: "ack", frame: &AckFrame{head: head{Type: "ack"}, ID: in.ID}}}
	writes := []write{s.keepReceipt("event", in.ID), func(ctx context.Context, tx *sql.Tx, _ []Frame) error {
		_, err := catalog.AddEvent(ctx, tx, e)
		return err
	}}
	changed := st.Cart.byEvent(in, p)
	if changed {
		if err := s.engine.price(ctx, &st.Cart); err != nil {
			return err
		}
		entries = append(entries, cartEntry(0, st.Cart))
		writes = append(writes, s.saveState(&st))
	}
	if _, err := s.commit(ctx, entries, writes...); err != nil {
		return err
	}
	if changed {
		s.setState(st)
	}
	s.engine.Taste.Observe(e)
	return nil
}

// position is the place, from 1, of the product among the cards that showed it;
// 0 where nothing says.
func (s *Session) position(ctx context.Context, in EventIn) (int, error) {
	var ids []string
	var err error
	switch {
	case in.Turn > 0:
		ids, err = s.cardsOf(ctx, in.Turn)
	case in.Search != "":
		s.mu.Lock()
		ids = s.drafted[in.Search]
		s.mu.Unlock()
		if ids == nil {
			ids, err = s.engine.searched(ctx, in.Search)
		}
	}
	return slices.Index(ids, in.ProductID) + 1, err
}

// cardsOf gives the products whose cards a turn showed, from the log.
func (s *Session) cardsOf(ctx context.Context, turn int) ([]string, error) {
	var data []byte
	err := s.engine.Store.Read().QueryRowContext(ctx,
		`SELECT data FROM frames WHERE session = $1 AND turn = $2 AND type = 'products'`, s.ID, turn).Scan(&data)
	if err == sql.ErrNoRows {
		return nil, nil
	}
	var f ProductsFrame
	if err == nil {
		err = json.Unmarshal(data, &f)
	}
	ids := make([]string, len(f.Items))
	for i, c := range f.Items {
		ids[i] = c.ID
	}
	return ids, err
}

// Feedback stores the shopper's word on a turn; its ack comes through Next.
func (s *Session) Feedback(ctx context.Context, f FeedbackIn) error {
	s.order.Lock()
	defer s.order.Unlock()
	if f.Rating != "up" && f.Rating != "down" || f.Turn < 1 || f.Turn > s.turns {
		return &Error{Code: BadRequest, Message: "Feedback needs a turn of this session and a rating, up or down.", Turn: f.Turn}
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

// Draft suggests for what stands in the input box. Nothing is stored.
func (s *Session) Draft(ctx context.Context, text string) (SuggestFrame, error) {
	f := SuggestFrame{Type: "suggest", Text: text, Search: newID(), Completions: []string{}, Items: []Card{}}
	if s.engine.Suggest == nil {
		return f, nil
	}
	st := s.snapshot()
	completions, hits, err := s.engine.Suggest.Suggest(ctx, text, st.Locale, suggestItems)
	if err != nil {
		return f, err
	}
	f.Completions = append(f.Completions, completions...)
	for _, h := range hits[:min(len(hits), suggestItems)] {
		f.Items = append(f.Items, s.engine.card(h, st.Locale))
	}
	s.rememberDraft(f)
	return f, nil
}

const (
	suggestItems   = 5
	draftsInMemory = 16
)

// rememberDraft keeps what a suggestion showed, for the position of a click.
func (s *Session) rememberDraft(f SuggestFrame) {
	ids := make([]string, len(f.Items))
	for i, c := range f.Items {
		ids[i] = c.ID
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.drafted) >= draftsInMemory {
		clear(s.drafted)
	}
	s.drafted[f.Search] = ids
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
