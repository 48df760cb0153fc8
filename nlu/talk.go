package nlu

import (
	"strings"

	"daogou/chat"
	"daogou/lexicon"
)

// policyTopics are the things that shops have rules for, in the order in which
// one is taken when several are spoken of alike.
var policyTopics = []string{"coupon", "size", "price", "warranty", "privacy", "return", "payment", "shipping", "buy"}

// policyTopic tells which rule is asked for: the one spoken of most, "" when
// none is.
func (p *parse) policyTopic() string {
	best, most := "", 0
	for _, topic := range policyTopics {
		n := 0
		for _, s := range p.hits("policy_" + topic) {
			n += 1 + s.To - s.From
		}
		if n > most {
			best, most = topic, n
		}
	}
	if best == "" && p.has("gift_wrap") {
		return "buy"
	}
	return best
}

// orderTopic tells which orders are meant where none is named: "list" is all
// of them, "last" the latest, which is also the one whose whereabouts are asked,
// chat.TopicParcel those on their way, and chat.TopicOthers those of somebody else.
func (p *parse) orderTopic() string {
	switch {
	case p.ofOthers():
		return chat.TopicOthers
	case p.order != "":
		return ""
	case p.has("parcel") && !p.has("order_last"):
		return chat.TopicParcel
	case p.has("order_last"), p.has("order_list") && p.has("order_status"):
		return "last"
	case p.has("order_list"):
		return "list"
	}
	return ""
}

// policyQuery is what the shop's rules are searched for: the shopper's words,
// with the topic's own in both languages, since she may ask in the other one,
// in a word or two, or on from the last answer.
func (p *parse) policyQuery(topic string) string {
	if topic == "" && p.st.Act == chat.PolicyAct && p.st.Policy != "" {
		return p.text + " " + strings.TrimSuffix(p.st.Policy, ".md")
	}
	return strings.TrimSpace(p.text + " " + policyWords(topic))
}

// policyWords are a topic's plainest words.
func policyWords(topic string) string {
	if topic == "" {
		return ""
	}
	return strings.Join(lexicon.Words("topic_"+topic), " ")
}

// talkTopic tells what small talk is about.
func (p *parse) talkTopic() string {
	switch {
	case p.has("let_down"):
		return "complaint"
	case p.asksLanguage():
		return "language"
	}
	for _, topic := range []string{"robot", "help", "bye", "thanks", "howareyou", "greeting", "praise", "apology"} {
		if p.has(topic) {
			return topic
		}
	}
	return ""
}

// locale is the language to answer in: the one asked for; else the one that
// the sentence is built in, which its little words tell; else the session's.
func (p *parse) locale() string {
	switch {
	case p.has("lang_zh") && p.asksLanguage():
		return "zh"
	case p.has("lang_en") && p.asksLanguage():
		return "en"
	}
	han, latin := 0, 0
	for i, t := range p.ts {
		if p.inNamed(i, i+1) || t.Caps && len(t.Text) < 4 {
			continue // a size, a model
		}
		switch t.Kind {
		case lexicon.Han:
			han++
		case lexicon.Word:
			if i == 0 || t.Space || p.ts[i-1].Kind != lexicon.Digits { // 1k
				latin++
			}
		}
	}
	switch {
	case han > 0 && latin > 0:
		return p.matrix(han, latin)
	case han > 0:
		return "zh"
	case latin > 0:
		return "en"
	}
	if l := lexicon.Detect(p.text); l != "" {
		return l
	}
	if p.st.Locale != "" {
		return p.st.Locale
	}
	return p.u.Locale
}

// matrix tells a mixed sentence's language by its little words: 有没有 … 的 is
// Chinese, "show me …" English.
func (p *parse) matrix(han, latin int) string {
	if p.st.Locale == "zh" && han >= latin {
		return "zh" // a word or two of English: thank you啦
	}
	zh, en := 0, 0
	for _, t := range p.ts {
		switch {
		case t.Kind == lexicon.Han && lexicon.Is("sentence_word", t.Text):
			zh++
		case t.Kind == lexicon.Word && lexicon.LanguageWord(t.Text):
			en++
		}
	}
	if zh != en {
		if zh > en {
			return "zh"
		}
		return "en"
	}
	if han >= latin*2 {
		return "zh"
	}
	return "en"
}

// asksLanguage tells "in English please" from "an English dictionary".
func (p *parse) asksLanguage() bool {
	for _, s := range p.hits("lang_en", "lang_zh") {
		if s.To-s.From > 1 && !p.is(s.From, "language_bare") || p.words() <= 4 {
			return true
		}
	}
	return false
}
