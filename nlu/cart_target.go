package nlu

import (
	"slices"
	"strings"

	"daogou/catalog"
	"daogou/lexicon"
)

// thingNamed is what the words name that no line of the cart is.
func (p *parse) thingNamed() string {
	if m := p.subject.matches; len(m) > 0 {
		return m[0].Text
	}
	for _, t := range p.ts {
		if p.subject.noun == "" && t.Kind == lexicon.Word && !lexicon.LanguageWord(t.Stem) && lexicon.KnownWord(t.Stem) {
			return t.Text
		}
	}
	return p.subject.noun
}

// cartTarget is what a change without a reference is about: for what is in the
// cart its last line, else what was spoken of.
func (p *parse) cartTarget(kind string) []string {
	if kind != "add" && len(p.st.Cart.Items) > 0 {
		if line := p.lineNamed(); line != "" {
			return []string{line}
		}
		if kind == "remove" && p.thingNamed() != "" { // it is not there
			return nil
		}
		if len(p.st.Focus) > 0 && p.inCart(p.st.Focus[0]) {
			return p.st.Focus[:1]
		}
		return []string{p.st.Cart.Items[len(p.st.Cart.Items)-1].ProductID}
	}
	if ids := p.fittingCards(); len(ids) == 1 {
		return ids
	}
	if ids := p.countedProduct(); len(ids) > 0 {
		return ids
	}
	if f := p.focus(); len(f) > 0 && (len(p.st.Focus) > 0 || len(p.st.Shown) < 2) && p.maybe(f[0]) {
		return f[:1]
	}
	return p.onlyOne() // which of several is asked, not guessed
}

// maybe reports whether a product is what the words say of the thing.
func (p *parse) maybe(id string) bool {
	return !slices.ContainsFunc(p.products([]string{id}), func(c *catalog.Product) bool { return !catalog.FitsAll(c, p.prodFilters()) })
}

// onlyOne gives the one product of the shop that fits what was said of the thing.
func (p *parse) onlyOne() []string {
	if len(p.prodFilters()) < 2 {
		return nil
	}
	if fit := p.v.Fitting(p.prodFilters(), 2); len(fit) == 1 {
		return []string{fit[0].ID}
	}
	return nil
}

// lineNamed gives the one product in the cart that fits what was said of it, or
// has the most of the words in its title: "take the fleece out".
func (p *parse) lineNamed() string {
	best, most, tied := "", 0, false
	for _, c := range p.products(p.cartIDs()) {
		n := 0
		if len(p.prodFilters()) > 0 && catalog.FitsAll(c, p.prodFilters()) {
			n = len(p.ts)
		}
		n += p.sharedWith(c.In(p.locale()).Title)
		if n > most {
			best, most, tied = c.ID, n, false
		} else if n == most {
			tied = true
		}
	}
	if tied {
		return ""
	}
	return best
}

// sharedWith counts the words, and the pairs of Han characters, that a title
// shares with what was said.
func (p *parse) sharedWith(title string) int {
	n, stems := 0, lexicon.Stems(title)
	for i, t := range p.ts {
		if t.Kind == lexicon.Punct || p.overlaps(i, i+1, "strip", "cart_remove", "cart_set", "cart_word") {
			continue
		}
		if t.Kind != lexicon.Han && slices.Contains(stems, t.Stem) || t.Kind == lexicon.Han && i+1 < len(p.ts) && strings.Contains(title, t.Text+p.ts[i+1].Text) {
			n++
		}
	}
	return n
}

// fittingCards gives the cards that fit what was said of the thing: 豆腐猫砂也放进去.
func (p *parse) fittingCards() []string {
	if len(p.prodFilters()) == 0 {
		return nil
	}
	var out []string
	for _, c := range p.shown() {
		if catalog.FitsAll(c, p.prodFilters()) {
			out = append(out, c.ID)
		}
	}
	return out
}

// countedName is what stands behind a number of pieces: the 桂花糕 of 四盒桂花糕.
func (p *parse) countedName() string {
	for _, s := range p.hits("copies") {
		if s.From == 0 || s.To >= len(p.ts) {
			continue
		}
		end := p.clauseEnd(s.To)
		for end > s.To && (lexicon.Particle(p.ts[end-1].Text) || p.overlaps(end-1, end, "cart_add", "cart_word")) {
			end--
		}
		if end-s.To >= 2 && p.counts(lexicon.Match{From: s.From, To: s.To}) {
			return p.text[p.ts[s.To].Start:p.ts[end-1].End]
		}
	}
	return ""
}

// countedProduct gives the one product, its variants with it, that has the counted name
// in its title.
func (p *parse) countedProduct() []string {
	name := p.countedName()
	if name == "" {
		return nil
	}
	var out []string
	group := ""
	for _, c := range p.v.Titled(name) {
		if len(out) > 0 && (group == "" || c.Group != group) {
			return nil
		}
		out, group = append(out, c.ID), c.Group
	}
	return out
}

// prodFilters are the conditions on what a product is, not on what it costs.
func (p *parse) prodFilters() []catalog.Filter { return withoutPrice(p.slots.filters) }

// oneVariant chooses among variants of one title: what fits the conditions in
// force and in the words, what was shown, what is in stock.
func (p *parse) oneVariant(ids []string) []string {
	list := p.products(ids)
	for _, f := range append(slices.Clone(p.st.Filters), p.slots.filters...) {
		var fit []*catalog.Product
		for _, c := range list {
			if f.Fits(c) {
				fit = append(fit, c)
			}
		}
		if len(fit) > 0 {
			list = fit
		}
	}
	slices.SortStableFunc(list, func(a, b *catalog.Product) int { return p.nearness(b.ID) - p.nearness(a.ID) })
	if len(list) == 0 {
		return ids[:1]
	}
	for _, c := range list {
		if c.Buyable() {
			return []string{c.ID}
		}
	}
	return []string{list[0].ID}
}

func (p *parse) nearness(id string) int {
	switch {
	case slices.Contains(p.st.Focus, id):
		return 2
	case slices.Contains(p.st.Shown, id):
		return 1
	}
	return 0
}
