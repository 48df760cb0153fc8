// Package nlg says what the conversation planned: a built-in writer in English
// and Chinese, a writer that lets a language model phrase, and the fact gate
// between that model and the shopper.
//
// The idea a reader needs: a plan becomes a list of steps, each one true
// sentence. The built-in writer says the steps. The model's sentences are
// checked against the same plan's facts, and one that they do not back gives
// way to the step it stood for. Language lives in data files, one a language.
package nlg

import (
	"cmp"
	"context"
	"slices"

	"daogou/chat"
)

// Builtin writes without a model: any plan, truly, in English or Chinese. The
// zero value works; it is safe for concurrent use.
type Builtin struct {
	Shop     string            // the shop's name, for the greeting; may be empty
	Names    map[string]string // its names in further languages, by locale ("zh"); may be nil
	Currency string            // ISO 4217, for amounts of a plan that shows no product; may be empty
	Glossary *Glossary         // the catalogue's own translations; nil: those of the plan's products alone
}

// Step is one sentence of an answer and what it is for. Text is in the plan's
// language; Break is what stands before it when something was said already.
type Step struct {
	Kind    string // opening, product, fact, table, ask, ...
	Product string // ID of the product it speaks of, or empty
	Text    string
	Break   string

	mould string // that made it; empty for what none did
}

// Write says the plan step by step.
func (b *Builtin) Write(ctx context.Context, p *chat.Plan, emit func(text string) error) (chat.Written, error) {
	script := b.script(p)
	said := chat.Written{Engine: "builtin", Suggestions: script.suggestions()}
	for i, s := range script.play() {
		if err := ctx.Err(); err != nil {
			return said, err
		}
		text := s.Text
		if i > 0 {
			text = s.Break + text
		}
		if err := emit(text); err != nil {
			return said, err
		}
		said.ProductIDs = mention(said.ProductIDs, s.Product)
	}
	said.Sources = script.sources
	return said, nil
}

func mention(ids []string, id string) []string {
	if id == "" || slices.Contains(ids, id) {
		return ids
	}
	return append(ids, id)
}

// Steps lays the plan out as sentences, in order; never none.
func (b *Builtin) Steps(p *chat.Plan) []Step { return b.script(p).play() }

// play lays the plan out.
func (s *script) play() []Step {
	s.images()
	switch {
	case s.plan.Outcome == chat.Failed:
		s.say("opening", "failed", nil)
	case s.plan.Outcome == chat.Refused || s.plan.Act == chat.OutOfScope:
		s.decline()
	default:
		s.act()
		s.aside()
	}
	s.memory()
	s.ask()
	s.balance()
	if s.plan.Offer {
		s.para("offer", "offer", nil)
	}
	return s.steps
}

func (s *script) act() {
	switch s.plan.Act {
	case chat.Detail:
		if s.plan.Topic == "why" {
			s.reasons()
			return
		}
		s.detail()
	case chat.Compare:
		s.compare()
	case chat.CartAct:
		s.cart()
	case chat.OrderAct:
		s.orders()
	case chat.PolicyAct:
		s.policy()
	case chat.Chitchat:
		s.chitchat()
	case chat.Handoff:
		s.handoff()
	default:
		s.list()
	}
}

// Welcome greets a new session and offers what one may ask.
func (b *Builtin) Welcome(locale string) (text string, suggestions []string) {
	bk := bookOf(locale)
	slots := slots{"shop": b.name(bk.locale)}
	return bk.pick("welcome", slots, 0, ""), bk.all("suggest.welcome")
}

// name is the shop's name in a language.
func (b *Builtin) name(locale string) string { return cmp.Or(b.Names[locale], b.Shop) }
