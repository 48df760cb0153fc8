package chat

import (
	"context"
	"database/sql"
	"encoding/json"
	"strconv"

	"daogou/catalog"
)

// show commits what a turn does and shows: intent, cards, cart, handoff, the
// state and the plan, all in one transaction. The writer begins meanwhile, and
// what it says is in the log after that; said waits for its word, and is nil
// where it did not begin.
func (s *Session) show(t *turn, d decision) (said func() Written, err error) {
	s.order.Lock()
	defer s.order.Unlock()
	if t.ctx.Err() != nil {
		return nil, context.Cause(t.ctx)
	}
	now := s.snapshot()
	d.state.adopt(&now)
	changes, writes, err := s.act(t, &d)
	if err != nil {
		return nil, err
	}
	t.plan = &d.plan
	said = s.engine.say(s, t)
	entries := []entry{{kind: "intent", turn: t.number, frame: d.intent.frame(t.number)}}
	if len(d.cards) > 0 {
		entries = append(entries, entry{kind: "products", turn: t.number, frame: s.engine.products(t, &d)})
	}
	writes = append(writes, s.savePlan(t, &d), s.saveState(&d.state))
	if w := d.saveMemory(); w != nil {
		writes = append(writes, w)
	}
	if _, err := s.commit(t.ctx, append(entries, changes...), writes...); err != nil {
		t.cancel(err)
		return said, err
	}
	s.setState(d.state)
	t.acted = len(changes) > 0 || len(d.dismiss) > 0
	t.timing.Cards = t.since(s.engine.now())
	s.engine.observe(s.events(t, &d))
	return said, nil
}

// act does what a turn changes besides the talk: the cart, and who answers.
func (s *Session) act(t *turn, d *decision) (entries []entry, writes []write, err error) {
	if d.plan.Act == CartAct {
		changed, err := s.engine.changeCart(t.ctx, &d.state, d)
		if err != nil {
			return nil, nil, err
		}
		if changed {
			entries, writes = append(entries, cartEntry(t.number, d.state.Cart)), append(writes, s.keepEvents(t, d))
		}
	}
	if len(d.dismiss) > 0 {
		writes = append(writes, s.keepEvents(t, d))
	}
	if d.queue && d.state.Handoff == "" {
		e, w, err := s.enqueue(t.ctx, t.number, &d.state, &d.plan)
		if err != nil {
			return nil, nil, err
		}
		entries, writes = append(entries, e), append(writes, w)
	}
	return entries, writes, nil
}

func (in *Intent) frame(turn int) *IntentFrame {
	f := &IntentFrame{head: head{Type: "intent"}, Turn: turn, Act: in.Act, Locale: in.Locale, Query: in.Query,
		Filters: in.Filters, Sort: in.Sort, Refers: in.Refers, Needs: in.Needs, Source: in.Source}
	if f.Filters == nil {
		f.Filters = []catalog.Filter{}
	}
	return f
}

func (e *Engine) products(t *turn, d *decision) *ProductsFrame {
	f := &ProductsFrame{head: head{Type: "products"}, Turn: t.number, Total: max(d.plan.Total, len(d.cards)), Relaxed: d.plan.Relaxed}
	for _, h := range fitted(d.cards, d.plan.Filters) {
		c := e.card(h, d.plan.Locale)
		c.Need = d.needs[h.Product.ID]
		f.Items = append(f.Items, c)
	}
	return f
}

// changeCart does the change to the cart as it is now, and puts it into the
// plan.
func (e *Engine) changeCart(ctx context.Context, st *State, d *decision) (changed bool, err error) {
	if c := d.plan.Change; c != nil && (len(d.lines) > 0 || c.Kind == "clear") {
		st.Cart.change(c.Kind, d.lines)
		changed = true
	}
	if err := e.price(ctx, &st.Cart, st.Locale); err != nil {
		return false, err
	}
	cart := st.Cart.copy()
	d.plan.Cart = &cart
	return changed, nil
}

// events are what a turn tells of the shopper's taste: a change of the cart,
// what she turns away.
func (s *Session) events(t *turn, d *decision) []catalog.Event {
	kind := map[string]string{"add": "add_to_cart", "remove": "remove_from_cart"}
	var list []catalog.Event
	for _, l := range d.lines {
		if d.plan.Change == nil || kind[d.plan.Change.Kind] == "" {
			continue
		}
		list = append(list, catalog.Event{ID: s.ID + "/turn/" + strconv.Itoa(t.number) + "/" + l.ProductID,
			Kind: kind[d.plan.Change.Kind], Customer: d.state.Customer, Session: s.ID, ProductID: l.ProductID,
			Quantity: l.Quantity, Options: l.Options, Turn: t.number, Time: t.received.UTC()})
	}
	for _, id := range d.dismiss {
		list = append(list, catalog.Event{ID: s.ID + "/turn/" + strconv.Itoa(t.number) + "/" + id, Kind: "dismiss",
			Customer: d.state.Customer, Session: s.ID, ProductID: id, Turn: t.number, Time: t.received.UTC()})
	}
	return list
}

func (s *Session) keepEvents(t *turn, d *decision) write {
	return func(ctx context.Context, tx *sql.Tx, _ []Frame) error {
		for _, e := range s.events(t, d) {
			if _, err := catalog.AddEvent(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	}
}

func (e *Engine) observe(events []catalog.Event) {
	for _, ev := range events {
		e.Taste.Observe(ev)
	}
}

// savePlan is a write of the turn's record: how it was read, what it will say.
func (s *Session) savePlan(t *turn, d *decision) write {
	return func(ctx context.Context, tx *sql.Tx, _ []Frame) error {
		reading, err := json.Marshal(d.reading)
		if err != nil {
			return err
		}
		plan, err := json.Marshal(d.plan)
		if err != nil {
			return err
		}
		var second []byte
		if d.reading.Second != nil {
			second, err = json.Marshal(d.reading.Second)
		}
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE turns SET reading = $1, plan = $2, second = $3, learn = $4 WHERE session = $5 AND turn = $6`,
			string(reading), string(plan), string(second), d.state.Learn, s.ID, t.number)
		return err
	}
}
