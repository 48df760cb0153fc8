package retriever

import (
	"math"
	"slices"
	"strconv"
	"unicode"

	"daogou/catalog"
)

// columns answers filters without looking at products: for every field and
// value the documents that have it, for every field with numbers the pairs of
// document and number. Fields that nearly every product has a value of its own
// in (wide) are scanned instead.
type columns struct {
	values  map[string]map[string][]uint32
	numbers map[string]*numbers
	written []writtenValue                 // every value, as written first
	fields  map[string]map[string]valueNum // field, folded value: its number in written
	stated  [][]valueNum                   // by document
	room    []valueNum                     // where the last documents' stand
}

// valueNum numbers the values of all fields.
type valueNum uint32

type writtenValue struct{ field, key, shown string }

// numbers are the values of a field, by document, growing.
type numbers struct {
	docs []uint32
	of   []float64
}

func newColumns() columns {
	return columns{map[string]map[string][]uint32{}, map[string]*numbers{}, nil, map[string]map[string]valueNum{}, nil, nil}
}

// computed fields have a number of their own in catalog.Product.Number, and
// compare as numbers only.
var computed = []string{"price", "sale_price", "rating", "star_rating", "review_count"}

// wide fields have nearly as many values as there are products.
var wide = []string{"id", "title", "gtin", "product_highlight"}

var fixed = []string{"brand", "availability", "condition", "item_group_id", "category"}

func (c *columns) add(n uint32, p *catalog.Product) {
	c.stated = append(c.stated, nil)
	defer c.pack(n)
	for _, f := range computed {
		if v, ok := p.Number(f); ok {
			c.addNumber(f, n, v)
		}
	}
	for _, f := range fixed {
		c.addValues(f, n, p.Values(f))
	}
	for name := range p.Attributes {
		if v, ok := p.Number(name); ok && !slices.Contains(computed, name) {
			c.addNumber(name, n, v)
		}
	}
	for _, name := range attributesOf(p) {
		c.addValues(name, n, p.Values(name))
	}
}

// attributesOf gives the names of a product's attributes in all languages.
func attributesOf(p *catalog.Product) []string {
	var names []string
	for _, t := range p.Texts() {
		for name := range t.Attributes {
			if !slices.Contains(names, name) && !reserved(name) {
				names = append(names, name)
			}
		}
	}
	return names
}

// reserved names are answered from elsewhere, also when an attribute is called so.
func reserved(name string) bool {
	return name == "product_type" || slices.Contains(computed, name) || slices.Contains(wide, name) || slices.Contains(fixed, name)
}

func (c *columns) addNumber(field string, n uint32, v float64) {
	col := c.numbers[field]
	if col == nil {
		col = &numbers{}
		c.numbers[field] = col
	}
	col.docs = append(col.docs, n)
	col.of = append(col.of, v)
}

func (c *columns) addValues(field string, n uint32, values []string) {
	for _, v := range values {
		col := c.values[field]
		if col == nil {
			col, c.fields[field] = map[string][]uint32{}, map[string]valueNum{}
			c.values[field] = col
		}
		for _, key := range valueKeys(v) {
			if docs := col[key]; len(docs) == 0 || docs[len(docs)-1] != n {
				col[key] = append(docs, n)
			}
		}
		if num := c.number(field, v); !slices.Contains(c.stated[n], num) {
			c.stated[n] = append(c.stated[n], num)
		}
	}
}

// pack moves a document's values to where its neighbours' stand, for the sake of
// counting.
func (c *columns) pack(n uint32) {
	const block = 1 << 14
	own := c.stated[n]
	if len(c.room)+len(own) > cap(c.room) {
		c.room = make([]valueNum, 0, max(block, len(own)))
	}
	from := len(c.room)
	c.room = append(c.room, own...)
	c.stated[n] = c.room[from:len(c.room):len(c.room)]
}

// number gives a value's number.
func (c *columns) number(field, v string) valueNum {
	key := caseless(v)
	num, ok := c.fields[field][key]
	if !ok {
		num = valueNum(len(c.written))
		c.fields[field][key] = num
		c.written = append(c.written, writtenValue{field, key, v})
	}
	return num
}

// sameColumns reports whether only what refresh changes in place is different.
func sameColumns(a, b *catalog.Product) bool {
	return a.Group == b.Group && a.Condition == b.Condition && slices.Equal(a.Category, b.Category) && sameAttributes(a, b)
}

func sameAttributes(a, b *catalog.Product) bool {
	texts, others := a.Texts(), b.Texts()
	if len(texts) != len(others) {
		return false
	}
	for i := range texts {
		if len(texts[i].Attributes) != len(others[i].Attributes) {
			return false
		}
		for name, values := range texts[i].Attributes {
			if !slices.Equal(values, others[i].Attributes[name]) {
				return false
			}
		}
	}
	_, ratedA := a.Number("rating")
	_, ratedB := b.Number("rating")
	return ratedA == ratedB
}

// refresh takes a product's new price, rating and availability.
func (c *columns) refresh(n uint32, old, p *catalog.Product) {
	for _, f := range computed {
		if v, ok := p.Number(f); ok {
			col := c.numbers[f]
			if i, ok := slices.BinarySearch(col.docs, n); ok {
				col.of[i] = v
			}
		}
	}
	if old.Availability == p.Availability {
		return
	}
	for _, key := range valueKeys(string(old.Availability)) {
		docs := c.values["availability"][key]
		if i, ok := slices.BinarySearch(docs, n); ok {
			c.values["availability"][key] = slices.Delete(docs, i, i+1)
		}
	}
	was := c.number("availability", string(old.Availability))
	c.stated[n] = slices.DeleteFunc(c.stated[n], func(v valueNum) bool { return v == was })
	c.insert("availability", n, string(p.Availability))
}

func (c *columns) insert(field string, n uint32, value string) {
	c.addValues(field, n, []string{value})
	for _, key := range valueKeys(value) {
		slices.Sort(c.values[field][key])
	}
}

// valueKeys are the keys a value is found by: its text without case, and where
// it is a number, its value.
func valueKeys(v string) []string {
	keys := []string{caseless(v)}
	if k, ok := numberKey(v); ok {
		keys = append(keys, k)
	}
	return keys
}

func numberKey(v string) (string, bool) {
	if v == "" || v[0] > '9' && v[0] != 'I' && v[0] != 'i' && v[0] != 'n' && v[0] != 'N' {
		return "", false
	}
	x, err := strconv.ParseFloat(v, 64)
	if err != nil || math.IsNaN(x) {
		return "", false
	}
	return "\x00" + strconv.FormatFloat(x+0, 'g', -1, 64), true
}

// caseless folds as strings.EqualFold compares: each rune becomes the least of
// those that differ from it by case alone.
func caseless(s string) string {
	for i := range len(s) {
		if s[i] >= 0x80 || 'a' <= s[i] && s[i] <= 'z' {
			return mapCaseless(s)
		}
	}
	return s
}

func mapCaseless(s string) string {
	out := make([]rune, 0, len(s))
	for _, r := range s {
		least := r
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = min(least, f)
		}
		out = append(out, least)
	}
	return string(out)
}

func parseNumber(v string) (float64, bool) {
	x, err := strconv.ParseFloat(v, 64)
	return x, err == nil
}
