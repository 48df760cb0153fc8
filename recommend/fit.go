package recommend

import (
	"daogou/recommend/cf"
)

// fewestItems is below how many products with events nothing is leading.
const fewestItems = 16

// fitter learns models of several specs from one history. It keeps the last of
// each part, which the next spec often shares.
type fitter struct {
	history *History
	popular []float32
	heat    float64

	rows     kept[float64, rows]
	graph    kept[graphSpec, fitted]
	spectrum kept[graphSpec, *cf.Spectrum]
	plain    kept[filterSpec, *cf.Matrix]
	ease     kept[easeSpec, *cf.Matrix]
	next     kept[struct{}, *cf.Matrix]
}

// What each part depends on.
type (
	graphSpec  struct{ Fade, B, Visit, Shopper float64 }
	filterSpec struct {
		graphSpec
		Gamma, T, Beta float64
	}
	easeSpec struct {
		graphSpec
		Gamma, Lambda float64
	}
)

// rows are a history's sets, and of its baskets what goes with what by lift.
type rows struct {
	sets
	together *cf.Matrix
}

// fitted is a graph, rescaled, with the eigenvalue that it was divided by.
type fitted struct {
	graph *cf.Graph
	unit  float64
}

// kept is the last value made, with what it was made for.
type kept[K comparable, V any] struct {
	key   K
	value V
	has   bool
}

func (k *kept[K, V]) get(key K, make func() V) V {
	if !k.has || k.key != key {
		k.key, k.value, k.has = key, make(), true
	}
	return k.value
}

func newFitter(h *History) *fitter {
	f := &fitter{history: h}
	f.popular, f.heat = h.popular()
	return f
}

// fit makes the model of a spec.
func (f *fitter) fit(spec Spec) *learned {
	of := graphSpec{spec.Fade, spec.B, spec.Visit, spec.Shopper}
	r := f.rows.get(spec.Fade, func() rows {
		s := f.history.sets(spec.Fade)
		return rows{s, cf.Normalise(s.baskets, 0).Similar(0, 50)}
	})
	g := f.graph.get(of, func() fitted {
		g := cf.Join(spec.channels(r.visits, r.shoppers))
		return fitted{g, max(g.Rescale(), 1e-9)}
	})
	m := &learned{spec: spec, items: f.history.Items, together: r.together, degree: g.graph.Degree, unit: g.unit,
		popular: f.popular, heat: f.heat, until: f.history.Until}
	filtered := f.plain.get(filterSpec{of, spec.Gamma, spec.T, spec.Beta}, func() *cf.Matrix { return f.filter(of, g.graph, spec) })
	var parts []cf.Part
	if spec.Ease > 0 && len(m.items) <= cf.EaseMost {
		ease := f.ease.get(easeSpec{of, spec.Gamma, spec.Lambda}, func() *cf.Matrix { return g.graph.Ease(spec.Gamma, spec.Lambda, neighbours) })
		parts = append(parts, cf.Part{A: ease, Weight: spec.Ease})
	}
	if spec.Next > 0 {
		next := f.next.get(struct{}{}, f.transitions)
		parts = append(parts, cf.Part{A: next, Weight: spec.Next})
	}
	m.similar = cf.Blend(neighbours, filtered, parts...)
	return m
}

// filter is the item-item part, with what the leading eigenvectors make of it.
func (f *fitter) filter(of graphSpec, g *cf.Graph, spec Spec) *cf.Matrix {
	filter := cf.Filter{B: spec.B, Gamma: spec.Gamma, T: spec.T, Beta: spec.Beta, Fast: true}
	if len(f.history.Items) < fewestItems {
		filter.T, filter.Beta = 0, 0
	}
	var s *cf.Spectrum
	if filter.T > 0 || filter.Beta > 0 {
		s = f.spectrum.get(of, func() *cf.Spectrum { return g.Leading(true, 1) })
	}
	return g.Filtered(filter, s, min(neighbours, len(f.history.Items)), nil)
}

// transitions is what follows what, from each shopper's products in order.
func (f *fitter) transitions() *cf.Matrix {
	var lines [][]int32
	var line []int32
	for k, a := range f.history.Actions {
		if kindWeight[a.kind] > 0 && (len(line) == 0 || line[len(line)-1] != a.item) {
			line = append(line, a.item)
		}
		if k+1 == len(f.history.Actions) || f.history.Actions[k+1].shopper != a.shopper {
			lines, line = append(lines, line), nil
		}
	}
	return cf.NewSequences(lines, len(f.history.Items)).Transitions(cf.UsualOrder, neighbours)
}
