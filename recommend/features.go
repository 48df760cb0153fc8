package recommend

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"

	"daogou/catalog"
)

// Parts of the catalogue above which a feature says nothing. Words are many, and
// the common ones cost time to tell little: those of more than mostOfWord products
// are passed over too.
const (
	broadest     = 0.3
	broadestWord = 0.02
	fewestOfWord = 20 // but in a small catalogue this many may share a word
	mostOfWord   = 500
)

// featureKeys are what a product is, as keys that products share: the category
// and each above it, the brand, and within the category the brand, the price
// band (two overlapping series of half octaves) and both; the variants' group;
// and its words.
func featureKeys(p *catalog.Product) []string {
	var keys []string
	path := ""
	for _, c := range p.Category {
		path += "\x00" + strings.ToLower(c)
		keys = append(keys, "c"+path)
	}
	brand := strings.ToLower(p.Brand)
	if brand != "" {
		keys = append(keys, "b\x00"+brand, "cb"+path+"\x00"+brand)
	}
	if price := p.Price().Amount; price > 0 {
		octave := 2 * math.Log2(float64(price))
		for series, shift := range []float64{0, 0.5} {
			band := fmt.Sprintf("%d %.0f", series, math.Floor(octave+shift))
			keys = append(keys, "cp"+path+"\x00"+band)
			if brand != "" {
				keys = append(keys, "cbp"+path+"\x00"+brand+"\x00"+band)
			}
		}
	}
	if p.Group != "" {
		keys = append(keys, "g\x00"+p.Group)
	}
	return append(keys, wordKeys(p)...)
}

// wordKeys are what a product's own text says: its attributes' values, and its
// title's words, of Han characters by twos.
func wordKeys(p *catalog.Product) (keys []string) {
	for _, field := range slices.Sorted(maps.Keys(p.Attributes)) {
		for _, v := range p.Attributes[field] {
			keys = append(keys, "w\x00"+field+"\x00"+strings.ToLower(v))
		}
	}
	for _, word := range strings.FieldsFunc(strings.ToLower(p.Title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
		runes := []rune(word)
		if !unicode.Is(unicode.Han, runes[0]) {
			keys = append(keys, "w\x00"+word)
			continue
		}
		for i := range len(runes) - 1 {
			keys = append(keys, "w\x00"+string(runes[i:i+2]))
		}
	}
	return keys
}

// features holds what every product of a view is. Products are by position in
// the view, features by number; numbers are kept from one view to the next.
type features struct {
	numbers *numbering
	of      [][]int32 // by position
	weight  []float32 // of each feature: one over how many have it; 0 if that tells nothing
	norm    []float32 // by position: one over the root of how many telling features it has
	start   []int32   // feature f is had by the positions had[start[f]:start[f+1]]
	had     []int32
}

// newFeatures reads the view's products; those that an older view held as they
// are need not be read again.
func newFeatures(view, oldView *catalog.View, old *features) *features {
	f := &features{of: make([][]int32, len(view.List))}
	if old == nil {
		old, oldView = &features{numbers: &numbering{}}, &catalog.View{}
	}
	f.numbers = old.numbers
	k := 0
	for pos, p := range view.List {
		for k < len(oldView.List) && oldView.List[k].ID < p.ID {
			k++
		}
		if k < len(oldView.List) && oldView.List[k] == p {
			f.of[pos] = old.of[k]
			continue
		}
		f.of[pos] = f.read(p)
	}
	f.count()
	return f
}

func (f *features) read(p *catalog.Product) []int32 {
	keys := featureKeys(p)
	ids := make([]int32, len(keys))
	for i, key := range keys {
		ids[i] = f.numbers.of(key)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// count makes the postings and the weights.
func (f *features) count() {
	total := len(f.numbers.names)
	f.start = make([]int32, total+1)
	for _, ids := range f.of {
		for _, g := range ids {
			f.start[g+1]++
		}
	}
	f.weight = make([]float32, total)
	most := max(2, broadest*float64(len(f.of)))
	mostWord := min(max(fewestOfWord, broadestWord*float64(len(f.of))), mostOfWord, most)
	for g, name := range f.numbers.names {
		limit := most
		if name[0] == 'w' {
			limit = mostWord
		}
		if n := f.start[g+1]; n > 1 && float64(n) <= limit {
			f.weight[g] = 1 / float32(n)
		}
		f.start[g+1] += f.start[g]
	}
	f.had = make([]int32, f.start[total])
	f.norm = make([]float32, len(f.of))
	next := slices.Clone(f.start)
	for pos, ids := range f.of {
		telling := 0
		for _, g := range ids {
			f.had[next[g]] = int32(pos)
			next[g]++
			if f.weight[g] > 0 {
				telling++
			}
		}
		f.norm[pos] = float32(1 / math.Sqrt(float64(max(1, telling))))
	}
}

// alike is f_a·f_b: how like two products are by what they are, 0 to 1.
func (f *features) alike(a, b int32) float32 {
	x, y := f.of[a], f.of[b]
	sum := float32(0)
	for len(x) > 0 && len(y) > 0 {
		switch {
		case x[0] < y[0]:
			x = x[1:]
		case x[0] > y[0]:
			y = y[1:]
		default:
			sum += f.weight[x[0]]
			x, y = x[1:], y[1:]
		}
	}
	return sum * f.norm[a] * f.norm[b]
}
