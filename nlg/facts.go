package nlg

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// record is everything that is true of one thing: a product of the plan, or
// (in Facts.shared) the rules, orders, cart and counts that the plan holds.
type record struct {
	id         string
	kind       string   // the category's words, lower-case
	heads      []string // words of the title that may stand for it
	source     string   // provenance, for the log: product ID, "cart", ...
	title      string
	brand      string
	price      int64
	currency   string
	money      map[int64]bool
	percents   map[float64]bool
	quantities []quantity
	shades     map[string]bool
	materials  map[string]bool
	sizes      map[string]bool
	truths     map[string]bool // yes/no columns
	dates      map[string]bool // 2025-04-02
	stock      catalog.Availability
	sale       bool
	highlights []string // lower-case, to be repeated as they are
	labels     []string // lower-case, what its columns are called
	sayings    []string // lower-case, what the built-in writer says of its columns
	flags      string   // what its yes/no columns say, in both languages
	columns    string   // what its columns are called, in both languages
	text       string   // lower-case, all that may be quoted
	words      []string // of text, sorted; of the products' records alone
}

// quantity is a number that a record states; unit is lexicon's, or empty.
type quantity struct {
	value  float64
	unit   string
	column string // empty: from a text
}

// Facts are what the sentences about one plan may state. Safe for concurrent
// reads.
type Facts struct {
	plan     *chat.Plan
	products []*record
	shared   *record         // rules, orders, cart, counts
	said     *record         // what the shopper said and asked for: limits, never facts
	words    map[string]bool // of shared, and what else may be said
	links    map[string]bool
	aliases  map[*record][]string // words that only one product's title has
}

func newRecord(id, source string) *record {
	return &record{id: id, source: source, money: map[int64]bool{}, percents: map[float64]bool{}, shades: map[string]bool{},
		materials: map[string]bool{}, sizes: map[string]bool{}, truths: map[string]bool{}, dates: map[string]bool{}}
}

// factsOf collects what a plan holds; the shop's name may always be said.
func (g *Gate) factsOf(p *chat.Plan) *Facts {
	f := &Facts{plan: p, shared: newRecord("", "plan"), said: newRecord("", "shopper"), words: map[string]bool{}, links: map[string]bool{}, aliases: map[*record][]string{}}
	var why []string
	for _, h := range p.Products {
		if h.Product != nil {
			f.addProduct(g.record(h.Product, p.Locale), h.Product)
			for _, w := range h.Why {
				why = append(why, w.Terms...)
				if w.Signal == "popular" || len(w.Terms) > 0 {
					why = append(why, "other shoppers, other customers, shoppers who")
				}
			}
		}
	}
	f.shared.read(strings.Join(why, "; "))
	f.nameRecords()
	f.addRules()
	f.addOrders()
	f.addCart()
	f.addSaid()
	f.shared.read(g.Shop)
	f.shared.read(strings.Join(p.Variants, "; "))
	f.shared.count(float64(p.Total), float64(len(p.Products)), float64(p.Position))
	addWords(f.words, f.shared.text)
	return f
}

// word reports whether a word, in lower case, stands anywhere in the facts.
func (f *Facts) word(w string) bool {
	if f.words[w] {
		return true
	}
	for _, r := range f.products {
		if _, found := slices.BinarySearch(r.words, w); found {
			return true
		}
	}
	return false
}

func (f *Facts) addProduct(r *record, p *catalog.Product) {
	f.products = append(f.products, r)
	if p.Link != "" {
		f.links[p.Link] = true
	}
}

// recordsKept bounds the records that the gate keeps for the next plan.
const recordsKept = 4096

type recordKey struct {
	product *catalog.Product
	locale  string
}

// record gives a product's record, made once: a product never changes.
func (g *Gate) record(p *catalog.Product, locale string) *record {
	key := recordKey{p, locale}
	g.mu.Lock()
	r := g.records[key]
	g.mu.Unlock()
	if r != nil {
		return r
	}
	r = recordOf(p, locale)
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.records == nil || len(g.records) >= recordsKept {
		g.records = map[recordKey]*record{}
	}
	g.records[key] = r
	return r
}

func recordOf(p *catalog.Product, locale string) *record {
	r := newRecord(p.ID, p.ID)
	r.title, r.brand, r.price, r.currency, r.stock = p.In(locale).Title, p.Brand, p.Price().Amount, p.ListPrice.Currency, p.Availability
	r.money[p.ListPrice.Amount], r.money[r.price] = true, true
	if off := p.ListPrice.Amount - r.price; off > 0 && p.ListPrice.Amount > 0 {
		r.sale, r.money[off] = true, true
		r.percents[math.Round(100*float64(off)/float64(p.ListPrice.Amount))] = true
	}
	if p.Reviews > 0 || p.Rating > 0 {
		r.quantities = append(r.quantities, quantity{p.Rating, "", "rating"}, quantity{float64(p.Reviews), "", "review_count"})
	}
	for _, t := range p.Texts() {
		r.addText(t, p.Brand)
		r.kind += strings.ToLower(strings.Join(t.Category, " ")) + " "
	}
	if !harmlessTitle(r.title) {
		r.title = "" // then it is no name, and stands for nothing
	}
	r.heads = titleWords(r.title, r.brand)
	words := map[string]bool{}
	addWords(words, r.text+r.columns+r.flags)
	r.words = slices.Sorted(maps.Keys(words))
	r.sayings, r.labels = sayings(p, locale)
	return r
}

func (r *record) addText(t *catalog.Text, brand string) {
	if harmlessTitle(t.Title) {
		r.read(t.Title)
	}
	r.readSafe(brand)
	r.readSafe(strings.Join(t.Category, "; "))
	for _, h := range t.Highlights {
		r.readSafe(h)
		if h = strings.ToLower(h); harmless(h) && utf8.RuneCountInString(h) > 2 {
			r.highlights = append(r.highlights, h)
		}
	}
	own := t.Title + " " + brand
	for column, values := range t.Attributes {
		own += " " + strings.Join(values, " ")
		for _, v := range values {
			r.addValue(column, v)
		}
	}
	for _, s := range safeSentences(t.Description, own) {
		r.readProse(s)
	}
}

// readProse reads a description's sentence: its numbers count and its words
// may be said, but its colours and materials speak of other goods too.
func (r *record) readProse(s string) {
	r.text += strings.ToLower(s) + "\n"
	for _, span := range lexicon.Read(s) {
		if span.Kind == lexicon.Number || span.Kind == lexicon.Measure {
			r.quantities = append(r.quantities, quantity{span.Lo, span.Unit, ""}, quantity{span.Hi, span.Unit, ""})
		}
	}
}

func (r *record) readSafe(s string) {
	if harmless(s) {
		r.read(s)
	}
}

// addValue files one value of a column.
func (r *record) addValue(column, value string) {
	if !harmless(value) {
		return
	}
	if yes, known := truth(value); known {
		r.truths[column] = yes
		r.flags += books["en"].predicate(column, yes) + "; " + books["zh"].predicate(column, yes) + "; " + books["zh"].label(column) + "\n"
		r.text += strings.ToLower(column) + "\n"
		return
	}
	r.columns += strings.ReplaceAll(strings.ToLower(column), "_", " ") + " " + books["zh"].label(column) + "\n"
	stem, unit := books["en"].unitOf(column)
	if n, err := strconv.ParseFloat(value, 64); err == nil {
		if name, ok := unitNames[unit]; ok {
			unit = name
		}
		if unit == "pct" || unit == "percent" {
			r.percents[n] = true
		}
		r.quantities = append(r.quantities, quantity{n, unit, stem})
		if column == "size" {
			r.sizes[strings.ToLower(value)] = true
		}
		return
	}
	before := len(r.quantities)
	r.read(value)
	for i := range r.quantities[before:] {
		r.quantities[before+i].column = stem
	}
	if column == "size" {
		r.sizes[strings.ToLower(value)] = true
	}
	if stuff := lexicon.MaterialOf(value); strings.Contains(column, "material") && stuff != "" { // 棉, which is too short to be read as one
		r.materials[stuff] = true
	}
	if shade := lexicon.Shade(value); column == "color" && shade != "" {
		r.shades[shade] = true
	}
}

// read files everything that a text states.
func (r *record) read(text string) {
	r.text += strings.ToLower(text) + "\n"
	for _, s := range lexicon.Read(text) {
		switch s.Kind {
		case lexicon.Money:
			r.money[minor(s.Lo)], r.money[minor(s.Hi)] = true, true
		case lexicon.Percent:
			r.percents[s.Lo] = true
		case lexicon.Number, lexicon.Measure, lexicon.Ordinal:
			r.quantities = append(r.quantities, quantity{s.Lo, s.Unit, ""}, quantity{s.Hi, s.Unit, ""})
		case lexicon.Date:
			r.dates[s.Value] = true
		case lexicon.Color:
			r.shades[s.Value] = true
		case lexicon.Material:
			r.materials[s.Value] = true
		}
	}
}

func (r *record) count(ns ...float64) {
	for _, n := range ns {
		r.quantities = append(r.quantities, quantity{n, "", "count"})
	}
}

func minor(major float64) int64 { return int64(math.Round(major * 100)) }

// addWords collects the words, and the codes of letters and digits, of a text.
func addWords(set map[string]bool, text string) {
	for _, w := range scriptRuns(text) {
		set[w] = true
		for _, part := range strings.FieldsFunc(w, func(r rune) bool { return r == '-' || r == '\'' || r == '’' }) {
			set[part] = true
		}
	}
}
