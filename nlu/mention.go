package nlu

import (
	"cmp"
	"slices"
	"strings"

	"daogou/catalog"
	"daogou/lexicon"
)

// mention is a product named in the text by words of its title.
type mention struct {
	from, to int
	products []*catalog.Product
	whole    bool
}

// mostMeant is how many products a name may leave and still mean some: variants
// of one product share their title.
const mostMeant = 12

// findMentions resolves names to products: among those shown where they fit as
// well as any, of the brand that is said, of the colour that is said.
func (p *parse) findMentions() []mention {
	var out []mention
	for _, m := range p.v.Mentions(p.ts, p.all) {
		if p.order != "" && p.within(m.From, m.To, p.orderTokens()) || p.negated(m.From) && !m.Whole {
			continue
		}
		if m.Plain && !p.asksOfNamed() && (!p.has("cart_add", "more_about", "compare") || p.has("want", "ask_have")) || overlapsAny(out, m) {
			continue
		}
		var products []*catalog.Product
		for _, i := range m.Products {
			if now, ok := p.view.Product(p.v.Products[i].ID); ok {
				products = append(products, now)
			}
		}
		products = p.narrow(products, m)
		if len(products) == 0 || len(products) > mostMeant || p.describes(m, products) {
			continue
		}
		out = append(out, mention{m.From, m.To, products, m.Whole})
	}
	out = p.alsoCompared(p.withoutStray(out))
	sameKind(out)
	return out
}

// asksOfNamed reports whether something is asked that only a product can answer.
func (p *parse) asksOfNamed() bool {
	return p.asks() && (p.asksColumn() || len(lexicon.PlainAspects(p.ts)) > 0 || p.has("in_stock", "out_stock")) && !p.has("want", "recommend")
}

// describes reports whether words that stand in titles rather describe goods than
// name one: a single word of several titles, a lone word in small letters of a
// longer title, words of many titles without a brand. Its having been shown makes
// it a name, and so does a question.
func (p *parse) describes(m lexicon.Mention, products []*catalog.Product) bool {
	if m.Whole {
		return false
	}
	if p.plainKind(m) || p.titleWordsAlone(m, products) || p.crossesWord(m) {
		return true
	}
	groups, known := map[string]bool{}, false
	for _, c := range products {
		known = known || slices.Contains(p.st.Seen, c.ID) || slices.Contains(p.st.Shown, c.ID)
		groups[cmp.Or(c.Group, c.ID)] = true
	}
	han := !slices.ContainsFunc(p.ts[m.From:m.To], func(t lexicon.Token) bool { return t.Kind != lexicon.Han })
	switch {
	case known && (len(groups) == 1 || !han):
		return false
	case han:
		return !m.Own && (len(groups) > 1 || p.kindsAlone(m))
	case m.To-m.From > 1:
		return len(groups) > 2 && !p.branded(m)
	case len(groups) > 1:
		return true
	}
	return !p.ts[m.From].Upper && !p.asks() && !p.has("compare") && len(lexicon.Stems(products[0].Title)) > 2
}

// titleWordsAlone reports whether a name is less than half of the title of goods
// without a category, whose titles say what they are.
func (p *parse) titleWordsAlone(m lexicon.Mention, products []*catalog.Product) bool {
	return len(products[0].Category) == 0 && 2*(m.To-m.From) < len(lexicon.Tokenize(products[0].Title))
}

// crossesWord reports whether a run of Han only comes of two words that meet in it
// (the 车轮 of 汽车轮胎), or lies in a longer phrase about the shop's service.
func (p *parse) crossesWord(m lexicon.Mention) bool {
	if p.ts[m.From].Kind != lexicon.Han || m.Own && m.To-m.From > 2 {
		return false
	}
	for from := max(0, m.From-2); from < m.From; from++ {
		for to := m.From + 1; to < m.To; to++ {
			if lexicon.KnownNoun(p.text[p.ts[from].Start:p.ts[to-1].End]) {
				return true
			}
		}
	}
	return slices.ContainsFunc(p.said, func(s lexicon.Said) bool {
		return service(s.Class) && s.From < m.From && m.To <= s.To
	})
}

// plainKind reports whether a name is a kind of goods and its brand, colour or
// material, no more: "Roamwell cases", 白鞋.
func (p *parse) plainKind(m lexicon.Mention) bool {
	told, kind := false, false
	for i := m.From; i < m.To; i++ {
		of := ""
		for _, o := range p.all {
			if o.From <= i && i < o.To && o.How != "column" && (slices.Contains(tellKinds, o.Field) || o.Field == "category" && of == "") {
				of = o.Field
			}
		}
		switch of {
		case "":
			return false
		case "category":
			kind = true
		default:
			told = true
		}
	}
	return told && kind
}

// tellKinds are columns that tell goods of one kind apart without naming any.
var tellKinds = []string{"brand", "color", "material"}

// branded reports whether a brand is said in a name or right before it.
func (p *parse) branded(m lexicon.Mention) bool {
	return slices.ContainsFunc(p.all, func(o lexicon.Match) bool {
		return o.Field == "brand" && o.How != "column" && m.From <= o.To && o.From < m.To
	})
}

// kindsAlone reports whether a run of Han names a kind of goods, whatever else
// stands in it: 骑行手套.
func (p *parse) kindsAlone(m lexicon.Mention) bool {
	return slices.ContainsFunc(p.all, func(o lexicon.Match) bool {
		return o.Field == "category" && o.How != "column" && o.Score > 0.7 && m.From <= o.From && o.To <= m.To
	})
}

// alsoCompared adds what one product is compared with where that is a word for
// goods that stands in the titles of one product alone: 正山小种和祁门红茶有啥不一样.
func (p *parse) alsoCompared(ms []mention) []mention {
	if len(ms) != 1 || !p.has("compare") {
		return ms
	}
	for _, m := range p.all {
		if m.How == "column" || m.From < ms[0].to && ms[0].from < m.To || m.To-m.From < 2 {
			continue
		}
		var named []*catalog.Product
		for _, c := range p.v.Titled(m.Text) {
			if now, ok := p.view.Product(c.ID); ok {
				named = append(named, now)
			}
		}
		if len(named) > 0 && (len(named) == 1 || named[0].Group != "" && named[0].Group == named[len(named)-1].Group) {
			return append(ms, mention{m.From, m.To, named, false})
		}
	}
	return ms
}

// withoutStray leaves out single pairs of Han characters beside a whole title.
func (p *parse) withoutStray(ms []mention) []mention {
	if !slices.ContainsFunc(ms, func(m mention) bool { return m.whole }) {
		return ms
	}
	return slices.DeleteFunc(ms, func(m mention) bool { return !m.whole && m.to-m.from == 2 && p.ts[m.from].Kind == lexicon.Han })
}

func overlapsAny(list []mention, m lexicon.Mention) bool {
	return slices.ContainsFunc(list, func(o mention) bool { return o.from < m.To && m.From < o.to })
}

// sameKind keeps, of names that leave several products, those of a category
// that every name has: two things compared are of one kind.
func sameKind(ms []mention) {
	if len(ms) < 2 {
		return
	}
	for _, c := range ms[0].products {
		leaf := leafOf(c)
		kept := make([][]*catalog.Product, len(ms))
		for i, m := range ms {
			for _, o := range m.products {
				if leafOf(o) == leaf {
					kept[i] = append(kept[i], o)
				}
			}
		}
		if !slices.ContainsFunc(kept, func(k []*catalog.Product) bool { return len(k) == 0 }) {
			for i := range ms {
				ms[i].products = kept[i]
			}
			return
		}
	}
}

func leafOf(c *catalog.Product) string {
	if len(c.Category) == 0 {
		return ""
	}
	return c.Category[len(c.Category)-1]
}

// narrow chooses among products that a name fits equally.
func (p *parse) narrow(products []*catalog.Product, m lexicon.Mention) []*catalog.Product {
	keep := func(pass func(*catalog.Product) bool) {
		var out []*catalog.Product
		for _, product := range products {
			if pass(product) {
				out = append(out, product)
			}
		}
		if len(out) > 0 {
			products = out
		}
	}
	for _, match := range p.all {
		if match.Field == "brand" && match.From >= m.From-2 && match.To <= m.To+3 {
			keep(func(c *catalog.Product) bool { return slices.Contains(match.Values, c.Brand) })
		}
	}
	for _, match := range p.all {
		if match.Field == "category" && match.From >= m.From-1 && match.From <= m.To && match.Score > 0.5 {
			keep(func(c *catalog.Product) bool { return oneOf("category", match.Values).Fits(c) })
		}
	}
	said := squeeze(p.text[p.ts[m.From].Start:p.ts[m.To-1].End])
	keep(func(c *catalog.Product) bool { return c.Brand != "" && strings.HasPrefix(said, squeeze(c.Brand)) })
	if len(p.st.Shown) > 0 {
		keep(func(c *catalog.Product) bool { return slices.Contains(p.st.Shown, c.ID) })
	}
	keep(func(c *catalog.Product) bool { return slices.Contains(p.st.Seen, c.ID) })
	for _, match := range p.all {
		if p.colorField(match.Field) && match.From >= m.From-4 && match.To <= m.To+8 {
			keep(func(c *catalog.Product) bool { return oneOf(match.Field, match.Values).Fits(c) })
		}
	}
	if len(products) > 1 && !m.Whole {
		keep(func(c *catalog.Product) bool { return !p.accessory(c) })
	}
	for _, match := range p.all {
		if match.How == "column" {
			keep(func(c *catalog.Product) bool { return len(c.Values(match.Field)) > 0 })
		}
	}
	return products
}

// accessory reports whether the product is one for something else: it states
// what it is compatible with.
func (p *parse) accessory(c *catalog.Product) bool {
	for _, column := range p.v.Columns() {
		if column.NamesGoods() && len(c.Values(column.Name)) > 0 {
			return true
		}
	}
	return false
}

// inMention reports whether a match is part of a product's name.
func (p *parse) inMention(m lexicon.Match) bool { return p.inNamed(m.From, m.To) }

func (p *parse) inNamed(from, to int) bool {
	for _, m := range p.mentions {
		if from < m.to && m.from < to {
			return true
		}
	}
	return false
}
