package retriever

import (
	"context"
	"strings"
	"testing"

	"daogou/catalog"
)

func synonyms(t testing.TB, file string) []catalog.Synonym {
	t.Helper()
	list, problems, err := catalog.ReadSynonyms(strings.NewReader(file))
	if err != nil || len(problems) > 0 {
		t.Fatal(problems, err)
	}
	for i := range list {
		list[i].State = catalog.Approved
	}
	return list
}

func TestApprovedSynonymsAreSearched(t *testing.T) {
	goods := []*catalog.Product{
		named("bank", "Volta Power Bank 20000 mAh"), named("drill", "Power Drill"), named("ladle", "River Bank Ladle"),
		named("zbank", "小电侠移动电源"), named("fan", "移动小风扇"), named("grid", "电源插座"),
		named("vest", "Down Gilet"), named("skirt", "碎花裙"), named("mat", "Yoga Mat"),
	}
	for _, c := range []struct{ name, file, query, want string }{
		{"nothing approved", "", "juicebrick", "[]"},
		{"a word for a phrase is the whole phrase", "juicebrick, power bank", "juicebrick", "[bank]"},
		{"a phrase for a phrase", "portable juice, power bank", "portable juice", "[bank]"},
		{"a phrase for a word", "puffy body warmer, gilet", "puffy body warmer", "[vest]"},
		{"a phrase that no product writes so", "quietbrick, bank volta", "quietbrick", "[bank]"},
		{"inside a longer query", "juicebrick, power bank", "cheap juicebrick 20000", "[bank]"},
		{"Chinese for Chinese", "充电宝, 移动电源", "充电宝", "[zbank]"},
		{"English for Chinese and the other way", "暖手砖, power bank", "暖手砖", "[bank]"},
		{"inside a run", "充电宝, 移动电源", "便携充电宝", "[zbank]"},
		{"a word for one character", "frock, 裙", "frock", "[skirt]"},
		{"one way as it stands", "juicebrick => gilet", "juicebrick", "[vest]"},
		{"one way the other way round", "yoga mat => gilet", "gilet", "[vest]"},
	} {
		x := open(t, goods)
		x.SetSynonyms(synonyms(t, c.file))
		if got := ids(find(t, x, catalog.Query{Text: c.query}).Hits); got != c.want {
			t.Errorf("%s: %q got %s, want %s", c.name, c.query, got, c.want)
		}
	}
}

func TestSynonymsFollowTheGoodsAndTheOperator(t *testing.T) {
	x := open(t, []*catalog.Product{named("bank", "Power Bank"), named("drill", "Power Drill")})
	expect := func(step, query, want string) {
		t.Helper()
		if got := ids(find(t, x, catalog.Query{Text: query}).Hits); got != want {
			t.Errorf("%s: %q got %s, want %s", step, query, got, want)
		}
	}
	x.SetSynonyms(synonyms(t, "juicebrick, power bank"))
	late := named("late", "Slim Power Bank")
	if err := x.Apply(context.Background(), []*catalog.Product{late}, nil, 2); err != nil {
		t.Fatal(err)
	}
	expect("a product that came later", "juicebrick", "[bank late]")
	if err := x.Rebuild(context.Background()); err != nil {
		t.Fatal(err)
	}
	expect("after building anew", "juicebrick", "[bank late]")
	proposed := synonyms(t, "juicebrick, power bank")
	proposed[0].State = catalog.Proposed
	x.SetSynonyms(proposed)
	expect("taken back", "juicebrick", "[]")
	x.SetSynonyms(synonyms(t, "juicebrick, power bank"))
	expect("approved again", "juicebrick", "[bank late]")
}

func TestASynonymIsDisclosed(t *testing.T) {
	x := open(t, []*catalog.Product{named("bank", "Power Bank"), named("brick", "Juicebrick")})
	x.SetSynonyms(synonyms(t, "juicebrick, power bank"))
	for _, h := range find(t, x, catalog.Query{Text: "juicebrick"}).Hits {
		want := map[string]string{"bank": "juicebrick (power bank)", "brick": "juicebrick"}[h.Product.ID]
		if got := h.Why[0].Terms; len(got) != 1 || got[0] != want {
			t.Errorf("%s: why %q, want %q", h.Product.ID, got, want)
		}
	}
}
