package catalog

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// googleWords are the values that Google's columns may have, with the spellings
// found in feeds.
var googleWords = map[string]map[string]string{
	"availability": {"in_stock": "in_stock", "out_of_stock": "out_of_stock", "preorder": "preorder", "pre_order": "preorder",
		"backorder": "backorder", "back_order": "backorder", "instock": "in_stock", "outofstock": "out_of_stock",
		"available_for_order": "in_stock"},
	"condition": {"new": "new", "used": "used", "refurbished": "refurbished", "brand_new": "new"},
	"gender":    {"male": "male", "female": "female", "unisex": "unisex", "men": "male", "women": "female"},
	"age_group": {"newborn": "newborn", "infant": "infant", "toddler": "toddler", "kids": "kids", "adult": "adult",
		"children": "kids", "adults": "adult"},
}

// googleWord gives the word that a value of one of Google's columns stands for.
func googleWord(column, value string) (word string, known bool) {
	value = strings.ToLower(strings.NewReplacer(" ", "_", "-", "_").Replace(value))
	word, known = googleWords[column][value]
	return word, known
}

// checkGTIN gives a GTIN-8, -12, -13 or -14 without blanks and dashes. The check
// digit: digits weighted 3 and 1 from the right sum to a multiple of ten (GS1
// General Specifications, 7.9).
func checkGTIN(s string) (gtin string, ok bool) {
	gtin = strings.NewReplacer(" ", "", "-", "").Replace(s)
	if n := len(gtin); !isDigits(gtin) || n != 8 && n != 12 && n != 13 && n != 14 {
		return "", false
	}
	sum := 0
	for i := range len(gtin) {
		weight := 1
		if (len(gtin)-i)%2 == 0 {
			weight = 3
		}
		sum += weight * int(gtin[i]-'0')
	}
	return gtin, sum%10 == 0 && strings.Trim(gtin, "0") != ""
}

// splitValues takes the values of a cell apart, S/M/L, but not where the stroke
// is part of one value: an address, a fraction, a rate, a date.
func splitValues(column, cell string) []string {
	if !strings.Contains(cell, "/") || oneValue(column, cell) {
		return distinct([]string{cell})
	}
	parts := strings.Split(cell, "/")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	if slices.Contains(parts, "") {
		return distinct([]string{cell})
	}
	return distinct(parts)
}

var (
	// 120 km/h, 9 l/min, 5 g/m²
	rate = regexp.MustCompile(`(?i)\d\s*\p{L}{1,5}/(h|hr|s|sec|min|m|m2|m²|m3|m³|cm|cm2|cm²|mm|in|inch|kg|g|l|ml|d|day|week|month|year|小时|分钟|秒|天|米|公斤)$`)
	// w/o, w/ hood, and/or, n/a
	shorthand = regexp.MustCompile(`(?i)(^|[\s(])(w/|and/or\b|n/a\b)`)
	fraction  = regexp.MustCompile(`(^|[^\d/])(\d{1,2})/(2|3|4|8|16|32|64)([^\d/]|$)`)
	// 40/41/42, 256/512 GB, 500ml/1L
	numbers = regexp.MustCompile(`^\d+(\.\d+)?(/\d+(\.\d+)?)+(\s*[^\d/]*)?$`)
)

func oneValue(column, cell string) bool {
	if strings.Contains(cell, "://") || strings.HasPrefix(strings.ToLower(cell), "www.") {
		return true
	}
	if numbers.MatchString(cell) && !ascending(cell) {
		return true
	}
	sizes := column == "size" && strings.Trim(cell, "0123456789/") == "" // 7/8 is two of them
	return rate.MatchString(cell) || shorthand.MatchString(cell) || isFraction(cell) && !sizes
}

// isFraction finds 1/2 or 5/8: less than one and in lowest terms. 8/16 is two
// numbers.
func isFraction(cell string) bool {
	m := fraction.FindStringSubmatch(cell)
	if m == nil {
		return false
	}
	above, _ := strconv.Atoi(m[2])
	below, _ := strconv.Atoi(m[3])
	return above > 0 && above < below && gcd(above, below) == 1
}

func gcd(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

// ascending tells lists of numbers from 24/7, 16/9 and 2025/03/01.
func ascending(cell string) bool {
	last := -1.0
	for _, part := range strings.Split(cell, "/") {
		n, ok := leadingNumber(part)
		if !ok || n <= last {
			return false
		}
		last = n
	}
	return true
}

// splitList takes "side pockets,cut to move" apart, but not "1,000 hours".
func splitList(cell string) []string {
	var items []string
	start := 0
	for i := range len(cell) {
		if cell[i] == ',' && !(i > 0 && isDigit(cell[i-1]) && i+1 < len(cell) && isDigit(cell[i+1])) {
			items = append(items, cell[start:i])
			start = i + 1
		}
	}
	return distinct(append(items, cell[start:]))
}

// splitLevels takes "Clothing > Dresses > Midi" apart.
func splitLevels(cell string) []string {
	var levels []string
	for _, level := range strings.Split(cell, ">") {
		if level = strings.TrimSpace(level); level != "" {
			levels = append(levels, level)
		}
	}
	return levels
}

// distinct trims values and leaves out the empty and the repeated.
func distinct(values []string) []string {
	kept := values[:0]
	for _, v := range values {
		if v = strings.TrimSpace(v); v != "" && !slices.Contains(kept, v) {
			kept = append(kept, v)
		}
	}
	return kept
}
