package lexicon

import (
	"math"
	"slices"
	"strings"
)

// Range is an amount with what is said of it: "under $50", "16 GB at least",
// 三百以内, "between 300 and 700", 两千出头.
type Range struct {
	Span             // Start and End take in the words of comparison
	Said     string  // lte, gte, between, around, or eq where nothing is said
	Min, Max float64 // infinite where open
}

// aroundShare is how far "around" reaches to either side.
const aroundShare = 0.3

// Ranges gives the amounts of a text (numbers, money, measures) with their
// bounds, in order.
func Ranges(text string, ts []Token, spans []Span, said []Said) []Range {
	amounts := Of(spans, Number, Money, Measure)
	var out []Range
	for i := 0; i < len(amounts); i++ {
		a := amounts[i]
		if i+1 < len(amounts) && joined(text, a, amounts[i+1]) {
			b := amounts[i+1]
			r := Range{Span: a, Said: "between", Min: min(a.Lo, b.Lo), Max: max(a.Hi, b.Hi)}
			r.End, r.Text = b.End, text[a.Start:b.End]
			i++
			out = append(out, r.take(ts, said, "between_before", "around_after", "around_before"))
			continue
		}
		out = append(out, bound(text, a, ts, said))
	}
	return out
}

// joined reports whether two amounts are the ends of a range.
func joined(text string, a, b Span) bool {
	if a.Kind != b.Kind || a.Unit != b.Unit || a.Lo >= b.Lo {
		return false
	}
	gap := strings.TrimSpace(text[a.End:b.Start])
	if dash(gap) {
		return true
	}
	key := phraseKey(gap)
	if Is("range_and", key) {
		return Holds("between", Normalize(text[max(0, a.Start-12):a.Start])) || Detect(key) == "zh" && Holds("between_behind", text[b.End:])
	}
	return Is("range_ends", key)
}

// bound reads the comparison around one amount.
func bound(text string, a Span, ts []Token, said []Said) Range {
	r := Range{Span: a, Said: "eq", Min: a.Lo, Max: a.Hi}
	for _, class := range []string{"lte_after", "gte_after", "slightly_over", "around_after", "lte_before", "gte_before", "around_before"} {
		wider := r.take(ts, said, class)
		if wider.Start == r.Start && wider.End == r.End {
			continue
		}
		if r.Said == "eq" {
			wider.Said, _, _ = strings.Cut(class, "_")
			r = wider
		} else if r.Said == "around" {
			r = wider
		}
	}
	r = r.marked(ts)
	r = r.refused(ts, said)
	if start, ok := deniedAt(ts, tokenStartingAt(ts, r.Start)); ok && r.Start < a.Start {
		r = r.turned(start)
	}
	switch r.Said {
	case "lte":
		r.Min = math.Inf(-1)
	case "gte":
		r.Max = math.Inf(1)
	case "around":
		r.Min, r.Max = r.Lo*(1-aroundShare), r.Hi*(1+aroundShare)
	case "slightly":
		r.Said, r.Max = "around", r.Hi*(1+aroundShare)
	}
	r.Text = text[r.Start:r.End]
	return r
}

// marked reads the signs of comparison: ≤500, >3, 64+.
func (r Range) marked(ts []Token) Range {
	if r.Said != "eq" {
		return r
	}
	from, to := tokenEndingBy(ts, r.Start), tokenStartingAt(ts, r.End)
	for from > 0 && (ts[from-1].Text == "=" || ts[from-1].Kind == Punct && strings.Contains("<>≤≥≦≧＜＞", ts[from-1].Text)) {
		from--
		r.Start = ts[from].Start
		switch ts[from].Text {
		case "<", "≤", "≦", "＜":
			r.Said = "lte"
		case ">", "≥", "≧", "＞":
			r.Said = "gte"
		}
	}
	if to < len(ts) && ts[to].Text == "+" && !ts[to].Space && r.Said == "eq" {
		r.Said, r.End = "gte", ts[to].End
	}
	return r
}

// refused turns a bound round when what lies past it is not wanted: 超过四百不行
// is at most 400.
func (r Range) refused(ts []Token, said []Said) Range {
	if r.Said != "gte" && r.Said != "lte" {
		return r
	}
	at := tokenStartingAt(ts, r.End)
	for _, s := range said {
		if s.Class != "refused" || s.From != at && (s.From != at+1 || !Is("linking", ts[at].Text)) {
			continue
		}
		if s.To < len(ts) && ts[s.To].Kind != Punct {
			continue
		}
		r.End = ts[s.To-1].End
		r.Said = map[string]string{"gte": "lte", "lte": "gte"}[r.Said]
		break
	}
	return r
}

// turned makes "nothing over 50" at most 50, "nothing under 50" at least.
func (r Range) turned(start int) Range {
	switch r.Said {
	case "lte":
		r.Said, r.Start = "gte", start
	case "gte":
		r.Said, r.Start = "lte", start
	}
	return r
}

// deniedAt finds a word of negation before token i, only verbs of spending and
// little words between.
func deniedAt(ts []Token, i int) (start int, ok bool) {
	for j := i - 1; j >= 0 && j >= i-7; j-- {
		switch w := ts[j].Text; {
		case Is("denies", w) || EndsIn("denies_at_end", w):
			return ts[j].Start, true
		case !Is("within_denial", w):
			return 0, false
		}
	}
	return 0, false
}

// take widens the range over neighbouring words of the classes.
func (r Range) take(ts []Token, said []Said, classes ...string) Range {
	for _, s := range said {
		if !slices.Contains(classes, s.Class) {
			continue
		}
		if strings.HasSuffix(s.Class, "_before") {
			if at := tokenEndingBy(ts, r.Start); s.To == at || s.To == at-1 && at > 0 && filler(ts[at-1]) || s.To == at-2 && at > 1 && filler(ts[at-1]) && filler(ts[at-2]) {
				r.Start = min(r.Start, ts[s.From].Start)
			}
		} else if at := tokenStartingAt(ts, r.End); s.From == at || s.From == at+1 && at < len(ts) && Is("linking", ts[at].Text) {
			r.End = max(r.End, ts[s.To-1].End)
		}
	}
	return r
}

func filler(t Token) bool {
	return Is("beside_amount", t.Text)
}

// tokenEndingBy gives the number of tokens that end at or before byte pos.
func tokenEndingBy(ts []Token, pos int) int {
	n := 0
	for n < len(ts) && ts[n].End <= pos {
		n++
	}
	return n
}

// tokenStartingAt gives the first token that starts at or after byte pos.
func tokenStartingAt(ts []Token, pos int) int {
	n := 0
	for n < len(ts) && ts[n].Start < pos {
		n++
	}
	return n
}
