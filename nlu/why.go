package nlu

import (
	"slices"

	"daogou/chat"
	"daogou/lexicon"
)

// asksWhy: why a product is shown is asked ("why this one?", 为什么推荐这个),
// not why it is as it is ("why is it so dear?").
func asksWhy(p *parse) (chat.Act, bool) {
	if !p.knowsSome() || !p.has("why") || p.has("cart_word", "my_order", "human", "off_topic", "attack") || p.plainPolicy() {
		return "", false
	}
	if p.has("shown_by") && (len(p.refers.ids) > 0 || p.short(8, 10)) {
		return chat.Detail, true
	}
	return chat.Detail, len(p.refers.ids) > 0 && p.restIs("why", "it", "them", "one_word", "strip", "which_one")
}

// knowsSome reports whether there is a product that the shopper may mean.
func (p *parse) knowsSome() bool {
	return len(p.st.Shown)+len(p.st.Focus) > 0 || p.st.Page != ""
}

// restIs reports whether nothing was said but words of these classes, places and
// names.
func (p *parse) restIs(classes ...string) bool {
	for i, t := range p.ts {
		named := slices.ContainsFunc(p.mentions, func(m mention) bool { return m.from <= i && i < m.to })
		placed := slices.ContainsFunc(lexicon.Of(p.spans, lexicon.Ordinal), func(s lexicon.Span) bool { return s.Start <= t.Start && t.End <= s.End })
		if t.Kind != lexicon.Punct && !named && !placed && !p.overlaps(i, i+1, classes...) {
			return false
		}
	}
	return true
}

// why fills in which products the reasons are asked of: those pointed at, what
// was spoken of, else the cards.
func (p *parse) why(r *chat.Reading) {
	r.Topic, r.Aspects, r.Query, r.Filters = "why", nil, "", nil
	switch p.refers.how {
	case "name", "ordinal", "attribute", "both", "it":
		r.Refers = p.refers.ids
	case "which":
		r.Refers = p.group()
	default:
		r.Refers = p.focus()
	}
}

// dismissed: of a product the shopper knows, nothing like it is wanted ("less
// like this", 不要这种的). Which values are not wanted is a refinement instead.
func dismissed(p *parse) (chat.Act, bool) {
	if !p.knowsSome() || len(p.slots.filters)+len(p.subject.choices) > 0 || p.st.Act == chat.CartAct || !p.short(12, 16) ||
		p.has("cart_word", "my_order", "order_word", "policy_return", "human", "correct") || p.takesSome() {
		return "", false
	}
	if !p.has("less_like") && !p.pushedAway() {
		return "", false
	}
	if p.st.Subject == chat.Recommend || p.st.Subject == "" {
		return chat.Recommend, true
	}
	return chat.Search, true
}

// takesSome reports whether something is wanted, in words that are no part of a
// refusal (the 要这 of 不要这种).
func (p *parse) takesSome() bool {
	return slices.ContainsFunc(p.hits("cart_add", "want", "ask_have"), func(s lexicon.Said) bool {
		return !p.overlaps(s.From, s.To, "dislike", "neg_before", "less_like")
	})
}

// pushedAway reports whether a word of refusal stands right before or after what
// points at a product: "don't like the second one", 第二个不喜欢.
func (p *parse) pushedAway() bool {
	for _, s := range p.hits("dislike", "neg_before") {
		for i := s.To; i < len(p.ts) && i <= s.To+2; i++ {
			if p.points(i) {
				return true
			}
			if !p.overlaps(i, i+1, "strip") {
				break
			}
		}
	}
	for _, s := range p.hits("dislike", "refused") {
		for i := s.From - 1; i >= 0 && i >= s.From-3; i-- {
			if p.points(i) {
				return s.To == p.clauseEnd(s.From)
			}
			if !p.overlaps(i, i+1, "strip", "one_word") {
				break
			}
		}
	}
	return false
}

// points reports whether what stands at a token points at a product.
func (p *parse) points(at int) bool {
	return p.overlaps(at, at+1, "it", "them", "similar") ||
		slices.ContainsFunc(lexicon.Of(p.spans, lexicon.Ordinal), func(s lexicon.Span) bool { return s.Start <= p.ts[at].Start && p.ts[at].End <= s.End })
}

// dismiss turns a search into one for what is unlike the products pointed at.
// Where several cards may be meant none is held against the shopper's taste:
// others are looked for.
func (p *parse) dismiss(r *chat.Reading) {
	r.Query, r.NewSubject = "", false
	switch how := p.refers.how; {
	case how == "name" || how == "ordinal" || how == "attribute":
		r.Dismiss = p.refers.ids
	case len(p.st.Focus) == 1:
		r.Dismiss = p.st.Focus
	case len(p.st.Shown) == 1:
		r.Dismiss = p.st.Shown
	case len(p.st.Shown) == 0 && p.st.Page != "":
		r.Dismiss = []string{p.st.Page}
	}
	if r.Exclude = slices.Clone(r.Dismiss); len(r.Dismiss) == 0 {
		r.Exclude = slices.Clone(p.st.Shown)
	}
}
