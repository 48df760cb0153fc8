package nlu

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// amounts binds numbers to columns: money and bare bounds to the price, a
// measure to the column of its unit that is spoken of or that goods have, a
// count to seats, and "three ideas" to how many are wanted.
func (p *parse) amounts(sofar []catalog.Filter) (out []catalog.Filter, limit int) {
	for _, r := range p.ranges {
		from, to := p.tokens(r.Start, r.End)
		if anyTrue(p.used[from:to]) || p.inNamed(from, to) || p.within(from, to, p.orderTokens()) {
			continue
		}
		if p.agesSomebody(r, from) {
			p.slots.age = r.Lo
			p.use(from, to)
			continue
		}
		filters, many := p.amount(r, from, to, append(slices.Clone(sofar), out...))
		if len(filters) > 0 {
			p.use(from, to)
		}
		out = append(lastBounds(out, filters), filters...)
		limit = max(limit, many)
	}
	return out, limit
}

// agesSomebody reports whether a bare number is somebody's age: "he is 6", "my
// niece turns four", 我妈今年五十五.
func (p *parse) agesSomebody(r lexicon.Range, from int) bool {
	if r.Kind != lexicon.Number || r.Said != "eq" || r.Lo <= 0 || r.Lo > 110 {
		return false
	}
	who := from
	for _, s := range p.hits("age_before") {
		if s.To == from {
			who = min(who, s.From)
		}
	}
	pronoun := p.is(who-1, "pronoun")
	return pronoun || who < from && slices.ContainsFunc(p.people, func(o lexicon.Person) bool { return o.To == who })
}

// childAt reports whether a child is named at token i: the 宝宝 of 六个月的宝宝.
func (p *parse) childAt(i int) bool {
	if p.is(i, "linking") {
		i++
	}
	return slices.ContainsFunc(p.people, func(o lexicon.Person) bool { return o.From == i && o.Age != "" && o.Age != "adult" })
}

// lastBounds leaves out bounds on the price that later ones take back: of two
// amounts said the last counts.
func lastBounds(sofar, later []catalog.Filter) []catalog.Filter {
	return slices.DeleteFunc(sofar, func(f catalog.Filter) bool {
		return f.Field == "price" && slices.ContainsFunc(later, func(l catalog.Filter) bool {
			return l.Field == "price" && (l.Op == f.Op || f.Op == catalog.Gte && l.Number < f.Number || f.Op == catalog.Lte && l.Number > f.Number)
		})
	})
}

func (p *parse) amount(r lexicon.Range, from, to int, sofar []catalog.Filter) (filters []catalog.Filter, limit int) {
	if r.Kind == lexicon.Money && r.Currency == "GBP" && p.v.Currency != "GBP" && lexicon.Holds("money_or_weight", r.Text) && p.columnFor(r, "lb", from, to, sofar) != "" {
		r.Kind, r.Unit = lexicon.Measure, "lb"
	}
	switch r.Kind {
	case lexicon.Money:
		if f := p.restated(r); len(f) > 0 {
			return f, 0
		}
		return p.price(r), 0
	case lexicon.Measure:
		return p.measure(r, from, to, sofar)
	}
	if f := p.restated(r); len(f) > 0 {
		return f, 0
	}
	if f := p.besideColumn(r, from, to, sofar); len(f) > 0 {
		return f, 0
	}
	if n := p.wantedCount(r, to); n > 0 {
		return nil, n
	}
	if r.Said == "eq" && p.has("cheaper") && p.inForce("price") {
		return []catalog.Filter{catalog.Bound("price", catalog.Lte, float64(lexicon.Minor(r.Lo, p.v.Currency)))}, 0
	}
	if p.ofBody(from) {
		return nil, 0
	}
	if f := p.onlyColumn(r); len(f) > 0 && !p.priceNear(from, to) {
		return f, 0
	}
	if r.Said != "eq" || p.priceNear(from, to) {
		return p.price(r), 0
	}
	return nil, 0
}

// ofBody reports whether a bare number is a measure of somebody or of a place: 身高120.
func (p *parse) ofBody(from int) bool {
	before := strings.TrimRight(p.text[:p.ts[from].Start], " 是有在:：约大概")
	return lexicon.EndsIn("body_measure", before)
}

// plausible reports whether an amount is of the size that a column's figures have:
// nobody asks for a range of 46 inches.
func plausible(c *lexicon.Column, r lexicon.Range, factor float64) bool {
	return c.Min <= 0 || r.Lo < 0 || r.Hi*factor >= c.Min/10 && r.Lo*factor <= c.Max*10
}

// onlyColumn binds a bare number that can be no price to the one column of the goods
// in question that has such figures: "a power bank of at least 20000", readers in +2.5.
func (p *parse) onlyColumn(r lexicon.Range) []catalog.Filter {
	scope := p.scopeFilters()
	fraction := r.Said == "eq" && r.Lo != math.Trunc(r.Lo)
	beyond := r.Said == "gte" && p.v.Count(append(slices.Clone(scope), catalog.Bound("price", catalog.Gte, float64(lexicon.Minor(r.Lo/10, p.v.Currency))))) == 0
	if len(scope) == 0 || r.Lo <= 0 || !fraction && !beyond {
		return nil
	}
	var found []catalog.Filter
	for _, c := range p.v.Columns() {
		f := catalog.Where(c.Name, catalog.Eq, strconv.FormatFloat(r.Lo, 'f', -1, 64))
		if !fraction {
			f = catalog.Bound(c.Name, catalog.Gte, r.Lo)
		}
		if (fraction || c.Kind == lexicon.Numeric) && p.v.Count(append(slices.Clone(scope), f)) > 0 {
			found = append(found, f)
		}
	}
	if len(found) != 1 {
		return nil
	}
	return found
}

// unitHere is the unit that the goods in question have in a column where others have
// another: the mAh of a power bank's capacity, beside the litres of a backpack's.
func (p *parse) unitHere(column string) string {
	for _, c := range p.v.Fitting(p.scopeFilters(), sizedAmong) {
		for _, v := range c.Values(column) {
			if spans := lexicon.Of(lexicon.Read(v), lexicon.Measure); len(spans) > 0 {
				return spans[0].Unit
			}
		}
	}
	return ""
}

// restated corrects the bound on the price in force: "I meant 300". Where goods
// are named the amount is theirs ("a two-person tent instead").
func (p *parse) restated(r lexicon.Range) []catalog.Filter {
	if r.Said != "eq" || len(p.subject.choices) > 0 || !p.has("correct", "instead") || p.st.Act == chat.CartAct {
		return nil
	}
	for _, f := range p.st.Filters {
		if f.Field == "price" && (f.Op == catalog.Lte || f.Op == catalog.Gte) {
			return []catalog.Filter{catalog.Bound("price", f.Op, float64(lexicon.Minor(r.Lo, p.v.Currency)))}
		}
	}
	return nil
}

// price is a bound on the price, in minor units of the shop's currency.
func (p *parse) price(r lexicon.Range) []catalog.Filter {
	lo, hi := r.Min, r.Max
	if r.Said == "eq" {
		if r.Hi > r.Lo { // 三四百 is up to 499
			lo, hi = r.Lo, r.Hi+math.Pow(10, math.Floor(math.Log10(r.Hi)))-1
		} else if p.has("price_word") {
			lo = math.Inf(-1)
		} else {
			lo, hi = r.Lo*0.7, r.Hi*1.3
		}
	}
	var out []catalog.Filter
	if !math.IsInf(lo, 0) {
		out = append(out, catalog.Bound("price", catalog.Gte, float64(lexicon.Minor(lo, p.v.Currency))))
	}
	if !math.IsInf(hi, 0) {
		out = append(out, catalog.Bound("price", catalog.Lte, float64(lexicon.Minor(hi, p.v.Currency))))
	}
	return out
}

func (p *parse) priceNear(from, to int) bool {
	for _, s := range p.hits("price_word") {
		if s.To <= from && from-s.To <= 3 || s.From >= to && s.From-to <= 2 {
			return true
		}
	}
	return false
}

// measure binds an amount with a unit.
func (p *parse) measure(r lexicon.Range, from, to int, sofar []catalog.Filter) ([]catalog.Filter, int) {
	switch lexicon.Dimension(r.Unit) {
	case "rating":
		return bounds("rating", r, 1, true), 0
	case "age":
		years, _ := lexicon.Convert(r.Lo, r.Unit, "year")
		p.slots.age = max(years, 0.01)
		return nil, 0
	}
	if years, ok := lexicon.Convert(r.Lo, r.Unit, "y"); ok && p.childAt(to) {
		p.slots.age = max(years, 0.01)
		return nil, 0
	}
	column := p.columnFor(r, r.Unit, from, to, sofar)
	if column == "" {
		return nil, p.wantedCount(r, to)
	}
	unit := p.v.Column(column).Unit
	factor := 1.0
	if f, ok := lexicon.Convert(1, r.Unit, unit); ok {
		factor = f
	}
	return p.numeric(column, r, factor, sofar), 0
}

// numeric bounds a column. An amount said as it is means just that where goods
// have it, else at least that.
func (p *parse) numeric(column string, r lexicon.Range, factor float64, sofar []catalog.Filter) []catalog.Filter {
	if r.Said == "lte" && strings.HasPrefix(column, "max_") { // a seat "up to 36 kg" carries as much, or more
		r.Said, r.Min, r.Max = "gte", r.Max, math.Inf(1)
	}
	if r.Said != "eq" {
		return bounds(column, r, factor, false)
	}
	n := strconv.FormatFloat(r.Lo*factor, 'f', -1, 64)
	exact := p.exactNumber(column, n, r.Lo*factor)
	if r.Lo < 0 { // 零下十度能用的: as cold as that, or colder
		return []catalog.Filter{catalog.Bound(column, catalog.Lte, r.Lo*factor)}
	}
	scope := append(slices.Clone(sofar), exact)
	if p.v.Count(append(p.scopeFilters(), exact)) > 0 || p.v.Count(scope) > 0 {
		return []catalog.Filter{exact}
	}
	return bounds(column, r, factor, true)
}

// exactNumber finds the values of a column that state the number, whatever
// unit they write behind it ("24 L").
func (p *parse) exactNumber(column, n string, v float64) catalog.Filter {
	return catalog.Where(column, catalog.Eq, n)
}

// bounds makes a range's filters; up says that a plain amount is the least.
func bounds(column string, r lexicon.Range, factor float64, up bool) []catalog.Filter {
	lo, hi := r.Min, r.Max
	if r.Said == "eq" && up {
		hi = math.Inf(1)
	}
	var out []catalog.Filter
	if !math.IsInf(lo, 0) {
		out = append(out, catalog.Bound(column, catalog.Gte, math.Round(lo*factor*1e6)/1e6))
	}
	if !math.IsInf(hi, 0) {
		out = append(out, catalog.Bound(column, catalog.Lte, math.Round(hi*factor*1e6)/1e6))
	}
	return out
}

// columnFor finds the numeric column that an amount of a unit bounds: one of
// its dimension that is spoken of nearby, else the one of which most goods in
// question have a fitting value.
func (p *parse) columnFor(r lexicon.Range, unit string, from, to int, sofar []catalog.Filter) string {
	best, bestScore := "", 0.0
	for _, c := range p.v.Columns() {
		if c.Kind != lexicon.Numeric {
			continue
		}
		factor, ok := lexicon.Convert(1, unit, c.Unit)
		if c.Unit == "" && countUnit(unit, c.Base) {
			factor, ok = 1, true
		}
		if !ok || !plausible(c, r, factor) {
			continue
		}
		score := 0.1
		if p.spokenNear(c.Name, from, to) {
			score += 100
		}
		scope := p.scopeFilters()
		score += math.Min(10, float64(p.v.Count(append(scope, bounds(c.Name, r, factor, true)...)))/2)
		if n := p.v.Count(append(p.scopeFilters(), catalog.Where(c.Name, catalog.Eq, strconv.FormatFloat(r.Lo*factor, 'f', -1, 64)))); n > 0 {
			score += 20 + math.Min(10, float64(n))
		}
		if score > bestScore {
			best, bestScore = c.Name, score
		}
	}
	if bestScore <= 0.1 {
		return p.columnHere(r, unit)
	}
	return best
}

// columnHere is the column in which the goods in question have the unit, though most
// goods have another one there.
func (p *parse) columnHere(r lexicon.Range, unit string) string {
	if len(p.scopeFilters()) == 0 {
		return ""
	}
	for _, c := range p.v.Columns() {
		if c.Kind == lexicon.Numeric && c.Mixed {
			if factor, ok := lexicon.Convert(1, unit, p.unitHere(c.Name)); ok && plausible(c, r, factor) {
				return c.Name
			}
		}
	}
	return ""
}

// countUnit reports whether a column without a unit counts what the unit counts.
func countUnit(unit, base string) bool {
	for _, part := range strings.Split(base, "_") {
		if lexicon.Stem(part) == unit || lexicon.UnitOf(part) == unit {
			return true
		}
	}
	switch unit {
	case "seat", "person":
		return slices.ContainsFunc([]string{"seat", "person", "people", "player", "serves", "servings", "sleeps"}, func(w string) bool { return strings.Contains(base, w) })
	case "pc":
		return strings.Contains(base, "piece") || strings.Contains(base, "pack") || base == "count" || base == "unit_count"
	}
	return false
}

// spokenNear reports whether a column is named within a few tokens of from..to,
// in the same clause.
func (p *parse) spokenNear(column string, from, to int) bool {
	start, end := p.clauseStart(from), p.clauseEnd(max(to-1, from))
	for _, m := range p.all {
		if m.Field == column && m.How == "column" && m.From >= start && m.To <= end && (m.To <= from && from-m.To <= 4 || m.From >= to && m.From-to <= 3) {
			return true
		}
	}
	return false
}

// besideColumn binds a bare number to a numeric column named right beside it
// ("SPF 30 or more", "seats 4", 存储256的), or to seats behind "for".
func (p *parse) besideColumn(r lexicon.Range, from, to int, sofar []catalog.Filter) []catalog.Filter {
	var beside []catalog.Filter
	for _, m := range p.all {
		c := p.v.Column(m.Field)
		if m.How != "column" || c == nil || c.Kind != lexicon.Numeric || m.Field == "price" || !p.stated(c.Name) || !plausible(c, r, 1) {
			continue
		}
		if slices.ContainsFunc(sofar, func(f catalog.Filter) bool { return f.Field == c.Name && f.Op == catalog.Eq }) {
			continue // "size 55, under 500": that is another figure
		}
		if m.To <= from && from-m.To <= 3 && p.clauseEnd(m.To) >= from || m.From >= to && m.From-to <= 1 && p.clauseEnd(to) >= m.From {
			f := p.numeric(c.Name, r, 1, sofar)
			if beside == nil || len(f) > 0 && f[0].Op == catalog.Eq && beside[0].Op != catalog.Eq { // goods have just that
				beside = f
			}
		}
	}
	if len(beside) > 0 {
		return beside
	}
	if r.Said == "eq" && (p.is(from-1, "for_whom") || p.is(to, "for_people")) && r.Lo < 40 {
		for _, c := range p.v.Columns() {
			if c.Kind == lexicon.Numeric && countUnit("seat", c.Base) && p.v.Count(append(p.scopeFilters(), catalog.Bound(c.Name, catalog.Gte, r.Lo))) > 0 {
				return p.numeric(c.Name, r, 1, sofar)
			}
		}
	}
	return nil
}

// stated reports whether some of the goods in question state a numeric column: boots
// have no screen, whatever their size.
func (p *parse) stated(column string) bool {
	scope := p.scopeFilters()
	return len(scope) == 0 || p.v.Count(append(scope, catalog.Bound(column, catalog.Gte, math.Inf(-1)))) > 0
}

// wantedCount is how many products are asked for: "three ideas", 推荐三款.
func (p *parse) wantedCount(r lexicon.Range, to int) int {
	if r.Said != "eq" || r.Lo < 1 || r.Lo > 20 || r.Lo != math.Trunc(r.Lo) {
		return 0
	}
	next := lexicon.Stem(p.token(to))
	if lexicon.Is("counted_results", next) {
		return int(r.Lo)
	}
	if lexicon.MeasureWord(next) && p.has("recommend", "ask_have", "others") {
		return int(r.Lo)
	}
	return 0
}

func (p *parse) within(from, to int, spans [][2]int) bool {
	for _, s := range spans {
		if s[0] <= from && to <= s[1] {
			return true
		}
	}
	return false
}
