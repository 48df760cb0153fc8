package nlu

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
	"daogou/llm"
)

// Auto decides who reads an utterance. In mode auto the built-in reader does
// where it is sure; where it is not, the model's reading counts if it comes
// within the deadline, is plausible, and the model has been worth believing so
// far (see trust). In mode model the model reads every turn, in mode builtin
// none. Whatever the model does, there is a reading.
type Auto struct {
	Builtin   chat.Understander
	Model     chat.Understander                        // nil: none
	Words     func() *lexicon.Vocabulary               // for what is plausible; nil: everything is
	Product   func(id string) (*catalog.Product, bool) // nil: none is known
	Idle      chat.Understander                        // reads once more what Builtin was sure of, when nobody waits; nil: nobody does
	Mode      string                                   // auto, model or builtin; empty: auto
	Threshold float64                                  // the built-in reader is sure from here on; 0: 0.9
	Deadline  time.Duration                            // for the model; 0: 1.5 s
	Log       *slog.Logger                             // nil: silent
	trust     trust
}

// Understand gives the reading that counts, and in Reason why.
func (a *Auto) Understand(ctx context.Context, u chat.Utterance, st *chat.State) (chat.Reading, error) {
	builtin, err := a.Builtin.Understand(ctx, u, st)
	if a.Model == nil || a.Mode == "builtin" || commands(builtin) {
		builtin.Reason = "only"
		return builtin, err
	}
	if builtin.Aside != nil { // that is known: the model reads the rest
		u.Text = strings.Replace(u.Text, builtin.Aside.Said, "", 1)
	}
	why := "asked for"
	if a.Mode != "model" {
		if why = a.unsure(u, st, builtin, err); why == "" {
			builtin.Reason = "sure"
			return builtin, err
		}
		if !a.trust.asks() {
			builtin.Reason = "model mostly late"
			return builtin, err
		}
	}
	return a.both(ctx, u, st, builtin, err, why)
}

// commands reports whether a reading is a word to the assistant itself: to show
// or forget what it remembers. That is no model's to decide.
func commands(r chat.Reading) bool { return r.Topic == chat.TopicMemory || len(r.Forget) > 0 }

// sureFrom is the confidence in the act below which the model is asked; above it
// doubt decides. Measured with a model that knows the answers: confidence alone
// finds a third of the turns that go wrong, both together nearly all.
const sureFrom = 0.9

// unsure says why the built-in reading may be wrong; empty: it is sure.
func (a *Auto) unsure(u chat.Utterance, st *chat.State, r chat.Reading, err error) string {
	why := ""
	switch {
	case err != nil:
		return "unsure: no reading"
	case r.Confidence < cmp.Or(a.Threshold, sureFrom):
		why = "the act"
	case a.Words != nil:
		why = doubt(a.Words(), a.product, u, st, r)
	}
	if why == "" {
		return ""
	}
	return "unsure: " + why
}

// product is a product of the shop; nil: there is none.
func (a *Auto) product(id string) *catalog.Product {
	if a.Product == nil {
		return nil
	}
	p, _ := a.Product(id)
	return p
}

// both asks the model too and chooses; why is the reason to ask.
func (a *Auto) both(ctx context.Context, u chat.Utterance, st *chat.State, builtin chat.Reading, builtinErr error, why string) (chat.Reading, error) {
	if u.Guess != nil && builtinErr == nil {
		u.Guess(builtin)
	}
	start := time.Now()
	deadline := cmp.Or(a.Deadline, 1500*time.Millisecond)
	late := fmt.Errorf("%w: no reading within %v", llm.ErrSlow, deadline)
	within, stop := context.WithTimeoutCause(ctx, deadline, late)
	defer stop()
	model, err := a.Model.Understand(within, u, st)
	a.trust.timed(errors.Is(err, llm.ErrSlow))
	if ctx.Err() != nil {
		return builtin, context.Cause(ctx)
	}
	objection := a.objection(u, builtin, model, err)
	if objection == "" || builtinErr != nil && err == nil {
		model.Reason = why
		if builtinErr == nil {
			complete(&model, builtin)
			model.Second = &builtin
		}
		return model, nil
	}
	builtin.Reason = why + "; " + objection
	if err == nil {
		builtin.Second = &model
	}
	if a.Log != nil {
		a.Log.Debug("the built-in reading stands", "why", builtin.Reason, "took", time.Since(start), "err", err)
	}
	return builtin, builtinErr
}

// Review has the model read what the built-in reader was sure of. It is called
// when nobody waits, and gives way to whoever does.
func (a *Auto) Review(ctx context.Context, u chat.Utterance, st *chat.State) (chat.Reading, error) {
	if a.Idle == nil || a.Mode == "builtin" {
		return chat.Reading{}, llm.ErrNoModel
	}
	return a.Idle.Understand(ctx, u, st)
}

// complete takes from the built-in reading what it is better at, the language to
// answer in, and, where both agree on what is done, the details that the model
// left out. A change of the cart is none of those: it is said or it is not.
func complete(model *chat.Reading, builtin chat.Reading) {
	model.Locale = builtin.Locale
	model.Self, model.Keep, model.ForOther = builtin.Self, builtin.Keep, builtin.ForOther
	model.Aside = builtin.Aside
	if model.Act != builtin.Act {
		return
	}
	model.Topic = cmp.Or(model.Topic, builtin.Topic)
	model.Order = cmp.Or(model.Order, builtin.Order)
	model.Limit = cmp.Or(model.Limit, builtin.Limit)
	if model.Refers == nil {
		model.Refers = builtin.Refers
	}
	if model.Aspects == nil {
		model.Aspects = builtin.Aspects
	}
	if empty(*model) {
		model.Exclude = builtin.Exclude
	}
}

// objection says in a word why the model's reading does not count; empty: it does.
func (a *Auto) objection(u chat.Utterance, builtin, model chat.Reading, err error) string {
	switch {
	case errors.Is(err, llm.ErrSlow):
		return "model late"
	case errors.Is(err, llm.ErrDown), errors.Is(err, llm.ErrNoModel):
		return "model down"
	case errors.Is(err, llm.ErrBusy), errors.Is(err, llm.ErrPreempted):
		return "model busy"
	case err != nil:
		return "model senseless"
	}
	plausible := a.plausible(u, builtin, model)
	trusted := a.trust.compared(plausible && (family(builtin.Act) == family(model.Act) || a.Words != nil && speaksOf(a.Words(), u, model)))
	switch {
	case !plausible:
		return "model implausible"
	case !trusted:
		return "model mostly differs"
	}
	return ""
}

// family takes the acts together that differ only by what went before.
func family(act chat.Act) chat.Act {
	if act == chat.Refine || act == chat.Recommend {
		return chat.Search
	}
	return act
}

// plausible reports whether the model's reading can be of these words. One that
// waves away goods which the shopper names can't, nor one that names nothing where
// the built-in reader heard something, nor one about words that neither the
// shopper nor the shop uses.
func (a *Auto) plausible(u chat.Utterance, builtin, model chat.Reading) bool {
	if a.Words == nil {
		return true
	}
	if model.Act == chat.Chitchat || model.Act == chat.OutOfScope || model.Act == chat.Handoff {
		return len(builtin.Filters) == 0 && len(builtin.Refers) == 0 || a.elsewhere(u)
	}
	if family(model.Act) == chat.Search && family(builtin.Act) == chat.Search && empty(model) && !empty(builtin) {
		return false
	}
	words := a.Words()
	said := lexicon.Stems(u.Text)
	sensible, all := 0, 0
	for _, stem := range lexicon.Stems(queries(model)) {
		all++
		if slices.Contains(said, stem) || known(words, stem) {
			sensible++
		}
	}
	return sensible*2 >= all
}

// empty reports whether a search names nothing.
func empty(r chat.Reading) bool {
	return r.Query == "" && r.Sort == "" && len(r.Filters)+len(r.Needs)+len(r.Drop)+len(r.Exclude)+len(r.Refers) == 0
}

// known reports whether the shop or the language has the word.
func known(words *lexicon.Vocabulary, stem string) bool {
	return words.Knows(stem) || lexicon.LanguageWord(stem) || lexicon.KnownWord(stem)
}

// queries is every word that a reading would search by.
func queries(r chat.Reading) string {
	text := r.Query
	for _, n := range r.Needs {
		text += " " + n.Query
	}
	return text
}
