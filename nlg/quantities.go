package nlg

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"daogou/lexicon"
)

// dimension is a column's words in a clause: "wide", 宽.
type dimension struct {
	column string
	words  []string
}

var dimensions = func() []dimension {
	var all []dimension
	for _, line := range sections("data/gate")["dimension"] {
		name, words, _ := strings.Cut(line, "=")
		d := dimension{column: strings.TrimSpace(name)}
		for _, w := range strings.Split(words, ",") {
			d.words = append(d.words, strings.TrimSpace(w))
		}
		all = append(all, d)
	}
	return all
}()

// spokenOf gives the columns whose words stand nearest to a number in its clause.
func (c *claims) spokenOf(at int) map[string]bool {
	cl := c.clauseAt(at)
	words := c.words(cl)
	found := map[string]bool{}
	for _, d := range dimensions {
		for _, w := range d.words {
			if indexWord(words, w) >= 0 {
				found[d.column] = true
			}
		}
	}
	if row := c.rowLabel(); row != "" {
		for _, d := range dimensions {
			if slices.ContainsFunc(d.words, func(w string) bool { return indexWord(row, w) >= 0 }) {
				found[d.column] = true
				found["review_count"] = found["review_count"] || d.column == "rating" // 4.6 (212)
			}
		}
	}
	return found
}

// quantity checks a number or a measure: of the column that the clause names
// where the product has it, else any of the product's, a count of the plan, a
// rule's, or as a limit the shopper's own.
func (c *claims) quantity(s lexicon.Span) Reason {
	bad := BadMeasure
	if s.Kind == lexicon.Number {
		bad = BadNumber
	}
	about := c.spokenOf(s.Start)
	if belowZero.MatchString(c.masked[:s.Start]) {
		s.Lo, s.Hi = -s.Lo, -s.Hi
	}
	for _, n := range []float64{s.Lo, s.Hi} {
		if !c.quantityHolds(s, n, about) {
			return bad
		}
	}
	return Passed
}

// belowZero is a sign right before a number, which no range has.
var belowZero = regexp.MustCompile(`(?:^|[^\w\p{Han}–-])[-−]$|(?:不超过|不低于|是|为|温度)-$|零下$|minus $`)

func (c *claims) quantityHolds(s lexicon.Span, n float64, about map[string]bool) bool {
	scope := c.scope(s.Start)
	named := false
	for _, r := range scope {
		for _, q := range r.quantities {
			if !about[q.column] || !comparable(q.unit, s.Unit) {
				continue
			}
			named = true
			if equal(q, s.Unit, n) {
				return true
			}
		}
	}
	if s.Kind == lexicon.Number || s.Unit == "pc" {
		if counted.MatchString(c.masked[s.End:]) {
			return c.facts.shared.has("", n) || n <= float64(len(c.facts.products))
		}
	}
	if s.Unit == "y" || s.Unit == "year" || s.Unit == "years" {
		if some(scope, func(r *record) bool { return r.aged(n) }) {
			return true
		}
	}
	if s.Unit == "person" && n == 1 && !named && !about["seats"] { // 一个人看书时
		return true
	}
	if c.countedOut(s, n, scope) || some(scope, func(r *record) bool { return c.quoted(s, r) }) {
		return true
	}
	has := func(r *record) bool { return r.has(s.Unit, n) }
	if !named && some(scope, has) || (!named || len(c.facts.plan.Passages) > 0) && has(c.facts.shared) {
		return true
	}
	if s.Kind == lexicon.Number && !named && (n <= float64(len(c.facts.products)) || some(scope, func(r *record) bool { return r.money[minor(n)] })) {
		return !about["rating"] && !about["review_count"]
	}
	if about["rating"] && n == 5 && outOf.MatchString(c.masked) {
		return true
	}
	words := c.words(c.clauseAt(s.Start))
	if limit := minor(n); s.Kind == lexicon.Number && c.facts.said.money[limit] && !c.asLimit(s.Start, limit) {
		return false
	}
	return c.facts.said.has(s.Unit, n) && (look.limit.in(words) || look.negation.in(words) || c.doubtful(s.Start) || fine.MatchString(words))
}

// aged reports whether a product is for that age.
func (r *record) aged(years float64) bool {
	return slices.ContainsFunc(r.quantities, func(q quantity) bool {
		return (q.unit == "age" || strings.Contains("_"+q.column+"_", "_age_")) && q.value == years
	})
}

// countedOut reports whether a number is one that can be counted in the facts: the
// sizes there are, the reviews in round figures, the difference of two prices.
func (c *claims) countedOut(s lexicon.Span, n float64, scope []*record) bool {
	behind := c.masked[s.End:min(len(c.masked), s.End+14)]
	switch {
	case sizeWord.MatchString(behind):
		return some(scope, func(r *record) bool { return float64(len(r.sizes)) == n })
	case measured.MatchString(behind) && n <= float64(len(c.facts.products)):
		return true
	case reviewers.MatchString(s.Text + behind):
		return some(scope, func(r *record) bool {
			have := r.figure("review_count")
			return have == n || c.rounds(s.Start, n, have)
		})
	case c.gap(s, n, scope):
		return true
	case s.Kind == lexicon.Measure && some(scope, func(r *record) bool { return c.roundly(s, n, r) }):
		return true
	}
	return s.Kind == lexicon.Number && c.pair(minor(n))
}

// roundly reports whether a measure is one of the product's in round figures.
func (c *claims) roundly(s lexicon.Span, n float64, r *record) bool {
	return slices.ContainsFunc(r.quantities, func(q quantity) bool {
		have, ok := lexicon.Convert(q.value, q.unit, s.Unit)
		return ok && q.column != "" && c.rounds(s.Start, n, have)
	})
}

// gap reports whether a measure is by how much one product has more or less than
// another: "20 cm wider".
func (c *claims) gap(s lexicon.Span, n float64, scope []*record) bool {
	sign := 0.0
	switch words := c.words(c.clauseAt(s.Start)); {
	case s.Kind != lexicon.Measure || len(scope) == 0:
		return false
	case moreOf.MatchString(words):
		sign = 1
	case lessOf.MatchString(words):
		sign = -1
	default:
		return false
	}
	one, others := scope[0], c.facts.products
	if a, b := c.pairOf(); a != nil {
		one, others = a, []*record{b}
	}
	return slices.ContainsFunc(one.quantities, func(q quantity) bool {
		have, ok := lexicon.Convert(q.value, q.unit, s.Unit)
		return ok && q.column != "" && some(others, func(o *record) bool {
			return o != one && equal(quantity{(have - o.inUnit(q.column, s.Unit)) * sign, s.Unit, ""}, s.Unit, n)
		})
	})
}

// inUnit is a product's figure in a column, in a unit; NaN where it has none.
func (r *record) inUnit(column, unit string) float64 {
	for _, q := range r.quantities {
		if v, ok := lexicon.Convert(q.value, q.unit, unit); ok && q.column == column {
			return v
		}
	}
	return math.NaN()
}

// Words by which one product has more, or less, of a measure.
var (
	moreOf = regexp.MustCompile(`\b(?:wider|longer|taller|higher|deeper|heavier|bigger|larger|thicker|extra|more|gain)\b|[宽长高深重大厚多][了出]?\s?\d|多出|更[宽长高深重大厚]`)
	lessOf = regexp.MustCompile(`\b(?:narrower|shorter|lower|shallower|lighter|smaller|thinner|slimmer|less|lose)\b|[窄短矮浅轻小薄少][了出]?\s?\d|更[窄短矮浅轻小薄]`)
)

// measured is a Chinese measure word behind a number of products.
var measured = regexp.MustCompile(`^(?:[款件双台只本张把支瓶盒]|条(?:[^评]|$))`)

var reviewers = regexp.MustCompile(`\b(?:shoppers?|people|customers?|reviews?|ratings?)\b|[位人名]|[条个]评`)

// counted are the words behind a number of products.
var counted = regexp.MustCompile(`^\s*(?:[a-z]+ ){0,2}(?:products?|options?|items?|choices?|results?|matches|match|models?|fits?|of (?:our|them|these)|left|to choose)\b|^\s*(?:款|个结果|件商品|种选择|种商品|个选择|个商品|样)`)

// stated reports whether a number stands in the scope or the shared facts.
func (c *claims) stated(s lexicon.Span) bool {
	has := func(r *record) bool { return r.has("", s.Lo) }
	return some(c.scope(s.Start), has) || has(c.facts.shared)
}

func (r *record) has(unit string, n float64) bool {
	return slices.ContainsFunc(r.quantities, func(q quantity) bool { return comparable(q.unit, unit) && equal(q, unit, n) })
}

// counting are lexicon's units that only say what is counted.
var counting = map[string]bool{"": true, "pc": true, "person": true, "page": true, "seat": true, "key": true, "string": true,
	"star": true, "point": true, "size": true, "pages": true, "seats": true, "people": true, "persons": true, "pcs": true, "pieces": true}

// comparable reports whether two units measure the same.
func comparable(a, b string) bool {
	if counting[a] && counting[b] {
		return true
	}
	_, ok := lexicon.Convert(1, a, b)
	return ok && a != "" && b != ""
}

// equal compares a fact with what was said, within what rounding a
// conversion does.
func equal(q quantity, unit string, n float64) bool {
	have := q.value
	if !counting[q.unit] || !counting[unit] {
		v, ok := lexicon.Convert(q.value, q.unit, unit)
		if !ok {
			return false
		}
		have = v
	}
	if q.unit == unit {
		return math.Abs(have-n) < 1e-6
	}
	return math.Abs(have-n) <= .005*math.Abs(have)+1e-6
}
