package lexicon

import (
	"slices"
	"strconv"
	"strings"
)

// ColumnKind says what an attribute column holds.
type ColumnKind byte

const (
	Choice  ColumnKind = iota // words to choose among
	Flag                      // yes or no
	Numeric                   // numbers, with the unit that the column's name or its values carry
)

// Column is what a catalogue's attribute column turned out to be.
type Column struct {
	Name    string
	Kind    ColumnKind
	Unit    string   // of units.tsv, for Numeric; empty when there is none
	Base    string   // the name without its unit
	Yes, No []string // the values that mean yes and no, for Flag
	Values  []string // for Choice, most frequent first
	Mixed   bool     // goods state it in several units: 24 L, 20000 mAh
	Min     float64
	Max     float64
	Count   int // products that state it
}

// NamesGoods reports whether the column says which other goods a product fits.
func (c *Column) NamesGoods() bool {
	return strings.Contains(c.Base, "compatib") || strings.HasPrefix(c.Base, "fits") || strings.HasPrefix(c.Base, "for_model") || c.Base == "suits" || c.Base == "works_with"
}

// FromAge reports whether the column says from what age on a product is.
func (c *Column) FromAge() bool { return c.Kind == Numeric && FromAge(c.Base) }

// FromAge is Column.FromAge for a name without its unit.
func FromAge(base string) bool {
	return slices.Contains([]string{"age_from", "from_age", "min_age", "age_min", "minimum_age", "suitable_from", "recommended_age", "reading_age"}, base)
}

// ToAge reports whether the column says up to what age a product is.
func (c *Column) ToAge() bool { return c.Kind == Numeric && ToAge(c.Base) }

// ToAge is Column.ToAge for a name without its unit.
func ToAge(base string) bool {
	return slices.Contains([]string{"age_to", "to_age", "max_age", "age_max", "maximum_age", "suitable_to"}, base)
}

// unitSuffixes are the endings of column names that are units.
var unitSuffixes = map[string]string{
	"gb": "gb", "tb": "tb", "mb": "mb", "h": "h", "hr": "h", "hrs": "h", "hours": "h", "min": "min", "mins": "min", "minutes": "min",
	"s": "s", "sec": "s", "ms": "ms", "days": "d", "weeks": "wk", "months": "mo", "years": "y", "year": "y", "in": "in", "inch": "in", "inches": "in",
	"cm": "cm", "mm": "mm", "m": "m", "km": "km", "mi": "mi", "miles": "mi", "ft": "ft", "kg": "kg", "g": "g", "mg": "mg", "lb": "lb", "lbs": "lb", "oz": "oz",
	"w": "w", "kw": "kw", "watts": "w", "v": "v", "volts": "v", "l": "l", "ml": "ml", "cl": "cl", "litres": "l", "liters": "l", "gal": "gal", "hz": "hz", "khz": "khz",
	"db": "db", "mah": "mah", "ah": "ah", "a": "a", "mp": "mp", "rpm": "rpm", "bar": "bar", "psi": "psi", "lm": "lm", "px": "px",
	"kcal": "kcal", "m2": "m2", "sqm": "m2", "c": "c", "k": "k", "dpi": "dpi", "hp": "hp", "gsm": "gsm", "ct": "carat",
}

// splitColumn parts battery_life_h into battery_life and h.
func splitColumn(name string) (base, unit string) {
	i := strings.LastIndexByte(name, '_')
	if i < 0 {
		return name, ""
	}
	if u, ok := unitSuffixes[name[i+1:]]; ok {
		if u == "m" && slices.Contains(strings.Split(name[:i], "_"), "age") {
			u = "mo" // nobody is metres old
		}
		return name[:i], u
	}
	return name, ""
}

// columnStats counts a column's values while the products are read.
type columnStats struct {
	counts  map[string]int
	numbers int
	stated  int
	long    int
	units   map[string]int
	min     float64
	max     float64
}

func (c *columnStats) see(values []string) {
	c.stated++
	for _, v := range values {
		c.counts[v]++
		n, unit, ok := valueNumber(v)
		if !ok {
			continue
		}
		c.numbers++
		c.units[unit]++
		if c.numbers == 1 {
			c.min, c.max = n, n
		}
		c.min, c.max = min(c.min, n), max(c.max, n)
	}
	if len(values) > 0 && len(values[0]) > 60 {
		c.long++
	}
}

// valueNumber reads a cell such as 24, "24 L" or 10000mAh.
func valueNumber(v string) (n float64, unit string, ok bool) {
	end := 0
	for end < len(v) && (digitByte(v[end]) || v[end] == '.' || end == 0 && v[end] == '-') {
		end++
	}
	n, err := strconv.ParseFloat(v[:end], 64)
	if err != nil {
		return 0, "", false
	}
	rest := strings.TrimSpace(v[end:])
	if rest == "" {
		return n, "", true
	}
	ts := Tokenize("1" + rest)
	if u, k := unitAt(ts, 1); k > 0 && k == len(ts)-1 {
		return n, u, true
	}
	return 0, "", false
}

// column decides what the column is.
func (c *columnStats) column(name string) *Column {
	base, unit := splitColumn(name)
	if named := units().words[Stem(base)]; unit == "" && named != "" && Dimension(named) != "count" && Dimension(named) != "size" {
		unit = named // lumens, watts
	}
	col := &Column{Name: name, Base: base, Unit: unit, Count: c.stated}
	total := 0
	for v, n := range c.counts {
		total += n
		if Is("yes_cell", strings.ToLower(v)) {
			col.Yes = append(col.Yes, v)
		} else if Is("no_cell", strings.ToLower(v)) {
			col.No = append(col.No, v)
		} else {
			col.Values = append(col.Values, v)
		}
	}
	slices.SortFunc(col.Values, func(a, b string) int {
		if c.counts[a] != c.counts[b] {
			return c.counts[b] - c.counts[a]
		}
		return strings.Compare(a, b)
	})
	slices.Sort(col.Yes)
	slices.Sort(col.No)
	switch {
	case len(col.Values) == 0 && len(col.Yes)+len(col.No) > 0 && !allDigits(col.Yes, col.No):
		col.Kind = Flag
	case c.numbers*10 >= total*9 && name != "size":
		col.Kind, col.Min, col.Max = Numeric, c.min, c.max
		if unit == "" {
			col.Unit, col.Mixed = commonest(c.units), len(c.units) > 1
		}
	default:
		col.Values = append(col.Values, append(col.Yes, col.No...)...)
		col.Yes, col.No = nil, nil
	}
	return col
}

func allDigits(lists ...[]string) bool {
	for _, l := range lists {
		for _, v := range l {
			if v != "0" && v != "1" {
				return false
			}
		}
	}
	return true
}

func commonest(counts map[string]int) string {
	best := ""
	for u, n := range counts {
		if u != "" && (best == "" || n > counts[best] || n == counts[best] && u < best) {
			best = u
		}
	}
	return best
}
