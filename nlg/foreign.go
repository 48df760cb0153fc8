package nlg

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"daogou/catalog"
	"daogou/lexicon"
)

// balance keeps an answer about a catalogue in another language in the
// shopper's own: it says so, and speaks of fewer products.
func (s *script) balance() {
	if !s.abroad || !s.has("abroad") || !foreign(s.text(), s.locale) {
		return
	}
	s.para("closing", "abroad", nil)
	for foreign(s.text(), s.locale) {
		last := -1
		for i, step := range s.steps {
			if i > 0 && (step.Kind == "product" || step.Kind == "table") {
				last = i
			}
		}
		if last < 2 {
			return
		}
		s.steps = slices.Delete(s.steps, last, last+1)
	}
}

func (s *script) text() string {
	var b strings.Builder
	for _, step := range s.steps {
		b.WriteString(step.Break + step.Text)
	}
	return b.String()
}

// translatable are the columns whose values are words of the language; names
// stay as they are.
var translatable = map[string]bool{"color": true, "material": true, "pattern": true, "category": true, "scent": true,
	"flavor": true, "flavour": true, "shape": true, "finish": true, "season": true, "fabric": true}

// translate gives a value of another language in the answer's, where it is
// known.
func (b *book) translate(column, value string) string {
	if !translatable[column] || !foreign(value, b.locale) || letters(value) == 0 {
		return value
	}
	shade := lexicon.Shade(value)
	for _, word := range lexicon.Translate(value, b.locale) {
		if !foreign(word, b.locale) && (column != "color" || lexicon.Shade(word) == shade) {
			return word
		}
	}
	return value
}

// translated says a rule of another language: what it is about, its figures in
// the shopper's language, and its own words, short enough that the answer
// stays in hers.
func (s *script) translated(picked []ruled) {
	best := slices.MaxFunc(picked, func(a, b ruled) int { return cmp.Compare(a.score, b.score) })
	v := slots{"title": best.title}
	for _, c := range conceptsOf(s.ruleAsked()) {
		if c.words.in(strings.ToLower(best.text)) {
			v["topic"] = c.labels[s.locale]
			break
		}
	}
	var figures []string
	for _, q := range picked {
		s.sources = mention(s.sources, q.policy)
		for _, f := range s.figures(q.text) {
			if !slices.Contains(figures, f) {
				figures = append(figures, f)
			}
		}
	}
	v["figures"] = s.and(figures[:min(4, len(figures))])
	s.say("quote", "policy.foreign", v)
	s.say("quote", "policy.original", slots{"quote": s.excerpt(best.text)})
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
	return aroundFigure(strings.Fields(best))
}

// aroundFigure takes the words beside the first figure, as many as may be quoted.
func aroundFigure(words []string) string {
	from := max(0, slices.IndexFunc(words, func(w string) bool { return strings.ContainsAny(w, "0123456789") }))
	to := min(from+1, len(words))
	fits := func(from, to int) bool {
		return from >= 0 && to <= len(words) && letters(strings.Join(words[from:to], "")) <= excerptLetters
	}
	for fits(from, to+1) || fits(from-1, to) {
		if fits(from, to+1) {
			to++
		} else {
			from--
		}
	}
	return strings.Join(words[from:to], " ")
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
