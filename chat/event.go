package chat

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"daogou/catalog"
)

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
	e, err := s.event(ctx, in, &st)
	if err != nil {
		return err
	}
	entries := []entry{{kind: "ack", frame: &AckFrame{head: head{Type: "ack"}, ID: in.ID}}}
	writes := []write{s.keepReceipt("event", in.ID), func(ctx context.Context, tx *sql.Tx, _ []Frame) error {
		_, err := catalog.AddEvent(ctx, tx, e)
		return err
	}}
	if in.Kind == "dismiss" {
		st.turnsAway([]string{in.ProductID})
		writes = append(writes, s.saveState(&st))
	}
	if st.Cart.byEvent(in, p) {
		if err := s.engine.price(ctx, &st.Cart, st.Locale); err != nil {
			return err
		}
		entries = append(entries, cartEntry(0, st.Cart))
		writes = append(writes, s.saveState(&st))
	}
	if _, err := s.commit(ctx, entries, writes...); err != nil {
		return err
	}
	s.setState(st)
	s.engine.Taste.Observe(e)
	return nil
}

// event is what the shop's books keep. The client's id is unique in its session
// alone.
func (s *Session) event(ctx context.Context, in EventIn, st *State) (catalog.Event, error) {
	position, err := s.position(ctx, in)
	return catalog.Event{ID: s.ID + "/" + in.ID, Kind: in.Kind, Customer: st.Customer, Session: s.ID, ProductID: in.ProductID,
		Quantity: in.Quantity, Options: in.Options, Turn: in.Turn, Search: in.Search, Position: position,
		Time: s.engine.now().UTC()}, err
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
