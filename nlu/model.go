package nlu

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
	"daogou/llm"
	"daogou/prompts"
)

// Chatter asks a language model. *llm.Client is the one in production.
type Chatter interface {
	Chat(ctx context.Context, r llm.Request, emit func(token string) error) (llm.Reply, error)
}

// Model reads utterances with a language model: one call, whose answer follows a
// JSON schema and is then checked against the catalogue. What is not in the
// catalogue is mapped to what is or dropped; the model invents nothing. All
// fields but Priority and Prompts are required. How long it may take is up to ctx; Auto sets
// a deadline.
type Model struct {
	Chat     Chatter
	Words    func() *lexicon.Vocabulary // the shop's, as it is now
	Product  func(id string) (*catalog.Product, bool)
	Priority llm.Priority
	Prompts  *prompts.Set // nil: the embedded ones
}

// answerTokens is far above what any intent needs.
const answerTokens = 400

// Understand asks the model. It fails when the model is down, late or senseless;
// then the built-in reading stands.
func (m *Model) Understand(ctx context.Context, u chat.Utterance, st *chat.State) (chat.Reading, error) {
	asked := m.asked(u, st)
	private := llm.Hide(u.Text)
	request, err := asked.request(private.Redact(u.Text))
	if err != nil {
		return chat.Reading{}, err
	}
	request.Priority = m.Priority
	reply, err := m.Chat.Chat(ctx, request, nil)
	if err != nil {
		return chat.Reading{}, fmt.Errorf("reading by model: %w", err)
	}
	var a answer
	if err := json.Unmarshal([]byte(private.Restore(reply.Text)), &a); err != nil {
		return chat.Reading{}, fmt.Errorf("reading by model: %w: %w", llm.ErrBadJSON, err)
	}
	return asked.check(a)
}

// asked is one utterance with all that its answer is checked against.
type asked struct {
	said   chat.Utterance
	state  *chat.State
	words  *lexicon.Vocabulary
	locale string
	found  []lexicon.Match // what the utterance's words mean in this shop
	known  []meant         // products that may be meant
	prompt *prompts.Set
}

// meant is a product that the shopper may mean.
type meant struct {
	*catalog.Product
	position int // among the cards, from 1; 0: not among them
}

func (m *Model) asked(u chat.Utterance, st *chat.State) *asked {
	a := &asked{said: u, state: st, words: m.Words(), locale: cmp.Or(lexicon.Detect(u.Text), u.Locale, st.Locale, "en"), prompt: m.Prompts}
	a.found = a.words.Find(u.Text)
	for i, id := range st.Shown {
		a.know(m.Product, id, i+1)
	}
	more := append([]string{st.Page}, st.Focus...)
	more = append(more, a.named()...)
	for _, line := range st.Cart.Items {
		more = append(more, line.ProductID)
	}
	for _, id := range more {
		a.know(m.Product, id, 0)
	}
	return a
}

// mostNamed is how many products words may fit and still name them.
const mostNamed = 5

// named are the products whose titles the utterance speaks of, shown or not.
func (a *asked) named() []string {
	var ids []string
	for _, mention := range a.words.Mentions(lexicon.Tokenize(a.said.Text), a.found) {
		if len(mention.Products) > mostNamed {
			continue
		}
		for _, i := range mention.Products {
			ids = append(ids, a.words.Products[i].ID)
		}
	}
	return append(ids, a.few()...)
}

// few are the products that a word for a value narrows the shop to.
func (a *asked) few() []string {
	var ids []string
	for _, m := range a.found {
		if m.Score < 0.85 || m.Field == "category" || m.How == "column" || len(m.Values) == 0 {
			continue
		}
		fit := a.words.Fitting([]catalog.Filter{catalog.Where(m.Field, catalog.In, m.Values...)}, mostNamed+1)
		if len(fit) > mostNamed {
			continue
		}
		for _, p := range fit {
			ids = append(ids, p.ID)
		}
	}
	return ids
}

// mostKnown bounds the products that are told to the model.
const mostKnown = 20

func (a *asked) know(product func(string) (*catalog.Product, bool), id string, position int) {
	if len(a.known) == mostKnown || a.knows(id) {
		return
	}
	if p, ok := product(id); ok {
		a.known = append(a.known, meant{p, position})
	}
}

func (a *asked) knows(id string) bool {
	for _, k := range a.known {
		if k.ID == id {
			return true
		}
	}
	return false
}

// request renders the prompt: the rules and the shop first, which stay the same,
// then the state, and the shopper's words last, without her personal data.
func (a *asked) request(said string) (llm.Request, error) {
	system, err := a.prompt.Render("understand_"+promptLocale(a.locale), a.shop())
	if err != nil {
		return llm.Request{}, err
	}
	turn, err := a.prompt.Render("understand_turn", a.turn(said))
	if err != nil {
		return llm.Request{}, err
	}
	schema, err := a.prompt.Render("understand_schema", schemaData{a.fields(), a.ids(), slices.Concat(chitchatTopics, policyTopics, orderTopics, handoffTopics, scopeTopics)})
	if err != nil {
		return llm.Request{}, err
	}
	return llm.Request{System: system, Messages: []llm.Message{{Role: "user", Content: turn}},
		Schema: json.RawMessage(schema), MaxTokens: answerTokens}, nil
}

// promptLocale is the language of the prompt: there are two.
func promptLocale(locale string) string {
	if locale == "zh" {
		return "zh"
	}
	return "en"
}
