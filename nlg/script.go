package nlg

import (
	"strconv"
	"strings"

	"daogou/chat"
)

// script lays one plan out as steps.
type script struct {
	*book
	by    *Builtin
	plan  *chat.Plan
	steps []Step
	seed  uint64
	last  string // the mould of the sentence before
	names map[string]string
	terms *terminology // of the plan's products; see ownTerms
	// sources are the policies quoted, by name.
	sources []string
	// abroad: the catalogue is in another language than the answer.
	abroad bool
}

func (b *Builtin) script(p *chat.Plan) *script {
	ids := []string{strconv.Itoa(p.Turn), string(p.Act)}
	for _, h := range p.Products {
		if h.Product != nil {
			ids = append(ids, h.Product.ID)
		}
	}
	s := &script{book: bookOf(p.Locale), by: b, plan: p, seed: seedOf(ids...)}
	s.names = s.nameAll()
	for _, h := range p.Products {
		s.abroad = s.abroad || h.Product != nil && foreign(h.Product.In(p.Locale).Title, s.locale) && letters(h.Product.In(p.Locale).Title) > 3
	}
	return s
}

// say adds a sentence of the key's moulds to the paragraph. It does nothing
// where no mould of the key can be filled.
func (s *script) say(kind, key string, v slots) bool { return s.put(Step{Kind: kind}, key, v, s.gap()) }

// para begins a new paragraph.
func (s *script) para(kind, key string, v slots) bool {
	return s.put(Step{Kind: kind}, key, v, "\n\n")
}

// about adds a sentence on one product.
func (s *script) about(id, kind, key string, v slots) bool {
	return s.put(Step{Kind: kind, Product: id}, key, v, s.gap())
}

func (s *script) put(step Step, key string, v slots, gap string) bool {
	text, used := s.choose(key, v, s.seed+uint64(len(s.steps))*7919, s.last)
	if text == "" {
		return false
	}
	s.last = used
	step.Text, step.Break, step.mould = s.capital(text), gap, used
	s.steps = append(s.steps, step)
	return true
}

// raw adds text that no mould made: a table, a quotation, a list's line.
func (s *script) raw(step Step, gap string) {
	step.Break = gap
	s.steps = append(s.steps, step)
}

// item adds a line of a list.
func (s *script) item(step Step) {
	gap := "\n"
	if n := len(s.steps); n > 0 && !strings.HasPrefix(s.steps[n-1].Text, "- ") {
		gap = "\n\n"
	}
	step.Text = "- " + step.Text
	s.raw(step, gap)
}

// gap is what parts two sentences of a paragraph. After a list it is a new
// paragraph: a sentence there would belong to the last line.
func (s *script) gap() string {
	if n := len(s.steps); n > 0 {
		if t := s.steps[n-1].Text; strings.HasPrefix(t, "- ") || strings.HasPrefix(t, "|") {
			return "\n\n"
		}
	}
	return s.space()
}

func (b *book) space() string {
	if b.locale == "zh" {
		return ""
	}
	return " "
}

// capital begins an English sentence with a capital, also behind bold marks.
func (s *script) capital(text string) string {
	if s.locale != "en" || text == "" {
		return text
	}
	if c := text[0]; c >= 'a' && c <= 'z' {
		return string(c-'a'+'A') + text[1:]
	}
	return text
}

// ask ends with the question the plan puts.
func (s *script) ask() {
	q := s.plan.Ask
	if q == nil || s.plan.Outcome == chat.Missing {
		return
	}
	v := slots{"label": s.label(q.Field), "options": s.or(s.optionsOf(q))}
	s.para("ask", s.keyFor("ask", q.Field), v)
}

// optionsOf gives a question's options in words, five at most.
func (s *script) optionsOf(q *chat.Question) []string {
	var words []string
	for _, o := range q.Options {
		if word := s.value(q.Field, o); harmless(o) && !(foreign(word, s.locale) && letters(word) > 2) {
			words = mention(words, word)
		}
	}
	return ordered(words[:min(5, len(words))])
}

// images says that pictures can't be looked at yet.
func (s *script) images() {
	if s.plan.Images == 0 {
		return
	}
	if strings.TrimSpace(s.plan.Said) == "" {
		s.say("image", "image.alone", nil)
		return
	}
	s.say("image", "image", nil)
}
