package nlg

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"daogou/catalog"
	"daogou/chat"
)

// chitchat answers small talk by its topic.
func (s *script) chitchat() {
	if couponTopic(s.plan.Topic) {
		s.decline()
		return
	}
	if s.noted() {
		return
	}
	key := "chat." + s.plan.Topic
	if !s.has(key) {
		key = "chat.other"
	}
	s.say("opening", key, slots{"shop": s.by.name(s.locale)})
}

func couponTopic(topic string) bool { return topic == "coupon" || topic == "discount" }

// decline refuses kindly and leads back to the shop; a rule that says why is
// quoted where the plan has one.
func (s *script) decline() {
	if couponTopic(s.plan.Topic) {
		s.say("opening", "decline.coupon", nil)
		if len(s.plan.Passages) > 0 {
			s.quote()
		}
		s.say("closing", "decline.coupon.next", nil)
		return
	}
	key := "decline." + s.plan.Topic
	if !s.has(key) {
		key = "decline.scope"
	}
	s.say("opening", key, slots{"shop": s.by.name(s.locale)})
}

// handoff tells that a person was asked for, and how long the queue is.
func (s *script) handoff() {
	v := slots{}
	if s.plan.Position > 0 {
		v["n"] = strconv.Itoa(s.plan.Position)
	}
	s.say("opening", s.keyFor("handoff", s.plan.Topic), v)
}

// suggestions are the quick replies of a plan: the answers to its question, or
// what one asks next.
func (s *script) suggestions() []string {
	p := s.plan
	if p.Offer {
		return s.all("suggest.offer")
	}
	if p.Recall != nil && p.Recall.Done == "ask" {
		return s.all("suggest.memory")
	}
	if p.Ask != nil && len(p.Ask.Options) > 0 {
		return s.optionsOf(p.Ask)
	}
	if len(p.Needs) > 1 && len(p.Products) > 1 {
		return s.needsReplies()
	}
	key := "suggest." + string(p.Act)
	switch {
	case p.Topic == "why" && len(p.Products) > 0:
		key = "suggest.why"
	case p.Outcome == chat.Nothing || p.Outcome == chat.Refused || p.Outcome == chat.Unclear:
		key = "suggest.other"
	case p.Act == chat.CartAct && p.Cart != nil && len(p.Cart.Items) == 0:
		key = "suggest.other"
	case (p.Act == chat.Search || p.Act == chat.Refine || p.Act == chat.Recommend) && len(p.Products) < 2:
		key = "suggest.detail"
	}
	if len(p.Products) == 0 && (p.Act == chat.Detail || p.Act == chat.Search || p.Act == chat.Refine) {
		key = "suggest.other"
	}
	if !s.has(key) {
		key = "suggest.other"
	}
	if key == "suggest.detail" && len(p.Products) > 0 && p.Products[0].Product != nil && !p.Products[0].Product.Buyable() {
		key = "suggest.unavailable"
	}
	return slices.DeleteFunc(s.all(key), s.answered)
}

// answered reports whether a suggestion is what was just asked, or done.
func (s *script) answered(suggestion string) bool {
	done := map[catalog.Sort]string{catalog.PriceAsc: "suggest.price_asc", catalog.RatingDesc: "suggest.rating_desc"}
	if key := done[s.plan.Sort]; key != "" && slices.Contains(s.all(key), suggestion) {
		return true
	}
	if slices.Contains(s.plan.Aspects, "rating") && slices.Contains(s.all("suggest.rated"), suggestion) {
		return true
	}
	words := len(stems(suggestion))
	return words > 0 && 2*overlap(s.plan.Said, suggestion) >= float64(words)
}

// Why says in a few words what a share of a product's score rests on.
func (b *Builtin) Why(locale string, sh catalog.Share) string {
	bk := bookOf(locale)
	terms := wholeWords(sh.Terms)
	if sh.Signal == "match" {
		terms = b.script(&chat.Plan{Locale: locale}).fits(sh.Terms)
	}
	terms = slices.DeleteFunc(terms, func(t string) bool { return !harmless(t) })
	terms = terms[:min(3, len(terms))]
	sep := ", "
	if bk.locale == "zh" {
		sep = "、"
	}
	key := bk.rootKey("why.", sh.Signal, did(sh.Did))
	if sh.Of != "" && bk.has(key+"."+sh.Of) {
		key += "." + sh.Of
	}
	if !bk.has(key) {
		key = "why.match"
	}
	return bk.pick(key, slots{"terms": strings.Join(terms, sep)}, 0, "")
}

// joined chains words of Han characters where one begins as the last ended.
func joined(terms []string) []string {
	var chained []string
	for _, t := range terms {
		first, _ := utf8.DecodeRuneInString(t)
		if n := len(chained); n > 0 && mostlyHan(t) && len([]rune(t)) == 2 && strings.HasSuffix(chained[n-1], string(first)) {
			chained[n-1] += strings.TrimPrefix(t, string(first))
			continue
		}
		chained = append(chained, t)
	}
	return chained
}

// fits says filters, given in the form of Filter.String, or values alone.
func (s *script) fits(terms []string) []string {
	var filters []catalog.Filter
	var words []string
	for _, t := range terms {
		if f, err := catalog.ParseFilter(t); err == nil {
			filters = append(filters, f)
		} else if !foreign(t, s.locale) {
			words = append(words, t)
		}
	}
	return slices.DeleteFunc(append(s.ranges(filters), words...), func(w string) bool { return w == "" })
}

// wholeWords gives the words of a query that an index knows by their parts:
// runs of Han characters that overlap are joined (连衣 and 衣裙 are 连衣裙),
// what stands inside another word and single Han characters are left out.
func wholeWords(terms []string) []string {
	var whole []string
	terms = joined(terms)
	for _, t := range terms {
		part := slices.ContainsFunc(terms, func(o string) bool { return o != t && mostlyHan(t) && strings.Contains(o, t) })
		if !part && !(mostlyHan(t) && len([]rune(t)) == 1) {
			whole = mention(whole, t)
		}
	}
	return whole
}
