package lexicon

import (
	"slices"
	"testing"

	"daogou/catalog"
)

// goods makes a small shop of other trades: title, brand, category, attributes.
func goods() []*catalog.Product {
	make := func(id, title, brand string, category []string, attributes map[string][]string) *catalog.Product {
		return &catalog.Product{ID: id, Locale: "en", Brand: brand, Availability: catalog.InStock, ListPrice: catalog.Money{Amount: 1000, Currency: "USD"},
			Text: catalog.Text{Title: title, Category: category, Attributes: attributes}}
	}
	return []*catalog.Product{
		make("1", "Ferrum Halvard Cordless Drill", "Ferrum", []string{"Tools", "Drills"}, map[string][]string{"color": {"navy"}, "weight_kg": {"1.4"}, "waterproof": {"yes"}, "material": {"steel"}}),
		make("2", "Ferrum Corvo Hammer Drill", "Ferrum", []string{"Tools", "Drills"}, map[string][]string{"color": {"red"}, "weight_kg": {"2.6"}, "waterproof": {"no"}, "material": {"plastic"}}),
		make("3", "Stark Denholm Claw Hammer", "Stark", []string{"Tools", "Hammers"}, map[string][]string{"color": {"red"}, "material": {"oak"}}),
		make("4", "Oak Leaf Sofa Brimstone", "Oak Leaf", []string{"Home", "Sofas"}, map[string][]string{"color": {"navy"}, "material": {"oak", "linen"}}),
	}
}

func TestVocabularyFindsTheShopsWordsInBothLanguages(t *testing.T) {
	v := NewVocabulary(goods())
	for _, c := range []struct{ text, field, value, how string }{
		{"show me drills", "category", "Drills", "exact"},
		{"a couch", "category", "Sofas", "synonym"},
		{"有沙发吗", "category", "Sofas", "translation"},
		{"榔头", "category", "Hammers", "translation"},
		{"anything from Ferrum", "brand", "Ferrum", "exact"},
		{"linnen", "material", "linen", "typo"},
		{"防水的", "waterproof", "yes", "flag"},
		{"how heavy is it", "weight_kg", "weight_kg", "column"},
		{"wooden", "material", "oak", "broader"},
	} {
		found := slices.ContainsFunc(v.Find(c.text), func(m Match) bool {
			return m.Field == c.field && slices.Contains(m.Values, c.value) && m.How == c.how
		})
		if !found {
			t.Errorf("Find(%q) = %+v, want %s=%s by %s", c.text, v.Find(c.text), c.field, c.value, c.how)
		}
	}
}

func TestColumnsAreKnownByTheirValues(t *testing.T) {
	v := NewVocabulary(goods())
	for name, want := range map[string]ColumnKind{"weight_kg": Numeric, "waterproof": Flag, "material": Choice} {
		if c := v.Column(name); c == nil || c.Kind != want {
			t.Errorf("column %s: %+v, want kind %d", name, c, want)
		}
	}
	if c := v.Column("weight_kg"); c.Unit != "kg" || c.Base != "weight" {
		t.Errorf("weight_kg is %q in %q, want weight in kg", c.Base, c.Unit)
	}
}

func TestCountAgreesWithTheFilters(t *testing.T) {
	products := goods()
	v := NewVocabulary(products)
	for _, filters := range [][]catalog.Filter{
		{catalog.Where("category", catalog.Eq, "Tools")},
		{catalog.Where("color", catalog.Ne, "red"), catalog.Where("material", catalog.In, "oak", "steel")},
		{catalog.Bound("weight_kg", catalog.Lte, 2)},
		{catalog.Where("category", catalog.Ne, "Drills"), catalog.Bound("price", catalog.Gte, 500)},
		{catalog.Where("waterproof", catalog.Ne, "yes")},
	} {
		want := 0
		for _, p := range products {
			if catalog.FitsAll(p, filters) {
				want++
			}
		}
		if got := v.Count(filters); got != want {
			t.Errorf("Count(%v) = %d, want %d", filters, got, want)
		}
	}
}

func TestMentionsNameProducts(t *testing.T) {
	v := NewVocabulary(goods())
	for text, want := range map[string]string{
		"how heavy is the Ferrum Corvo?": "2",
		"the denholm please":             "3",
		"a hammer for my brother":        "",
		"stark claw hammer denholm":      "3",
	} {
		ts := Tokenize(text)
		got := ""
		for _, m := range v.Mentions(ts, v.FindTokens(text, ts)) {
			for _, i := range m.Products {
				got += v.Products[i].ID
			}
		}
		if got != want {
			t.Errorf("%q names %q, want %q", text, got, want)
		}
	}
}

func TestNormalizeAndTranslate(t *testing.T) {
	for in, want := range map[string]string{"ＡＢＣ　１２３": "abc 123", "紅色的裙子": "红色的裙子", "Café  Crème": "cafe creme", "don’t": "don't"} {
		if got := Normalize(in); got != want {
			t.Errorf("Normalize(%q) = %q, want %q", in, got, want)
		}
	}
	for _, c := range []struct{ word, locale, want string }{{"couch", "zh", "沙发"}, {"运动鞋", "en", "sneaker"}, {"lawn mower", "zh", "割草机"}, {"leather", "zh", "真皮"}, {"藏青", "en", "navy"}} {
		if got := Translate(c.word, c.locale); !slices.Contains(got, c.want) {
			t.Errorf("Translate(%q, %s) = %q, want %q among them", c.word, c.locale, got, c.want)
		}
	}
}
