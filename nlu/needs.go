package nlu

import (
	"slices"
	"strings"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// part is one of several things wanted at once: its stretch of tokens, and the
// phrase that names it.
type part struct {
	from, to int
	head     lexicon.Match
	own      *parse // the stretch, read by itself
}

// several reads a wish for several things at once: one more beside those in
// force, a change of one of those, things listed, everything for an occasion.
// False: it is about one thing.
func (p *parse) several(r *chat.Reading) bool {
	if p.u.Images > 0 || p.has("attack", "compare", "which_one") || p.inquires() && !p.has("want", "ask_have", "recommend") && !p.saysKit("everything") {
		return false
	}
	return p.changesNeeds(r) || p.listed(r) || p.kitted(r)
}

// inquires reports whether the sentence is built as a question.
func (p *parse) inquires() bool {
	last := len(p.ts) - 1
	return p.is(last, "question_mark") || p.is(last, "question_end") || p.is(0, "question_start")
}

// listed fills the reading with the things that the utterance lists ("a tent and
// two sleeping bags under 500").
func (p *parse) listed(r *chat.Reading) bool {
	parts := p.parts()
	if len(parts) < 2 {
		return false
	}
	for _, part := range parts {
		r.Needs = append(r.Needs, p.need(part))
	}
	p.tellApart(r.Needs)
	p.spread(parts, r.Needs)
	r.Filters = p.shared(parts, r.Needs)
	p.severalAnew(r)
	return true
}

// severalAnew makes the reading one of several things, a subject of its own.
func (p *parse) severalAnew(r *chat.Reading) {
	r.Act, r.NewSubject, r.Strict, r.Sort = chat.Search, true, p.has("strict"), p.slots.sort
}

// parts takes an enumeration apart. One thing alone is one part, or none.
func (p *parse) parts() []part {
	var out []part
	for _, h := range p.listHeads() {
		out = append(out, part{head: h})
	}
	for i := range out {
		out[i].to = len(p.ts)
		if i > 0 {
			out[i].from = p.joint(out[i-1].head.To, out[i].head.From)
			out[i-1].to = out[i].from
		}
	}
	for i := range out {
		out[i].own = p.apart(out[i])
	}
	return out
}

// listHeads gives the phrases that name things listed side by side, each of
// another kind than those before it.
func (p *parse) listHeads() []lexicon.Match {
	var heads []lexicon.Match
	last := -1 // where the phrase before ends, whatever it is
	aside := false
	for _, g := range p.wantedGroups() {
		m := g[0]
		switch at := p.joint(last, m.From); {
		case !p.surelyThing(m):
			continue
		case len(heads) == 0:
			heads = append(heads, m)
		case at < 0:
			aside = true
		case p.living(m), p.alternatives(last, m.From), p.sharesHead(heads[len(heads)-1], m):
			return nil
		case (aside || p.comesWith(last, at)) && !p.wishedAnew(at, m.From):
		case p.ofDepartment(heads[len(heads)-1], m): // "I'm getting into cycling, I could use a city bike"
			heads[len(heads)-1] = m
		case p.distinct(heads, m) || p.ownCount(at, m.From) && p.holdsBeside(heads, m):
			heads = append(heads, m)
		default:
			return nil
		}
		last = m.To
	}
	return heads[:min(len(heads), mostNeeds)]
}

// surelyThing leaves out phrases that only stand in titles and that no language
// knows as a thing.
func (p *parse) surelyThing(m lexicon.Match) bool {
	if m.To-m.From == 1 && p.is(m.From, "adjective_too") && !p.is(m.From-1, "own_article") {
		return false // "a laptop, light, with a good battery"
	}
	return m.How != "typo" && m.How != "broader" && (m.How != "title" || lexicon.KnownNoun(m.Text))
}

// comesWith reports whether what follows belongs to the thing before it: a
// laptop with a good keyboard.
func (p *parse) comesWith(from, to int) bool {
	for _, t := range p.ts[max(from, 0):to] {
		if lexicon.Is("comes_with", t.Text) {
			return true
		}
	}
	return false
}

// wantedGroups are the category phrases that are not said to be unwanted.
func (p *parse) wantedGroups() [][]lexicon.Match {
	groups := slices.DeleteFunc(p.categoryGroups(), func(g []lexicon.Match) bool { return p.negated(g[0].From) || p.isOwned(g[0].From) })
	return p.dropGuesses(groups)
}

// joint is the token behind the word that joins two phrases as things listed,
// -1 where none does. Between it and the second there is only what begins a
// phrase: an article, a number, what the thing is like.
func (p *parse) joint(from, to int) int {
	if from < 0 || from > to {
		return -1
	}
	for i := to; i > from; i-- {
		if p.is(i-1, "list_mark") || p.kitSays(i, "besides") {
			return i
		}
		if !p.beginsPhrase(i - 1) {
			return -1
		}
	}
	return -1
}

// kitSays reports whether a phrase of the class ends right before token i.
func (p *parse) kitSays(i int, class string) bool {
	return slices.ContainsFunc(p.kit, func(s lexicon.Said) bool { return s.Class == class && s.To == i })
}

func (p *parse) saysKit(class string) bool {
	return slices.ContainsFunc(p.kit, func(s lexicon.Said) bool { return s.Class == class })
}

// beginsPhrase reports whether the token may stand before the word for a thing
// in the phrase that names it.
func (p *parse) beginsPhrase(i int) bool {
	t := p.ts[i]
	switch {
	case t.Kind == lexicon.Digits, lexicon.MeasureWord(t.Text), p.is(i, "opens_phrase"), p.overlaps(i, i+1, "want", "also", "new_topic", "cheaper", "dearer"):
		return true
	case t.Kind == lexicon.Punct, p.is(i, "purpose"), p.is(i, "breaks_phrase"):
		return false
	}
	if slices.ContainsFunc(p.all, func(m lexicon.Match) bool { return m.Field != "category" && m.From <= i && i < m.To }) {
		return true
	}
	return t.Kind == lexicon.Word && (p.is(i, "small_number") || !lexicon.LanguageWord(t.Stem))
}

// wishedAnew reports whether a wish is said anew from a joint on, so that what
// follows is no part of the thing before.
func (p *parse) wishedAnew(at, to int) bool {
	for i := at; i < to; i++ {
		if p.overlaps(i, i+1, "want") || p.is(i, "wish_goes_on") {
			return true
		}
	}
	return false
}

// ownCount reports whether a thing has an article or a number of its own.
func (p *parse) ownCount(at, to int) bool {
	for i := at; i < to; i++ {
		t := p.ts[i]
		if t.Kind == lexicon.Digits || p.is(i, "own_article") || p.is(i, "small_number") || lexicon.MeasureWord(t.Text) {
			return true
		}
	}
	return p.wishedAnew(at, to)
}

// alternatives reports whether one of the two is wanted, not both.
func (p *parse) alternatives(from, to int) bool {
	for _, t := range p.ts[from:to] {
		if lexicon.Is("either_or", t.Text) {
			return true
		}
	}
	return false
}

// living reports whether the phrase names somebody rather than a thing: the dog
// of "a tent for two people and a dog".
func (p *parse) living(m lexicon.Match) bool {
	return slices.ContainsFunc(p.kit, func(s lexicon.Said) bool { return s.Class == "living" && s.From == m.From && s.To == m.To })
}

// sharesHead reports whether two phrases have the last word together: the dog of
// "dog and cat food" is dog food where the shop has any.
func (p *parse) sharesHead(a, b lexicon.Match) bool {
	if b.To-b.From < 2 || p.ts[b.From].Kind == lexicon.Han {
		return false
	}
	both := p.text[a.Start:a.End] + " " + p.text[p.ts[b.From+1].Start:b.End]
	return slices.ContainsFunc(p.v.Means(both), func(m lexicon.Match) bool { return m.Field == "category" && m.Score > 0.7 })
}

// distinct reports whether the phrase names another kind of thing than those
// before it: no category of one is or lies below one of the other.
func (p *parse) distinct(heads []lexicon.Match, m lexicon.Match) bool {
	for _, h := range heads {
		if p.related(h.Values, m.Values) {
			return false
		}
	}
	return true
}

// holdsBeside reports whether a kind that is named by its own name only holds
// the other, as phones hold phone cases where these stand below them.
func (p *parse) holdsBeside(heads []lexicon.Match, m lexicon.Match) bool {
	return !slices.ContainsFunc(heads, func(h lexicon.Match) bool {
		return overlap(h.Values, m.Values) || p.related(h.Values, m.Values) && (h.Score < 0.95 || m.Score < 0.7)
	})
}

// ofDepartment reports whether a kind is one of those of a department that was named
// before it.
func (p *parse) ofDepartment(department, m lexicon.Match) bool {
	return m.How == "exact" && len(department.Values) == 1 && len(m.Values) == 1 && len(p.v.Parents(department.Values[0])) == 0 &&
		!strings.EqualFold(department.Values[0], m.Values[0]) && p.v.Under(m.Values[0], department.Values[0])
}

func (p *parse) related(a, b []string) bool {
	for _, x := range a {
		for _, y := range b {
			if p.v.Under(x, y) || p.v.Under(y, x) {
				return true
			}
		}
	}
	return false
}

// apart reads a part by itself.
func (p *parse) apart(at part) *parse {
	if at.from >= at.to {
		return p
	}
	text := p.text[p.ts[at.from].Start:p.ts[at.to-1].End]
	return newParse(chat.Utterance{Text: text, Locale: p.u.Locale}, &chat.State{Locale: p.st.Locale}, p.v, p.view)
}

// need is what a part asks for. The price stays where it is said.
func (p *parse) need(at part) chat.Need {
	n := chat.Need{Name: p.text[at.head.Start:at.head.End], Query: at.own.query(), Filters: slices.Clone(at.own.slots.filters), Quantity: at.own.pieces()}
	if len(at.own.subject.choices) == 0 {
		n.Filters = append(n.Filters, categoryFilter(at.head.Values))
	}
	return n
}

// tellApart keeps what is wanted beside it out of a kind that holds it: of "a
// phone and a case" where cases stand below phones.
func (p *parse) tellApart(needs []chat.Need) {
	for i, n := range needs {
		for _, o := range needs {
			for _, kind := range kindOf(o) {
				if !slices.Contains(kindOf(n), kind) && slices.ContainsFunc(kindOf(n), func(k string) bool { return p.v.Under(kind, k) }) {
					needs[i].Filters = append(needs[i].Filters, catalog.Where("category", catalog.Ne, kind))
				}
			}
		}
	}
}

// pieces is how many of the thing are wanted: the number that stands before it.
// 0: one.
func (p *parse) pieces() int {
	if len(p.subject.matches) == 0 {
		return 0
	}
	head := p.subject.matches[0].From
	for _, r := range p.ranges {
		from, to := p.tokens(r.Start, r.End)
		plain := r.Kind == lexicon.Number || r.Kind == lexicon.Measure && r.Unit == "pc"
		whole := r.Lo == r.Hi && r.Lo == float64(int(r.Lo)) && r.Lo >= 2 && r.Lo <= 20
		if plain && whole && r.Said == "eq" && to <= head && !p.is(from-1, "purpose") && p.leads(to, head) {
			return int(r.Lo)
		}
	}
	return 0
}

// leads reports whether nothing but what describes the thing stands between a
// number and the thing.
func (p *parse) leads(from, to int) bool {
	for i := from; i < to; i++ {
		if !p.beginsPhrase(i) {
			return false
		}
	}
	return true
}
