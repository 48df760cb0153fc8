package nlu

import (
	"slices"
	"strings"
	"sync"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// selfPhrases are the phrases of data/self.tsv: class by stems, and the most
// tokens that one has.
var selfPhrases = sync.OnceValue(func() (t struct {
	classes map[string]string
	longest int
}) {
	t.classes = map[string]string{}
	for _, row := range rows("data/self.tsv", 2) {
		for _, phrase := range strings.Split(row[1], ",") {
			stems := lexicon.Stems(phrase)
			t.classes[strings.Join(stems, " ")] = row[0]
			t.longest = max(t.longest, len(stems))
		}
	}
	return t
})

// selfSaid finds the phrases, from left to right, the longest first.
func (p *parse) selfSaid() []lexicon.Said {
	table := selfPhrases()
	var out []lexicon.Said
	for i := 0; i < len(p.ts); i++ {
		key := make([]string, 0, table.longest)
		best := lexicon.Said{}
		for j := i; j < len(p.ts) && j < i+table.longest; j++ {
			key = append(key, p.ts[j].Stem)
			if class, ok := table.classes[strings.Join(key, " ")]; ok {
				best = lexicon.Said{Class: class, From: i, To: j + 1}
			}
		}
		if best.Class != "" {
			out = append(out, best)
			i = best.To - 1
		}
	}
	return out
}

// remembering reads what the shopper says of herself, and what she wants
// remembered or forgotten of it.
func (p *parse) remembering(r *chat.Reading) {
	said := p.selfSaid()
	if len(said) == 0 && len(p.people) == 0 && !p.has("gift") {
		return
	}
	r.ForOther = p.forOther(said)
	covered := 0
	for _, s := range said {
		switch s.Class {
		case "keep":
			r.Keep = true
		case "forget_all":
			r.Forget = []string{"*"}
		case "forget":
			r.Forget = appendNew(r.Forget, p.forgotten(s)...)
		case "show":
			if p.showsMemory(s) {
				r.Act, r.Topic, r.Query, r.Confidence = chat.PolicyAct, chat.TopicMemory, p.policyQuery("privacy"), 1
			}
		default:
			if told := p.ofSelf(s, said); len(told) > 0 {
				r.Self = append(r.Self, told...)
				covered += p.clauseEnd(s.To) - p.clauseStart(s.From)
			}
		}
	}
	p.commanded(r)
	p.aside(r, covered)
}

// forOther reports whether the thing is for somebody else.
func (p *parse) forOther(said []lexicon.Said) bool {
	if p.has("gift") && p.slots.people {
		return true
	}
	for _, who := range p.people {
		for _, s := range said {
			if s.Class == "other" && s.From <= who.From && who.From <= s.To+1 {
				return true
			}
		}
	}
	return false
}

// commanded makes a wish to forget an act of its own, unless it takes back what
// is in force of the search.
func (p *parse) commanded(r *chat.Reading) {
	if len(r.Forget) == 0 || len(r.Drop) > 0 && !slices.Contains(r.Drop, "*") {
		return
	}
	for _, field := range r.Forget {
		if p.inForce(field) {
			*r = chat.Reading{Act: chat.Refine, Drop: r.Forget, Forget: r.Forget, Locale: r.Locale, Confidence: 1, Source: r.Source}
			return
		}
	}
	*r = chat.Reading{Act: chat.PolicyAct, Topic: chat.TopicMemory, Forget: r.Forget, Locale: r.Locale, Confidence: 1, Source: r.Source}
}

// forgotten gives the fields that are named behind a wish to forget, or whose
// values are ("forget that I'm vegan").
func (p *parse) forgotten(s lexicon.Said) (fields []string) {
	end := p.clauseEnd(s.To)
	for _, m := range p.all {
		if m.From >= s.To && m.To <= end && m.From-s.To <= 4 && m.Field != "category" && !p.has("cart_word") {
			fields = appendNew(fields, m.Field)
		}
	}
	for _, h := range p.hits("price_word") {
		if h.From >= s.To && h.To <= end {
			fields = appendNew(fields, "price")
		}
	}
	for _, m := range lexicon.PlainAspects(p.ts[s.To:end]) {
		fields = appendNew(fields, m)
	}
	return fields
}

// showsMemory reports whether a phrase that ends in "my" goes on with a field.
func (p *parse) showsMemory(s lexicon.Said) bool {
	last := p.ts[s.To-1].Text
	return last != "my" && last != "的" || len(p.forgotten(s)) > 0
}

// ofSelf reads one clause about the shopper herself as if it stood alone.
func (p *parse) ofSelf(s lexicon.Said, said []lexicon.Said) []chat.Preference {
	start, end := s.To, p.clauseEnd(s.To)
	for _, o := range said {
		if o.Class == "reaction" && o.From >= start && o.From < end {
			end = o.From
		} else if o.From > start && o.From < end && o.Class != "usual" {
			end = o.From
		}
	}
	if start >= end || s.Class == "reacts" && !p.reacts(said, end) || s.Class == "is" && !p.plainSelf(start, end) {
		return nil
	}
	text := p.text[p.ts[start].Start:p.ts[end-1].End]
	alone := p.alone(s.Class, text)
	soft := s.Class == "budget" || slices.ContainsFunc(said, func(o lexicon.Said) bool {
		return o.Class == "usual" && o.From >= p.clauseStart(s.From) && o.To <= end && s.Class != "size"
	})
	return preferences(s.Class, alone.slots.filters, soft)
}

// reacts reports whether a reaction is named at a token.
func (p *parse) reacts(said []lexicon.Said, at int) bool {
	return slices.ContainsFunc(said, func(o lexicon.Said) bool { return o.Class == "reaction" && o.From == at })
}

// plainSelf reports whether what follows "I'm" can say what she is: a few words,
// and none of looking for something.
func (p *parse) plainSelf(start, end int) bool {
	if end-start > 8 || p.ts[start].Kind != lexicon.Han && end-start > 4 {
		return false
	}
	for _, s := range p.hits("want", "ask_have", "not_self", "talk_to", "complaint") {
		if s.From < end && s.To > start-2 {
			return false
		}
	}
	return true
}

// alone reads the words behind a phrase by themselves. What is not wanted is
// read with a plain negation, and a size as the reply to the question for it.
func (p *parse) alone(class, text string) *parse {
	st := &chat.State{Locale: p.st.Locale, Shown: nil}
	zh := lexicon.Detect(text) == "zh"
	switch {
	case class == "size":
		st.Asked = "size"
	case (class == "not" || class == "reacts") && zh:
		text = "不要" + text
	case class == "not" || class == "reacts":
		text = "no " + text
	case class == "budget" && zh:
		text = "预算" + text
	case class == "budget":
		text = "budget " + text
	}
	return newParse(chat.Utterance{Text: text, Locale: p.u.Locale}, st, p.v, p.view)
}

// preferences are the filters that a phrase of the class can be about, said of
// the kinds of goods named beside them.
func preferences(class string, filters []catalog.Filter, soft bool) (list []chat.Preference) {
	var of []string
	for _, f := range filters {
		if f.Field == "category" && f.Op != catalog.Ne {
			of = append(of, f.Values...)
		}
	}
	for _, f := range filters {
		price := f.Field == "price"
		switch {
		case f.Field == "category" || f.Field == "availability" || f.Field == "condition" || f.Field == "rating":
		case price != (class == "budget") || price && f.Op == catalog.Gte: // the usual budget is what she spends at most
		case (class == "not" || class == "reacts") && f.Op != catalog.Ne && f.Op != catalog.Eq:
		default:
			list = append(list, chat.Preference{Filter: f, Of: of, Soft: soft})
		}
	}
	return list
}

// aside settles an utterance that is nothing but about herself: it refines what
// is looked for, as far as such goods know of it, finds what she would have, or
// is noted.
func (p *parse) aside(r *chat.Reading, covered int) {
	if len(r.Self) == 0 || covered < len(p.ts)-2 {
		return
	}
	told := chat.Reading{Act: chat.Chitchat, Topic: "noted", Locale: r.Locale, Self: r.Self, Keep: r.Keep, Confidence: 0.95, Source: r.Source}
	inForce := p.st.Subject != "" || p.st.Pending != nil
	for _, pref := range r.Self {
		if p.v.Count(append(p.scopeInForce(), pref.Filter)) > 0 {
			told.Filters = append(told.Filters, pref.Filter)
		}
	}
	switch {
	case inForce && len(told.Filters) > 0:
		told.Act, told.Topic = chat.Refine, ""
	case !inForce && aboutGoods(r):
		return
	default:
		told.Filters = nil
	}
	*r = told
}

// aboutGoods reports whether a reading looks for what shows a quality, not just
// for what comes in a size or lacks something.
func aboutGoods(r *chat.Reading) bool {
	return family(r.Act) == chat.Search && slices.ContainsFunc(r.Filters, func(f catalog.Filter) bool {
		return f.Op != catalog.Ne && !strings.HasSuffix(f.Field, "size") && f.Field != "price"
	})
}

// yesOrNo is the reply to a question that asks for it; empty: none.
func (p *parse) yesOrNo() string {
	if p.st.Asked != chat.AskedMemory && p.st.Asked != chat.AskedPerson || !p.short(5, 7) || p.prod() {
		return ""
	}
	yes, no := p.has("yes"), p.has("no")
	switch {
	case no:
		return "no"
	case yes:
		return "yes"
	}
	return ""
}
