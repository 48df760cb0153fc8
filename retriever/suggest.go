package retriever

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"daogou/catalog"
)

// suggestHits is how many cards stand beside the completions.
const suggestHits = 5

// Suggest completes what stands in the input box, with at most k completions
// and five hits for the first of them, or for the draft where there is none.
// Completions are what others asked for, categories and words of the shop's
// that go with the words before; typed in pinyin or with a slip they come too.
func (x *Index) Suggest(ctx context.Context, draft, locale string, k int) ([]string, []catalog.Hit, error) {
	completions := x.complete(draft, k)
	text := draft
	if len(completions) > 0 {
		text = completions[0]
	}
	res, err := x.Search(ctx, catalog.Query{Text: text, Locale: locale, Limit: suggestHits})
	return completions, res.Hits, err
}

// completion is a text that the draft may become; more is better.
type completion struct {
	text string
	tier int // 0 begins with the draft, 1 contains it, 2 needed mending
	docs int
}

func (x *Index) complete(draft string, k int) []string {
	want := strings.Join(strings.Fields(fold(draft)), " ")
	if want == "" {
		return nil
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	all := append(x.asked.begin(want), x.corpus.completeNames(want)...)
	all = append(all, x.completeWord(want)...)
	slices.SortStableFunc(all, func(a, b completion) int {
		return cmp.Or(cmp.Compare(a.tier, b.tier), cmp.Compare(b.docs, a.docs), cmp.Compare(a.text, b.text))
	})
	var texts []string
	for _, c := range all {
		if len(texts) < k && !slices.ContainsFunc(texts, func(t string) bool { return strings.EqualFold(t, c.text) }) {
			texts = append(texts, c.text)
		}
	}
	return texts
}

// completeNames gives the categories and brands that begin with the draft, have
// a word that does, or sound so.
func (c *corpus) completeNames(want string) []completion {
	var all []completion
	for _, field := range []string{"category", "brand"} {
		for key, num := range c.columns.fields[field] {
			shown := c.columns.written[num].shown
			name := fold(shown)
			docs := len(c.columns.values[field][key])
			switch {
			case docs == 0:
			case strings.HasPrefix(name, want):
				all = append(all, completion{shown, 0, docs})
			case strings.Contains(name, " "+want), isHan(firstRune(want)) && strings.Contains(name, want):
				all = append(all, completion{shown, 1, docs})
			case isHan(firstRune(name)) && soundsLike(name, strings.ReplaceAll(want, " ", "")):
				all = append(all, completion{shown, 1, docs})
			}
		}
	}
	return all
}

// soundsLike reports whether a Han name begins so in pinyin, or by the initials
// of two syllables or more.
func soundsLike(name, typed string) bool {
	if !isASCII(typed) {
		return false
	}
	full, initials := "", ""
	for _, r := range name {
		ways := syllablesOf(r)
		if len(ways) == 0 {
			return false
		}
		full += ways[0]
		initials += ways[0][:1]
	}
	return strings.HasPrefix(full, typed) || len(typed) >= 2 && strings.HasPrefix(initials, typed)
}

// Words looked at for one completion: those that begin with it, and of them
// the frequent ones that are tried with the words before.
const (
	mostPrefixed = 2000
	mostTried    = 40
)

// completeWord completes the last word by the shop's words, those that occur
// most together with the words before it. Where none begins so, one slip is
// forgiven.
func (x *Index) completeWord(want string) []completion {
	before, last := "", want
	if i := strings.LastIndexByte(want, ' '); i >= 0 {
		before, last = want[:i+1], want[i+1:]
	}
	if utf8.RuneCountInString(last) < 2 || isHan(firstRune(last)) {
		return nil
	}
	words := x.beginning(last, func(string) bool { return true })
	tier := 0
	if len(words) == 0 && len(last) >= 4 {
		words = x.beginning(last[:1], func(w string) bool { return slipped(last, w) })
		tier = 2
	}
	return x.corpus.together(before, words, tier)
}

// beginning gives the telling words that begin so and pass, the frequent first.
func (x *Index) beginning(prefix string, pass func(string) bool) []completion {
	var words []completion
	seen := 0
	x.store.prefix("word", prefix, func(w string) bool {
		if id, ok := x.corpus.terms[stem(w)]; ok && len(w) > 1 && pass(w) {
			if docs := len(x.corpus.lists[id]); docs > 0 {
				words = append(words, completion{text: w, docs: docs})
			}
		}
		seen++
		return seen < mostPrefixed
	})
	slices.SortFunc(words, func(a, b completion) int {
		return cmp.Or(cmp.Compare(b.docs, a.docs), cmp.Compare(a.text, b.text))
	})
	return words[:min(len(words), mostTried)]
}

// together counts the products that have a word and all those before it.
func (c *corpus) together(before string, words []completion, tier int) []completion {
	var with bitset
	for _, t := range split(before, nil) {
		id, ok := c.terms[stem(t.text)]
		if !ok || stopWords()[t.text] {
			continue
		}
		docs := bitset(nil).grow(len(c.products))
		for _, p := range c.lists[id] {
			docs.set(p.doc)
		}
		if with == nil {
			with = docs
		} else {
			with.and(docs)
		}
	}
	var all []completion
	for _, w := range words {
		docs := 0
		for _, p := range c.lists[c.terms[stem(w.text)]] {
			if p.fields&telling != 0 && c.live.has(p.doc) && (with == nil || with.has(p.doc)) {
				docs++
			}
		}
		if docs > 0 {
			all = append(all, completion{before + w.text, tier, docs})
		}
	}
	return all
}

// slipped reports whether a word begins as typed but for one edit (optimal
// string alignment: insert, delete, change or swap neighbours).
func slipped(typed, w string) bool {
	n := len(typed)
	for _, length := range []int{n - 1, n, n + 1} {
		if length <= len(w) && length > 0 && withinOne(typed, w[:length]) {
			return true
		}
	}
	return false
}

func withinOne(a, b string) bool {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	a, b = a[i:], b[i:]
	switch {
	case len(a) == len(b):
		return len(a) == 0 || a[1:] == b[1:] || len(a) > 1 && a[0] == b[1] && a[1] == b[0] && a[2:] == b[2:]
	case len(a) == len(b)+1:
		return a[1:] == b
	case len(b) == len(a)+1:
		return b[1:] == a
	}
	return false
}
