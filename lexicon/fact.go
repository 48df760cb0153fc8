package lexicon

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// percent reads 20%, 20 percent, 百分之二十, 八折, 85折, half price.
func (r *reader) percent(i int) int {
	if n := r.words(i, Words("half_price")...); n > 0 {
		return r.add(Span{Kind: Percent, Lo: 50, Unit: "off"}, i, i+n)
	}
	if n := r.words(i, Words("percent_before")...); n > 0 {
		if lo, hi, next := numberAt(r.ts, i+n); next > i+n {
			return r.add(Span{Kind: Percent, Lo: lo, Hi: hi}, i, next)
		}
	}
	if off, next := foldAt(r.ts, i); next > i {
		return r.add(Span{Kind: Percent, Lo: off, Unit: "off"}, i, next)
	}
	lo, hi, next := numberAt(r.ts, i)
	if next == i {
		return i
	}
	n := r.words(next, Words("percent")...)
	if n == 0 {
		return i
	}
	s := Span{Kind: Percent, Lo: lo, Hi: hi}
	if off := r.words(next+n, Words("percent_off")...); off > 0 {
		s.Unit = "off"
		n += off
	}
	return r.add(s, i, next+n)
}

// foldAt reads the Chinese discount: 八折 leaves 80%, 八五折 and 85折 85%.
func foldAt(ts []Token, i int) (off float64, next int) {
	var digits float64
	j := i
	for ; j < len(ts) && j < i+2; j++ {
		if d, ok := numerals().han[ts[j].Text]; ok {
			digits = digits*10 + d
		} else if v, _, n := numberAt(ts, j); n == j+1 && ts[j].Kind == Digits && j == i {
			digits = v
		} else {
			break
		}
	}
	if j == i || j >= len(ts) || !Is("discount", ts[j].Text) || digits <= 0 || digits >= 100 {
		return 0, i
	}
	if digits < 10 {
		digits *= 10
	}
	return 100 - digits, j + 1
}

// words gives how many tokens from i on are one of the phrases.
func (r *reader) words(i int, phrases ...string) int {
	for _, p := range phrases {
		want := pieces(p)
		if i+len(want) > len(r.ts) {
			continue
		}
		n := 0
		for n < len(want) && want[n] == r.ts[i+n].Text {
			n++
		}
		if n == len(want) {
			return n
		}
	}
	return 0
}

// pieces gives a phrase's tokens; the few phrases there are stay known.
func pieces(phrase string) []string {
	if known, ok := knownPieces.Load(phrase); ok {
		return known.([]string)
	}
	var out []string
	for _, t := range Tokenize(phrase) {
		out = append(out, t.Text)
	}
	knownPieces.Store(phrase, out)
	return out
}

var knownPieces sync.Map

// ordinal reads the second, 2nd, the first two, last, 第三, 头一, 前两个, 最后一个, 倒数第二.
func (r *reader) ordinal(i int) int {
	t := r.ts[i]
	switch t.Kind {
	case Word:
		return r.englishOrdinal(i)
	case Digits:
		if i+1 < len(r.ts) && !r.ts[i+1].Space && r.words(i+1, Words("ordinal_ending")...) > 0 {
			lo, _, _ := digitsNumber(r.ts, i)
			return r.add(Span{Kind: Ordinal, Lo: lo}, i, i+2)
		}
	case Han:
		return r.hanOrdinal(i)
	}
	return i
}

func (r *reader) englishOrdinal(i int) int {
	n, ok := numerals().ordinals[r.ts[i].Text]
	if !ok {
		return r.numbered(i)
	}
	if count, _, next := numberAt(r.ts, i+1); next > i+1 && count > 1 && count < 20 && (n == 1 || n == -1) && r.words(next, Words("counts_goods")...) == 0 {
		if n == 1 {
			return r.add(Span{Kind: Ordinal, Lo: 1, Hi: count}, i, next)
		}
		return r.add(Span{Kind: Ordinal, Lo: -count, Hi: -1}, i, next)
	}
	if Is("no_place_word", r.ts[i].Text) && r.words(i+1, Words("one")...) == 0 {
		return i
	}
	return r.add(Span{Kind: Ordinal, Lo: n}, i, i+1)
}

// numbered reads "number two", "no. 3", "option 1".
func (r *reader) numbered(i int) int {
	if !Is("numbered", r.ts[i].Text) {
		return i
	}
	j := r.after(i+1, ".")
	if n, _, next := numberAt(r.ts, j); next == j+1 && n >= 1 && n <= 20 && n == float64(int(n)) {
		return r.add(Span{Kind: Ordinal, Lo: n}, i, next)
	}
	return i
}

// place reads a place in a list that a measure word makes one: 最上面那个, 最后的那款.
func (r *reader) place(i int) int {
	for _, p := range numerals().places {
		n := r.words(i, p.words...)
		if n == 0 {
			continue
		}
		j := r.after(r.after(i+n, Words("linking")...), Words("that_or_this")...)
		counted := r.after(j, Words("one_of")...)
		if j == i+n || !r.counted(counted) {
			continue
		}
		return r.add(Span{Kind: Ordinal, Lo: p.at}, i, counted+1)
	}
	return i
}

func (r *reader) hanOrdinal(i int) int {
	if next := r.place(i); next > i {
		return next
	}
	sign, n := 1.0, r.words(i, Words("nth")...)
	if back := r.words(i, Words("nth_last")...); back > 0 {
		sign, n = -1, back
	}
	if n > 0 {
		lo, _, next := numberAt(r.ts, i+n)
		if next > i+n && lo < 100 && (!Is("first_ones", r.ts[i].Text) || r.counted(next) || Is("pair", r.ts[next-1].Text)) {
			if Is("first_ones", r.ts[i].Text) && lo > 1 {
				return r.add(Span{Kind: Ordinal, Lo: 1, Hi: lo}, i, next)
			}
			return r.add(Span{Kind: Ordinal, Lo: sign * lo}, i, next)
		}
	}
	if n := r.words(i, Words("edge_ones")...); n > 0 {
		lo, _, next := numberAt(r.ts, i+n)
		if next == i+n || lo > 20 || !r.counted(next) && !Is("pair", r.ts[next-1].Text) {
			return i
		}
		if Is("first_ones", r.ts[i].Text) {
			return r.add(Span{Kind: Ordinal, Lo: 1, Hi: lo}, i, next)
		}
		return r.add(Span{Kind: Ordinal, Lo: -lo, Hi: -1}, i, next)
	}
	return i
}

// counted reports whether a Chinese measure word stands at token i.
func (r *reader) counted(i int) bool {
	return i < len(r.ts) && MeasureWord(r.ts[i].Text)
}

// MeasureWord reports whether a Han character counts things (个, 款, 件, 本).
func MeasureWord(s string) bool { return s != "" && measureWords()[s] }

var measureWords = lazySet("measurewords.txt")

var months = map[string]time.Month{}

func init() {
	for m := time.January; m <= time.December; m++ {
		name := strings.ToLower(m.String())
		months[name], months[name[:3]] = m, m
	}
	months["sept"] = time.September
}

// date reads 2025-04-02, April 2 (2025), 2 April, 4月2日, 2025年4月2日.
func (r *reader) date(i int) int {
	if next := r.dateInForm(i); next > i {
		return next
	}
	var y, d float64
	var next int
	if month, ok := r.month(i); ok {
		if next = r.form(i+1, &d); next > i+1 && d >= 1 && d <= 31 && d == float64(int(d)) {
			next, y = r.year(r.after(next, Words("ordinal_ending")...))
			return r.addDate(i, next, y, float64(month), d)
		}
	}
	if next = r.form(i, &d); next > i && d >= 1 && d <= 31 {
		next = r.after(r.after(next, Words("ordinal_ending")...), Words("of")...)
		if month, ok := r.month(next); ok {
			next, y = r.year(next + 1)
			return r.addDate(i, next, y, float64(month), d)
		}
	}
	return i
}

// dateInForm reads a date written in one of the forms (y-m-d, m月d日): digits
// for y, m and d, and what stands between them.
func (r *reader) dateInForm(i int) int {
	if r.ts[i].Kind != Digits {
		return i
	}
	for _, form := range Words("date_form") {
		var y, m, d float64
		var parts []any
		for _, c := range form {
			switch c {
			case 'y':
				parts = append(parts, &y)
			case 'm':
				parts = append(parts, &m)
			case 'd':
				parts = append(parts, &d)
			default:
				parts = append(parts, string(c))
			}
		}
		if next := r.form(i, parts...); next > i && m >= 1 && m <= 12 && d >= 1 && d <= 31 && (y == 0 || y > 1900) {
			return r.addDate(i, next, y, m, d)
		}
	}
	return i
}

func (r *reader) after(i int, words ...string) int { return i + r.words(i, words...) }

// year reads the year behind a day and a month.
func (r *reader) year(i int) (next int, y float64) {
	j := r.after(i, ",")
	if n := r.form(j, &y); n > j && y > 1900 && y < 2200 {
		return n, y
	}
	return i, 0
}

func (r *reader) month(i int) (time.Month, bool) {
	if i >= len(r.ts) || r.ts[i].Text == "may" && !r.ts[i].Upper {
		return 0, false
	}
	m, ok := months[r.ts[i].Text]
	return m, ok
}

// form matches digits (into a *float64) and words one after the other.
func (r *reader) form(i int, parts ...any) int {
	from := i
	for _, p := range parts {
		if i >= len(r.ts) {
			return from
		}
		switch p := p.(type) {
		case *float64:
			if r.ts[i].Kind != Digits {
				return from
			}
			*p, _, _ = digitsNumber(r.ts[:i+1], i)
		case string:
			if r.ts[i].Text != p {
				return from
			}
		}
		i++
	}
	return i
}

func (r *reader) addDate(from, next int, y, m, d float64) int {
	value := fmt.Sprintf("--%02.0f-%02.0f", m, d)
	if y > 0 {
		value = fmt.Sprintf("%04.0f-%02.0f-%02.0f", y, m, d)
	}
	return r.add(Span{Kind: Date, Value: value}, from, next)
}
