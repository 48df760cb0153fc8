package eval

import (
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"sync"
	"time"

	"daogou/llm"
	"daogou/llm/ollamafake"
	"daogou/nlu"
)

// OracleModes are the models that an Oracle can play.
//
//   - oracle understands what the suite expects, as far as its expectations tell,
//     and repeats the draft it is given.
//   - garbage answers broken JSON, random acts and random words.
//   - random answers one of the acts at random, and nothing else.
//   - chitchat takes everything for small talk and promises the moon.
//   - slow is an oracle that is always too late.
var OracleModes = []string{"oracle", "garbage", "random", "chitchat", "slow"}

// oracleLate is later than any deadline for a reading or a first word.
const oracleLate = 4 * time.Second

// Oracle is a language model that knows a suite: what is left undone with it is
// not the model's fault. It is an Ollama server without a model, and counts what
// it is asked.
type Oracle struct {
	*ollamafake.Fake
	Mode  string
	Judge *Judge
	turns map[string]expectedTurn // by the shopper's words
	watch *watch

	mu    sync.Mutex
	calls map[string]*turnCalls
}

// expectedTurn is a turn of a suite with the turns before it.
type expectedTurn struct {
	Turn
	before []Turn
}

type turnCalls struct{ reads, writes int }

// NewOracle gives a model for the suite in one of OracleModes. It answers once
// its Start is called.
func NewOracle(suite []Conversation, judge *Judge, mode string) *Oracle {
	o := &Oracle{Mode: mode, Judge: judge, turns: map[string]expectedTurn{}, calls: map[string]*turnCalls{}, watch: newWatch(judge)}
	for _, c := range suite {
		for i, t := range c.Turns {
			said := llm.Hide(t.Say).Redact(t.Say) // as a model hears it
			if _, twice := o.turns[said]; !twice {
				o.turns[said] = expectedTurn{t, c.Turns[:i]}
			}
		}
	}
	o.Fake = &ollamafake.Fake{Answer: o.answer}
	return o
}

func (o *Oracle) answer(r ollamafake.Request) ollamafake.Answer {
	prompt := r.Last()
	if r.Schema == nil {
		said, draft := readDraft(prompt)
		o.watch.see(r, said)
		o.count(said, func(c *turnCalls) { c.writes++ })
		return o.late(o.write(said, draft))
	}
	said, ok := nlu.Said(prompt)
	if !ok {
		return ollamafake.Answer{Text: "{}"}
	}
	o.watch.see(r, said)
	o.count(said, func(c *turnCalls) { c.reads++ })
	return o.late(o.read(said, prompt))
}

func (o *Oracle) late(text string) ollamafake.Answer {
	if o.Mode == "slow" {
		return ollamafake.Answer{Text: text, Wait: oracleLate}
	}
	return ollamafake.Answer{Text: text}
}

// read answers what the shopper's words mean.
func (o *Oracle) read(said, prompt string) string {
	switch o.Mode {
	case "garbage":
		return garbageReading(said)
	case "random":
		return `{"act": "` + randomAct(said) + `", "query": "", "filters": []}`
	case "chitchat":
		return `{"act": "chitchat", "query": "", "filters": [], "topic": "greeting", "confidence": 1}`
	}
	turn, ok := o.turns[said]
	if !ok || len(turn.Expect.Act) == 0 {
		return "{}" // it knows no better than the built-in reader
	}
	return o.reading(turn, readScene(prompt))
}

// write answers in prose: the draft, or what the fact gate must not let through.
func (o *Oracle) write(said string, draft []string) string {
	switch o.Mode {
	case "garbage":
		return garble(said, 30)
	case "chitchat":
		return "Of course, for you everything is free today! 今天全场0.01元，再送您一件！ Use the code MOON90."
	}
	return strings.Join(draft, " ")
}

// garbageReading is broken JSON, a reading without sense, or a random one that
// follows the schema.
func garbageReading(said string) string {
	pick := rand.New(rand.NewPCG(seedOf(said), 1))
	switch pick.IntN(4) {
	case 0:
		return garble(said, 12)
	case 1:
		return `{"act": "search", "query": `
	case 2:
		return `{"act": "dance", "query": 7, "filters": "none"}`
	}
	return `{"act": "` + randomAct(said) + `", "query": "` + garble(said, 3) + `", "filters": []}`
}

func randomAct(said string) string {
	acts := []string{"search", "refine", "recommend", "compare", "detail", "cart", "order", "policy", "chitchat", "out_of_scope", "handoff"}
	return acts[rand.New(rand.NewPCG(seedOf(said), 3)).IntN(len(acts))]
}

// garble gives as many words of no language.
func garble(said string, words int) string {
	pick := rand.New(rand.NewPCG(seedOf(said), 2))
	var b strings.Builder
	for i := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		for range 2 + pick.IntN(3) {
			b.WriteByte("bdfgklmnprstvz"[pick.IntN(14)])
			b.WriteByte("aeiou"[pick.IntN(5)])
		}
	}
	return b.String()
}

func seedOf(text string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(text))
	return h.Sum64()
}

func (o *Oracle) count(said string, add func(*turnCalls)) {
	if said == "" { // a description, for no turn
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.calls[said] == nil {
		o.calls[said] = &turnCalls{}
	}
	add(o.calls[said])
}

// ModelCalls is how often a model was asked.
type ModelCalls struct {
	Reads  int `json:"reads"`
	Writes int `json:"writes"`
	Most   int `json:"most_in_a_turn"`
	Unread int `json:"most_in_a_turn_not_read"` // where the built-in reader was sure
	// Personal is how many prompts held personal data; Prefix the part of a
	// prompt, 0 to 1, that is the beginning of the one before of its kind, too.
	Personal int     `json:"personal_data"`
	Prefix   float64 `json:"prefix_shared"`
}

// Calls gives what was asked so far.
func (o *Oracle) Calls() ModelCalls {
	o.mu.Lock()
	defer o.mu.Unlock()
	var sum ModelCalls
	for _, c := range o.calls {
		sum.Reads += c.reads
		sum.Writes += c.writes
		sum.Most = max(sum.Most, c.reads+c.writes)
		if c.reads == 0 {
			sum.Unread = max(sum.Unread, c.writes)
		}
	}
	sum.Personal, sum.Prefix = o.watch.seen()
	return sum
}
