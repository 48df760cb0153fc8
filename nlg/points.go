package nlg

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"daogou/catalog"
)

// point is one short thing to say of a product: "viscose", "battery life 30
// hours", "rated 4.6 by 212 shoppers".
type point struct {
	field  string
	text   string
	value  string // the values alone
	weight float64
}

// points gives what may be said of a product in a clause, what this shopper
// asked for first. Fields in skip were said just before.
func (s *script) points(p *catalog.Product, skip map[string]bool) []point {
	var all []point
	for i, h := range p.In(s.plan.Locale).Highlights {
		if harmless(h) {
			all = append(all, point{"product_highlight", h, h, 2.2 - .3*float64(i)})
		}
	}
	if p.Reviews >= 5 && p.Rating >= 4 {
		text := s.pick("point.rating", slots{"rating": rating(p), "reviews": strconv.Itoa(p.Reviews)}, s.seed, "")
		all = append(all, point{"rating", text, text, p.Rating - 2.8})
	}
	for column := range p.In(s.plan.Locale).Attributes {
		if pt, ok := s.pointOf(p, column); ok {
			all = append(all, pt)
		}
	}
	for i := range all {
		all[i].weight += s.interest(all[i], p)
	}
	all = slices.DeleteFunc(all, func(pt point) bool {
		return skip[pt.field] && pt.weight < 4 || pt.field == "color" && strings.Contains(s.names[p.ID], pt.value) || s.abroad && letters(pt.text) > 3 && foreign(pt.text, s.locale)
	})
	slices.SortFunc(all, func(a, b point) int {
		return cmp.Or(cmp.Compare(b.weight, a.weight), strings.Compare(a.field+a.text, b.field+b.text))
	})
	return all
}

func rating(p *catalog.Product) string { return strconv.FormatFloat(p.Rating, 'f', -1, 64) }

// pointOf says a column in a few words, where that sells: no plumbing, nothing
// every product has.
func (s *script) pointOf(p *catalog.Product, column string) (point, bool) {
	if hidden(column) || slices.Contains([]string{"age_group", "condition", "gender", "size", "star_rating", "review_count"}, column) {
		return point{}, false
	}
	values := valuesOf(p, s.plan.Locale, column)
	if len(values) == 0 || values[0] == "0" {
		return point{}, false
	}
	if yes, known := truth(values[0]); known {
		if !yes || foreign(s.label(column), s.locale) {
			return point{}, false
		}
		return point{column, s.clause(s.predicate(column, true)), s.label(column), 1.6}, true
	}
	text := s.listed(column, values)
	switch _, unit := s.unitOf(column); {
	case column == "material" || column == "color":
		return point{column, text, text, 1.2}, true
	case unit == column:
		return point{column, text, text, 1}, true
	case unit != "":
		return point{column, s.phrase(column, text), text, 1.3}, true
	}
	return point{column, s.phrase(column, text), text, .8}, true
}

// phrase says a column's value in a few words: "weighs 2 kg", "by K. Aduba".
func (b *book) phrase(column, value string) string {
	if say := b.predicateOf(column, value); say != "" {
		return b.clause(say)
	}
	return b.pick("point", slots{"label": b.label(column), "v": value}, 0, "")
}

// predicateOf is the predicate that the language has for a column, filled in; empty
// where it has none.
func (b *book) predicateOf(column, value string) string {
	stem, _ := b.unitOf(column)
	for _, name := range []string{column, stem} {
		if f := b.fields["label."+name]; f.say != "" {
			return strings.Replace(f.say, "{v}", value, 1)
		}
	}
	return ""
}

// clause turns a predicate into words after a name: "is waterproof" gives
// "waterproof", "has a hood" gives "with a hood", 是无线的 gives 无线.
func (b *book) clause(predicate string) string {
	if b.locale == "zh" {
		if rest, ok := strings.CutPrefix(predicate, "是"); ok {
			return strings.TrimSuffix(rest, "的")
		}
		return strings.TrimPrefix(predicate, "的")
	}
	for _, head := range [][2]string{{"is ", ""}, {"was ", ""}, {"has ", "with "}, {"comes as ", ""}, {"comes in ", "in "}, {"comes ", ""}} {
		if rest, ok := strings.CutPrefix(predicate, head[0]); ok {
			return head[1] + rest
		}
	}
	return predicate
}

// listed writes a column's values as one phrase.
func (s *script) listed(column string, values []string) string {
	words := make([]string, 0, len(values))
	for _, v := range values {
		words = append(words, s.value(column, v))
	}
	return s.and(ordered(words))
}

// interest is how much a point answers what this shopper asked: a field she
// filtered by or asked about, or a word she used.
func (s *script) interest(pt point, p *catalog.Product) float64 {
	w, told := 0.0, false
	for _, f := range s.plan.Filters {
		if f.Field == pt.field && f.Op != catalog.Ne {
			w += 2
			if f.Op != catalog.Lte && f.Op != catalog.Gte {
				w -= 3 // she knows: she asked for it
				told = true
			}
		}
	}
	if overlap(s.title(p), pt.text) > 0 {
		w -= 1.5 // its title says so
	}
	if slices.Contains(s.plan.Aspects, pt.field) {
		w += 3
	}
	if !told && slices.ContainsFunc(s.plan.Likes, func(l catalog.Like) bool { return l.Field == pt.field && slices.Contains(p.Values(l.Field), l.Value) }) {
		w += 1.5
	}
	if field, _ := s.plan.Sort.By(); field != "price" && pt.field == field {
		w += 3
	}
	if !told && overlap(s.plan.Said, pt.text) > 0 {
		w += 1.5
	}
	return w + float64(seedOf(p.ID, pt.field, pt.text, strconv.Itoa(s.plan.Turn))%100)/250
}

// clauseOf joins the best n points.
func (s *script) clauseOf(points []point, n int) string {
	var words []string
	fields := map[string]bool{}
	for _, pt := range points {
		if len(words) < n && !fields[pt.field] && overlap(strings.Join(words, " "), pt.text) == 0 {
			words = append(words, pt.text)
			fields[pt.field] = true
		}
	}
	if s.locale == "zh" {
		return strings.Join(words, "，")
	}
	return strings.Join(words, ", ")
}
