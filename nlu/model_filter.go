package nlu

import (
	"slices"
	"strconv"
	"strings"

	"daogou/catalog"
	"daogou/lexicon"
)

// filters keeps what the catalogue knows, in its own words; lost are the texts
// that it does not.
func (a *asked) filters(got []answerFilter) (filters []catalog.Filter, lost []string) {
	for _, g := range got {
		switch {
		case g.Op == catalog.Lte || g.Op == catalog.Gte || a.numeric(a.field(g.Field)):
			if f, ok := a.bound(g); ok {
				filters = append(filters, f)
			}
		case g.Op == catalog.Eq || g.Op == catalog.In || g.Op == catalog.Ne:
			for _, value := range g.Value {
				field, values := a.resolve(g.Field, value)
				if field == "" {
					lost = append(lost, lostWord(g.Op, value)...)
					continue
				}
				filters = addWhere(filters, field, g.Op, values)
			}
		}
	}
	return filters, lost
}

// lostWord is an unknown value as a word to search by; one that is not wanted is
// no such word.
func lostWord(op catalog.Op, value string) []string {
	if op == catalog.Ne || lexicon.Detect(value) == "" {
		return nil
	}
	return []string{clip(value, shortRunes)}
}

// addWhere adds values to the filter on the field, or a filter: several wanted
// values of one field are alternatives.
func addWhere(filters []catalog.Filter, field string, op catalog.Op, values []string) []catalog.Filter {
	wanted := op != catalog.Ne
	i := slices.IndexFunc(filters, func(f catalog.Filter) bool {
		return f.Field == field && (f.Op != catalog.Ne) == wanted && len(f.Values) > 0
	})
	if i < 0 {
		i, filters = len(filters), append(filters, catalog.Where(field, op))
	}
	f := &filters[i]
	for _, v := range values {
		if !slices.Contains(f.Values, v) {
			f.Values = append(f.Values, v)
		}
	}
	if wanted {
		f.Op = catalog.Eq
		if len(f.Values) > 1 {
			f.Op = catalog.In
		}
	}
	return filters
}

// field finds the shop's field by a name: its own, in any spelling, or a word for it.
func (a *asked) field(name string) string {
	key := fieldKey(name)
	if key == "" {
		return ""
	}
	for _, f := range a.fields() {
		if fieldKey(f) == key {
			return f
		}
	}
	for _, m := range a.words.Means(strings.ReplaceAll(name, "_", " ")) {
		if m.How == "column" || m.How == "flag" {
			return m.Field
		}
	}
	return fieldOfEveryShop(key)
}

// fieldOfEveryShop gives the field that models call by another name, of those
// that every shop has.
func fieldOfEveryShop(name string) string {
	for _, f := range []string{"price", "category", "brand", "rating", "color"} {
		if lexicon.Is("field_"+f, name) {
			return f
		}
	}
	return ""
}

// fieldKey is a name without case, spaces and underscores.
func fieldKey(name string) string {
	return strings.NewReplacer("_", "", " ", "", "-", "").Replace(strings.ToLower(strings.TrimSpace(name)))
}

func (a *asked) numeric(field string) bool {
	c := a.words.Column(field)
	return field == "price" || field == "rating" || c != nil && c.Kind == lexicon.Numeric
}

// bound reads a filter on a number; in is no bound, and ne says too little.
func (a *asked) bound(g answerFilter) (catalog.Filter, bool) {
	field := a.field(g.Field)
	n, ok := number(g.Value.first())
	if !ok || !a.numeric(field) || g.Op == catalog.Ne || field == "rating" && (n < 0 || n > 5) || field == "price" && n < 0 {
		return catalog.Filter{}, false
	}
	if field == "price" {
		n = float64(lexicon.Minor(n, a.words.Currency))
	}
	switch {
	case g.Op == catalog.Lte || g.Op == catalog.Gte:
		return catalog.Bound(field, g.Op, n), true
	case field == "price":
		return catalog.Bound(field, catalog.Lte, n), true // "for 50" is a budget
	case field == "rating":
		return catalog.Bound(field, catalog.Gte, n), true
	}
	return catalog.Where(field, catalog.Eq, strconv.FormatFloat(n, 'f', -1, 64)), true
}

// number reads what models write for one: 50, 1,299.00, "50 USD", 五百.
func number(s string) (float64, bool) {
	if n, err := strconv.ParseFloat(s, 64); err == nil {
		return n, n-n == 0 // neither NaN nor Inf
	}
	spans := lexicon.Of(lexicon.Read(s), lexicon.Number, lexicon.Money, lexicon.Measure)
	if len(spans) != 1 {
		return 0, false
	}
	return spans[0].Lo, true
}

// resolve finds the catalogue's own values for a field and a value as the model
// writes them. A value of another field moves there when it is that field's own
// word. No field: the catalogue does not know the value.
func (a *asked) resolve(name, value string) (field string, values []string) {
	field = a.field(name)
	if own := a.own(field, value); own != nil {
		return field, own
	}
	means := a.words.Means(value)
	for _, m := range means {
		if m.Field == field && m.How != "column" && field != "" {
			return field, a.flagged(m)
		}
	}
	for _, m := range means {
		if m.Score >= 0.85 && m.How != "column" && m.How != "typo" && m.How != "title" {
			return m.Field, a.flagged(m)
		}
	}
	return "", nil
}

// own finds a value of the field by its very name, whatever its case.
func (a *asked) own(field, value string) []string {
	switch field {
	case "category":
		return sameFold(a.words.Categories(), value)
	case "availability":
		return sameFold([]string{string(catalog.InStock), string(catalog.OutOfStock), string(catalog.Preorder), string(catalog.Backorder)},
			strings.ReplaceAll(value, " ", "_"))
	}
	if field == "brand" {
		for _, m := range a.words.Means(value) {
			if m.Field == "brand" {
				return m.Values
			}
		}
		return nil
	}
	c := a.words.Column(field)
	if c == nil {
		return nil
	}
	if c.Kind == lexicon.Flag {
		return flagValues(c, value)
	}
	return sameFold(c.Values, value)
}

func sameFold(values []string, value string) []string {
	want := lexicon.Normalize(value)
	for _, v := range values {
		if lexicon.Normalize(v) == want {
			return []string{v}
		}
	}
	return nil
}

// flagValues gives the catalogue's words for yes or no.
func flagValues(c *lexicon.Column, value string) []string {
	switch v := strings.ToLower(value); {
	case slices.Contains(c.Yes, value), lexicon.Is("yes_answer", v):
		return c.Yes
	case slices.Contains(c.No, value), lexicon.Is("no_answer", v):
		return c.No
	}
	return nil
}

// flagged turns the yes or no of a match on a flag into the catalogue's words.
func (a *asked) flagged(m lexicon.Match) []string {
	if c := a.words.Column(m.Field); c != nil && c.Kind == lexicon.Flag && len(m.Values) > 0 {
		return flagValues(c, m.Values[0])
	}
	return m.Values
}
