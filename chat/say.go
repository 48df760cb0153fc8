package chat

import (
	"context"
	"strings"

	"daogou/catalog"
)

// say lets the writer begin; said waits for its end. What it can't finish, the
// built-in one does.
func (e *Engine) say(s *Session, t *turn) (said func() Written) {
	ctx, cancel := e.stage(t, voiceBy)
	voice := launch(ctx, &e.stages, func(ctx context.Context) (Written, error) {
		return e.Voice.Write(ctx, t.plan, func(text string) error {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			return s.emit(t, text)
		})
	})
	return func() Written {
		defer cancel()
		w, err := await(ctx, voice)
		if err == nil || t.ctx.Err() != nil {
			return w
		}
		e.Log.Warn("the writer did not finish", "session", s.ID, "turn", t.number, "err", err)
		return e.finishPlainly(s, t)
	}
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
