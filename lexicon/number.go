package lexicon

import (
	"strconv"
	"strings"
)

var englishDigits = map[string]float64{
	"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
	"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
	"fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
	"fiver": 5, "tenner": 10, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

var englishScales = map[string]float64{
	"hundred": 100, "thousand": 1e3, "k": 1e3, "grand": 1e3, "million": 1e6, "mil": 1e6, "dozen": 12,
}

var hanDigits = map[string]float64{
	"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "仨": 3, "四": 4, "五": 5, "六": 6, "七": 7,
	"八": 8, "九": 9, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}

var hanScales = map[string]float64{
	"十": 10, "百": 100, "千": 1000, "万": 1e4, "亿": 1e8, "拾": 10, "佰": 100, "仟": 1000,
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
		scale, ok := englishScales[ts[i+1].Text]
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
		d, isDigit := englishDigits[w]
		scale, isScale := englishScales[w]
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
		case w == "a" && j == i && j+1 < len(ts) && englishScales[ts[j+1].Text] > 0 && ts[j+1].Text != "k":
			continue
		case w == "and" && next > i && j+1 < len(ts):
			if _, more := englishDigits[ts[j+1].Text]; more && (current >= 100 || total > 0) {
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
	last, ok := englishDigits[before]
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
	if d, ok := hanDigits[t.Text]; ok {
		return n.takeDigit(d, nextScale(ts, j+1))
	}
	scale, ok := hanScales[t.Text]
	switch {
	case t.Text == "k" && !t.Space && n.digit > 0:
		scale = 1000
	case t.Text == "半" && n.digit < 0 && n.scale > 0:
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
	return j < len(ts) && (hanScales[ts[j].Text] > 0 || ts[j].Text == "k")
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
