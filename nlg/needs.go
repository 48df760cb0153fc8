package nlg

import (
	"slices"
	"strconv"
	"strings"

	"daogou/catalog"
	"daogou/chat"
)

// needs says what was chosen for each of several wishes, and what all of it
// costs together.
func (s *script) needs() {
	s.needsOpening()
	skip := map[string]bool{}
	for _, n := range s.plan.Needs {
		if harmless(n.Name) {
			s.need(n, skip)
		}
	}
	if total, n := s.together(); n > 1 {
		s.say("closing", "needs.sum", slots{"sum": s.money(total), "n": strconv.Itoa(n)})
	}
}

// needsOpening tells a first proposal from one of which something changed.
func (s *script) needsOpening() {
	key := "needs"
	for _, f := range s.plan.Filters {
		if f.Field == "price" && f.Op == catalog.Lte {
			key = "needs.budget"
		}
	}
	if s.plan.Act == chat.Refine {
		key += ".changed"
	}
	s.say("opening", key, slots{"budget": s.budget()})
}

// budget is the bound on what all costs together.
func (s *script) budget() string {
	for _, f := range s.plan.Filters {
		if f.Field == "price" && f.Op == catalog.Lte {
			return s.money(catalog.Money{Amount: int64(f.Number), Currency: s.currency()})
		}
	}
	return ""
}

// need is the line of one wish: its choice, how many pieces, and what these
// cost.
func (s *script) need(n chat.NeedMet, skip map[string]bool) {
	h, ok := s.first(n.IDs)
	if !ok {
		s.item(Step{Kind: "product", Text: ended(s.capital(s.pick("needs.none", slots{"need": n.Name}, 0, "")), s.locale)})
		return
	}
	key := "need"
	if n.Kept {
		key = "need.kept"
	}
	v := slots{"need": n.Name, "line": s.line(h, skip)}
	if n.Quantity > 1 {
		v["n"] = strconv.Itoa(n.Quantity)
		v["sum"] = s.money(piecesOf(h.Product.Price(), n.Quantity))
	}
	s.item(Step{Kind: "product", Product: h.Product.ID, Text: s.capital(s.pick(key, v, 0, ""))})
}

func piecesOf(m catalog.Money, n int) catalog.Money {
	m.Amount *= int64(max(n, 1))
	return m
}

// together is what the choices cost, all pieces of each, and how many there are.
func (s *script) together() (total catalog.Money, n int) {
	for _, met := range s.plan.Needs {
		if h, ok := s.first(met.IDs); ok {
			total.Currency = h.Product.Price().Currency
			total.Amount += piecesOf(h.Product.Price(), met.Quantity).Amount
			n++
		}
	}
	return total, n
}

// first gives the first product of a need.
func (s *script) first(ids []string) (catalog.Hit, bool) {
	for _, id := range ids {
		i := slices.IndexFunc(s.plan.Products, func(h catalog.Hit) bool { return h.Product != nil && h.Product.ID == id })
		if i >= 0 {
			return s.plan.Products[i], true
		}
	}
	return catalog.Hit{}, false
}

// needsReplies are the quick replies to a proposal: the whole of it, and one of
// its things for less.
func (s *script) needsReplies() []string {
	out := s.all("suggest.needs")
	for _, n := range s.plan.Needs {
		if len(n.IDs) > 0 && harmless(n.Name) {
			return append(out, strings.TrimSpace(s.pick("suggest.needs.cheaper", slots{"need": n.Name}, 0, "")))
		}
	}
	return out
}
