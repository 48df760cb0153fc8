package nlu

import (
	"slices"
	"strings"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// parse is one utterance taken apart: what the language says and what the
// shop's words mean, before anything is decided.
type parse struct {
	u      chat.Utterance
	st     *chat.State
	v      *lexicon.Vocabulary
	view   *catalog.View
	text   string
	ts     []lexicon.Token
	said   []lexicon.Said
	spans  []lexicon.Span
	ranges []lexicon.Range
	people []lexicon.Person
	kit    []lexicon.Said  // by which several things are wanted at once
	all    []lexicon.Match // every match, also those not taken
	untold []lexicon.Match // questions that no column answers
	negs   []scope         // what is not wanted, by token
	owns   []scope         // what somebody has already, by token
	used   []bool          // tokens that became a filter

	mentions []mention
	subject  subject
	slots    slots
	refers   references
	order    string

	without    string      // the part left out, to measure what it adds
	classifier *classifier // nil: nothing is decided here
}

func newParse(u chat.Utterance, st *chat.State, v *lexicon.Vocabulary, view *catalog.View) *parse {
	p := &parse{u: u, st: st, v: v, view: view, text: u.Text}
	p.ts = v.Mend(lexicon.Tokenize(p.text))
	matches := v.FindTokens(p.text, p.ts)
	if p.said = lexicon.Classes(p.ts); !p.has("ask_have") { // the thing asked for may sound like anything
		p.said = append(p.said, v.ClassesByEar(p.ts, matches)...)
	}
	p.spans = lexicon.ReadTokens(p.text, p.ts)
	p.ranges = lexicon.Ranges(p.text, p.ts, p.spans, p.said)
	p.people = lexicon.People(p.ts)
	p.kit = lexicon.KitClasses(p.ts)
	p.spans = slices.DeleteFunc(p.spans, p.inPhrase)
	p.untold = v.Untold(p.ts)
	p.all = p.withColors(p.uncounted(p.withoutForeign(p.denials(p.ownMatches(matches)))))
	p.all = append(p.all, p.innerMeanings()...)
	p.said = append(p.ownWords(), p.haveAsked()...)
	p.used = make([]bool, len(p.ts))
	p.order = p.orderID()
	p.negs, p.owns = p.negations(), p.ownings()
	p.mentions = p.findMentions()
	p.subject = p.findSubject()
	p.slots = p.findSlots()
	p.refers = p.findReferences()
	return p
}

// ownWords leaves out words of the language that are only part of what the shop
// calls something: the bank of "power bank".
func (p *parse) ownWords() []lexicon.Said {
	return slices.DeleteFunc(p.said, func(s lexicon.Said) bool {
		return slices.ContainsFunc(p.all, func(m lexicon.Match) bool {
			own := s.Class == "off_topic" || service(s.Class) && m.Field == "category" && !p.serves(s)
			longer := m.To-m.From > s.To-s.From || m.To-m.From == s.To-s.From && own && (m.How == "exact" || m.How == "part" || s.Class == "off_topic" && m.Field == "category" && m.Score > 0.85)
			return m.From <= s.From && s.To <= m.To && longer && m.How != "typo" && m.How != "column" && m.Score > 0.7
		}) || p.relativePronoun(s) || s.Class == "off_topic" && p.inNoun(s) || s.Class == "policy_return" && p.onlyUnfit(s)
	})
}

// inNoun reports whether what was said is only part of the word for some goods:
// the alarm of "alarm clock".
func (p *parse) inNoun(s lexicon.Said) bool {
	for from := max(0, s.From-1); from <= s.From; from++ {
		for to := s.To; to <= min(len(p.ts), s.To+1); to++ {
			if to-from > s.To-s.From && lexicon.KnownNoun(p.text[p.ts[from].Start:p.ts[to-1].End]) {
				return true
			}
		}
	}
	return false
}

// onlyUnfit reports whether goods that were just shown are found unfit, which is
// no wish to send anything back.
func (p *parse) onlyUnfit(s lexicon.Said) bool {
	return lexicon.Is("unfit", p.phrase(s)) && len(p.st.Shown) > 0 && p.st.Act != chat.OrderAct && p.st.Act != chat.PolicyAct && p.order == ""
}

// relativePronoun reports whether a "that" points at nothing shown but goes on
// about the goods named before it: "roses that smell".
func (p *parse) relativePronoun(s lexicon.Said) bool {
	if s.Class != "it" && s.Class != "one_word" || s.To-s.From > 1 || !p.is(s.From, "relative") || s.To >= len(p.ts) || p.ts[s.To].Kind != lexicon.Word {
		return false
	}
	return slices.ContainsFunc(p.all, func(m lexicon.Match) bool { return m.Field == "category" && m.To == s.From })
}

// haveAsked finds the question that stands around what is asked for: 有滇红吗,
// 卖钢琴不.
func (p *parse) haveAsked() []lexicon.Said {
	var out []lexicon.Said
	for i := range p.ts {
		if !p.is(i, "have_verb") || p.is(i-1, "no_have_verb_behind") {
			continue
		}
		end := p.clauseEnd(i)
		if end-i > 2 && p.is(end-1, "have_question_end") && slices.ContainsFunc(p.all, func(m lexicon.Match) bool { return m.From > i && m.To < end && m.How != "column" }) {
			out = append(out, lexicon.Said{Class: "ask_have", From: i, To: i + 1})
		}
	}
	return out
}

// service tells the classes that speak of orders and rules.
func service(class string) bool {
	return strings.HasPrefix(class, "policy_") || strings.HasPrefix(class, "order_")
}

// serves reports whether another word speaks of orders or rules too: the
// carriers of a shop that sells them are goods, unless they deliver.
func (p *parse) serves(s lexicon.Said) bool {
	return slices.ContainsFunc(p.said, func(o lexicon.Said) bool {
		return service(o.Class) && o.Class != "policy_frame" && o.From != s.From || o.Class == "my_order"
	})
}

// inPhrase reports whether a colour or material is only part of a phrase of the
// language (the clear of "clear all filters").
func (p *parse) inPhrase(s lexicon.Span) bool {
	if s.Kind == lexicon.Ordinal {
		from, to := p.tokens(s.Start, s.End)
		return slices.ContainsFunc(p.said, func(o lexicon.Said) bool {
			return (o.Class == "instead" || o.Class == "correct") && o.From <= from && to <= o.To && o.To-o.From > to-from
		})
	}
	if s.Kind != lexicon.Color && s.Kind != lexicon.Material {
		return false
	}
	from, to := p.tokens(s.Start, s.End)
	return slices.ContainsFunc(p.said, func(o lexicon.Said) bool {
		return o.From <= from && to <= o.To && o.To-o.From > to-from
	})
}

// has reports whether one of the classes was said.
func (p *parse) has(classes ...string) bool {
	return slices.ContainsFunc(p.said, func(s lexicon.Said) bool { return slices.Contains(classes, s.Class) })
}

// hits gives where a class was said.
func (p *parse) hits(classes ...string) []lexicon.Said {
	var out []lexicon.Said
	for _, s := range p.said {
		if slices.Contains(classes, s.Class) {
			out = append(out, s)
		}
	}
	return out
}

// phrase gives the text of what was said.
func (p *parse) phrase(s lexicon.Said) string { return p.text[p.ts[s.From].Start:p.ts[s.To-1].End] }

// words counts the tokens that are not marks; a Chinese character is one.
func (p *parse) words() int {
	n := 0
	for _, t := range p.ts {
		if t.Kind != lexicon.Punct {
			n++
		}
	}
	return n
}

// short reports whether the utterance is a few words, in its language's measure.
func (p *parse) short(english, han int) bool {
	h, w := 0, 0
	for _, t := range p.ts {
		switch t.Kind {
		case lexicon.Han:
			h++
		case lexicon.Word, lexicon.Digits:
			w++
		}
	}
	return w <= english && h <= han && (w == 0 || h == 0 || w+h/2 <= english)
}

func (p *parse) use(from, to int) {
	for i := from; i < to; i++ {
		p.used[i] = true
	}
}

func (p *parse) token(i int) string {
	if i < 0 || i >= len(p.ts) {
		return ""
	}
	return p.ts[i].Text
}

// is reports whether token i is one of a class of words.
func (p *parse) is(i int, class string) bool { return lexicon.Is(class, p.token(i)) }

// says reports whether a word of a class was said anywhere.
func (p *parse) says(class string) bool {
	return slices.ContainsFunc(p.ts, func(t lexicon.Token) bool { return lexicon.Is(class, t.Text) })
}

// clauseEnd is the first token at or after i that ends the clause.
func (p *parse) clauseEnd(i int) int {
	for ; i < len(p.ts); i++ {
		if clauseMark(p.ts[i].Text) {
			return i
		}
	}
	return i
}

// clauseStart is the first token of the clause that token i stands in.
func (p *parse) clauseStart(i int) int {
	for ; i > 0; i-- {
		if clauseMark(p.ts[i-1].Text) {
			return i
		}
	}
	return i
}

func clauseMark(s string) bool {
	return strings.Contains(",.;!?，。；！？:：…", s) && s != ""
}

// tokens gives the tokens that a stretch of bytes covers.
func (p *parse) tokens(start, end int) (from, to int) {
	for from < len(p.ts) && p.ts[from].End <= start {
		from++
	}
	for to = from; to < len(p.ts) && p.ts[to].Start < end; to++ {
	}
	return from, to
}
