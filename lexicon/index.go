package lexicon

import (
	"math"
	"math/bits"
	"strings"

	"daogou/catalog"
)

// index answers how many products fit a few filters, without walking them: a
// bit set a value, an array of numbers a column.
type index struct {
	products []*catalog.Product
	values   map[string]bitset // field, NUL, value folded
	numbers  map[string][]float64
}

type bitset []uint64

func newIndex(products []*catalog.Product, columns map[string]*Column) *index {
	x := &index{products: products, values: map[string]bitset{}, numbers: map[string][]float64{}}
	for name, c := range columns {
		if c.Kind == Numeric {
			x.numbers[name] = x.column(name)
		}
	}
	for _, name := range []string{"price", "sale_price", "rating"} {
		x.numbers[name] = x.column(name)
	}
	for i, p := range products {
		x.put(i, "brand", p.Brand)
		x.put(i, "availability", string(p.Availability))
		for _, t := range p.Texts() {
			for _, c := range t.Category {
				x.put(i, "category", c)
			}
			for name, values := range t.Attributes {
				c := columns[name]
				if c == nil || c.Kind == Choice && len(c.Values) > 2000 {
					continue
				}
				for _, v := range values {
					x.put(i, name, v)
				}
			}
		}
	}
	return x
}

// column reads a field's numbers; NaN where a product states none.
func (x *index) column(name string) []float64 {
	out := make([]float64, len(x.products))
	for i, p := range x.products {
		n, ok := p.Number(name)
		if !ok {
			n = math.NaN()
		}
		out[i] = n
	}
	return out
}

func (x *index) put(i int, field, value string) {
	if value == "" {
		return
	}
	key := field + "\x00" + strings.ToLower(value)
	b := x.values[key]
	if b == nil {
		b = make(bitset, (len(x.products)+63)/64)
		x.values[key] = b
	}
	b[i/64] |= 1 << (i % 64)
}

// Count gives how many products fit all filters.
func (v *Vocabulary) Count(filters []catalog.Filter) int {
	n := 0
	for _, w := range v.index.fitting(filters) {
		n += bits.OnesCount64(w)
	}
	return n
}

// Fitting gives the products that fit all filters, at most as many as asked for.
func (v *Vocabulary) Fitting(filters []catalog.Filter, most int) []*catalog.Product {
	var out []*catalog.Product
	for i, w := range v.index.fitting(filters) {
		for ; w != 0 && len(out) < most; w &= w - 1 {
			out = append(out, v.Products[i*64+bits.TrailingZeros64(w)])
		}
	}
	return out
}

func (x *index) fitting(filters []catalog.Filter) bitset {
	out := make(bitset, (len(x.products)+63)/64)
	for i := range out {
		out[i] = ^uint64(0)
	}
	if tail := len(x.products) % 64; tail > 0 {
		out[len(out)-1] = 1<<tail - 1
	}
	for _, f := range filters {
		if !x.narrow(out, f) {
			x.walk(out, f)
		}
	}
	return out
}

// narrow applies a filter on indexed values; false when it can't.
func (x *index) narrow(out bitset, f catalog.Filter) bool {
	if f.Op == catalog.Lte || f.Op == catalog.Gte || f.Field == "price" || f.Field == "rating" {
		return false
	}
	var any bitset
	for _, value := range f.Values {
		b, ok := x.values[f.Field+"\x00"+strings.ToLower(value)]
		if !ok {
			if f.Field == "brand" || f.Field == "category" {
				continue
			}
			return false
		}
		if any == nil {
			any = make(bitset, len(out))
		}
		for i := range b {
			any[i] |= b[i]
		}
	}
	for i := range out {
		var w uint64
		if any != nil {
			w = any[i]
		}
		if f.Op == catalog.Ne {
			w = ^w
		}
		out[i] &= w
	}
	return true
}

// walk applies a filter to what is left, product by product.
func (x *index) walk(out bitset, f catalog.Filter) {
	if numbers := x.numbers[f.Field]; numbers != nil && (f.Op == catalog.Lte || f.Op == catalog.Gte) {
		keepBound(out, numbers, f)
		return
	}
	for i, w := range out {
		for left := w; left != 0; left &= left - 1 {
			bit := bits.TrailingZeros64(left)
			if !f.Fits(x.products[i*64+bit]) {
				out[i] &^= 1 << bit
			}
		}
	}
}

// keepBound keeps those whose number fits; NaN fits nothing.
func keepBound(out bitset, numbers []float64, f catalog.Filter) {
	for i, w := range out {
		for left := w; left != 0; left &= left - 1 {
			bit := bits.TrailingZeros64(left)
			n := numbers[i*64+bit]
			if !(f.Op == catalog.Lte && n <= f.Number || f.Op == catalog.Gte && n >= f.Number) {
				out[i] &^= 1 << bit
			}
		}
	}
}

// Cheapest gives the lowest price, in minor units, of what fits all filters;
// false where nothing does.
func (v *Vocabulary) Cheapest(filters []catalog.Filter) (price float64, ok bool) {
	prices := v.index.numbers["price"]
	for i, w := range v.index.fitting(filters) {
		for ; w != 0; w &= w - 1 {
			if n := prices[i*64+bits.TrailingZeros64(w)]; !ok || n < price {
				price, ok = n, true
			}
		}
	}
	return price, ok
}
