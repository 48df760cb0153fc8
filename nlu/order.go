package nlu

import (
	"regexp"
	"slices"
	"strings"

	"daogou/lexicon"
)

// orderForm is what numbers of orders look like: letters with digits, or many
// digits, with dashes perhaps.
var orderForm = regexp.MustCompile(`(?i)(?:#\s?)?\b[A-Z]{1,6}[-_]?\d{4,}(?:-\d+)*\b|#\s?[A-Z0-9-]{4,}|\b\d{3,}-\d{3,}(?:-\d+)*\b|\b\d{6,}\b|\b[A-Z]{2,5}-\d{3,}\b`)

// rangeForm is what may as well be a range of prices: 100-250.
var rangeForm = regexp.MustCompile(`^\d{2,5}-\d{2,5}$`)

// orderID finds an order's number in the text.
func (p *parse) orderID() string {
	at := p.orderAt()
	if at == nil || rangeForm.MatchString(p.text[at[0]:at[1]]) && !p.has("order_word", "my_order", "order_status") {
		return ""
	}
	return strings.ToUpper(strings.Trim(p.text[at[0]:at[1]], "# "))
}

// orderAt finds where it stands. Chinese runs right up to it, so word
// boundaries are looked for in a text with Han characters made spaces.
func (p *parse) orderAt() []int {
	plain := []byte(p.text)
	for _, t := range p.ts {
		if t.Kind == lexicon.Han {
			for i := t.Start; i < t.End; i++ {
				plain[i] = ' '
			}
		}
	}
	for i, c := range plain {
		if c >= 0x80 {
			plain[i] = ' '
		}
	}
	return orderForm.FindIndex(plain)
}

// orderTokens gives the tokens of the order's number.
func (p *parse) orderTokens() [][2]int {
	if p.order == "" {
		return nil
	}
	at := p.orderAt()
	from, to := p.tokens(at[0], at[1])
	return [][2]int{{from, to}}
}

// ofOthers reports whether somebody else's order is spoken of: "my sister's parcel",
// 我老公的订单, or just "it's my sister's".
func (p *parse) ofOthers() bool {
	owners := p.hits("acquaintance")
	for _, who := range lexicon.People(p.ts) {
		owners = append(owners, lexicon.Said{From: who.From, To: who.To})
	}
	return slices.ContainsFunc(owners, func(o lexicon.Said) bool {
		next := o.To
		switch {
		case p.token(next) == "的":
			next++
		case !owning.MatchString(p.text[p.ts[o.To-1].Start:]) && p.ts[o.To-1].Kind != lexicon.Han:
			return false
		}
		ends := next >= len(p.ts) || p.ts[next].Kind == lexicon.Punct
		return ends && next > o.To || ends && p.ts[next-1].Kind != lexicon.Han || p.overlaps(next, next+2, "order_word", "my_order")
	})
}

// owning is a word that owns something.
var owning = regexp.MustCompile(`(?i)^[a-z-]+(?:['’]s|s['’])(?:\W|$)`)
