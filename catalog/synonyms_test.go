package catalog

import (
	"fmt"
	"strings"
	"testing"
)

func said(list []Synonym) string {
	var all []string
	for _, y := range list {
		sign := "="
		if y.OneWay {
			sign = "=>"
		}
		all = append(all, y.Word+sign+y.Means)
	}
	return strings.Join(all, " ")
}

func TestSynonymFilesAreRead(t *testing.T) {
	for _, c := range []struct{ name, file, want, problems string }{
		{"a pair, in order", "Sofa, couch", "couch=sofa", ""},
		{"three are three pairs", "c, a, b", "a=c b=c a=b", ""},
		{"one way keeps its order", "trainers, kicks => sneakers", "trainers=>sneakers kicks=>sneakers", ""},
		{"phrases and both kinds of comma", "移动电源，充电宝, power  bank", "充电宝=移动电源 power bank=移动电源 power bank=充电宝", ""},
		{"comments and empty lines", "\n# sofa, couch\n\nrug, carpet\n", "carpet=rug", ""},
		{"a sound line after a bad one", "alone\na, b", "a=b", "1"},
		{"a word twice", "sofa, Sofa", "", "1"},
		{"nothing on the right", "sofa =>", "", "1"},
		{"numbers mean nothing else", "12, 13", "", "1"},
	} {
		list, problems, err := ReadSynonyms(strings.NewReader(c.file))
		if err != nil {
			t.Fatal(err)
		}
		var rows []string
		for _, p := range problems {
			rows = append(rows, fmt.Sprint(p.Row))
		}
		if got := said(list); got != c.want || strings.Join(rows, " ") != c.problems {
			t.Errorf("%s: got %q, bad lines %v; want %q, %q", c.name, got, rows, c.want, c.problems)
		}
	}
}

func TestTheOperatorsWordHolds(t *testing.T) {
	ctx := t.Context()
	s := open(t, t.TempDir())
	pair := func(word, means string) Synonym {
		y, err := NewSynonym(word, means, false)
		if err != nil {
			t.Fatal(err)
		}
		y.Support = 3
		return y
	}
	expect := func(step string, state SynonymState, want string) {
		t.Helper()
		list, err := s.Synonyms(ctx, state)
		if got := said(list); err != nil || got != want {
			t.Errorf("%s: %s: got %q, %v; want %q", step, state, got, err, want)
		}
	}
	must := func(_ int, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(s.ProposeSynonyms(ctx, []Synonym{pair("a", "b"), pair("c", "d"), pair("e", "f")}))
	expect("proposed", Proposed, "a=b c=d e=f")
	before, err := s.Changes(ctx, 0, 0)
	if err != nil || !before.Synonyms {
		t.Fatalf("followers hear nothing of proposals: %+v, %v", before, err)
	}
	must(0, s.DecideSynonym(ctx, pair("b", "a"), Approved))
	must(0, s.DecideSynonym(ctx, pair("c", "d"), Rejected))
	must(0, s.DecideSynonym(ctx, pair("x", "y"), Approved))
	must(s.ProposeSynonyms(ctx, []Synonym{pair("a", "b"), pair("c", "d"), pair("g", "h")}))
	expect("proposed again", Proposed, "e=f g=h")
	expect("what was decided", Approved, "a=b x=y")
	expect("what was decided", Rejected, "c=d")
	must(s.ImportSynonyms(ctx, []Synonym{pair("k", "l"), pair("m", "n")}, "words.txt"))
	must(s.ImportSynonyms(ctx, []Synonym{pair("m", "n"), pair("o", "p")}, "words.txt"))
	expect("the file again", Approved, "a=b m=n o=p x=y")
	if after, err := s.Changes(ctx, before.Seq, 0); err != nil || !after.Synonyms {
		t.Errorf("followers hear nothing of decisions: %+v, %v", after, err)
	}
	changed, err := s.ImportSynonyms(ctx, []Synonym{pair("m", "n"), pair("o", "p")}, "words.txt")
	if err != nil || changed != 0 {
		t.Errorf("the same file changes %d, %v", changed, err)
	}
}
