package lexicon

import (
	"fmt"
	"strings"
	"testing"

	"daogou/catalog"
)

func TestTheOperatorsWordsMeanWhatTheyStandFor(t *testing.T) {
	products := []*catalog.Product{
		{ID: "a", Locale: "en", Text: catalog.Text{Title: "Volta 20", Category: []string{"Gear", "Power Banks"}, Attributes: map[string][]string{"color": {"red"}}}},
		{ID: "b", Locale: "zh", Text: catalog.Text{Title: "小夜灯", Category: []string{"家居", "夜灯"}}},
	}
	for _, c := range []struct{ name, file, text, want string }{
		{"nothing approved", "", "a juicebrick please", ""},
		{"a category", "juicebrick, power bank", "a juicebrick please", "category=Power Banks"},
		{"in several", "juicebrick, power bank", "two juicebricks", "category=Power Banks"},
		{"in Chinese", "充电砖, power bank", "有没有充电砖", "category=Power Banks"},
		{"Chinese for Chinese", "小亮, 夜灯", "想要小亮", "category=夜灯"},
		{"the category in a phrase", "juicebrick, quiet power bank", "juicebrick", "category=Power Banks"},
		{"a value", "tomatoey => red", "something tomatoey", "color=red"},
		{"one way is not the other", "power bank => brick", "brick", ""},
	} {
		list, problems, err := catalog.ReadSynonyms(strings.NewReader(c.file))
		if err != nil || len(problems) > 0 {
			t.Fatal(problems, err)
		}
		for i := range list {
			list[i].State = catalog.Approved
		}
		got := ""
		for _, m := range NewVocabulary(products, list...).Find(c.text) {
			if m.Field == "category" || m.Field == "color" {
				got = fmt.Sprintf("%s=%s", m.Field, m.Values[0])
			}
		}
		if got != c.want {
			t.Errorf("%s: %q got %q, want %q", c.name, c.text, got, c.want)
		}
	}
}
