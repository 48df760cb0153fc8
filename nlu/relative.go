package nlu

import (
	"slices"
	"strings"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// relation reads a comparative (bigger, 更轻): the columns it may be about, and
// which way.
func (p *parse) relation() (way int, fields []string) {
	for i := range p.ts {
		if c, n := p.v.ComparisonAt(p.ts, i); n > 0 {
			return c.Way, c.Fields
		}
	}
	for _, s := range p.hits("which_one") { // 哪个轻 asks which is lighter
		if s.To < len(p.ts) && p.ts[s.To].Kind == lexicon.Han {
			if c, n := p.v.ComparisonAt(lexicon.Tokenize("更"+p.text[p.ts[s.To].Start:]), 0); n > 0 {
				return c.Way, c.Fields
			}
		}
	}
	return 0, nil
}

// relative makes "cheaper" and "bigger" bounds, by what was shown.
func (p *parse) relative(r *chat.Reading) {
	if slices.ContainsFunc(r.Filters, func(f catalog.Filter) bool { return f.Field == "price" }) || r.NewSubject && p.st.Subject != "" {
		return
	}
	base := p.shown()
	if p.st.Act == chat.Detail || p.st.Act == chat.CartAct {
		base = p.products(p.st.Focus)
	}
	p.relativeTo(r, base)
}

// relativeTo is relative for the products that are compared with.
func (p *parse) relativeTo(r *chat.Reading, base []*catalog.Product) {
	switch {
	case p.has("cheaper") && p.slots.sort == "":
		p.cheaper(r, base)
	case p.has("dearer") && p.slots.sort == "" && len(base) > 0:
		low := slices.MinFunc(base, byPrice)
		r.Filters = append(r.Filters, catalog.Bound("price", catalog.Gte, float64(low.Price().Amount+1)))
		r.Drop = appendNew(r.Drop, "price")
	case p.slots.sort == "":
		p.comparatively(r, base)
	}
}

// than reports whether what is compared with is said: "lighter than 3 kg".
func (p *parse) than() bool { return p.says("than") || p.bounded() }

// cheaper asks for less than the dearest shown; where nothing was shown, for
// the cheapest first.
func (p *parse) cheaper(r *chat.Reading, base []*catalog.Product) {
	if len(base) == 0 {
		r.Sort = catalog.PriceAsc
		return
	}
	high := slices.MaxFunc(base, byPrice)
	r.Filters = append(r.Filters, catalog.Bound("price", catalog.Lte, float64(high.Price().Amount-1)))
	if p.st.Sort == catalog.PriceDesc {
		return
	}
	r.Sort = p.st.Sort
}

func byPrice(a, b *catalog.Product) int { return int(a.Price().Amount - b.Price().Amount) }

// comparatively turns bigger, lighter, longer into a bound on the column that
// was filtered on last, or else the first that the goods shown state.
func (p *parse) comparatively(r *chat.Reading, base []*catalog.Product) {
	way, fields := p.relation()
	if way == 0 {
		return
	}
	if len(base) == 0 { // 折叠车，轻一点的: the lightest come first
		if f := p.mostStated(fields, r.Filters); f != "" && len(p.subject.choices) > 0 && !p.than() {
			r.Sort = catalog.OrderBy(f, way > 0)
		}
		return
	}
	field, from := "", 0.0
	for _, f := range p.st.Filters {
		if slices.Contains(fields, f.Field) {
			field, from = f.Field, boundOf(f)
		}
	}
	if field == "" {
		field, from = p.extreme(fields, base, way)
	}
	for _, f := range p.st.Filters { // bigger than what was asked for, whatever that measures
		if c := p.v.Column(f.Field); field == "" && c != nil && c.Kind == lexicon.Numeric {
			field, from = f.Field, boundOf(f)
		}
	}
	said := slices.ContainsFunc(r.Filters, func(f catalog.Filter) bool { return f.Field == field && f.Op != catalog.Ne })
	if field == "" || said { // "lighter than 3 kg" says it
		return
	}
	if f, ok := p.beyond(field, from, way); ok {
		r.Filters = append(r.Filters, f)
		r.Drop = appendNew(r.Drop, field)
	}
}

func boundOf(f catalog.Filter) float64 {
	if f.Op == catalog.Lte || f.Op == catalog.Gte {
		return f.Number
	}
	n := 0.0
	for _, v := range f.Values {
		if x, ok := leading(v); ok {
			n = x
		}
	}
	return n
}

// extreme gives the first column that the goods state, and the value that a
// comparative starts from: of those shown the least, when more is wanted.
func (p *parse) extreme(fields []string, base []*catalog.Product, way int) (string, float64) {
	for _, field := range fields {
		found, value := false, 0.0
		for _, c := range base {
			n, ok := c.Number(field)
			if ok && (!found || float64(way)*n < float64(way)*value) {
				found, value = true, n
			}
		}
		if found {
			return field, value
		}
	}
	return "", 0
}

// beyond bounds a column strictly past a value: at the nearest value that goods
// of the kind have.
func (p *parse) beyond(field string, from float64, way int) (catalog.Filter, bool) {
	nearest, found := 0.0, false
	for _, c := range p.v.Fitting(p.scopeFilters(), len(p.v.Products)) {
		n, ok := c.Number(field)
		if !ok || float64(way)*(n-from) <= 0 {
			continue
		}
		if !found || float64(way)*n < float64(way)*nearest {
			nearest, found = n, true
		}
	}
	op := catalog.Gte
	if way < 0 {
		op = catalog.Lte
	}
	return catalog.Bound(field, op, nearest), found
}

// compatible adds what the wanted goods must fit: "cases for it", 再配个壳. It
// holds where the goods of the kind say what they fit and the product spoken of
// is one of those.
func (p *parse) compatible(r *chat.Reading) {
	if len(p.subject.choices) == 0 || !r.NewSubject || p.st.Subject == "" {
		return
	}
	for _, c := range p.v.Columns() {
		if !c.NamesGoods() || slices.ContainsFunc(r.Filters, func(f catalog.Filter) bool { return f.Field == c.Name }) {
			continue
		}
		for _, id := range append(slices.Clone(p.st.Focus), p.cartIDs()...) {
			v := p.fitting(c.Values, id)
			f := catalog.Where(c.Name, catalog.Eq, v)
			if v != "" && p.v.Count(append(slices.Clone(r.Filters), f)) > 0 {
				r.Filters = append(r.Filters, f)
				return
			}
		}
	}
}

func (p *parse) cartIDs() []string {
	var out []string
	for i := len(p.st.Cart.Items) - 1; i >= 0; i-- {
		out = append(out, p.st.Cart.Items[i].ProductID)
	}
	return out
}

// fitting gives the value that names the product: all its words stand in the
// product's title or brand.
func (p *parse) fitting(values []string, id string) string {
	c, ok := p.view.Product(id)
	if !ok {
		return ""
	}
	name := squeeze(c.Brand + " " + c.Title)
	for _, v := range values {
		if strings.Contains(name, squeeze(v)) || strings.Contains(squeeze(c.Title), squeeze(v)) {
			return v
		}
	}
	return ""
}
