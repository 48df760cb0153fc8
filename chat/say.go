package chat

import (
	"context"
	"database/sql"
	"encoding/json"
	"strconv"
	"strings"

	"daogou/catalog"
)

// show commits what a turn does and shows: intent, cards, cart, handoff, the
// state and the plan, all in one transaction.
func (s *Session) show(t *turn, d decision) error {
	s.order.Lock()
	defer s.order.Unlock()
	if t.ctx.Err() != nil {
		return context.Cause(t.ctx)
	}
	now := s.snapshot()
	st := &d.state
	st.adopt(&now)
	entries := []entry{{kind: "intent", turn: t.number, frame: d.intent.frame(t.number)}}
	if len(d.cards) > 0 {
		entries = append(entries, entry{kind: "products", turn: t.number, frame: s.engine.products(t, &d)})
	}
	writes := []write{s.savePlan(t, &d)}
	if d.plan.Act == CartAct {
		changed, err := s.engine.changeCart(t.ctx, st, &d)
		if err != nil {
			return err
		}
		if changed {
			entries = append(entries, cartEntry(t.number, st.Cart))
			writes = append(writes, s.cartEvents(t, &d))
		}
	}
	if d.queue && st.Handoff == "" {
		e, w, err := s.enqueue(t.ctx, t.number, st, &d.plan)
		if err != nil {
			return err
		}
		entries, writes = append(entries, e), append(writes, w)
	}
	if _, err := s.commit(t.ctx, entries, append(writes, s.saveState(st))...); err != nil {
		return err
	}
	s.setState(*st)
	t.plan, t.acted = &d.plan, d.queue || len(d.lines) > 0
	t.timing.Cards = t.since(s.engine.now())
	s.engine.observe(s.events(t, &d))
	return nil
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
	for _, h := range d.cards {
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
	if err := e.price(ctx, &st.Cart); err != nil {
		return false, err
	}
	cart := st.Cart.copy()
	d.plan.Cart = &cart
	return changed, nil
}

// events are what a change of the cart by chat tells of the shopper's taste.
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
	return list
}

func (s *Session) cartEvents(t *turn, d *decision) write {
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
		_, err = tx.ExecContext(ctx, `UPDATE turns SET reading = $1, plan = $2 WHERE session = $3 AND turn = $4`,
			string(reading), string(plan), s.ID, t.number)
		return err
	}
}

// say has the plan said. What the writer can't finish, the built-in one does.
func (e *Engine) say(s *Session, t *turn) Written {
	ctx, cancel := e.stage(t, voiceBy)
	defer cancel()
	w, err := guard(ctx, &e.stages, func(ctx context.Context) (Written, error) {
		return e.Voice.Write(ctx, t.plan, func(text string) error {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			return s.emit(t, text)
		})
	})
	if err == nil || t.ctx.Err() != nil {
		return w
	}
	e.Log.Warn("the writer did not finish", "session", s.ID, "turn", t.number, "err", err)
	return e.finishPlainly(s, t)
}

// finishPlainly has the built-in writer say a plan of which some may be said
// already: the rest where that is how it begins too, else all of it anew.
func (e *Engine) finishPlainly(s *Session, t *turn) Written {
	said := t.speech.text()
	var pieces []string
	ctx, cancel := e.stage(t, plainBy)
	defer cancel()
	w, err := guard(ctx, &e.stages, func(ctx context.Context) (Written, error) {
		var own []string
		w, err := e.plain().Write(ctx, t.plan, func(text string) error {
			own = append(own, text)
			return nil
		})
		pieces = own
		return w, err
	})
	if err != nil {
		e.Log.Error("the built-in writer failed", "session", s.ID, "turn", t.number, "err", err)
		return Written{Engine: "mixed"}
	}
	rest, mixed := continuation(said, pieces)
	if mixed {
		w.Engine = "mixed"
	}
	for _, text := range rest {
		if s.emit(t, text) != nil {
			break
		}
	}
	return w
}

// continuation gives the pieces still to say after what was said. mixed: what
// was said is not how the pieces begin.
func continuation(said string, pieces []string) (rest []string, mixed bool) {
	if said == "" {
		return pieces, false
	}
	if !strings.HasPrefix(strings.Join(pieces, ""), said) {
		return append([]string{"\n\n"}, pieces...), true
	}
	for _, text := range pieces {
		if n := min(len(said), len(text)); n < len(text) {
			rest = append(rest, text[n:])
			said = ""
		} else {
			said = said[n:]
		}
	}
	return rest, false
}

// resume finishes a turn that a crash cut, from the plan that was logged.
func (e *Engine) resume(s *Session, t *turn) Written {
	hits, err := e.hits(t.ctx, t.plan.IDs)
	if err != nil {
		e.Log.Error("a plan's products can't be read", "session", s.ID, "turn", t.number, "err", err)
	}
	t.plan.Products = withWhy(hits, t.plan)
	return e.finishPlainly(s, t)
}

// withWhy gives hits the shares that the plan logged for them.
func withWhy(hits []catalog.Hit, p *Plan) []catalog.Hit {
	for i, h := range hits {
		for j, id := range p.IDs {
			if id == h.Product.ID && j < len(p.Products) {
				hits[i].Score, hits[i].Why = p.Products[j].Score, p.Products[j].Why
			}
		}
	}
	return hits
}
