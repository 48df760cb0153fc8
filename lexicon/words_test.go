package lexicon

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestWordClasses(t *testing.T) {
	for _, c := range []struct {
		name string
		got  bool
		want bool
	}{
		{"a word of its class", Is("enumerates", "and"), true},
		{"either language", Is("enumerates", "和"), true},
		{"no word of it", Is("enumerates", "the"), false},
		{"nothing", Is("enumerates", ""), false},
		{"a phrase", Is("opening_hours", "opening hours"), true},
		{"within a text", Holds("name_holds_more", "Coffee & Tea"), true},
		{"at its end", EndsIn("linking", "手机的"), true},
		{"not at its end", EndsIn("linking", "的确"), false},
	} {
		if c.got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, c.got, c.want)
		}
	}
	if got := WordsIn("plain_refusal", "zh"); !slices.Equal(got, []string{"不要"}) {
		t.Errorf("one language's words: got %q", got)
	}
}

// Every class asked for is in the data files, and every one there is asked for.
func TestWordClassesAreUsed(t *testing.T) {
	asks := regexp.MustCompile(`\b(?:Is|says|Words|WordsIn|Holds|EndsIn|behind)\("(\w+)"[,)]|\.is\([^"\n]*, "(\w+)"`)
	families := []string{"topic_", "field_"} // asked for by a name made of two
	named := map[string]bool{}
	var source strings.Builder
	for _, pattern := range []string{"*.go", "../nlu/*.go"} {
		files, _ := filepath.Glob(pattern)
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			raw, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			source.Write(raw)
			for _, m := range asks.FindAllStringSubmatch(string(raw), -1) {
				named[m[1]+m[2]] = true
			}
		}
	}
	for name := range named {
		if wordClasses()[name] == nil {
			t.Errorf("no class of words %q, though it is asked for", name)
		}
	}
	for name := range wordClasses() {
		made := slices.ContainsFunc(families, func(f string) bool { return strings.HasPrefix(name, f) })
		if !made && !strings.Contains(source.String(), `"`+name+`"`) {
			t.Errorf("class of words %q is never asked for", name)
		}
	}
}
