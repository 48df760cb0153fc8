package nlu

import (
	"context"
	"errors"
	"reflect"
	"testing"
	"time"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
	"daogou/llm"
	"daogou/llm/ollamafake"
)

// reads is a reader that a func plays.
type reads func(context.Context, chat.Utterance) (chat.Reading, error)

func (f reads) Understand(ctx context.Context, u chat.Utterance, _ *chat.State) (chat.Reading, error) {
	return f(ctx, u)
}

func always(r chat.Reading) reads {
	return func(context.Context, chat.Utterance) (chat.Reading, error) { return r, nil }
}

func fails(err error) reads {
	return func(context.Context, chat.Utterance) (chat.Reading, error) { return chat.Reading{}, err }
}

func TestAutoChoosesTheReader(t *testing.T) {
	sure := always(chat.Reading{Act: chat.Search, Query: "tea", Filters: []catalog.Filter{catalog.Where("category", catalog.Eq, "Green Tea")}, Confidence: 0.9, Source: "builtin"})
	partial := always(chat.Reading{Act: chat.Search, Query: "tea", Confidence: 0.99, Source: "builtin"})
	unsure := always(chat.Reading{Act: chat.Search, Query: "tea", Confidence: 0.3, Source: "builtin"})
	named := always(chat.Reading{Act: chat.Search, Filters: []catalog.Filter{catalog.Where("color", catalog.Eq, "green")}, Confidence: 0.3, Source: "builtin"})
	model := always(chat.Reading{Act: chat.Recommend, Query: "green tea", Source: "llm"})
	slow := reads(func(ctx context.Context, _ chat.Utterance) (chat.Reading, error) {
		<-ctx.Done()
		return chat.Reading{}, context.Cause(ctx)
	})
	broken := errors.New("broken")
	for name, c := range map[string]struct {
		mode           string
		builtin, model chat.Understander
		source, reason string
	}{
		"sure: built-in alone":                     {"auto", sure, fails(broken), "builtin", "sure"},
		"unsure of the act: the model":             {"auto", unsure, model, "llm", "unsure: the act"},
		"words passed over: the model":             {"auto", partial, model, "llm", "unsure: words left over"},
		"unsure, no model":                         {"auto", unsure, nil, "builtin", "only"},
		"unsure, model late":                       {"auto", unsure, slow, "builtin", "unsure: the act; model late"},
		"unsure, model down":                       {"auto", unsure, fails(llm.ErrDown), "builtin", "unsure: the act; model down"},
		"unsure, queue full":                       {"auto", unsure, fails(llm.ErrBusy), "builtin", "unsure: the act; model busy"},
		"unsure, model senseless":                  {"auto", unsure, fails(llm.ErrBadJSON), "builtin", "unsure: the act; model senseless"},
		"words that nobody uses":                   {"auto", unsure, always(chat.Reading{Act: chat.Search, Query: "xq zzv qqj", Source: "llm"}), "builtin", "unsure: the act; model implausible"},
		"goods are waved away":                     {"auto", named, always(chat.Reading{Act: chat.OutOfScope, Source: "llm"}), "builtin", "unsure: the act; model implausible"},
		"nothing is left of what was heard":        {"auto", named, always(chat.Reading{Act: chat.Search, Source: "llm"}), "builtin", "unsure: the act; model implausible"},
		"mode model: every turn":                   {"model", sure, model, "llm", "asked for"},
		"mode model, model late":                   {"model", sure, slow, "builtin", "asked for; model late"},
		"mode builtin: never":                      {"builtin", unsure, model, "builtin", "only"},
		"the built-in reader fails, the model not": {"auto", fails(broken), model, "llm", "unsure: no reading"},
	} {
		t.Run(name, func(t *testing.T) {
			words := lexicon.NewVocabulary(teaShop("en"))
			a := &Auto{Builtin: c.builtin, Model: c.model, Words: func() *lexicon.Vocabulary { return words }, Mode: c.mode, Deadline: 20 * time.Millisecond}
			got, err := a.Understand(t.Context(), chat.Utterance{Text: "some green tea, please"}, &chat.State{})
			if err != nil || got.Source != c.source || got.Reason != c.reason {
				t.Errorf("got %s because %q, %v; want %s because %q", got.Source, got.Reason, err, c.source, c.reason)
			}
		})
	}
}

func TestModelsReadingIsCompleted(t *testing.T) {
	builtin := chat.Reading{Act: chat.Detail, Locale: "zh", Refers: []string{"t-1"}, Aspects: []string{"weight_g"}, Order: "A-1",
		Cart: &chat.CartChange{Kind: "add"}, Filters: []catalog.Filter{catalog.Where("color", catalog.Eq, "green")}}
	for name, c := range map[string]struct{ model, want chat.Reading }{
		"details of the same act": {chat.Reading{Act: chat.Detail, Locale: "en", Refers: []string{"t-2"}, Source: "llm"},
			chat.Reading{Act: chat.Detail, Locale: "zh", Refers: []string{"t-2"}, Aspects: []string{"weight_g"}, Order: "A-1", Source: "llm", Reason: "unsure: the act"}},
		"of another act only the language": {chat.Reading{Act: chat.Compare, Locale: "en", Source: "llm"},
			chat.Reading{Act: chat.Compare, Locale: "zh", Source: "llm", Reason: "unsure: the act"}},
	} {
		t.Run(name, func(t *testing.T) {
			a := &Auto{Builtin: always(builtin), Model: always(c.model)}
			a.trust.compared(true)
			got, err := a.Understand(t.Context(), chat.Utterance{}, &chat.State{})
			if got.Second == nil || got.Second.Act != chat.Detail {
				t.Errorf("the other reading is %+v, want the built-in one", got.Second)
			}
			if got.Second = nil; err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("got  %+v, %v\nwant %+v", got, err, c.want)
			}
		})
	}
}

func TestAutoEndsWithTheTurn(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	a := &Auto{Builtin: always(chat.Reading{}), Model: reads(func(ctx context.Context, _ chat.Utterance) (chat.Reading, error) {
		cancel()
		<-ctx.Done()
		return chat.Reading{}, ctx.Err()
	})}
	if _, err := a.Understand(ctx, chat.Utterance{Text: "x"}, &chat.State{}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestModelLosesTrust(t *testing.T) {
	builtin := always(chat.Reading{Act: chat.Search, Source: "builtin"})
	answers := chat.Reading{Act: chat.PolicyAct, Source: "llm"}
	a := &Auto{Builtin: builtin, Model: reads(func(context.Context, chat.Utterance) (chat.Reading, error) { return answers, nil })}
	source := func() string {
		r, err := a.Understand(t.Context(), chat.Utterance{Text: "x"}, &chat.State{})
		if err != nil {
			t.Fatal(err)
		}
		return r.Source
	}
	believed := 0
	for range 20 {
		if source() == "llm" {
			believed++
		}
	}
	if believed > 2 {
		t.Errorf("a model that never agrees was believed %d times of 20, want at most 2", believed)
	}
	answers.Act = chat.Refine
	for range 10 {
		source()
	}
	if source() != "llm" {
		t.Error("a model that agrees again is not believed")
	}
}

func TestLateModelIsAskedSeldom(t *testing.T) {
	asked := 0
	a := &Auto{Builtin: always(chat.Reading{Source: "builtin"}), Deadline: time.Millisecond,
		Model: reads(func(ctx context.Context, _ chat.Utterance) (chat.Reading, error) {
			asked++
			<-ctx.Done()
			return chat.Reading{}, context.Cause(ctx)
		})}
	for range 23 {
		if _, err := a.Understand(t.Context(), chat.Utterance{Text: "x"}, &chat.State{}); err != nil {
			t.Fatal(err)
		}
	}
	if asked != 7 {
		t.Errorf("asked %d times of 23, want 3 and then every fifth: 7", asked)
	}
}

// Every fault of a server ends in a reading, soon.
func TestAutoSurvivesEveryFault(t *testing.T) {
	want := chat.Reading{Act: chat.Search, Query: "tea", Source: "builtin"}
	for _, fault := range ollamafake.Faults {
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			fake := &ollamafake.Fake{Answer: func(ollamafake.Request) ollamafake.Answer {
				return ollamafake.Answer{Text: `{"act": "search", "query": "tea", "filters": []}`, Fault: fault}
			}}
			m, client := modelOn(t, fake)
			a := &Auto{Builtin: always(want), Model: m, Deadline: 150 * time.Millisecond}
			start := time.Now()
			got, err := a.Understand(t.Context(), chat.Utterance{Text: "tea"}, &chat.State{})
			got.Reason = ""
			if took := time.Since(start); err != nil || !reflect.DeepEqual(got, want) || took > 600*time.Millisecond {
				t.Errorf("got %+v, %v after %v; want the built-in reading", got, err, took)
			}
			if fault == ollamafake.Hang && !client.Up() {
				t.Error("a short deadline of ours counts as the server's failure")
			}
		})
	}
}

// modelOn gives a reader that asks the fake over HTTP.
func modelOn(t *testing.T, fake *ollamafake.Fake) (*Model, *llm.Client) {
	t.Helper()
	url, stop, err := fake.Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	server, err := llm.NewOllama(url)
	if err != nil {
		t.Fatal(err)
	}
	client := llm.New(llm.Config{Server: server})
	if st := client.Probe(t.Context()); !st.Up {
		t.Fatal(st.Why)
	}
	return modelOf("en", client), client
}
