package chat

import (
	"context"
	"time"

	"daogou/catalog"
)

// Hello opens a session or resumes one. Customer is the verified customer ID,
// empty for someone anonymous.
type Hello struct {
	Session  string
	Token    string
	Locale   string // BCP 47
	Customer string
	Page     string   // ID of the product whose page the shopper is on
	Consent  []string // what she agreed to, as the shop's page says: ConsentMemory, ConsentLearning
}

// MessageIn is one utterance. Images are data URLs.
type MessageIn struct {
	ID       string
	Text     string
	Images   []string
	Received time.Time // timing counts from here; zero: from the call
}

// EventIn is something the shopper did in the page. Kind is one of
// catalog.Event's.
type EventIn struct {
	ID        string
	Kind      string
	ProductID string
	Quantity  int
	Options   map[string]string
	Turn      int
	Search    string
}

// FeedbackIn is a shopper's word on a turn. Rating is up or down.
type FeedbackIn struct {
	Turn      int
	Rating    string
	ProductID string
	Comment   string
}

// SearchReply is what GET /api/search answers.
type SearchReply struct {
	Search  string           `json:"search"`
	Items   []Card           `json:"items"`
	Total   int              `json:"total"`
	Relaxed []catalog.Filter `json:"relaxed,omitempty"`
}

// Suggester completes a draft. *retriever.Index is the one in production.
type Suggester interface {
	Suggest(ctx context.Context, draft, locale string, k int) (completions []string, hits []catalog.Hit, err error)
}
