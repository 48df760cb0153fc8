package nlg

import (
	"strings"
	"unicode/utf8"

	"daogou/catalog"
	"daogou/chat"
)

// sayings are what the built-in writer says of a product's columns, in lower case:
// "body wood mahogany", 不含谷物, "assembly required". They are true in these words,
// whatever a word of theirs would mean alone.
//
// labels are what its columns are called that hold more than yes or no: the wood of
// "body wood" is no material.
func sayings(p *catalog.Product, locale string) (all, labels []string) {
	s := &script{book: bookOf(locale), by: &Builtin{}, plan: &chat.Plan{Locale: locale}}
	for column := range p.In(locale).Attributes {
		values := valuesOf(p, locale, column)
		if len(values) == 0 || !harmless(strings.Join(values, "; ")) {
			continue
		}
		label, text := s.label(column), s.listed(column, values)
		if yes, known := truth(values[0]); known {
			all = append(all, s.predicate(column, yes), s.clause(s.predicate(column, yes)))
			continue
		}
		labels = append(labels, label)
		all = append(all, s.phrase(column, text), s.predicateOf(column, text))
		for _, between := range []string{" ", "", ": ", "：", "是", " is "} {
			all = append(all, label+between+text)
		}
	}
	return telling(all, 4), telling(labels, 2)
}

// telling are those of some length in characters, in lower case.
func telling(all []string, least int) []string {
	var long []string
	for _, s := range all {
		if s = strings.ToLower(strings.TrimSpace(s)); utf8.RuneCountInString(s) >= least {
			long = append(long, s)
		}
	}
	return long
}
