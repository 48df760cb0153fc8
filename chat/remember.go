package chat

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"daogou/catalog"
)

// Memory is what is kept of an identified shopper from one session to the next.
// Nothing is kept before she agreed.
type Memory struct {
	Asked  bool         `json:"-"`      // she was asked, or agreed unasked
	Agreed bool         `json:"agreed"` // she did agree
	Told   []Preference `json:"preferences"`
}

// Remembered reads what is kept of a customer; nothing of nobody.
func Remembered(ctx context.Context, store *catalog.Store, customer string) (Memory, error) {
	if customer == "" {
		return Memory{}, nil
	}
	return readMemory(store.Read().QueryRowContext(ctx, `SELECT agreed, told FROM memories WHERE customer = $1`, customer))
}

func readMemory(row *sql.Row) (m Memory, err error) {
	var told []byte
	err = row.Scan(&m.Agreed, &told)
	if errors.Is(err, sql.ErrNoRows) {
		return Memory{}, nil
	}
	if err == nil {
		err = json.Unmarshal(told, &m.Told)
	}
	if err != nil {
		return Memory{}, fmt.Errorf("memory: %w", err)
	}
	m.Asked = true
	return m, nil
}

// Forget deletes what is kept of a customer on some fields; with none, all of
// it, her consent included.
func Forget(ctx context.Context, store *catalog.Store, customer string, fields ...string) error {
	if len(fields) == 0 {
		fields = []string{"*"}
	}
	return store.Write(ctx, remembering{customer: customer, forget: fields}.write)
}

// remembering is a change of what is kept of a customer.
type remembering struct {
	customer string
	asked    bool         // she hears the question with this turn
	agrees   bool         // from now on
	told     []Preference // kept if she agrees, or has agreed
	forget   []string     // fields; "*" is all
	now      time.Time
}

// write reads and writes in the transaction, so that two tabs lose nothing.
func (c remembering) write(tx *sql.Tx) error {
	ctx := context.Background()
	m, err := readMemory(tx.QueryRowContext(ctx, `SELECT agreed, told FROM memories WHERE customer = $1`, c.customer))
	if err != nil {
		return err
	}
	if containsFold(c.forget, "*") {
		_, err := tx.ExecContext(ctx, `DELETE FROM memories WHERE customer = $1`, c.customer)
		return err
	}
	if !m.Asked && !c.asked && !c.agrees {
		return nil
	}
	m.Agreed = m.Agreed || c.agrees
	if m.Told = unlearn(m.Told, c.forget); m.Agreed {
		m.Told = learn(m.Told, c.told, c.now)
	}
	told, err := json.Marshal(m.Told)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO memories (customer, agreed, told, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (customer) DO UPDATE SET agreed = excluded.agreed, told = excluded.told, at = excluded.at`,
		c.customer, m.Agreed, string(told), c.now.UnixMicro())
	return err
}

// remembers reads what is kept of the shopper of a turn. Without it the turn
// goes on.
func (e *Engine) remembers(ctx context.Context, customer string) Memory {
	m, err := Remembered(ctx, e.Store, customer)
	if err != nil && ctx.Err() == nil {
		e.Log.Error("a shopper's preferences can't be read", "err", err)
	}
	return m
}

// consent takes what the shop's page says that the shopper agreed to.
func (e *Engine) consent(ctx context.Context, st *State, agreed []string) error {
	st.Learn = st.Learn || containsFold(agreed, ConsentLearning)
	if st.Customer == "" || !containsFold(agreed, ConsentMemory) {
		return nil
	}
	told := st.Told
	st.Told = nil
	return e.Store.Write(ctx, remembering{customer: st.Customer, agrees: true, told: told, now: e.now()}.write)
}

// What a shopper may agree to, in Hello.Consent.
const (
	ConsentMemory   = "memory"   // what she says of herself is kept for later sessions
	ConsentLearning = "learning" // what she says may become an example to learn from
)
