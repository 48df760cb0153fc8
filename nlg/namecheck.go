package nlg

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"daogou/lexicon"
)

var (
	acronyms   = wordSet("acronyms")
	fameBrands = wordSet("brands")
	boldForm   = regexp.MustCompile(`\*\*([^*\n]+)\*\*`)
	bookForm   = regexp.MustCompile(`《([^》\n]+)》`)
)

func wordSet(section string) map[string]bool {
	set := map[string]bool{}
	for _, line := range sections("data/gate")[section] {
		for _, w := range strings.Fields(line) {
			set[w] = true
		}
	}
	return set
}

// names checks every product and brand that the sentence names.
func (c *claims) names() (Reason, string) {
	for _, form := range []*regexp.Regexp{boldForm, bookForm} {
		for _, m := range form.FindAllStringSubmatch(c.lower, -1) {
			if !c.marked(m[1]) {
				return BadName, m[1]
			}
		}
	}
	if name := c.answer.gate.names.Load().foreign(c.masked, c.facts); name != "" && !c.excused(name) {
		return BadName, name
	}
	if name := c.famous(); name != "" && !c.excused(name) {
		return BadName, name
	}
	if name := c.otherBrand(); name != "" {
		return BadName, name
	}
	if name := c.mixed(); name != "" {
		return BadName, name
	}
	if name := c.capitals(); name != "" && !c.excused(name) {
		return BadName, name
	}
	return Passed, ""
}

// excused lets what the shopper named be named where it is denied: "we have
// nothing from Zentrix".
func (c *claims) excused(name string) bool {
	said := strings.ToLower(c.facts.plan.Said + " " + c.facts.plan.Query)
	at := strings.Index(c.masked, name)
	return at >= 0 && strings.Contains(said, name) && (c.negated(at) || c.doubtful(at)) || strings.Contains(strings.ToLower(c.facts.plan.Corrected), name)
}

// marked reports whether text in bold or in book marks is made of the facts'
// words.
func (c *claims) marked(text string) bool {
	for _, run := range scriptRuns(text) {
		runes := []rune(run)
		if !unicode.Is(unicode.Han, runes[0]) {
			if !c.knownWord(run) && len(lexicon.Read(run)) == 0 {
				return false
			}
			continue
		}
		if !c.facts.holdsRunes(runes) && !plainHan[run] {
			return false
		}
	}
	return true
}

// plainHan are bold words of an answer that name nothing.
var plainHan = map[string]bool{"价格": true, "材质": true, "颜色": true, "尺码": true, "评分": true, "优点": true, "推荐": true, "总结": true,
	"注意": true, "续航": true, "重量": true, "对比": true, "更便宜": true, "合计": true, "亮点": true, "适合": true, "特点": true}

// holdsRunes reports whether every pair of characters stands in the facts.
func (f *Facts) holdsRunes(runes []rune) bool {
	if len(runes) == 1 {
		return true
	}
	for i := range len(runes) - 1 {
		if !f.holds(string(runes[i : i+2])) {
			return false
		}
	}
	return true
}

func (c *claims) knownWord(w string) bool {
	stem := lexicon.Stem(w)
	return c.facts.word(w) || c.facts.word(stem) || acronyms[w] || lexicon.LanguageWord(stem) || lexicon.LanguageWord(w) ||
		strings.TrimFunc(w, unicode.IsDigit) == "" || labelWords[w] || labelWords[stem]
}

// labelWords are the words that English has for columns.
var labelWords = func() map[string]bool {
	set := map[string]bool{}
	for _, f := range books["en"].fields {
		for _, w := range strings.Fields(strings.ToLower(f.label + " " + f.yes)) {
			set[w] = true
		}
	}
	for _, w := range strings.Fields("summary tip note cheaper lighter larger longer better best pick picks choice option options total price rating why pros cons verdict overall") {
		set[w] = true
	}
	return set
}()

// famous gives a brand of the world that the facts do not hold.
func (c *claims) famous() string {
	for _, w := range latinWords(c.masked) {
		word := c.masked[w.from:w.to]
		if fameBrands[word] && !c.facts.word(word) && (len(word) > 4 || unicode.IsUpper(rune(c.text[w.from]))) && !commonSense[word] {
			return word
		}
	}
	for b := range hanBrands {
		if strings.Contains(c.masked, b) && !c.facts.holds(b) {
			return b
		}
	}
	return ""
}

// commonSense are brands that are words, too; in lower case they name nothing.
var commonSense = map[string]bool{"apple": true, "beats": true, "anker": true, "sharp": true, "columbia": true, "vans": true,
	"dove": true, "pixel": true, "converse": true, "fender": true, "olay": true, "visa": true, "razor": true, "barbie": true}

var hanBrands = func() map[string]bool {
	set := map[string]bool{}
	for w := range fameBrands {
		if unicode.Is(unicode.Han, []rune(w)[0]) {
			set[w] = true
		}
	}
	return set
}()

var (
	brandForm = regexp.MustCompile(`\b(?:the|of|from|by) (?:the )?brand (?:called |named )?([a-z]+)`)
	notOf     = regexp.MustCompile(`(?:isn't|is not|aren't|are not|not)(?: an?| from| by| of| made by)? $`)
)

// otherBrand gives a word that is said to be a brand and is none, or the brand of a
// product that is said not to be of it.
func (c *claims) otherBrand() string {
	if m := brandForm.FindStringSubmatch(c.masked); m != nil && !slices.ContainsFunc(c.facts.products, func(r *record) bool { return strings.Contains(strings.ToLower(r.brand), m[1]) }) {
		return m[1]
	}
	for _, r := range c.facts.products {
		brand := strings.ToLower(r.brand)
		if at := strings.Index(c.lower, brand); brand != "" && at >= 0 && notOf.MatchString(c.lower[:at]) {
			return brand
		}
	}
	return ""
}

// afterBrand are what may stand behind a Chinese brand besides its titles.
const afterBrand = "的这那品有是和也家在做出还都比贵便更、，。；：！？）》”*,. "

// mixed notices a title put together of two: a brand of the plan before words
// that no title of it has.
func (c *claims) mixed() string {
	for _, r := range c.facts.products {
		brand := strings.ToLower(r.brand)
		if brand == "" || !unicode.Is(unicode.Han, []rune(brand)[0]) {
			continue
		}
		for i := 0; ; {
			at := strings.Index(c.masked[i:], brand)
			if at < 0 {
				break
			}
			i += at + len(brand)
			next := []rune(firstRunesOf(strings.TrimLeft(c.masked[i:], " "), 2))
			if len(next) < 2 || strings.ContainsRune(afterBrand, next[0]) || !unicode.Is(unicode.Han, next[0]) || c.brandHas(brand, string(next)) ||
				strings.Contains(c.facts.shared.text, firstRunesOf(c.masked[i-len(brand):], 1+len([]rune(brand))+len(next))) {
				continue
			}
			return brand + string(next)
		}
	}
	return ""
}

func firstRunesOf(s string, n int) string {
	rs := []rune(s)
	return string(rs[:min(n, len(rs))])
}

// brandHas reports whether a title or a kind of the brand's holds the words.
func (c *claims) brandHas(brand, words string) bool {
	return slices.ContainsFunc(c.facts.products, func(r *record) bool {
		return strings.ToLower(r.brand) == brand && (strings.Contains(r.text, words) || lexicon.KnownWord(words))
	})
}

// capitals gives an English name that the facts do not hold: a word with a
// capital where no sentence begins.
func (c *claims) capitals() string {
	begins := true
	last := 0
	previous := ""
	for _, w := range latinWords(c.text) {
		between := c.text[last:w.from]
		begins = last == 0 || strings.ContainsAny(between, ".!?:\n|•\"“”()*") || strings.Contains(between, "- ") || strings.ContainsAny(between, "。！？：")
		last = w.to
		word, lower := c.text[w.from:w.to], c.masked[w.from:w.to]
		named := word[0] >= 'A' && word[0] <= 'Z'
		if strings.TrimSpace(lower) == "" || !named || c.inSpan(w) || sizeForm.MatchString(word) && len(word) < 5 {
			previous = ""
			continue
		}
		code := len(word) > 3 && strings.ToUpper(word) == word && strings.ContainsFunc(word, unicode.IsLetter)
		if (!begins || code || previous != "") && !c.wordHolds(lower) {
			return lower
		}
		if previous != "" && strings.Trim(between, " &-") == "" && !c.adjacent(previous, between, lower) {
			return previous + " " + lower
		}
		previous = ""
		if !lexicon.LanguageWord(lexicon.Stem(lower)) && !begins {
			previous = lower
		}
	}
	return ""
}

// wordHolds reports whether a capitalised word is one of the facts, or no name.
func (c *claims) wordHolds(lower string) bool {
	if c.facts.word(lower) || acronyms[lower] {
		return true
	}
	base := strings.TrimSuffix(strings.TrimSuffix(lower, "'s"), "’s")
	return c.facts.word(base) || acronyms[base] || lexicon.LanguageWord(base) || lexicon.LanguageWord(lexicon.Stem(base)) || sizeForm.MatchString(strings.ToUpper(base)) && len(base) < 4
}

// adjacent reports whether two words in capitals follow each other in the
// facts; a mixed name ("Oakline Tilda") does not.
func (c *claims) adjacent(a, between, b string) bool {
	return !c.facts.word(a) || c.facts.holds(a+between+b) || acronyms[b] || lexicon.LanguageWord(lexicon.Stem(b)) || c.facts.kindWord(b)
}

func (f *Facts) kindWord(w string) bool {
	return slices.ContainsFunc(f.products, func(r *record) bool { return strings.Contains(r.kind, w) || lexicon.KnownWord(w) })
}
