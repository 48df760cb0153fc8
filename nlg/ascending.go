package nlg

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// letterSizes are sizes in letters, the smallest first.
var letterSizes = []string{"xxxs", "xxs", "xs", "s", "m", "l", "xl", "xxl", "2xl", "xxxl", "3xl", "4xl", "5xl", "6xl"}

// ordered sorts words that have an order of their own, letter sizes and
// numbers; others stay as they stand.
func ordered(words []string) []string {
	places := map[string]float64{}
	for _, w := range words {
		place, ok := placeOf(w)
		if !ok {
			return words
		}
		places[w] = place
	}
	sorted := slices.Clone(words)
	slices.SortStableFunc(sorted, func(a, b string) int { return cmp.Compare(places[a], places[b]) })
	return sorted
}

func placeOf(word string) (float64, bool) {
	word = strings.ToLower(word)
	if i := slices.Index(letterSizes, strings.TrimSuffix(word, "码")); i >= 0 {
		return float64(i), true
	}
	end := strings.IndexFunc(word, func(r rune) bool { return (r < '0' || r > '9') && r != '.' })
	if end < 0 {
		end = len(word)
	}
	n, err := strconv.ParseFloat(word[:end], 64)
	return n, err == nil
}
