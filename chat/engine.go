package chat

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"embed"
	"encoding/json"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	"daogou/catalog"
)

// Engine plays turns and owns the sessions. The fields are set before Start and
// required unless they say otherwise.
type Engine struct {
	Store   *catalog.Store
	Shelf   *catalog.Shelf
	Reader  Understander
	Index   Searcher
	Suggest Suggester // nil: drafts get no suggestions
	Taste   Recommender
	Voice   Writer
	History Historian // nil: nobody's past is known
	About   Describer // nil: products are not described
	Plain   Writer    // the built-in one, which finishes what Voice can't; nil: Voice itself
	Log     *slog.Logger
	Now     func() time.Time // nil: time.Now
	Locale  string           // of shoppers who name no language we speak; empty: en
	// Ended hears of every turn that ends, for metrics; nil: nobody does. The plan
	// is nil where a turn ended before it had one; the reading has no source where
	// it was not understood by this process.
	Ended func(r Reading, p *Plan, d *DoneFrame)

	Deadline time.Duration // of a turn; 0 means 15 s
	Idle     time.Duration // after which a session leaves memory; 0 means 10 min

	base    context.Context // the life of all turns
	stop    context.CancelCauseFunc
	idle    context.Context // the life of what nobody waits for
	rest    context.CancelFunc
	running sync.WaitGroup // turns
	stages  sync.WaitGroup // stages of turns, also those that nobody waits for

	reviewing sync.Mutex // held while a turn is read once more

	mu       sync.Mutex
	sessions map[string]*Session
	swept    time.Time
	closed   bool
}

//go:embed migrations/*.sql
var migrations embed.FS

// Start brings the tables of conversations up to date. It comes first.
func (e *Engine) Start(ctx context.Context) error {
	e.base, e.stop = context.WithCancelCause(context.Background())
	e.idle, e.rest = context.WithCancel(e.base)
	e.sessions = map[string]*Session{}
	return migrate(ctx, e.Store)
}

// migrate makes the tables of conversations, or brings them up to date.
func migrate(ctx context.Context, store *catalog.Store) error {
	own, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	return store.Migrate(ctx, own, "chat_version")
}

// Recover loads the sessions whose turns a crash cut, which resumes those
// turns, and returns while they run. Call it once the index can be asked.
func (e *Engine) Recover(ctx context.Context) error {
	rows, err := e.Store.Read().QueryContext(ctx, `SELECT DISTINCT session FROM turns WHERE closed = 0 ORDER BY session`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, id := range ids {
		s, err := e.acquire(ctx, id)
		if err != nil {
			return err
		}
		s.Leave()
	}
	return nil
}

// Close refuses new turns and waits for those that run; when ctx ends it stops
// them, to be resumed at the next start.
func (e *Engine) Close(ctx context.Context) error {
	e.mu.Lock()
	e.closed = true
	e.mu.Unlock()
	e.rest()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		e.running.Wait()
		e.stages.Wait()
	}()
	defer e.stop(errClosing)
	select {
	case <-ended:
		return nil
	case <-ctx.Done():
	}
	e.stop(errClosing)
	select {
	case <-ended:
		return nil
	case <-time.After(time.Second):
		return ctx.Err()
	}
}

// admit lets one more turn run.
func (e *Engine) admit() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.closed {
		e.running.Add(1)
	}
	return !e.closed
}

func (e *Engine) now() time.Time {
	if e.Now != nil {
		return e.Now()
	}
	return time.Now()
}

func (e *Engine) deadline() time.Duration { return cmp.Or(e.Deadline, 15*time.Second) }

func (e *Engine) plain() Writer {
	if e.Plain != nil {
		return e.Plain
	}
	return e.Voice
}

// newID is 130 random bits in letters and digits.
func newID() string { return rand.Text() }

func hashToken(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// Open starts a session or resumes one. Its errors for the client are *Error.
// Leave must be called when the connection ends.
func (e *Engine) Open(ctx context.Context, h Hello) (*Session, WelcomeFrame, error) {
	if h.Session == "" && h.Token == "" {
		return e.create(ctx, h)
	}
	s, err := e.acquire(ctx, h.Session)
	if err == nil {
		err = s.admit(ctx, h)
	}
	if err != nil {
		if s != nil {
			s.Leave()
		}
		return nil, WelcomeFrame{}, err
	}
	w := s.welcome(h.Token)
	w.Resumed = true
	return s, w, nil
}

// Shopper tells whose session it is, for requests beside the conversation: the
// customer, or the session itself of someone anonymous.
func (e *Engine) Shopper(ctx context.Context, session, token string) (string, error) {
	s, err := e.acquire(ctx, session)
	if err != nil {
		return "", err
	}
	defer s.Leave()
	if !s.opens(token) {
		return "", errUnknownSession
	}
	st := s.snapshot()
	return st.Shopper, nil
}

func (e *Engine) create(ctx context.Context, h Hello) (*Session, WelcomeFrame, error) {
	token := newID()
	s := &Session{ID: newID(), engine: e, token: hashToken(token), grown: make(chan struct{}), heard: map[receipt]bool{},
		drafted: map[string][]string{}, readers: 1, used: e.now()}
	s.load.Do(func() {})
	s.state = State{Locale: baseLocale(h.Locale, cmp.Or(e.Locale, "en")), Shopper: cmp.Or(h.Customer, s.ID),
		Customer: h.Customer}
	e.lookAt(&s.state, h.Page)
	if err := e.consent(ctx, &s.state, h.Consent); err != nil {
		return nil, WelcomeFrame{}, err
	}
	raw, err := json.Marshal(&s.state)
	if err != nil {
		return nil, WelcomeFrame{}, err
	}
	at := e.now().UnixMicro()
	err = e.Store.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(context.WithoutCancel(ctx), `INSERT INTO sessions (id, token, customer, created, active, state)
			VALUES ($1, $2, $3, $4, $5, $6)`, s.ID, s.token, h.Customer, at, at, string(raw))
		return err
	})
	if err != nil {
		return nil, WelcomeFrame{}, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.sweep()
	e.sessions[s.ID] = s
	return s, s.welcome(token), nil
}

// lookAt notes the product whose page the shopper came to: that is now what "it"
// means.
func (e *Engine) lookAt(st *State, page string) {
	if _, ok := e.Shelf.Product(page); ok && page != st.Page {
		st.Page, st.Focus = page, []string{page}
	}
}

func (s *Session) welcome(token string) WelcomeFrame {
	s.order.Lock()
	defer s.order.Unlock()
	st := s.snapshot()
	text, suggestions := s.engine.Voice.Welcome(st.Locale)
	return WelcomeFrame{Type: "welcome", Seq: s.seq, Session: s.ID, Token: token, Locale: st.Locale,
		CustomerID: st.Customer, Text: text, Suggestions: append([]string{}, suggestions...)}
}

var errUnknownSession = unauthorized("This session is not known. Say hello without session and token to begin a new one.")

// opens reports whether the token is this session's.
func (s *Session) opens(token string) bool {
	return subtle.ConstantTimeCompare(s.token, hashToken(token)) == 1
}

// admit checks that a hello may have the session, and signs the shopper in.
func (s *Session) admit(ctx context.Context, h Hello) error {
	if !s.opens(h.Token) {
		return errUnknownSession
	}
	s.order.Lock()
	defer s.order.Unlock()
	st := s.snapshot()
	if h.Customer != "" && st.Customer != "" && h.Customer != st.Customer {
		return unauthorized("This session belongs to someone else. Begin a new one.")
	}
	signsIn := h.Customer != "" && st.Customer == ""
	if signsIn {
		st.Customer, st.Shopper = h.Customer, h.Customer
	}
	s.engine.lookAt(&st, h.Page)
	if err := s.engine.consent(ctx, &st, h.Consent); err != nil {
		return err
	}
	locale := baseLocale(h.Locale, st.Locale)
	changed := signsIn || locale != st.Locale || len(h.Consent) > 0
	st.Locale = locale
	if changed {
		if _, err := s.commit(ctx, nil, s.saveState(&st)); err != nil {
			return err
		}
	}
	s.setState(st)
	return nil
}
