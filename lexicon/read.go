package lexicon

import (
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Kind says what a span tells.
type Kind string

const (
	Number   Kind = "number"   // a bare number
	Money    Kind = "money"    // Lo in major units of Currency
	Percent  Kind = "percent"  // Lo of a hundred; Unit "off" where it is taken off (八折 is 20 off)
	Measure  Kind = "measure"  // Lo in Unit
	Date     Kind = "date"     // Value is 2025-04-02, or --04-02 without a year
	Ordinal  Kind = "ordinal"  // Lo counts from 1; from the end: -1 is the last
	Color    Kind = "color"    // Value is the shade
	Material Kind = "material" // Value is the material
)

// Span is a fact that a text states, in the language's own terms: no shop's
// words are needed to read it.
type Span struct {
	Kind       Kind
	Start, End int // bytes in the text
	Text       string
	Lo, Hi     float64 // equal, but for 三四百 and the like
	Unit       string  // of units.tsv
	Currency   string  // ISO 4217
	Value      string  // canonical, of dates, colours and materials
}

// Read gives the facts that a text states, in order, none overlapping. Numbers
// that share a unit each get it ("300 to 700 dollars", "$5-10").
func Read(text string) []Span { return ReadTokens(text, Tokenize(text)) }

// ReadTokens is Read for a text that is tokenized already.
func ReadTokens(text string, ts []Token) []Span {
	r := reader{text: text, ts: ts}
	for i := 0; i < len(ts); {
		i = max(r.step(i), i+1)
	}
	r.shareUnits()
	return r.spans
}

type reader struct {
	text  string
	ts    []Token
	spans []Span
}

// step reads what begins at token i and gives the token after it, or i.
func (r *reader) step(i int) int {
	for _, read := range []func(*reader, int) int{
		(*reader).date, (*reader).percent, (*reader).ordinal, (*reader).skip, (*reader).amount, (*reader).named,
	} {
		if next := read(r, i); next > i {
			return next
		}
	}
	return i
}

func (r *reader) add(s Span, from, next int) int {
	s.Start, s.End = r.ts[from].Start, r.ts[next-1].End
	s.Text = r.text[s.Start:s.End]
	if s.Hi == 0 {
		s.Hi = s.Lo
	}
	r.spans = append(r.spans, s)
	return next
}

// skip passes over words with numerals that count nothing.
func (r *reader) skip(i int) int {
	if r.ts[i].Kind != Han {
		return i
	}
	return i + notNumber(r.ts, i)
}

// amount reads a number with what it counts: money, a measure, or nothing.
func (r *reader) amount(i int) int {
	from := i
	code, signed := currencySign(r.ts, i)
	if signed > 0 {
		i += signed
	}
	if n := r.words(i, Words("below_zero")...); n > 0 {
		return r.belowZero(i, i+n)
	}
	lo, hi, next := numberAt(r.ts, i)
	if next == i && i < len(r.ts) {
		if v, ok := numerals().banknotes[r.ts[i].Stem]; ok && signed == 0 {
			return r.add(Span{Kind: Money, Lo: v, Currency: "GBP"}, from, i+1)
		}
		if next = r.unnumbered(i); next > i {
			return next
		}
	}
	if next == i {
		return from
	}
	if r.ts[from].Kind == Word && lo == 1 && next == from+1 { // "one" is a pronoun far more often
		return from
	}
	span := Span{Kind: Number, Lo: lo, Hi: hi}
	if signed > 0 {
		span.Kind, span.Currency = Money, code
		if _, n := currencyWord(r.ts, next); n > 0 {
			next += n
		}
		return r.add(span, from, next)
	}
	span, next = r.unit(span, next)
	return r.add(span, from, next)
}

// belowZero reads 零下十度.
func (r *reader) belowZero(from, i int) int {
	lo, hi, next := numberAt(r.ts, i)
	n := r.words(next, Words("degrees")...)
	if next == i || n == 0 {
		return from
	}
	return r.add(Span{Kind: Measure, Lo: -hi, Hi: -lo, Unit: "c"}, from, next+n)
}

// unnumbered reads amounts without a numeral: 双人 and 单人, 半升.
func (r *reader) unnumbered(i int) int {
	if i >= len(r.ts) {
		return i
	}
	if Is("half", r.ts[i].Text) && i+1 < len(r.ts) {
		if u, n := unitAt(r.ts, i+1); n > 0 && units().units[u].dimension != "count" && units().units[u].dimension != "size" {
			return r.add(Span{Kind: Measure, Lo: 0.5, Unit: u}, i, i+1+n) // 半升
		}
	}
	for n, word := range Words("one_or_two_people") {
		if next := r.after(i, word); next > i {
			return r.add(Span{Kind: Measure, Lo: float64(n + 1), Unit: "person"}, i, next)
		}
	}
	return i
}

// unit reads the unit that stands behind a number.
func (r *reader) unit(span Span, i int) (Span, int) {
	if i < len(r.ts) && Is("and_some", r.ts[i].Text) {
		if _, n := currencyWord(r.ts, i+1); n > 0 {
			i++ // 三百多块
		}
	}
	if code, n := currencyWord(r.ts, i); n > 0 {
		span.Kind, span.Currency = Money, code
		return r.fraction(span, i+n)
	}
	if code, share, n := currencyPart(r.ts, i); n > 0 {
		span.Kind, span.Currency, span.Lo, span.Hi = Money, code, span.Lo*share, span.Hi*share
		return span, i + n
	}
	if u, n := unitAt(r.ts, i); n > 0 {
		span.Kind, span.Unit = Measure, u
		return r.tail(span, i+n)
	}
	return span, i
}

// fraction reads what follows the major unit: 一块五, 三块九毛, 两块五毛五, 块半.
func (r *reader) fraction(span Span, i int) (Span, int) {
	if i >= len(r.ts) || r.ts[i].Kind != Han {
		return span, i
	}
	if Is("half", r.ts[i].Text) {
		span.Lo, span.Hi = span.Lo+0.5, span.Lo+0.5
		return span, i + 1
	}
	d, ok := numerals().han[r.ts[i].Text]
	if !ok || Is("no_tenths", r.ts[i].Text) {
		return span, i
	}
	if i+1 < len(r.ts) && (numerals().hanScales[r.ts[i+1].Text] > 0 || Is("counts_pieces", r.ts[i+1].Text)) {
		return span, i
	}
	next := i + 1
	if _, _, n := currencyPart(r.ts, next); n > 0 {
		next += n
	}
	span.Lo += d / 10
	span.Hi = span.Lo
	return span, next
}

// tail reads the digit behind a metre: 1米8 is 1.8 m; and the 半 of 两年半.
func (r *reader) tail(span Span, i int) (Span, int) {
	if i >= len(r.ts) || r.ts[i].Space {
		return span, i
	}
	t := r.ts[i]
	if Is("half", t.Text) {
		span.Lo += 0.5
		span.Hi = span.Lo
		return span, i + 1
	}
	if span.Unit != "m" || r.ts[i-1].Kind != Han {
		return span, i
	}
	d, ok := numerals().han[t.Text]
	if t.Kind == Digits && len(t.Text) <= 2 {
		v, err := strconv.ParseFloat("0."+t.Text, 64)
		d, ok = v*10, err == nil
	}
	if !ok {
		return span, i
	}
	span.Lo += d / 10
	span.Hi = span.Lo
	return span, i + 1
}

// named reads colours and materials.
func (r *reader) named(i int) int {
	if s, n := shadeAt(r.ts, i); n > 0 {
		return r.add(Span{Kind: Color, Value: s}, i, i+n)
	}
	if m, n := materialAt(r.ts, i); n > 0 {
		return r.add(Span{Kind: Material, Value: m}, i, i+n)
	}
	return i
}

// shareUnits gives "300" of "300 to 700 dollars" its unit, and "10" of "$5-10".
func (r *reader) shareUnits() {
	for i := 0; i+1 < len(r.spans); i++ {
		a, b := &r.spans[i], &r.spans[i+1]
		if !rangeWords()[phraseKey(r.text[a.End:b.Start])] && strings.TrimSpace(r.text[a.End:b.Start]) != "-" && !dash(r.text[a.End:b.Start]) {
			continue
		}
		switch {
		case a.Kind == Number && (b.Kind == Money || b.Kind == Measure || b.Kind == Percent):
			a.Kind, a.Unit, a.Currency = b.Kind, b.Unit, b.Currency
		case b.Kind == Number && (a.Kind == Money || a.Kind == Measure):
			b.Kind, b.Unit, b.Currency = a.Kind, a.Unit, a.Currency
		}
		if a.Lo < 10 && b.Lo >= 1000 && b.Lo < 1e4 && !r.scaled(a) && r.scaled(b) {
			a.Lo, a.Hi = a.Lo*1000, a.Lo*1000 // 1到2千
		} else if a.Lo < 10 && b.Lo >= 100 && b.Lo < 1000 && !r.scaled(a) && r.scaled(b) {
			a.Lo, a.Hi = a.Lo*100, a.Lo*100 // 三到五百
		}
	}
}

// scaled reports whether the number was said with a scale word.
func (r *reader) scaled(s *Span) bool { return Holds("scale_sign", s.Text) }

func dash(s string) bool {
	s = strings.TrimSpace(s)
	return s == "–" || s == "—" || s == "~" || s == "～" || s == "－" || s == "-"
}

var rangeWords = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for _, w := range Words("range_word") {
		set[phraseKey(w)] = true
	}
	return set
})

// Of gives the spans of some kinds.
func Of(spans []Span, kinds ...Kind) []Span {
	var out []Span
	for _, s := range spans {
		if slices.Contains(kinds, s.Kind) {
			out = append(out, s)
		}
	}
	return out
}
