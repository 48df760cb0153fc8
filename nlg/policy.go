package nlg

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// policy answers a question on the shop's rules with the rules' own sentences.
func (s *script) policy() {
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

// quote says the sentences that answer, under their policy's title; in the
// shopper's language where the rule is written in another.
func (s *script) quote() {
	picked := s.answering()
	for i, q := range picked {
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
	text, title string
	rank        float64 // of its passage: 1 is the best found
	at          int     // its place among all
	score       float64
}

// answering picks one to three sentences: the best for each part of the
// question, and those nearly as good as the best.
func (s *script) answering() []ruled {
	all := s.ruled()
	if len(all) == 0 {
		return nil
	}
	var picked []ruled
	for _, part := range questions(s.plan.Said) {
		rate(all, part, s.plan.Said)
		best := slices.MaxFunc(all, func(a, b ruled) int { return compareFloatEq(a.score, b.score) })
		for _, r := range all {
			if (r.at == best.at || r.score > .8*best.score && r.title == best.title && best.score > 2) && !holdsRule(picked, r) {
				picked = append(picked, r)
			}
		}
	}
	slices.SortStableFunc(picked, func(a, b ruled) int { return -compareFloatEq(a.score, b.score) })
	picked = picked[:min(3, len(picked))]
	slices.SortFunc(picked, func(a, b ruled) int { return a.at - b.at })
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
			sentence = strings.TrimLeft(sentence, "#*->  ")
			if sentence != "" && sentence != p.Title && !seen[sentence] {
				seen[sentence] = true
				all = append(all, ruled{text: sentence, title: p.Title, at: len(all), rank: p.Score / top})
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

// kinds of answers: what a question asks for, and how a sentence that gives it
// looks.
var kinds = []struct{ asked, given *regexp.Regexp }{
	{regexp.MustCompile(`(?i)how much|costs?\b|price|fees?\b|charge|what amount|how many dollars|多少钱|运费|费用|收费|几块|价钱|满多少`),
		regexp.MustCompile(`(?i)[$¥€£]\s?\d|\d\s?(?:元|块|dollars)|\bfree\b|免费|免费|包邮`)},
	{regexp.MustCompile(`(?i)how long|how many (?:days|weeks|months|years|hours)|how soon|until when|til\b|几天|多久|多长时间|几年|几个月|多少天`),
		regexp.MustCompile(`(?i)\d+(?: working| business)?[ -](?:days?|weeks?|months?|years?|hours?|minutes?)|\d+\s?(?:个?工作日|天|年|个月|小时|分钟|周)`)},
	{regexp.MustCompile(`(?i)what time|when (?:do|are|can)|opening|几点|什么时候|时间`),
		regexp.MustCompile(`(?i)\d\s?(?:am|pm|a\.m|p\.m)\b|\d+点|Monday|周[一二三四五六日]`)},
	{regexp.MustCompile(`(?i)\bsizes?\b|几码|多大码|什么码`), regexp.MustCompile(`(?i)\bsizes?\b|\d码|\bis \d`)},
}

// rate scores every sentence on a question, a part of all that was said: shared words and concepts, the
// rarer among the sentences the more they weigh; its numbers; its kind.
func rate(all []ruled, question, whole string) {
	asked := askedTerms(question)
	for t, w := range askedTerms(whole) { // "how much?" is about what was said before it
		if asked[t] == 0 {
			asked[t] = w / 4
		}
	}
	df := map[string]int{}
	have := make([]map[string]float64, len(all))
	for i, r := range all {
		have[i] = terms(r.text)
		for t := range have[i] {
			df[t]++
		}
	}
	for i := range all {
		score := 0.0
		for t, w := range asked {
			if have[i][t] > 0 {
				score += w * math.Log(1+float64(len(all))/float64(df[t]))
			}
		}
		for _, k := range kinds {
			if k.asked.MatchString(question) && k.given.MatchString(all[i].text) {
				score += 2
			}
		}
		score += 1.5*all[i].rank + .6*shared(asked, terms(all[i].title))
		all[i].score = score - .002*float64(len(all[i].text)) - .03*float64(i)
	}
}

func shared(a, b map[string]float64) float64 {
	n := 0.0
	for t := range a {
		if b[t] > 0 {
			n++
		}
	}
	return n
}

// askedTerms are a question's terms; a word that only names one of its concepts
// counts little beside it, or "return" would beat "send back".
func askedTerms(question string) map[string]float64 {
	all := terms(question)
	found := conceptsOf(question)
	for t := range all {
		if t[0] != '#' && slices.ContainsFunc(found, func(c concept) bool { return c.words.MatchString(t) }) {
			all[t] = .3
		}
	}
	return all
}

// terms are a text's stems, and its concepts, which both languages share.
func terms(text string) map[string]float64 {
	all := stems(text)
	for _, c := range conceptsOf(text) {
		all["#"+c.name] = 1.6
	}
	return all
}

// concept is a thing that rules are about, with the words that both languages
// have for it.
type concept struct {
	name   string
	labels map[string]string // by locale
	words  *regexp.Regexp
}

var concepts = readConcepts()

func readConcepts() []concept {
	var all []concept
	for _, line := range sections("data/concepts")["concepts"] {
		c := strings.SplitN(line, "|", 4)
		for i := range c {
			c[i] = strings.TrimSpace(c[i])
		}
		var words []string
		for _, w := range strings.Split(c[3], ",") {
			if w = strings.TrimSpace(w); w[0] < 0x80 {
				w = `\b` + w
			}
			words = append(words, w)
		}
		all = append(all, concept{c[0], map[string]string{"en": c[1], "zh": c[2]}, regexp.MustCompile(`(?i)` + strings.Join(words, "|"))})
	}
	return all
}

func conceptsOf(text string) []concept {
	var found []concept
	for _, c := range concepts {
		if c.words.MatchString(text) {
			found = append(found, c)
		}
	}
	return found
}

// translated says a rule of another language: what it is about, its figures in
// the shopper's language, and its own words, short enough that the answer
// stays in hers.
func (s *script) translated(picked []ruled) {
	v := slots{"title": picked[0].title}
	for _, c := range conceptsOf(s.plan.Said) {
		if c.words.MatchString(picked[0].text) {
			v["topic"] = c.labels[s.locale]
			break
		}
	}
	var figures []string
	for _, q := range picked {
		for _, f := range s.figures(q.text) {
			if !slices.Contains(figures, f) {
				figures = append(figures, f)
			}
		}
	}
	v["figures"] = s.and(figures[:min(4, len(figures))])
	s.say("quote", "policy.foreign", v)
	s.say("quote", "policy.original", slots{"quote": s.excerpt(picked[0].text)})
	s.say("closing", "policy.foreign.next", nil)
}

// figures writes the amounts and measures of a sentence in the language.
func (s *script) figures(text string) []string {
	var all []string
	for _, span := range lexicon.Read(text) {
		switch span.Kind {
		case lexicon.Money:
			all = append(all, s.money(catalog.Money{Amount: int64(math.Round(span.Lo * 100)), Currency: span.Currency}))
		case lexicon.Percent:
			all = append(all, number(span.Lo)+"%")
		case lexicon.Measure:
			if f, ok := s.fields["unit."+span.Unit]; ok {
				form := f.many
				if span.Lo == 1 {
					form = f.one
				}
				all = append(all, strings.Replace(form, "{v}", number(span.Lo), 1))
			}
		}
	}
	return all
}

func number(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// excerptLetters is how many letters of another language an answer may quote:
// fewer than the sentence around it has.
const excerptLetters = 30

// excerpt cuts a rule's sentence to the clause with its first figure.
func (s *script) excerpt(text string) string {
	clauses := strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;:，；：。", r) })
	best := text
	for _, c := range clauses {
		if len(lexicon.Of(lexicon.Read(c), lexicon.Money, lexicon.Measure, lexicon.Percent)) > 0 {
			best = strings.TrimSpace(c)
			break
		}
	}
	best = strings.TrimRight(best, ".。")
	if s.locale == "en" {
		return firstRunes(best, excerptLetters)
	}
	words := strings.Fields(best)
	for len(words) > 1 && letters(strings.Join(words, "")) > excerptLetters {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

func letters(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

func firstRunes(s string, n int) string {
	rs := []rune(s)
	if len(rs) <= n {
		return s
	}
	return string(rs[:n]) + "…"
}
