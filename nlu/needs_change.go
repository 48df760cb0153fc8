package nlu

import (
	"slices"
	"strings"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// changesNeeds reads a change of several things in force: one of them wanted
// otherwise ("a cheaper tent"), left out, or one more beside them. False: the
// utterance names none of them and adds none.
func (p *parse) changesNeeds(r *chat.Reading) bool {
	if len(p.st.Needs) < 2 || p.has("reset") || p.beginsAnew() {
		return false
	}
	for _, i := range p.leftOut() {
		r.Without = append(r.Without, p.st.Needs[i].Name)
	}
	touched := len(r.Without) > 0
	for _, part := range p.partsOrOne() {
		i := p.inForceAt(part)
		if i >= 0 && slices.Contains(r.Without, p.st.Needs[i].Name) {
			continue
		}
		if i >= 0 {
			r.Needs = append(r.Needs, p.changed(r, part, i))
			touched = true
		} else if p.adds() {
			r.Needs = append(r.Needs, p.need(part))
			touched = true
		}
	}
	if !touched {
		return p.allChanged(r)
	}
	if at, ok := p.totalBudget(r.Needs); ok {
		r.Filters = at
	}
	r.Act, r.NewSubject, r.Query = chat.Refine, false, ""
	return true
}

// partsOrOne is parts, for one thing as well.
func (p *parse) partsOrOne() []part {
	parts := p.parts()
	if len(parts) > 0 {
		return parts
	}
	if len(p.subject.matches) == 0 {
		return nil
	}
	return []part{{to: len(p.ts), head: p.subject.matches[0], own: p}}
}

// beginsAnew reports whether everything for an occasion is asked for, or several
// things are listed that are not said to be beside or instead of those in force.
func (p *parse) beginsAnew() bool {
	if _, kit := p.occasions(); kit {
		return true
	}
	return len(p.parts()) > 1 && !p.adds() && !p.has("instead", "correct", "cheaper", "dearer") && !p.is(0, "definite")
}

// adds reports whether the words ask for one more beside what is there: they
// begin so, politeness aside, or say too, 还.
func (p *parse) adds() bool {
	if p.has("also") && len(p.wantedGroups()) == 1 {
		return true
	}
	return slices.ContainsFunc(p.kit, func(s lexicon.Said) bool {
		if s.Class != "besides" {
			return false
		}
		for i := range s.From {
			if p.ts[i].Kind != lexicon.Punct && !p.overlaps(i, i+1, "strip", "yes", "praise", "want", "thanks") {
				return false
			}
		}
		return true
	})
}

// inForceAt finds the need in force that a part is about, -1 for none. Of
// several of one kind the place named decides, else the first.
func (p *parse) inForceAt(at part) int {
	var found []int
	for i, n := range p.st.Needs {
		if p.related(kindOf(n), at.head.Values) || strings.EqualFold(n.Name, at.head.Text) {
			found = append(found, i)
		}
	}
	if len(found) == 0 {
		return -1
	}
	if n := p.placeNamed(at); len(found) > 1 && n > 0 && n <= len(found) {
		return found[n-1]
	}
	return found[0]
}

// placeNamed is the place said right before a thing ("the second jacket"), 0
// for none.
func (p *parse) placeNamed(at part) int {
	for _, s := range lexicon.Of(p.spans, lexicon.Ordinal) {
		from, to := p.tokens(s.Start, s.End)
		if from >= at.from && to <= at.head.From && s.Lo > 0 {
			return int(s.Lo)
		}
	}
	return 0
}

// changed is what is now wanted of the need at i.
func (p *parse) changed(r *chat.Reading, at part, i int) chat.Need {
	have := p.st.Needs[i]
	n := chat.Need{Name: have.Name, Quantity: at.own.pieces()}
	for _, f := range at.own.slots.filters {
		if f.Field != "category" || f.Op == catalog.Ne || p.narrows(f, have) {
			n.Filters = append(n.Filters, f)
		}
	}
	n.Query = p.beside(at)
	shown := p.offered(have.Name)
	if place := p.placeNamed(at); place > 0 && place <= len(shown) {
		p.thatOne(r, &n, shown[place-1])
		return n
	}
	own := chat.Reading{Filters: n.Filters}
	p.relativeTo(&own, p.products(shown))
	n.Filters = own.Filters
	if p.wantsAnother(n, have) {
		r.Exclude = append(r.Exclude, shown...)
	}
	return n
}

// narrows reports whether a category filter asks for something else than the
// need does already.
func (p *parse) narrows(f catalog.Filter, have chat.Need) bool {
	return !slices.Equal(f.Values, kindOf(have)) && p.v.Count([]catalog.Filter{f}) < p.v.Count([]catalog.Filter{categoryFilter(kindOf(have))})
}

// beside is what a part says that is neither the thing's name nor a filter.
func (p *parse) beside(at part) string {
	words := at.own.query()
	for _, m := range at.own.subject.matches {
		words = strings.Replace(words, at.own.text[m.Start:m.End], "", 1)
	}
	if strings.TrimSpace(words) == "" {
		return ""
	}
	return at.own.query()
}

// thatOne means the one shown, or of its variants the one that fits what is
// said of it.
func (p *parse) thatOne(r *chat.Reading, n *chat.Need, id string) {
	r.Refers = appendNew(r.Refers, id)
	meant, ok := p.view.Product(id)
	if !ok || meant.Group == "" {
		return
	}
	for _, c := range p.view.List {
		if c.Group == meant.Group && c.Buyable() && catalog.FitsAll(c, n.Filters) {
			r.Refers = []string{c.ID}
			return
		}
	}
}

// wantsAnother reports whether nothing is said of the thing but that it be
// another one.
func (p *parse) wantsAnother(n, have chat.Need) bool {
	return len(n.Filters) == 0 && n.Query == "" && n.Quantity == 0 && (p.has("instead", "others", "new_topic", "similar") || p.saysAnother())
}

func (p *parse) saysAnother() bool {
	return p.says("otherwise_one")
}

// offered gives the products last shown for a need.
func (p *parse) offered(name string) []string {
	for _, met := range p.st.Kit {
		if strings.EqualFold(met.Name, name) {
			return met.IDs
		}
	}
	return nil
}

// leftOut finds the needs in force that are no longer wanted.
func (p *parse) leftOut() []int {
	var out []int
	for i, n := range p.st.Needs {
		for _, g := range p.categoryGroups() {
			if (p.negated(g[0].From) || p.takenBack(g[0])) && p.related(kindOf(n), g[0].Values) {
				out = append(out, i)
				break
			}
		}
	}
	return out
}

// takenBack reports whether the words drop or take out what a phrase names.
func (p *parse) takenBack(m lexicon.Match) bool {
	for _, s := range p.hits("drop", "cart_remove", "neg_after") {
		if s.To <= m.From && m.From-s.To <= 2 || s.From >= m.To && s.From-m.To <= 2 {
			return true
		}
	}
	return false
}

// totalBudget gives the bound on the sum that a change states in so many words.
func (p *parse) totalBudget(needs []chat.Need) ([]catalog.Filter, bool) {
	if !p.saysKit("in_all") {
		return nil, false
	}
	for i, n := range needs {
		needs[i].Filters = withoutPrice(n.Filters)
	}
	total := p.budget()
	return total, len(total) > 0
}

// allChanged reads what is said of all the things at once without naming any:
// cheaper, in blue, 1500 for all of it.
func (p *parse) allChanged(r *chat.Reading) bool {
	cheaper := p.has("cheaper") && p.slots.sort == "" && len(p.refers.ids) == 0
	if len(p.subject.choices) > 0 || len(p.mentions) > 0 || p.st.Subject == "" || !cheaper && !slices.ContainsFunc(p.slots.filters, isPrice) {
		return false
	}
	for _, f := range p.slots.filters {
		if !isPrice(f) {
			r.Filters = append(r.Filters, f)
		}
	}
	total := p.budget()
	if len(total) == 0 {
		total = []catalog.Filter{catalog.Bound("price", catalog.Lte, float64(p.offeredSum()-1))}
	}
	r.Filters = append(r.Filters, total...)
	r.Act, r.NewSubject = chat.Refine, false
	return true
}

// offeredSum is what the first product of each need costs together.
func (p *parse) offeredSum() int64 {
	sum := int64(0)
	for _, met := range p.st.Kit {
		if list := p.products(met.IDs); len(list) > 0 {
			sum += list[0].Price().Amount * int64(max(met.Quantity, 1))
		}
	}
	return sum
}

// allOfThem gives the first product of each need in force, where all are put
// into the cart.
func (p *parse) allOfThem() []string {
	if !p.saysKit("all_of_them") && !p.has("them") || len(p.st.Kit) < 2 {
		return nil
	}
	var out []string
	for _, met := range p.st.Kit {
		if len(met.IDs) > 0 {
			out = appendNew(out, met.IDs[0])
		}
	}
	return out
}

// changesOne reports whether the words want one of the things in force
// otherwise, or gone: they name its kind, and say more of it than a question
// would.
func (p *parse) changesOne() bool {
	if p.has("compare", "which_one", "cart_word", "my_order", "detail") || p.inquires() && !p.has("want", "ask_have", "instead", "cheaper") || p.plainPolicy() {
		return false
	}
	if p.st.Act == chat.CartAct && p.has("cart_remove", "cart_set") && len(p.st.Cart.Items) > 0 {
		return false
	}
	if len(p.leftOut()) > 0 {
		return true
	}
	for _, part := range p.partsOrOne() {
		if p.inForceAt(part) >= 0 {
			return p.has("cheaper", "dearer", "instead", "others", "want") || len(p.slots.filters) > 1 || p.saysAnother() || p.placeNamed(part) > 0 || p.compares()
		}
		if p.adds() {
			return true
		}
	}
	return false
}

func (p *parse) compares() bool {
	way, _ := p.relation()
	return way != 0
}
