package recommend

import (
	"fmt"

	"daogou/recommend/cf"
)

// Spec is what a model is made with. Train's search chooses it.
type Spec struct {
	Gamma    float64 `json:"gamma"`     // A = D^-(½+γ) Rᵀ D_v^-b R D^-(½-γ): above 0 the well-known is favoured
	B        float64 `json:"b"`         // set exponent of visits and shoppers
	Visit    float64 `json:"visit"`     // weight of what was touched in one visit
	Shopper  float64 `json:"shopper"`   // weight of all that a shopper ever touched
	Content  float64 `json:"content"`   // weight of likeness by category, brand and price
	HalfLife float64 `json:"half_life"` // days after which a touch counts half, counted from the shopper's last; 0: never
	Popular  float64 `json:"popular"`   // weight of popularity: it decides where nothing else is known
}

// DefaultSpec serves where there is too little history to search: each value is
// the middle of those that did well over shops of several trades.
var DefaultSpec = Spec{Gamma: 0.3, B: 0.5, Visit: 1, Shopper: 0.25, Content: 0.2, HalfLife: 90, Popular: 0.003}

// neighbours is how many most similar items are kept for each.
const neighbours = 200

// axes are the values that the search tries for each setting, one setting after
// the other.
var axes = []struct {
	name   string
	values []float64
	at     func(*Spec) *float64
}{
	{"half_life", []float64{0, 180, 90, 45, 20}, func(s *Spec) *float64 { return &s.HalfLife }},
	{"gamma", []float64{0, 0.15, 0.3, 0.4}, func(s *Spec) *float64 { return &s.Gamma }},
	{"content", []float64{0.05, 0.1, 0.2, 0.4}, func(s *Spec) *float64 { return &s.Content }},
	{"shopper", []float64{0, 0.25, 1}, func(s *Spec) *float64 { return &s.Shopper }},
	{"b", []float64{0, 0.5, 1}, func(s *Spec) *float64 { return &s.B }},
	{"popular", []float64{0.0003, 0.003, 0.03}, func(s *Spec) *float64 { return &s.Popular }},
}

func (s Spec) String() string {
	return fmt.Sprintf("gamma %g, b %g, visit %g, shopper %g, content %g, half-life %g, popular %g",
		s.Gamma, s.B, s.Visit, s.Shopper, s.Content, s.HalfLife, s.Popular)
}

// sameFit reports whether two specs learn the same A and differ in its use only.
func (s Spec) sameFit(o Spec) bool {
	return s.Gamma == o.Gamma && s.B == o.B && s.Visit == o.Visit && s.Shopper == o.Shopper
}

// channels are the kinds of sets that A is learned from.
func (s Spec) channels(visits, shoppers *cf.Matrix) []cf.Channel {
	return []cf.Channel{{Rows: visits, Weight: s.Visit, B: s.B}, {Rows: shoppers, Weight: s.Shopper, B: s.B}}
}
