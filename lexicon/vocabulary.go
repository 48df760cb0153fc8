package lexicon

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"daogou/catalog"
)

// Vocabulary is what a shop's words mean: its categories, brands, attribute
// values, yes/no features and titles, in the catalogue's own words and in the
// languages' other words for them. It never changes; a changed catalogue gets a
// new one.
type Vocabulary struct {
	Currency string
	Products []*catalog.Product // as given
	columns  map[string]*Column
	names    []string // of columns, sorted
	senses   map[string][]sense
	longest  map[string]int // first stem → tokens of the longest phrase that begins with it
	words    map[string]bool
	tree     *tree
	titles   *titles
	index    *index
	spell    *speller

	describes [][]string // by attribute of the language: numeric columns that it describes
}

// sense is one meaning of a phrase.
type sense struct {
	field  string
	values []string
	score  float64
	how    string
}

// Match is a phrase of a text that means something in this shop.
type Match struct {
	From, To   int // tokens
	Start, End int // bytes
	Text       string
	Field      string   // the column; "category", "brand"
	Values     []string // of the catalogue
	Score      float64  // 1: the catalogue's own word
	How        string   // exact, part, synonym, translation, narrower, broader, head, last, title, flag, unflag, column, typo
}

// Google's own columns, which have grammar of their own or say nothing that a
// shopper would ask for by value.
var plainFields = map[string]bool{
	"gender": true, "age_group": true, "availability": true, "condition": true, "gtin": true, "link": true, "image_link": true,
	"additional_image_link": true, "video_link": true, "mpn": true, "shipping": true, "tax": true, "google_product_category": true,
	"product_highlight": true, "item_group_id": true, "id": true, "title": true, "description": true, "price": true, "sale_price": true,
	"star_rating": true, "review_count": true, "product_type": true, "identifier_exists": true, "canonical_link": true,
}

// NewVocabulary derives the vocabulary of a catalogue, and of the synonyms that
// its operator approved.
func NewVocabulary(products []*catalog.Product, synonyms ...catalog.Synonym) *Vocabulary {
	v := &Vocabulary{
		Products: products, columns: map[string]*Column{}, senses: map[string][]sense{},
		longest: map[string]int{}, words: map[string]bool{},
	}
	for _, p := range products {
		if v.Currency = p.ListPrice.Currency; v.Currency != "" {
			break
		}
	}
	v.readColumns(products)
	v.tree = newTree(products)
	v.titles = newTitles(products)
	v.index = newIndex(products, v.columns)
	v.addCategories()
	v.addBrands(products)
	v.addColumns()
	for _, a := range attributes() {
		v.describes = append(v.describes, v.described(a))
	}
	v.addTitleWords()
	v.addShortBrands(products)
	if len(synonyms) > 0 {
		v.spell = newSpeller(v.senses) // to tell what the operator's words stand for
		v.addApproved(synonyms)
	}
	v.spell = newSpeller(v.senses)
	return v
}

func (v *Vocabulary) readColumns(products []*catalog.Product) {
	stats := map[string]*columnStats{}
	for _, p := range products {
		for _, t := range p.Texts() {
			for name, values := range t.Attributes {
				if len(values) == 0 {
					continue
				}
				c := stats[name]
				if c == nil {
					c = &columnStats{counts: map[string]int{}, units: map[string]int{}}
					stats[name] = c
				}
				c.see(values)
			}
		}
	}
	for name, c := range stats {
		if c.long*2 > c.stated { // prose
			continue
		}
		v.columns[name] = c.column(name)
	}
	v.names = slices.Sorted(maps.Keys(v.columns))
}

// Column gives an attribute column, nil when the catalogue has none by the name.
func (v *Vocabulary) Column(name string) *Column { return v.columns[name] }

// Columns gives the attribute columns by name.
func (v *Vocabulary) Columns() []*Column {
	out := make([]*Column, len(v.names))
	for i, name := range v.names {
		out[i] = v.columns[name]
	}
	return out
}

// add makes a phrase mean values of a field. Of one field and way of knowing,
// several values gather; a surer way hides a less sure one at look-up.
func (v *Vocabulary) add(phrase, field, value, how string, score float64) {
	v.addStems(Stems(phrase), field, value, how, score)
}

func (v *Vocabulary) addStems(stems []string, field, value, how string, score float64) {
	if len(stems) == 0 || len(stems) > 12 || value == "" {
		return
	}
	key := strings.Join(stems, " ")
	v.longest[stems[0]] = max(v.longest[stems[0]], len(stems))
	for _, s := range stems {
		v.words[s] = true
	}
	for i, s := range v.senses[key] {
		if s.field == field && s.score == score {
			if !slices.Contains(s.values, value) {
				v.senses[key][i].values = append(s.values, value)
			}
			return
		}
	}
	v.senses[key] = append(v.senses[key], sense{field, []string{value}, score, how})
}

// addWithSynonyms adds a phrase and every other way to say it in both languages.
func (v *Vocabulary) addWithSynonyms(phrase, field, value string, score float64, synonyms func(word, locale string) []string) {
	v.add(phrase, field, value, "exact", score)
	own := Detect(phrase)
	for _, locale := range []string{"en", "zh"} {
		how, s := "synonym", score*0.9
		if locale != own {
			how, s = "translation", score*0.88
		}
		for _, w := range synonyms(phrase, locale) {
			v.add(w, field, value, how, s)
		}
	}
}

func (v *Vocabulary) addBrands(products []*catalog.Product) {
	seen := map[string]bool{}
	for _, p := range products {
		if p.Brand == "" || seen[p.Brand] {
			continue
		}
		seen[p.Brand] = true
		v.add(p.Brand, "brand", p.Brand, "exact", 1)
		v.addJoined(p.Brand)
		if short := strings.Join(strings.Fields(p.Brand), ""); short != p.Brand {
			v.add(short, "brand", p.Brand, "exact", 0.95)
		}
	}
}

// addJoined lets a brand's & be written as it is, or in words.
func (v *Vocabulary) addJoined(brand string) {
	if !strings.Contains(brand, "&") {
		return
	}
	v.add(strings.ReplaceAll(brand, "&", " and "), "brand", brand, "exact", 1)
	var stems []string
	for _, t := range Tokenize(brand) {
		stems = append(stems, t.Stem)
	}
	v.addStems(stems, "brand", brand, "exact", 1)
}

// addShortBrands lets a brand of several words be called by the first of them,
// where that is no other word: Orla for Orla Tea House.
func (v *Vocabulary) addShortBrands(products []*catalog.Product) {
	short := map[string]map[string]bool{}
	for _, p := range products {
		if stems := Stems(p.Brand); len(stems) > 1 && latin(stems[0]) && len(stems[0]) > 2 {
			if short[stems[0]] == nil {
				short[stems[0]] = map[string]bool{}
			}
			short[stems[0]][p.Brand] = true
		}
	}
	for word, brands := range short {
		if len(brands) > 1 || len(v.senses[word]) > 0 || LanguageWord(word) || KnownWord(word) || KnownNoun(word) {
			continue
		}
		for brand := range brands {
			v.add(word, "brand", brand, "part", 0.9)
		}
	}
}

func (v *Vocabulary) addColumns() {
	for _, name := range v.names {
		if plainFields[name] {
			continue
		}
		c := v.columns[name]
		if c.Kind == Choice {
			v.addValues(c)
		}
		v.addColumnNames(c)
	}
}

// headless is a Chinese kind of goods without the character that it shares with the
// category: the U型 of U型锁, among 车锁. Empty: it has none.
func (v *Vocabulary) headless(value string) string {
	last, size := utf8.DecodeLastRuneInString(value)
	if !unicode.Is(unicode.Han, last) || utf8.RuneCountInString(value) < 3 {
		return ""
	}
	if slices.ContainsFunc(v.tree.names, func(name string) bool { return strings.HasSuffix(name, string(last)) }) {
		return value[:len(value)-size]
	}
	return ""
}

// addValues makes a column's words findable. Numbers and lone letters (sizes)
// mean something only beside the right words, so they are not phrases here.
func (v *Vocabulary) addValues(c *Column) {
	for _, value := range c.Values {
		stems := Stems(value)
		if len(stems) == 0 || len(stems) > 8 || len(stems) == 1 && utf8.RuneCountInString(stems[0]) < 2 && Detect(stems[0]) != "zh" || isNumeric(stems) {
			continue
		}
		if bare := v.headless(value); bare != "" && strings.HasSuffix(c.Base, "type") {
			v.add(bare, c.Name, value, "part", 0.85)
		}
		if plain := unsized(value); plain != value {
			v.add(plain, c.Name, value, "part", 0.85)
		}
		v.addWithSynonyms(value, c.Name, value, 1, valueSynonyms(c.Name))
		v.addRelated(materials(), value, c.Name, value)
		v.addRelated(qualities(), value, c.Name, value)
		if c.Name != "material" && c.Name != "color" {
			v.addRelated(nouns(), value, c.Name, value)
		}
	}
}

func isNumeric(stems []string) bool {
	for _, s := range stems {
		if !digitByte(s[0]) {
			return false
		}
	}
	return true
}

// unsized cuts the 色 from 红色 and the like, and 款 and 式 from what else ends so.
func unsized(value string) string {
	for _, end := range Words("value_end") {
		if short, ok := strings.CutSuffix(value, end); ok && utf8.RuneCountInString(short) >= 2 {
			return short
		}
	}
	return value
}

// addRelated lets broader words find a value (wood: oak) and narrower words
// the value of what they are a kind of (trench coat: coat).
func (v *Vocabulary) addRelated(t *thesaurus, phrase, field, value string) {
	for _, id := range t.byWord[phraseKey(phrase)] {
		v.addBroader(t, id, field, value, 0.6, 3)
		v.addNarrower(t, id, field, value, 0.7, 2)
	}
}

func (v *Vocabulary) addBroader(t *thesaurus, id int, field, value string, score float64, depth int) {
	if depth == 0 {
		return
	}
	for _, b := range t.concepts[id].broader {
		for _, w := range t.words(b, "") {
			v.add(w, field, value, "broader", 0.6)
		}
		v.addBroader(t, b, field, value, score*0.9, depth-1)
	}
}

func (v *Vocabulary) addNarrower(t *thesaurus, id int, field, value string, score float64, depth int) {
	if depth == 0 {
		return
	}
	for _, n := range t.concepts[id].narrower {
		for _, w := range t.words(n, "") {
			v.add(w, field, value, "narrower", score)
		}
		v.addNarrower(t, n, field, value, score*0.9, depth-1)
	}
}
