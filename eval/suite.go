package eval

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"daogou/catalog"
)

// Conversation is one line of a dialogue suite.
type Conversation struct {
	Name     string   `json:"name"`
	Tags     []string `json:"tags"`
	Locale   string   `json:"locale"`
	Customer string   `json:"customer"`
	Turns    []Turn   `json:"turns"`
}

// Turn is one utterance and what must follow. Images are files beside the suite.
type Turn struct {
	Say    string   `json:"say"`
	Images []string `json:"images"`
	Expect Expect   `json:"expect"`
}

// Expect holds when every key that is there holds.
type Expect struct {
	Act     []string    `json:"act"`
	Items   ItemsExpect `json:"items"`
	Relaxed *bool       `json:"relaxed"`
	Refers  []string    `json:"refers"`
	Text    TextExpect  `json:"text"`
	Sources []string    `json:"sources"`
	Handoff string      `json:"handoff"`
	Cart    *[]CartItem `json:"cart"`
}

// ItemsExpect speaks of the turn's cards.
type ItemsExpect struct {
	Min     *int             `json:"min"`
	Max     *int             `json:"max"`
	All     []catalog.Filter `json:"all"`
	None    []catalog.Filter `json:"none"`
	Share   *Share           `json:"share"`
	Include []string         `json:"include"`
	First   string           `json:"first"`
	Order   catalog.Sort     `json:"order"`

	// Needs are several things wanted at once, in order: the cards of each fit its
	// filters, and it has one. Sum is the most that the first of each may cost
	// together, all pieces that are wanted; 0: whatever it does.
	Needs [][]catalog.Filter `json:"needs"`
	Sum   int64              `json:"sum"`
}

// Share asks that at least the part Min of the cards fits the filters.
type Share struct {
	Min     float64          `json:"min"`
	Filters []catalog.Filter `json:"filters"`
}

// TextExpect speaks of the answer's text.
type TextExpect struct {
	Any      []string `json:"any"`
	None     []string `json:"none"`
	Locale   string   `json:"locale"`
	Grounded bool     `json:"grounded"`
}

// CartItem is a line of the expected cart.
type CartItem struct {
	ProductID string `json:"product_id"`
	Quantity  int    `json:"quantity"`
}

// ReadSuite reads a suite of JSON Lines; an error names file and line.
func ReadSuite(file string) ([]Conversation, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var suite []Conversation
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<22)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var c Conversation
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, n, err)
		}
		suite = append(suite, c)
	}
	return suite, lines.Err()
}
