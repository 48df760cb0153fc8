package nlu

import (
	"slices"
	"strconv"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// references are the products that the utterance points at.
type references struct {
	ids  []string
	how  string // name, ordinal, attribute, it, both, which; empty: none
	last bool   // only a pronoun or nothing: what was spoken of before
}

// findReferences resolves what is pointed at: by name, by place among those
// shown, by a quality ("the blue one"), by pronoun.
func (p *parse) findReferences() references {
	if ids := p.named(); len(ids) > 0 {
		return references{ids: ids, how: "name"}
	}
	if ids := p.placed(); len(ids) > 0 {
		return references{ids: ids, how: "ordinal"}
	}
	if id := p.cheaperOfBoth(); id != "" {
		return references{ids: []string{id}, how: "attribute"}
	}
	if id := p.byMeasure(); id != "" {
		return references{ids: []string{id}, how: "attribute"}
	}
	if ids := p.byQuality(); len(ids) > 0 {
		return references{ids: ids, how: "attribute"}
	}
	if p.has("both") && len(p.st.Shown) > 0 && !(len(p.st.Focus) == 1 && p.twoOfOne()) {
		if ids := p.pair(); len(ids) > 1 {
			return references{ids: ids, how: "both"}
		}
	}
	if p.has("it") || p.twoOfOne() {
		if ids := p.focus(); len(ids) > 0 {
			return references{ids: ids, how: "it", last: true}
		}
	}
	if p.has("which_one", "them") && len(p.st.Shown) > 0 {
		return references{ids: p.group(), how: "which", last: true}
	}
	return references{}
}

// cheaperOfBoth gives one of those known by its price: "the cheaper of the two into the
// basket".
func (p *parse) cheaperOfBoth() string {
	pair := p.products(p.pair())
	of := p.has("both") && p.has("cart_word", "cart_add")
	if p.theCheaper() {
		of, pair = true, p.among()
	}
	if !of || !p.has("cheaper", "dearer") || len(pair) < 2 {
		return ""
	}
	cheaper, dearer := slices.MinFunc(pair, byPrice), slices.MaxFunc(pair, byPrice)
	if p.has("dearer") {
		return dearer.ID
	}
	return cheaper.ID
}

// pointsAtOne reports whether a comparative that ends at i stands for one thing: "the
// lighter one", "the lighter of the two".
func (p *parse) pointsAtOne(i int) bool { return p.is(i, "one") || p.is(i-1, "one") || p.is(i, "of") }

// byMeasure gives the one of those known that has the most or the least of a measure:
// "the lighter one", 轻的那个.
func (p *parse) byMeasure() string {
	way, fields := p.pointedMeasure()
	known := p.among()
	for _, f := range fields {
		best, most, stated := "", 0.0, 0
		for _, c := range known {
			n, ok := c.Number(f)
			if !ok {
				continue
			}
			if stated++; best == "" || (n-most)*float64(way) > 0 {
				best, most = c.ID, n
			}
		}
		if stated > 1 {
			return best
		}
	}
	return ""
}

// among are the products that one is chosen from: the two just compared, else those
// shown.
func (p *parse) among() []*catalog.Product {
	if len(p.st.Focus) == 2 {
		return p.products(p.st.Focus)
	}
	return p.shown()
}

// pointedMeasure reads a comparative that points at one thing.
func (p *parse) pointedMeasure() (way int, fields []string) {
	for i := range p.ts {
		if c, n := p.v.ComparisonAt(p.ts, i); n > 0 && p.is(i-1, "definite") && p.pointsAtOne(i+n) {
			return c.Way, c.Fields
		}
		if p.is(i+1, "linking") && p.is(i+2, "that_or_this") && p.ts[i].Kind == lexicon.Han {
			if c, n := p.v.ComparisonAt(lexicon.Tokenize("更"+p.ts[i].Text), 0); n > 0 {
				return c.Way, c.Fields
			}
		}
	}
	return 0, nil
}

// theCheaper reports whether one of those known is pointed at by its price: "the
// cheaper one", not "a cheaper one".
func (p *parse) theCheaper() bool {
	return slices.ContainsFunc(p.hits("cheaper", "dearer"), func(s lexicon.Said) bool {
		return p.is(s.From-1, "definite") && p.pointsAtOne(s.To)
	})
}

// twoOfOne reports whether pieces are counted: "add two of them", spoken of one
// product.
func (p *parse) twoOfOne() bool {
	if p.st.Act == chat.CartAct && p.short(2, 3) && p.is(0, "two_of") {
		return true
	}
	takes := p.has("cart_add", "cart_word") || p.st.Act == chat.Detail && p.has("cart_set")
	return takes && slices.ContainsFunc(p.hits("both"), func(s lexicon.Said) bool {
		return p.is(s.To-2, "of") && p.is(s.From, "two_of") || p.is(s.From, "bare_two") && !p.says("all_of") // 来两个
	})
}

// named gives the products named, of each name the variants.
func (p *parse) named() []string {
	var out []string
	for i, m := range p.mentions {
		if p.servesSubject(m) || p.corrected(i) || p.partOfIt(m) {
			continue
		}
		for _, c := range m.products {
			out = appendNew(out, c.ID)
		}
	}
	return out
}

// corrected reports whether a name was taken back: "the Rise, no, the Spark".
func (p *parse) corrected(i int) bool {
	if i+1 >= len(p.mentions) {
		return false
	}
	for _, s := range p.hits("correct") {
		if s.From >= p.mentions[i].to && s.To <= p.mentions[i+1].from {
			return true
		}
	}
	return false
}

// servesSubject reports whether a named product only says what the wanted
// thing is for: "a case for my Novix Zest".
func (p *parse) servesSubject(m mention) bool {
	if len(p.subject.choices) == 0 {
		return false
	}
	wanted := categoryFilter(p.subject.choices[0])
	for _, c := range m.products {
		if wanted.Fits(c) {
			return false
		}
	}
	return true
}

// placed gives the products at the places named; after a correction only the
// last named counts.
func (p *parse) placed() []string {
	if len(p.st.Shown) == 0 {
		return nil
	}
	var out []string
	last := -1
	for _, s := range p.places() {
		from, to := p.tokens(s.Start, s.End)
		if p.overlaps(from, to, "ref_noise", "cheapest", "dearest", "bestrated", "order_status") {
			continue
		}
		if last >= 0 && p.correctedBetween(last, from) {
			out = nil
		}
		last = to
		for n := s.Lo; n <= s.Hi; n++ {
			i := int(n) - 1
			if n < 0 {
				i = len(p.st.Shown) + int(n)
			}
			if i >= 0 && i < len(p.st.Shown) {
				out = appendNew(out, p.st.Shown[i])
			}
		}
		p.use(from, to)
	}
	return out
}

// places gives the places named: 第二个, and 2号 where no card comes in a size of
// that number.
func (p *parse) places() []lexicon.Span {
	var out []lexicon.Span
	for _, s := range lexicon.Of(p.spans, lexicon.Ordinal, lexicon.Measure) {
		if s.Kind == lexicon.Ordinal || s.Unit == "size" && lexicon.EndsIn("place_number", s.Text) && s.Lo >= 1 && s.Lo <= float64(len(p.st.Shown)) && !p.comesIn(s.Lo) {
			out = append(out, s)
		}
	}
	return out
}

// comesIn reports whether a card's product comes in a size of that number.
func (p *parse) comesIn(size float64) bool {
	return slices.ContainsFunc(p.shown(), func(c *catalog.Product) bool {
		return slices.ContainsFunc(c.Values("size"), func(v string) bool { n, ok := leading(v); return ok && n == size })
	})
}

func (p *parse) correctedBetween(from, to int) bool {
	for _, s := range p.hits("correct") {
		if s.From >= from && s.From < to {
			return true
		}
	}
	return false
}

func (p *parse) overlaps(from, to int, classes ...string) bool {
	for _, s := range p.hits(classes...) {
		if s.From < to && from < s.To {
			return true
		}
	}
	return false
}

// byQuality finds "the blue one" or 黑色硅胶的那个 among the cards and the other
// variants of the products on them.
func (p *parse) byQuality() []string {
	if len(p.st.Shown) == 0 || !p.singled() {
		return nil
	}
	var conditions []catalog.Filter
	for _, f := range p.slots.filters {
		if f.Field != "price" && f.Field != "availability" {
			conditions = append(conditions, f)
		}
	}
	if len(conditions) == 0 {
		if ids := p.numbered(); len(ids) > 0 {
			return ids
		}
		return p.superlative()
	}
	var out []string
	for _, c := range p.shownWithVariants() {
		if catalog.FitsAll(c, conditions) {
			out = append(out, c.ID)
		}
	}
	return out
}

// numbered gives the cards that have a number as a value or in the title: "the 28
// one".
func (p *parse) numbered() []string {
	i := slices.IndexFunc(p.ts, func(t lexicon.Token) bool { return t.Kind == lexicon.Digits })
	if i < 1 || !p.is(i-1, "definite") || !p.is(i+1, "one") {
		return nil
	}
	var out []string
	for _, c := range p.shownWithVariants() {
		title := lexicon.Stems(c.Title)
		stated := slices.Contains(title, p.ts[i].Text)
		for _, values := range c.Attributes {
			stated = stated || slices.ContainsFunc(values, func(v string) bool {
				n, ok := leading(v)
				return ok && strconv.FormatFloat(n, 'f', -1, 64) == p.ts[i].Text
			})
		}
		if stated {
			out = append(out, c.ID)
		}
	}
	return out
}

// singled reports whether one thing is pointed at: "the … one", 那个, "which".
func (p *parse) singled() bool {
	for i := range p.ts {
		if p.is(i, "one") && !p.overlaps(i, i+1, "which_one") && !p.is(i-1, "another") {
			return true
		}
		if p.is(i, "linking") && i > 0 && p.used[i-1] && p.asksPlain() && !p.has("want", "in_stock") {
			return true // 紫的多少钱
		}
		if p.is(i, "that_or_this") && lexicon.MeasureWord(p.token(i+1)) {
			return true
		}
	}
	return false
}

// asksPlain reports whether a price, the stock or a rating is asked for.
func (p *parse) asksPlain() bool { return p.asks() && len(lexicon.PlainAspects(p.ts)) > 0 }

// superlative finds "the cheapest one", "the lightest of them" among the cards.
func (p *parse) superlative() []string {
	by, list := p.slots.sort, p.shown()
	for i := range max(0, len(p.ts)-2) { // 便宜的那个, 贵的那款
		switch pointed := by == "" && p.is(i+1, "linking") && p.is(i+2, "that"); {
		case pointed && p.is(i, "cheap_end"):
			by = catalog.PriceAsc
		case pointed && p.is(i, "dear_end"):
			by = catalog.PriceDesc
		}
	}
	if by == "" || len(list) == 0 {
		return nil
	}
	return []string{slices.MinFunc(list, by.Compare).ID}
}

func (p *parse) shown() []*catalog.Product {
	return p.products(p.st.Shown)
}

func (p *parse) products(ids []string) []*catalog.Product {
	var out []*catalog.Product
	for _, id := range ids {
		if c, ok := p.view.Product(id); ok {
			out = append(out, c)
		}
	}
	return out
}

// shownWithVariants gives the cards' products, then the other variants of them.
func (p *parse) shownWithVariants() []*catalog.Product {
	out := p.shown()
	groups := map[string]bool{}
	for _, c := range out {
		if c.Group != "" {
			groups[c.Group] = true
		}
	}
	if len(groups) == 0 {
		return out
	}
	for _, c := range p.view.List {
		if groups[c.Group] && !slices.Contains(p.st.Shown, c.ID) {
			out = append(out, c)
		}
	}
	return out
}

// pair gives the two products last spoken of.
func (p *parse) pair() []string {
	if len(p.st.Focus) == 2 {
		return p.st.Focus
	}
	return p.st.Shown[:min(2, len(p.st.Shown))]
}

// focus is what "it" is: what was spoken of last, the only or first card, the
// product whose page is open.
func (p *parse) focus() []string {
	switch {
	case len(p.st.Focus) > 0:
		return p.st.Focus
	case len(p.st.Shown) > 0:
		return p.st.Shown[:1]
	case p.st.Page != "":
		return []string{p.st.Page}
	}
	return nil
}

// group is what "which of them" chooses from.
func (p *parse) group() []string {
	if len(p.st.Focus) > 1 {
		return p.st.Focus
	}
	return p.st.Shown
}
