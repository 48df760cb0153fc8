package recommend

import (
	"cmp"
	"math"
	"slices"
	"time"

	"daogou/catalog"
)

// Bounds of what is kept of one shopper.
const (
	seenMost  = 256 // event IDs remembered, so that an event that comes by two ways counts once
	visitMost = 30  // products of the visit in progress
	tasteMost = 400 // touches that count, the latest
)

// dismissed is what a dismissal weighs in r_u: more than any one look.
const dismissed = -1.5

// touch is what one shopper did with one product.
type touch struct {
	count  float64 // weighted events
	last   time.Time
	carted bool
	bought bool
	no     bool // dismissed
}

// shopper is one shopper's history.
type shopper struct {
	touches map[string]touch
	seen    []string // IDs of the latest events, a ring
	next    int
	visit   []string // products of the visit in progress
	last    time.Time
}

func newShopper() *shopper { return &shopper{touches: map[string]touch{}} }

func (h *shopper) knows(id string) bool { return id != "" && slices.Contains(h.seen, id) }

func (h *shopper) remember(id string) {
	if len(h.seen) < seenMost {
		h.seen = append(h.seen, id)
		return
	}
	h.seen[h.next] = id
	h.next = (h.next + 1) % seenMost
}

// add counts an event.
func (h *shopper) add(e catalog.Event) {
	h.remember(e.ID)
	t := h.touches[e.ProductID]
	switch e.Kind {
	case "dismiss":
		t.no = true
	case "remove_from_cart":
		t.count = max(0, t.count-kindWeight["add_to_cart"])
		t.carted = false
	default:
		t.count += kindWeight[e.Kind]
		t.bought = t.bought || e.Kind == "purchase"
		t.carted = t.carted || e.Kind == "add_to_cart"
		t.no = false
	}
	t.last = later(t.last, e.Time)
	h.last = later(h.last, e.Time)
	h.touches[e.ProductID] = t
}

// done reports whether the shopper is through with a product: it is hers, or she
// does not want it.
func (h *shopper) done(id string) bool {
	t := h.touches[id]
	return t.bought || t.no
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// visits notes a product in the visit in progress; beside is what was there
// before, and isNew whether the product is new to it.
func (h *shopper) visits(e catalog.Event) (beside []string, isNew bool) {
	if e.Time.Sub(h.last) > sessionGap {
		h.visit = h.visit[:0]
	}
	if slices.Contains(h.visit, e.ProductID) || len(h.visit) >= visitMost {
		return nil, false
	}
	beside = h.visit
	h.visit = append(h.visit, e.ProductID)
	return beside, true
}

// weight is the touch's part in r_u, halved with every halfLife days before the
// shopper's last touch.
func (t touch) weight(last time.Time, halfLife float64) float64 {
	if t.no {
		return dismissed
	}
	w := math.Log1p(t.count)
	if halfLife > 0 {
		w *= math.Exp2(-last.Sub(t.last).Hours() / 24 / halfLife)
	}
	return w
}

// taste is r_u over the products of a space, by position: the same for the same
// history, whatever order a map is walked in.
func (h *shopper) taste(s *space) []liking {
	list := make([]liking, 0, len(h.touches))
	for id, t := range h.touches {
		if pos := s.position(id); pos >= 0 {
			if w := t.weight(h.last, s.spec.HalfLife); w != 0 {
				list = append(list, liking{pos, float32(w)})
			}
		}
	}
	if len(list) > tasteMost {
		slices.SortFunc(list, func(a, b liking) int {
			return cmp.Or(h.touches[s.view.List[b.pos].ID].last.Compare(h.touches[s.view.List[a.pos].ID].last), cmp.Compare(a.pos, b.pos))
		})
		list = list[:tasteMost]
	}
	slices.SortFunc(list, func(a, b liking) int { return cmp.Compare(a.pos, b.pos) })
	return list
}

// recent lists the products touched last, latest first.
func (h *shopper) recent() []string {
	ids := make([]string, 0, len(h.touches))
	for id, t := range h.touches {
		if !t.no {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(h.touches[b].last.Compare(h.touches[a].last), cmp.Compare(a, b))
	})
	return ids
}
