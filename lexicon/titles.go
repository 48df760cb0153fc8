package lexicon

import (
	"slices"
	"strings"

	"daogou/catalog"
)

// titles knows products by the words of their titles.
type titles struct {
	products []*catalog.Product
	df       map[string]int     // feature → products
	postings map[string][]int32 // feature → products, ascending; the commonest have none
	whole    map[string][]int32 // a whole title → products
	longest  map[string]int

	unbranded map[string][]int32 // a whole title without its brand → products
	loose     map[string]bool    // features of titles of products without a category
	unkinded  int                // products without a category
}

// commonShare is the share of products above which a title's word says
// nothing of which product is meant.
const commonShare = 0.2

func newTitles(products []*catalog.Product) *titles {
	t := &titles{products: products, df: map[string]int{}, postings: map[string][]int32{}, whole: map[string][]int32{}, unbranded: map[string][]int32{}, loose: map[string]bool{}, longest: map[string]int{}}
	most := max(20, int(float64(len(products))*commonShare))
	for i, p := range products {
		seen := map[string]bool{}
		if len(p.Category) == 0 {
			t.unkinded++
		}
		for _, text := range p.Texts() {
			ts := Tokenize(text.Title)
			t.addWhole(int32(i), withoutBrackets(ts))
			t.addUnbranded(int32(i), text.Title, p.Brand)
			for _, f := range features(ts) {
				if seen[f] {
					continue
				}
				seen[f] = true
				if len(text.Category) == 0 {
					t.loose[f] = true
				}
				t.df[f]++
				if t.df[f] <= most {
					t.postings[f] = append(t.postings[f], int32(i))
				} else {
					delete(t.postings, f)
				}
			}
		}
	}
	return t
}

func (t *titles) addWhole(id int32, ts []Token) {
	var words []Token
	for _, tok := range ts {
		if tok.Kind != Punct {
			words = append(words, tok)
		}
	}
	if len(words) == 0 || len(words) > 30 {
		return
	}
	key := stemsKey(words)
	t.whole[key] = append(t.whole[key], id)
	t.longest[words[0].Stem] = max(t.longest[words[0].Stem], len(words))
}

// addUnbranded files a title without the brand that it begins with.
func (t *titles) addUnbranded(id int32, title, brand string) {
	rest, ok := strings.CutPrefix(title, brand)
	if brand == "" || !ok {
		return
	}
	words := slices.DeleteFunc(withoutBrackets(Tokenize(rest)), func(tok Token) bool { return tok.Kind == Punct })
	if len(words) < 3 || len(words) > 30 {
		return
	}
	key := stemsKey(words)
	t.unbranded[key] = append(t.unbranded[key], id)
	t.longest[words[0].Stem] = max(t.longest[words[0].Stem], len(words))
}

// withoutBrackets leaves out what stands in brackets: "(Paperback)".
func withoutBrackets(ts []Token) []Token {
	depth := 0
	var out []Token
	for _, t := range ts {
		switch t.Text {
		case "(", "（", "[", "【":
			depth++
		case ")", "）", "]", "】":
			depth--
		default:
			if depth == 0 {
				out = append(out, t)
			}
		}
	}
	return out
}

// Titled gives the products whose titles hold a phrase as it stands, in the order
// of the catalogue; none where each word of it is in very many titles.
func (v *Vocabulary) Titled(phrase string) []*catalog.Product {
	var rarest []int32
	for _, f := range features(Tokenize(phrase)) {
		if list := v.titles.postings[f]; len(list) > 0 && (rarest == nil || len(list) < len(rarest)) {
			rarest = list
		}
	}
	var out []*catalog.Product
	for _, i := range rarest {
		if p := v.Products[i]; slices.ContainsFunc(p.Texts(), func(t *catalog.Text) bool { return strings.Contains(t.Title, phrase) }) {
			out = append(out, p)
		}
	}
	return out
}

// Unsorted reports whether most products have no category, so that what the shop
// sells can't be told from its vocabulary.
func (v *Vocabulary) Unsorted() bool { return 2*v.titles.unkinded > len(v.Products) }

// Uncategorised reports whether titles of products that have no category hold
// the words of a phrase, so that it may name what they are.
func (v *Vocabulary) Uncategorised(phrase string) bool {
	if len(v.titles.loose) == 0 {
		return false
	}
	words := features(Tokenize(phrase))
	return len(words) > 0 && !slices.ContainsFunc(words, func(f string) bool { return !v.titles.loose[f] })
}

// features are what a title is known by: its words, letters with the digits
// that touch them, and pairs of neighbouring Han characters.
func features(ts []Token) []string {
	var out []string
	for i := range ts {
		for _, f := range featuresAt(ts, i) {
			out = append(out, f.text)
		}
	}
	return out
}

// addTitleWords learns which words of titles name a category: those that stand
// in the titles of one category's goods nearly alone ("kitchen table" in Dining
// Tables). Words and pairs of words count, Han words by their ends.
func (v *Vocabulary) addTitleWords() {
	counts := map[string]map[string]int{}
	groups := map[string]bool{}
	for _, p := range v.Products {
		if p.Group != "" && groups[p.Group] {
			continue // variants under one title tell nothing more
		}
		groups[p.Group] = true
		for _, text := range p.Texts() {
			if len(text.Category) == 0 {
				continue
			}
			for phrase := range titlePhrases(Tokenize(text.Title), p.Brand) {
				m := counts[phrase]
				if m == nil {
					m = map[string]int{}
					counts[phrase] = m
				}
				m[text.Category[len(text.Category)-1]]++
			}
		}
	}
	for _, phrase := range sortedKeys(counts) { // what is learnt first stands in the way of others
		if !v.named(phrase) {
			v.learn(phrase, counts[phrase])
		}
	}
}

// named reports whether the phrase surely means something already; that it is
// a kind of some category (a tool box of Tools) is less than what titles tell.
func (v *Vocabulary) named(phrase string) bool {
	return slices.ContainsFunc(v.senses[phrase], func(s sense) bool {
		return s.field != "category" || s.how != "narrower" && s.how != "broader" || !KnownNoun(phrase)
	})
}

// learn takes a phrase of titles as a name of the categories that it names.
func (v *Vocabulary) learn(phrase string, cats map[string]int) {
	total := 0
	for _, n := range cats {
		total += n
	}
	noun := KnownNoun(phrase)
	if total < 4 && !noun || total < 1 {
		return
	}
	for _, c := range sortedKeys(cats) {
		share := float64(cats[c]) / float64(total)
		if share >= 0.9 || noun && share >= 0.3 {
			v.add(phrase, "category", c, "title", titleScore(noun))
			if noun {
				for _, w := range goodsSynonyms(phrase, "") {
					if key := phraseKey(w); len(v.senses[key]) == 0 || v.senses[key][0].how == "title" {
						v.add(w, "category", c, "title", 0.55)
					}
				}
			}
		}
	}
}

// titleScore is how sure a word of titles is to name a category; a word for
// goods is surer than what the category is merely a kind of.
func titleScore(noun bool) float64 {
	if noun {
		return 0.75
	}
	return 0.6
}

// titlePhrases gives the words, pairs of words and Han endings of a title, the
// brand's own words aside.
func titlePhrases(ts []Token, brand string) map[string]bool {
	out := map[string]bool{}
	own := map[string]bool{}
	for _, s := range Stems(brand) {
		own[s] = true
	}
	for i, t := range ts {
		if i+1 < len(ts) && t.Kind == Word && KnownNoun(stemsKey(ts[i:i+2])) {
			out[stemsKey(ts[i:i+2])] = true
		}
		switch {
		case t.Kind == Word && len(t.Stem) > 2 && !own[t.Stem] && !LanguageWord(t.Stem):
			out[t.Stem] = true
			if i+1 < len(ts) && ts[i+1].Kind == Word && !own[ts[i+1].Stem] && !LanguageWord(ts[i+1].Stem) {
				out[t.Stem+" "+ts[i+1].Stem] = true
			}
		case t.Kind == Han && endsHan(ts, i):
			for n := 2; n <= 4 && i-n+1 >= 0; n++ {
				if run := ts[i-n+1 : i+1]; allHan(run) {
					out[stemsKey(run)] = true
				}
			}
		}
	}
	return out
}

// endsHan reports whether a run of Han ends at token i, a last 男 or 女 aside.
func endsHan(ts []Token, i int) bool {
	if i+1 == len(ts) || ts[i+1].Kind != Han || ts[i+1].Space {
		return true
	}
	return Is("man_or_woman", ts[i+1].Text) && (i+2 == len(ts) || ts[i+2].Kind != Han)
}

func allHan(ts []Token) bool {
	for _, t := range ts {
		if t.Kind != Han {
			return false
		}
	}
	return true
}
