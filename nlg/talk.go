package nlg

import (
	"strconv"
	"strings"

	"daogou/catalog"
	"daogou/chat"
)

// chitchat answers small talk by its topic.
func (s *script) chitchat() {
	if couponTopic(s.plan.Topic) {
		s.decline()
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
	if p.Ask != nil && len(p.Ask.Options) > 0 {
		return s.optionsOf(p.Ask)
	}
	key := "suggest." + string(p.Act)
	switch {
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
	return s.all(key)
}

// Why says in a few words what a share of a product's score rests on.
func (b *Builtin) Why(locale string, sh catalog.Share) string {
	bk := bookOf(locale)
	var terms []string
	for _, t := range sh.Terms {
		if len(terms) < 3 && harmless(t) {
			terms = append(terms, t)
		}
	}
	sep := ", "
	if bk.locale == "zh" {
		sep = "、"
	}
	key := "why." + sh.Signal
	if !bk.has(key) {
		key = "why.match"
	}
	return bk.pick(key, slots{"terms": strings.Join(terms, sep)}, 0, "")
}
