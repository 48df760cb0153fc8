package nlg

import (
	"cmp"
	"daogou/chat"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"daogou/catalog"
	"daogou/llm"
	"daogou/prompts"
)

// PromptVersion traces an answer to the words of a set that asked for it.
func PromptVersion(set *prompts.Set, locale string) string {
	l := bookOf(locale).locale
	return set.Version("answer_"+l, "answer_turn_"+l)
}

// promptTurn is what the prompt's changing part shows: facts, draft, and the
// shopper's words last.
type promptTurn struct {
	Task     string
	Products []promptProduct
	Rules    []promptRule
	Draft    []string
	Limits   []string
	Said     string
}

type promptProduct struct {
	Name  string
	Facts []string
	Text  []string
}

type promptRule struct{ Title, Text string }

// request lays the prompt out: what never changes for the shop and the
// language first, then the facts, then what the shopper said.
func (m *Model) request(s *script, steps []Step, hidden *llm.Secrets) (llm.Request, error) {
	locale := s.locale
	system, err := m.system(locale)
	if err != nil {
		return llm.Request{}, err
	}
	turn := s.turn(steps, hidden)
	budget := cmp.Or(m.Budget, 2000) - system.tokens
	text, err := m.Prompts.Render("answer_turn_"+locale, turn)
	for err == nil && tokens(text) > budget && turn.shrink() {
		text, err = m.Prompts.Render("answer_turn_"+locale, turn)
	}
	return llm.Request{System: system.text, Messages: []llm.Message{{Role: "user", Content: text}},
		MaxTokens: cmp.Or(m.MaxTokens, 320), Temperature: .4, Priority: llm.High}, err
}

func (s *script) turn(steps []Step, hidden *llm.Secrets) *promptTurn {
	p := s.plan
	t := &promptTurn{Task: string(p.Act), Said: firstRunes(hidden.Redact(p.Said), 600), Limits: s.ranges(p.Filters)}
	for i, h := range p.Products {
		if h.Product != nil && i < spoken {
			t.Products = append(t.Products, s.promptProduct(h.Product))
		}
	}
	for i, passage := range p.Passages {
		if i < 3 && p.Aside == "" {
			t.Rules = append(t.Rules, promptRule{passage.Title, firstRunes(unwrap(passage.Text), 900)})
		}
	}
	for _, step := range steps {
		if step.Kind != "table" && step.Kind != "image" && step.Kind != "rule" {
			t.Draft = append(t.Draft, strings.TrimPrefix(step.Text, "- "))
		}
	}
	return t
}

// promptProduct lists what may be said of a product.
func (s *script) promptProduct(p *catalog.Product) promptProduct {
	v := s.priceSlots(p)
	facts := []string{s.label("price") + ": " + v["price"]}
	if v["was"] != "" {
		facts[0] += " (" + v["was"] + " → " + v["price"] + ", −" + v["save"] + ")"
	}
	facts = append(facts, s.label("availability")+": "+s.value("availability", string(p.Availability)))
	if p.Reviews > 0 {
		facts = append(facts, s.label("rating")+": "+rating(p)+" ("+strconv.Itoa(p.Reviews)+")")
	}
	columns := make([]string, 0)
	for c := range p.In(s.plan.Locale).Attributes {
		if !hidden(c) && c != "age_group" && c != "condition" {
			columns = append(columns, c)
		}
	}
	slices.Sort(columns)
	for _, c := range columns {
		if values := valuesOf(p, s.plan.Locale, c); len(values) > 0 {
			facts = append(facts, s.label(c)+": "+s.listed(c, values))
		}
	}
	for _, h := range p.In(s.plan.Locale).Highlights {
		if harmless(h) {
			facts = append(facts, h)
		}
	}
	return promptProduct{Name: s.names[p.ID], Facts: facts, Text: s.best(s.quotable(p), 3)}
}

// shrink takes the least needed thing out of a prompt that is too long; false
// when nothing is left to take.
func (t *promptTurn) shrink() bool {
	for i := len(t.Products) - 1; i >= 0; i-- {
		if len(t.Products[i].Text) > 0 {
			t.Products[i].Text = nil
			return true
		}
	}
	for i := len(t.Products) - 1; i >= 0; i-- {
		if n := len(t.Products[i].Facts); n > 4 {
			t.Products[i].Facts = t.Products[i].Facts[:n/2+2]
			return n/2+2 < n
		}
	}
	switch {
	case len(t.Rules) > 1:
		t.Rules = t.Rules[:len(t.Rules)-1]
	case len(t.Products) > 2:
		t.Products = t.Products[:len(t.Products)-1]
	case len([]rune(t.Said)) > 200:
		t.Said = firstRunes(t.Said, 200)
	default:
		return false
	}
	return true
}

// tokens counts roughly what a tokenizer would: a token a Han character, one
// for four other bytes.
func tokens(text string) int {
	han, rest := 0, 0
	for _, r := range text {
		if unicode.Is(unicode.Han, r) {
			han++
		} else {
			rest++
		}
	}
	return han + rest/4
}

// hide takes the personal data out of what the shopper said and of her orders.
// The plan itself is not changed.
func hide(p *chat.Plan) *llm.Secrets {
	s := llm.Hide(p.Said)
	for _, o := range p.Orders {
		s.Add("ORDER", o.ID)
		s.Add("TRACKING", o.Tracking)
	}
	return s
}
