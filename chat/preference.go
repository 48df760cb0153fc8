package chat

import (
	"slices"
	"time"

	"daogou/catalog"
)

// Preference is something that a shopper said of herself in passing ("I'm
// vegan", 我穿42码): it holds beyond what she is looking for at the moment.
type Preference struct {
	Filter catalog.Filter `json:"filter"`
	Of     []string       `json:"of,omitempty"`   // the kinds of goods it was said of, categories; empty: any
	Soft   bool           `json:"soft,omitempty"` // usually so: gives way where little would be left
	At     time.Time      `json:"at"`
}

// learn takes in what was just said of oneself. The rules are those of a
// conversation's filters, see replaces: another size replaces the size, another
// dislike adds to the dislikes. What was said of shoes says nothing of shirts.
func learn(known, told []Preference, now time.Time) []Preference {
	kept := slices.Clone(known)
	for _, n := range told {
		var left []Preference
		for _, o := range kept {
			still := true
			if sameValues(n.Of, o.Of) {
				o.Filter, still = replaces(n.Filter, o.Filter)
				still = still && !equal(n.Filter, o.Filter)
			}
			if still {
				left = append(left, o)
			}
		}
		n.At = now.UTC()
		kept = append(left, n)
	}
	return kept[max(0, len(kept)-mostPreferences):]
}

// mostPreferences bounds what is remembered of one shopper; the oldest goes.
const mostPreferences = 50

// unlearn forgets what was said of some fields; "*" is all.
func unlearn(known []Preference, fields []string) []Preference {
	return slices.DeleteFunc(slices.Clone(known), func(p Preference) bool {
		return containsFold(fields, "*") || containsFold(fields, p.Filter.Field)
	})
}

// apply gives the preferences that may count beside what is said now, the firm
// ones first: not what is for somebody else, and nothing on a field of which
// the shopper says something, or just said that it doesn't matter.
func (st *State) apply(known []Preference, said []catalog.Filter) []Preference {
	if st.ForOther {
		return nil
	}
	var list []Preference
	for _, soft := range []bool{false, true} {
		for _, p := range known {
			if p.Soft == soft && !containsFold(st.Waived, p.Filter.Field) && !overrules(said, p.Filter) {
				list = append(list, p)
			}
		}
	}
	return list
}

// overrules reports whether what is said now leaves no room for a preference. An
// exclusion stands beside others.
func overrules(said []catalog.Filter, f catalog.Filter) bool {
	return slices.ContainsFunc(said, func(s catalog.Filter) bool {
		return equal(s, f) || s.Field == f.Field && (f.Op != catalog.Ne || positive(s) && overlapFold(s.Values, f.Values))
	})
}

func overlapFold(a, b []string) bool {
	return slices.ContainsFunc(a, func(v string) bool { return containsFold(b, v) })
}

// suits reports whether a preference says anything of goods like these, the
// best of what was found: they state the field and one of them fits. What is
// not wanted is never wanted, and the usual budget is asked of everything.
func (p Preference) suits(r catalog.Result) (states, fits bool) {
	stating, fitting, kin := 0, 0, len(p.Of) == 0
	for _, h := range r.Hits {
		if _, numeric := h.Product.Number(p.Filter.Field); numeric || len(h.Product.Values(p.Filter.Field)) > 0 {
			stating++
		}
		if p.Filter.Fits(h.Product) {
			fitting++
		}
		kin = kin || slices.ContainsFunc(h.Product.Values("category"), func(c string) bool { return containsFold(p.Of, c) })
	}
	if !kin || len(r.Hits) == 0 {
		return false, false
	}
	if p.Filter.Op == catalog.Ne {
		return true, true
	}
	return 2*stating >= len(r.Hits), fitting > 0 || offered(r.Facets, p.Filter)
}

// offered reports whether a value wanted stands among the facets.
func offered(facets []catalog.Facet, f catalog.Filter) bool {
	for _, facet := range facets {
		for _, v := range facet.Values {
			if facet.Field == f.Field && positive(f) && containsFold(f.Values, v.Value) {
				return true
			}
		}
	}
	return false
}

// preferred are the filters of preferences.
func preferred(list []Preference) []catalog.Filter {
	var filters []catalog.Filter
	for _, p := range list {
		filters = append(filters, p.Filter)
	}
	return filters
}
