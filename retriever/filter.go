package retriever

import (
	"slices"
	"strings"

	"daogou/catalog"
)

// fit gives the documents that satisfy a filter, exactly as
// catalog.Filter.Fits decides. into is cleared first.
func (c *corpus) fit(f catalog.Filter, into bitset) {
	clear(into)
	switch f.Op {
	case catalog.Lte, catalog.Gte:
		c.fitRange(f, into)
	case catalog.Ne:
		c.fitAny(f, into)
		for i := range into {
			into[i] = ^into[i]
		}
	default:
		c.fitAny(f, into)
	}
	into.and(c.live)
}

func (c *corpus) fitRange(f catalog.Filter, into bitset) {
	col := c.columns.numbers[f.Field]
	if slices.Contains(wide, f.Field) || f.Field == "category" || f.Field == "product_type" {
		c.scan(into, f.Fits)
		return
	}
	if col == nil {
		return
	}
	for i, v := range col.of {
		if f.Op == catalog.Lte && v <= f.Number || f.Op == catalog.Gte && v >= f.Number {
			into.set(col.docs[i])
		}
	}
}

func (c *corpus) fitAny(f catalog.Filter, into bitset) {
	switch {
	case slices.Contains(computed, f.Field):
		c.fitNumbers(f, into)
		return
	case f.Field == "id":
		c.scan(into, func(p *catalog.Product) bool {
			return slices.ContainsFunc(f.Values, func(v string) bool { return sameID(p.ID, v) })
		})
		return
	case slices.Contains(wide, f.Field):
		holds := catalog.Filter{Field: f.Field, Op: catalog.In, Values: f.Values}
		c.scan(into, holds.Fits)
		return
	}
	field := f.Field
	if field == "product_type" {
		field = "category"
	}
	for _, v := range f.Values {
		for _, key := range valueKeys(v) {
			for _, n := range c.columns.values[field][key] {
				into.set(n)
			}
		}
	}
}

// sameID compares as catalog does, without taking memory.
func sameID(a, b string) bool {
	if strings.EqualFold(a, b) {
		return true
	}
	x, okX := numberKey(a)
	y, okY := numberKey(b)
	return okX && okY && x == y
}

func (c *corpus) fitNumbers(f catalog.Filter, into bitset) {
	col := c.columns.numbers[f.Field]
	if col == nil {
		return
	}
	for _, v := range f.Values {
		want, ok := parseNumber(v)
		if !ok {
			continue
		}
		for i, have := range col.of {
			if have == want {
				into.set(col.docs[i])
			}
		}
	}
}

func (c *corpus) scan(into bitset, fits func(*catalog.Product) bool) {
	for n, p := range c.products {
		if p != nil && fits(p) {
			into.set(uint32(n))
		}
	}
}

// fitAll gives the documents that satisfy every filter and are not excluded.
func (c *corpus) fitAll(filters []catalog.Filter, exclude []string, s *scratch) bitset {
	all := s.fit[:0].grow(len(c.products))
	copy(all, c.live)
	for _, f := range filters {
		one := s.one[:0].grow(len(c.products))
		c.fit(f, one)
		all.and(one)
		s.one = one
	}
	for _, id := range exclude {
		if n, ok := c.numbers[id]; ok {
			all.unset(n)
		}
	}
	s.fit = all
	return all
}
