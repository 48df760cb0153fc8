package lexicon

import (
	"sync"
)

// Person is somebody a text speaks of ("my husband", 女儿, "kids"), as far as
// it says for whom something is.
type Person struct {
	From, To int    // tokens
	Gender   string // male, female, unisex; empty: not told
	Age      string // adult, kids, infant; empty: not told
	MadeFor  bool   // the word says whom goods are made for ("men's"), not who gets them ("my husband")
}

var people = sync.OnceValue(func() map[string]Person {
	m := map[string]Person{}
	for _, line := range dataLines("people.tsv") {
		c := columns(line)
		p := Person{Gender: told(c[0]), Age: told(c[1]), MadeFor: len(c) > 4 && c[4] != ""}
		for _, w := range append(list(c[2]), list(c[3])...) {
			if _, ok := m[phraseKey(w)]; !ok {
				m[phraseKey(w)] = p
			}
		}
	}
	return m
})

func told(s string) string {
	if s == "-" {
		return ""
	}
	return s
}

// People finds those whom a text speaks of, in order. A lone Han character
// (男, 妈) counts only where no other word begins or ends with it.
func People(ts []Token) []Person {
	var out []Person
	for i := 0; i < len(ts); i++ {
		for n := min(4, len(ts)-i); n > 0; n-- {
			p, ok := people()[stemsKey(ts[i:i+n])]
			if !ok || n == 1 && ts[i].Kind == Han && !lonePerson(ts, i) {
				continue
			}
			p.From, p.To = i, i+n
			out = append(out, p)
			i += n - 1
			break
		}
	}
	return out
}

func lonePerson(ts []Token, i int) bool {
	if !Is("lone_person", ts[i].Text) {
		return Is("person_anywhere", ts[i].Text)
	}
	before := i == 0 || ts[i].Space || ts[i-1].Kind != Han || Is("before_lone_person", ts[i-1].Text)
	after := i+1 == len(ts) || ts[i+1].Kind != Han || ts[i+1].Space || Is("after_lone_person", ts[i+1].Text)
	return before && (after || Is("man_or_woman", ts[i].Text))
}
