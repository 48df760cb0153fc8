package lexicon

import (
	"slices"
	"strings"
	"sync"
)

// wordClass is a set of words or short phrases that a rule asks for at one place
// of a sentence.
type wordClass struct {
	all    []string
	in     map[string][]string // by language
	member map[string]bool
}

// wordClasses are both languages' classes of words: lines of class: word word;
// a _ is a space. Unlike the classes of grammar nobody searches a sentence for
// them, so they are no features of the classifier and no words to mend to.
var wordClasses = sync.OnceValue(func() map[string]*wordClass {
	m := map[string]*wordClass{}
	for _, locale := range []string{"en", "zh"} {
		for _, line := range dataLines(locale + ".words") {
			name, words, ok := strings.Cut(line, ": ")
			if !ok {
				panic(locale + ".words: " + line)
			}
			if m[name] == nil {
				m[name] = &wordClass{in: map[string][]string{}, member: map[string]bool{}}
			}
			for _, w := range strings.Fields(words) {
				m[name].add(locale, strings.ReplaceAll(w, "_", " "))
			}
		}
	}
	return m
})

func (c *wordClass) add(locale, word string) {
	c.all = append(c.all, word)
	c.in[locale] = append(c.in[locale], word)
	c.member[word] = true
}

// class gives a class by its name; a name that the data files lack is a bug.
func class(name string) *wordClass {
	c := wordClasses()[name]
	if c == nil {
		panic("no class of words: " + name)
	}
	return c
}

// Is reports whether a word, as Token.Text has it, is one of a class.
func Is(name, word string) bool { return class(name).member[word] }

// Words gives the words of a class, English before Chinese, as the data files
// list them.
func Words(name string) []string { return class(name).all }

// WordsIn gives one language's words of a class.
func WordsIn(name, locale string) []string { return class(name).in[locale] }

// Holds reports whether a text has a word of a class in it.
func Holds(name, text string) bool {
	return slices.ContainsFunc(class(name).all, func(w string) bool { return strings.Contains(text, w) })
}

// EndsIn reports whether a text ends in a word of a class.
func EndsIn(name, text string) bool {
	return slices.ContainsFunc(class(name).all, func(w string) bool { return strings.HasSuffix(text, w) })
}
