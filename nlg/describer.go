package nlg

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"sync"

	"daogou/catalog"
	"daogou/chat"
	"daogou/llm"
	"daogou/prompts"
)

// Keeper keeps what was made before. *catalog.Cache is the one in production.
type Keeper interface {
	Get(ctx context.Context, keys []string) (map[string][]byte, error)
	Put(ctx context.Context, blobs map[string][]byte) error
}

// Describer describes products by the facet that matters to a shopper: in the
// model's words where those were written before, else in the built-in writer's.
// The model writes when no shopper waits for it, through the gate, and what
// passed is kept by product version, facet, locale and prompt version: nothing
// of one shopper is in it. Writer is required.
type Describer struct {
	Writer *Builtin
	Model  *Model // nil: the built-in writer alone
	Cache  Keeper // nil: nothing is kept, so the model writes nothing
	Log    *slog.Logger

	once  sync.Once
	tasks chan aboutTask
	tried map[string]bool // what the model could not write; Run's alone
}

// aboutTask is one description to be written.
type aboutTask struct {
	product *catalog.Product
	facet   chat.Facet
	locale  string
}

const (
	// tasksMost is how many descriptions may wait to be written.
	tasksMost = 32
	// triedMost bounds what is remembered as not to be had.
	triedMost = 4096
	// aboutTokens is above what three sentences need.
	aboutTokens = 160
	// aboutMost is how many sentences a description has.
	aboutMost = 3
)

// AboutVersion traces a description to the words that asked for it.
func AboutVersion(set *prompts.Set, locale string) string {
	l := bookOf(locale).locale
	return set.Version("answer_"+l, "about_turn_"+l)
}

// Describe gives the description that is kept, or writes one at once.
func (d *Describer) Describe(ctx context.Context, p *catalog.Product, f chat.Facet, locale string) (chat.Description, error) {
	task := aboutTask{p, f, bookOf(locale).locale}
	kept, err := d.kept(ctx, task)
	if err == nil && kept.Text != "" {
		return kept, nil
	}
	return chat.Description{Text: joinSteps(d.Writer.About(p, f, locale)), Facet: f.Field, Engine: "builtin"}, err
}

func joinSteps(steps []Step) string {
	var b strings.Builder
	for i, s := range steps {
		if i > 0 {
			b.WriteString(s.Break)
		}
		b.WriteString(s.Text)
	}
	return b.String()
}

// Prefetch has a description written by Run, unless it is there or too many wait.
func (d *Describer) Prefetch(p *catalog.Product, f chat.Facet, locale string) {
	if d.Model == nil || d.Cache == nil {
		return
	}
	select {
	case d.queue() <- aboutTask{p, f, bookOf(locale).locale}:
	default:
	}
}

func (d *Describer) queue() chan aboutTask {
	d.once.Do(func() { d.tasks = make(chan aboutTask, tasksMost) })
	return d.tasks
}

// Run writes what is asked for, one after the other, until ctx ends.
func (d *Describer) Run(ctx context.Context) {
	d.tried = map[string]bool{}
	for {
		select {
		case <-ctx.Done():
			return
		case task := <-d.queue():
			if err := d.make(ctx, task); err != nil && ctx.Err() == nil && d.Log != nil {
				d.Log.DebugContext(ctx, "description not written", "product", task.product.ID, "facet", task.facet.Field, "err", err)
			}
		}
	}
}

// make writes one description and keeps it. A shopper who waits for the model
// goes first: then the task goes back into the queue.
func (d *Describer) make(ctx context.Context, task aboutTask) error {
	key := d.key(task)
	if kept, err := d.kept(ctx, task); err != nil || kept.Text != "" || d.tried[key] {
		return err
	}
	text, err := d.write(ctx, task)
	if errors.Is(err, llm.ErrPreempted) {
		d.Prefetch(task.product, task.facet, task.locale)
	}
	if err != nil {
		return err
	}
	if text == "" {
		if len(d.tried) >= triedMost {
			clear(d.tried)
		}
		d.tried[key] = true
		return nil
	}
	return d.Cache.Put(ctx, map[string][]byte{key: []byte(text)})
}

// write asks the model; empty where the gate lets nothing of it through.
func (d *Describer) write(ctx context.Context, task aboutTask) (string, error) {
	request, err := d.request(task)
	if err != nil {
		return "", err
	}
	reply, err := d.Model.LLM.Chat(ctx, request, nil)
	if err != nil {
		return "", err
	}
	return d.passed(ctx, task, reply.Text), nil
}

// request shares its beginning with that of answers, so that servers which keep
// the work done on it need not drop it in between.
func (d *Describer) request(task aboutTask) (llm.Request, error) {
	system, err := d.Model.system(task.locale)
	if err != nil {
		return llm.Request{}, err
	}
	s := d.Writer.script(aboutPlan(task.product, task.facet, task.locale))
	turn := struct {
		promptTurn
		Facet string
	}{Facet: s.facetName(task.facet)}
	turn.Products = []promptProduct{s.promptProduct(task.product)}
	for _, step := range d.Writer.About(task.product, task.facet, task.locale) {
		turn.Draft = append(turn.Draft, step.Text)
	}
	text, err := d.Model.Prompts.Render("about_turn_"+task.locale, turn)
	return llm.Request{System: system.text, Messages: []llm.Message{{Role: "user", Content: text}},
		MaxTokens: aboutTokens, Temperature: .5, Priority: llm.Low}, err
}

func (s *script) facetName(f chat.Facet) string {
	switch f.Field {
	case "":
		return ""
	case "use":
		return f.Value
	}
	return s.label(f.Field)
}

// passed gives the sentences that the gate lets through, at most aboutMost; none
// where the first is not among them, or where it does not speak of the product.
func (d *Describer) passed(ctx context.Context, task aboutTask, text string) string {
	answer := d.Model.Gate.Answer(aboutPlan(task.product, task.facet, task.locale))
	if system, err := d.Model.system(task.locale); err == nil {
		answer.secret = system.rules
	}
	var fit []string
	for i, sentence := range splitSentences(text) {
		if len(fit) == aboutMost {
			break
		}
		ok := !garbled(sentence) && !(letters(sentence) > 12 && foreign(sentence, task.locale))
		var decision Decision
		if ok {
			decision = answer.Check(ctx, sentence)
			ok = decision.Reason == Passed
		}
		switch {
		case ok && (i > 0 || len(decision.Products) > 0):
			fit = append(fit, decision.Text)
		case i == 0:
			return ""
		}
	}
	return strings.Join(fit, bookOf(task.locale).space())
}

// kept gives the description there is; it passes the gate again, which may have
// learnt since.
func (d *Describer) kept(ctx context.Context, task aboutTask) (chat.Description, error) {
	if d.Model == nil || d.Cache == nil {
		return chat.Description{}, nil
	}
	key := d.key(task)
	found, err := d.Cache.Get(ctx, []string{key})
	if err != nil || len(found[key]) == 0 {
		return chat.Description{}, err
	}
	return chat.Description{Text: d.passed(ctx, task, string(found[key])), Facet: task.facet.Field, Engine: "llm"}, nil
}

// key is the product version, the facet, the locale and the prompt version.
func (d *Describer) key(task aboutTask) string {
	raw, err := json.Marshal([]any{task.product.ID, task.product.Seq, task.facet.Field, task.facet.Value, task.locale,
		AboutVersion(d.Model.Prompts, task.locale)})
	if err != nil {
		panic(err) // strings and a number
	}
	return "about " + string(raw)
}
