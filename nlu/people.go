package nlu

import (
	"slices"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// forWhom adds the filters that follow from the person something is for: her
// gender where goods of the kind are told apart by gender, her age group.
func (p *parse) forWhom(s *slots) []catalog.Filter {
	filters := s.filters
	gender, age, made, grown := "", "", false, false
	for _, who := range p.people {
		if p.inNamed(who.From, who.To) || anyTrue(p.used[who.From:who.To]) || p.insideMatch(who) {
			continue
		}
		if p.negated(who.From) {
			filters = append(filters, p.notFor(who)...)
			p.use(who.From, who.To)
			continue
		}
		if who.Gender != "" && (gender == "" || p.has("correct")) {
			gender, made = who.Gender, who.MadeFor
		}
		if younger(who.Age, age) {
			age = who.Age
		}
		grown = grown || who.MadeFor && who.Gender == "" && who.Age == "adult"
		s.people = true
		p.use(who.From, who.To)
	}
	s.age = p.slots.age
	bounds := p.ageBounds(s.age, filters)
	filters = append(filters, bounds...)
	if s.age > 0 && s.age < 14 || s.age == 0 && age != "" && age != "adult" {
		g := p.ageGroups(s.age, age)
		exact := len(bounds) > 0 && !p.kindHas(oneOf("age_group", g)) // columns tell it better than the groups do
		if len(g) > 0 && !exact && p.anyFor(oneOf("age_group", g), filters) {
			filters = append(filters, oneOf("age_group", g))
		}
	} else if age == "adult" && grown {
		filters = append(filters, catalog.Where("age_group", catalog.Eq, "adult"))
	}
	if g := p.genders(gender); len(g) > 0 && (p.told("gender", filters) || made && p.madeFor(gender, filters)) {
		filters = append(filters, oneOf("gender", g))
	}
	return filters
}

// madeFor reports whether some goods in question are made for a gender.
func (p *parse) madeFor(gender string, filters []catalog.Filter) bool {
	scope := append(p.scopeFilters(), withoutPrice(filters)...)
	return len(scope) > 0 && p.v.Count(append(scope, catalog.Where("gender", catalog.Eq, gender))) > 0
}

// grownUp is the age, in years, from which goods for children are not meant.
const grownUp = 16

// ageBounds binds a child's age to the columns that say from what age, and up to
// what age, goods are.
func (p *parse) ageBounds(years float64, filters []catalog.Filter) []catalog.Filter {
	if years <= 0 || years >= grownUp {
		return nil
	}
	var out []catalog.Filter
	for _, c := range p.v.Columns() {
		op, bounds := catalog.Lte, c.FromAge()
		if !bounds {
			op, bounds = catalog.Gte, c.ToAge()
		}
		if !bounds {
			continue
		}
		n, ok := lexicon.Convert(years, "y", c.Unit)
		if !ok {
			n = years
		}
		if f := catalog.Bound(c.Name, op, n); p.anyFor(f, filters) {
			out = append(out, f)
		}
	}
	return out
}

// notFor leaves out what is for those who are said not to be meant.
func (p *parse) notFor(who lexicon.Person) []catalog.Filter {
	field, values := "gender", []string{who.Gender}
	if who.Age != "" && who.Age != "adult" {
		field, values = "age_group", []string{"newborn", "infant", "toddler", "kids"}
	}
	c := p.v.Column(field)
	if c == nil {
		return nil
	}
	var out []catalog.Filter
	for _, v := range values {
		if slices.Contains(c.Values, v) {
			out = append(out, catalog.Where(field, catalog.Ne, v))
		}
	}
	return out
}

// worn reports whether goods of a kind are told apart by who wears them.
func (p *parse) worn(scope []catalog.Filter) bool {
	return slices.ContainsFunc(p.v.Fitting(withoutPrice(scope), sizedAmong), func(g *catalog.Product) bool {
		return len(g.Values("gender")) > 0
	})
}

// younger reports whether an age tells more narrowly for whom something is.
func younger(age, than string) bool {
	order := []string{"", "adult", "kids", "infant", "newborn"}
	return slices.Index(order, age) > slices.Index(order, than)
}

// anyFor reports whether goods of the kind in question fit what follows from the
// person; where none does, goods for everybody are meant.
func (p *parse) anyFor(f catalog.Filter, filters []catalog.Filter) bool {
	scope := append(p.scopeFilters(), filters...)
	if len(scope) == 0 || p.v.Count(append(slices.Clone(scope), f)) > 0 {
		return true
	}
	if p.v.Count(append(withoutPrice(scope), f)) > 0 && !p.worn(scope) {
		return false // a budget counts more than that they are made for children
	}
	return slices.ContainsFunc(p.subject.choices, func(c []string) bool {
		return p.v.Count([]catalog.Filter{categoryFilter(c), f}) > 0
	})
}

// forSame keeps whom things are for where only the kind changes from one search to the
// next: after shoes for men boots are for men, too, as far as there are any.
func (p *parse) forSame(r *chat.Reading) {
	if searched := p.st.Act == chat.Search || p.st.Act == chat.Refine; !searched || !r.NewSubject || len(p.subject.choices) == 0 || p.slots.people || p.has("reset", "gift", "new_topic") {
		return
	}
	for _, f := range p.st.Filters {
		if f.Field != "gender" || f.Op == catalog.Ne || slices.ContainsFunc(r.Filters, func(g catalog.Filter) bool { return g.Field == f.Field }) {
			continue
		}
		if p.told(f.Field, r.Filters) && p.v.Count(append(withoutPrice(r.Filters), f)) > 0 {
			r.Filters = append(r.Filters, f)
		}
	}
}

// kindHas reports whether goods of the kind that is named first fit a filter; true
// where none is named.
func (p *parse) kindHas(f catalog.Filter) bool {
	return len(p.subject.choices) == 0 || p.v.Count([]catalog.Filter{categoryFilter(p.subject.choices[0]), f}) > 0
}

// insideMatch reports whether the person's word is part of a longer shop's
// phrase ("baby food", 儿童外套) that is the subject already.
func (p *parse) insideMatch(who lexicon.Person) bool {
	return slices.ContainsFunc(p.all, func(m lexicon.Match) bool {
		return m.From <= who.From && who.To <= m.To && m.To-m.From > who.To-who.From && m.Field == "category"
	})
}

// genders gives the catalogue's values for goods that suit a gender.
func (p *parse) genders(gender string) []string {
	c := p.v.Column("gender")
	if gender == "" || c == nil {
		return nil
	}
	var out []string
	for _, v := range []string{gender, "unisex"} {
		if slices.Contains(c.Values, v) {
			out = appendNew(out, v)
		}
	}
	if len(out) == 1 && out[0] == "unisex" && gender != "unisex" {
		return nil
	}
	return out
}

// told reports whether most of the goods in question state the field at all;
// a filter on it would drop the others.
func (p *parse) told(field string, filters []catalog.Filter) bool {
	scope := filters
	if !slices.ContainsFunc(filters, func(f catalog.Filter) bool { return f.Field == "category" && f.Op != catalog.Ne }) {
		scope = append(slices.Clone(p.scopeFilters()), filters...)
		if len(p.scopeFilters()) == 0 {
			scope = filters
		}
	}
	goods := p.v.Fitting(scope, 200)
	if len(goods) == 0 {
		goods = p.v.Fitting(p.scopeFilters(), 200)
	}
	stated := 0
	for _, g := range goods {
		if len(g.Values(field)) > 0 {
			stated++
		}
	}
	return stated*2 > len(goods)
}

// ageGroups gives Google's age groups for an age in years, or for a word, those
// that the catalogue has.
func (p *parse) ageGroups(years float64, word string) []string {
	c := p.v.Column("age_group")
	if c == nil {
		return nil
	}
	want := []string{"kids"}
	switch {
	case word == "newborn" && years == 0 && slices.Contains(c.Values, "newborn"):
		return []string{"newborn"}
	case years > 0 && years < 0.25 || (word == "infant" || word == "newborn") && years == 0:
		want = []string{"newborn", "infant", "toddler"}
	case years > 0 && years < 1:
		want = []string{"infant", "toddler"}
	case years > 0 && years < 5:
		want = []string{"toddler", "kids"}
	}
	var out []string
	for _, w := range want {
		if slices.Contains(c.Values, w) {
			out = append(out, w)
		}
	}
	if len(out) == 0 && slices.Contains(c.Values, "kids") {
		return []string{"kids"}
	}
	return out
}
