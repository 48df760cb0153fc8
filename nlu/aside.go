package nlu

import (
	"slices"
	"strings"

	"daogou/chat"
	"daogou/lexicon"
)

// surePart is how sure the act of each part must be for an utterance to be two.
const surePart = .5

// withAside reads an utterance that asks for a rule of the shop besides
// something else: "add it to my cart. how much is shipping?".
func (b *Builtin) withAside(p *parse) (chat.Reading, bool) {
	if p.policyTopic() == "" || p.has("attack") || p.u.Images > 0 {
		return chat.Reading{}, false
	}
	var rest, rule *parse
	seams := p.seams()
	for _, at := range seams[:min(len(seams), mostSeams)] {
		first, second := b.parse(p.part(p.text[:at]), p.st), b.parse(p.part(p.text[at:]), p.st)
		for _, parts := range [][2]*parse{{first, second}, {second, first}} {
			shorter := rule == nil || len(parts[0].text) < len(rule.text) // what says no more than the rule
			if shorter && parts[0].onlyRule() && parts[1].requests(parts[1] == first) {
				rule, rest = parts[0], parts[1]
			}
		}
	}
	if rule == nil {
		return chat.Reading{}, false
	}
	r := rest.reading()
	r.Locale = p.locale()
	r.Aside = &chat.Aside{Said: rule.text, Query: rule.policyQuery(rule.policyTopic())}
	return r, true
}

// mostSeams is at how many places an utterance is tried to be two.
const mostSeams = 6

const asideMarks = " \n\t,，、;；"

func (p *parse) part(text string) chat.Utterance {
	u := p.u
	u.Text = strings.Trim(text, asideMarks)
	return u
}

// seams are where an utterance may be two, in bytes: behind the end of a
// sentence or a clause, before an "and" that begins a question.
func (p *parse) seams() []int {
	var at []int
	for i := 1; i < len(p.ts)-1; i++ {
		t := p.ts[i]
		switch {
		case clauseMark(t.Text) && !clauseMark(p.token(i+1)):
			at = append(at, t.End)
		case p.is(i, "joins_question") && (p.is(i+1, "question_word") || p.is(i+1, "question_verb")):
			at = append(at, t.Start)
		}
	}
	return at
}

// onlyRule reports whether a part asks for a rule of the shop and nothing else.
func (p *parse) onlyRule() bool {
	if p.policyTopic() == "" || !p.asksPlainly() {
		return false
	}
	act, sure := p.decide()
	return act == chat.PolicyAct && sure >= surePart
}

// asksPlainly is asks, a bare 不 aside, which denies more often than it asks.
func (p *parse) asksPlainly() bool {
	for i := range p.ts {
		denies := p.is(i, "denies_or_asks") && p.token(i-1) != p.token(i+1) && p.clauseEnd(i) != i+1
		if !denies && (p.is(i, "question_word") || p.is(i, "question_verb") && i < 2) {
			return true
		}
	}
	return false
}

// givesReason reports whether something is supposed or is why the rest is asked.
func (p *parse) givesReason() bool {
	return p.says("gives_reason") || slices.ContainsFunc(lexicon.WordsIn("gives_reason", "zh"), func(w string) bool { return strings.Contains(p.text, w) })
}

// requests reports whether a part, by itself, is something to be done or told,
// not what leads up to a question: "I found the same lamp cheaper elsewhere.".
func (p *parse) requests(leads bool) bool {
	act, sure := p.decide()
	if sure < surePart || p.policyTopic() != "" && !p.prod() || p.givesReason() {
		return false
	}
	switch act {
	case chat.Search, chat.Refine, chat.Recommend:
		asked := act == chat.Recommend || p.prod() && p.has("want", "ask_have") || len(p.subject.choices) > 0 && p.has("also") && p.asks()
		return asked || leads && p.bare()
	case chat.Detail, chat.Compare:
		return p.asks() || p.has("compare")
	case chat.CartAct:
		return true
	case chat.OrderAct:
		return p.asks() && !p.has("order_change", "policy_return")
	}
	return false
}

// bare reports whether goods are named, in words that all say which: "red dresses
// under $60".
func (p *parse) bare() bool {
	for i, t := range p.ts {
		ofGoods := slices.ContainsFunc(p.all, func(m lexicon.Match) bool { return m.From <= i && i < m.To })
		said := t.Kind == lexicon.Punct || p.used[i] || lexicon.LittleWord(t.Stem) || p.overlaps(i, i+1, "cheapest", "dearest", "bestrated")
		if !ofGoods && (!said || p.is(i, "tells")) {
			return false
		}
	}
	return p.prod()
}
