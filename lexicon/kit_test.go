package lexicon

import "testing"

func TestThingsOfKitsHaveNamesInBothLanguages(t *testing.T) {
	for phrase, kit := range kits().byPhrase {
		for _, role := range kit.Things {
			for _, thing := range role {
				if len(Called(thing, "en")) == 0 || len(Called(thing, "zh")) == 0 {
					t.Errorf("%s: nouns.tsv has no %q in both languages", phrase, thing)
				}
			}
		}
	}
}

func TestKits(t *testing.T) {
	for text, want := range map[string]string{
		"everything for a rainy camping weekend": "raincoat tent",
		"an outfit for a job interview":          "shirt shirt",
		"给我搭一身面试穿的":                              "shirt shirt",
		"露营要带什么":                                 "tent",
		"red shoes":                              "",
	} {
		got := ""
		for i, k := range Kits(Tokenize(text)) {
			if i > 0 {
				got += " "
			}
			got += k.Things[0][0]
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}
