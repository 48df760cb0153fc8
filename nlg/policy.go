package nlg

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"daogou/chat"
)

// policy answers a question on the shop's rules with the rules' own sentences.
func (s *script) policy() {
	if s.plan.Topic == chat.TopicMemory {
		s.remembered()
		return
	}
	if couponTopic(s.plan.Topic) {
		s.say("opening", "decline.coupon", nil)
	}
	if len(s.plan.Passages) == 0 || s.plan.Outcome == chat.Nothing {
		if !couponTopic(s.plan.Topic) {
			s.say("opening", "policy.nothing", nil)
		}
		return
	}
	s.quote()
}

// aside answers the question on a rule that came with another request.
func (s *script) aside() {
	if s.plan.Aside == "" {
		return
	}
	n := len(s.steps)
	if len(s.plan.Passages) == 0 {
		s.say("rule", "policy.nothing", nil)
	} else {
		s.quote()
	}
	for i := n; i < len(s.steps); i++ {
		s.steps[i].Kind = "rule"
	}
	if n > 0 && n < len(s.steps) {
		s.steps[n].Break = "\n\n"
	}
}

// ruleAsked is the question that a rule answers.
func (s *script) ruleAsked() string {
	return cmp.Or(s.plan.Aside, strings.TrimSpace(s.plan.Rule+" "+s.plan.Said))
}

// quote says the sentences that answer, under their policy's title; in the
// shopper's language where the rule is written in another.
func (s *script) quote() {
	picked := s.answering()
	for i, q := range picked {
		s.sources = mention(s.sources, q.policy)
		if foreign(q.text, s.locale) {
			s.translated(picked)
			return
		}
		if i == 0 && ruleTitle(q.title) {
			s.say("quote", "policy.lead", slots{"title": q.title, "quote": q.text})
			continue
		}
		s.raw(Step{Kind: "quote", Text: q.text}, s.gap())
	}
}

// ruleTitle reports whether a policy's title can be said: the shop wrote it.
func ruleTitle(t string) bool { return t != "" && len(t) < 80 && !strings.ContainsAny(t, "\n<>[]") }

func foreign(text, locale string) bool { return mostlyHan(text) != (locale == "zh") }

// ruled is one sentence of a policy with how well it answers.
type ruled struct {
	text, title, policy string
	around              string  // its paragraph
	rank                float64 // of its passage: 1 is the best found
	at                  int     // its place among all
	score               float64
}

// answering picks one to three sentences: the best for each part of the
// question, and those nearly as good as the best.
func (s *script) answering() []ruled {
	all := s.ruled()
	if len(all) == 0 {
		return nil
	}
	var picked []ruled
	have, df := placed(all)
	parts, context := questions(s.ruleAsked()), .25
	if s.plan.Rule != "" { // "and car seats?" asks the same of them
		parts, context = []string{s.plan.Said}, .5
	}
	for _, part := range parts {
		rate(all, have, df, part, s.ruleAsked(), context)
		best := slices.MaxFunc(all, func(a, b ruled) int { return cmp.Compare(a.score, b.score) })
		giving := given(all, best, part)
		for _, r := range all {
			enough := .7
			if isCase(have[r.at], part) {
				enough = .5
			}
			also := r.score > enough*best.score && r.title == best.title && best.score > 2 && !besideThePoint(r.text, part)
			if (r.at == best.at || also || r.at == giving) && !holdsRule(picked, r) {
				picked = append(picked, r)
			}
		}
	}
	slices.SortStableFunc(picked, func(a, b ruled) int { return -cmp.Compare(a.score, b.score) })
	picked = s.withException(all, picked)
	picked = s.lengthened(all, picked[:min(3, len(picked))])
	lead := picked[0].around // the best answer's paragraph comes first
	place := func(r ruled) int {
		if r.around == lead {
			return r.at
		}
		return r.at + len(all)
	}
	slices.SortFunc(picked, func(a, b ruled) int { return place(a) - place(b) })
	return picked
}

// shortRule is when a sentence is too short to stand alone, in characters of
// its language.
var shortRule = map[string]int{"en": 60, "zh": 16}

// lengthened adds to a single short sentence the one behind it in its
// paragraph: "Boots come in European sizes." has its figures there.
func (s *script) lengthened(all, picked []ruled) []ruled {
	if len(picked) != 1 || utf8.RuneCountInString(picked[0].text) > shortRule[s.locale] {
		return picked
	}
	if next := picked[0].at + 1; next < len(all) && all[next].around == picked[0].around && !besideThePoint(all[next].text, s.ruleAsked()) {
		return append(picked, all[next])
	}
	return picked
}

func holdsRule(rs []ruled, r ruled) bool {
	return slices.ContainsFunc(rs, func(x ruled) bool { return x.at == r.at })
}

// ruled gives every sentence of the plan's passages once.
func (s *script) ruled() []ruled {
	var all []ruled
	seen := map[string]bool{}
	top := 1e-9
	for _, p := range s.plan.Passages {
		top = max(top, p.Score)
	}
	for _, p := range s.plan.Passages {
		for _, sentence := range splitSentences(unwrap(p.Text)) {
			sentence = strings.TrimLeft(sentence, "#*-> ")
			if sentence != "" && !strings.HasSuffix(sentence, "?") && !strings.HasSuffix(sentence, "？") && sentence != p.Title && !seen[sentence] {
				seen[sentence] = true
				all = append(all, ruled{text: sentence, title: p.Title, policy: p.Policy, around: p.Text, at: len(all), rank: p.Score / top})
			}
		}
	}
	return all
}

// unwrap joins the lines of a paragraph; Han characters join without a space.
func unwrap(text string) string {
	lines := strings.Split(text, "\n")
	var b strings.Builder
	for i, line := range lines {
		line = strings.TrimSpace(line)
		b.WriteString(line)
		if i+1 == len(lines) {
			break
		}
		next := strings.TrimSpace(lines[i+1])
		switch {
		case line == "" || next == "" || strings.HasPrefix(line, "#") || strings.IndexAny(next, "-*#|>") == 0:
			b.WriteByte('\n')
		case !endsHan(line):
			b.WriteByte(' ')
		}
	}
	return b.String()
}

func endsHan(line string) bool {
	rs := []rune(line)
	return len(rs) > 0 && (unicode.Is(unicode.Han, rs[len(rs)-1]) || strings.ContainsRune("，。；：、！？）", rs[len(rs)-1]))
}

// questions cuts what was said into the questions it asks; the whole where it
// asks but one.
func questions(said string) []string {
	parts := strings.FieldsFunc(said, func(r rune) bool { return strings.ContainsRune("?？!！。，;；\n", r) })
	parts = slices.DeleteFunc(parts, func(p string) bool { return len(stems(p)) == 0 })
	if len(parts) < 2 || len(parts) > 4 {
		return []string{said}
	}
	var asked []string
	for _, p := range parts {
		if asks.MatchString(p) {
			asked = append(asked, p)
		}
	}
	if len(asked) < 2 {
		return []string{said}
	}
	return asked
}

var asks = regexp.MustCompile(`(?i)\b(?:how|what|when|where|who|which|why|can|do|does|is|are|will)\b|[吗么嘛]|几|多少|多久|多长|怎么|能不能|有没有|什么|哪`)
