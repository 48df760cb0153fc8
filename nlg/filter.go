package nlg

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"daogou/catalog"
	"daogou/lexicon"
)

// what describes filters and an order in words: "red, under $50, cheapest
// first".
func (s *script) what(filters []catalog.Filter, order catalog.Sort) string {
	var words []string
	for _, f := range s.ranges(filters) {
		if f != "" && !slices.Contains(words, f) {
			words = append(words, f)
		}
	}
	if order != "" {
		words = append(words, s.inOrder(order))
	}
	if s.locale == "zh" {
		return strings.Join(words, "、")
	}
	return strings.Join(words, ", ")
}

// inOrder says an order: "cheapest first", "lowest weight first".
func (s *script) inOrder(order catalog.Sort) string {
	field, _ := order.By()
	return s.pick(s.orderKey("sort", order), slots{"label": s.label(field)}, 0, "")
}

// orderKey is the order's own moulds of a key, or those of its direction.
func (b *book) orderKey(key string, order catalog.Sort) string {
	direction := ".least"
	if _, desc := order.By(); desc {
		direction = ".most"
	}
	if own := b.keyFor(key, string(order)); own != key {
		return own
	}
	return key + direction
}

// ranges describes each filter: a lower and an upper bound of one field
// together, and what is not wanted of one field together.
func (s *script) ranges(filters []catalog.Filter) []string {
	var words []string
	done := map[int]bool{}
	for i, f := range filters {
		if done[i] {
			continue
		}
		if s.boundsAge(f) {
			for j := i + 1; j < len(filters); j++ {
				done[j] = done[j] || s.boundsAge(filters[j]) && filters[j].Number == f.Number
			}
			words = append(words, s.pick("filter.age", slots{"v": s.age(f)}, 0, ""))
			continue
		}
		v := slots{"label": s.label(f.Field)}
		s.bound(v, f)
		f.Values = slices.Clone(f.Values)
		for j := i + 1; j < len(filters); j++ {
			g := filters[j]
			switch {
			case g.Field != f.Field:
			case bounds(f) && bounds(g) && g.Op != f.Op:
				s.bound(v, g)
				done[j] = true
			case f.Op == catalog.Ne && g.Op == catalog.Ne:
				f.Values = append(f.Values, g.Values...)
				done[j] = true
			}
		}
		words = append(words, s.filter(f, v))
	}
	return words
}

// boundsAge reports whether a filter keeps goods that suit an age: from no later than
// it, or up to it at least.
func (s *script) boundsAge(f catalog.Filter) bool {
	stem, _ := s.unitOf(f.Field)
	return f.Op == catalog.Lte && lexicon.FromAge(stem) || f.Op == catalog.Gte && lexicon.ToAge(stem)
}

// age says the age that a filter is about, in years where it is some.
func (s *script) age(f catalog.Filter) string {
	_, unit := s.unitOf(f.Field)
	n := f.Number
	if month := unit == "months" || unit == "mo"; month && (n < 24 || math.Mod(n, 12) != 0) {
		return s.value(f.Field, number(n))
	} else if month {
		n /= 12
	}
	return s.value("for_age", number(n))
}

func bounds(f catalog.Filter) bool { return f.Op == catalog.Lte || f.Op == catalog.Gte }

func (s *script) bound(v slots, f catalog.Filter) {
	if !bounds(f) {
		return
	}
	number := s.value(f.Field, strconv.FormatFloat(f.Number, 'f', -1, 64))
	if f.Field == "price" {
		number = s.money(catalog.Money{Amount: int64(f.Number), Currency: s.currency()})
	}
	v[string(f.Op)] = number
	v[string(f.Op)+".n"] = strconv.FormatFloat(f.Number, 'f', -1, 64)
}

// priceRange describes bounds on the price in amounts that the shopper said:
// 35 to 65 is around 50, and a bound that was worked out (cheaper than the last
// one) is no amount to repeat.
func (s *script) priceRange(v slots) string {
	lo, _ := strconv.ParseFloat(v["gte.n"], 64)
	hi, _ := strconv.ParseFloat(v["lte.n"], 64)
	if middle := (lo + hi) / 2; lo > 0 && hi > 0 && !s.saidAmount(lo) && !s.saidAmount(hi) && (s.saidAmount(middle) || around(lo, hi)) {
		return s.pick("filter.price", slots{"about": s.money(catalog.Money{Amount: int64(middle), Currency: s.currency()})}, 0, "")
	}
	for _, n := range []float64{lo, hi} {
		if n > 0 && !s.saidAmount(n) && !round(n) {
			return s.pick("filter.price.kept", nil, 0, "")
		}
	}
	return s.pick("filter.price", slots{"gte": v["gte"], "lte": v["lte"]}, 0, "")
}

// around reports whether two bounds lie as far below and above a round amount
// as "around" is read: three tenths.
func around(lo, hi float64) bool { return lo > 0 && lo*13 == hi*7 && round((lo+hi)/2) }

// round tells an amount that people name as a limit, maybe some turns ago,
// from one that was worked out.
func round(n float64) bool { return int64(n)%1000 == 0 }

// saidAmount reports whether the shopper has just said an amount, in minor
// units.
func (s *script) saidAmount(n float64) bool {
	for _, span := range lexicon.Read(s.plan.Said) {
		if minor(span.Lo) == int64(n) || minor(span.Hi) == int64(n) {
			return true
		}
	}
	return false
}

// filter describes one filter, or nothing where its value should not be
// repeated: the value alone where that says enough, else with its column.
func (s *script) filter(f catalog.Filter, v slots) string {
	if yes, known := agreed(f.Values); known {
		return s.clause(s.predicate(f.Field, yes != (f.Op == catalog.Ne)))
	}
	values := s.choices(f)
	v["v"] = s.join(values, s.moulds["sep.either"][0].text)
	switch {
	case bounds(f) && f.Field == "price":
		return s.priceRange(v)
	case bounds(f):
		return s.pick(s.keyFor("filter", f.Field), v, 0, "")
	case len(values) == 0:
		return ""
	case f.Op == catalog.Ne:
		return s.pick(s.keyFor("filter.not", f.Field), v, 0, "")
	case f.Field == "size" && !sizeLike(values[0]): // "double", not "size double"
		return v["v"]
	case s.has("filter." + f.Field):
		return s.pick("filter."+f.Field, v, 0, "")
	case s.predicateOf(f.Field, v["v"]) != "":
		return s.phrase(f.Field, v["v"])
	}
	_, unit := s.unitOf(f.Field)
	switch {
	case s.fields["level."+strings.ToLower(values[0])].label != "" && !foreign(v["label"], s.locale):
		return s.pick("filter.level", v, 0, "")
	case plainNumber(f.Values[0]) && unit == "":
		return s.pick("filter", v, 0, "")
	}
	return v["v"]
}

func plainNumber(raw string) bool {
	_, err := strconv.ParseFloat(raw, 64)
	return err == nil
}

// agreed reads values that all say yes, or all no, in whatever language.
func agreed(values []string) (yes, known bool) {
	for i, raw := range values {
		y, ok := truth(raw)
		if !ok || i > 0 && y != yes {
			return false, false
		}
		yes = y
	}
	return yes, len(values) > 0
}

// choices are a filter's values as they are said: each once and in the answer's
// language, and what holds the others (green holds olive, wool holds merino
// wool) alone.
func (s *script) choices(f catalog.Filter) []string {
	var native, strange []string
	for _, raw := range wider(f.Field, f.Values) {
		if strings.EqualFold(raw, "unisex") && len(f.Values) > 1 {
			continue // what is for everyone is for her, too
		}
		word := s.value(f.Field, raw)
		if f.Field == "category" {
			word = s.lower(word)
		}
		list := &native
		if foreign(word, s.locale) && letters(word) > 0 {
			list = &strange
		}
		if harmless(raw) && !slices.ContainsFunc(*list, func(w string) bool { return strings.EqualFold(w, word) }) {
			*list = append(*list, word)
		}
	}
	if len(native) == 0 {
		native = strange
	}
	return broadest(f.Field, native)
}

// broadest leaves out values that another one holds: a family its shades.
func broadest(field string, words []string) []string {
	for _, w := range words {
		if shade := lexicon.Shade(w); shade != "" && len(words) > 1 && !slices.ContainsFunc(words, func(o string) bool { return !ofFamily(o, shade) }) {
			return []string{w}
		}
	}
	return wider(field, words)
}

// wider leaves out values that name another one more closely.
func wider(field string, words []string) []string {
	if field == "size" {
		return words
	}
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool {
		return slices.ContainsFunc(words, func(o string) bool { return o != "" && !strings.EqualFold(o, w) && holdsWord(w, o) })
	})
}

// ofFamily reports whether a colour's name is of a family of colours, or
// borders on it.
func ofFamily(name, family string) bool {
	shade := lexicon.Shade(name)
	sure, border := lexicon.Families(shade)
	return shade == family || slices.Contains(sure, family) || slices.Contains(border, family)
}

// sizeLike tells a size that needs the word beside it (M, 42) from one that
// says all itself (double, 双人).
func sizeLike(v string) bool {
	_, ok := placeOf(v)
	return ok && letters(v) <= 4
}
