package nlu

import (
	"slices"
	"strings"

	"daogou/chat"
	"daogou/lexicon"
)

// features of an utterance for the classifier: its words, with what the shop's
// vocabulary knows made {cat}, {brand}, {val}, {title}, so that what is learnt
// in one trade holds in another; the word classes; the state.
func (p *parse) features() []feature {
	words, slots := p.slotted()
	return join(words, p.said, slots, p.stateFeature())
}

func join(words []string, said []lexicon.Said, slots []string, state string) []feature {
	out := ngrams(words)
	seen := map[string]bool{}
	for _, s := range said {
		if quiet[s.Class] || seen[s.Class] {
			continue
		}
		seen[s.Class] = true
		out = append(out, plain("c"+s.Class), plain("c"+s.Class+"/"+state))
	}
	for _, s := range slots {
		out = append(out, plain("s"+s), plain("s"+s+"/"+state))
	}
	slices.Sort(slots)
	out = append(out, plain("S"+strings.Join(slots, "+")), plain("T"+state))
	size := "n5"
	switch n := len(words); {
	case n <= 2:
		size = "n2"
	case n > 14:
		size = "n15"
	case n > 5:
		size = "n14"
	}
	out = append(out, plain(size), plain(size+"/"+state))
	return out
}

// quiet classes say nothing of the act.
var quiet = map[string]bool{"strip": true, "lte_before": true, "gte_before": true, "lte_after": true, "gte_after": true, "around_before": true, "around_after": true, "between_before": true, "slightly_over": true, "one_word": true, "superlative_all": true, "also": true, "either": true, "policy_frame": true, "copies": true, "age_before": true,
	"why": true, "shown_by": true, "less_like": true, "dislike": true}

// slotted writes the utterance with its slots as words, and names the slots.
func (p *parse) slotted() (words, slots []string) {
	tags := make([]string, len(p.ts))
	tag := func(from, to int, name string) {
		for i := from; i < to; i++ {
			tags[i] = name
		}
	}
	for _, m := range p.all {
		if tags[m.From] == "" && m.How != "column" {
			tag(m.From, m.To, slotName(m.Field))
		}
	}
	for _, s := range p.spans {
		from, to := p.tokens(s.Start, s.End)
		switch s.Kind {
		case lexicon.Ordinal:
			tag(from, to, "{ord}")
		case lexicon.Color, lexicon.Material:
			tag(from, to, "{val}")
		case lexicon.Number, lexicon.Measure:
			tag(from, to, "{num}")
		case lexicon.Money:
			tag(from, to, "{price}")
		}
	}
	for _, m := range p.mentions {
		tag(m.from, m.to, "{title}")
	}
	for _, o := range p.orderTokens() {
		tag(o[0], o[1], "{id}")
	}
	if p.subject.noun != "" {
		name := "{noun}"
		if p.subject.titled {
			name = "{cat}"
		}
		tag(p.subject.nounAt, p.subject.nounAt+len(lexicon.Stems(p.subject.noun)), name)
	}
	for i, t := range p.ts {
		switch {
		case t.Kind == lexicon.Punct && t.Text != "?" && t.Text != "？" && t.Text != "!":
		case tags[i] == "":
			words = append(words, plainMark(t.Stem))
		case i == 0 || tags[i-1] != tags[i]:
			words = append(words, tags[i])
			slots = appendNew(slots, tags[i])
		}
	}
	for _, m := range p.all {
		if m.How == "column" {
			slots = appendNew(slots, "{col}")
		}
	}
	return words, slots
}

func plainMark(s string) string {
	if s == "？" {
		return "?"
	}
	return s
}

func slotName(field string) string {
	switch field {
	case "category":
		return "{cat}"
	case "brand":
		return "{brand}"
	}
	return "{val}"
}

// stateFeature says in a word what went before.
func (p *parse) stateFeature() string {
	switch {
	case p.st.Act == chat.CartAct, p.st.Act == chat.OrderAct, p.st.Act == chat.PolicyAct, p.st.Act == chat.Detail, p.st.Act == chat.Compare:
		return string(p.st.Act)
	case len(p.st.Shown) > 0:
		return "shown"
	}
	return "-"
}
