package nlg

import (
	"context"
	"regexp"
	"strings"
	"sync"
	"unicode"

	"daogou/chat"
	"daogou/llm"
)

// voice is one answer being said: sentences of the model that passed the gate,
// and steps of the built-in writer where it is needed.
type voice struct {
	ctx     context.Context // of the turn, for the log alone
	model   *Model
	plan    *chat.Plan
	script  *script // made the steps, and is not written to after
	steps   []Step
	told    []bool // which steps were said, by either writer
	answer  *Answer
	secrets *llm.Secrets
	emit    func(string) error

	collecting sync.WaitGroup // of the facts, beside the script and the request
	panicked   any            // while collecting them

	pending  string // the model's text that is no whole sentence yet
	said     []string
	products []string
	ofModel  int // sentences of the model that were said
	filled   int // steps said in the model's place
	dropped  bool
	opened   bool // the built-in opening came first
	repeats  int
	stopped  int
}

func (m *Model) voice(ctx context.Context, p *chat.Plan, emit func(string) error) *voice {
	v := &voice{ctx: ctx, model: m, plan: p, emit: emit}
	v.collecting.Go(func() {
		defer func() { v.panicked = recover() }() // for the turn to recover from
		v.answer = m.Gate.Answer(p)
	})
	v.script = m.Builtin.script(p)
	v.steps, v.secrets = v.script.play(), hide(p)
	v.told = make([]bool, len(v.steps))
	return v
}

// prepare waits for the facts, while the model is reading its prompt.
func (v *voice) prepare() {
	if v.collecting.Wait(); v.panicked != nil {
		panic(v.panicked)
	}
	if system, err := v.model.system(bookOf(v.plan.Locale).locale); err == nil {
		v.answer.secret = system.rules
	}
	for w := range v.secrets.StandIns() {
		v.answer.facts.words[strings.ToLower(w)] = true
	}
}

// disclosures are steps that no model is trusted to make: they come first, in
// the built-in writer's words.
func (v *voice) disclosure(i int) bool {
	s := v.steps[i]
	return s.Kind == "image" || s.Kind == "dismissed" || s.Kind == "opening" && (len(v.plan.Relaxed) > 0 || v.plan.Corrected != "")
}

// begin says what must be said whatever the model does.
func (v *voice) begin() error {
	for i := range v.steps {
		if v.disclosure(i) {
			if err := v.step(i); err != nil {
				return err
			}
			v.opened = true
		}
	}
	return nil
}

// open says the built-in opening when the model is late.
func (v *voice) open() error {
	if len(v.said) > 0 || len(v.steps) == 0 {
		return nil
	}
	v.opened = true
	v.filled++
	return v.step(0)
}

// step says one of the built-in writer's.
func (v *voice) step(i int) error {
	if v.told[i] {
		return nil
	}
	v.told[i] = true
	if v.saidAlready(v.steps[i].Text) {
		return nil
	}
	v.products = mention(v.products, v.steps[i].Product)
	return v.put(v.steps[i].Text, v.steps[i].Break)
}

func (v *voice) put(text, gap string) error {
	if len(v.said) > 0 {
		last := v.said[len(v.said)-1]
		list := strings.HasPrefix(last, "- ") || strings.HasPrefix(last, "|")
		if list && !strings.HasPrefix(text, "- ") && !strings.Contains(gap, "\n") {
			gap = "\n\n"
		}
		text = gap + text
	}
	v.said = append(v.said, strings.TrimLeft(text, "\n "))
	return v.emit(text)
}

// hear takes a token and says every sentence that it completes.
func (v *voice) hear(token string, last bool) (spoke bool, err error) {
	v.pending += token
	for !v.dropped {
		n := sentenceEnd(v.pending, last)
		if n == 0 {
			break
		}
		sentence := v.pending[:n]
		v.pending = v.pending[n:]
		if strings.TrimSpace(sentence) == "" {
			break
		}
		if last && v.pending == "" && cutShort(sentence) {
			v.drop("half")
			break
		}
		if err := v.sentence(sentence); err != nil {
			return spoke, err
		}
		spoke = true
	}
	v.runaway()
	return spoke, nil
}

// cutShort reports whether the model stopped within a sentence: it has no mark at its
// end, and is no line of a list.
func cutShort(sentence string) bool {
	s := strings.TrimSpace(sentence)
	return !strings.HasPrefix(s, "- ") && !strings.HasPrefix(s, "* ") && !strings.HasPrefix(s, "|") && !wholeEnd.MatchString(s)
}

var wholeEnd = regexp.MustCompile(`[.!?。！？…:：~～)）][*_"'”’」』)）]*$`)

// longestSentence is how much text without an end is still a sentence, in
// bytes; longestBlank the white space that no answer needs.
const (
	longestSentence = 700
	longestBlank    = 60
)

// runaway drops a model that says nothing but white space or never ends a
// sentence.
func (v *voice) runaway() {
	blank := len(v.pending) - len(strings.TrimRightFunc(v.pending, unicode.IsSpace))
	if len(v.pending) > longestSentence || blank > longestBlank {
		v.drop("runaway")
	}
}

func (v *voice) drop(why string) {
	v.dropped, v.pending = true, ""
	if v.model.Log != nil {
		v.model.Log.DebugContext(v.ctx, "model dropped", "why", why)
	}
}

// sentence puts one of the model's through the gate.
func (v *voice) sentence(raw string) error {
	text := strings.TrimSpace(raw)
	switch {
	case garbled(text):
		return v.refuse("garbled")
	case v.repeated(text):
		if v.repeats++; v.repeats > 1 {
			v.drop("repeats")
		}
		return nil
	case strings.HasPrefix(text, "|") && v.plan.Act == chat.Compare:
		return nil // the built-in table comes at the end
	case v.opened && v.overview(text):
		return nil // that was said
	}
	why := Passed
	if own := v.answer.nameless(text); len([]rune(own)) > 12 && foreign(own, bookOf(v.plan.Locale).locale) && letters(own) > 12 {
		why = Language
	}
	d := Decision{Reason: why, Sentence: text}
	if why == Passed {
		d = v.answer.Check(v.ctx, text)
	} else {
		v.model.Gate.note(v.ctx, text, why, "")
	}
	if d.Reason != Passed {
		v.stopped++
		return v.replace(d)
	}
	return v.accept(raw, d)
}

// overview reports whether the sentence opens an answer that is open already.
func (v *voice) overview(text string) bool {
	return v.ofModel == 0 && len(v.answer.facts.products) > 0 && len(v.answer.facts.mentionsIn(lowerSame(text))) == 0
}

// accept says a sentence that passed.
func (v *voice) accept(raw string, d Decision) error {
	v.ofModel++
	for _, id := range d.Products {
		v.products = mention(v.products, id)
	}
	v.tick(d)
	gap := bookOf(v.plan.Locale).space()
	switch {
	case strings.HasPrefix(d.Text, "- ") || strings.HasPrefix(d.Text, "* ") || strings.HasPrefix(d.Text, "|"):
		gap = "\n"
		if len(v.said) > 0 && !strings.HasPrefix(v.said[len(v.said)-1], d.Text[:1]) {
			gap = "\n\n"
		}
	case strings.HasPrefix(raw, "\n"):
		gap = "\n\n"
	}
	return v.put(v.secrets.Restore(d.Text), gap)
}

// refuse drops a model whose text is no language.
func (v *voice) refuse(why string) error {
	v.drop(why)
	return nil
}

func (v *voice) written() chat.Written {
	w := chat.Written{Engine: "mixed", ProductIDs: v.products, Suggestions: v.script.suggestions(), Sources: v.script.sources,
		Prompt: PromptVersion(v.model.Prompts, v.plan.Locale), Refused: v.stopped, Replaced: v.filled}
	switch {
	case v.ofModel == 0:
		w.Engine = "builtin"
	case v.filled == 0 && !v.dropped:
		w.Engine = "llm"
	}
	return w
}
