package nlg

import (
	"regexp"
	"slices"
	"strings"

	"daogou/catalog"
	"daogou/lexicon"
)

// pointed answers a yes/no question about what no column is about, with what the
// shop says of it elsewhere; or where it asks about a thing, that it says nothing.
func (s *script) pointed(p *catalog.Product) bool {
	if about.in(strings.ToLower(s.plan.Said)) || !yesNoQuestion(s.plan.Said) || openQuestion.MatchString(s.plan.Said) {
		return false
	}
	if quote := s.touching(p, ""); quote != "" {
		return s.about(p.ID, "quote", "detail.quoted", slots{"name": s.name(p), "quote": quote})
	}
	return s.asksOfThing(p) && s.about(p.ID, "fact", "detail.untold", slots{"name": s.name(p)})
}

// openQuestion asks for more than a yes or no.
var openQuestion = regexp.MustCompile(`(?i)\b(?:how|what|where|which|who|when|why)\b|什么|多[大少长高宽重久]|几|哪`)

// brought is how one asks for, or tells, what comes with a product.
var brought = regexp.MustCompile(`(?i)\bin the box\b|\binclud|\bcomes? with\b|附送|附赠|附带|送不送|盒子里|包装里`)

// asksOfThing reports whether the question names a thing that is not the product.
func (s *script) asksOfThing(p *catalog.Product) bool {
	own := strings.ToLower(s.title(p) + " " + strings.Join(p.In("en").Category, " ") + " " + strings.Join(p.In("zh").Category, " "))
	said := strings.ToLower(s.plan.Said)
	if slices.ContainsFunc(features, func(f patterns) bool { return f.in(said) && !f.in(own) }) {
		return true
	}
	for _, run := range scriptRuns(said) {
		if !stopwords[run] && lexicon.KnownNoun(run) && !strings.Contains(own, stem(run)) {
			return true
		}
	}
	return false
}

// notStated says that the columns are silent, or quotes the description where
// a sentence of it touches the question.
func (s *script) notStated(p *catalog.Product, column, name string) {
	v := slots{"name": name, "label": s.label(column), "quote": s.touching(p, column)}
	if s.yesNo(column) {
		v["predicate"] = s.predicate(column, true)
		delete(v, "label")
		if s.highlighted(p, column) {
			s.about(p.ID, "fact", "detail.yes", v)
			return
		}
	}
	if v["quote"] != "" {
		s.about(p.ID, "quote", "detail.quoted", v)
		return
	}
	if column == lexicon.Untold {
		delete(v, "label")
		s.about(p.ID, "fact", "detail.untold", v)
		return
	}
	s.about(p.ID, "fact", "detail.notstated", v)
}

// touching gives the highlight or the description's sentence that has most to do
// with the question, without its full stop; empty where none has.
func (s *script) touching(p *catalog.Product, column string) string {
	asked := s.plan.Said
	if column != "" && column != lexicon.Untold {
		asked += " " + s.label(column) + " " + strings.ReplaceAll(column, "_", " ")
	}
	best, most := "", 0.9
	for _, sentence := range append(s.highlights(p), s.quotable(p)...) {
		if strings.HasSuffix(sentence, "?") || strings.HasSuffix(sentence, "？") || brought.MatchString(s.plan.Said) && !brought.MatchString(sentence) {
			continue
		}
		if n := overlap(asked, sentence) - overlap(s.title(p), sentence); n > most {
			best, most = sentence, n
		}
	}
	return strings.TrimRight(best, ".。")
}

// highlighted reports whether a highlight says in so many words that a product has
// a feature.
func (s *script) highlighted(p *catalog.Product, column string) bool {
	feature := s.clause(s.predicate(column, true))
	return slices.ContainsFunc(s.highlights(p), func(h string) bool { return strings.EqualFold(strings.TrimSpace(h), feature) })
}

// highlights are those that may be said in the answer's language.
func (s *script) highlights(p *catalog.Product) []string {
	return slices.DeleteFunc(slices.Clone(p.In(s.plan.Locale).Highlights), func(h string) bool {
		return !harmless(h) || mostlyHan(h) != (s.locale == "zh")
	})
}
