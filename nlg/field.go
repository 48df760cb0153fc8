package nlg

import (
	"slices"
	"strconv"
	"strings"

	"daogou/catalog"
)

// field is how a language speaks of a column of the feed.
type field struct {
	label   string
	say     string // predicate of an answer: "weighs {v}"
	yes, no string // predicates of a yes/no column
	one     string // as a unit: "{v} hour"
	many    string
}

// addField reads "name = a | b" of a section of a fields file.
func (b *book) addField(section, line string) {
	name, rest, _ := strings.Cut(line, "=")
	name = strings.TrimSpace(name)
	first, second, _ := strings.Cut(rest, "|")
	first, second = strings.TrimSpace(first), strings.TrimSpace(second)
	key := section + "." + name
	switch section {
	case "label":
		b.fields[key] = field{label: first, say: second}
	case "yes":
		b.fields[key] = field{yes: first, no: second}
	case "unit":
		if second == "" {
			second = first
		}
		b.fields[key] = field{one: first, many: second}
	default:
		b.fields[key] = field{label: first}
	}
}

// unitOf splits a column's name into its stem and the unit it ends with:
// battery_life_h is battery_life and h. A name that is a unit alone (pages) is
// both.
func (b *book) unitOf(column string) (stem, unit string) {
	cut := strings.LastIndexByte(column, '_')
	last := column[cut+1:]
	if _, ok := b.fields["unit."+last]; !ok {
		return column, ""
	}
	if cut < 0 {
		return column, last
	}
	if last == "m" && slices.Contains(strings.Split(column[:cut], "_"), "age") {
		last = "months" // nobody is metres old
	}
	return column[:cut], last
}

// label names a column: from the language's file, else word by word, else the
// column's own words.
func (b *book) label(column string) string {
	stem, _ := b.unitOf(column)
	for _, name := range []string{column, stem} {
		if f, ok := b.fields["label."+name]; ok {
			return f.label
		}
	}
	words := strings.FieldsFunc(stem, func(r rune) bool { return r == '_' || r == '-' || r == ' ' })
	if b.locale == "en" {
		return strings.Join(words, " ")
	}
	for i, w := range words {
		f, ok := b.fields["word."+strings.ToLower(w)]
		if !ok {
			f, ok = b.fields["label."+strings.ToLower(w)]
		}
		if !ok {
			return strings.Join(words[:max(1, len(words))], " ")
		}
		words[i] = f.label
	}
	return strings.Join(words, "")
}

// value writes one value of a column: a number with the unit the column's name
// ends with, the feed's own English words (in_stock, female, yes) in the
// language, the rest as it stands.
func (b *book) value(column, raw string) string {
	if f, ok := b.fields["value."+strings.ToLower(raw)]; ok {
		return f.label
	}
	stem, unit := b.unitOf(column)
	if (unit == "" || strings.HasPrefix(unit, "y")) && (strings.HasSuffix(stem, "_age") || strings.HasPrefix(stem, "age_")) {
		unit = "age"
	}
	if _, err := strconv.ParseFloat(raw, 64); err != nil || unit == "" {
		return b.translate(column, raw)
	}
	form := b.fields["unit."+unit].many
	if raw == "1" {
		form = b.fields["unit."+unit].one
	}
	return strings.Replace(form, "{v}", raw, 1)
}

// truth reads a yes/no value.
func truth(raw string) (yes, known bool) {
	switch strings.ToLower(strings.TrimSpace(raw)) {
	case "yes", "true", "是", "有", "支持":
		return true, true
	case "no", "false", "否", "无", "不支持":
		return false, true
	}
	return false, false
}

// predicate says a yes/no column: "is waterproof", "has no hood", 不防水.
func (b *book) predicate(column string, yes bool) string {
	if f, ok := b.fields["yes."+column]; ok {
		if yes {
			return f.yes
		}
		return f.no
	}
	key := "predicate.has"
	if b.locale == "en" && adjective(column) {
		key = "predicate.is"
	}
	if !yes {
		key += ".not"
	}
	return b.pick(key, slots{"label": b.label(column)}, 0, "")
}

// adjective guesses from its ending whether an English column says how a thing
// is (rechargeable, cordless, dishwasher_safe) or what it has (hood).
func adjective(column string) bool {
	return slices.ContainsFunc([]string{"proof", "able", "ible", "less", "free", "safe", "resistant", "friendly",
		"ed", "ic", "ant", "ent", "y", "ish", "ful", "ive", "al", "certified", "vegan", "ready"},
		func(end string) bool { return strings.HasSuffix(column, end) })
}

// valuesOf gives what the product states for a column in the plan's language,
// safe to quote; nil where it states nothing.
func valuesOf(p *catalog.Product, locale, column string) []string {
	var raw []string
	switch column {
	case "brand", "availability", "condition", "gtin":
		raw = p.Values(column)
	case "category", "product_type":
		raw = p.In(locale).Category
	case "rating", "star_rating":
		if n, ok := p.Number("rating"); ok {
			raw = []string{strconv.FormatFloat(n, 'f', -1, 64)}
		}
	case "review_count":
		if p.Reviews > 0 {
			raw = []string{strconv.Itoa(p.Reviews)}
		}
	case "product_highlight":
		raw = p.In(locale).Highlights
	default:
		if raw = p.In(locale).Attributes[column]; raw == nil {
			raw = p.Values(column)
		}
	}
	return slices.DeleteFunc(slices.Clone(raw), func(v string) bool { return !harmless(v) })
}

// hidden columns are the feed's plumbing, never spoken of.
func hidden(column string) bool {
	switch column {
	case "id", "item_group_id", "gtin", "mpn", "link", "image_link", "additional_image_link", "video_link",
		"google_product_category", "identifier_exists", "title", "description", "price", "sale_price",
		"product_type", "category", "availability", "product_highlight", "brand":
		return true
	}
	return strings.HasPrefix(column, "custom_label") || strings.HasPrefix(column, "shipping") ||
		strings.HasSuffix(column, "_link") || strings.HasSuffix(column, "_url") || strings.HasSuffix(column, "_id")
}
