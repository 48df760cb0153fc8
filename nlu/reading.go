package nlu

import (
	"cmp"
	"slices"
	"strings"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// reading composes what was found under the act decided.
func (p *parse) reading() chat.Reading {
	act, sure := p.decide()
	r := chat.Reading{Act: act, Locale: p.locale(), Confidence: sure, Source: "builtin"}
	switch act {
	case chat.Search, chat.Recommend:
		p.find(&r)
	case chat.Compare, chat.Detail:
		p.known(&r)
		if _, why := asksWhy(p); why && act == chat.Detail {
			p.why(&r)
		}
		if _, choice := advised(p); choice && act == chat.Compare {
			r.Topic, r.Refers, r.Query = chat.TopicAdvice, p.advisable(), ""
		}
	case chat.CartAct:
		p.cart(&r)
	case chat.OrderAct:
		r.Order = p.order
		if r.Order == "" && p.st.Act == chat.OrderAct {
			r.Order = p.st.Order
		}
		r.Topic = p.orderTopic()
		if len(p.subject.choices) > 0 && r.Order == "" {
			r.Filters = p.prodFilters()
		}
		if p.has("order_change", "policy_return") { // what can be done is a rule of the shop
			topic := "buy"
			if p.has("policy_return") {
				topic = "return"
			}
			r.Query = p.policyQuery(topic)
		}
	case chat.PolicyAct:
		r.Topic = p.policyTopic()
		r.Query = p.policyQuery(r.Topic)
	case chat.Chitchat:
		r.Topic = cmp.Or(p.yesOrNo(), p.talkTopic())
	case chat.OutOfScope:
		if r.Query = p.subject.noun; p.has("attack") {
			r.Topic, r.Query = "injection", ""
		} else if r.Query != "" && !p.has("off_topic") {
			r.Topic = "not_sold"
		}
	case chat.Handoff:
		if r.Topic = "asked"; p.has("complaint", "insult") {
			r.Topic = "anger"
		}
	}
	p.remembering(&r)
	return r
}

// find fills a search, a refinement or a recommendation.
func (p *parse) find(r *chat.Reading) {
	if p.several(r) || p.unsold(r) {
		return
	}
	r.Filters = p.slots.filters
	r.Drop = p.slots.drop
	r.Sort = p.slots.sort
	r.Limit = p.slots.limit
	r.Strict = p.has("strict")
	r.NewSubject = p.newSubject() || len(p.st.Needs) > 1 && len(p.subject.choices) > 0
	r.Query = p.query()
	if (r.Act == chat.Recommend || p.u.Images > 0) && len(p.subject.choices) == 0 && !p.subject.titled {
		r.Query = p.interests() // beside a picture, idle words would only mislead
	} else if r.Sort != "" && len(p.subject.choices) == 0 && p.has("superlative_all") {
		r.Query = ""
	}
	if p.has("others") && len(p.subject.choices) == 0 && !p.has("that_brand") {
		r.Exclude = slices.Clone(p.st.Shown)
	}
	p.forSame(r)
	p.relative(r)
	p.compatible(r)
	if _, ok := dismissed(p); ok {
		p.dismiss(r)
	}
	if r.Act == chat.Search && len(p.refers.ids) > 0 && (p.refers.how == "name" || p.has("similar")) {
		r.Refers = p.refers.ids
		if p.refers.how == "name" && len(p.subject.choices) == 0 {
			r.Filters = append(r.Filters, p.kindOf(r.Refers)...)
		}
	}
	if r.Act == chat.Recommend && (len(p.subject.choices) > 0 || p.subject.titled) && !p.has("gift", "for_me") {
		r.Act = chat.Search
	}
	if r.Act == chat.Search && !r.NewSubject && p.st.Subject != "" {
		r.Act = chat.Refine
	}
}

// kindOf is the condition that goods are of the kind of those named, which come
// first by their name.
func (p *parse) kindOf(ids []string) []catalog.Filter {
	var leaves []string
	for _, c := range p.products(ids) {
		if leaf := leafOf(c); leaf != "" {
			leaves = appendNew(leaves, leaf)
		}
	}
	if len(leaves) == 0 {
		return nil
	}
	return []catalog.Filter{categoryFilter(leaves)}
}

// unsold turns a search for what this shop does not know into a kind no.
func (p *parse) unsold(r *chat.Reading) bool {
	asked := r.Act == chat.Search || r.Act == chat.Recommend && p.subject.noun != "" && p.has("ask_have")
	if !asked || p.u.Images > 0 || len(p.mentions) > 0 || len(withoutPrice(p.slots.filters))+len(p.slots.drop) > 0 {
		return false
	}
	if p.subject.titled || p.v.Unsorted() || p.subject.noun == "" && (len(p.slots.filters)+len(p.st.Shown) > 0 || p.slots.sort != "" || p.knownContent()) {
		return false
	}
	if len(p.st.Shown) > 0 && !p.has("ask_have", "want", "new_topic") {
		return false
	}
	r.Query = cmp.Or(p.subject.noun, p.query())
	if r.Query == "" { // nothing in particular: what is there to like?
		r.Act = chat.Recommend
		return false
	}
	r.Act, r.Topic = chat.OutOfScope, "not_sold"
	return true
}

// knownContent reports whether any word of the query stands in the shop's
// vocabulary or titles.
func (p *parse) knownContent() bool {
	for _, t := range lexicon.Tokenize(p.query()) {
		if t.Kind == lexicon.Word && p.v.Knows(t.Stem) && !lexicon.LanguageWord(t.Stem) {
			return true
		}
	}
	return lexicon.Detect(p.query()) == "zh" && len(p.all) > 0
}

// newSubject reports whether the utterance starts on something else, so that
// what is in force falls: a category that is neither the present one nor a
// narrower one, unless it corrects; a product looked for by name.
func (p *parse) newSubject() bool {
	if p.st.Subject == "" || p.has("reset") || p.st.Query == "" && len(p.st.Filters) == 0 && len(p.st.Shown) == 0 {
		return true
	}
	if p.u.Images > 0 {
		return true
	}
	if len(p.subject.choices) == 0 {
		return p.elsewhere() || p.presentAnew() || p.otherTitled()
	}
	var present []string
	for _, f := range p.st.Filters {
		if f.Field == "category" && f.Op != catalog.Ne {
			present = append(present, f.Values...)
		}
	}
	if len(present) == 0 {
		return p.has("new_topic") || p.st.Query == "" && len(p.st.Filters) == 0 || p.st.Query != "" && p.st.Subject == chat.Search && !p.has("correct", "instead") && len(p.st.Filters) == 0
	}
	for _, c := range p.subject.choices[0] {
		for _, o := range present {
			if p.v.Under(c, o) {
				return false
			}
		}
	}
	return !p.has("correct") && !(p.has("instead") && p.siblings(present))
}

// otherTitled reports whether in a shop without categories a thing is asked for
// that has nothing to do with what is in force.
func (p *parse) otherTitled() bool {
	asks := p.has("ask_have") || p.says("buys") || len(p.st.Shown) == 0
	if !p.v.Unsorted() || !asks || p.has("others", "correct") || p.subject.noun == "" && p.has("one_word") {
		return false
	}
	thing := lexicon.Stems(cmp.Or(p.subject.noun, p.query()))
	return len(thing) > 0 && !overlap(thing, lexicon.Stems(p.st.Query))
}

// presentAnew reports whether a present begins to be looked for, which what was
// in force has nothing to do with.
func (p *parse) presentAnew() bool {
	return p.has("gift") && p.has("want", "ask_have", "recommend") && p.st.Subject != chat.Recommend && !p.has("cheaper", "dearer", "others", "similar", "it", "them")
}

// siblings reports whether the wanted categories stand beside the present ones.
func (p *parse) siblings(present []string) bool {
	for _, c := range p.subject.choices[0] {
		for _, o := range present {
			if overlap(p.v.Parents(c), p.v.Parents(o)) {
				return true
			}
		}
	}
	return false
}

// elsewhere reports whether conditions without a category can't belong to what
// is in force: nothing of that kind fits them, while others do. Of what goods of
// the kind do state, there may just be none such: no green teapot.
func (p *parse) elsewhere() bool {
	if p.refers.how == "name" && len(p.slots.filters) == 0 {
		return true
	}
	if len(p.slots.filters) == 0 || p.has("similar") || !p.has("want", "ask_have", "new_topic") {
		return false
	}
	narrowed := append(p.scopeFilters(), p.slots.filters...)
	return p.v.Count(narrowed) == 0 && p.v.Count(p.slots.filters) > 0 && !p.statedInForce(p.slots.filters)
}

// statedInForce reports whether some goods of the kind in force have every column
// of the conditions.
func (p *parse) statedInForce(filters []catalog.Filter) bool {
	scope := p.scopeFilters()
	return len(scope) > 0 && slices.ContainsFunc(p.v.Fitting(scope, sizedAmong), func(g *catalog.Product) bool {
		return !slices.ContainsFunc(filters, func(f catalog.Filter) bool { return f.Field != "price" && len(g.Values(f.Field)) == 0 })
	})
}

// query is the subject's words: what neither became a filter nor says nothing.
func (p *parse) query() string {
	var out strings.Builder
	keep := make([]bool, len(p.ts))
	for i, t := range p.ts {
		keep[i] = t.Kind != lexicon.Punct && (t.Kind != lexicon.Digits || p.v.Unsorted()) && !lexicon.LittleWord(t.Stem) && !p.used[i] && !p.negated(i) && !p.isOwned(i)
	}
	for _, s := range p.said {
		if silent[s.Class] && !p.insideWord(s) {
			for i := s.From; i < s.To; i++ {
				keep[i] = false
			}
		}
	}
	for i := range p.ts {
		_, n := p.v.ComparisonAt(p.ts, i)
		for j := i; j < i+n; j++ {
			keep[j] = false
		}
	}
	if len(p.slots.filters) > 0 {
		for i := range p.ts {
			keep[i] = keep[i] && p.telling(i)
		}
	}
	for _, m := range p.subject.matches {
		for i := m.From; i < m.To; i++ {
			keep[i] = true
		}
	}
	for _, m := range p.mentions {
		for i := m.from; i < m.to; i++ {
			keep[i] = true
		}
	}
	if p.subject.titled {
		for i := p.subject.nounAt; i < p.subject.nounAt+len(lexicon.Tokenize(p.subject.noun)); i++ {
			keep[i] = true
		}
	}
	for i, t := range p.ts {
		if !keep[i] {
			continue
		}
		if out.Len() > 0 && (t.Kind != lexicon.Han || p.ts[i-1].Kind != lexicon.Han || !keep[i-1]) {
			out.WriteByte(' ')
		}
		out.WriteString(p.text[t.Start:t.End])
	}
	return out.String()
}

// insideWord reports whether a lone Han character belongs to a word of the shop's
// titles: the 行 of 骑行.
func (p *parse) insideWord(s lexicon.Said) bool {
	if s.To-s.From > 1 || p.ts[s.From].Kind != lexicon.Han || lexicon.Particle(p.ts[s.From].Text) {
		return false
	}
	pair := func(i, j int) bool {
		return i >= 0 && j < len(p.ts) && p.ts[i].Kind == lexicon.Han && p.ts[j].Kind == lexicon.Han &&
			!lexicon.Particle(p.ts[i].Text) && !lexicon.Particle(p.ts[j].Text) && p.v.Knows(p.ts[i].Text+p.ts[j].Text)
	}
	return pair(s.From-1, s.From) || pair(s.From, s.From+1)
}

// interests are the words for what somebody likes ("who loves to cook"), and
// the shop's own words among what was said.
func (p *parse) interests() string {
	var out []string
	for _, m := range p.all {
		if !p.used[m.From] && !p.negated(m.From) && m.How != "column" {
			out = appendNew(out, m.Text)
		}
	}
	for _, s := range p.hits("likes") {
		for i := s.To; i < p.clauseEnd(s.To); i++ {
			if t := p.ts[i]; t.Kind == lexicon.Word && !p.used[i] && !p.overlaps(i, i+1, "strip") {
				out = appendNew(out, p.text[t.Start:t.End])
			} else if t.Kind == lexicon.Han && i+1 < len(p.ts) && p.ts[i+1].Kind == lexicon.Han && p.v.Knows(t.Text+p.ts[i+1].Text) && !anyTrue(p.used[i:i+2]) {
				out = appendNew(out, t.Text+p.ts[i+1].Text)
			}
		}
	}
	return strings.Join(out, " ")
}

// telling reports whether a word may find something beside the filters: it
// stands in the shop's vocabulary or titles.
func (p *parse) telling(i int) bool {
	t := p.ts[i]
	if t.Kind != lexicon.Han {
		return p.v.Knows(t.Stem) && !lexicon.LanguageWord(t.Stem)
	}
	return i+1 < len(p.ts) && p.v.Knows(t.Text+p.ts[i+1].Text) || i > 0 && p.v.Knows(p.ts[i-1].Text+t.Text)
}

// silent classes are no part of a query.
var silent = map[string]bool{
	"strip": true, "ask_have": true, "want": true, "greeting": true, "thanks": true, "cheapest": true, "dearest": true, "bestrated": true,
	"neg_before": true, "neg_not": true, "correct": true, "instead": true, "only": true, "drop": true, "reset": true, "price_word": true,
	"new_topic": true, "in_stock": true, "cheaper": true, "dearer": true, "others": true, "any_value": true, "lte_before": true, "gte_before": true,
	"lte_after": true, "gte_after": true, "around_before": true, "around_after": true, "between_before": true, "slightly_over": true, "it": true, "them": true,
	"yes": true, "no": true, "praise": true, "lang_en": true, "lang_zh": true, "recommend": true, "also": true, "either": true, "superlative_all": true, "neg_after": true, "which_one": true, "time_word": true, "for_me": true, "look_at_it": true,
}
