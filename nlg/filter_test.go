package nlg

import (
	"strings"
	"testing"

	"daogou/catalog"
	"daogou/chat"
)

// tent is described in both languages.
func tent(id, color, couleur string) *catalog.Product {
	own := catalog.Text{Title: "Lull Tent, " + color, Category: []string{"Camping", "Tents"},
		Attributes: map[string][]string{"color": {color}, "activity": {"camping", "hiking"}, "warmth": {"warm"}, "waterproof": {"yes"}, "glowing": {"no"}}}
	zh := catalog.Text{Title: "安眠帐篷 " + couleur, Category: []string{"露营", "帐篷"},
		Attributes: map[string][]string{"color": {couleur}, "activity": {"露营", "徒步"}, "warmth": {"保暖"}, "waterproof": {"是"}, "glowing": {"否"}}}
	return &catalog.Product{ID: id, Locale: "en", Text: own, Other: map[string]catalog.Text{"zh": zh},
		Group: "lull", ListPrice: catalog.Money{Amount: 25900, Currency: "USD"}, Availability: catalog.InStock}
}

// learnt is a writer that knows a catalogue of tents.
func learnt() *Builtin {
	g := &Glossary{}
	g.Learn([]*catalog.Product{tent("a", "green", "草绿"), tent("b", "orange", "橙色"), tent("c", "olive", "军绿")})
	return &Builtin{Glossary: g, Currency: "USD"}
}

func TestWishesReadAsPeopleSayThem(t *testing.T) {
	is := func(field string, values ...string) catalog.Filter {
		if len(values) > 1 {
			return catalog.Where(field, catalog.In, values...)
		}
		return catalog.Where(field, catalog.Eq, values...)
	}
	not := func(field, value string) catalog.Filter { return catalog.Where(field, catalog.Ne, value) }
	for name, c := range map[string]struct {
		filters []catalog.Filter
		en, zh  string
	}{
		"a value alone says enough":           {[]catalog.Filter{is("warmth", "warm")}, "warm", "保暖"},
		"a column has its own words":          {[]catalog.Filter{is("activity", "hiking")}, "for hiking", "适合徒步"},
		"a level needs its column":            {[]catalog.Filter{is("warmth", "low")}, "low warmth", "low"},
		"yes in two languages is one yes":     {[]catalog.Filter{is("waterproof", "yes", "是")}, "waterproof", "防水"},
		"the catalogue translates":            {[]catalog.Filter{is("color", "草绿")}, "green", "草绿"},
		"a family is named once":              {[]catalog.Filter{is("color", "green", "草绿", "olive", "军绿")}, "green", "草绿"},
		"the narrower is held by the wider":   {[]catalog.Filter{is("material", "wool", "merino wool")}, "wool", "羊毛"},
		"exclusions of a column are together": {[]catalog.Filter{not("material", "wool"), not("material", "down")}, "no wool or down", "不要羊毛或羽绒"},
		"two bounds are one":                  {[]catalog.Filter{catalog.Bound("price", catalog.Gte, 10000), catalog.Bound("price", catalog.Lte, 30000)}, "$100 to $300", "$100到$300"},
		"around stays around":                 {[]catalog.Filter{catalog.Bound("price", catalog.Gte, 21000), catalog.Bound("price", catalog.Lte, 39000)}, "around $300", "$300左右"},
		"for her, everyone's or hers":         {[]catalog.Filter{is("gender", "female", "unisex")}, "for women", "女士"},
		"a size in letters says it is one":    {[]catalog.Filter{is("size", "M")}, "size M", "M码"},
		"a size in words does not":            {[]catalog.Filter{is("size", "double")}, "double", "double"},
	} {
		t.Run(name, func(t *testing.T) {
			for locale, want := range map[string]string{"en": c.en, "zh": c.zh} {
				s := learnt().script(&chat.Plan{Locale: locale})
				if got := s.what(c.filters, ""); got != want {
					t.Errorf("%s: got %q, want %q", locale, got, want)
				}
			}
		})
	}
}

func TestReasonsOnCardsAreWholeWords(t *testing.T) {
	for _, c := range []struct {
		locale string
		share  catalog.Share
		want   string
	}{
		{"en", catalog.Share{Signal: "match", Terms: []string{"warmth=warm", "activity=hiking", "material!=wool"}}, "fits: warm, for hiking, no wool"},
		{"zh", catalog.Share{Signal: "match", Terms: []string{"color=green,草绿", "waterproof=yes,是"}}, "符合：草绿、防水"},
		{"zh", catalog.Share{Signal: "lexical", Terms: []string{"沙发", "沙", "发"}}, "您的用词：沙发"},
		{"zh", catalog.Share{Signal: "lexical", Terms: []string{"连衣", "衣裙"}}, "您的用词：连衣裙"},
		{"zh", catalog.Share{Signal: "lexical", Terms: []string{"服"}}, "与您的用词相符"},
		{"en", catalog.Share{Signal: "lexical", Terms: []string{"desk", "lamp"}}, "your words: desk, lamp"},
		{"en", catalog.Share{Signal: "lexical", Terms: []string{"juicebrick (power bank)"}}, "your words: juicebrick (power bank)"},
		{"zh", catalog.Share{Signal: "lexical", Terms: []string{"充电砖 (移动电源)"}}, "您的用词：充电砖 (移动电源)"},
		{"en", catalog.Share{Signal: "history", Of: "price"}, "about what you usually pay"},
		{"zh", catalog.Share{Signal: "match", Of: "price"}, "接近您说的价位"},
		{"zh", catalog.Share{Signal: "popular", Of: "price"}, "同类中常见的价位"},
		{"en", catalog.Share{Signal: "collaborative", Terms: []string{"Oak Desk"}, Did: []string{"purchase"}}, "because you bought Oak Desk"},
		{"zh", catalog.Share{Signal: "history", Terms: []string{"台灯"}, Did: []string{"purchase"}}, "因为您买过台灯"},
		{"zh", catalog.Share{Signal: "history", Terms: []string{"台灯"}, Did: []string{"view"}}, "与您看过的台灯相近"},
	} {
		if got := learnt().Why(c.locale, c.share); got != c.want {
			t.Errorf("%s %v: got %q, want %q", c.locale, c.share.Terms, got, c.want)
		}
	}
}

func TestOptionsComeInTheirOrder(t *testing.T) {
	for _, c := range [][2]string{{"XL S M XS L", "XS S M L XL"}, {"42 38 40.5", "38 40.5 42"}, {"10 cm|9 cm", "9 cm|10 cm"}, {"red green blue", "red green blue"}} {
		sep := " "
		if strings.Contains(c[0], "|") {
			sep = "|"
		}
		if got := strings.Join(ordered(strings.Split(c[0], sep)), sep); got != c[1] {
			t.Errorf("got %q, want %q", got, c[1])
		}
	}
}

func TestVariantsShareALine(t *testing.T) {
	p := &chat.Plan{Act: chat.Search, Locale: "zh", Said: "帐篷", Total: 3, Products: []catalog.Hit{{Product: tent("a", "green", "草绿")},
		{Product: tent("b", "orange", "橙色")}, {Product: tent("c", "olive", "军绿")}}}
	text, _ := say(t, learnt(), p)
	if strings.Count(text, "\n- ") != 1 || !strings.Contains(text, "另有橙色和军绿") {
		t.Errorf("got %q, want one line with the other colours", text)
	}
}

func TestWhatColumnsAreSilentAboutIsSaidOfThem(t *testing.T) {
	for locale, want := range map[string]string{"en": "whether **Lull Tent, green** ", "zh": "**安眠帐篷 草绿**"} {
		p := &chat.Plan{Act: chat.Detail, Locale: locale, Aspects: []string{"machine_washable"}, Outcome: chat.NotStated,
			Products: []catalog.Hit{{Product: tent("a", "green", "草绿")}, {Product: tent("b", "orange", "橙色")}}}
		text, _ := say(t, learnt(), p)
		if !strings.Contains(text, want) || strings.Contains(text, "the machine washable") || strings.Count(text, "**") != 2 {
			t.Errorf("%s: got %q, want %q in one sentence for both", locale, text, want)
		}
	}
}

func TestWhichComesFirstIsOneSentence(t *testing.T) {
	var all []catalog.Hit
	for i, amount := range []int64{7900, 2900, 18900, 4500, 9900} {
		p := tent(string(rune('a'+i)), "green", "草绿")
		p.Title, p.ListPrice.Amount = "Tent "+string(rune('A'+i)), amount
		all = append(all, catalog.Hit{Product: p})
	}
	for said, want := range map[string]string{
		"which is the cheapest?":           "**Tent B** is the cheapest, at $29; next comes **Tent D** at $45.",
		"which one is the most expensive?": "**Tent C** is the most expensive, at $189; next comes **Tent E** at $99.",
	} {
		p := &chat.Plan{Act: chat.Compare, Locale: "en", Said: said, Aspects: []string{"price"}, Products: all}
		if text, _ := say(t, learnt(), p); text != want {
			t.Errorf("%q: got %q, want %q", said, text, want)
		}
	}
}

func TestOnlyWhatIsQuotedIsASource(t *testing.T) {
	p := &chat.Plan{Act: chat.PolicyAct, Locale: "en", Said: "How much is delivery?", Passages: []catalog.Passage{
		{Policy: "shipping", Title: "Shipping", Text: "Delivery costs $5 for every order.", Score: 2},
		{Policy: "cookies", Title: "Cookies", Text: "We keep a session cookie.", Score: 1}}}
	if _, w := say(t, &Builtin{}, p); len(w.Sources) != 1 || w.Sources[0] != "shipping" {
		t.Errorf("got sources %v, want shipping alone", w.Sources)
	}
}

func TestAnotherColourIsFoundAmongTheVariants(t *testing.T) {
	for locale, want := range map[string]string{"en": "is green; it also comes in orange and olive.", "zh": "是草绿的，另外还有橙色和军绿。"} {
		variants := map[string][]string{"en": {"orange", "olive"}, "zh": {"橙色", "军绿"}}[locale]
		p := &chat.Plan{Act: chat.Detail, Locale: locale, Said: "other colours?", Aspects: []string{"color"}, Variants: variants,
			Products: []catalog.Hit{{Product: tent("a", "green", "草绿")}}}
		text, _ := say(t, learnt(), p)
		if !strings.HasSuffix(text, want) {
			t.Errorf("%s: got %q, want %q at its end", locale, text, want)
		}
		if d := (&Gate{}).Answer(p).Check(t.Context(), text); d.Reason != Passed {
			t.Errorf("%s: the gate stops %q: %s at %q", locale, text, d.Reason, d.At)
		}
	}
}

func TestTheCheapestOfASortedListComesFirst(t *testing.T) {
	p := &chat.Plan{Act: chat.Refine, Locale: "en", Said: "which of those is the cheapest?", Sort: catalog.PriceAsc, Total: 2,
		Products: []catalog.Hit{{Product: tent("a", "green", "草绿")}, {Product: tent("b", "orange", "橙色")}}}
	text, _ := say(t, learnt(), p)
	if want := "The lowest price is $259: **Lull Tent, green**."; !strings.HasPrefix(text, want) {
		t.Errorf("got %q, want %q first", text, want)
	}
}

func TestAnOrderByAnyNumberIsSaid(t *testing.T) {
	light := tent("a", "green", "草绿")
	light.Attributes["weight_kg"], light.Other["zh"].Attributes["weight_kg"] = []string{"1.8"}, []string{"1.8"}
	for locale, c := range map[string]struct{ said, want string }{
		"en": {"which of those is the least heavy? the lowest", "The lowest weight is 1.8 kg: **Lull Tent, green**."},
		"zh": {"这些里面最低的是哪个？", "重量最小的是**安眠帐篷 草绿**，1.8公斤。"},
	} {
		p := &chat.Plan{Act: chat.Refine, Locale: locale, Said: c.said, Sort: catalog.OrderBy("weight_kg", false), Total: 2,
			Products: []catalog.Hit{{Product: light}, {Product: tent("b", "orange", "橙色")}}}
		if text, _ := say(t, learnt(), p); !strings.HasPrefix(text, c.want) {
			t.Errorf("%s: got %q, want %q first", locale, text, c.want)
		}
	}
}
