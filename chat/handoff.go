package chat

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"daogou/catalog"
)

// Packet is what a person gets to read who takes over.
type Packet struct {
	Why      string           `json:"why"`  // asked, anger or failures
	Wish     string           `json:"wish"` // what the shopper wants, in one line
	Locale   string           `json:"locale"`
	Customer string           `json:"customer,omitempty"`
	Filters  []catalog.Filter `json:"filters,omitempty"`
	Seen     []string         `json:"seen,omitempty"` // products, the latest last
	Focus    []string         `json:"focus,omitempty"`
	Cart     Cart             `json:"cart"`
	Order    string           `json:"order,omitempty"`
	Policy   string           `json:"policy,omitempty"` // last quoted
	Last     string           `json:"last"`             // the shopper's last words
	Told     []string         `json:"told,omitempty"`   // the assistant's last answers, the latest last: what is stated already
}

func newPacket(why, said string, st *State) Packet {
	wish := st.Query
	for _, f := range st.Filters {
		if wish != "" {
			wish += " · "
		}
		wish += f.String()
	}
	if wish == "" {
		wish = said
	}
	return Packet{Why: why, Wish: wish, Locale: st.Locale, Customer: st.Customer, Filters: st.Filters,
		Seen: st.Seen, Focus: st.Focus, Cart: st.Cart, Order: st.Order, Policy: st.Policy, Last: said}
}

// enqueue puts the shopper into the queue: the frame that tells her, and the
// write of the packet. s.order must be held.
func (s *Session) enqueue(ctx context.Context, turn int, st *State, p *Plan) (entry, write, error) {
	ahead, err := s.ahead(ctx)
	if err != nil {
		return entry{}, nil, err
	}
	st.Handoff, p.Position = "queued", ahead+1
	packet := newPacket(p.Topic, p.Said, st)
	if packet.Told, err = s.told(ctx); err != nil {
		return entry{}, nil, err
	}
	raw, err := json.Marshal(packet)
	if err != nil {
		return entry{}, nil, err
	}
	w := func(ctx context.Context, tx *sql.Tx, _ []Frame) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO handoffs (session, at, state, packet) VALUES ($1, $2, 'queued', $3)`,
			s.ID, s.engine.now().UnixMicro(), string(raw))
		return err
	}
	return handoffEntry(turn, "queued", p.Position), w, nil
}

// ahead is how many others came into the queue before this shopper.
func (s *Session) ahead(ctx context.Context) (n int, err error) {
	err = s.engine.Store.Read().QueryRowContext(ctx, `SELECT count(*) FROM handoffs WHERE state = 'queued' AND session <> $1
		AND at < coalesce((SELECT max(at) FROM handoffs WHERE session = $1 AND state = 'queued'), $2)`,
		s.ID, s.engine.now().UnixMicro()).Scan(&n)
	return n, err
}

// answersTold is how many answers a packet holds.
const answersTold = 3

// told gives the assistant's last answers, the latest last.
func (s *Session) told(ctx context.Context) ([]string, error) {
	rows, err := s.engine.Store.Read().QueryContext(ctx,
		`SELECT data FROM frames WHERE session = $1 AND type = 'done' ORDER BY seq DESC LIMIT $2`, s.ID, answersTold)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var texts []string
	for rows.Next() {
		var data []byte
		var f DoneFrame
		if err := rows.Scan(&data); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(data, &f); err != nil {
			return nil, err
		}
		if f.Text != "" {
			texts = slices.Insert(texts, 0, f.Text)
		}
	}
	return texts, rows.Err()
}

func handoffEntry(turn int, state string, position int) entry {
	return entry{kind: "handoff", turn: turn, frame: &HandoffFrame{head: head{Type: "handoff"}, State: state, Position: position}}
}

// Handoff asks for a person. Who waits already hears her place in the queue;
// who talks to one, nothing.
func (s *Session) Handoff(ctx context.Context) error {
	s.order.Lock()
	defer s.order.Unlock()
	st := s.snapshot()
	switch st.Handoff {
	case "":
		e, w, err := s.enqueue(ctx, 0, &st, &Plan{Topic: "asked"})
		if err != nil {
			return err
		}
		if _, err := s.commit(ctx, []entry{e}, w, s.saveState(&st)); err != nil {
			return err
		}
		s.setState(st)
	case "queued":
		ahead, err := s.ahead(ctx)
		if err != nil {
			return err
		}
		_, err = s.commit(ctx, []entry{handoffEntry(0, "queued", ahead+1)})
		return err
	}
	return nil
}

// Handback returns to the assistant.
func (s *Session) Handback(ctx context.Context) error {
	s.order.Lock()
	defer s.order.Unlock()
	st := s.snapshot()
	st.Handoff, st.Failures = "", 0
	_, err := s.commit(ctx, []entry{handoffEntry(0, "bot", 0)}, s.saveState(&st),
		func(ctx context.Context, tx *sql.Tx, _ []Frame) error {
			_, err := tx.ExecContext(ctx, `UPDATE handoffs SET state = 'closed' WHERE session = $1 AND state <> 'closed'`, s.ID)
			return err
		})
	if err == nil {
		s.setState(st)
	}
	return err
}
