package nlu

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// answer is what the model writes, before anything of it is believed.
type answer struct {
	Act        chat.Act       `json:"act"`
	Query      string         `json:"query"`
	Filters    []answerFilter `json:"filters"`
	Drop       []string       `json:"drop"`
	Sort       catalog.Sort   `json:"sort"`
	NewSubject *bool          `json:"new_subject"`
	Others     bool           `json:"others"`
	Limit      float64        `json:"limit"`
	Refers     []loose        `json:"refers"`
	Aspects    []string       `json:"aspects"`
	Cart       *answerCart    `json:"cart"`
	Order      loose          `json:"order"`
	Topic      string         `json:"topic"`
	Needs      []answerNeed   `json:"needs"`
	Confidence *float64       `json:"confidence"`
}

type answerFilter struct {
	Field string     `json:"field"`
	Op    catalog.Op `json:"op"`
	Value loose      `json:"value"`
}

type answerCart struct {
	Kind     string         `json:"kind"`
	Quantity float64        `json:"quantity"`
	Options  []answerFilter `json:"options"`
}

type answerNeed struct {
	Name    string         `json:"name"`
	Query   string         `json:"query"`
	Filters []answerFilter `json:"filters"`
}

// loose is a text, or what servers without schemas make of one: a number, a
// truth, a list.
type loose []string

// UnmarshalJSON reads any JSON value but an object.
func (l *loose) UnmarshalJSON(data []byte) error {
	var list []json.RawMessage
	if json.Unmarshal(data, &list) != nil {
		list = []json.RawMessage{data}
	}
	*l = nil
	for _, raw := range list {
		var text string
		if json.Unmarshal(raw, &text) != nil {
			text = string(raw)
		}
		if text = strings.TrimSpace(text); text != "" && text != "null" && !strings.HasPrefix(text, "{") {
			*l = append(*l, text)
		}
	}
	return nil
}

func (l loose) first() string {
	if len(l) == 0 {
		return ""
	}
	return l[0]
}

// errNonsense means that the model's answer has no act that there is.
var errNonsense = errors.New("the model's reading makes no sense")

var acts = []chat.Act{chat.Search, chat.Refine, chat.Recommend, chat.Compare, chat.Detail, chat.CartAct, chat.OrderAct,
	chat.PolicyAct, chat.Chitchat, chat.OutOfScope, chat.Handoff}

// modelConfidence is a model's when it does not tell its own.
const modelConfidence = 0.7

const (
	mostNeeds  = 6
	mostCards  = 20
	mostPieces = 99
	queryRunes = 120
	shortRunes = 40
)

// check turns the answer into a reading in which everything exists: fields,
// values, products, the order that the shopper named.
func (a *asked) check(got answer) (chat.Reading, error) {
	if !slices.Contains(acts, got.Act) {
		return chat.Reading{}, fmt.Errorf("%w: act %q", errNonsense, clip(string(got.Act), shortRunes))
	}
	filters, lost := a.filters(got.Filters)
	r := chat.Reading{Act: got.Act, Locale: a.locale, Query: a.query(got.Query, lost), Filters: filters,
		Drop: a.drops(got.Drop), Sort: sortOf(got.Sort), NewSubject: a.newSubject(got),
		Limit: int(min(max(got.Limit, 0), mostCards)), Refers: a.refers(got.Refers), Aspects: a.aspects(got.Aspects),
		Cart: a.cart(got), Order: a.order(got.Order.first()), Topic: topicOf(got.Act, got.Topic),
		Needs: a.needs(got.Needs), Confidence: modelConfidence, Source: "llm"}
	if got.Confidence != nil {
		r.Confidence = min(max(*got.Confidence, 0), 1)
	}
	if got.Others {
		r.Exclude = slices.Clone(a.state.Seen)
	}
	if (r.Act == chat.PolicyAct || r.Act == chat.OrderAct) && r.Query == "" {
		r.Query = a.said.Text // what passages are found by
	}
	return r, nil
}

// query is the subject's words, with what the model took for a value that the
// catalogue does not have: as words it may still be found.
func (a *asked) query(query string, lost []string) string {
	query = strings.Join(strings.Fields(query), " ")
	for _, word := range lost {
		if !strings.Contains(lexicon.Normalize(query), lexicon.Normalize(word)) {
			query = strings.TrimSpace(query + " " + word)
		}
	}
	return clip(query, queryRunes)
}

// The topics that the acts which have any can be about; policyTopics are the
// built-in reader's.
var (
	chitchatTopics = []string{"greeting", "thanks", "bye", "help", "robot", "howareyou", "praise", "apology"}
	orderTopics    = []string{"list", "last", chat.TopicOthers}
	handoffTopics  = []string{"asked", "anger"}
	scopeTopics    = []string{"injection"}
)

// topicOf keeps a topic that the act can have.
func topicOf(act chat.Act, topic string) string {
	topics := map[chat.Act][]string{chat.Chitchat: chitchatTopics, chat.PolicyAct: policyTopics, chat.OrderAct: orderTopics,
		chat.Handoff: handoffTopics, chat.OutOfScope: scopeTopics}[act]
	if topic = strings.ToLower(topic); slices.Contains(topics, topic) {
		return topic
	}
	return ""
}

// newSubject believes the model; where it does not say, a search is about
// something new, for what continues is a refinement.
func (a *asked) newSubject(got answer) bool {
	if got.NewSubject != nil {
		return *got.NewSubject
	}
	return got.Act == chat.Search || got.Act == chat.Recommend
}

func sortOf(s catalog.Sort) catalog.Sort {
	if s == catalog.PriceAsc || s == catalog.PriceDesc || s == catalog.RatingDesc {
		return s
	}
	return ""
}

func (a *asked) drops(fields []string) []string {
	var drops []string
	for _, f := range fields {
		if f != "*" && f != "sort" && f != "query" {
			f = a.field(f)
		}
		if f != "" && !slices.Contains(drops, f) {
			drops = append(drops, f)
		}
	}
	return drops
}

// refers keeps the products that the shopper can mean. A model that counts cards
// instead of naming them is understood.
func (a *asked) refers(ids []loose) []string {
	var refers []string
	for _, id := range ids {
		n, err := strconv.Atoi(id.first())
		for _, k := range a.known {
			hit := strings.EqualFold(k.ID, id.first()) || err == nil && n == k.position && !a.knows(id.first())
			if hit && !slices.Contains(refers, k.ID) {
				refers = append(refers, k.ID)
			}
		}
	}
	return refers
}

func (a *asked) aspects(fields []string) []string {
	var aspects []string
	for _, f := range fields {
		if f = a.field(f); f != "" && !slices.Contains(aspects, f) {
			aspects = append(aspects, f)
		}
	}
	return aspects
}

// order keeps an order number that the shopper wrote, or the one spoken of.
func (a *asked) order(id string) string {
	said := lexicon.Normalize(a.said.Text)
	if id != "" && (strings.Contains(said, lexicon.Normalize(id)) || strings.EqualFold(id, a.state.Order)) {
		return id
	}
	return ""
}

// cart keeps the options that the shopper said: none is ever chosen for her.
func (a *asked) cart(got answer) *chat.CartChange {
	if got.Act != chat.CartAct || got.Cart == nil || !slices.Contains([]string{"add", "remove", "set", "clear"}, got.Cart.Kind) {
		return nil
	}
	change := &chat.CartChange{Kind: got.Cart.Kind, Quantity: int(min(max(got.Cart.Quantity, 0), mostPieces))}
	for _, o := range got.Cart.Options {
		field, values := a.resolve(o.Field, o.Value.first())
		if len(values) != 1 || !a.says(field, values[0]) {
			continue
		}
		if change.Options == nil {
			change.Options = map[string]string{}
		}
		change.Options[field] = values[0]
	}
	return change
}

// says reports whether the shopper's words name the value.
func (a *asked) says(field, value string) bool {
	for _, m := range a.found {
		if m.Field == field && slices.Contains(m.Values, value) {
			return true
		}
	}
	want := lexicon.Stems(value)
	said := lexicon.Stems(a.said.Text)
	for i := 0; i+len(want) <= len(said); i++ {
		if len(want) > 0 && slices.Equal(said[i:i+len(want)], want) {
			return true
		}
	}
	return false
}

func (a *asked) needs(got []answerNeed) []chat.Need {
	var needs []chat.Need
	for _, n := range got[:min(len(got), mostNeeds)] {
		filters, lost := a.filters(n.Filters)
		query := a.query(n.Query, lost)
		if query != "" || len(filters) > 0 {
			name := n.Name
			if name == "" {
				name = query
			}
			needs = append(needs, chat.Need{Name: clip(name, shortRunes), Query: query, Filters: filters})
		}
	}
	if len(needs) < 2 {
		return nil
	}
	return needs
}
