package nlg

import (
	"slices"
	"strconv"
	"strings"

	"daogou/catalog"
	"daogou/chat"
)

// spoken is how many products an answer speaks of; the cards show the rest.
const spoken = 3

// list says a search, a refinement or a recommendation: what was found and
// what had to give, then a line on each of the first products.
func (s *script) list() {
	if c := s.plan.Corrected; c != "" && harmless(c) {
		s.say("opening", "list.corrected", slots{"query": c})
	}
	s.turnedAway()
	if len(s.plan.Needs) > 0 && len(s.plan.Products) > 0 {
		s.needs()
		return
	}
	switch {
	case s.plan.Outcome == chat.Unclear:
		s.say("opening", "list.unclear", nil)
		return
	case len(s.plan.Products) == 0 || s.plan.Outcome == chat.Nothing:
		s.nothing()
	case s.plan.All:
		s.say("opening", "list.all", slots{"noun": s.noun(), "n": strconv.Itoa(max(s.plan.Total, len(s.plan.Products)))})
	case len(s.plan.Relaxed) > 0:
		s.relaxed()
	case s.extreme():
	default:
		s.opening()
	}
	s.lineUp()
}

// relaxed tells what had to give. That nothing is cheaper is said so; what gave
// way in the answer before is told in passing.
func (s *script) relaxed() {
	v := slots{"without": s.what(s.withTwin(s.plan.Relaxed), ""), "noun": s.noun(), "cards": strconv.Itoa(len(s.plan.Products))}
	key := "list.relaxed"
	switch {
	case s.plan.Still && max(s.plan.Total, len(s.plan.Products)) == 1:
		key = "list.still.one"
		v["what"] = s.what(s.uncategorized(), s.plan.Sort)
	case s.plan.Still:
		key = "list.still"
		v["n"], v["what"] = strconv.Itoa(max(s.plan.Total, len(s.plan.Products))), s.what(s.uncategorized(), s.plan.Sort)
	case len(s.plan.Relaxed) == 1 && v["without"] == s.pick("filter.price.kept", nil, 0, "") && s.plan.Relaxed[0].Op == catalog.Lte:
		key = "list.cheapest"
	}
	s.say("opening", key, v)
}

// withTwin adds to a bound on the price that gave way the one on its other
// side: together they may be "around $300".
func (s *script) withTwin(relaxed []catalog.Filter) []catalog.Filter {
	for _, f := range relaxed {
		for _, g := range s.plan.Filters {
			lo, hi := min(f.Number, g.Number), max(f.Number, g.Number)
			if f.Field == "price" && g.Field == "price" && bounds(f) && bounds(g) && around(lo, hi) {
				return append(slices.Clone(relaxed), g)
			}
		}
	}
	return relaxed
}

// extreme answers "which is the cheapest?" first, where all that fits was
// sorted for it. False: that was not asked.
func (s *script) extreme() bool {
	said, first := strings.ToLower(s.plan.Said), s.plan.Products[0].Product
	if s.plan.Sort == "" || first == nil || !least.in(said) && !most.in(said) {
		return false
	}
	field, _ := s.plan.Sort.By()
	v := slots{"name": s.name(first), "price": s.money(first.Price()), "rating": rating(first), "label": s.label(field)}
	if n, ok := first.Number(field); ok {
		v["v"] = s.number(ranked{first, n}, field)
	}
	if !s.about(first.ID, "opening", s.orderKey("list.first", s.plan.Sort), v) {
		return false
	}
	n := max(s.plan.Total, len(s.plan.Products))
	if n > 1 {
		s.say("opening", "list.next", slots{"n": strconv.Itoa(n), "what": s.what(s.uncategorized(), ""), "noun": s.noun()})
	}
	return true
}

// opening tells how many fit and what holds.
func (s *script) opening() {
	n := max(s.plan.Total, len(s.plan.Products))
	v := slots{"n": strconv.Itoa(n), "noun": s.noun(), "what": s.what(s.uncategorized(), s.plan.Sort)}
	key := "list.found"
	switch {
	case s.plan.Act == chat.Recommend && s.personal():
		key = "list.personal"
	case s.plan.Act == chat.Recommend:
		key = "list.recommend"
	case n == 1:
		key = "list.one"
	case s.plan.Act == chat.Refine && len(s.plan.Filters) > 0:
		key = "list.refined"
	}
	s.say("opening", key, v)
}

// personal reports whether the shopper's own history brought the products.
func (s *script) personal() bool {
	for _, h := range s.plan.Products {
		for _, w := range h.Why {
			if (w.Signal == "history" || w.Signal == "collaborative") && w.Share > .15 {
				return true
			}
		}
	}
	return false
}

// queried is the shopper's own words, where they can be said back.
func (s *script) queried() string {
	if q := s.plan.Query; harmless(q) && len(q) < 50 {
		return q
	}
	return ""
}

func (s *script) nothing() {
	v := slots{"what": s.what(append(slices.Clone(s.plan.Relaxed), s.plan.Filters...), "")}
	if q := s.queried(); q != "" {
		v["query"] = q
	}
	s.say("opening", "list.nothing", v)
	if len(s.plan.Products) > 0 {
		s.say("opening", "list.instead", nil)
		return
	}
	s.say("closing", "list.nothing.next", nil)
}

// uncategorized are the filters besides the category, which is the noun.
func (s *script) uncategorized() []catalog.Filter {
	return slices.DeleteFunc(slices.Clone(s.plan.Filters), func(f catalog.Filter) bool {
		return s.kind(f) != "" || f.Field == "category" && f.Op == catalog.In && s.plan.Query != "" // her own word was narrower
	})
}

// kind is the one category that a filter asks for, in the answer's language;
// empty where it asks for none, or for several.
func (s *script) kind(f catalog.Filter) string {
	if f.Field != "category" || f.Op != catalog.Eq && f.Op != catalog.In {
		return ""
	}
	if values := s.choices(f); len(values) == 1 {
		return values[0]
	}
	return ""
}

// noun is what the products are called together: the narrowest category that
// all share and the shopper's words name, or nothing.
func (s *script) noun() string {
	var shared []string
	for i, h := range s.plan.Products {
		if h.Product == nil {
			continue
		}
		levels := h.Product.In(s.plan.Locale).Category
		if i == 0 {
			shared = levels
		}
		n := 0
		for n < min(len(shared), len(levels)) && shared[n] == levels[n] {
			n++
		}
		shared = shared[:n]
	}
	for _, f := range s.plan.Filters {
		if kind := s.kind(f); kind != "" {
			return s.kindName(kind)
		}
	}
	named := false
	for _, level := range slices.Backward(shared) {
		named = named || overlap(s.plan.Query+" "+s.plan.Said, level) > 0
		if name := s.kindName(level); named && name != "" {
			return name
		}
	}
	return ""
}

// kindName is a category in the middle of a sentence, in the answer's language
// or not at all.
func (s *script) kindName(level string) string {
	name := s.value("category", level)
	if s.locale == "en" && acronym(name) {
		name += "s" // TVs
	}
	if foreign(name, s.locale) || !harmless(name) || s.locale == "en" && !strings.HasSuffix(name, "s") {
		return "" // "3 midi fit" is no English: the level above may be
	}
	return s.lower(name)
}

// lower writes a category in the middle of a sentence; words that are all
// capitals (TVs) stay.
func (s *script) lower(level string) string {
	if s.locale != "en" || len(level) < 2 || level[1] >= 'A' && level[1] <= 'Z' {
		return level
	}
	return strings.ToLower(level)
}
