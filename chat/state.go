package chat

import (
	"cmp"
	"slices"
	"strings"

	"daogou/catalog"
)

// Apply merges a reading into the state and gives everything in force. These
// are all the rules of what is carried, replaced and dropped:
//
//   - Refining nothing is searching.
//   - Search, refine and recommend are about a subject. Every other act leaves
//     the search in force as it is, so that "in white?" after a question about
//     returns still refines it.
//   - A new subject clears query, filters and sort.
//   - A kind of thing that is not below the one in force is a new subject, which
//     keeps the budget alone; see leaves. So is one of which nothing fits what was
//     said before it was named; see movedOn.
//   - What had to be dropped because nothing fits it stays in force for the turns
//     to come, but not a bound that only said "cheaper than those"; see workedOut.
//   - Drop takes back the filters on a field; "*" all filters and the sort,
//     "sort" the sort, "query" the words.
//   - A filter replaces what it contradicts, see replaces. Filters of one
//     utterance never replace each other.
//   - The query is carried until another is said, or until the category
//     changes, which the words were about. While no category is in force the
//     words are all there is, and what is said later adds to them.
//   - The sort is carried until another is said.
//   - What the shopper said of herself (her size, what she won't eat) counts in
//     every subject that is for her, but not against a filter in force on the
//     field, nor after Drop took the field back, until a new subject.
//   - "Nothing but that" holds until a new subject.
//   - Several needs at once are carried as one subject; a refinement changes
//     those it names, by the same rules for each, leaves out those no longer
//     wanted, and its own filters are on all of them (a budget that they share).
//
// The filters of r are in their proper form.
func (st *State) Apply(r Reading) Intent {
	if r.Act == Refine && st.bare() {
		r.Act = Search
	}
	st.Act = r.Act
	if r.Locale != "" {
		st.Locale = r.Locale
	}
	in := Intent{Act: r.Act, Locale: st.Locale, Query: r.Query, Filters: r.Filters, Sort: r.Sort,
		Refers: r.Refers, Needs: r.Needs, Source: r.Source}
	if !aboutSubject(r.Act) {
		return in
	}
	st.applySubject(r)
	in.Query, in.Filters, in.Sort, in.Needs = st.Query, slices.Clone(st.Filters), st.Sort, slices.Clone(st.Needs)
	return in
}

// proper gives filters the form that the wire knows: eq and ne of one value.
func proper(filters []catalog.Filter) []catalog.Filter {
	var good []catalog.Filter
	for _, f := range filters {
		switch {
		case f.Op == catalog.Ne:
			for _, v := range f.Values {
				good = append(good, catalog.Where(f.Field, catalog.Ne, v))
			}
		case f.Op == catalog.Eq && len(f.Values) > 1:
			f.Op = catalog.In
			good = append(good, f)
		case !positive(f) || len(f.Values) > 0:
			good = append(good, f)
		}
	}
	return good
}

// bare reports whether no subject is in force.
func (st *State) bare() bool {
	return st.Subject != Recommend && st.Query == "" && len(st.Filters) == 0 && st.Sort == "" && len(st.Needs) == 0
}

func aboutSubject(a Act) bool { return a == Search || a == Refine || a == Recommend }

func (st *State) applySubject(r Reading) {
	if r.NewSubject {
		st.Query, st.Filters, st.Sort, st.Strict = "", nil, "", false
		st.Needs, st.Kit = nil, nil
		st.Waived, st.Held, st.ForOther = nil, nil, false
	}
	st.ForOther = st.ForOther || r.ForOther
	st.Waived = union(st.Waived, r.Drop)
	st.Strict = st.Strict || r.Strict
	if r.Act != Refine || st.Subject == "" {
		st.Subject = r.Act
	}
	if st.Subject == Refine {
		st.Subject = Search
	}
	st.drop(r.Drop)
	switch {
	case movesCategory(st.Filters, r.Filters), r.Query != "" && st.wanted("category") != nil:
		st.Query = r.Query
	case r.Query != "":
		st.Query = joined(st.Query, r.Query)
	}
	st.Filters = mergeFilters(st.Filters, r.Filters)
	if r.Sort != "" {
		st.Sort = r.Sort
	}
	st.applyNeeds(r)
}

// joined is a query and what was said since, each word once.
func joined(query, more string) string {
	words := strings.Fields(query)
	for _, w := range strings.Fields(more) {
		if !containsFold(words, w) {
			words = append(words, w)
		}
	}
	return strings.Join(words, " ")
}

func (st *State) applyNeeds(r Reading) {
	if r.Act != Refine && len(r.Needs) == 0 {
		st.Needs, st.Kit = nil, nil
	}
	st.Needs = slices.DeleteFunc(slices.Clone(st.Needs), func(n Need) bool { return containsFold(r.Without, n.Name) })
	for _, n := range r.Needs {
		n.Filters = proper(n.Filters)
		i := slices.IndexFunc(st.Needs, func(have Need) bool { return strings.EqualFold(have.Name, n.Name) })
		if i < 0 {
			st.Needs = append(slices.Clip(st.Needs), n)
			continue
		}
		st.Needs = slices.Clone(st.Needs)
		have := &st.Needs[i]
		if n.Query != "" || movesCategory(have.Filters, n.Filters) {
			have.Query = n.Query
		}
		have.Filters = mergeFilters(have.Filters, n.Filters)
		have.Quantity = cmp.Or(n.Quantity, have.Quantity)
	}
}

func (st *State) drop(fields []string) {
	for _, field := range fields {
		switch field {
		case "*":
			st.Filters, st.Sort = nil, ""
		case "sort":
			st.Sort = ""
		case "query":
			st.Query = ""
		}
		st.Filters = slices.DeleteFunc(slices.Clone(st.Filters), func(f catalog.Filter) bool { return f.Field == field })
	}
}

func isCategory(f catalog.Filter) bool { return f.Field == "category" && positive(f) }

// leaves reports whether a reading turns from the kind of thing in force to one
// that is not below it: from jackets to tents, not from clothes to jackets.
func (st *State) leaves(r Reading, shelf *catalog.Shelf) bool {
	if !aboutSubject(r.Act) || r.NewSubject || !movesCategory(st.Filters, r.Filters) {
		return false
	}
	old := st.Filters[slices.IndexFunc(st.Filters, isCategory)]
	now := r.Filters[slices.IndexFunc(r.Filters, isCategory)]
	for _, p := range shelf.View().List {
		if now.Fits(p) {
			return !old.Fits(p)
		}
	}
	return false
}

// anew makes a reading begin a new subject that keeps the budget in force.
func (st *State) anew(r Reading) Reading {
	r.NewSubject, r.Act = true, Search
	r.Filters = slices.Clone(r.Filters)
	if slices.ContainsFunc(r.Filters, func(f catalog.Filter) bool { return f.Field == "price" }) || containsFold(r.Drop, "price") || containsFold(r.Drop, "*") {
		return r
	}
	for _, f := range st.Filters {
		if f.Field == "price" {
			r.Filters = append(r.Filters, f)
		}
	}
	return r
}

// movesCategory reports whether a category is stated while another is in force.
func movesCategory(old, stated []catalog.Filter) bool {
	i, j := slices.IndexFunc(old, isCategory), slices.IndexFunc(stated, isCategory)
	return i >= 0 && j >= 0 && !sameValues(old[i].Values, stated[j].Values)
}

func mergeFilters(old, stated []catalog.Filter) []catalog.Filter {
	kept := slices.Clone(old)
	for _, f := range stated {
		var left []catalog.Filter
		for _, o := range kept {
			if o, ok := replaces(f, o); ok {
				left = append(left, o)
			}
		}
		kept = left
	}
	for _, f := range stated {
		if !slices.ContainsFunc(kept, func(o catalog.Filter) bool { return equal(o, f) }) {
			kept = append(kept, f)
		}
	}
	return kept
}

// replaces gives what is left of old when f is stated, and whether anything is:
//
//   - filters on different fields stand beside each other;
//   - what is wanted replaces what was wanted, and bounds, on the field, and
//     takes back an exclusion of just that;
//   - an exclusion adds to exclusions, and takes its values out of what was
//     wanted ("not green, grey");
//   - an upper bound replaces an upper bound, a lower one a lower one; the other
//     side stays unless nothing could lie between; both replace what was wanted.
func replaces(f, old catalog.Filter) (catalog.Filter, bool) {
	if f.Field != old.Field {
		return old, true
	}
	switch {
	case positive(f) && old.Op == catalog.Ne, f.Op == catalog.Ne && positive(old):
		return without(old, f.Values)
	case f.Op == catalog.Ne:
		return old, true
	case f.Op == catalog.Lte && old.Op == catalog.Gte:
		return old, old.Number <= f.Number
	case f.Op == catalog.Gte && old.Op == catalog.Lte:
		return old, old.Number >= f.Number
	case !positive(f) && old.Op == catalog.Ne:
		return old, true
	}
	return old, false
}

// without takes values out of a filter on text.
func without(f catalog.Filter, values []string) (catalog.Filter, bool) {
	var left []string
	for _, v := range f.Values {
		if !containsFold(values, v) {
			left = append(left, v)
		}
	}
	f.Values = left
	if f.Op == catalog.In && len(left) == 1 {
		f.Op = catalog.Eq
	}
	return f, len(left) > 0
}

func positive(f catalog.Filter) bool { return f.Op == catalog.Eq || f.Op == catalog.In }

func equal(a, b catalog.Filter) bool {
	return a.Field == b.Field && a.Op == b.Op && a.Number == b.Number && sameValues(a.Values, b.Values)
}

func sameValues(a, b []string) bool { return slices.EqualFunc(a, b, strings.EqualFold) }

func containsFold(values []string, v string) bool {
	return slices.ContainsFunc(values, func(w string) bool { return strings.EqualFold(v, w) })
}
