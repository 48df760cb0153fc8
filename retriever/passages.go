package retriever

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/search/query"
	"github.com/tmc/langchaingo/textsplitter"

	"daogou/catalog"
)

// passageRunes is how long a passage is at most: one rule, quotable whole.
const passageRunes = 600

// policyPassage is a passage and the key bleve knows it by.
type policyPassage struct {
	key     string
	passage catalog.Passage
}

// SetPolicies replaces the policies that Passages searches.
func (x *Index) SetPolicies(ctx context.Context, policies []catalog.Policy) error {
	x.write.Lock()
	defer x.write.Unlock()
	var all []policyPassage
	for _, p := range policies {
		if err := ctx.Err(); err != nil {
			return err
		}
		all = append(all, cut(p)...)
	}
	keys := make([]string, len(all))
	for i, p := range all {
		keys[i] = p.key
	}
	gone := slices.DeleteFunc(x.store.passages(), func(k string) bool { return slices.Contains(keys, k) })
	if err := x.store.write(change{put: policyEntries(all), remove: gone, passages: keys}); err != nil {
		return err
	}
	x.locked(func() { x.policies = all })
	return nil
}

// cut splits a policy at its headings and paragraphs.
func cut(p catalog.Policy) []policyPassage {
	splitter := textsplitter.NewRecursiveCharacter(
		textsplitter.WithChunkSize(passageRunes), textsplitter.WithChunkOverlap(0),
		textsplitter.WithSeparators([]string{"\n# ", "\n## ", "\n### ", "\n\n", "\n", "。", ". ", " ", ""}),
	)
	texts, err := splitter.SplitText(p.Body)
	if err != nil || len(texts) == 0 {
		texts = []string{p.Body}
	}
	var all []policyPassage
	for i, t := range texts {
		key := "policy:" + p.Locale + ":" + p.Name + "#" + strconv.Itoa(i)
		text := strings.Join(strings.Fields(t), " ")
		all = append(all, policyPassage{key, catalog.Passage{Policy: p.Name, Title: p.Title, Locale: p.Locale, Text: text}})
	}
	return all
}

func policyEntries(all []policyPassage) []entry {
	entries := make([]entry, len(all))
	for i, p := range all {
		entries[i] = entry{p.key, map[string][]string{
			"policy_title": slices.Concat(termsOf(p.passage.Title), policyConcepts().in(p.passage.Title)),
			"policy_text":  slices.Concat(termsOf(p.passage.Text), policyConcepts().in(p.passage.Text)),
		}}
	}
	return entries
}

func termsOf(text string) []string {
	var terms []string
	for _, u := range units(split(fold(text), nil), nil) {
		terms = append(terms, u.term)
	}
	return terms
}

// Passages finds the parts of policies that best answer a question, at most k,
// those in the shopper's language first where both say it.
func (x *Index) Passages(ctx context.Context, text, locale string, k int) ([]catalog.Passage, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	policies := x.policies
	q := passageQuery(text)
	if q == nil || len(policies) == 0 || k <= 0 {
		return nil, ctx.Err()
	}
	res, err := x.store.index.SearchInContext(ctx, bleve.NewSearchRequestOptions(q, len(policies), 0, false))
	if err != nil {
		return nil, err
	}
	byKey := make(map[string]catalog.Passage, len(policies))
	for _, p := range policies {
		byKey[p.key] = p.passage
	}
	var found []catalog.Passage
	asked := contentTerms(text)
	for _, hit := range res.Hits {
		if p, ok := byKey[hit.ID]; ok {
			p.Score = hit.Score * (1 + alike(asked, contentTerms(p.Title)))
			found = append(found, p)
		}
	}
	slices.SortStableFunc(found, func(a, b catalog.Passage) int { return cmp.Compare(b.Score, a.Score) })
	return inLanguage(found, locale)[:min(k, len(found))], nil
}

// contentTerms gives the terms of a text's words that are no stop words, each once.
func contentTerms(text string) []string {
	tokens := split(dropPhrases(fold(text)), nil)
	content := contentOf(tokens)
	var terms []string
	for _, u := range units(tokens, nil) {
		if content[u.token] && !slices.Contains(terms, u.term) {
			terms = append(terms, u.term)
		}
	}
	return terms
}

// alike is 1 where a question is a title and 0 where they share no word: the part
// of the title that is asked times the part of the question that the title is.
func alike(asked, title []string) float64 {
	same := 0.0
	for _, t := range title {
		if slices.Contains(asked, t) {
			same++
		}
	}
	return same * same / float64(max(1, len(asked)*len(title)))
}

// passageQuery asks for any term or concept of the text, in title or body.
func passageQuery(text string) query.Query {
	tokens := split(dropPhrases(fold(text)), nil)
	content := contentOf(tokens)
	var any []query.Query
	for _, u := range units(tokens, nil) {
		if content[u.token] {
			any = append(any, inPassage(u.term, float64(u.weight))...)
		}
	}
	concepts := append(policyConcepts().in(text), policyConcepts().mended(text)...)
	slices.Sort(concepts)
	for _, c := range slices.Compact(concepts) {
		any = append(any, inPassage(c, conceptBoost)...)
	}
	if len(any) == 0 {
		return nil
	}
	return bleve.NewDisjunctionQuery(any...)
}

// A title says what the whole rule is about, and a concept is more certain than
// a word.
const (
	titleBoost   = 2
	conceptBoost = 1.5
)

func inPassage(term string, boost float64) []query.Query {
	title, body := bleve.NewTermQuery(term), bleve.NewTermQuery(term)
	title.SetField("policy_title")
	title.SetBoost(titleBoost * boost)
	body.SetField("policy_text")
	body.SetBoost(boost)
	return []query.Query{title, body}
}

// inLanguage moves the passages of a language to the front, else in order.
func inLanguage(found []catalog.Passage, locale string) []catalog.Passage {
	var own, other []catalog.Passage
	for _, p := range found {
		if p.Locale == locale || p.Locale == "" {
			own = append(own, p)
		} else {
			other = append(other, p)
		}
	}
	return append(own, other...)
}
