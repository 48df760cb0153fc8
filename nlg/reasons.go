package nlg

import (
	"strings"

	"daogou/catalog"
)

// Shares below least are not worth a word; those from mostly on are the reason,
// those from partly on one of several.
const (
	leastShare  = .05
	mostlyShare = .6
	partlyShare = .25
)

// reasons tells why products were shown: each share of a score in words, the
// weightiest first, and what the shopper can change.
func (s *script) reasons() {
	if len(s.plan.Products) == 0 {
		s.say("opening", "detail.which", nil)
		return
	}
	for i, h := range s.plan.Products {
		if h.Product != nil && i < spoken {
			s.because(h)
		}
	}
	s.para("closing", "because.change", nil)
}

func (s *script) because(h catalog.Hit) {
	gap, told := s.gap(), 0
	if len(s.steps) > 0 {
		gap = "\n\n"
	}
	for _, w := range h.Why {
		v := s.shareSlots(w, h.Product)
		if v["reason"] == "" || w.Share < leastShare && told > 0 {
			continue
		}
		key := "because.next"
		if told == 0 {
			key, v["name"] = "because.first", s.name(h.Product)
		}
		if s.put(Step{Kind: "fact", Product: h.Product.ID}, key+"."+weight(w.Share), v, gap) {
			gap = s.space()
			told++
		}
	}
	if told == 0 {
		s.put(Step{Kind: "fact", Product: h.Product.ID}, "because.none", slots{"name": s.name(h.Product)}, gap)
	}
}

// weight names how much a share counts.
func weight(share float64) string {
	switch {
	case share >= mostlyShare:
		return "mostly"
	case share >= partlyShare:
		return "partly"
	}
	return "little"
}

// shareSlots puts a share into words: what it rests on, and what the shopper did
// with that.
func (s *script) shareSlots(w catalog.Share, p *catalog.Product) slots {
	v := slots{}
	key := "because." + w.Signal
	switch w.Signal {
	case "history", "collaborative":
		term, did := s.root(w, p)
		v["term"] = term
		key = s.keyFor(key, did)
	case "match":
		v["terms"] = s.and(firstOf(s.fits(w.Terms), 4))
	default:
		v["terms"] = s.and(quoted(firstOf(harmlessOf(wholeWords(w.Terms)), 3)))
	}
	if w.Of != "" {
		key = s.keyFor(key, w.Of)
	}
	return slots{"reason": s.pick(key, v, s.seed+seedOf(p.ID, w.Signal), "")}
}

// root is the product of the history that a share rests on most and that may be
// named, and what the shopper did with it; empty where nothing may.
func (s *script) root(w catalog.Share, p *catalog.Product) (term, did string) {
	for i, term := range w.Terms {
		if harmlessTitle(term) && !strings.Contains(term, s.title(p)) {
			if i < len(w.Did) {
				did = w.Did[i]
			}
			return term, did
		}
	}
	return "", ""
}

// did is what was done with all of several products; empty where that differs.
func did(each []string) string {
	for _, d := range each {
		if d != each[0] {
			return "touched"
		}
	}
	if len(each) == 0 {
		return ""
	}
	return each[0]
}

// rootKey is the key of what is said of products of the history, by what was done
// with them: that something was bought counts for itself.
func (b *book) rootKey(prefix, signal, did string) string {
	if did == "purchase" {
		return prefix + "bought"
	}
	return b.keyFor(prefix+signal, did)
}

func harmlessOf(words []string) []string {
	var fit []string
	for _, w := range words {
		if harmless(w) {
			fit = append(fit, w)
		}
	}
	return fit
}

func quoted(words []string) []string {
	for i, w := range words {
		words[i] = "“" + w + "”"
	}
	return words
}

func firstOf(words []string, n int) []string { return words[:min(n, len(words))] }

// turnedAway says that what the shopper turned away is understood.
func (s *script) turnedAway() {
	names := firstOf(harmlessOf(s.plan.Dismissed), 3)
	for i, n := range names {
		names[i] = "**" + n + "**"
	}
	if len(s.plan.Dismissed) > 0 {
		s.say("dismissed", "list.dismissed", slots{"names": s.and(names)})
	}
}
