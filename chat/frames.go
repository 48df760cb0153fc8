package chat

import (
	"daogou/catalog"
)

// Frame is one frame of a session's log, its bytes exactly as on the wire.
type Frame struct {
	Seq  int64
	JSON []byte
}

// The frames of the protocol that come from the server. Type and Seq are
// filled when a frame enters the log; welcome, suggest and error are never
// logged.

// WelcomeFrame answers a hello. Seq is that of the last frame sent in the
// session so far.
type WelcomeFrame struct {
	Type        string   `json:"type"`
	Seq         int64    `json:"seq"`
	Session     string   `json:"session"`
	Token       string   `json:"token"`
	Locale      string   `json:"locale"`
	CustomerID  string   `json:"customer_id,omitempty"`
	Text        string   `json:"text"`
	Suggestions []string `json:"suggestions"`
	Resumed     bool     `json:"resumed"`
}

// SuggestFrame answers a draft.
type SuggestFrame struct {
	Type        string   `json:"type"`
	Text        string   `json:"text"`
	Search      string   `json:"search"`
	Completions []string `json:"completions"`
	Items       []Card   `json:"items"`
}

// ErrorFrame tells a client what to do about something that did not work.
type ErrorFrame struct {
	Type    string `json:"type"`
	Code    string `json:"code"`
	Message string `json:"message"`
	ID      string `json:"id,omitempty"`
	Turn    int    `json:"turn,omitempty"`
}

// AckFrame says that a message or an event (ID) or feedback (Turn) is stored.
// The ack of a message names its turn too.
type AckFrame struct {
	head
	ID   string `json:"id,omitempty"`
	Turn int    `json:"turn,omitempty"`
}

// IntentFrame tells what the assistant understood.
type IntentFrame struct {
	head
	Turn    int              `json:"turn"`
	Act     Act              `json:"act"`
	Locale  string           `json:"locale"`
	Query   string           `json:"query"`
	Filters []catalog.Filter `json:"filters"`
	Sort    catalog.Sort     `json:"sort,omitempty"`
	Refers  []string         `json:"refers,omitempty"`
	Needs   []Need           `json:"needs,omitempty"`
	Source  string           `json:"source"`
}

// ProductsFrame brings cards.
type ProductsFrame struct {
	head
	Turn    int              `json:"turn"`
	Items   []Card           `json:"items"`
	Total   int              `json:"total"`
	Relaxed []catalog.Filter `json:"relaxed,omitempty"`
}

// DeltaFrame is the next piece of an answer.
type DeltaFrame struct {
	head
	Turn int    `json:"turn"`
	Text string `json:"text"`
}

// DoneFrame ends a turn, always. Text equals the turn's deltas joined.
type DoneFrame struct {
	head
	Turn        int      `json:"turn"`
	Text        string   `json:"text"`
	ProductIDs  []string `json:"product_ids"`
	Suggestions []string `json:"suggestions"`
	Sources     []Source `json:"sources,omitempty"`
	Engine      string   `json:"engine"`
	Stopped     bool     `json:"stopped,omitempty"`
	Timing      Timing   `json:"timing"`
}

// Source is a policy quoted.
type Source struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// Timing is in milliseconds from the receipt of the message; 0: did not happen.
type Timing struct {
	Understand float64 `json:"understand"`
	Retrieve   float64 `json:"retrieve"`
	Cards      float64 `json:"cards"`
	FirstDelta float64 `json:"first_delta"`
	Total      float64 `json:"total"`
}

// CartFrame is the cart after a change.
type CartFrame struct {
	head
	Cart
}

// HandoffFrame tells who speaks: queued, agent, bot or closed.
type HandoffFrame struct {
	head
	State    string `json:"state"`
	Agent    string `json:"agent,omitempty"`
	Position int    `json:"position,omitempty"`
	Text     string `json:"text,omitempty"`
}

// AgentFrame is a person's words.
type AgentFrame struct {
	head
	Text  string `json:"text"`
	Agent string `json:"agent"`
}

// Card shows one product.
type Card struct {
	ID           string               `json:"id"`
	Title        string               `json:"title"`
	Price        catalog.Money        `json:"price"`
	ListPrice    *catalog.Money       `json:"list_price,omitempty"`
	Image        string               `json:"image"`
	URL          string               `json:"url"`
	Availability catalog.Availability `json:"availability"`
	Rating       float64              `json:"rating,omitempty"`
	Reviews      int                  `json:"reviews,omitempty"`
	Attributes   map[string][]string  `json:"attributes"`
	Why          []Reason             `json:"why"`
	Need         string               `json:"need,omitempty"`
}

// Reason is one signal's part in why a card is shown; the shares of a card add
// up to 1.
type Reason struct {
	Signal string  `json:"signal"`
	Share  float64 `json:"share"`
	Text   string  `json:"text"`
}

// head is what every logged frame begins with.
type head struct {
	Type string `json:"type"`
	Seq  int64  `json:"seq"`
}

func (h *head) stamp(seq int64) { h.Seq = seq }

// logged is a frame that gets a seq.
type logged interface{ stamp(seq int64) }
