package web

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"daogou/chat"
)

// maxText bounds every text of a client, in characters.
const maxText = 8000

// inbound is a frame from a client: all fields of every type, of which each
// type uses its own. A field that is absent is nil where absence matters.
type inbound struct {
	Type string `json:"type"`
	ID   string `json:"id"`
	Turn int    `json:"turn"`

	Text   *string  `json:"text"`   // message, draft
	Images []string `json:"images"` // message

	Session  string   `json:"session"` // hello
	Token    string   `json:"token"`
	LastSeq  int64    `json:"last_seq"`
	Locale   string   `json:"locale"`
	Customer string   `json:"customer"`
	Page     page     `json:"page"`
	Consent  []string `json:"consent"` // what she agreed to: memory, learning

	Event     string            `json:"event"` // event
	ProductID string            `json:"product_id"`
	Quantity  int               `json:"quantity"`
	Options   map[string]string `json:"options"`
	Search    string            `json:"search"`

	Rating  string `json:"rating"` // feedback
	Comment string `json:"comment"`
}

// page is where in the shop the shopper is.
type page struct {
	URL       string `json:"url"`
	ProductID string `json:"product_id"`
}

// checks says, for every type of frame, what is wrong with one of that type;
// an empty answer is nothing.
var checks = map[string]func(*inbound) string{
	"hello":    func(m *inbound) string { return wrongIf(m.LastSeq < 0, "last_seq is never negative") },
	"message":  checkMessage,
	"draft":    func(m *inbound) string { return wrongIf(m.Text == nil, "a draft needs text") },
	"cancel":   func(m *inbound) string { return wrongIf(m.Turn < 0, "turn counts from 1") },
	"event":    func(m *inbound) string { return checkEvent(m.ID, m.Event, m.ProductID, m.Quantity) },
	"feedback": checkFeedback,
	"handoff":  func(*inbound) string { return "" },
	"handback": func(*inbound) string { return "" },
	"ping":     func(*inbound) string { return "" },
}

// decode reads one text frame. The error says what the client should send
// instead, and carries the frame's id and turn where they could be read.
func decode(data []byte) (*inbound, *chat.Error) {
	m := new(inbound)
	if !utf8.Valid(data) {
		return nil, &chat.Error{Code: badRequest, Message: "A frame is JSON in UTF-8."}
	}
	err := json.Unmarshal(data, m)
	refuse := func(code, text string) (*inbound, *chat.Error) {
		return nil, &chat.Error{Code: code, Message: text, ID: clip(m.ID, maxID), Turn: m.Turn}
	}
	check, known := checks[m.Type]
	switch {
	case err != nil && !known:
		return refuse(badRequest, "A frame is one JSON object with a type.")
	case err != nil:
		return refuse(badRequest, "A field of this "+m.Type+" has the wrong type.")
	case !known:
		return refuse(badRequest, fmt.Sprintf("There is no type %q.", clip(m.Type, 40)))
	}
	if wrong := check(m); wrong != "" {
		return refuse(badRequest, "Not understood: "+wrong+".")
	}
	if m.tooLong() {
		return refuse(tooLarge, fmt.Sprintf("A text holds at most %d characters.", maxText))
	}
	return m, nil
}

func wrongIf(bad bool, text string) string {
	if bad {
		return text
	}
	return ""
}

func checkMessage(m *inbound) string {
	switch {
	case m.ID == "":
		return "a message needs an id of your own"
	case len(m.ID) > maxID:
		return fmt.Sprintf("an id holds at most %d bytes", maxID)
	case m.Text == nil:
		return "a message needs text"
	case strings.TrimSpace(*m.Text) == "" && len(m.Images) == 0:
		return "a message says something"
	}
	for _, image := range m.Images {
		if !imageURL(image) {
			return "images are data: URLs of JPEG, PNG, WebP or GIF in base64"
		}
	}
	return ""
}

// maxID bounds the ids that clients choose, in bytes: they are kept.
const maxID = 200

var eventKinds = map[string]bool{
	"view": true, "click": true, "add_to_cart": true, "remove_from_cart": true, "purchase": true, "dismiss": true,
}

// checkEvent says what is wrong with an event, over either way in.
func checkEvent(id, kind, product string, quantity int) string {
	switch {
	case id == "":
		return "an event needs an id of your own"
	case len(id) > maxID || len(product) > maxID:
		return fmt.Sprintf("an id holds at most %d bytes", maxID)
	case !eventKinds[kind]:
		return "event is view, click, add_to_cart, remove_from_cart, purchase or dismiss"
	case product == "":
		return "an event needs a product_id"
	case quantity < 0 || quantity > maxQuantity:
		return fmt.Sprintf("quantity is between 1 and %d", maxQuantity)
	}
	return ""
}

// maxQuantity bounds one event's pieces, so that no total overflows.
const maxQuantity = 10_000

func checkFeedback(m *inbound) string {
	switch {
	case m.Turn < 1:
		return "feedback needs the turn it is on"
	case m.Rating != "up" && m.Rating != "down":
		return "rating is up or down"
	}
	return ""
}

func (m *inbound) tooLong() bool {
	long := utf8.RuneCountInString(m.Comment) > maxText || utf8.RuneCountInString(m.Search) > maxText
	if m.Text != nil {
		long = long || utf8.RuneCountInString(*m.Text) > maxText
	}
	for k, v := range m.Options {
		long = long || len(k) > maxText || utf8.RuneCountInString(v) > maxText
	}
	return long
}

// imageURL reports whether s is a data: URL of a picture in base64.
func imageURL(s string) bool {
	for _, kind := range []string{"jpeg", "png", "webp", "gif"} {
		if body, ok := strings.CutPrefix(s, "data:image/"+kind+";base64,"); ok {
			_, err := base64.StdEncoding.DecodeString(body)
			return err == nil && body != ""
		}
	}
	return false
}

// clip cuts s to at most n bytes, between two characters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
