package nlg

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"daogou/catalog"
	"daogou/chat"
)

// A comparison's table shows so many differing fields of so many products.
const (
	tableRows    = 7
	tableColumns = 4
)

// compare sets the products in focus side by side and says what was asked
// about by name.
func (s *script) compare() {
	var ps []*catalog.Product
	for _, h := range s.plan.Products {
		if h.Product != nil {
			ps = append(ps, h.Product)
		}
	}
	if len(ps) == 0 {
		s.say("opening", "compare.which", nil)
		return
	}
	if len(ps) == 1 {
		s.say("opening", "compare.one", slots{"name": s.name(ps[0])})
		s.describe(ps[0], true)
		return
	}
	if s.plan.Topic == chat.TopicAdvice {
		s.advise(ps)
		return
	}
	if s.foremost(ps) {
		return
	}
	ps = ps[:min(len(ps), tableColumns)]
	asked := false
	for _, column := range slices.Compact(slices.Clone(s.plan.Aspects)) {
		asked = s.contrast(ps, column) || asked
	}
	switch said := strings.ToLower(s.plan.Said); {
	case asked:
	case len(s.plan.Aspects) == 0 && (least.in(said) || most.in(said) || more.in(said)):
		s.say("contrast", "compare.unsure", nil)
	default:
		s.contrast(ps, "price")
	}
	s.table(ps)
}

// advise names the product to take, which comes first, with what speaks for it: what
// shoppers think of it, or where nobody has said that, its price; and the cheapest,
// where that is another.
func (s *script) advise(ps []*catalog.Product) {
	pick := ps[0]
	cheapest := slices.MinFunc(ps, func(a, b *catalog.Product) int { return cmp.Compare(a.Price().Amount, b.Price().Amount) })
	key := "compare.advise"
	if pick.Reviews == 0 {
		pick, key = cheapest, "compare.advise.price"
	}
	v := slots{"name": s.name(pick), "rating": rating(pick), "reviews": strconv.Itoa(pick.Reviews), "price": s.money(pick.Price())}
	s.about(pick.ID, "contrast", key, v)
	telling := slices.DeleteFunc(s.points(pick, map[string]bool{"rating": true}), func(pt point) bool { return pt.weight < 1.3 }) // no mere colour
	s.about(pick.ID, "fact", "compare.advise.for", slots{"clause": s.clauseOf(telling, 2)})
	if less := pick.Price().Amount - cheapest.Price().Amount; less > 0 {
		s.about(cheapest.ID, "contrast", "compare.advise.cheaper", slots{"name": s.name(cheapest), "price": s.money(cheapest.Price()),
			"diff": s.money(catalog.Money{Amount: less, Currency: pick.ListPrice.Currency})})
	}
}

var (
	least = patternsOf("talk", "least")
	most  = patternsOf("talk", "most")
	more  = patternsOf("talk", "more")
)

// foremost answers "which is the cheapest?" in a sentence: what comes first in
// the field asked about, and what comes next. False: that was not asked, or
// not every product states a field.
func (s *script) foremost(ps []*catalog.Product) bool {
	said := strings.ToLower(s.plan.Said)
	low, told := least.in(said), false
	if !low && !most.in(said) {
		return false
	}
	for _, column := range s.plan.Aspects {
		told = s.leading(ps, column, low) || told
	}
	return told
}

// leading says which of the products have most of a field, or least.
func (s *script) leading(ps []*catalog.Product, column string, low bool) bool {
	all := rank(ps, column, low)
	if len(all) < len(ps) {
		return false
	}
	first := slices.IndexFunc(all, func(r ranked) bool { return r.n != all[0].n })
	if first < 0 {
		v := slots{"label": s.label(column), "v": s.number(all[0], column)}
		if len(all) == 2 {
			v["low"], v["high"] = s.name(ps[0]), s.name(ps[1])
		}
		return s.say("contrast", "compare.all.same", v)
	}
	var names []string
	for _, r := range all[:first] {
		names = append(names, s.name(r.Product))
	}
	key := "compare.most"
	if low {
		key = "compare.least"
	}
	stem, _ := s.unitOf(column)
	v := slots{"names": s.and(names), "n": strconv.Itoa(first), "label": s.label(column), "v": s.number(all[0], column),
		"next": s.name(all[first].Product), "nextv": s.number(all[first], column)}
	return s.about(all[0].ID, "contrast", s.keyFor(key, stem), v)
}

// rank orders products by a number, those that state it.
func rank(ps []*catalog.Product, column string, ascending bool) []ranked {
	var all []ranked
	for _, p := range ps {
		if n, ok := p.Number(column); ok {
			all = append(all, ranked{p, n})
		}
	}
	slices.SortStableFunc(all, func(a, b ranked) int {
		if !ascending {
			a, b = b, a
		}
		return cmp.Compare(a.n, b.n)
	})
	return all
}

// ranked is a product with its number in the field compared.
type ranked struct {
	*catalog.Product
	n float64
}

// contrast says of one field which product has more of it, by name.
func (s *script) contrast(ps []*catalog.Product, column string) bool {
	all := rank(ps, column, true)
	if len(all) < len(ps) {
		return s.contrastWords(ps, column)
	}
	low, high := all[0], all[len(all)-1]
	v := slots{"label": s.label(column), "high": s.name(high.Product), "low": s.name(low.Product),
		"highv": s.number(high, column), "lowv": s.number(low, column)}
	key := "compare.number"
	switch {
	case column == "price" && low.n == high.n:
		key = "compare.price.same"
	case column == "price":
		key = "compare.price"
		v["diff"] = s.money(catalog.Money{Amount: int64(high.n - low.n), Currency: high.ListPrice.Currency})
	case low.n == high.n:
		key = "compare.same"
	case s.has("compare." + column):
		key = "compare." + column
	default:
		if stem, _ := s.unitOf(column); s.has("compare." + stem) {
			key = "compare." + stem
		}
	}
	return s.about(high.ID, "contrast", key, v)
}

func (s *script) number(r ranked, column string) string {
	if column == "price" {
		return s.money(r.Price())
	}
	return s.value(column, strconv.FormatFloat(r.n, 'f', -1, 64))
}

// contrastWords says each product's value of a field that is no number.
func (s *script) contrastWords(ps []*catalog.Product, column string) bool {
	var parts []string
	stated := false
	for _, p := range ps {
		v := slots{"name": s.name(p)}
		if values := valuesOf(p, s.plan.Locale, column); len(values) > 0 {
			stated = true
			v["v"] = s.listed(column, values)
			if yes, known := truth(values[0]); known {
				v["predicate"] = s.predicate(column, yes)
				delete(v, "v")
			}
		}
		parts = append(parts, s.pick("compare.each", v, 0, ""))
	}
	if !stated {
		return s.say("contrast", "compare.notstated", slots{"label": s.label(column)})
	}
	return s.say("contrast", "compare.words", slots{"label": s.label(column), "list": s.and(parts)})
}

// cell is a field of a product in a table.
func (s *script) cell(p *catalog.Product, column string) string {
	switch column {
	case "price":
		return s.money(p.Price())
	case "rating":
		if p.Reviews == 0 {
			return "–"
		}
		return s.pick("cell.rating", slots{"rating": rating(p), "reviews": strconv.Itoa(p.Reviews)}, 0, "")
	}
	values := valuesOf(p, s.plan.Locale, column)
	if len(values) == 0 {
		return "–"
	}
	return strings.ReplaceAll(s.listed(column, values), "|", "/")
}

// table is a Markdown table of the fields in which the products differ.
func (s *script) table(ps []*catalog.Product) {
	var b strings.Builder
	b.WriteString("| |")
	for _, p := range ps {
		b.WriteString(" " + strings.ReplaceAll(s.name(p), "|", "/") + " |")
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(ps)))
	rows := 0
	for _, column := range s.columns(ps) {
		cells := make([]string, len(ps))
		differ := false
		for i, p := range ps {
			cells[i] = s.cell(p, column)
			differ = differ || cells[i] != cells[0]
		}
		if (differ && !foreign(s.label(column), s.locale) || slices.Contains(s.plan.Aspects, column)) && rows < tableRows {
			b.WriteString("\n| " + s.capital(s.label(column)) + " | " + strings.Join(cells, " | ") + " |")
			rows++
		}
	}
	if rows > 0 {
		s.raw(Step{Kind: "table", Product: ps[0].ID, Text: b.String()}, "\n\n")
	}
}

// columns are the fields to compare: what was asked, price and rating, then
// those that most of the products state.
func (s *script) columns(ps []*catalog.Product) []string {
	count := map[string]int{}
	for _, p := range ps {
		for column := range p.In(s.plan.Locale).Attributes {
			if !hidden(column) && column != "age_group" && column != "condition" && column != "gender" {
				count[column]++
			}
		}
	}
	rest := make([]string, 0, len(count))
	for column := range count {
		rest = append(rest, column)
	}
	slices.SortFunc(rest, func(a, b string) int {
		if count[a] != count[b] {
			return count[b] - count[a]
		}
		return strings.Compare(a, b)
	})
	var all []string
	for _, column := range slices.Concat(s.plan.Aspects, []string{"price", "rating"}, rest) {
		if !slices.Contains(all, column) {
			all = append(all, column)
		}
	}
	return all
}
