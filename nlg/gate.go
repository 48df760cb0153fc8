package nlg

import (
	"context"
	"log/slog"
	"maps"
	"strings"
	"sync"
	"sync/atomic"

	"daogou/catalog"
	"daogou/chat"
)

// Gate stands between a model and the shopper. Every sentence is checked
// against the facts of its plan; one that states what they do not back is
// stopped, with a reason. The zero value works; it is safe for concurrent use.
type Gate struct {
	Shop string
	Log  *slog.Logger // may be nil
	// Heard is told every decision; nil: nobody is. It is set while no answer is
	// checked.
	Heard func(Decision)

	names    atomic.Pointer[names]
	parlance atomic.Pointer[parlance]
	mu       sync.Mutex
	count    map[Reason]int64
	records  map[recordKey]*record
}

// Reason says why a sentence was stopped. Passed is no reason.
type Reason string

const (
	Passed     Reason = ""
	BadMoney   Reason = "money"
	BadPercent Reason = "percent"
	BadNumber  Reason = "number"
	BadMeasure Reason = "measure"
	BadDate    Reason = "date"
	BadSize    Reason = "size"
	BadColor   Reason = "color"
	BadStuff   Reason = "material"
	BadStock   Reason = "stock"
	BadFeature Reason = "feature"  // a yes/no column said the other way round, or not stated
	BadOrder   Reason = "order"    // a status the order does not have
	Delivery   Reason = "delivery" // a promise that no rule makes
	Coupon     Reason = "coupon"
	Promise    Reason = "promise"
	Claim      Reason = "claim" // an award, an origin, a superlative
	BadName    Reason = "name"
	Leak       Reason = "leak"   // words of the prompt
	Echo       Reason = "echo"   // the shopper's own words
	Markup     Reason = "markup" // nothing is left but markup
	Language   Reason = "language"
	Astray     Reason = "astray" // of something else than the shop
)

// Know tells the gate every title and brand of the shop, so that it notices
// one that a plan does not hold. It may be called again when the shop changes.
func (g *Gate) Know(products []*catalog.Product) {
	g.names.Store(newNames(products))
	spoken := newParlance(products)
	g.parlance.Store(&spoken)
	if len(products) <= recordsKept/2 {
		go g.warm(products)
	}
}

// warm makes the records of a shop that is small enough to keep all of them,
// so that no answer waits for them.
func (g *Gate) warm(products []*catalog.Product) {
	for _, p := range products {
		g.record(p, p.Locale)
		for locale := range p.Other {
			g.record(p, locale)
		}
	}
}

// Counts tells how many sentences passed ("") and how many were stopped for
// each reason.
func (g *Gate) Counts() map[Reason]int64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	return maps.Clone(g.count)
}

func (g *Gate) note(ctx context.Context, sentence string, why Reason, detail string) {
	g.mu.Lock()
	if g.count == nil {
		g.count = map[Reason]int64{}
	}
	g.count[why]++
	g.mu.Unlock()
	if g.Log == nil || why == Passed {
		return
	}
	g.Log.InfoContext(ctx, "gate stopped a sentence", "reason", string(why), "at", detail)
	g.Log.DebugContext(ctx, "gate stopped", "sentence", sentence)
}

// Decision is what the gate made of one sentence. Text is what may be said:
// the sentence with foreign markup taken out, empty when it was stopped.
type Decision struct {
	Sentence string
	Text     string
	Reason   Reason
	At       string // the words that were not backed
	Products []string
}

// Answer checks the sentences of one answer in their order: what "it" is
// depends on the sentence before.
type Answer struct {
	gate    *Gate
	facts   *Facts
	subject *record
	columns []*record // of the table being read
	secret  *shingles // of the prompt; nil: nothing
	said    *shingles // the shopper's words
}

// Answer begins to check an answer to the plan.
func (g *Gate) Answer(p *chat.Plan) *Answer {
	return &Answer{gate: g, facts: g.factsOf(p), said: newShingles(p.Said, echoWords)}
}

// Check decides on the next sentence.
func (a *Answer) Check(ctx context.Context, sentence string) Decision {
	d := Decision{Sentence: sentence, Text: plainMarkup(sentence, a.facts.links)}
	if strings.TrimSpace(d.Text) == "" && strings.TrimSpace(sentence) != "" || d.Text != sentence && leavesHole(sentence, a.facts.links) {
		d.Reason = Markup
	}
	if d.Reason == Passed && a.secret.in(d.Text) {
		d.Reason = Leak
	}
	if d.Reason == Passed && a.said.in(a.nameless(d.Text)) {
		d.Reason = Echo
	}
	if d.Reason == Passed {
		c := a.claims(d.Text)
		d.Reason, d.At = c.judge()
		for _, m := range c.mentions {
			d.Products = mention(d.Products, m.record.id)
		}
		if d.Reason == Passed {
			a.follow(c)
		}
	}
	if d.Reason != Passed {
		d.Text = ""
	}
	a.gate.note(ctx, sentence, d.Reason, d.At)
	if a.gate.Heard != nil {
		a.gate.Heard(d)
	}
	return d
}

// nameless is a sentence without the products' full names.
func (a *Answer) nameless(text string) string {
	b := []byte(text)
	for _, m := range a.facts.mentionsIn(lowerSame(text)) {
		if m.whole {
			copy(b[m.at:m.end], strings.Repeat(" ", m.end-m.at))
		}
	}
	return string(b)
}

// follow remembers what the sentence spoke of, for the pronouns of the next.
func (a *Answer) follow(c *claims) {
	if len(c.mentions) == 0 {
		return
	}
	a.subject = c.mentions[0].record
	for _, m := range c.mentions {
		if m.record != a.subject {
			a.subject = nil
			return
		}
	}
}
