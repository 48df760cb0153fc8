package eval

import (
	"math"
	"regexp"
	"strconv"
	"strings"

	"daogou/catalog"
)

// amountForm finds amounts of money as an answer writes them. It is the judge's
// own reading, on purpose not the lexicon's, so that one mistake cannot hide
// another.
var amountForm = regexp.MustCompile(`(?i)(?:US\$|[$¥￥€£]|\b(?:USD|CNY|RMB|EUR|GBP)\s?)\s?(\d[\d,]*(?:\.\d+)?)` +
	`|(\d[\d,]*(?:\.\d+)?)\s?(?:元|块钱|块|圆|dollars?\b|bucks\b|yuan\b|USD\b|CNY\b|RMB\b)`)

func amounts(text string) []int64 {
	var found []int64
	for _, m := range amountForm.FindAllStringSubmatch(text, -1) {
		digits := m[1]
		if digits == "" {
			digits = m[2]
		}
		if v, err := strconv.ParseFloat(strings.ReplaceAll(digits, ",", ""), 64); err == nil {
			found = append(found, int64(math.Round(v*100)))
		}
	}
	return found
}

var numberForm = regexp.MustCompile(`\d[\d,]*(?:\.\d+)?`)

// ungrounded lists the amounts of the text that nothing backs.
func (j *Judge) ungrounded(text string, r *record) []string {
	backed := j.backed(r)
	var bad []string
	for _, a := range amounts(text) {
		if !backed[a] {
			bad = append(bad, strconv.FormatFloat(float64(a)/100, 'f', 2, 64))
		}
	}
	return bad
}

func (j *Judge) backed(r *record) map[int64]bool {
	ok := map[int64]bool{}
	var prices []int64
	for id := range r.seen {
		if p := j.Products[id]; p != nil {
			prices = append(prices, p.Price().Amount, p.ListPrice.Amount)
		}
	}
	for i, a := range prices {
		ok[a] = true
		for _, b := range prices[i+1:] {
			ok[a+b], ok[a-b], ok[b-a] = true, true, true
		}
	}
	for _, sum := range r.sums {
		ok[sum] = true
	}
	for _, m := range r.carts {
		ok[m.Amount] = true
	}
	for _, o := range r.mine {
		ok[o.Total.Amount] = true
		for _, item := range o.Items {
			ok[item.Price.Amount], ok[item.Price.Amount*int64(item.Quantity)] = true, true
		}
	}
	for _, text := range append([]string{j.Policies}, r.said...) {
		for _, n := range numberForm.FindAllString(text, -1) {
			if v, err := strconv.ParseFloat(strings.ReplaceAll(n, ",", ""), 64); err == nil {
				ok[int64(math.Round(v*100))] = true
			}
		}
		for _, n := range spokenNumbers(text) {
			ok[n*100] = true
		}
	}
	return ok
}

var hanDigit = map[rune]int64{'零': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}
var hanUnit = map[rune]int64{'十': 10, '百': 100, '千': 1000, '万': 10000}

var wordNumber = map[string]int64{"ten": 10, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60,
	"seventy": 70, "eighty": 80, "ninety": 90, "hundred": 100, "thousand": 1000, "one": 1, "two": 2, "three": 3,
	"four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "fifteen": 15, "twelve": 12}

// spokenNumbers reads numbers in words: 三百, 两千五, eighty, two hundred.
func spokenNumbers(text string) []int64 {
	var found []int64
	var total, digit, last int64
	in := false
	flush := func() {
		if in {
			if digit > 0 && last > 10 { // 两千五 is 2500
				digit *= last / 10
			}
			found = append(found, total+digit)
		}
		total, digit, last, in = 0, 0, 0, false
	}
	for _, c := range text {
		if d, ok := hanDigit[c]; ok {
			digit, in = d, true
		} else if c >= '0' && c <= '9' {
			digit, in = digit*10+int64(c-'0'), true // 2千5
		} else if u, ok := hanUnit[c]; ok {
			total, digit, last, in = total+max(digit, 1)*u, 0, u, true // 十 alone is 10
		} else {
			flush()
		}
	}
	flush()
	return append(found, englishNumbers(text)...)
}

func englishNumbers(text string) []int64 {
	var found []int64
	var total int64
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(c rune) bool { return c < 'a' || c > 'z' }) {
		n, ok := wordNumber[w]
		switch {
		case !ok && total > 0:
			found = append(found, total)
			total = 0
		case ok && n >= 100:
			total = max(total, 1) * n
		case ok:
			total += n
		}
	}
	if total > 0 {
		found = append(found, total)
	}
	return found
}

func (r *record) addCart(items []catalog.Money) { r.carts = append(r.carts, items...) }
