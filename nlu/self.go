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
// remembered or forgotten of it. The rest of what she says is read without that.
func (p *parse) remembering(r *chat.Reading) {
	said := p.selfSaid()
	if p.has("reset") && p.says("forgets") && len(p.st.Told)+len(p.st.Held) > 0 {
		r.Forget = []string{"*"}
		p.commanded(r)
		return
	}
	if len(said) == 0 && len(p.people) == 0 && !p.has("gift") {
		return
	}
	r.ForOther = p.forOther(said)
	var told []chat.Preference
	rest := []byte(p.text)
	for _, s := range said {
		switch s.Class {
		case "keep":
			r.Keep = true
		case "forget_all":
			r.Forget = []string{"*"}
		case "forget":
			r.Forget = appendNew(r.Forget, p.forgotten(s)...)
		case "show":
			if p.showsMemory(s) && !(p.has("policy_size") && len(lexicon.Of(p.spans, lexicon.Measure)) > 0) { // "what's my size? my waist is 72 cm"
				r.Act, r.Topic, r.Query, r.Confidence = chat.PolicyAct, chat.TopicMemory, policyWords("privacy"), 1
			}
		case "is", "is_a", "size", "only", "not", "dislike", "reacts", "budget", "and_not":
			if s.Class == "and_not" && len(told) == 0 {
				continue // not said of herself
			}
			list, end := p.ofSelf(s, said)
			if told = append(told, list...); len(list) > 0 {
				blank(rest, p.ts[s.From].Start, p.ts[end-1].End)
			}
		}
	}
	p.commanded(r)
	if sizing := r.Act == chat.PolicyAct && r.Topic == "size"; len(told) > 0 && len(r.Forget) == 0 && !sizing { // her height is what is asked about
		p.tells(r, told, string(rest))
	}
}

// blank overwrites a stretch of a text.
func blank(text []byte, from, to int) {
	for i := from; i < to; i++ {
		text[i] = ' '
	}
}

// tells settles an utterance in which she tells of herself: what else she says is
// read by itself, and what she told holds for it.
func (p *parse) tells(r *chat.Reading, told []chat.Preference, rest string) {
	keep := r.Keep
	if again := newParse(chat.Utterance{Text: rest, Locale: p.u.Locale, Images: p.u.Images}, p.st, p.v, p.view); again.wants() {
		again.without, again.classifier = p.without, p.classifier
		*r = again.reading()
		if family(r.Act) == chat.Search {
			r.Filters = append(r.Filters, p.applicable(told, r.Filters)...)
		}
	} else if !named(told) {
		p.aside(r, told)
	}
	r.Self, r.Keep, r.Locale = told, keep, p.locale()
}

// named reports whether the kind of goods is named that something is said of.
func named(told []chat.Preference) bool {
	return slices.ContainsFunc(told, func(p chat.Preference) bool { return len(p.Of) > 0 })
}

// wants reports whether anything is wanted of the shop.
func (p *parse) wants() bool {
	return p.prod() || p.subject.noun != "" || p.plainPolicy() || p.order != "" || len(p.slots.drop) > 0 || p.slots.sort != "" ||
		p.has("want", "ask_have", "recommend", "gift", "others", "compare", "cart_word", "my_order", "human", "complaint", "off_topic", "attack")
}

// applicable are the filters told of which goods under the others know, each once.
func (p *parse) applicable(told []chat.Preference, others []catalog.Filter) (filters []catalog.Filter) {
	for _, pref := range told {
		have := slices.ContainsFunc(others, func(f catalog.Filter) bool { return f.Field == pref.Filter.Field && f.Op == pref.Filter.Op })
		if !have && !pref.Soft && p.v.Count(append(slices.Clone(others), pref.Filter)) > 0 {
			filters = append(filters, pref.Filter)
		}
	}
	return filters
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
	for _, h := range p.hits("animal_free") {
		if len(fields) == 0 && h.From >= s.From && h.To <= end { // no column says so by itself
			for _, c := range p.materials() {
				fields = appendNew(fields, c.Name)
			}
		}
	}
	for _, m := range lexicon.PlainAspects(p.ts[s.To:end]) {
		fields = appendNew(fields, m)
	}
	return fields
}

// showsMemory reports whether a phrase that ends in "my" goes on with a field.
func (p *parse) showsMemory(s lexicon.Said) bool {
	return !p.is(s.To-1, "possessive") || len(p.forgotten(s)) > 0
}

// ofSelf reads one clause about the shopper herself as if it stood alone, and
// gives the token where it ends.
func (p *parse) ofSelf(s lexicon.Said, said []lexicon.Said) (list []chat.Preference, end int) {
	start := s.To
	end = p.clauseEnd(start)
	for _, o := range said {
		if o.Class == "reaction" && o.From >= start && o.From < end {
			end = o.From
		} else if o.From > start && o.From < end && o.Class != "usual" {
			end = o.From
		}
	}
	if start >= end || s.Class == "reacts" && !p.reacts(said, end) || strings.HasPrefix(s.Class, "is") && !p.plainSelf(start, end) ||
		s.Class == "dislike" && p.pointsAt(start) {
		return nil, 0
	}
	text := p.text[p.ts[start].Start:p.ts[end-1].End]
	alone := p.alone(s.Class, text)
	soft := s.Class == "budget" || slices.ContainsFunc(said, func(o lexicon.Said) bool {
		return o.Class == "usual" && o.From >= p.clauseStart(s.From) && o.To <= end && s.Class != "size"
	})
	return preferences(s.Class, alone.slots.filters, soft), end
}

// pointsAt reports whether something shown is spoken of: "the red one".
func (p *parse) pointsAt(i int) bool {
	return p.is(i, "points")
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
	switch {
	case class == "size" || class == "is_a":
		st.Asked = "size"
	case unwanted[class]:
		text = behind("plain_refusal", text)
	case class == "budget":
		text = behind("plain_budget", text)
	}
	return newParse(chat.Utterance{Text: text, Locale: p.u.Locale}, st, p.v, p.view)
}

// behind puts a text behind the word of a class in its own language.
func behind(class, text string) string {
	if lexicon.Detect(text) == "zh" {
		return lexicon.WordsIn(class, "zh")[0] + text
	}
	return lexicon.WordsIn(class, "en")[0] + " " + text
}

// unwanted are the classes behind which stands what she won't have.
var unwanted = map[string]bool{"not": true, "dislike": true, "reacts": true, "and_not": true}

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
		case unwanted[class] && f.Op != catalog.Ne && f.Op != catalog.Eq:
		default:
			list = append(list, chat.Preference{Filter: f, Of: of, Soft: soft})
		}
	}
	return list
}

// aside settles an utterance that is nothing but about herself: it refines what
// is looked for, as far as such goods know of it, finds what she would have, or
// is noted.
func (p *parse) aside(r *chat.Reading, told []chat.Preference) {
	switch family(r.Act) {
	case chat.Search, chat.Chitchat, chat.OutOfScope, chat.PolicyAct:
	default:
		return
	}
	*r = chat.Reading{Act: chat.Chitchat, Topic: "noted", Locale: r.Locale, Confidence: 0.95, Source: r.Source}
	if p.st.Subject == "" && p.st.Pending == nil {
		if aboutGoods(told) {
			r.Act, r.Topic, r.NewSubject, r.Filters = chat.Search, "", true, p.applicable(told, nil)
		}
		return
	}
	if r.Filters = p.applicable(told, p.scopeInForce()); len(r.Filters) > 0 {
		r.Act, r.Topic = chat.Refine, ""
	}
}

// aboutGoods reports whether what is told makes goods worth a look: a quality
// that she keeps to, not just a size or what she won't have.
func aboutGoods(told []chat.Preference) bool {
	return slices.ContainsFunc(told, func(p chat.Preference) bool {
		return p.Filter.Op != catalog.Ne && !strings.HasSuffix(p.Filter.Field, "size") && p.Filter.Field != "gender" && !p.Soft
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
