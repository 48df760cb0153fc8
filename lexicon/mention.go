package lexicon

import (
	"cmp"
	"math"
	"slices"
)

// Mention is a product spoken of by its title, or by words of it.
type Mention struct {
	From, To int   // tokens
	Products []int // places in Vocabulary.Products that fit the words best
	Whole    bool  // the whole title was said
	Plain    bool  // of words that all mean something in the shop by themselves
	Own      bool  // some word of it stands in the titles of one product alone, its variants aside
}

// Mentions finds the products that a text names: by whole titles, then by runs
// of words that few titles hold ("the Nordhem Wexley"). Words that mean
// something else in the shop or the language do not make a name by themselves,
// but help to tell which product is meant.
func (v *Vocabulary) Mentions(ts []Token, matches []Match) []Mention {
	out := v.wholeTitles(ts)
	taken := make([]bool, len(ts))
	for _, m := range out {
		for i := m.From; i < m.To && !m.Plain; i++ {
			taken[i] = true
		}
	}
	kinds := v.nameKinds(ts, matches, taken)
	for i := 0; i < len(ts); {
		to, named := i, false
		for to < len(ts) && kinds[to] != notName {
			named = named || kinds[to] == isName
			to++
		}
		if named {
			if m, ok := v.titles.resolve(ts, i, to, kinds, func(i int) bool { return crosses(matches, ts, i) }); ok {
				out = append(out, m)
			}
		}
		i = max(to, i) + 1
	}
	slices.SortFunc(out, func(a, b Mention) int { return cmp.Compare(a.From, b.From) })
	return out
}

func (v *Vocabulary) wholeTitles(ts []Token) []Mention {
	var out []Mention
	for i := 0; i < len(ts); i++ {
		for n := min(v.titles.longest[ts[i].Stem], len(ts)-i); n > 0; n-- {
			words := spoken(ts, i, n)
			if words == nil {
				continue
			}
			ids, plain := v.titles.whole[stemsKey(words)], false
			if len(ids) == 0 {
				ids, plain = v.titles.unbranded[stemsKey(words)], true
			}
			if len(ids) == 0 || len(words) < 2 && !quoted(ts, i) {
				continue
			}
			m := Mention{From: i, To: indexOf(ts, words[len(words)-1]) + 1, Whole: true, Plain: plain || !v.telling(ts, i, words)}
			for _, id := range ids {
				m.Products = append(m.Products, int(id))
			}
			out = append(out, m)
			i = m.To - 1
			break
		}
	}
	return out
}

// spoken gives n tokens from i on, marks between them left out.
func spoken(ts []Token, i, n int) []Token {
	plain := true
	for _, t := range ts[i : i+n] {
		plain = plain && t.Kind != Punct
	}
	if plain {
		return ts[i : i+n]
	}
	var out []Token
	for _, t := range ts[i:] {
		if t.Kind != Punct {
			if out = append(out, t); len(out) == n {
				return out
			}
		}
	}
	return nil
}

func indexOf(ts []Token, t Token) int {
	return slices.IndexFunc(ts, func(o Token) bool { return o.Start == t.Start })
}

// telling reports whether a whole title is surely meant as one: it has two
// words or more that are not all the shop's own terms, or stands in quotes.
func (v *Vocabulary) telling(ts []Token, from int, words []Token) bool {
	if quoted(ts, from) {
		return true
	}
	if len(v.senses[stemsKey(words)]) > 0 || len(words) < 2 {
		return false
	}
	plain := true
	for _, w := range words {
		plain = plain && len(v.senses[w.Stem]) > 0
	}
	return !plain && (len(words) > 2 || words[0].Kind != Han || len(words) > 3)
}

func quoted(ts []Token, i int) bool { return i > 0 && isQuote(ts[i-1].Text) }

func isQuote(s string) bool {
	switch s {
	case "《", "\"", "「", "『", "“", "'", "<", "〈", "【":
		return true
	}
	return false
}

type nameKind byte

const (
	notName nameKind = iota
	helpsName
	isName
	afterBrand // while sorting only
)

// nameKinds sorts tokens: those that few titles hold and that mean nothing else
// name a product; brands and the shop's terms help; the rest parts names.
func (v *Vocabulary) nameKinds(ts []Token, matches []Match, taken []bool) []nameKind {
	kinds := make([]nameKind, len(ts))
	rare := max(15, len(v.Products)*3/100)
	for i := range ts {
		if taken[i] || ts[i].Kind == Punct {
			continue
		}
		for _, f := range featuresAt(ts, i) {
			df := v.titles.df[f.text]
			if df == 0 {
				continue
			}
			kind := helpsName
			switch {
			case ts[i].Kind == Word && f.n == 1 && LanguageWord(f.text):
				if kind = notName; df <= rare && (proper(ts, i) || ts[i].Upper && v.endsBrand(ts, i)) {
					kind = afterBrand
				}
			case df <= rare && !crosses(matches, ts, i) && v.namelike(ts, i, f):
				kind = isName
			case (df <= rare || f.n > 1) && ts[i].Kind == Word && v.endsBrand(ts, i): // a code behind its brand
				kind = isName
			}
			for j := i; j < i+f.n; j++ {
				kinds[j] = max(kinds[j], kind)
			}
		}
	}
	for i := range kinds { // a common word names a product right behind its brand, or as a capital
		if kinds[i] == afterBrand {
			kinds[i] = notName
			if ts[i].Upper && i > 0 || v.endsBrand(ts, i) {
				kinds[i] = isName
			}
		}
	}
	for _, m := range matches {
		for i := m.From; i < m.To; i++ {
			switch {
			case ts[i].Kind == Han && m.To-m.From == 1: // a character of a name is no word
			case m.How == "column" && m.Field != "brand":
				kinds[i] = notName
			case m.Field == "brand" && (kinds[i] != isName || m.How == "exact" && m.To-m.From > 1):
				kinds[i] = helpsName
			case kinds[i] == isName && (m.How != "typo" || m.To-m.From > 2) && m.How != "title" && m.Score > 0.6 && !v.namesGoods(m.Field):
				kinds[i] = helpsName
			}
		}
	}
	return kinds
}

// crosses reports whether a pair of Han characters at i only comes of two words
// that meet there (人沙 in 双人沙发).
func crosses(matches []Match, ts []Token, i int) bool {
	return ts[i].Kind == Han && slices.ContainsFunc(matches, func(m Match) bool {
		return m.To-m.From > 1 && m.How != "typo" && (m.From == i+1 || m.To == i+1)
	})
}

// proper reports whether a common word may be a name: it is none of the little
// words.
func proper(ts []Token, i int) bool {
	return len(ts[i].Text) > 2 && len(grammar().classes[ts[i].Stem]) == 0
}

// endsBrand reports whether a brand's name ends right before token i.
func (v *Vocabulary) endsBrand(ts []Token, i int) bool {
	for n := 1; n <= min(4, i); n++ {
		for _, s := range v.senses[stemsKey(ts[i-n:i])] {
			if s.field == "brand" {
				return true
			}
		}
	}
	return false
}

// namelike reports whether a feature means nothing in the language or the shop
// but a product's name.
func (v *Vocabulary) namelike(ts []Token, i int, f feature) bool {
	if isNumeric([]string{f.text}) || KnownWord(f.text) || MaterialOf(f.text) != "" || Shade(f.text) != "" {
		return false
	}
	for _, s := range v.senses[f.key] {
		if s.how != "title" && !v.namesGoods(s.field) {
			return false
		}
	}
	if ts[i].Kind == Han {
		return v.endsBrand(ts, i) || !hanLanguage(ts, i) // 贝禾 知了
	}
	_, isUnit := units().words[f.text]
	_, isPerson := people()[f.text]
	return !isUnit && !isPerson && (f.n > 1 || !LanguageWord(f.text) && len(f.text) > 1)
}

func (v *Vocabulary) namesGoods(field string) bool {
	c := v.columns[field]
	return c != nil && c.NamesGoods()
}

// hanLanguage reports whether the two characters at i are a word of the
// language, or hold one of its little words.
func hanLanguage(ts []Token, i int) bool {
	for _, t := range ts[i : i+2] {
		if Particle(t.Text) {
			return true
		}
	}
	key := ts[i].Text + " " + ts[i+1].Text
	_, isPerson := people()[key]
	return isPerson || numeral(ts[i]) && numeral(ts[i+1]) || len(grammar().classes[key]) > 0
}

// Particle reports whether a Han character is one of the little words that hardly
// stand within a name.
func Particle(s string) bool { return Is("particle", s) }

func numeral(t Token) bool {
	_, digit := numerals().han[t.Text]
	return digit || numerals().hanScales[t.Text] > 0
}

type feature struct {
	text string // as in titles.df
	key  string // as in Vocabulary.senses
	n    int    // tokens
}

// featuresAt gives the title features that begin at token i.
func featuresAt(ts []Token, i int) []feature {
	t := ts[i]
	var next Token
	touching := i+1 < len(ts) && !ts[i+1].Space
	if touching {
		next = ts[i+1]
	}
	switch t.Kind {
	case Word:
		out := []feature{{t.Stem, t.Stem, 1}}
		if next.Kind == Digits && touching {
			out = append(out, feature{t.Text + next.Text, t.Text + " " + next.Text, 2})
		}
		return out
	case Digits:
		out := []feature{{t.Text, t.Text, 1}}
		if next.Kind == Word && touching {
			out = append(out, feature{t.Text + next.Text, t.Text + " " + next.Text, 2})
		}
		return out
	case Han:
		if next.Kind == Han && touching {
			return []feature{{t.Text + next.Text, t.Text + " " + next.Text, 2}}
		}
	}
	return nil
}

// resolve finds the products whose titles hold most of a run's words, rare ones
// weighing more. meets tells where two words only meet.
func (t *titles) resolve(ts []Token, from, to int, kinds []nameKind, meets func(int) bool) (Mention, bool) {
	scores := map[int32]float64{}
	total, own := 0.0, false
	for i := from; i < to; i++ {
		for _, f := range featuresAt(ts[:to], i) {
			list := t.postings[f.text]
			if len(list) == 0 {
				continue
			}
			w := math.Log(1 + float64(len(t.products))/float64(len(list)))
			if kinds[i] == isName {
				w *= 2
				total += w
				own = own || t.oneGroup(list) && !meets(i)
			}
			for _, id := range list {
				scores[id] += w
			}
		}
	}
	best := 0.0
	for _, s := range scores {
		best = max(best, s)
	}
	if best == 0 || best < total*0.5 {
		return Mention{}, false
	}
	m := Mention{From: from, To: to, Own: own}
	for id, s := range scores {
		if s >= best-1e-9 {
			m.Products = append(m.Products, int(id))
		}
	}
	slices.Sort(m.Products)
	return m, true
}

// oneGroup reports whether all products of a list are variants of one.
func (t *titles) oneGroup(list []int32) bool {
	first := t.products[list[0]]
	for _, id := range list[1:] {
		if p := t.products[id]; p.Group == "" || p.Group != first.Group {
			return false
		}
	}
	return true
}

// NameScore tells how much of a run of words a title holds, rare words weighing
// more: for choosing among products shown.
func (v *Vocabulary) NameScore(ts []Token, title string) float64 {
	have := map[string]bool{}
	for _, f := range features(Tokenize(title)) {
		have[f] = true
	}
	score := 0.0
	for i := range ts {
		for _, f := range featuresAt(ts, i) {
			if have[f.text] {
				score += math.Log(1 + float64(len(v.Products))/float64(1+v.titles.df[f.text]))
			}
		}
	}
	return score
}
