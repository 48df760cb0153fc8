package nlu

import (
	"cmp"
	"slices"
	"strings"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// joinNew joins words, those left out that stand there already.
func joinNew(name, words string) string {
	if strings.Contains(name, words) {
		return name
	}
	return strings.TrimSpace(name + " " + words)
}

// asideKit is how many things a second occasion adds: the rain of a rainy
// camping weekend.
const asideKit = 2

// kitted fills the reading with what goes with an occasion of which everything
// is asked for, or with what stands below a category named. Where neither tells,
// the shop proposes.
func (p *parse) kitted(r *chat.Reading) bool {
	occasions, ok := p.occasions()
	if !ok {
		return false
	}
	r.Needs = p.thingsOf(occasions)
	if len(r.Needs) < 2 {
		if r.Needs = p.kindsBelow(); len(r.Needs) < 2 {
			r.Needs = nil
		}
	}
	r.Query = p.occasionWords()
	for i := range r.Needs {
		r.Needs[i].Query = joinNew(r.Needs[i].Name, r.Query)
	}
	r.Propose = len(r.Needs) < 2
	if r.Propose && r.Query == "" && !p.wholeKit(occasions) {
		r.Needs, r.Propose = nil, false
		return false
	}
	p.kitFilters(r)
	p.severalAnew(r)
	r.Act = chat.Recommend
	return true
}

// occasions gives what everything is asked for; false: nothing is. What only
// belongs to the name of a thing (the tea of a tea set) is no occasion.
func (p *parse) occasions() ([]lexicon.Kit, bool) {
	var out []lexicon.Kit
	for _, k := range lexicon.Kits(p.ts) {
		if !p.partOfName(k) && !p.negated(k.From) {
			out = append(out, k)
		}
	}
	whole, asked := p.wholeKit(out), p.saysKit("everything")
	if !whole && (!asked || len(out) == 0 && len(p.wantedGroups()) == 0) || p.namesThing(out, whole) {
		return nil, false
	}
	return out, true
}

func (p *parse) wholeKit(kits []lexicon.Kit) bool {
	return slices.ContainsFunc(kits, func(k lexicon.Kit) bool { return k.Whole })
}

func (p *parse) partOfName(k lexicon.Kit) bool {
	return slices.ContainsFunc(p.all, func(m lexicon.Match) bool {
		longer := m.To-m.From > k.To-k.From || k.Whole && m.How == "exact"
		return m.From <= k.From && k.To <= m.To && longer && m.Score >= 0.8
	}) || slices.ContainsFunc(p.mentions, func(m mention) bool { return m.from < k.To && k.From < m.to })
}

// namesThing reports whether a kind of thing is named beside the occasions: then
// that is wanted, for the occasion. A kind that holds several others may be what
// everything is asked for.
func (p *parse) namesThing(kits []lexicon.Kit, whole bool) bool {
	for _, g := range p.wantedGroups() {
		m := g[0]
		within := p.inKit(m.From) || slices.ContainsFunc(kits, func(k lexicon.Kit) bool { return k.From < m.To && m.From < k.To })
		holds := len(m.Values) == 1 && len(p.v.Children(m.Values[0])) > 1
		if !within && !holds && m.Score >= 0.7 && !p.living(m) && m.How != "typo" && m.How != "title" && !(whole && p.behindFor(m)) {
			return true
		}
	}
	return false
}

func (p *parse) behindFor(m lexicon.Match) bool {
	for i := max(0, m.From-3); i < m.From; i++ {
		if p.is(i, "purpose") || p.is(i, "somebody_likes") || p.overlaps(i, i+1, "likes") {
			return true
		}
	}
	return false
}

// thingsOf gives the needs of occasions: those of the one that asks for most,
// then the first few of the others. A kit asked for by name comes first.
func (p *parse) thingsOf(kits []lexicon.Kit) []chat.Need {
	slices.SortStableFunc(kits, func(a, b lexicon.Kit) int { return cmp.Compare(weight(b), weight(a)) })
	if narrower := slices.DeleteFunc(slices.Clone(kits), func(k lexicon.Kit) bool { return k.Broad }); len(narrower) > 0 {
		kits = narrower
	}
	var needs []chat.Need
	main := true
	for _, k := range kits {
		added := 0
		for _, things := range k.Things {
			n, ok := p.thing(things, k.Whole)
			if !ok || len(needs) == mostNeeds-1 && main || len(needs) == mostNeeds || !main && added == asideKit || p.taken(needs, n) {
				continue
			}
			needs, added = append(needs, n), added+1
		}
		main = main && added == 0
		if k.Whole && added > 0 {
			break // what an outfit is for tells which, not what else
		}
	}
	return needs
}

// weight orders occasions: one asked for by name that has things of its own,
// then by how many things go with it.
func weight(k lexicon.Kit) int {
	if k.Whole && len(k.Things) > 0 {
		return 100
	}
	return len(k.Things)
}

// thing finds what the shop has of things that do for each other: the first that
// it has, or all that it has.
func (p *parse) thing(names []string, all bool) (chat.Need, bool) {
	var values []string
	called := ""
	for _, name := range names {
		found := p.categoriesOf(name)
		if len(found) == 0 || len(values) > 0 && !all {
			continue
		}
		values, called = appendNew(values, found...), cmp.Or(called, name)
	}
	if len(values) == 0 {
		return chat.Need{}, false
	}
	n := chat.Need{Name: lexicon.Called(called, p.locale())[0], Filters: []catalog.Filter{categoryFilter(p.topmost(values))}}
	return n, p.v.Count(n.Filters) > 0
}

// categoriesOf gives the shop's categories that a thing's name surely means.
func (p *parse) categoriesOf(name string) []string {
	var out []string
	best := 0.0
	for _, m := range p.v.Means(name) {
		sure := m.How == "exact" || m.How == "part" || m.How == "synonym" || m.How == "translation" || m.How == "head"
		if m.Field == "category" && sure && !p.holdsMore(m) && !otherThing(m, name) && m.Score >= max(best-0.15, 0.7) {
			best = max(best, m.Score)
			out = appendNew(out, m.Values...)
		}
	}
	return out
}

// otherThing reports whether the category that shares its last word with a thing
// is known to be another: a 电水壶 is no 水壶 to carry.
func otherThing(m lexicon.Match, name string) bool {
	return m.How == "head" && slices.ContainsFunc(m.Values, func(v string) bool { return lexicon.KnownNoun(v) && !lexicon.KindOf(v, name) })
}

// holdsMore reports whether the category holds other things as well: the tea of
// "Coffee & Tea", below which pots stand, too.
func (p *parse) holdsMore(m lexicon.Match) bool {
	return m.How != "exact" && slices.ContainsFunc(m.Values, func(v string) bool {
		return len(p.v.Children(v)) > 0 && lexicon.Holds("name_holds_more", v)
	})
}

// taken reports whether the things of a need are looked for already.
func (p *parse) taken(needs []chat.Need, n chat.Need) bool {
	return slices.ContainsFunc(needs, func(o chat.Need) bool { return p.related(kindOf(o), kindOf(n)) })
}

// kindOf gives the categories that a need asks for.
func kindOf(n chat.Need) []string {
	for _, f := range n.Filters {
		if f.Field == "category" && f.Op != catalog.Ne {
			return f.Values
		}
	}
	return nil
}

// kindsBelow gives the kinds below a category of which everything is asked for, the
// largest first.
func (p *parse) kindsBelow() []chat.Need {
	var needs []chat.Need
	for _, g := range p.wantedGroups() {
		if p.living(g[0]) {
			continue
		}
		kinds := slices.Clone(p.v.Children(g[0].Values[0]))
		size := func(kind string) int { return p.v.Count([]catalog.Filter{categoryFilter([]string{kind})}) }
		slices.SortStableFunc(kinds, func(a, b string) int { return cmp.Or(cmp.Compare(size(b), size(a)), cmp.Compare(a, b)) })
		for _, kind := range kinds {
			n := chat.Need{Name: strings.ToLower(kind), Filters: []catalog.Filter{categoryFilter([]string{kind})}}
			if lexicon.Detect(kind) == p.locale() && len(needs) < mostNeeds-1 && !p.taken(needs, n) {
				needs = append(needs, n)
			}
		}
	}
	return needs
}

// occasionWords are what is left to search by beside the things' own names: what
// the occasion is like.
func (p *parse) occasionWords() string {
	var out []string
	for i, t := range p.ts {
		if t.Kind == lexicon.Word && !p.used[i] && !p.inKit(i) && !lexicon.LanguageWord(t.Stem) && p.v.Knows(t.Stem) {
			out = append(out, t.Text)
		}
	}
	for _, k := range lexicon.Kits(p.ts) {
		if !k.Whole {
			out = appendNew(out, p.text[p.ts[k.From].Start:p.ts[k.To-1].End])
		}
	}
	return strings.Join(out, " ")
}

// inKit reports whether a token belongs to how everything is asked for, or to
// an occasion.
func (p *parse) inKit(i int) bool {
	return slices.ContainsFunc(p.kit, func(s lexicon.Said) bool {
		return s.Class == "everything" && s.From <= i && i < s.To
	}) || slices.ContainsFunc(lexicon.Kits(p.ts), func(k lexicon.Kit) bool { return k.From <= i && i < k.To })
}

// kitFilters keeps what is said of all things: whom they are for, colours, and
// the budget. What is no more than the occasion's own word is left out.
func (p *parse) kitFilters(r *chat.Reading) {
	for _, f := range p.slots.filters {
		if f.Field == "category" || f.Field == "price" || p.fromOccasion(f) {
			continue
		}
		r.Filters = append(r.Filters, f)
	}
	r.Filters = append(r.Filters, p.budget()...)
}

func (p *parse) fromOccasion(f catalog.Filter) bool {
	return slices.ContainsFunc(p.all, func(m lexicon.Match) bool { return m.Field == f.Field && p.inKit(m.From) })
}

// strays reports whether what no shop does is spoken of, beside the occasion.
func (p *parse) strays() bool {
	return slices.ContainsFunc(p.hits("off_topic"), func(s lexicon.Said) bool {
		return !slices.ContainsFunc(lexicon.Kits(p.ts), func(k lexicon.Kit) bool { return k.From <= s.From && s.To <= k.To })
	})
}
