package recommend

import (
	"math"
	"time"
)

// Bounds of what is learned between two trainings.
const (
	freshMost    = 2_000_000 // pairs
	sightingMost = 200_000   // sightings remembered for the next model
)

// sighting is an event of a product as the overlay learns from it.
type sighting struct {
	id     string
	at     time.Time
	weight float64  // of its kind
	joins  bool     // it comes into a visit
	beside []string // what was in the visit before
}

// overlay is what is learned since training, by product ID, since new products
// come too: co-occurrence, a visit's pairs counted the first time they come
// together, and popularity.
type overlay struct {
	pairs  map[string]map[string]float32
	degree map[string]float32
	heat   map[string]float64
	size   int
	log    []sighting
}

func newOverlay() *overlay {
	return &overlay{pairs: map[string]map[string]float32{}, degree: map[string]float32{}, heat: map[string]float64{}}
}

// see learns from a sighting. It counts in full: only training lets it fade.
func (o *overlay) see(s sighting) {
	if len(o.log) < sightingMost {
		o.log = append(o.log, s)
	}
	if s.joins {
		o.join(s.id, s.beside)
	}
	o.heat[s.id] += s.weight
}

// after is an overlay with what this one saw later than a model was trained on.
func (o *overlay) after(until time.Time) *overlay {
	rest := newOverlay()
	for _, s := range o.log {
		if s.at.After(until) {
			rest.see(s)
		}
	}
	return rest
}

// heatOf is a product's popularity since training; nil knows none.
func (o *overlay) heatOf(id string) float64 {
	if o == nil {
		return 0
	}
	return o.heat[id]
}

// join counts a product that comes into a visit beside others.
func (o *overlay) join(id string, visit []string) {
	one := float32(math.Ln2 * math.Ln2) // of two log1p(1)
	o.degree[id] += one
	w := one / float32(math.Sqrt(float64(len(visit)+1)))
	for _, other := range visit {
		if other != id && o.size < freshMost {
			o.pair(id, other, w)
			o.pair(other, id, w)
		}
	}
}

func (o *overlay) pair(a, b string, w float32) {
	row := o.pairs[a]
	if row == nil {
		row = map[string]float32{}
		o.pairs[a] = row
	}
	before := len(row)
	row[b] += w
	o.size += len(row) - before
}

// rate adds a liking's fresh neighbours to the scores.
func (o *overlay) rate(s *space, l liking, score []float32) {
	if o == nil || len(o.pairs) == 0 {
		return
	}
	for id, w := range o.pairs[s.view.List[l.pos].ID] {
		if pos := s.position(id); pos >= 0 {
			score[pos] += l.weight * o.similar(s, l.pos, pos, w)
		}
	}
}

// between is A_ab of two positions, as far as it is fresh.
func (o *overlay) between(s *space, a, b int32) float32 {
	if o == nil {
		return 0
	}
	w := o.pairs[s.view.List[a].ID][s.view.List[b].ID]
	if w == 0 {
		return 0
	}
	return o.similar(s, a, b, w)
}

// similar normalises a pair's count as training does.
func (o *overlay) similar(s *space, a, b int32, w float32) float32 {
	gamma := s.spec.Gamma
	left := math.Pow(float64(o.degreeOf(s, a)), -0.5-gamma)
	right := math.Pow(float64(o.degreeOf(s, b)), -0.5+gamma)
	return float32(float64(w) * left * right / s.learned.unit)
}

func (o *overlay) degreeOf(s *space, pos int32) float32 {
	d := o.degree[s.view.List[pos].ID]
	if i := s.item[pos]; i >= 0 {
		d += s.learned.degree[i]
	}
	return max(d, 1e-3)
}
