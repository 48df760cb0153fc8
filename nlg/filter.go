package nlg

import (
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
		words = append(words, s.pick("sort."+string(order), nil, 0, ""))
	}
	if s.locale == "zh" {
		return strings.Join(words, "、")
	}
	return strings.Join(words, ", ")
}

// ranges describes each filter, a lower and an upper bound of one field
// together.
func (s *script) ranges(filters []catalog.Filter) []string {
	var words []string
	done := map[int]bool{}
	for i, f := range filters {
		if done[i] {
			continue
		}
		v := slots{"label": s.label(f.Field)}
		s.bound(v, f)
		for j := i + 1; j < len(filters); j++ {
			if g := filters[j]; g.Field == f.Field && bounds(f) && bounds(g) && g.Op != f.Op {
				s.bound(v, g)
				done[j] = true
			}
		}
		words = append(words, s.filter(f, v))
	}
	return words
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
	if middle := (lo + hi) / 2; lo > 0 && hi > 0 && !s.saidAmount(lo) && !s.saidAmount(hi) && s.saidAmount(middle) {
		return s.pick("filter.price", slots{"about": s.money(catalog.Money{Amount: int64(middle), Currency: s.currency()})}, 0, "")
	}
	for _, n := range []float64{lo, hi} {
		if n > 0 && !s.saidAmount(n) && !round(n) {
			return s.pick("filter.price.kept", nil, 0, "")
		}
	}
	return s.pick("filter.price", slots{"gte": v["gte"], "lte": v["lte"]}, 0, "")
}

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
// repeated.
func (s *script) filter(f catalog.Filter, v slots) string {
	var values []string
	for _, raw := range f.Values {
		if !harmless(raw) {
			return ""
		}
		values = append(values, s.value(f.Field, raw))
	}
	v["v"] = s.join(values, s.moulds["sep.either"][0].text)
	if len(f.Values) == 1 {
		if yes, known := truth(f.Values[0]); known {
			return s.clause(s.predicate(f.Field, yes != (f.Op == catalog.Ne)))
		}
	}
	if f.Op == catalog.Ne {
		return s.pick("filter.not", v, 0, "")
	}
	if f.Field == "price" && bounds(f) {
		return s.priceRange(v)
	}
	if !bounds(f) && !s.has("filter."+f.Field) {
		return s.phrase(f.Field, v["v"])
	}
	return s.pick(s.keyFor("filter", f.Field), v, 0, "")
}
