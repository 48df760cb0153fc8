package recommend

import (
	"fmt"

	"daogou/recommend/cf"
)

// Spec is what a model is made with: A blends what is alike by who touches it
// (with its low-rank part), EASE and what follows what; beside it stand content
// and popularity. Train's search chooses it.
type Spec struct {
	Gamma    float64 `json:"gamma"`     // A = D^-(½+γ) Rᵀ D_v^-b R D^-(½-γ): above 0 the well-known is favoured
	Fade     float64 `json:"fade"`      // days after which an event counts half in A; 0: never
	B        float64 `json:"b"`         // set exponent of visits and shoppers
	Visit    float64 `json:"visit"`     // weight of what was touched in one visit
	Shopper  float64 `json:"shopper"`   // weight of all that a shopper ever touched
	T        float64 `json:"t"`         // sharpening of A (cf.Filter)
	Beta     float64 `json:"beta"`      // low-rank part of A (cf.Filter)
	Ease     float64 `json:"ease"`      // weight of EASE in A, for small catalogues
	Lambda   float64 `json:"lambda"`    // its ridge
	Next     float64 `json:"next"`      // weight of what follows what in A
	Content  float64 `json:"content"`   // weight of likeness by category, brand and price
	HalfLife float64 `json:"half_life"` // days after which a touch counts half, counted from the shopper's last; 0: never
	Popular  float64 `json:"popular"`   // weight of popularity: it decides where nothing else is known
}

// DefaultSpec serves where there is too little history to search: each value is
// the middle of those that did well over shops of several trades.
var DefaultSpec = Spec{Gamma: 0.3, Fade: 365, B: 0.5, Visit: 1, Shopper: 0.25, Beta: 0.2, Lambda: 0.1, Next: 0.1, Content: 0.1, HalfLife: 45, Popular: 0.003}

// neighbours is how many most similar items are kept for each.
const neighbours = 200

// largeMost is above how many products with events a catalogue is large: the
// search then walks once, and only the axes that are for large ones too.
const largeMost = 5000

// axis is a setting with the values that the search tries for it.
type axis struct {
	name   string
	large  bool
	values []float64
	at     func(*Spec) *float64
}

// axes are tried one after the other.
var axes = []axis{
	{"half_life", true, []float64{0, 180, 90, 45, 20}, func(s *Spec) *float64 { return &s.HalfLife }},
	{"content", true, []float64{0.05, 0.1, 0.2, 0.4}, func(s *Spec) *float64 { return &s.Content }},
	{"gamma", true, []float64{0, 0.15, 0.3, 0.4}, func(s *Spec) *float64 { return &s.Gamma }},
	{"shopper", true, []float64{0, 0.25, 1}, func(s *Spec) *float64 { return &s.Shopper }},
	{"fade", false, []float64{0, 365, 90}, func(s *Spec) *float64 { return &s.Fade }},
	{"b", false, []float64{0, 0.5, 1}, func(s *Spec) *float64 { return &s.B }},
	{"ease", false, []float64{0, 0.5, 1, 2}, func(s *Spec) *float64 { return &s.Ease }},
	{"lambda", false, []float64{0.03, 0.1, 0.3}, func(s *Spec) *float64 { return &s.Lambda }},
	{"t", false, []float64{0, 0.5, 1}, func(s *Spec) *float64 { return &s.T }},
	{"beta", false, []float64{0, 0.1, 0.2, 0.4}, func(s *Spec) *float64 { return &s.Beta }},
	{"next", false, []float64{0, 0.1, 0.2, 0.4}, func(s *Spec) *float64 { return &s.Next }},
	{"popular", true, []float64{0.0003, 0.003, 0.03}, func(s *Spec) *float64 { return &s.Popular }},
}

// walk gives the axes of a catalogue and how often they are walked.
func walk(items int) (along []axis, rounds int) {
	if items <= largeMost {
		return axes, 2
	}
	for _, a := range axes {
		if a.large {
			along = append(along, a)
		}
	}
	return along, 1
}

func (s Spec) String() string {
	return fmt.Sprintf("gamma %g, fade %g, b %g, visit %g, shopper %g, T %g, beta %g, ease %g, lambda %g, next %g, content %g, half-life %g, popular %g",
		s.Gamma, s.Fade, s.B, s.Visit, s.Shopper, s.T, s.Beta, s.Ease, s.Lambda, s.Next, s.Content, s.HalfLife, s.Popular)
}

// channels are the kinds of sets that A is learned from.
func (s Spec) channels(visits, shoppers *cf.Matrix) []cf.Channel {
	return []cf.Channel{{Rows: visits, Weight: s.Visit, B: s.B}, {Rows: shoppers, Weight: s.Shopper, B: s.B}}
}
