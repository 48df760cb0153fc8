package nlg

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"daogou/catalog"
	"daogou/lexicon"
)

// detail answers what was asked of the products in focus, or describes them.
func (s *script) detail() {
	if len(s.plan.Products) == 0 {
		s.say("opening", "detail.which", nil)
		return
	}
	said := map[string]bool{}
	aspects := s.asked()
	for i, h := range s.plan.Products {
		if h.Product == nil || i >= spoken {
			continue
		}
		if len(aspects) == 0 {
			if !s.pointed(h.Product) {
				s.describe(h.Product, i == 0)
			}
			continue
		}
		s.answers(h.Product, aspects, said)
	}
}

var (
	about = patternsOf("talk", "about") // what a book is about, whatever else was read
	cost  = patternsOf("talk", "price")
)

// asked are the fields to tell, each once: those asked about that some product
// states, or the first where none is; and the price where the words ask for it.
// None means to describe.
func (s *script) asked() []string {
	said := strings.ToLower(s.plan.Said)
	if about.in(said) {
		return nil
	}
	var all []string
	if cost.in(said) {
		all = append(all, "price")
	}
	for _, column := range s.plan.Aspects {
		if !slices.Contains(all, column) && (s.states(column) || len(s.plan.Aspects) == 1) {
			all = append(all, column)
		}
	}
	for _, f := range featureWords {
		if f.askedIn(said) && !slices.Contains(all, f.column) && s.hasFeature(f.column) {
			all = append(all, f.column)
		}
	}
	if len(all) == 0 && len(s.plan.Aspects) == 0 && yesNoQuestion(s.plan.Said) { // not stated: said so
		for _, f := range featureWords {
			if len(all) == 0 && f.askedIn(said) {
				all = append(all, f.column)
			}
		}
	}
	if len(all) == 0 && len(s.plan.Aspects) > 0 {
		return s.plan.Aspects[:1]
	}
	return all
}

// askedIn reports whether a question names the feature, and not something longer:
// wireless charging is another thing than wireless.
func (f feature) askedIn(said string) bool {
	at := f.words.FindStringIndex(said)
	return at != nil && !charging.MatchString(said[at[1]:])
}

var charging = regexp.MustCompile(`^\s?(?:charg|充)`)

// hasFeature reports whether some product of the plan says yes or no to a column.
func (s *script) hasFeature(column string) bool {
	for _, h := range s.plan.Products {
		if h.Product == nil {
			continue
		}
		if values := h.Product.Values(column); len(values) == 1 {
			if _, known := truth(values[0]); known {
				return true
			}
		}
	}
	return false
}

// states reports whether some product of the plan tells of a field.
func (s *script) states(column string) bool {
	switch column {
	case "price", "sale_price", "description", "title", "availability":
		return true
	}
	for _, h := range s.plan.Products {
		if h.Product != nil && len(valuesOf(h.Product, s.plan.Locale, column)) > 0 {
			return true
		}
	}
	return false
}

// answers says each asked field of a product. An answer equal to one on a
// sibling is not said again.
func (s *script) answers(p *catalog.Product, aspects []string, said map[string]bool) {
	named := false
	for _, column := range aspects {
		key := column + "\x00" + cmp.Or(p.Group, s.title(p)) + "\x00" + strings.Join(s.facts(p, column), "/")
		if said[key] {
			continue
		}
		said[key] = true
		name := s.name(p)
		if named {
			name = s.pick("it", nil, 0, "")
		} else if s.abroad && len(s.plan.Products) == 1 {
			name = s.pick("this", nil, 0, "")
		}
		named = true
		s.answer(p, column, name)
	}
}

// facts is what a product says to an aspect, to tell equal answers.
func (s *script) facts(p *catalog.Product, column string) []string {
	if column == "price" {
		return []string{s.money(p.Price())}
	}
	return valuesOf(p, s.plan.Locale, column)
}

func (s *script) answer(p *catalog.Product, column, name string) {
	switch column {
	case "price", "sale_price":
		v := s.priceSlots(p)
		v["name"] = name
		s.about(p.ID, "fact", "detail.price", v)
		return
	case "description", "title", "product_highlight":
		s.describe(p, true)
		return
	case "availability":
		s.availability(p, name)
		return
	}
	values := valuesOf(p, s.plan.Locale, column)
	if len(values) == 0 {
		s.notStated(p, column, name)
		return
	}
	s.stated(p, column, name, values)
}

// stated answers with the values a column holds.
func (s *script) stated(p *catalog.Product, column, name string, values []string) {
	v := slots{"name": name, "label": s.label(column), "v": s.listed(column, values)}
	if column == "rating" || column == "review_count" {
		v["rating"], v["reviews"] = rating(p), strconv.Itoa(p.Reviews)
		s.about(p.ID, "fact", "detail.rating", v)
		return
	}
	if yes, known := truth(values[0]); known && len(values) == 1 {
		v["predicate"] = s.predicate(column, yes)
		key := "detail.yes"
		if !yes {
			key = "detail.no"
		}
		s.about(p.ID, "fact", key, v)
		return
	}
	if s.limit(p, column, v, values[0]) {
		return
	}
	s.plain(p, column, v, values)
}

// plain says a value, with a yes or no in front where the shopper asked about
// one value by name.
func (s *script) plain(p *catalog.Product, column string, v slots, values []string) {
	key := "detail.is"
	if v["say"] = s.predicateOf(column, v["v"]); v["say"] != "" {
		key = "detail.say"
	}
	also := s.alsoIn(column)
	switch asked, has := s.askedValue(column, values); {
	case asked != "" && has:
		v["asked"] = asked
		s.about(p.ID, "fact", s.keyFor("detail.has", column), v)
	case also != "":
		v["also"] = also
		s.about(p.ID, "fact", "detail.also", v)
	case asked != "":
		v["asked"] = asked
		s.about(p.ID, "fact", s.keyFor("detail.hasnot", column), v)
	default:
		s.about(p.ID, "fact", key, v)
	}
}

// alsoIn lists what a product's variants come in besides, for the column asked
// about.
func (s *script) alsoIn(column string) string {
	differ := []string{"color", "size", "pattern"}
	if i := slices.IndexFunc(s.plan.Aspects, func(a string) bool { return slices.Contains(differ, a) }); i < 0 || s.plan.Aspects[i] != column {
		return ""
	}
	var words []string
	for _, v := range s.plan.Variants {
		if harmless(v) {
			words = append(words, s.value(column, v))
		}
	}
	return s.and(ordered(words))
}

// keyFor is the column's own moulds of a key, where the language has some.
func (b *book) keyFor(key, column string) string {
	if b.has(key + "." + column) {
		return key + "." + column
	}
	return key
}

// askedSize is a size as a question names it: letters in capitals, or a number
// with 码 or 号.
var askedSize = regexp.MustCompile(`\b(?:size\s+(\d{1,3}(?:\.\d)?)|(\d?X{0,3}[SL]|M)\b)|(\d{2,3}(?:\.\d)?)\s?[码号]`)

// askedValue is the one value of the column that a yes/no question names, and
// whether the product has it. Empty: the question names none.
func (s *script) askedValue(column string, values []string) (asked string, has bool) {
	if !yesNoQuestion(s.plan.Said) {
		return "", false
	}
	for _, v := range slices.SortedFunc(slices.Values(values), func(a, b string) int { return len(b) - len(a) }) {
		if column != "size" && holdsWord(s.plan.Said, v) {
			return v, true
		}
	}
	if column != "size" {
		return "", false
	}
	for _, m := range askedSize.FindAllStringSubmatch(s.plan.Said, -1) {
		for _, size := range m[1:] {
			if size == "" {
				continue
			}
			return size, slices.ContainsFunc(values, func(v string) bool { return strings.EqualFold(v, size) })
		}
	}
	return "", false
}

var (
	yesNoEnglish = regexp.MustCompile(`(?i)^\W*(?:(?:and|but|so|ok|okay|hi|hello|great)\W+)*(?:is|are|does|do|can|could|has|have|will|would)\b|\b(?:is|does|do|can|will|are) (?:it|they|this|that|the|you)\b`)
	yesNoChinese = regexp.MustCompile(`[吗么嘛]\s*(?:[?？。！，,；]|$)|有没有|是不是|能不能|可不可以|会不会`)
)

func yesNoQuestion(said string) bool {
	return yesNoEnglish.MatchString(said) || yesNoChinese.MatchString(said)
}

// holdsWord reports whether text holds the word on its own; Chinese has no
// word boundaries.
func holdsWord(text, word string) bool {
	text, word = strings.ToLower(text), strings.ToLower(word)
	for i := strings.Index(text, word); i >= 0; {
		before, after := strings.TrimRight(text[:i], " "), text[i+len(word):]
		free := len(before) == len(text[:i]) && i > 0 && isASCIILetter(text[i-1]) || after != "" && isASCIILetter(after[0]) && after[0] != 's'
		if word[0] >= 0x80 || !free {
			return true
		}
		next := strings.Index(text[i+1:], word)
		if next < 0 {
			return false
		}
		i += 1 + next
	}
	return false
}

func isASCIILetter(c byte) bool {
	return c < 0x80 && (unicode.IsLetter(rune(c)) || unicode.IsDigit(rune(c)))
}

// unitNames gives lexicon's name for the units that columns write out.
var unitNames = map[string]string{"hours": "h", "hr": "h", "hrs": "h", "minutes": "min", "mins": "min", "days": "d",
	"weeks": "wk", "months": "mo", "years": "y", "year": "y", "yrs": "y", "inch": "in", "inches": "in", "litres": "l", "liters": "l"}

// limit compares a bound (max_load_kg, min_age_years) with what the shopper
// said of herself: "I weigh 140 kilos".
func (s *script) limit(p *catalog.Product, column string, v slots, raw string) bool {
	bound, err := strconv.ParseFloat(raw, 64)
	_, unit := s.unitOf(column)
	top := strings.HasPrefix(column, "max_") || strings.Contains(column, "capacity") || strings.Contains(column, "limit")
	if err != nil || unit == "" || !top && !strings.HasPrefix(column, "min_") {
		return false
	}
	if name, ok := unitNames[unit]; ok {
		unit = name
	}
	for _, span := range lexicon.Of(lexicon.Read(s.plan.Said), lexicon.Measure) {
		n, ok := lexicon.Convert(span.Lo, span.Unit, unit)
		if !ok {
			continue
		}
		v["yours"] = s.value(column, strconv.FormatFloat(n, 'f', -1, 64))
		key := "detail.limit.over"
		if top == (n <= bound) {
			key = "detail.limit.fits"
		}
		return s.about(p.ID, "fact", key, v)
	}
	return false
}

func (s *script) availability(p *catalog.Product, name string) {
	key := "detail.instock"
	if st := p.Availability; st != "" && st != catalog.InStock {
		key = "detail." + string(st)
	}
	s.about(p.ID, "fact", key, slots{"name": name})
}
