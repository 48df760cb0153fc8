package nlg

import (
	"strings"
	"sync/atomic"

	"daogou/catalog"
)

// Glossary is how the shop's own catalogue says its values in each language,
// and which of its columns answer yes or no. The zero value knows nothing; it
// is safe for concurrent use.
type Glossary struct {
	terms atomic.Pointer[terminology]
}

type terminology struct {
	twin  map[term]string // of a value in a language: the same product's value at the same place of the same column
	yesNo map[string]bool // columns that hold nothing but yes and no
}

type term struct{ locale, column, value string }

// Learn reads every product. It may be called again when the shop changes.
func (g *Glossary) Learn(products []*catalog.Product) {
	t := newTerminology()
	for _, p := range products {
		t.add(p)
	}
	g.terms.Store(t)
}

func newTerminology() *terminology {
	return &terminology{twin: map[term]string{}, yesNo: map[string]bool{}}
}

func (g *Glossary) view() *terminology {
	if g != nil {
		if t := g.terms.Load(); t != nil {
			return t
		}
	}
	return newTerminology()
}

func (t *terminology) add(p *catalog.Product) {
	for column, values := range p.Attributes {
		for _, v := range values {
			_, known := truth(v)
			before, seen := t.yesNo[column]
			t.yesNo[column] = known && (before || !seen)
		}
	}
	for locale, other := range p.Other {
		t.pair(p.Locale, locale, &p.Text, &other)
		t.pair(locale, p.Locale, &other, &p.Text)
	}
}

// pair learns how one language's values read in the other's. The first product
// by ID decides where products differ.
func (t *terminology) pair(from, to string, a, b *catalog.Text) {
	t.line(from, to, "category", a.Category, b.Category)
	for column, values := range a.Attributes {
		t.line(from, to, column, values, b.Attributes[column])
	}
}

func (t *terminology) line(from, to, column string, values, twins []string) {
	if from == to || len(values) != len(twins) {
		return
	}
	for i, v := range values {
		key := term{to, column, strings.ToLower(v)}
		if _, ok := t.twin[key]; !ok && v != twins[i] && harmless(twins[i]) {
			t.twin[key] = twins[i]
		}
	}
}

// value writes one value of a column in the answer's language: as the catalogue
// itself says it there, else as the language does.
func (s *script) value(column, raw string) string {
	if acronym(raw) {
		return raw
	}
	if foreign(raw, s.locale) && letters(raw) > 0 {
		key := term{s.locale, column, strings.ToLower(raw)}
		for _, t := range []*terminology{s.ownTerms(), s.by.Glossary.view()} {
			if twin, ok := t.twin[key]; ok {
				raw = twin
				break
			}
		}
	}
	return s.book.value(column, raw)
}

// acronym reports whether a value is a name in capitals that is written so in every
// language: ABS, TPU.
func acronym(raw string) bool {
	return len(raw) > 1 && len(raw) < 6 && !strings.ContainsFunc(raw, func(r rune) bool { return r < 'A' || r > 'Z' })
}

// ownTerms are what the plan's own products tell.
func (s *script) ownTerms() *terminology {
	if s.terms == nil {
		s.terms = newTerminology()
		for _, h := range s.plan.Products {
			if h.Product != nil {
				s.terms.add(h.Product)
			}
		}
	}
	return s.terms
}

// yesNo reports whether a column answers yes or no.
func (s *script) yesNo(column string) bool {
	if _, ok := s.fields["yes."+column]; ok || s.ownTerms().yesNo[column] {
		return true
	}
	yes, known := s.by.Glossary.view().yesNo[column]
	return yes || !known && s.locale == "en" && adjective(column)
}
