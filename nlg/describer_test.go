package nlg

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"daogou/catalog"
	"daogou/chat"
	"daogou/llm"
)

// shelfCache is a Keeper in memory.
type shelfCache struct {
	mu    sync.Mutex
	blobs map[string][]byte
}

func (c *shelfCache) Get(_ context.Context, keys []string) (map[string][]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found := map[string][]byte{}
	for _, k := range keys {
		if b, ok := c.blobs[k]; ok {
			found[k] = b
		}
	}
	return found, nil
}

func (c *shelfCache) Put(_ context.Context, blobs map[string][]byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, b := range blobs {
		c.blobs[k] = b
	}
	return nil
}

// describer runs one with a scripted model until the test ends.
func describer(t *testing.T, f talk) *Describer {
	m := model(f)
	d := &Describer{Writer: m.Builtin, Model: m, Cache: &shelfCache{blobs: map[string][]byte{}}}
	ctx, stop := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { d.Run(ctx) })
	t.Cleanup(func() { stop(); wg.Wait() })
	return d
}

// described waits until the description is of this engine, or gives what there
// is after a while.
func described(t *testing.T, d *Describer, f chat.Facet, engine string) chat.Description {
	t.Helper()
	p := dress("a", "Oakline Marisol Dress", "red", 4990)
	var got chat.Description
	for end := time.Now().Add(2 * time.Second); got.Engine != engine && time.Now().Before(end); time.Sleep(time.Millisecond) {
		var err error
		if got, err = d.Describe(t.Context(), p, f, "en"); err != nil {
			t.Fatal(err)
		}
	}
	return got
}

const ofViscose = "The **Oakline Marisol Dress** is made of viscose. It costs $49.90."

func TestADescriptionIsWrittenOnceAndKept(t *testing.T) {
	var mu sync.Mutex
	asked := 0
	d := describer(t, func(ctx context.Context, r llm.Request, emit func(string) error) error {
		mu.Lock()
		defer mu.Unlock()
		asked++
		if r.Priority != llm.Low {
			t.Error("a description nobody waits for is asked at high priority")
		}
		return says(ofViscose)(ctx, r, emit)
	})
	d.Model.LLM = atOnce{d.Model.LLM}
	p, facet := dress("a", "Oakline Marisol Dress", "red", 4990), chat.Facet{Field: "material"}
	if got, _ := d.Describe(t.Context(), p, facet, "en"); got.Engine != "builtin" || got.Text == "" {
		t.Errorf("before: got %+v, want the built-in writer's", got)
	}
	for range 3 {
		d.Prefetch(p, facet, "en")
	}
	if got := described(t, d, facet, "llm"); got.Text != ofViscose || got.Facet != "material" {
		t.Errorf("got %+v, want the model's words on the material", got)
	}
	d.Prefetch(p, facet, "en")
	d.Prefetch(p, chat.Facet{Field: "price"}, "en")
	if got := described(t, d, chat.Facet{Field: "price"}, "llm"); got.Engine != "llm" {
		t.Errorf("another facet: got %+v, want one of its own", got)
	}
	mu.Lock()
	defer mu.Unlock()
	if asked != 2 {
		t.Errorf("the model was asked %d times for two descriptions", asked)
	}
	changed := *p
	changed.Seq++
	if got, _ := d.Describe(t.Context(), &changed, facet, "en"); got.Engine != "builtin" {
		t.Errorf("a product that changed is described as it was: %+v", got)
	}
}

// atOnce is a model that gives its whole answer at the end, as the client does.
type atOnce struct{ Talker }

func (w atOnce) Chat(ctx context.Context, r llm.Request, _ func(string) error) (llm.Reply, error) {
	var b strings.Builder
	reply, err := w.Talker.Chat(ctx, r, func(s string) error { b.WriteString(s); return nil })
	reply.Text = b.String()
	return reply, err
}

func TestNothingUntrueIsKept(t *testing.T) {
	for name, c := range map[string]struct{ says, want string }{
		"a lie in the first sentence": {"The Oakline Marisol Dress costs only $9.90. It is made of viscose.", ""},
		"a lie after the first":       {"The Oakline Marisol Dress is made of viscose. Use code SAVE20! It costs $49.90.", "The Oakline Marisol Dress is made of viscose. It costs $49.90."},
		"more than three sentences":   {"The Oakline Marisol Dress is made of viscose. It costs $49.90. It is red. It has side pockets.", "The Oakline Marisol Dress is made of viscose. It costs $49.90. It is red."},
		"of no product":               {"Treat yourself.", ""},
		"another language":            {"这条裙子采用粘胶纤维面料制成，非常适合夏天穿着。", ""},
		"nothing":                     {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := &Describer{Model: model(says("")), Writer: &Builtin{}}
			p := dress("a", "Oakline Marisol Dress", "red", 4990)
			if got := d.passed(t.Context(), aboutTask{p, chat.Facet{Field: "material"}, "en"}, c.says); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWhatIsAskedForADescription(t *testing.T) {
	d := &Describer{Model: model(says("")), Writer: &Builtin{Shop: "Test"}}
	p := dress("a", "Oakline Marisol Dress", "red", 4990)
	got, err := d.request(aboutTask{p, chat.Facet{Field: "material"}, "en"})
	if err != nil {
		t.Fatal(err)
	}
	answer, err := d.Model.request(d.Writer.script(twoDresses()), nil, hide(twoDresses()))
	if err != nil {
		t.Fatal(err)
	}
	if got.System != answer.System {
		t.Error("the prompt begins otherwise than that of answers: the work on it can't be shared")
	}
	for _, want := range []string{`cares about most: "material"`, `"price: $49.90"`, `Name the price.`} {
		if !strings.Contains(got.Messages[0].Content, want) {
			t.Errorf("no %q in\n%s", want, got.Messages[0].Content)
		}
	}
}

func TestADetailIsSaidInTheWordsWrittenBefore(t *testing.T) {
	d := describer(t, says(ofViscose))
	d.Model.LLM = atOnce{d.Model.LLM}
	w := &Personal{Writer: d.Writer, About: d}
	p := dress("a", "Oakline Marisol Dress", "red", 4990)
	plan := &chat.Plan{Turn: 2, Act: chat.Detail, Locale: "en", Said: "tell me about it", Outcome: chat.Found,
		Products: hits(map[string]*catalog.Product{"a": p}, "a"), Facets: map[string]chat.Facet{"a": {Field: "material"}}}
	if _, said := say(t, w, plan); said.Engine != "builtin" {
		t.Errorf("before it is written: engine %s, want builtin", said.Engine)
	}
	d.Prefetch(p, plan.Facets["a"], "en")
	described(t, d, plan.Facets["a"], "llm")
	if text, said := say(t, w, plan); text != ofViscose || said.Engine != "llm" || len(said.ProductIDs) != 1 {
		t.Errorf("got %q by %s, want the words written before", text, said.Engine)
	}
	plan.Aspects, plan.Said = []string{"size"}, "which sizes?"
	if text, _ := say(t, w, plan); text == ofViscose {
		t.Error("a question is answered with the description")
	}
}
