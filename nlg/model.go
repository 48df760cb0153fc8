package nlg

import (
	"cmp"
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	"daogou/catalog"
	"daogou/chat"
	"daogou/llm"
	"daogou/prompts"
)

// Talker is a language model. *llm.Client is the one in production.
type Talker interface {
	Chat(ctx context.Context, r llm.Request, emit func(token string) error) (llm.Reply, error)
}

// Model lets a language model phrase plans. It gets the built-in writer's
// sentences as a draft with the facts behind them, and what it writes passes
// the gate sentence by sentence. Whatever goes wrong with it, the built-in
// writer says what is left. Builtin, Gate and LLM are required.
type Model struct {
	Builtin *Builtin
	Gate    *Gate
	LLM     Talker
	Prompts *prompts.Set // nil: the embedded ones
	Log     *slog.Logger // may be nil

	FirstDelta time.Duration // the built-in opening comes when the model has said nothing by then; 0: 1.2 s
	Patience   time.Duration // between two sentences, before the model is dropped; 0: 4 s
	Deadline   time.Duration // of the whole answer; 0: 12 s
	MaxTokens  int           // the model's answer at most; 0: 320
	Budget     int           // the prompt's tokens at most, roughly counted; 0: 2,000

	systems sync.Map // locale → *system
}

// system is the part of the prompt that never changes. rules are the runs of
// words that no answer may repeat; the examples are no secret, and may look
// like an answer.
type system struct {
	text   string
	tokens int
	rules  *shingles
}

// system gives a language's, made once.
func (m *Model) system(locale string) (*system, error) {
	if s, ok := m.systems.Load(locale); ok {
		return s.(*system), nil
	}
	text, err := m.Prompts.Render("answer_"+locale, struct{ Shop string }{m.Builtin.name(locale)})
	if err != nil {
		return nil, err
	}
	rules := text
	for _, mark := range []string{"\nExample.", "\n例子。"} {
		rules, _, _ = strings.Cut(rules, mark)
	}
	s, _ := m.systems.LoadOrStore(locale, &system{text, tokens(text), newShingles(rules, leakWords)})
	return s.(*system), nil
}

// Welcome is the built-in writer's.
func (m *Model) Welcome(locale string) (string, []string) { return m.Builtin.Welcome(locale) }

// Why is the built-in writer's.
func (m *Model) Why(locale string, s catalog.Share) string { return m.Builtin.Why(locale, s) }

// phrased reports whether a model may phrase the plan. What is exact (an
// order, a cart, a rule in the shopper's language) and what must be refused is
// said by the built-in writer alone, and never goes to a model.
func phrased(p *chat.Plan) bool {
	switch p.Outcome {
	case chat.Refused, chat.SignIn, chat.NoSuchOrder, chat.Missing, chat.Unavailable, chat.Nothing, chat.Failed:
		return false
	}
	switch p.Act {
	case chat.Search, chat.Refine, chat.Recommend:
		return len(p.Products) > 0 && len(p.Needs) == 0
	case chat.Detail, chat.Compare:
		return len(p.Products) > 0 && p.Topic != "why" // what a score rests on is exact
	case chat.PolicyAct:
		return !couponTopic(p.Topic) && len(p.Passages) > 0 && foreign(p.Passages[0].Text, bookOf(p.Locale).locale)
	case chat.Chitchat:
		return !couponTopic(p.Topic)
	}
	return false
}

// Write says the plan through the model.
func (m *Model) Write(ctx context.Context, p *chat.Plan, emit func(text string) error) (chat.Written, error) {
	if !phrased(p) {
		return m.Builtin.Write(ctx, p, emit)
	}
	ctx, stop := context.WithTimeout(ctx, cmp.Or(m.Deadline, 12*time.Second)+time.Second)
	defer stop()
	v := m.voice(ctx, p, emit)
	defer v.collecting.Wait()
	err := v.begin()
	if err == nil {
		err = m.listen(ctx, v)
	}
	if err == nil {
		err = v.finish()
	}
	return v.written(), err
}

// listen runs the model and hands its text to the voice, until it ends, is
// dropped, or the shopper is gone. It returns only errors of emit and of ctx.
func (m *Model) listen(ctx context.Context, v *voice) error {
	call, stop := context.WithTimeout(ctx, cmp.Or(m.Deadline, 12*time.Second))
	tokens := make(chan string, 64)
	var wg sync.WaitGroup
	wg.Go(func() { // ends when the model does, at the latest when call is cancelled
		defer close(tokens)
		m.speak(call, v, tokens)
	})
	defer wg.Wait()
	defer stop()
	v.prepare()
	first := time.NewTimer(cmp.Or(m.FirstDelta, 1200*time.Millisecond))
	defer first.Stop()
	patience := cmp.Or(m.Patience, 4*time.Second)
	quiet := time.NewTimer(patience)
	defer quiet.Stop()
	for {
		select {
		case token, more := <-tokens:
			spoke, err := v.hear(token, !more)
			if err != nil || !more || v.dropped {
				return err
			}
			if spoke {
				quiet.Reset(patience)
			}
		case <-first.C:
			if err := v.open(); err != nil {
				return err
			}
		case <-quiet.C:
			v.drop("quiet")
			return nil
		case <-call.Done():
			v.drop("deadline")
			return ctx.Err()
		}
	}
}

// speak asks the model and passes its tokens on.
func (m *Model) speak(ctx context.Context, v *voice, tokens chan<- string) {
	request, err := m.request(v.script, v.steps, v.secrets)
	if err == nil {
		_, err = m.LLM.Chat(ctx, request, func(token string) error {
			select {
			case tokens <- token:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}
	if err != nil && m.Log != nil && ctx.Err() == nil {
		m.Log.DebugContext(ctx, "model gave up", "err", err)
	}
}
