package nlg

import (
	"slices"
	"strings"

	"daogou/chat"
	"daogou/lexicon"
)

// tick marks the steps that a sentence of the model said: the opening, what it
// names, what it states.
func (v *voice) tick(d Decision) {
	for i, s := range v.steps {
		if v.told[i] || s.Kind == "table" || s.Kind == "ask" || s.Kind == "memory" || s.Kind == "rule" {
			continue
		}
		switch {
		case s.Kind == "opening":
			v.told[i] = true
		case s.Product != "" && (slices.Contains(d.Products, s.Product) || len(v.answer.facts.products) == 1):
			v.told[i] = v.states(d.Text, s.Text)
		case s.Product == "" && v.states(d.Text, s.Text):
			v.told[i] = true
		}
	}
	if strings.HasSuffix(d.Text, "?") || strings.HasSuffix(d.Text, "？") {
		for i, s := range v.steps {
			v.told[i] = v.told[i] || s.Kind == "ask"
		}
	}
}

// states reports whether a sentence says a step's numbers, or where the step
// has none shares most of its words.
func (v *voice) states(text, step string) bool {
	want := lexicon.Of(lexicon.Read(step), lexicon.Money, lexicon.Measure, lexicon.Number, lexicon.Percent, lexicon.Date)
	have := lexicon.Read(text)
	if len(want) == 0 {
		return overlap(text, step) >= .3*float64(len(stems(step)))
	}
	return slices.ContainsFunc(want, func(w lexicon.Span) bool {
		return slices.ContainsFunc(have, func(h lexicon.Span) bool { return h.Lo == w.Lo && (h.Kind == w.Kind || h.Unit == w.Unit) })
	})
}

// replace says the built-in sentence for the step that a stopped sentence
// stood for; nothing, where it stood for none or that was said.
func (v *voice) replace(d Decision) error {
	i := v.stepFor(d)
	if i < 0 {
		if v.stopped > 4 {
			v.drop("lies")
		}
		return nil
	}
	v.filled++
	if v.stopped > 3 {
		v.drop("lies")
	}
	return v.step(i)
}

// stepFor is the first step not told about a product that the sentence names,
// else the first not told that names none of another product.
func (v *voice) stepFor(d Decision) int {
	ids := []string{}
	for _, m := range v.answer.facts.mentionsIn(lowerSame(d.Sentence)) {
		ids = append(ids, m.record.id)
	}
	for i, s := range v.steps {
		if !v.told[i] && s.Product != "" && slices.Contains(ids, s.Product) && s.Kind != "table" {
			return i
		}
	}
	for i, s := range v.steps {
		if !v.told[i] && s.Kind != "ask" && s.Kind != "table" && s.Kind != "rule" && (len(ids) == 0 || s.Product == "") {
			return i
		}
	}
	return -1
}

// finish says the steps that nobody has said. Where the model spoke freely of
// the products, only what must not be missing is added.
func (v *voice) finish() error {
	for i, s := range v.steps {
		if v.told[i] || v.ofModel > 0 && !v.needed(s) {
			continue
		}
		if s.Kind != "table" && s.Kind != "ask" && s.Kind != "offer" && s.Kind != "memory" && s.Kind != "rule" {
			v.filled++
		}
		if err := v.step(i); err != nil {
			return err
		}
	}
	return nil
}

// needed reports whether a step belongs to every answer: what was asked, the
// table, the question, and where the model was dropped the rest as well.
func (v *voice) needed(s Step) bool {
	switch s.Kind {
	case "fact", "contrast":
		return v.dropped || len(v.plan.Aspects) > 0
	case "quote":
		return v.dropped || v.plan.Act == chat.PolicyAct
	case "table", "ask", "offer", "memory", "rule":
		return true
	case "product":
		return v.dropped && !slices.Contains(v.products, s.Product)
	}
	return false
}
