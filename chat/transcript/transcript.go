// Package transcript plays conversations that are written down as text, and
// writes down what comes back, so that a test can compare the two as files that
// people read:
//
//	@ customer c1          opens the session so: customer, locale, page
//	> red dresses under 50 what the shopper says
//	~ search {"query": …}  how a scripted reader understands it
//	= search color=red     what the assistant understood
//	* d1 Red Dress 40.00   a card
//	+ 2 × d1 (size M)      a line of the cart
//	! queued 1             a handoff
//	< Here is one.         what the assistant says
//	? S | M                quick replies
//
// Lines that begin with @, >, ~ or # are the input; the others are the output.
package transcript

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"daogou/catalog"
	"daogou/chat"
)

// Player plays transcripts against an engine.
type Player struct {
	Engine *chat.Engine
	Hint   func(said, reading string) // hears every ~ line before its turn is played; may be nil
}

// Play plays the input lines of a transcript and gives it with the output that
// came. A session lasts to the next @ line.
func (p *Player) Play(ctx context.Context, text string) (string, error) {
	run := &play{Player: p}
	defer run.leave()
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, line := range lines {
		if !strings.HasPrefix(line, "> ") {
			if err := run.line(ctx, line); err != nil {
				return "", fmt.Errorf("line %d: %w", i+1, err)
			}
			continue
		}
		var hint string
		if i+1 < len(lines) && strings.HasPrefix(lines[i+1], "~ ") {
			hint = lines[i+1][2:]
		}
		if err := run.say(ctx, line[2:], hint); err != nil {
			return "", fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	return run.out.String(), nil
}

// play is one transcript under way.
type play struct {
	*Player
	out     bytes.Buffer
	session *chat.Session
	after   int64
	sent    int
}

func (p *play) leave() {
	if p.session != nil {
		p.session.Leave()
		p.session = nil
	}
}

// line does an input line that is not said, and passes over output.
func (p *play) line(ctx context.Context, line string) error {
	switch {
	case strings.HasPrefix(line, "@ "):
		p.write("%s", line)
		return p.open(ctx, strings.Fields(line[2:]))
	case strings.HasPrefix(line, "#"), line == "" && !bytes.HasSuffix(p.out.Bytes(), []byte("\n\n")):
		p.write("%s", line)
	}
	return nil
}

// open begins a session as words like "customer c1 locale zh" say.
func (p *play) open(ctx context.Context, words []string) error {
	p.leave()
	var h chat.Hello
	for pair := range slices.Chunk(words, 2) {
		if len(pair) < 2 {
			return fmt.Errorf("%s: no value", pair[0])
		}
		switch pair[0] {
		case "customer":
			h.Customer = pair[1]
		case "locale":
			h.Locale = pair[1]
		case "page":
			h.Page = pair[1]
		default:
			return fmt.Errorf("%s: want customer, locale or page", pair[0])
		}
	}
	session, _, err := p.Engine.Open(ctx, h)
	p.session, p.after, p.sent = session, 0, 0
	return err
}

func (p *play) say(ctx context.Context, said, hint string) error {
	if p.session == nil {
		if err := p.open(ctx, nil); err != nil {
			return err
		}
	}
	p.write("> %s", said)
	if hint != "" {
		p.write("~ %s", hint)
	}
	if p.Hint != nil {
		p.Hint(said, hint)
	}
	p.sent++
	if _, err := p.session.Message(ctx, chat.MessageIn{ID: fmt.Sprint(p.sent), Text: said}); err != nil {
		return err
	}
	for {
		frames, err := p.session.Next(ctx, p.after)
		if err != nil {
			return err
		}
		for _, f := range frames {
			p.after = f.Seq
			ended, err := p.frame(f.JSON)
			if ended || err != nil {
				return err
			}
		}
	}
}

// frame writes a frame down and tells whether it ends the turn.
func (p *play) frame(data []byte) (ended bool, err error) {
	var kind struct{ Type string }
	if err := json.Unmarshal(data, &kind); err != nil {
		return false, err
	}
	switch kind.Type {
	case "intent":
		return false, read(data, p.intent)
	case "products":
		return false, read(data, p.products)
	case "cart":
		return false, read(data, p.cart)
	case "handoff":
		return false, read(data, func(f chat.HandoffFrame) { p.write("! %s %d", f.State, f.Position) })
	case "error":
		return true, errors.New(string(data))
	case "done":
		return true, read(data, p.done)
	}
	return false, nil
}

func read[F any](data []byte, use func(F)) error {
	var f F
	if err := json.Unmarshal(data, &f); err != nil {
		return err
	}
	use(f)
	return nil
}

func (p *play) write(format string, args ...any) { fmt.Fprintf(&p.out, format+"\n", args...) }

func (p *play) intent(f chat.IntentFrame) {
	words := []string{"=", string(f.Act)}
	if f.Query != "" {
		words = append(words, fmt.Sprintf("%q", f.Query))
	}
	for _, filter := range f.Filters {
		words = append(words, filter.String())
	}
	for _, word := range []string{string(f.Sort), strings.Join(f.Refers, " ")} {
		if word != "" {
			words = append(words, word)
		}
	}
	p.write("%s", strings.Join(words, " "))
}

func (p *play) products(f chat.ProductsFrame) {
	for _, c := range f.Items {
		need := ""
		if c.Need != "" {
			need = " for " + c.Need
		}
		p.write("* %s %s %s%s", c.ID, c.Title, amount(c.Price), need)
	}
	if len(f.Relaxed) > 0 {
		p.write("* without %v", f.Relaxed)
	}
}

func (p *play) cart(f chat.CartFrame) {
	for _, l := range f.Items {
		options := ""
		for _, field := range slices.Sorted(maps.Keys(l.Options)) {
			options += fmt.Sprintf(" (%s %s)", field, l.Options[field])
		}
		p.write("+ %d × %s%s", l.Quantity, l.ProductID, options)
	}
	p.write("+ %s", amount(f.Total))
}

func (p *play) done(f chat.DoneFrame) {
	if f.Text != "" {
		p.write("< %s", strings.ReplaceAll(f.Text, "\n", "\n< "))
	}
	for _, s := range f.Sources {
		p.write("< [%s](%s)", s.Title, s.URL)
	}
	if len(f.Suggestions) > 0 {
		p.write("? %s", strings.Join(f.Suggestions, " | "))
	}
}

func amount(m catalog.Money) string { return fmt.Sprintf("%d.%02d", m.Amount/100, m.Amount%100) }
