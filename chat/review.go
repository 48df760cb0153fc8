package chat

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"
)

// Reviewer is an Understander that can have an utterance read once more by
// another reader, when nobody waits for it. *nlu.Auto is one.
type Reviewer interface {
	Review(ctx context.Context, u Utterance, st *State) (Reading, error)
}

// reviewWithin is how long a second reading may take.
const reviewWithin = 30 * time.Second

// review has a turn that one reader was sure of read by the other after its
// end, if the shopper agreed to that, one turn at a time; while one is being
// read the others are let go.
func (e *Engine) review(s *Session, t *turn) {
	reviewer, ok := e.Reader.(Reviewer)
	if !ok || !t.found.Learn || t.reading.Reason != "sure" || t.ctx.Err() != nil || !e.reviewing.TryLock() {
		return
	}
	if !e.admit() {
		e.reviewing.Unlock()
		return
	}
	found, u := t.found.copy(), Utterance{Text: t.asks, Locale: t.found.Locale, Images: t.images}
	go func() {
		defer e.running.Done()
		defer e.reviewing.Unlock()
		ctx, cancel := context.WithTimeout(e.idle, reviewWithin)
		defer cancel()
		second, err := guard(ctx, &e.stages, func(ctx context.Context) (Reading, error) { return reviewer.Review(ctx, u, &found) })
		if err == nil {
			err = s.keepSecond(ctx, t.number, second)
		}
		if err != nil {
			e.Log.Debug("a turn is not read twice", "session", s.ID, "turn", t.number, "err", err)
		}
	}()
}

func (s *Session) keepSecond(ctx context.Context, turn int, second Reading) error {
	raw, err := json.Marshal(second)
	if err != nil {
		return err
	}
	return s.engine.Store.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(context.WithoutCancel(ctx), `UPDATE turns SET second = $1 WHERE session = $2 AND turn = $3`,
			string(raw), s.ID, turn)
		return err
	})
}
