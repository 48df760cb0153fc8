// Package nlu understands shoppers: what an utterance is for (its act), what
// is wanted (filters over the catalogue's columns) and which products are
// meant. Builtin does it without a model: the language's words come from
// lexicon's data files, the shop's from its catalogue, and a small classifier
// trained on the examples in data settles the act where no rule is certain.
package nlu

import (
	"context"
	"sync/atomic"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// Builtin reads utterances by lexicon, rules and classifier. It is safe for
// concurrent use.
type Builtin struct {
	shelf *catalog.Shelf
	vocab atomic.Pointer[lexicon.Vocabulary]

	learnt  atomic.Pointer[classifier] // from the shop's own conversations; nil: nothing yet
	version atomic.Value               // of what was learnt, as Refresh found it

	without string // one of Parts
}

// classifier is the one in use.
func (b *Builtin) classifier() *classifier {
	if c := b.learnt.Load(); c != nil {
		return c
	}
	return weights()
}

// parse takes an utterance apart.
func (b *Builtin) parse(u chat.Utterance, st *chat.State) *parse {
	p := newParse(u, st, b.vocab.Load(), b.shelf.View())
	p.without, p.classifier = b.without, b.classifier()
	return p
}

// Parts are what the decision on an act rests on: rules, learnt examples, and
// what the shop's words suggest.
var Parts = []string{"rules", "examples", "shop"}

// Without is the same reader with one of the Parts left out, to measure what it
// adds.
func (b *Builtin) Without(part string) *Builtin {
	o := &Builtin{shelf: b.shelf, without: part}
	o.SetVocabulary(b.Vocabulary())
	o.learnt.Store(b.learnt.Load())
	return o
}

// Rules is how many rules there are.
func Rules() int { return len(rules) + 4 } // and those of settled

// New makes a reader for the products of a shelf; its vocabulary is derived
// from what stands there now. Call SetVocabulary when the catalogue changes.
func New(shelf *catalog.Shelf) *Builtin {
	b := &Builtin{shelf: shelf}
	weights() // now, not at the first utterance
	b.SetVocabulary(lexicon.NewVocabulary(shelf.View().List))
	return b
}

// SetVocabulary puts a new vocabulary to use, from the next utterance on.
func (b *Builtin) SetVocabulary(v *lexicon.Vocabulary) { b.vocab.Store(v) }

// Vocabulary gives the vocabulary in use.
func (b *Builtin) Vocabulary() *lexicon.Vocabulary { return b.vocab.Load() }

// Understand reads an utterance against the state. It never fails: what it
// can't place is out of scope with little confidence.
func (b *Builtin) Understand(_ context.Context, u chat.Utterance, st *chat.State) (chat.Reading, error) {
	if st == nil {
		st = &chat.State{}
	}
	p := b.parse(u, st)
	if r, ok := b.withAside(p); ok {
		return r, nil
	}
	return p.reading(), nil
}
