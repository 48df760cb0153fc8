package eval

import (
	"context"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"daogou/catalog"
	"daogou/chat"
	"daogou/nlg"
)

// Plans is a writer that keeps the plans that it is given, and has Plain say
// them.
type Plans struct {
	Plain chat.Writer

	mu  sync.Mutex
	all []*chat.Plan
}

// Write says a plan, and keeps it.
func (p *Plans) Write(ctx context.Context, plan *chat.Plan, emit func(string) error) (chat.Written, error) {
	p.mu.Lock()
	p.all = append(p.all, plan)
	p.mu.Unlock()
	return p.Plain.Write(ctx, plan, emit)
}

// Welcome is Plain's.
func (p *Plans) Welcome(locale string) (string, []string) { return p.Plain.Welcome(locale) }

// Why is Plain's.
func (p *Plans) Why(locale string, s catalog.Share) string { return p.Plain.Why(locale, s) }

// Pick gives n of the plans, of as many kinds (act, outcome and language) as
// there are, in the order of their words.
func (p *Plans) Pick(n int) []*chat.Plan {
	p.mu.Lock()
	defer p.mu.Unlock()
	all := slices.Clone(p.all)
	slices.SortFunc(all, func(a, b *chat.Plan) int { return strings.Compare(a.Said, b.Said) })
	seen := map[string]int{}
	round := make(map[*chat.Plan]int, len(all)) // how many of its kind come before
	for _, plan := range all {
		kind := string(plan.Act) + string(plan.Outcome) + plan.Locale
		round[plan] = seen[kind]
		seen[kind]++
	}
	slices.SortStableFunc(all, func(a, b *chat.Plan) int { return round[a] - round[b] })
	return all[:min(n, len(all))]
}

// Answer is one plan as one writer says it.
type Answer struct {
	chat.Written
	Text      string
	Took      time.Duration
	Decisions []nlg.Decision // of the fact gate, in their order
}

// AnswerPair is one plan as both writers say it.
type AnswerPair struct {
	Plan           *chat.Plan
	Builtin, Model Answer
}

// Answers has each plan said by both writers. gate is the model's; nothing else
// may use it meanwhile.
func Answers(ctx context.Context, plans []*chat.Plan, builtin, model chat.Writer, gate *nlg.Gate) ([]AnswerPair, error) {
	var decisions []nlg.Decision
	gate.Heard = func(d nlg.Decision) { decisions = append(decisions, d) }
	defer func() { gate.Heard = nil }()
	pairs := make([]AnswerPair, len(plans))
	for i, plan := range plans {
		pair := AnswerPair{Plan: plan}
		var err error
		if pair.Builtin, err = said(ctx, builtin, plan); err != nil {
			return nil, fmt.Errorf("answer to %q: %w", plan.Said, err)
		}
		decisions = nil
		if pair.Model, err = said(ctx, model, plan); err != nil {
			return nil, fmt.Errorf("the model's answer to %q: %w", plan.Said, err)
		}
		pair.Model.Decisions = decisions
		pairs[i] = pair
	}
	return pairs, nil
}

func said(ctx context.Context, w chat.Writer, plan *chat.Plan) (Answer, error) {
	var text strings.Builder
	start := time.Now()
	written, err := w.Write(ctx, plan, func(s string) error { text.WriteString(s); return nil })
	return Answer{Written: written, Text: text.String(), Took: time.Since(start)}, err
}

//go:embed answers.html
var answersPage string

var answersTemplate = template.Must(template.New("").Funcs(template.FuncMap{
	"money": func(m catalog.Money) string { return fmt.Sprintf("%d %s", m.Amount, m.Currency) },
	"took":  short,
}).Parse(answersPage))

// WriteAnswers writes the review page: each plan with its facts, both answers
// side by side, and what the gate made of each of the model's sentences.
func WriteAnswers(w io.Writer, shop string, pairs []AnswerPair) error {
	stopped, sentences := 0, 0
	for _, p := range pairs {
		for _, d := range p.Model.Decisions {
			if sentences++; d.Reason != nlg.Passed {
				stopped++
			}
		}
	}
	return answersTemplate.Execute(w, map[string]any{"Shop": shop, "Pairs": pairs, "Stopped": stopped, "Sentences": sentences})
}
