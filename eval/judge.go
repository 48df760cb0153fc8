package eval

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"
	"unicode"

	"daogou/catalog"
)

// Judge knows what an answer may be measured against: the catalogue file
// itself, the shop's policies and the orders, not what the server says of them.
type Judge struct {
	Products map[string]*catalog.Product
	Policies string // all policies' texts
	Orders   []catalog.Order
}

// record is what a conversation has brought so far.
type record struct {
	cards [][]string      // card ids of each turn
	sums  []int64         // what the first card of each need costs together, by turn
	carts []catalog.Money // amounts of every cart frame
	said  []string        // the shopper's words
	cart  map[string]int  // the last cart frame
	mine  []catalog.Order // the orders of this shopper
	seen  map[string]bool // every card so far
}

// outcome is what one turn brought.
type outcome struct {
	act     string
	refers  []string
	cards   []string
	needs   []string       // the need of each card
	pieces  map[string]int // of each need
	relaxed bool
	text    string
	sources []string
	handoff string
	stopped bool
}

// check gives the reasons why a turn fails; none: it passes.
func (j *Judge) check(e Expect, o outcome, r *record) []string {
	var why []string
	fail := func(format string, args ...any) { why = append(why, fmt.Sprintf(format, args...)) }
	if len(e.Act) > 0 && !slices.Contains(e.Act, o.act) {
		fail("act %s, want %s", o.act, strings.Join(e.Act, " or "))
	}
	why = append(why, j.checkItems(e.Items, o.cards)...)
	why = append(why, j.checkNeeds(e.Items, o)...)
	if e.Relaxed != nil && *e.Relaxed != o.relaxed {
		fail("relaxed %v, want %v", o.relaxed, *e.Relaxed)
	}
	for _, ref := range e.Refers {
		if id, ok := r.resolve(ref); !ok || !slices.Contains(o.refers, id) {
			fail("refers %v, want %s (%s)", o.refers, ref, id)
		}
	}
	why = append(why, j.checkText(e.Text, o, r)...)
	for _, title := range e.Sources {
		if !slices.Contains(o.sources, title) {
			fail("sources %v, want %q", o.sources, title)
		}
	}
	if e.Handoff != "" && o.handoff != e.Handoff {
		fail("handoff %q, want %q", o.handoff, e.Handoff)
	}
	if e.Cart != nil {
		why = append(why, r.checkCart(*e.Cart)...)
	}
	return why
}

func (j *Judge) checkItems(e ItemsExpect, cards []string) []string {
	var why []string
	fail := func(format string, args ...any) { why = append(why, fmt.Sprintf(format, args...)) }
	if e.Min != nil && len(cards) < *e.Min {
		fail("%d cards, want at least %d", len(cards), *e.Min)
	}
	if e.Max != nil && len(cards) > *e.Max {
		fail("%d cards, want at most %d", len(cards), *e.Max)
	}
	fitting := 0
	for _, id := range cards {
		p, ok := j.Products[id]
		if !ok {
			fail("card %s is not in the catalogue", id)
			continue
		}
		for _, f := range e.All {
			if !f.Fits(p) {
				fail("card %s (%s) does not fit %s", id, p.Title, f)
			}
		}
		for _, f := range e.None {
			if f.Fits(p) {
				fail("card %s (%s) fits %s", id, p.Title, f)
			}
		}
		if e.Share != nil && catalog.FitsAll(p, e.Share.Filters) {
			fitting++
		}
	}
	if e.Share != nil && len(cards) > 0 && float64(fitting) < e.Share.Min*float64(len(cards)) {
		fail("%d of %d cards fit %v, want %.0f%%", fitting, len(cards), e.Share.Filters, 100*e.Share.Min)
	}
	for _, id := range e.Include {
		if !slices.Contains(cards, id) {
			fail("cards %v do not include %s", cards, id)
		}
	}
	if e.First != "" && (len(cards) == 0 || cards[0] != e.First) {
		fail("first of cards %v is not %s", cards, e.First)
	}
	if e.Order != "" && !j.sorted(cards, e.Order) {
		fail("cards %v are not in order %s", cards, e.Order)
	}
	return why
}

func (j *Judge) sorted(cards []string, order catalog.Sort) bool {
	field, desc := order.By()
	key := func(id string) float64 {
		p, ok := j.Products[id]
		if !ok {
			return 0
		}
		n, ok := p.Number(field)
		switch {
		case !ok:
			return math.Inf(1)
		case desc:
			return -n
		}
		return n
	}
	return sort.SliceIsSorted(cards, func(a, b int) bool { return key(cards[a]) < key(cards[b]) })
}

func (j *Judge) checkText(e TextExpect, o outcome, r *record) []string {
	var why []string
	low := strings.ToLower(o.text)
	has := func(s string) bool { return strings.Contains(low, strings.ToLower(s)) }
	if len(e.Any) > 0 && !slices.ContainsFunc(e.Any, has) {
		why = append(why, fmt.Sprintf("text has none of %q: %q", e.Any, o.text))
	}
	for _, s := range e.None {
		if has(s) {
			why = append(why, fmt.Sprintf("text has %q: %q", s, o.text))
		}
	}
	if e.Locale != "" && !inLocale(o.text, e.Locale) {
		why = append(why, fmt.Sprintf("text is not in %s: %q", e.Locale, o.text))
	}
	if e.Grounded {
		for _, amount := range j.ungrounded(o.text, r) {
			why = append(why, fmt.Sprintf("amount %s is not grounded: %q", amount, o.text))
		}
	}
	return why
}

// inLocale reports whether most letters of the text are of the language.
func inLocale(text, locale string) bool {
	han, latin := 0, 0
	for _, c := range text {
		switch {
		case unicode.Is(unicode.Han, c):
			han++
		case unicode.Is(unicode.Latin, c):
			latin++
		}
	}
	if locale == "zh" {
		return han > latin
	}
	return latin > han
}

// resolve turns "@1.2" into the second card of turn 1.
func (r *record) resolve(ref string) (string, bool) {
	if !strings.HasPrefix(ref, "@") {
		return ref, true
	}
	t, n, ok := strings.Cut(ref[1:], ".")
	turn, errT := strconv.Atoi(t)
	card, errN := strconv.Atoi(n)
	if !ok || errT != nil || errN != nil || turn < 1 || turn > len(r.cards) || card < 1 || card > len(r.cards[turn-1]) {
		return "", false
	}
	return r.cards[turn-1][card-1], true
}

func (r *record) checkCart(want []CartItem) []string {
	expected := map[string]int{}
	for _, item := range want {
		id, ok := r.resolve(item.ProductID)
		if !ok {
			return []string{"cart: no card " + item.ProductID}
		}
		expected[id] += item.Quantity
	}
	if len(expected) == len(r.cart) {
		same := true
		for id, n := range expected {
			same = same && r.cart[id] == n
		}
		if same {
			return nil
		}
	}
	return []string{fmt.Sprintf("cart %v, want %v", r.cart, expected)}
}
