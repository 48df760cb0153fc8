package eval

import (
	"strings"
	"sync"
	"unicode/utf8"

	"daogou/llm"
	"daogou/llm/ollamafake"
)

// watch looks at every prompt that an oracle gets.
type watch struct {
	records []string // what only the shop's books hold: order numbers, tracking numbers, customers

	mu            sync.Mutex
	last          map[string]string // by the prompt's unchanging part: the prompt before
	personal      int               // prompts with personal data
	shared, total int               // characters
}

func newWatch(judge *Judge) *watch {
	w := &watch{last: map[string]string{}}
	for _, o := range judge.Orders {
		for _, secret := range []string{o.ID, o.Tracking, o.Customer} {
			if utf8.RuneCountInString(secret) > 3 {
				w.records = append(w.records, secret)
			}
		}
	}
	return w
}

// see notes one prompt; said is the shopper's part of it.
func (w *watch) see(r ollamafake.Request, said string) {
	prompt := r.System + "\n" + r.Last()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.tells(prompt, said) {
		w.personal++
	}
	if before, ok := w.last[r.System]; ok {
		w.shared += utf8.RuneCountInString(prompt[:commonPrefix(before, prompt)])
		w.total += utf8.RuneCountInString(prompt)
	}
	w.last[r.System] = prompt
}

// seen is how many prompts held personal data, and what part of a prompt, 0 to 1,
// is the beginning of the one before.
func (w *watch) seen() (personal int, prefix float64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.personal, float64(w.shared) / float64(max(w.total, 1))
}

// tells reports whether a prompt holds what is known of a person, or what looks
// like it in her words.
func (w *watch) tells(prompt, said string) bool {
	for range llm.Hide(said).StandIns() {
		return true
	}
	for _, secret := range w.records {
		if strings.Contains(prompt, secret) {
			return true
		}
	}
	return false
}

func commonPrefix(a, b string) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}
