package lexicon

import (
	"math"
	"strconv"
	"sync"
)

type currencyTable struct {
	digits map[string]int
	signs  map[string]string  // what may stand before the number
	words  map[string]string  // what may stand behind it
	parts  map[string]string  // hundredths and tenths
	share  map[string]float64 // of the major unit
}

var currencies = sync.OnceValue(func() currencyTable {
	t := currencyTable{map[string]int{}, map[string]string{}, map[string]string{}, map[string]string{}, map[string]float64{}}
	for _, line := range dataLines("currencies.tsv") {
		c := columns(line)
		digits, err := strconv.Atoi(c[1])
		if err != nil {
			panic("currencies.tsv: " + line)
		}
		t.digits[c[0]] = digits
		for _, w := range list(c[2]) {
			key := tokenKey(w)
			t.words[key] = c[0]
			if len(w) < 4 && !Is("no_money_sign", key) {
				t.signs[key] = c[0]
			}
		}
		for i, share := range []float64{0.01, 0.1} {
			for _, w := range list(c[3+i]) {
				t.parts[tokenKey(w)], t.share[tokenKey(w)] = c[0], share
			}
		}
	}
	return t
})

func currencySign(ts []Token, i int) (code string, n int) {
	return longest(ts, i, 3, currencies().signs)
}

func currencyWord(ts []Token, i int) (code string, n int) {
	return longest(ts, i, 5, currencies().words)
}

func currencyPart(ts []Token, i int) (code string, share float64, n int) {
	code, n = longest(ts, i, 2, currencies().parts)
	if n > 0 {
		share = currencies().share[stemsKey(ts[i:i+n])]
	}
	return code, share, n
}

// longest finds the longest phrase of a table that begins at token i.
func longest(ts []Token, i, most int, table map[string]string) (value string, n int) {
	for n := min(most, len(ts)-i); n > 0; n-- {
		if v, ok := table[stemsKey(ts[i:i+n])]; ok {
			return v, n
		}
	}
	return "", 0
}

// Minor turns an amount of major units into the currency's minor ones.
func Minor(amount float64, currency string) int64 {
	digits, ok := currencies().digits[currency]
	if !ok {
		digits = 2
	}
	const most = 1e15 // no shop asks more; int64 holds it
	return int64(math.Round(min(max(amount*math.Pow10(digits), -most), most)))
}
