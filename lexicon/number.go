package lexicon

import (
	"strconv"
	"strings"
	"sync"
)

// numeralTable holds the words for numbers by what they are worth.
type numeralTable struct {
	english, han             map[string]float64 // digits, and what English says up to ninety
	englishScales, hanScales map[string]float64
	ordinals, banknotes      map[string]float64 // English
	places                   []place
}

// place is where in a list its words point: 1 the first, -1 the last.
type place struct {
	at    float64
	words []string
}

// numerals reads lines of what | value | English | Chinese.
var numerals = sync.OnceValue(func() numeralTable {
	t := numeralTable{map[string]float64{}, map[string]float64{}, map[string]float64{}, map[string]float64{}, map[string]float64{}, map[string]float64{}, nil}
	for _, line := range dataLines("numbers.tsv") {
		c := columns(line)
		value, err := strconv.ParseFloat(c[1], 64)
		if err != nil {
			panic("numbers.tsv: " + line)
		}
		t.add(c[0], value, list(c[2]), list(c[3]))
	}
	return t
})

func (t *numeralTable) add(what string, value float64, english, han []string) {
	into := func(m map[string]float64, words []string) {
		for _, w := range words {
			m[w] = value
		}
	}
	switch what {
	case "digit":
		into(t.english, english)
		into(t.han, han)
	case "scale":
		into(t.englishScales, english)
		into(t.hanScales, han)
	case "ordinal":
		into(t.ordinals, english)
	case "banknote":
		into(t.banknotes, english)
	case "place":
		t.places = append(t.places, place{value, han})
	}
}

// numberAt reads the number that begins at token i, in digits or words of
// either language ("1,299", "two hundred and fifty", "1千5", "三百五"), and gives
// the token after it; next is i when there is none. A range said in one breath
// (三四百) has hi above lo.
func numberAt(ts []Token, i int) (lo, hi float64, next int) {
	if i >= len(ts) {
		return 0, 0, i
	}
	switch ts[i].Kind {
	case Han:
		return hanNumber(ts, i)
	case Digits:
		lo, hi, next = hanNumber(ts, i)
		if next > i+1 {
			return lo, hi, next
		}
		return digitsNumber(ts, i)
	case Word:
		v, next := englishNumber(ts, i)
		return v, v, next
	}
	return 0, 0, i
}

// digitsNumber reads "1.5k", "2 million", "20".
func digitsNumber(ts []Token, i int) (lo, hi float64, next int) {
	v, err := strconv.ParseFloat(ts[i].Text, 64)
	if err != nil {
		return 0, 0, i
	}
	if i+1 < len(ts) && ts[i+1].Kind == Word {
		scale, ok := numerals().englishScales[ts[i+1].Text]
		if ok && (ts[i+1].Text != "k" || !ts[i+1].Space) {
			return v * scale, v * scale, i + 2
		}
		if ts[i+1].Text == "w" && !ts[i+1].Space && i+2 < len(ts) && ts[i+2].Kind == Han {
			return v * 1e4, v * 1e4, i + 2 // 2w块
		}
	}
	return v, v, i + 1
}

// englishNumber reads words: "two hundred and fifty", "a hundred", "one and a half".
func englishNumber(ts []Token, i int) (float64, int) {
	total, current, next := 0.0, 0.0, i
	for j := i; j < len(ts) && ts[j].Kind == Word; j++ {
		w := ts[j].Text
		d, isDigit := numerals().english[w]
		scale, isScale := numerals().englishScales[w]
		switch {
		case isDigit && (next == i || joins(current, d, ts[next-1].Text)):
			current += d
		case isDigit:
			return total + current, next
		case isScale && w != "k" && (next > i || j > i):
			current = max(current, 1) * scale
			if scale >= 1000 {
				total, current = total+current, 0
			}
		case w == "a" && j == i && j+1 < len(ts) && numerals().englishScales[ts[j+1].Text] > 0 && ts[j+1].Text != "k":
			continue
		case w == "and" && next > i && j+1 < len(ts):
			if _, more := numerals().english[ts[j+1].Text]; more && (current >= 100 || total > 0) {
				continue
			}
			if j+2 < len(ts) && ts[j+1].Text == "a" && ts[j+2].Text == "half" {
				return total + current + 0.5, j + 3
			}
			return total + current, next
		default:
			return total + current, next
		}
		next = j + 1
	}
	return total + current, next
}

// joins reports whether a digit word may follow what was read: "twenty" and
// "five" do, "five" and "six" do not.
func joins(current, d float64, before string) bool {
	if before == "hundred" || before == "thousand" {
		return true
	}
	last, ok := numerals().english[before]
	return ok && last >= 20 && d < 10 || !ok && int(current)%100 == 0
}

// hanNumber reads Chinese numerals, with digits mixed in. A digit after a
// scale counts tenths of that scale: 三百五 is 350, 1千5 is 1500, 1万2 is 12000.
// Two neighbouring digits before a scale are a range: 三四百.
func hanNumber(ts []Token, i int) (lo, hi float64, next int) {
	n := hanReader{digit: -1}
	j := i
	for ; j < len(ts) && n.take(ts, i, j); j++ {
	}
	if j == i || j == i+1 && n.digit < 0 && n.scale < 10 {
		return 0, 0, i
	}
	v := n.value(ts[j-1].Kind == Digits || j < i+2 || ts[j-2].Text != "零")
	return v, v + n.spread, j
}

// hanReader holds a numeral as far as it is read: what stands above the last
// 万, what below it, and the digit that waits for its scale (-1: none).
type hanReader struct {
	high, low, digit, scale, spread float64
}

// take reads token j of a numeral that began at i; false ends the numeral.
func (n *hanReader) take(ts []Token, i, j int) bool {
	t := ts[j]
	if t.Kind == Digits {
		v, err := strconv.ParseFloat(t.Text, 64)
		if err != nil || n.digit >= 0 || j > i && n.scale == 0 {
			return false
		}
		n.digit = v
		return true
	}
	if d, ok := numerals().han[t.Text]; ok {
		return n.takeDigit(d, nextScale(ts, j+1))
	}
	scale, ok := numerals().hanScales[t.Text]
	switch {
	case t.Text == "k" && !t.Space && n.digit > 0:
		scale = 1000
	case Is("half", t.Text) && n.digit < 0 && n.scale > 0:
		n.low += n.scale / 2
		return true
	case !ok || t.Kind != Han || j == i && scale >= 1e4:
		return false
	}
	n.takeScale(scale)
	return true
}

func (n *hanReader) takeDigit(d float64, scaled bool) bool {
	switch {
	case n.digit > 0 && d == n.digit+1 && scaled:
		n.spread = 1
	case n.digit > 0:
		return false
	default:
		n.digit = d
	}
	return true
}

func (n *hanReader) takeScale(scale float64) {
	n.scale = scale
	if n.spread > 0 {
		n.spread *= scale
	}
	if scale >= 1e4 {
		n.high, n.low = (n.high+n.low+max(n.digit, 0))*scale, 0
	} else if n.digit < 0 {
		n.low += scale
	} else {
		n.low += n.digit * scale
	}
	n.digit = -1
}

// value is the number read. tenths says that a last digit right after a scale
// counts tenths of it.
func (n *hanReader) value(tenths bool) float64 {
	last := max(n.digit, 0)
	if tenths && n.scale >= 100 && last < 10 {
		last *= n.scale / 10
	}
	return n.high + n.low + last
}

func nextScale(ts []Token, j int) bool {
	return j < len(ts) && (numerals().hanScales[ts[j].Text] > 0 || ts[j].Text == "k")
}

// notNumber gives how many tokens from i on are a word with a numeral that
// counts nothing (一下, 十分).
func notNumber(ts []Token, i int) int {
	return hanPhrase(ts, i, notNumbers())
}

// hanPhrase gives how many tokens from i on are a phrase of the set, longest first.
func hanPhrase(ts []Token, i int, set map[string]bool) int {
	for n := min(4, len(ts)-i); n > 0; n-- {
		var b strings.Builder
		for _, t := range ts[i : i+n] {
			b.WriteString(t.Text)
		}
		if set[b.String()] {
			return n
		}
	}
	return 0
}

var notNumbers = lazySet("notnumbers.txt")
