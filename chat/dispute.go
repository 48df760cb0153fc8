package chat

import (
	"context"
	"maps"
	"slices"
	"time"

	"daogou/catalog"
)

// Dispute is a turn that two readers took for different things, with what went
// before and what the shopper did next. The shopper agreed that it is learnt from.
type Dispute struct {
	Record
	Before State   // what a reader knew: the last act, what was shown, what was in force
	Chose  bool    // she clicked, put into the cart or bought something that the turn showed
	Rating string  // her word on the turn, up or down; empty: none
	Next   *Record // her next turn; nil: none within nextMove
}

// nextMove is how soon a turn follows another if it has to do with it.
const nextMove = 10 * time.Minute

// Disputes gives every dispute in the log, by session and turn.
func Disputes(ctx context.Context, store *catalog.Store) ([]Dispute, error) {
	twice, err := Records(ctx, store, RecordQuery{Twice: true})
	if err != nil {
		return nil, err
	}
	sessions := map[string]bool{}
	for _, r := range twice {
		if r.Learn && r.Second.Act != r.Reading.Act {
			sessions[r.Session] = true
		}
	}
	chosen, err := chosenIn(ctx, store, sessions)
	if err != nil {
		return nil, err
	}
	var list []Dispute
	for _, session := range slices.Sorted(maps.Keys(sessions)) {
		records, err := Records(ctx, store, RecordQuery{Session: session})
		if err != nil {
			return nil, err
		}
		ratings, err := ratingsOf(ctx, store, session)
		if err != nil {
			return nil, err
		}
		list = append(list, disputesOf(records, chosen, ratings)...)
	}
	return list, nil
}

// disputesOf walks through one session's records.
func disputesOf(records []Record, chosen map[place]bool, ratings map[int]string) (list []Dispute) {
	var before State
	for i, r := range records {
		if r.Learn && r.Second != nil && r.Second.Act != r.Reading.Act {
			d := Dispute{Record: r, Before: before.copy(), Chose: chosen[place{r.Session, r.Turn}], Rating: ratings[r.Turn]}
			if i+1 < len(records) && records[i+1].Received.Sub(r.Received) < nextMove {
				d.Next = &records[i+1]
			}
			list = append(list, d)
		}
		before.after(r)
	}
	return list
}

// after brings a state to where a turn left it, as far as its record tells.
func (st *State) after(r Record) {
	if r.Plan == nil {
		return
	}
	st.Turn, st.Act, st.Locale = r.Turn, r.Plan.Act, r.Plan.Locale
	if aboutSubject(r.Plan.Act) {
		st.Subject, st.Query, st.Filters, st.Sort = Search, r.Plan.Query, r.Plan.Filters, r.Plan.Sort
		st.saw(r.Plan.IDs)
		st.Focus = nil
	} else if len(r.Plan.IDs) > 0 {
		st.Focus = r.Plan.IDs
	}
}

// place is a turn of a session.
type place struct {
	session string
	turn    int
}

// chosenIn finds the turns of sessions of which something shown was chosen.
func chosenIn(ctx context.Context, store *catalog.Store, sessions map[string]bool) (map[place]bool, error) {
	chosen := map[place]bool{}
	if len(sessions) == 0 {
		return chosen, nil
	}
	err := store.EachEvent(ctx, 0, func(e catalog.Event) error {
		if e.Turn > 0 && sessions[e.Session] && (e.Kind == "click" || e.Kind == "add_to_cart" || e.Kind == "purchase") {
			chosen[place{e.Session, e.Turn}] = true
		}
		return nil
	})
	return chosen, err
}

func ratingsOf(ctx context.Context, store *catalog.Store, session string) (map[int]string, error) {
	rows, err := store.Read().QueryContext(ctx, `SELECT turn, rating FROM feedback WHERE session = $1 AND product_id = '' ORDER BY turn`, session)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	ratings := map[int]string{}
	for rows.Next() {
		var turn int
		var rating string
		if err := rows.Scan(&turn, &rating); err != nil {
			return nil, err
		}
		ratings[turn] = rating
	}
	return ratings, rows.Err()
}
