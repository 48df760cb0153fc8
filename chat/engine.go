package chat

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"daogou/catalog"
)

// Engine plays turns and owns the sessions. The fields are set before the first
// call and required unless they say otherwise.
type Engine struct {
	Shelf   *catalog.Shelf
	Reader  Understander
	Index   Searcher
	Suggest Suggester // nil: drafts get no suggestions
	Taste   Recommender
	Voice   Writer
	Plain   Writer // the built-in one, which finishes what Voice can't; may be Voice itself
	Log     *slog.Logger
	Now     func() time.Time // nil: time.Now

	Deadline time.Duration // of a turn; 0 means 15 s
	Idle     time.Duration // after which a session leaves memory; 0 means 10 min

	mu       sync.Mutex
	sessions map[string]*Session
	swept    time.Time
	closed   bool
	turns    sync.WaitGroup
}

// Open starts a session or resumes one. Its errors for the client are *Error.
// Leave must be called when the connection ends.
func (e *Engine) Open(ctx context.Context, h Hello) (*Session, WelcomeFrame, error) {
	panic("not yet")
}

// Recover loads the sessions whose turns a crash cut, which resumes those turns,
// and returns when they run. Call it once, after the index is ready.
func (e *Engine) Recover(ctx context.Context) error { panic("not yet") }

// Close stops all turns (they are resumed at the next start) and waits for them.
func (e *Engine) Close(ctx context.Context) error { panic("not yet") }

// SearchCards searches outside of a conversation.
func (e *Engine) SearchCards(ctx context.Context, q catalog.Query) (SearchReply, error) {
	panic("not yet")
}

// RecommendCards recommends outside of a conversation.
func (e *Engine) RecommendCards(ctx context.Context, q catalog.Query) (SearchReply, error) {
	panic("not yet")
}

// ProductCard shows one product, fresh from the store. The error wraps
// catalog.ErrNotFound where there is none.
func (e *Engine) ProductCard(ctx context.Context, id, locale string) (Card, error) {
	panic("not yet")
}

// Session is one shopper's conversation: its log of frames and at most one
// running turn. Any number of connections may share it.
type Session struct {
	ID string
}

// Next gives the frames with a seq above after, in order, and blocks until
// there are some. It fails when ctx ends.
func (s *Session) Next(ctx context.Context, after int64) ([]Frame, error) { panic("not yet") }

// Message stores an utterance and starts its turn; ack, intent and the rest
// come through Next. A message whose ID is known starts nothing: its ack, as it
// was, is returned, for the connection that asked.
func (s *Session) Message(ctx context.Context, m MessageIn) (*Frame, error) { panic("not yet") }

// Event stores what the shopper did; a repeated ID is answered as by Message.
func (s *Session) Event(ctx context.Context, ev EventIn) (*Frame, error) { panic("not yet") }

// Feedback stores the shopper's word on a turn; its ack comes through Next.
func (s *Session) Feedback(ctx context.Context, f FeedbackIn) error { panic("not yet") }

// Draft suggests for what stands in the input box. Nothing is stored.
func (s *Session) Draft(ctx context.Context, text string) (SuggestFrame, error) { panic("not yet") }

// Cancel stops the running turn; a turn other than 0 only if it is that one.
func (s *Session) Cancel(ctx context.Context, turn int) error { panic("not yet") }

// Handoff asks for a person.
func (s *Session) Handoff(ctx context.Context) error { panic("not yet") }

// Handback returns to the assistant.
func (s *Session) Handback(ctx context.Context) error { panic("not yet") }

// Leave ends what Open began.
func (s *Session) Leave() { panic("not yet") }
