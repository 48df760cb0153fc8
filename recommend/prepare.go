package recommend

import (
	"cmp"
	"slices"
	"time"

	"daogou/catalog"
)

// What a person does not do: robots are dropped, in part or whole.
const (
	sessionGap  = 30 * time.Minute // a rest that ends a visit
	sameWithin  = 2 * time.Second  // the same thing again so soon is the same event
	burstEvents = 40               // more than so many
	burstWithin = time.Minute      // in such a time is no person's visit
	aheadMost   = 24 * time.Hour   // clocks may differ by so much
)

// firstSane is when shops on the net began: times before it are wrong clocks.
var firstSane = time.Date(1995, 1, 1, 0, 0, 0, 0, time.UTC)

// action is one event, made ready.
type action struct {
	shopper, item, visit int32
	kind                 string
	at                   time.Time
}

// History is a shop's events made ready for learning: clean, by shopper and time.
type History struct {
	Items    []string
	Shoppers []string
	Actions  []action
	Visits   int
	Until    time.Time // of the last action
	Report   Preparation
}

// Preparation says what was read, what was dropped and why.
type Preparation struct {
	Read    int            `json:"read"`
	Kept    int            `json:"kept"`
	Dropped map[string]int `json:"dropped"` // by reason

	Kinds      map[string]int `json:"kinds"`
	Days       []Bar          `json:"days"`        // events a day, in at most 60 bars
	Hours      []Bar          `json:"hours"`       // events by hour of the day, UTC
	PerShopper []Bar          `json:"per_shopper"` // shoppers by number of events
	PerItem    []Bar          `json:"per_item"`    // products by number of events
	ByRank     []float64      `json:"-"`           // each product's share of the events, largest first
	Shoppers   int            `json:"shoppers"`
	Items      int            `json:"items"`
	Visits     int            `json:"visits"`
}

// Bar is one bar of a histogram.
type Bar struct {
	Label string `json:"label"`
	Count int    `json:"count"`
}

// Reasons for dropping an event.
const (
	dropNobody    = "no shopper"
	dropKind      = "unknown kind"
	dropTime      = "impossible time"
	dropProduct   = "product no longer sold"
	dropDuplicate = "said twice"
	dropRobot     = "faster than a person"
)

// preparer collects events one by one.
type preparer struct {
	now      time.Time
	sold     func(id string) bool
	report   Preparation
	items    numbering
	shoppers numbering
	actions  []action
}

// numbering gives names numbers as they come.
type numbering struct {
	number map[string]int32
	names  []string
}

func (n *numbering) of(name string) int32 {
	if n.number == nil {
		n.number = map[string]int32{}
	}
	i, ok := n.number[name]
	if !ok {
		i = int32(len(n.names))
		n.number[name] = i
		n.names = append(n.names, name)
	}
	return i
}

// add takes an event in, or counts why not.
func (p *preparer) add(e catalog.Event) {
	p.report.Read++
	if reason := p.wrong(&e); reason != "" {
		p.drop(reason, 1)
		return
	}
	p.actions = append(p.actions, action{shopper: p.shoppers.of(e.Shopper()), item: p.items.of(e.ProductID), kind: e.Kind, at: e.Time})
}

func (p *preparer) wrong(e *catalog.Event) string {
	switch {
	case e.Shopper() == "" || e.ProductID == "":
		return dropNobody
	case !slices.Contains(catalog.EventKinds, e.Kind):
		return dropKind
	case e.Time.Before(firstSane) || e.Time.After(p.now.Add(aheadMost)):
		return dropTime
	case !p.sold(e.ProductID):
		return dropProduct
	}
	return ""
}

func (p *preparer) drop(reason string, n int) {
	if n == 0 {
		return
	}
	if p.report.Dropped == nil {
		p.report.Dropped = map[string]int{}
	}
	p.report.Dropped[reason] += n
}

// finish sorts, drops what only shows in the sequence, and parts the visits.
func (p *preparer) finish() *History {
	slices.SortStableFunc(p.actions, func(a, b action) int {
		return cmp.Or(cmp.Compare(a.shopper, b.shopper), a.at.Compare(b.at))
	})
	h := &History{Items: p.items.names, Shoppers: p.shoppers.names}
	for lo := 0; lo < len(p.actions); {
		hi := lo
		for hi < len(p.actions) && p.actions[hi].shopper == p.actions[lo].shopper &&
			(hi == lo || p.actions[hi].at.Sub(p.actions[hi-1].at) <= sessionGap) {
			hi++
		}
		h.Actions = append(h.Actions, p.visit(p.actions[lo:hi], int32(h.Visits))...)
		h.Visits++
		lo = hi
	}
	h.sortItems()
	for _, a := range h.Actions {
		if a.at.After(h.Until) {
			h.Until = a.at
		}
	}
	h.Report = p.report
	h.Report.describe(h)
	return h
}

// sortItems numbers the items anew, in the order of their IDs.
func (h *History) sortItems() {
	old := h.Items
	h.Items = slices.Sorted(slices.Values(old))
	number := make([]int32, len(old))
	for i, id := range old {
		at, _ := slices.BinarySearch(h.Items, id)
		number[i] = int32(at)
	}
	for k := range h.Actions {
		h.Actions[k].item = number[h.Actions[k].item]
	}
}

// visit cleans what one shopper did without a rest; nothing is left of a robot's.
func (p *preparer) visit(actions []action, number int32) []action {
	if burst(actions) {
		p.drop(dropRobot, len(actions))
		return nil
	}
	kept := actions[:0]
	for _, a := range actions {
		if repeated(kept, a) {
			p.drop(dropDuplicate, 1)
			continue
		}
		a.visit = number
		kept = append(kept, a)
	}
	return kept
}

func burst(actions []action) bool {
	for i := burstEvents; i < len(actions); i++ {
		if actions[i].at.Sub(actions[i-burstEvents].at) < burstWithin {
			return true
		}
	}
	return false
}

func repeated(before []action, a action) bool {
	for i := len(before) - 1; i >= 0 && a.at.Sub(before[i].at) < sameWithin; i-- {
		if before[i].item == a.item && before[i].kind == a.kind {
			return true
		}
	}
	return false
}
