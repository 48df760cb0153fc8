package lexicon

import (
	"strings"

	"daogou/catalog"
)

// operatorScore is what a synonym that the operator approved is worth against
// the word itself.
const operatorScore = 0.95

// addApproved makes the operator's words mean what they stand for: what that
// means as a whole, or else the category that it names. Words that stand for
// nothing known are at least words of this shop.
func (v *Vocabulary) addApproved(synonyms []catalog.Synonym) {
	type found struct {
		phrase string
		senses []sense
	}
	var all []found
	for _, y := range synonyms {
		if y.State != catalog.Approved {
			continue
		}
		all = append(all, found{y.Word, v.meaningOf(y.Means)})
		if !y.OneWay {
			all = append(all, found{y.Means, v.meaningOf(y.Word)})
		}
	}
	for _, f := range all {
		for _, s := range Stems(f.phrase) {
			v.words[s] = true
		}
		for _, s := range f.senses {
			for _, value := range s.values {
				v.add(f.phrase, s.field, value, "synonym", s.score*operatorScore)
			}
		}
	}
}

// meaningOf gives a phrase's senses; of one that means nothing as a whole those
// of the category in it.
func (v *Vocabulary) meaningOf(phrase string) []sense {
	if senses := v.senses[strings.Join(Stems(phrase), " ")]; senses != nil {
		return senses
	}
	var senses []sense
	for _, m := range v.Find(phrase) {
		if m.Field == "category" && !m.Guess() {
			senses = append(senses, sense{m.Field, m.Values, m.Score, m.How})
		}
	}
	return senses
}
