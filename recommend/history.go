package recommend

import (
	"math"
	"time"

	"daogou/catalog"
)

// kindWeight is what an event says of liking the product. A dismissal is no
// count of its own: it is kept as a sign against.
var kindWeight = map[string]float64{"view": 1, "click": 1, "add_to_cart": 2, "purchase": 4}

// seenLimit bounds the event IDs remembered for one shopper, so that an event
// that comes by two ways counts once.
const seenLimit = 256

// touch is what one shopper did with one product.
type touch struct {
	count  float64 // weighted events
	last   time.Time
	bought bool
	no     bool // dismissed
}

// weight is the touch's part in r_u: the logarithm tames what was looked at
// over and over.
func (t touch) weight() float64 {
	if t.no {
		return -1
	}
	return math.Log1p(t.count)
}

// history is one shopper's touches.
type history struct {
	touches map[string]touch
	seen    []string // IDs of the latest events, a ring
	next    int
}

func (h *history) knows(id string) bool {
	for _, s := range h.seen {
		if s == id {
			return id != ""
		}
	}
	return false
}

func (h *history) remember(id string) {
	if len(h.seen) < seenLimit {
		h.seen = append(h.seen, id)
		return
	}
	h.seen[h.next] = id
	h.next = (h.next + 1) % seenLimit
}

// add counts an event and reports whether it was new.
func (h *history) add(e catalog.Event) bool {
	if h.knows(e.ID) {
		return false
	}
	h.remember(e.ID)
	t := h.touches[e.ProductID]
	switch e.Kind {
	case "dismiss":
		t.no = true
	case "remove_from_cart":
		t.count = max(0, t.count-kindWeight["add_to_cart"])
	default:
		t.count += kindWeight[e.Kind]
		t.bought = t.bought || e.Kind == "purchase"
		t.no = false
	}
	if e.Time.After(t.last) {
		t.last = e.Time
	}
	h.touches[e.ProductID] = t
	return true
}
