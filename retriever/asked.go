package retriever

import (
	"slices"
	"strings"
	"sync"
)

// asked remembers what was searched for with success, to complete drafts by. A
// text is told to others only once three different shoppers asked it, so
// that nobody reads what one person wrote.
type asked struct {
	mu      sync.Mutex
	queries map[string]*askedQuery
}

type askedQuery struct {
	shoppers []string // different ones, at most tellable
	times    int
}

const (
	tellable  = 3
	mostAsked = 20_000
	longAsked = 60 // bytes; what is longer is talk, not a query
)

// add counts a query that found something.
func (a *asked) add(text, shopper string) {
	text = strings.Join(strings.Fields(fold(text)), " ")
	if text == "" || shopper == "" || len(text) > longAsked || personal(text) {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	q := a.queries[text]
	if q == nil {
		if len(a.queries) >= mostAsked {
			return
		}
		if a.queries == nil {
			a.queries = map[string]*askedQuery{}
		}
		q = &askedQuery{}
		a.queries[text] = q
	}
	q.times++
	if len(q.shoppers) < tellable && !slices.Contains(q.shoppers, shopper) {
		q.shoppers = append(q.shoppers, shopper)
	}
}

// reset forgets all.
func (a *asked) reset() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.queries = nil
}

// begin gives the tellable queries that begin so.
func (a *asked) begin(want string) []completion {
	a.mu.Lock()
	defer a.mu.Unlock()
	var all []completion
	for text, q := range a.queries {
		if len(q.shoppers) >= tellable && strings.HasPrefix(text, want) {
			all = append(all, completion{text, 0, q.times})
		}
	}
	return all
}
