package chat

import (
	"maps"
	"slices"
	"strings"

	"daogou/catalog"
)

// seenInState is how many of a session's cards are remembered.
const seenInState = 200

// copy shares nothing that changes.
func (st *State) copy() State {
	c := *st
	c.Filters = slices.Clone(st.Filters)
	c.Shown, c.Seen, c.Focus = slices.Clone(st.Shown), slices.Clone(st.Seen), slices.Clone(st.Focus)
	c.Aspects, c.Needs, c.Kit = slices.Clone(st.Aspects), slices.Clone(st.Needs), slices.Clone(st.Kit)
	c.Dismiss = slices.Clone(st.Dismiss)
	c.Cart = st.Cart.copy()
	c.Chosen = maps.Clone(st.Chosen)
	c.Told, c.Waived, c.Held = slices.Clone(st.Told), slices.Clone(st.Waived), slices.Clone(st.Held)
	return c
}

// adopt takes over what may have changed outside of the turn while it planned.
func (st *State) adopt(now *State) {
	st.Cart, st.Customer, st.Shopper = now.Cart.copy(), now.Customer, now.Shopper
	st.Page, st.Handoff, st.Learn = now.Page, now.Handoff, now.Learn
	st.turnsAway(now.Dismiss)
}

// saw remembers cards that were shown.
func (st *State) saw(ids []string) {
	st.Shown = ids
	st.Seen = slices.DeleteFunc(st.Seen, func(id string) bool { return slices.Contains(ids, id) })
	st.Seen = append(st.Seen, ids...)
	if extra := len(st.Seen) - seenInState; extra > 0 {
		st.Seen = slices.Clone(st.Seen[extra:])
	}
}

// dismissedInState is how many dismissed products of a session are remembered.
const dismissedInState = 50

// turnsAway remembers products that are not wanted.
func (st *State) turnsAway(ids []string) {
	st.Dismiss = union(st.Dismiss, ids)
	st.Dismiss = st.Dismiss[max(0, len(st.Dismiss)-dismissedInState):]
}

// knows reports whether the shopper has the product before her: a card, or a
// line of the cart.
func (st *State) knows(id string) bool {
	return slices.Contains(st.Seen, id) || st.Cart.holds(id)
}

// wanted gives the values that the filters in force ask of a field.
func (st *State) wanted(field string) []string {
	for _, f := range st.Filters {
		if f.Field == field && f.Op == catalog.Eq {
			return f.Values
		}
	}
	return nil
}

// count keeps how many turns in a row helped nothing.
func (st *State) count(p *Plan) {
	switch {
	case p.Outcome == Nothing || p.Outcome == Unclear || p.Outcome == Failed:
		st.Failures++
	case p.Act != Chitchat && p.Act != OutOfScope:
		st.Failures = 0
	}
}

// baseLocale is the language the assistant speaks for a BCP 47 tag: zh or en.
func baseLocale(tag, otherwise string) string {
	base, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(tag, "_", "-")), "-")
	switch base {
	case "zh", "en":
		return base
	}
	return otherwise
}
