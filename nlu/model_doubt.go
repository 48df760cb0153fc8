package nlu

import (
	"slices"
	"strings"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// heard is an utterance laid beside the built-in reading of it: which of its
// words the reading accounts for. The reader's confidence is in the act alone;
// what it passed over in silence shows only here.
type heard struct {
	r     chat.Reading
	st    *chat.State
	words *lexicon.Vocabulary
	said  []lexicon.Said
	found []lexicon.Match
	spans []lexicon.Span
	ts    []lexicon.Token
	known []bool // by token: accounted for
}

// doubt says in a word why the reading may be wrong; empty: nothing speaks
// against it. product gives a product by ID, nil: none is known.
func doubt(words *lexicon.Vocabulary, product func(string) *catalog.Product, u chat.Utterance, st *chat.State, r chat.Reading) string {
	h := &heard{r: r, st: st, words: words, ts: words.Mend(lexicon.Tokenize(u.Text))}
	h.said = lexicon.Classes(h.ts)
	h.found = words.FindTokens(u.Text, h.ts)
	h.spans = lexicon.ReadTokens(u.Text, h.ts)
	h.known = make([]bool, len(h.ts))
	h.account(product)
	switch family(r.Act) {
	case chat.Search:
		return h.aboutGoods()
	case chat.Detail, chat.Compare:
		return h.aboutProducts()
	case chat.CartAct:
		return h.aboutCart()
	}
	return h.aboutService()
}

// Classes of the grammar that speak for another act than a search.
var otherwise = []string{"cart_add", "cart_remove", "cart_clear", "cart_show", "order_word", "my_order", "order_change", "complaint", "human", "insult",
	"policy_return", "policy_shipping", "policy_payment", "policy_warranty", "policy_privacy", "policy_coupon", "policy_price", "policy_size", "policy_buy", "attack"}

func (h *heard) aboutGoods() string {
	if len(h.ts) == 0 {
		return ""
	}
	switch {
	case h.has("correct"):
		return "a correction"
	case h.has(otherwise...) || h.has("detail") && !h.has("ask_have", "want") || h.mayAsk():
		return "another act"
	case h.negated() && !h.denies():
		return "a negation"
	case h.guessed():
		return "an amount"
	case h.has("cheapest", "dearest", "bestrated", "reverse") && h.r.Sort == "":
		return "an order"
	case h.has("price_word") && !h.filters("price") && h.r.Sort == "" && len(h.r.Drop) == 0:
		return "a price"
	case h.widened():
		return "a wider category"
	case h.doubled():
		return "a less sure meaning"
	}
	return h.leftOver()
}

// mayAsk reports whether the words may be a question about what is shown.
func (h *heard) mayAsk() bool {
	if len(h.st.Shown) == 0 || h.filters("category") {
		return false
	}
	last := h.ts[len(h.ts)-1].Text
	return h.has("detail") || (lexicon.Is("question_mark", last) || lexicon.Is("sure_question_end", last)) && !h.has("ask_have")
}

func (h *heard) aboutProducts() string {
	switch {
	case h.has("correct", "cart_add", "cart_remove", "policy_warranty", "policy_return", "policy_size"):
		return "another act"
	case h.r.Act == chat.Detail && h.has("compare"):
		return "a comparison"
	case !h.has("detail", "more_about", "compare", "which_one", "ask_have", "it", "price_word") && lexicon.Of(h.spans, lexicon.Ordinal) == nil:
		return "no question"
	case len(h.r.Aspects) == 0 && !h.has("more_about", "compare"):
		return "no field"
	}
	return h.leftOver()
}

func (h *heard) aboutCart() string {
	switch {
	case h.r.Cart == nil && !h.has("cart_show", "cart_word"):
		return "no change"
	case h.r.Cart != nil && h.has("detail"):
		return "a question"
	}
	return h.leftOver()
}

func (h *heard) aboutService() string {
	goods := slices.ContainsFunc(h.found, func(m lexicon.Match) bool { return m.Field == "category" && m.Score > 0.9 })
	switch h.r.Act {
	case chat.PolicyAct:
		if !slices.ContainsFunc(h.said, func(s lexicon.Said) bool { return strings.HasPrefix(s.Class, "policy_") || s.Class == "gift_wrap" }) {
			return "no rule named"
		}
	case chat.OrderAct:
		if h.has("recommend", "similar", "others") || !h.has("order_word", "my_order", "order_status", "order_list", "order_last", "order_change") && h.r.Order == "" {
			return "no order named"
		}
		if h.r.Order == "" {
			return h.leftOver()
		}
	case chat.OutOfScope:
		if goods || !h.has("off_topic", "attack") {
			return "nothing known"
		}
	case chat.Handoff:
		if goods || !h.has("human", "complaint", "insult") {
			return "no person asked for"
		}
	case chat.Chitchat:
		return h.leftOver()
	}
	return ""
}

func (h *heard) has(classes ...string) bool {
	return slices.ContainsFunc(h.said, func(s lexicon.Said) bool { return slices.Contains(classes, s.Class) })
}

func (h *heard) negated() bool { return h.has("neg_before", "neg_after") }

// denies reports whether the reading keeps anything away or takes anything back.
func (h *heard) denies() bool {
	return h.r.Strict || len(h.r.Drop)+len(h.r.Exclude) > 0 || slices.ContainsFunc(h.r.Filters, func(f catalog.Filter) bool {
		c := h.words.Column(f.Field)
		no := c != nil && c.Kind == lexicon.Flag && len(f.Values) == 1 && slices.Contains(c.No, f.Values[0])
		return f.Op == catalog.Ne || no
	})
}

// guessed reports whether an amount was taken for a range though the words say
// none, or not taken at all.
func (h *heard) guessed() bool {
	lo, hi := h.bounded(catalog.Gte), h.bounded(catalog.Lte)
	if lo && hi && !h.has("around_before", "around_after", "slightly_over", "between_before") {
		amounts := lexicon.Of(h.spans, lexicon.Money, lexicon.Number)
		return len(amounts) < 2
	}
	return false
}

func (h *heard) bounded(op catalog.Op) bool {
	return slices.ContainsFunc(h.r.Filters, func(f catalog.Filter) bool { return f.Field == "price" && f.Op == op })
}

// widened reports whether the category taken is only like the one said.
func (h *heard) widened() bool {
	return slices.ContainsFunc(h.found, func(m lexicon.Match) bool {
		return m.Field == "category" && m.Score <= likely && m.How != "head" && h.takes(m) &&
			!slices.ContainsFunc(h.found, func(o lexicon.Match) bool {
				return o.Field == "category" && o.From < m.To && m.From < o.To && o.Score > likely && h.takes(o)
			})
	})
}

// doubled reports whether a word became a filter by a meaning that it has less
// surely than another.
func (h *heard) doubled() bool {
	return slices.ContainsFunc(h.found, func(m lexicon.Match) bool {
		return slices.ContainsFunc(h.found, func(o lexicon.Match) bool {
			return m.From == o.From && m.To == o.To && m.Field != o.Field && o.Score < m.Score && h.takes(o)
		})
	})
}

// likely is the score of what a word means rather than is: the category that its
// kind of thing most often stands in.
const likely = 0.75

// takes reports whether the reading has a filter that a match speaks of.
func (h *heard) takes(m lexicon.Match) bool {
	filters := slices.Clone(h.r.Filters)
	for _, n := range h.r.Needs {
		filters = append(filters, n.Filters...)
	}
	return slices.ContainsFunc(filters, func(f catalog.Filter) bool {
		if f.Field != m.Field {
			return false
		}
		c := h.words.Column(f.Field)
		return len(f.Values) == 0 || c != nil && c.Kind == lexicon.Flag || slices.ContainsFunc(m.Values, func(v string) bool {
			return slices.ContainsFunc(f.Values, func(w string) bool { return strings.EqualFold(v, w) })
		})
	})
}

// account marks the words that the reading accounts for.
func (h *heard) account(product func(string) *catalog.Product) {
	for i, t := range h.ts {
		h.known[i] = t.Kind == lexicon.Punct || lexicon.LittleWord(t.Stem)
	}
	for _, s := range h.said {
		h.mark(s.From, s.To)
	}
	for _, m := range h.found {
		if h.takes(m) || slices.Contains(h.r.Aspects, m.Field) {
			h.mark(m.From, m.To)
		}
	}
	for _, s := range h.spans {
		if h.counts(s) {
			h.markBytes(s.Start, s.End)
		}
	}
	for _, p := range lexicon.People(h.ts) {
		if h.filters("gender") || h.filters("age_group") || p.Gender == "" && p.Age == "" || h.r.Act == chat.Recommend {
			h.mark(p.From, p.To)
		}
	}
	for _, id := range h.r.Refers {
		if p := product(id); p != nil {
			h.markTitle(p)
		}
	}
}

// counts reports whether a number is put to use.
func (h *heard) counts(s lexicon.Span) bool {
	switch s.Kind {
	case lexicon.Ordinal:
		return len(h.r.Refers) > 0
	case lexicon.Color, lexicon.Material:
		return h.filters(string(s.Kind))
	case lexicon.Money:
		return h.filters("price")
	}
	return h.r.Cart != nil || h.r.Limit > 0 || slices.ContainsFunc(h.r.Filters, func(f catalog.Filter) bool {
		return len(f.Values) == 0 || slices.ContainsFunc(f.Values, func(v string) bool { return strings.ContainsAny(v, "0123456789") })
	})
}

func (h *heard) filters(field string) bool {
	return slices.ContainsFunc(h.r.Filters, func(f catalog.Filter) bool { return f.Field == field })
}

func (h *heard) mark(from, to int) {
	for i := from; i < to; i++ {
		h.known[i] = true
	}
}

func (h *heard) markBytes(start, end int) {
	for i, t := range h.ts {
		if t.Start < end && start < t.End {
			h.known[i] = true
		}
	}
}

// markTitle marks the words of a product's title and of what is known of it.
func (h *heard) markTitle(p *catalog.Product) {
	for _, text := range p.Texts() {
		stems := lexicon.Stems(text.Title)
		for i, t := range h.ts {
			h.known[i] = h.known[i] || slices.Contains(stems, t.Stem)
		}
	}
	for _, m := range h.found {
		if m.How != "title" && catalog.Where(m.Field, catalog.In, m.Values...).Fits(p) {
			h.mark(m.From, m.To)
		}
	}
}

// leftOver says whether words are left that carry a meaning: one of letters, or
// two characters of Chinese.
func (h *heard) leftOver() string {
	han := 0
	for i, t := range h.ts {
		switch {
		case h.known[i]:
		case t.Kind == lexicon.Han:
			han++
		default:
			return "words left over"
		}
	}
	if han > 1 {
		return "words left over"
	}
	return ""
}

// speaksOf reports whether some filter of a reading is what the words say.
func speaksOf(words *lexicon.Vocabulary, u chat.Utterance, r chat.Reading) bool {
	h := &heard{r: r, words: words}
	return slices.ContainsFunc(words.Find(u.Text), h.takes)
}

// elsewhere reports whether the words speak of a person, anger, or what no shop
// is asked, whatever else they name.
func (a *Auto) elsewhere(u chat.Utterance) bool {
	return slices.ContainsFunc(lexicon.Classes(lexicon.Tokenize(u.Text)), func(s lexicon.Said) bool {
		return slices.Contains([]string{"complaint", "human", "insult", "talk_to", "off_topic", "attack"}, s.Class)
	})
}
