package nlu

import (
	"slices"
	"strings"

	"daogou/catalog"
	"daogou/lexicon"
)

// values reads brands, choices and yes/no features.
func (p *parse) values() []catalog.Filter {
	var out []catalog.Filter
	for i := 0; i < len(p.all); {
		j := i
		for j < len(p.all) && p.all[j].From == p.all[i].From && p.all[j].To == p.all[i].To {
			j++
		}
		group := p.all[i:j]
		i = j
		if m, ok := p.sense(group); ok && (!p.used[m.From] || p.inName(m)) && !p.inBound(m) && (!p.isOwned(m.From) || p.fitsFor(m)) {
			out = p.addValue(out, m)
			p.use(m.From, m.To)
		}
	}
	return out
}

// inName reports whether the match is part of another word for the wanted goods: see
// innerMeanings.
func (p *parse) inName(m lexicon.Match) bool {
	return slices.ContainsFunc(p.subject.matches, func(o lexicon.Match) bool {
		return (o.How == "synonym" || o.How == "typo") && o.From <= m.From && m.To < o.To
	})
}

// animalFree rules out materials of animals where nothing of animals is wanted
// and no column of the goods in question says so by itself.
func (p *parse) animalFree() []catalog.Filter {
	said := p.hits("animal_free")
	if len(said) == 0 || p.has("drop", "reset") {
		return nil
	}
	for _, m := range p.all { // a column or a value of that name says more
		if within(m, said) && m.How != "column" && p.v.Count(append(p.scopeFilters(), oneOf(m.Field, p.meant(m)))) > 0 {
			return nil
		}
	}
	var out []catalog.Filter
	for _, c := range p.materials() {
		for _, v := range c.Values {
			if lexicon.Is("of_animals", lexicon.MaterialOf(v)) {
				out = append(out, catalog.Where(c.Name, catalog.Ne, v))
			}
		}
	}
	for _, s := range said {
		p.use(s.From, s.To)
	}
	return out
}

// materials are the columns that say what goods are made of.
func (p *parse) materials() []*lexicon.Column {
	return slices.DeleteFunc(p.v.Columns(), func(c *lexicon.Column) bool {
		return c.Kind != lexicon.Choice || !strings.Contains(c.Base, "material")
	})
}

func within(m lexicon.Match, said []lexicon.Said) bool {
	return slices.ContainsFunc(said, func(s lexicon.Said) bool { return s.From <= m.From && m.To <= s.To })
}

// inBound reports whether a value is part of an amount that bounds: the 2 kg of
// "under 2 kg".
func (p *parse) inBound(m lexicon.Match) bool {
	return slices.ContainsFunc(p.ranges, func(r lexicon.Range) bool {
		from, to := p.tokens(r.Start, r.End)
		return r.Said != "eq" && from <= m.From && m.To <= to
	})
}

// sense chooses what a phrase with several meanings means here: a value that
// goods of the wanted kind have, then the surer one, then the field that the
// language knows the word for.
func (p *parse) sense(group []lexicon.Match) (lexicon.Match, bool) {
	scope := p.scopeFilters()
	best, bestScore := lexicon.Match{}, 0.0
	for _, m := range group {
		if m.Field == "category" || m.How == "column" || p.colorField(m.Field) || p.inMention(m) && !p.fitsFor(m) || m.How == "broader" && m.Field != "material" {
			continue
		}
		score := m.Score
		if p.vague(m) || m.Field == "size" && !p.sized() {
			continue
		}
		if lexicon.MaterialOf(m.Text) != "" && strings.Contains(m.Field, "material") {
			score += 0.15
		}
		if p.v.Count(append(slices.Clone(scope), oneOf(m.Field, p.meant(m)))) > 0 {
			score += 0.5
		}
		if m.How == "flag" || m.How == "synonym" {
			score += p.literal(m)
		}
		if score > bestScore {
			best, bestScore = m, score
		}
	}
	return best, bestScore > 0
}

// literal favours the sense whose own value, or column, stands in the words: the
// battery of "battery powered", beside cordless.
func (p *parse) literal(m lexicon.Match) float64 {
	words := strings.ReplaceAll(m.Field, "_", " ")
	if m.How != "flag" {
		words = strings.Join(m.Values, " ")
	}
	stems := lexicon.Stems(words)
	if slices.ContainsFunc(p.ts[m.From:m.To], func(t lexicon.Token) bool { return t.Kind == lexicon.Word && slices.Contains(stems, t.Stem) }) {
		return 0.1
	}
	return 0
}

// vague reports whether a common word (long, plain, hot) is taken for a value
// that no goods in question have, or with no goods in question at all, not even
// "something".
func (p *parse) vague(m lexicon.Match) bool {
	if m.To-m.From > 1 || p.ts[m.From].Kind != lexicon.Word || !lexicon.LanguageWord(p.ts[m.From].Stem) || p.overlaps(m.From, m.To, "animal_free") {
		return false
	}
	scope := p.scopeFilters()
	return len(scope) == 0 && p.st.Asked != m.Field && !p.has("indefinite") || p.v.Count(append(scope, oneOf(m.Field, p.meant(m)))) == 0
}

// sized reports whether the goods in question come in sizes at all: 双人 is a
// duvet's, not a tent's.
func (p *parse) sized() bool {
	goods := p.v.Fitting(p.scopeFilters(), sizedAmong)
	return len(goods) == 0 || slices.ContainsFunc(goods, func(g *catalog.Product) bool { return len(g.Values("size")) > 0 })
}

// sizedAmong is how many goods are looked at for sizes.
const sizedAmong = 50

// fitsFor reports whether the match names what the wanted thing must fit.
func (p *parse) fitsFor(m lexicon.Match) bool {
	c := p.v.Column(m.Field)
	return c != nil && c.NamesGoods() && len(p.subject.choices) > 0
}

// meant gives the catalogue's values that a match stands for.
func (p *parse) meant(m lexicon.Match) []string {
	c := p.v.Column(m.Field)
	if c == nil || c.Kind != lexicon.Flag {
		return m.Values
	}
	if m.Values[0] == "yes" || len(c.No) == 0 {
		return c.Yes
	}
	return c.No
}

// addValue adds a match's condition; values of one field said side by side are
// alternatives, unless a product may well have both.
func (p *parse) addValue(filters []catalog.Filter, m lexicon.Match) []catalog.Filter {
	not := p.negated(m.From)
	c := p.v.Column(m.Field)
	if c != nil && c.Kind == lexicon.Flag {
		return append(filters, p.flag(c, m.Values[0] == "yes", not)...)
	}
	values := p.exactValues(m)
	if not {
		for _, v := range values {
			filters = append(filters, catalog.Where(m.Field, catalog.Ne, v))
		}
		return filters
	}
	for i, f := range filters {
		if f.Field == m.Field && (f.Op == catalog.Eq || f.Op == catalog.In) {
			filters[i] = oneOf(f.Field, appendNew(slices.Clone(f.Values), values...))
			return filters
		}
	}
	return append(filters, oneOf(m.Field, values))
}

// exactValues keeps, of the values that a phrase may mean, those named just so.
func (p *parse) exactValues(m lexicon.Match) []string {
	for _, v := range m.Values {
		if strings.EqualFold(v, m.Text) || strings.TrimSuffix(v, "色") == strings.TrimSuffix(m.Text, "色") {
			return append([]string{v}, p.kindsOf(m.Field, v)...)
		}
	}
	return m.Values
}

// kindsOf gives the kinds of a material: merino wool is wool, faux leather is no
// leather.
func (p *parse) kindsOf(field, material string) []string {
	c := p.v.Column(field)
	if c == nil || !strings.Contains(c.Base, "material") && !strings.Contains(c.Base, "fabric") {
		return nil
	}
	var out []string
	for _, v := range c.Values {
		rest, ok := strings.CutSuffix(strings.ToLower(v), strings.ToLower(material))
		apart := lexicon.Detect(v) == "zh" || strings.HasSuffix(rest, " ")
		if ok && rest != "" && apart && !lexicon.Holds("imitates", rest) {
			out = append(out, v)
		}
	}
	return out
}

// flag is the condition of a yes/no column. What is not wanted is excluded;
// goods of which the column says nothing may stay then.
func (p *parse) flag(c *lexicon.Column, yes, not bool) []catalog.Filter {
	if yes != not && len(c.Yes) > 0 {
		return []catalog.Filter{oneOf(c.Name, c.Yes)}
	}
	if !not && len(c.No) > 0 {
		return []catalog.Filter{oneOf(c.Name, c.No)}
	}
	var out []catalog.Filter
	for _, v := range c.Yes {
		out = append(out, catalog.Where(c.Name, catalog.Ne, v))
	}
	return out
}
