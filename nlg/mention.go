package nlg

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"daogou/lexicon"
)

// located is a product spoken of in a sentence, at a place.
type located struct {
	record *record
	at     int
	end    int
	whole  bool // the full title
}

// mentionsIn finds the products of the facts in a sentence of lower case: by
// title, else by words that only their title has.
func (f *Facts) mentionsIn(lower string) []located {
	var found []located
	for _, r := range f.products {
		title := strings.ToLower(r.title)
		for i := 0; title != "" && i < len(lower); {
			at := strings.Index(lower[i:], title)
			if at < 0 {
				break
			}
			found = append(found, located{record: r, at: i + at, end: i + at + len(title), whole: true})
			i += at + len(title)
		}
	}
	found = keepLongest(found)
	for _, r := range f.products {
		for _, alias := range f.aliases[r] {
			at := indexWord(lower, alias)
			if at >= 0 && !slices.ContainsFunc(found, func(l located) bool { return at >= l.at && at < l.end || l.record == r && l.whole }) {
				found = append(found, located{record: r, at: at, end: at + len(alias)})
			}
		}
	}
	slices.SortFunc(found, func(a, b located) int { return a.at - b.at })
	return found
}

// keepLongest drops titles that stand inside a longer one, and where several
// products share a title keeps them all.
func keepLongest(found []located) []located {
	return slices.DeleteFunc(slices.Clone(found), func(l located) bool {
		return slices.ContainsFunc(found, func(o located) bool {
			return o.at <= l.at && o.end >= l.end && o.end-o.at > l.end-l.at
		})
	})
}

func indexWord(lower, word string) int {
	for i := 0; i < len(lower); {
		at := strings.Index(lower[i:], word)
		if at < 0 {
			return -1
		}
		at += i
		if wordStart(lower, at) && wordEnd(lower, at+len(word)) {
			return at
		}
		i = at + len(word)
	}
	return -1
}

// nameRecords finds the words of each title that no other title of the plan
// has, and that are no kind: "Marisol" for the Oakline Marisol Dress.
func (f *Facts) nameRecords() {
	for _, r := range f.products {
		for _, word := range r.heads {
			if !f.ambiguous(r, word) {
				f.aliases[r] = append(f.aliases[r], word)
			}
		}
	}
}

func (f *Facts) ambiguous(r *record, word string) bool {
	for _, o := range f.products {
		if o != r && o.title != r.title && strings.Contains(strings.ToLower(o.title), word) {
			return true
		}
	}
	return strings.Contains(r.kind, word)
}

// titleWords gives the words that can stand for a title: its Latin names and
// codes; of a Chinese one its brand, what follows it, and how that begins.
func titleWords(title, brand string) []string {
	title, brand = strings.ToLower(title), strings.ToLower(brand)
	words := []string{}
	for _, w := range scriptRuns(title) {
		if w[0] < 0x80 && len(w) > 2 && !ordinary(w) {
			words = append(words, w)
		}
	}
	after := strings.TrimSpace(strings.TrimPrefix(title, brand))
	if name, _, _ := strings.Cut(after, " "); mostlyHan(name) && utf8.RuneCountInString(name) > 2 && !ordinary(name) {
		words = append(words, name)
	}
	if mostlyHan(brand) && utf8.RuneCountInString(brand) > 1 && !ordinary(brand) {
		words = append(words, brand)
	}
	rest := []rune(after)
	if len(rest) >= 4 && unicode.Is(unicode.Han, rest[0]) && unicode.Is(unicode.Han, rest[1]) && !ordinary(string(rest[:2])) {
		words = append(words, string(rest[:2]))
	}
	return words
}

// ordinary reports whether a word says what a thing is like, so that it can
// not stand for one product.
func ordinary(w string) bool {
	return lexicon.LanguageWord(lexicon.Stem(w)) || lexicon.KnownWord(w) || lexicon.Shade(w) != "" || lexicon.MaterialOf(w) != "" || labelWords[w] ||
		slices.ContainsFunc(featureWords, func(f feature) bool { return f.words.MatchString(w) })
}

// scriptRuns cuts a text into runs of Han characters and Latin words.
func scriptRuns(text string) []string {
	var runs []string
	start, han := -1, false
	for i, r := range text {
		isHan := unicode.Is(unicode.Han, r)
		word := isHan || unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-'’.", r)
		if start >= 0 && (!word || isHan != han) {
			runs = append(runs, text[start:i])
			start = -1
		}
		if word && start < 0 {
			start, han = i, isHan
		}
	}
	if start >= 0 {
		runs = append(runs, text[start:])
	}
	for i := range runs {
		runs[i] = strings.Trim(runs[i], "-'’.")
	}
	return slices.DeleteFunc(runs, func(s string) bool { return s == "" })
}
