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
	q := catalog.Query{Text: draft, Locale: locale, Limit: suggestHits}
	if len(completions) > 0 {
		q.Text = completions[0]
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	s := x.pool.Get().(*scratch)
	defer x.pool.Put(s)
	res, _ := x.search(&q, nil, s) // a model's vector takes longer than a key press
	return completions, res.Hits, ctx.Err()
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
// a word that does, or sound so; of a draft in Han characters, which has no
// spaces, also those that its end begins: 红色连 becomes 红色连衣裙.
func (c *corpus) completeNames(want string) []completion {
	all := c.namesLike(want)
	if len(all) > 0 || !isHan(firstRune(want)) {
		return all
	}
	for i := range want {
		if i == 0 || !c.having(want[:i]).any() {
			continue
		}
		for _, n := range c.namesLike(want[i:]) {
			if n.tier == 0 {
				all = append(all, completion{want[:i] + n.text, 1, n.docs})
			}
		}
		if len(all) > 0 {
			break
		}
	}
	return all
}

func (c *corpus) namesLike(want string) []completion {
	var all []completion
	inside, typed := " "+want, strings.ReplaceAll(want, " ", "")
	latin, chinese := isASCII(want), isHan(firstRune(want))
	for i := range c.vocabulary.names {
		n := &c.vocabulary.names[i]
		tier := 1
		switch {
		case strings.HasPrefix(n.folded, want):
			tier = 0
		case strings.Contains(n.folded, inside), chinese && strings.Contains(n.folded, want), latin && n.soundsLike(typed):
		default:
			continue
		}
		if docs := len(c.columns.values[n.field][n.key]); docs > 0 {
			all = append(all, completion{n.shown, tier, docs})
		}
	}
	return all
}

// mostTried is how many words are tried with the words before, the frequent ones.
const mostTried = 40

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
	words := x.corpus.wordsLike(last[0], func(w string) bool { return strings.HasPrefix(w, last) })
	tier := 0
	if len(words) == 0 && len(last) >= 4 {
		words = x.corpus.wordsLike(last[0], func(w string) bool { return slipped(last, w) })
		tier = 2
	}
	return x.corpus.together(x.mend(before), words, tier)
}

// mend corrects the words that no product has, the first few.
func (x *Index) mend(before string) string {
	words := strings.Fields(before)
	for i, w := range words[:min(len(words), mostRepairs)] {
		if _, known := x.corpus.terms[stem(w)]; !known && !stopWords()[w] {
			if found := x.corrections(w); len(found) > 0 {
				words[i] = found[0].word
			}
		}
	}
	if len(words) == 0 {
		return ""
	}
	return strings.Join(words, " ") + " "
}

// wordsLike gives the telling words with a first byte that pass, the frequent
// first.
func (c *corpus) wordsLike(first byte, pass func(string) bool) []completion {
	var words []completion
	for _, w := range c.vocabulary.words[first] {
		if pass(w) {
			if docs := len(c.lists[c.vocabulary.terms[w]]); docs > 0 {
				words = append(words, completion{text: w, docs: docs})
			}
		}
	}
	slices.SortFunc(words, func(a, b completion) int {
		return cmp.Or(cmp.Compare(b.docs, a.docs), cmp.Compare(a.text, b.text))
	})
	return words[:min(len(words), mostTried)]
}

// having gives the documents that have all of the words that are any product's;
// nil where none is.
func (c *corpus) having(words string) bitset {
	var with bitset
	for _, t := range split(words, nil) {
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
	return with
}

// together counts the products that have a word and all those before it.
func (c *corpus) together(before string, words []completion, tier int) []completion {
	with := c.having(before)
	var all []completion
	for _, w := range words {
		docs := 0
		for _, p := range c.lists[c.vocabulary.terms[w.text]] {
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
