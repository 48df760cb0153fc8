package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"daogou/llm/ollamafake"
	"daogou/web"
)

// hurried are the deadlines that serve has by default.
var hurried = modelFlags{UnderstandDeadline: 1500 * time.Millisecond, FirstDeltaDeadline: 1200 * time.Millisecond}

// startHurried serves the demo shop with a model that only turns keep busy.
func startHurried(t *testing.T, fake *ollamafake.Fake) *server {
	t.Helper()
	s := startWithModel(t, fake, hurried)
	s.engine.About = nil // no descriptions ahead
	return s
}

// writes is a model that reads nothing and writes a text.
func writes(answer func() ollamafake.Answer) *ollamafake.Fake {
	return &ollamafake.Fake{Answer: func(r ollamafake.Request) ollamafake.Answer {
		a := answer()
		if r.Schema != nil {
			a.Text, a.Parts = "{}", nil
		}
		return a
	}}
}

// dial opens a shopper's session.
func dial(t *testing.T, s *server, locale string) *web.Client {
	t.Helper()
	c, err := web.Dial(t.Context(), s.wsURL(), map[string]any{"locale": locale})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// until reads frames up to the first of a type.
func until(t *testing.T, c *web.Client, kind string) json.RawMessage {
	t.Helper()
	for {
		f, err := c.Receive(time.Now().Add(30 * time.Second))
		if err != nil {
			t.Fatalf("waiting for %s: %v", kind, err)
		}
		if f.Type == kind {
			return f.Raw
		}
	}
}

// ask says something and gives the whole answer.
func ask(t *testing.T, c *web.Client, id, text string) (answer string) {
	t.Helper()
	if err := c.Send(map[string]any{"type": "message", "id": id, "text": text}); err != nil {
		t.Fatal(err)
	}
	var done struct{ Text string }
	if err := json.Unmarshal(until(t, c, "done"), &done); err != nil {
		t.Fatal(err)
	}
	return done.Text
}

// asked are turns of every kind that a model writes.
var asked = map[string][]string{
	"en": {"warm jackets under $200", "tell me about the first one", "compare the first two"},
	"zh": {"三百以内的外套", "介绍一下第一款", "前两款对比一下"},
}

// TestATurnEndsWholeWhateverTheModelDoes breaks a model in every way there is.
func TestATurnEndsWholeWhateverTheModelDoes(t *testing.T) {
	for _, fault := range ollamafake.Faults {
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			s := startHurried(t, writes(func() ollamafake.Answer {
				return ollamafake.Answer{Text: "Here is what I found for you. Take a look at the cards above.", Fault: fault}
			}))
			for locale, says := range asked {
				c := dial(t, s, locale)
				for i, said := range says {
					start := time.Now()
					answer := ask(t, c, fmt.Sprint(i), said)
					if took := time.Since(start); took > 15*time.Second {
						t.Errorf("%q took %v, want at most 15 s", said, took)
					}
					if utf8.RuneCountInString(answer) < 15 || !strings.ContainsAny(answer, ".。") {
						t.Errorf("%q is answered with %q", said, answer)
					}
				}
			}
		})
	}
}

// TestCancelHangsUpOnTheModel times how long a model goes on after a shopper's
// cancel, through the whole server.
func TestCancelHangsUpOnTheModel(t *testing.T) {
	fake := writes(func() ollamafake.Answer {
		return ollamafake.Answer{Text: "Here is what I found for you. " + strings.Repeat("and so it goes on ", 50), Gap: 30 * time.Millisecond}
	})
	c := dial(t, startHurried(t, fake), "en")
	var took []time.Duration
	for i := range 7 {
		time.Sleep(220 * time.Millisecond) // 5 a second is what a session may say
		before := fake.Cancelled()
		if err := c.Send(map[string]any{"type": "message", "id": fmt.Sprint(i), "text": "warm jackets under $200"}); err != nil {
			t.Fatal(err)
		}
		until(t, c, "delta")
		start := time.Now()
		if err := c.Send(map[string]any{"type": "cancel"}); err != nil {
			t.Fatal(err)
		}
		eventually(t, func() bool { return fake.Cancelled() > before })
		took = append(took, time.Since(start))
		until(t, c, "done")
	}
	if slices.Sort(took); took[len(took)/2] > 100*time.Millisecond {
		t.Errorf("the model goes on for %v, want at most 100 ms in the middle", took)
	}
}

// TestAnObedientModelDoesNothing has a model say word for word what attacks order,
// on the way to a shopper who asks for jackets: no sentence of theirs arrives.
func TestAnObedientModelDoesNothing(t *testing.T) {
	text, err := os.ReadFile("../../../shared/injection/shop_attacks.jsonl")
	if err != nil {
		t.Skip("no attacks beside the checkout: ", err)
	}
	var order string
	s := startHurried(t, writes(func() ollamafake.Answer { return ollamafake.Answer{Text: "Here is what I found for you. " + order} }))
	placed := 0
	for line := range strings.Lines(string(text)) {
		var attack struct{ ID, Text string }
		if err := json.Unmarshal([]byte(line), &attack); err != nil {
			t.Fatal(err)
		}
		order = attack.Text
		for locale, says := range asked {
			answer := ask(t, dial(t, s, locale), attack.ID, says[0])
			placed++
			for _, sentence := range strings.FieldsFunc(attack.Text, func(r rune) bool { return strings.ContainsRune(".!?。！？\n", r) }) {
				if sentence = strings.TrimSpace(sentence); len(sentence) > 15 && strings.Contains(answer, sentence) {
					t.Errorf("%s: %q arrives in %q", attack.ID, sentence, answer)
				}
			}
		}
	}
	t.Logf("0 effects in %d answers would bound their rate by %.2f%% (one-sided 95%%)", placed, 300/float64(placed))
}
