package nlg

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"daogou/lexicon"
)

var look = struct {
	negation, doubt, limit, in, out, pre, scarce, delivery, coupon, promise, claim, action patterns
}{
	patternsOf("gate", "negation"), patternsOf("gate", "doubt"), patternsOf("gate", "limit"), patternsOf("gate", "stock.in"),
	patternsOf("gate", "stock.out"), patternsOf("gate", "stock.pre"), patternsOf("gate", "stock.scarce"), patternsOf("gate", "delivery"),
	patternsOf("gate", "coupon"), patternsOf("gate", "promise"), patternsOf("gate", "claim"),
	patternsOf("gate", "action"),
}

// claims is what one sentence states, and of what.
type claims struct {
	answer   *Answer
	facts    *Facts
	text     string // as it will be said
	lower    string
	masked   string // lower, with the titles it names blanked out: same length
	mentions []located
	clauses  []clause
	cells    []int // ends of a table row's cells
	spans    []lexicon.Span
}

// clause is a part of a sentence between two marks.
type clause struct{ from, to int }

func (a *Answer) claims(text string) *claims {
	c := &claims{answer: a, facts: a.facts, text: text, lower: lowerSame(text)}
	c.mentions = a.facts.mentionsIn(c.lower)
	c.masked = readable(c.mask())
	c.clauses = cutClauses(c.masked)
	c.mentions = slices.DeleteFunc(c.mentions, c.isSaid)
	c.spans = lexicon.Read(c.masked)
	if strings.HasPrefix(strings.TrimSpace(text), "|") {
		c.row()
	}
	return c
}

// isSaid reports whether what may be a short name of a product is what the sentence
// says of the one that it names in full: 拾音器 of a guitar, beside one that is sold.
func (c *claims) isSaid(m located) bool {
	return !m.whole && slices.ContainsFunc(c.mentions, func(named located) bool {
		return named.whole && named.record != m.record && slices.ContainsFunc(named.record.sayings, func(s string) bool { return c.repeats(s, m.at) })
	})
}

// hyphens of numbers in words: forty-nine is one number, not a range.
var hyphens = regexp.MustCompile(`\b(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-(one|two|three|four|five|six|seven|eight|nine)\b`)

var fullComma = regexp.MustCompile(`(\d)，(\d)`)

// readable makes two forms plain for the reader of numbers, keeping every
// byte's place: forty-nine is no range, and ¥42，290页 are two numbers.
func readable(s string) string {
	s = strings.Replace(s, "一年四季", strings.Repeat(" ", len("一年四季")), 1) // no count
	return fullComma.ReplaceAllString(hyphens.ReplaceAllString(s, "$1 $2"), "$1；$2")
}

// lowerSame is ToLower that keeps every byte's place.
func lowerSame(s string) string {
	lower := strings.ToLower(s)
	if len(lower) == len(s) {
		return lower
	}
	b := []byte(s)
	for i, ch := range b {
		if ch >= 'A' && ch <= 'Z' {
			b[i] = ch + 'a' - 'A'
		}
	}
	return string(b)
}

// mask blanks the full titles out: their numbers and colours are names.
func (c *claims) mask() string {
	b := []byte(c.lower)
	for _, m := range c.mentions {
		if m.whole {
			for i := m.at; i < m.end; i++ {
				b[i] = ' '
			}
		}
	}
	return string(b)
}

var clauseMarks = ",;:()[]，；：、（）—–|。.!?！？\n"

// cutClauses cuts at marks; a point or comma between digits is none.
func cutClauses(s string) []clause {
	var cut []clause
	from := 0
	for i, r := range s {
		if !strings.ContainsRune(clauseMarks, r) || betweenDigits(s, i, utf8.RuneLen(r)) {
			continue
		}
		cut = append(cut, clause{from, i})
		from = i + utf8.RuneLen(r)
	}
	return append(cut, clause{from, len(s)})
}

func betweenDigits(s string, i, n int) bool {
	return i > 0 && i+n < len(s) && s[i-1] >= '0' && s[i-1] <= '9' && s[i+n] >= '0' && s[i+n] <= '9'
}

func (c *claims) clauseAt(at int) clause {
	for _, cl := range c.clauses {
		if at >= cl.from && at < cl.to {
			return cl
		}
	}
	return clause{0, len(c.masked)}
}

func (c *claims) words(cl clause) string { return c.masked[cl.from:cl.to] }

// negated reports whether the clause at a place says no.
func (c *claims) negated(at int) bool { return look.negation.in(c.words(c.clauseAt(at))) }

// rhetoric are questions and negations that state what they ask or deny.
var rhetoric = compiled(`\b(?:did|do) you know\b|\b(?:isn't|aren't|wasn't|doesn't|don't) (?:it|they|that|you|we)\b|\bnot only\b|\b(?:don't|do not|never) (?:miss|forget|wait|worry)\b|\bcan(?:'t|not) (?:lose|beat|go wrong)\b|\bnothing beats\b|\b(?:no one|nobody) else\b|\bno (?:need|reason)\b|\bwon't (?:pay|find|cost|need)\b|\bwhy not\b|\bno minimum\b|您知道|难道|不仅|不只|不光|别错过|不要错过|别忘|不用|无需|不满意|何不`)

// denied is negated, the words themselves apart: 无线 and "pay nothing" deny
// nothing.
func (c *claims) denied(words string, at int) bool {
	return look.negation.in(strings.Replace(c.words(c.clauseAt(at)), words, " ", 1)) && !rhetoric.in(c.masked)
}

// doubtful reports whether the clause asks or leaves open.
func (c *claims) doubtful(at int) bool {
	if rhetoric.in(c.masked) {
		return false
	}
	return look.doubt.in(c.words(c.clauseAt(at))) || strings.HasSuffix(strings.TrimSpace(c.text), "?") || strings.HasSuffix(strings.TrimSpace(c.text), "？")
}

// judge decides; at is the words that were not backed.
func (c *claims) judge() (why Reason, at string) {
	if c.verbatim() {
		return Passed, ""
	}
	for _, check := range []func(*claims) (Reason, string){
		(*claims).names, (*claims).spansHold, (*claims).sizes, (*claims).stock, (*claims).features, (*claims).orderStatus, (*claims).direction, (*claims).ranking, (*claims).hearsay, (*claims).phrases, (*claims).asserted, (*claims).firstPerson, (*claims).astray,
	} {
		if why, at := check(c); why != Passed {
			return why, at
		}
	}
	return Passed, ""
}

// verbatim reports whether the sentence stands in a rule or in the description
// of the product it is about, word for word.
func (c *claims) verbatim() bool {
	s := strings.Trim(c.lower, " -*\"“”\n")
	if utf8.RuneCountInString(s) < 8 {
		return false
	}
	if strings.Contains(c.facts.shared.text, s) {
		return true
	}
	return c.answer.subject != nil && strings.Contains(c.answer.subject.text, s)
}

// highlighted reports whether a place lies in a highlight of a product spoken of,
// or in what the writer says of its columns: these may be repeated as they are.
func (c *claims) highlighted(at int) bool {
	return some(c.scope(at), func(r *record) bool {
		return slices.ContainsFunc(r.highlights, func(h string) bool { return c.repeats(h, at) }) ||
			slices.ContainsFunc(r.sayings, func(s string) bool { return c.repeats(s, at) })
	})
}

// labelled reports whether a place lies in what a column of a product is called.
func (c *claims) labelled(at int) bool {
	return some(c.facts.products, func(r *record) bool {
		return slices.ContainsFunc(r.labels, func(l string) bool { return c.repeats(l, at) })
	})
}

// repeats reports whether words stand around a place, and are not denied there.
func (c *claims) repeats(words string, at int) bool {
	for from := max(0, at-len(words)+1); from <= at; from++ {
		to := from + len(words)
		if to > len(c.lower) || c.lower[from:to] != words || from > 0 && alnum(c.lower[from-1]) && alnum(words[0]) || to < len(c.lower) && alnum(c.lower[to]) && alnum(words[len(words)-1]) {
			continue
		}
		cl := c.clauseAt(from)
		return !look.negation.in(c.masked[cl.from:from])
	}
	return false
}

// some reports whether a record of the scope satisfies the test.
func some(rs []*record, holds func(*record) bool) bool { return slices.ContainsFunc(rs, holds) }

// spansHold checks every amount, percentage, number, measure, date, colour and
// material that the sentence states.
func (c *claims) spansHold() (Reason, string) {
	for _, s := range c.spans {
		why := Passed
		if c.highlighted(s.Start) {
			continue
		}
		switch s.Kind {
		case lexicon.Money:
			why = c.money(s)
		case lexicon.Percent:
			why = c.percent(s)
		case lexicon.Number, lexicon.Measure:
			why = c.quantity(s)
		case lexicon.Date:
			if !c.facts.shared.dates[s.Value] && !c.yearless(s.Value) {
				why = BadDate
			}
		case lexicon.Ordinal:
			if s.Lo > float64(max(3, len(c.facts.products))) && !c.stated(s) {
				why = BadNumber
			}
		case lexicon.Color:
			why = c.hue(s)
		case lexicon.Material:
			why = c.stuff(s)
		}
		if why != Passed {
			return why, s.Text
		}
	}
	return c.digits()
}

// yearless lets "April 2" stand for the order's 2025-04-02.
func (c *claims) yearless(value string) bool {
	day, ok := strings.CutPrefix(value, "--")
	if !ok {
		return false
	}
	for d := range c.facts.shared.dates {
		if strings.HasSuffix(d, "-"+day) {
			return true
		}
	}
	return false
}

// digits makes sure that no number escaped: every run of digits lies in a span
// that was checked, or in a word of the facts.
func (c *claims) digits() (Reason, string) {
	for _, w := range latinWords(c.masked) {
		word := c.masked[w.from:w.to]
		if !strings.ContainsAny(word, "0123456789") || c.facts.word(word) || c.inSpan(w) {
			continue
		}
		if !c.partsHold(w) {
			return BadNumber, word
		}
	}
	return Passed, ""
}

func (c *claims) inSpan(w clause) bool {
	return slices.ContainsFunc(c.spans, func(s lexicon.Span) bool { return s.Start <= w.from && s.End >= w.to })
}

// partsHold reports whether each run of digits of a word ("3-5", "s/m") is a
// span of its own.
func (c *claims) partsHold(w clause) bool {
	for i := w.from; i < w.to; i++ {
		if b := c.masked[i]; b >= '0' && b <= '9' &&
			!slices.ContainsFunc(c.spans, func(s lexicon.Span) bool { return s.Start <= i && s.End > i }) {
			return false
		}
	}
	// Letters and digits in one word are a code: its parts do not make it true.
	word := c.masked[w.from:w.to]
	return !strings.ContainsFunc(word, unicode.IsLetter) || slices.ContainsFunc(c.spans, func(s lexicon.Span) bool {
		return s.Start == w.from && s.Kind == lexicon.Measure && s.End >= w.to
	})
}

// latinWords gives the places of words of letters and digits.
func latinWords(s string) []clause {
	var found []clause
	start := -1
	for i := 0; i <= len(s); i++ {
		inner := i < len(s) && (s[i] == '-' || s[i] == '\'' || s[i] == '.') && start >= 0 && i+1 < len(s) && alnum(s[i+1])
		if i < len(s) && (alnum(s[i]) || inner) {
			if start < 0 {
				start = i
			}
			continue
		}
		if start >= 0 {
			found = append(found, clause{start, i})
			start = -1
		}
	}
	return found
}

func alnum(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}
