package main

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"daogou/chat"
	"daogou/llm/ollamafake"
	"daogou/nlu"
)

// knowing is a model that takes what has the word slingback for a question about
// the rules, gribble for a wish, and everything else for chitchat; it writes nothing worth saying.
// Rules in the shopper's language are quoted, so it is not asked to write those.
func knowing(r ollamafake.Request) ollamafake.Answer {
	if r.Schema == nil {
		return ollamafake.Answer{Text: "Well."}
	}
	said, _ := nlu.Said(r.Last())
	read := chat.Reading{Act: chat.Chitchat, Confidence: 1}
	switch {
	case strings.Contains(said, "slingback"), strings.Contains(said, "return policy"):
		read.Act, read.Topic = chat.PolicyAct, "return"
	case strings.Contains(said, "gribble"):
		read.Act, read.Query, read.NewSubject = chat.Search, "rain jackets", true
	}
	return ollamafake.Answer{Text: nlu.Script(read, "USD")}
}

// patient are deadlines that no slow machine misses.
var patient = modelFlags{UnderstandDeadline: 5 * time.Second, FirstDeltaDeadline: 5 * time.Second}

// startWithModel serves the demo shop with a fake Ollama that is up.
func startWithModel(t *testing.T, fake *ollamafake.Fake, flags modelFlags) *server {
	t.Helper()
	address, stop, err := fake.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	flags.Ollama, flags.EmbedModel, flags.Understand = address, "off", "auto"
	s := startDemo(t, flags)
	eventually(t, s.models.client.Up)
	return s
}

func eventually(t *testing.T, holds func() bool) {
	t.Helper()
	if !within(20*time.Second, holds) {
		t.Fatal("it never comes")
	}
}

// within reports whether something comes to hold in time.
func within(d time.Duration, holds func() bool) bool {
	for end := time.Now().Add(d); !holds(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

// talkTo says things one after the other in a session of its own, and gives the
// kinds of calls that the model had got when each turn ended: r to understand, w
// to write.
func talkTo(t *testing.T, s *server, fake *ollamafake.Fake, h chat.Hello, says ...string) (calls []string) {
	t.Helper()
	session, _, err := s.engine.Open(t.Context(), h)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Leave()
	after := int64(0)
	for i, say := range says {
		before := len(turnCalls(fake))
		if _, err := session.Message(t.Context(), chat.MessageIn{ID: fmt.Sprint(i), Text: say}); err != nil {
			t.Fatal(err)
		}
		for done := false; !done; {
			frames, err := session.Next(t.Context(), after)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range frames {
				var head struct{ Type string }
				if err := json.Unmarshal(f.JSON, &head); err != nil {
					t.Fatal(err)
				}
				after, done = f.Seq, done || head.Type == "done"
			}
		}
		calls = append(calls, kindsOf(turnCalls(fake)[before:]))
		if len(h.Consent) > 0 {
			within(300*time.Millisecond, func() bool { return strings.Contains(kindsOf(turnCalls(fake)[before:]), "r") })
			time.Sleep(2 * time.Millisecond)
		}
	}
	return calls
}

// turnCalls are the calls of turns, without those of descriptions, which are
// written meanwhile at low priority.
func turnCalls(fake *ollamafake.Fake) []ollamafake.Request {
	return slices.DeleteFunc(fake.Chats(), func(r ollamafake.Request) bool { return strings.HasPrefix(r.Last(), "Task: describe") })
}

func kindsOf(chats []ollamafake.Request) (kinds string) {
	for _, c := range chats {
		if c.Schema == nil {
			kinds += "w"
		} else {
			kinds += "r"
		}
	}
	return kinds
}

func TestCallsOfTheModelInATurn(t *testing.T) {
	fake := &ollamafake.Fake{Answer: knowing}
	s := startWithModel(t, fake, patient)
	for name, c := range map[string]struct {
		hello chat.Hello
		say   string
		calls string // before done
		later string // after it
	}{
		"sure: it writes, and reads nothing":                    {chat.Hello{}, "show me rain jackets", "w", ""},
		"sure, with her consent: it reads once more afterwards": {chat.Hello{Consent: []string{chat.ConsentLearning}}, "show me rain jackets", "w", "r"},
		"unsure: it reads and writes":                           {chat.Hello{}, "would you gribble rain jackets for a frimp", "rw", ""},
		"unsure, of a rule: it reads":                           {chat.Hello{}, "would you slingback a frimp", "r", ""},
		"a word on the memory is nobody else's":                 {chat.Hello{}, "what do you know about me?", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			before := len(turnCalls(fake))
			if got := talkTo(t, s, fake, c.hello, c.say)[0]; got != c.calls {
				t.Errorf("before done: %s, want %s", got, c.calls)
			}
			all := before + len(c.calls) + len(c.later)
			eventually(t, func() bool { return len(turnCalls(fake)) >= all })
			time.Sleep(50 * time.Millisecond)
			if got := kindsOf(turnCalls(fake)[before:]); got != c.calls+c.later {
				t.Errorf("in all: %s, want %s", got, c.calls+c.later)
			}
		})
	}
}

// TestUnderstandingIsLearntBesideTheServer: shoppers of a town with its own word
// for returns teach it; the server takes it up without a restart and is sure.
func TestUnderstandingIsLearntBesideTheServer(t *testing.T) {
	fake := &ollamafake.Fake{Answer: knowing}
	s := startWithModel(t, fake, patient)
	hello := chat.Hello{Consent: []string{chat.ConsentLearning}}
	things := []string{"frimp", "gork", "tolly", "brander", "quill"}
	says := []string{"would you slingback a %s", "slingback terms for the %s", "is %s slingback fine", "can the %s go slingback"}
	for i := range 110 {
		said := fmt.Sprintf(says[i%4], things[i/4%5])
		talkTo(t, s, fake, hello, said, "sorry, i meant what is your return policy")
	}
	code, out, errOut := daogou(t, "--data", s.data, "train", "understanding")
	if code != exitOK {
		t.Fatal(errOut)
	}
	t.Log(out)
	if !strings.Contains(out, "in use from now on") {
		t.Fatalf("nothing was learnt: %s", out)
	}
	eventually(t, func() bool {
		r, err := s.reader.Understand(t.Context(), chat.Utterance{Text: "so is the gork slingback fine"}, nil)
		return err == nil && r.Act == chat.PolicyAct && r.Confidence > .5
	})
}
