package catalog

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Op compares a field with a value.
type Op string

const (
	Eq  Op = "eq"
	Ne  Op = "ne"
	In  Op = "in"
	Lte Op = "lte"
	Gte Op = "gte"
)

// Filter is a hard condition on one field of a product. Eq and Ne hold one of
// Values, In any number; Lte and Gte hold Number, which for "price" is in
// minor units. On the wire it is {"field", "op", "value"}.
type Filter struct {
	Field  string
	Op     Op
	Values []string
	Number float64
}

// Where makes a filter on text: eq, ne or in.
func Where(field string, op Op, values ...string) Filter {
	return Filter{Field: field, Op: op, Values: values}
}

// Bound makes a filter on a number: lte or gte.
func Bound(field string, op Op, n float64) Filter {
	return Filter{Field: field, Op: op, Number: n}
}

// Fits reports whether the product satisfies the filter: text compares without
// case, a field of several values fits when one does, Ne holds where Eq does
// not, and a field the product does not state fits Ne alone.
func (f Filter) Fits(p *Product) bool {
	switch f.Op {
	case Lte:
		n, ok := p.Number(f.Field)
		return ok && n <= f.Number
	case Gte:
		n, ok := p.Number(f.Field)
		return ok && n >= f.Number
	case Ne:
		return !f.holdsAny(p)
	}
	return f.holdsAny(p)
}

func (f Filter) holdsAny(p *Product) bool {
	if f.Field == "price" || f.Field == "rating" || f.Field == "star_rating" || f.Field == "review_count" {
		n, ok := p.Number(f.Field)
		return ok && slices.ContainsFunc(f.Values, func(v string) bool {
			want, err := strconv.ParseFloat(v, 64)
			return err == nil && want == n
		})
	}
	for _, have := range p.Values(f.Field) {
		for _, want := range f.Values {
			if sameValue(have, want) {
				return true
			}
		}
	}
	return false
}

// sameValue compares as text without case, and numbers by value ("43" and "43.0").
func sameValue(a, b string) bool {
	if strings.EqualFold(a, b) {
		return true
	}
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX == nil && errY == nil && x == y
}

// FitsAll reports whether the product satisfies every filter.
func FitsAll(p *Product, filters []Filter) bool {
	for i := range filters {
		if !filters[i].Fits(p) {
			return false
		}
	}
	return true
}

// Number gives a field's numeric value: price in minor units as paid, sale_price
// where there is one, rating, review_count, or the number that an attribute starts with ("24 L" is 24).
func (p *Product) Number(field string) (float64, bool) {
	switch field {
	case "price":
		return float64(p.Price().Amount), true
	case "rating", "star_rating":
		return p.Rating, p.Reviews > 0 || p.Rating > 0
	case "review_count":
		return float64(p.Reviews), p.Reviews > 0 || p.Rating > 0
	case "sale_price":
		if p.SalePrice == nil {
			return 0, false
		}
		return float64(p.SalePrice.Amount), true
	}
	values := p.Text.values(field)
	if len(values) == 0 {
		return 0, false
	}
	return leadingNumber(values[0])
}

func leadingNumber(s string) (float64, bool) {
	end := 0
	for end < len(s) && (s[end] >= '0' && s[end] <= '9' || s[end] == '.' || end == 0 && s[end] == '-') {
		end++
	}
	n, err := strconv.ParseFloat(strings.TrimSuffix(s[:end], "."), 64)
	return n, err == nil
}

type wireFilter struct {
	Field string          `json:"field"`
	Op    Op              `json:"op"`
	Value json.RawMessage `json:"value"`
}

// MarshalJSON writes the filter as PROTOCOL has it.
func (f Filter) MarshalJSON() ([]byte, error) {
	var value any
	switch f.Op {
	case Lte, Gte:
		value = f.Number
	case In:
		value = f.Values
	default:
		if len(f.Values) != 1 {
			return nil, fmt.Errorf("filter %s %s: want one value, have %d", f.Field, f.Op, len(f.Values))
		}
		value = f.Values[0]
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return nil, err
	}
	return json.Marshal(wireFilter{f.Field, f.Op, raw})
}

// UnmarshalJSON reads what MarshalJSON writes; eq, ne and in take numbers too.
func (f *Filter) UnmarshalJSON(data []byte) error {
	var w wireFilter
	if err := json.Unmarshal(data, &w); err != nil {
		return err
	}
	*f = Filter{Field: w.Field, Op: w.Op}
	switch w.Op {
	case Lte, Gte:
		return json.Unmarshal(w.Value, &f.Number)
	case Eq, Ne, In:
	default:
		return fmt.Errorf("filter %q: unknown op %q", w.Field, w.Op)
	}
	var list []json.RawMessage
	if json.Unmarshal(w.Value, &list) != nil {
		list = []json.RawMessage{w.Value}
	}
	for _, raw := range list {
		var text string
		if json.Unmarshal(raw, &text) != nil {
			text = string(raw)
		}
		f.Values = append(f.Values, text)
	}
	return nil
}

// ErrBadFilter is wrapped by every error of ParseFilter.
var ErrBadFilter = errors.New("bad filter")

var filterForm = regexp.MustCompile(`^\s*([\pL\pN_]+)\s*(!=|<=|>=|=)\s*(.+?)\s*$`)

// ParseFilter reads color=red, brand!=Acme, price<=5000 and size=S,M.
func ParseFilter(s string) (Filter, error) {
	m := filterForm.FindStringSubmatch(s)
	if m == nil {
		return Filter{}, fmt.Errorf("%w: %q: write field=value, field!=value, field<=number or field>=number", ErrBadFilter, s)
	}
	field, value := m[1], m[3]
	switch m[2] {
	case "<=", ">=":
		n, err := strconv.ParseFloat(value, 64)
		if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
			return Filter{}, fmt.Errorf("%w: %q: %q is not a number", ErrBadFilter, s, value)
		}
		return Bound(field, map[string]Op{"<=": Lte, ">=": Gte}[m[2]], n), nil
	case "!=":
		return Where(field, Ne, value), nil
	}
	if values := strings.Split(value, ","); len(values) > 1 {
		for i := range values {
			values[i] = strings.TrimSpace(values[i])
		}
		return Where(field, In, values...), nil
	}
	return Where(field, Eq, value), nil
}

// String is the form ParseFilter reads.
func (f Filter) String() string {
	switch f.Op {
	case Lte:
		return fmt.Sprintf("%s<=%v", f.Field, f.Number)
	case Gte:
		return fmt.Sprintf("%s>=%v", f.Field, f.Number)
	case Ne:
		return f.Field + "!=" + strings.Join(f.Values, ",")
	}
	return f.Field + "=" + strings.Join(f.Values, ",")
}
