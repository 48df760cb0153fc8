package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
)

// limits are what a call may take: until the first piece of the answer, between
// two pieces, and in all.
type limits struct{ first, next, total time.Duration }

// maxBlank is how many bytes of white space in a row are an answer that will
// never end (ollama#1910).
const maxBlank = 256

// watched passes one call's pieces on and ends it when it takes too long or goes
// astray.
type watched struct {
	emit    func(string) error
	limits  limits
	max     int // pieces
	cancel  context.CancelCauseFunc
	timer   *time.Timer
	start   time.Time
	first   time.Duration
	text    strings.Builder
	thought thought
	pieces  int
	blank   int
	emitErr error
	full    bool
}

// errFull ends a call whose server does not know when to stop.
var errFull = errors.New("max tokens reached")

// chat asks the server under the limits.
func (l limits) chat(ctx context.Context, s Server, model string, r Request, emit func(string) error) (Reply, error) {
	within, stop := context.WithTimeoutCause(ctx, l.total, fmt.Errorf("%w: not done after %v", ErrSlow, l.total))
	defer stop()
	within, cancel := context.WithCancelCause(within)
	defer cancel(nil)
	w := &watched{emit: emit, limits: l, max: r.MaxTokens, cancel: cancel, start: time.Now()}
	w.timer = time.AfterFunc(l.first, func() { cancel(fmt.Errorf("%w: no first token after %v", ErrSlow, l.first)) })
	defer w.timer.Stop()
	reply, err := s.Chat(within, model, r, w.piece)
	if err == nil {
		err = w.say(w.thought.end())
	}
	reply.Text, reply.FirstToken, reply.Total = w.text.String(), w.first, time.Since(w.start)
	reply.Tokens = max(reply.Tokens, w.pieces)
	reply.Truncated = reply.Truncated || w.full
	if r.Schema != nil {
		reply.Text = unfence(reply.Text)
	}
	return reply, w.verdict(within, r, reply, err)
}

// piece is called with every piece of the answer.
func (w *watched) piece(s string) error {
	w.timer.Stop()
	if w.pieces++; w.pieces > w.max {
		w.full = true
		return errFull
	}
	if w.countBlank(s); w.blank > maxBlank {
		return ErrBlank
	}
	if err := w.say(w.thought.say(s)); err != nil {
		return err
	}
	w.timer = time.AfterFunc(w.limits.next, func() {
		w.cancel(fmt.Errorf("%w: nothing for %v in the middle", ErrSlow, w.limits.next))
	})
	return nil
}

// say passes on what the caller is to hear.
func (w *watched) say(s string) error {
	if s == "" {
		return nil
	}
	if w.text.Len() == 0 {
		w.first = time.Since(w.start)
	}
	w.text.WriteString(s)
	w.emitErr = w.emit(s)
	return w.emitErr
}

func (w *watched) countBlank(s string) {
	rest := strings.TrimRightFunc(s, unicode.IsSpace)
	if rest != "" {
		w.blank = 0
	}
	w.blank += len(s) - len(rest)
}

// unfence takes a JSON answer out of the Markdown fence that models without a
// schema like to put around it.
func unfence(s string) string {
	s = strings.TrimSpace(s)
	inner, ok := strings.CutSuffix(s, "```")
	if _, body, fenced := strings.Cut(inner, "\n"); ok && fenced && strings.HasPrefix(s, "```") {
		return strings.TrimSpace(body)
	}
	return s
}

// fault marks an error as the server's: enough of them open the breaker. A caller
// who hangs up, an emit that fails, a request that is refused are none.
type fault struct{ error }

func (f fault) Unwrap() error { return f.error }

func serversFault(err error) bool { return errors.As(err, new(fault)) }

// verdict says what a call came to. The reason why we ended it goes before what
// the server's library makes of that.
func (w *watched) verdict(ctx context.Context, r Request, reply Reply, err error) error {
	cause := context.Cause(ctx)
	switch {
	case w.emitErr != nil:
		return w.emitErr
	case errors.Is(cause, ErrSlow):
		return fault{cause}
	case cause != nil && !w.full && !errors.Is(err, ErrBlank):
		return cause
	case errors.Is(err, ErrRefused), errors.Is(err, ErrNoModel):
		return err
	case err != nil && !w.full:
		return fault{err}
	case strings.TrimSpace(reply.Text) == "":
		return fault{ErrBlank}
	case r.Schema != nil && !json.Valid([]byte(reply.Text)):
		return fmt.Errorf("%w: %.80q", ErrBadJSON, reply.Text)
	}
	return nil
}
