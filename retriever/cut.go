package retriever

import (
	"slices"

	"daogou/catalog"
)

// longList is a limit at which a list is asked for to look through, not to
// choose from: then what matches hardly comes too, at its end.
const longList = 50

// bestShare is the part of the best score that makes a match; what scores less
// only has a word in common. A list sorted by price shows its worst matches
// first, so there more is asked.
const (
	bestShare       = 0.4
	bestShareSorted = 0.6
)

// cuts reports whether what matches hardly is left out, and the part of the best
// score from which on a candidate stays.
func (m *matched) cuts(q *catalog.Query) (share float32, ok bool) {
	if q.Limit > longList || !m.bound && len(q.Like) == 0 {
		return 0, false
	}
	if q.Sort != "" {
		return bestShareSorted, true
	}
	return bestShare, true
}

// narrow drops, of a thing named in two words, what lacks the second: red shoes
// for a red shoe rack.
func (m *matched) narrow(r *reading, s *scratch) {
	has := func(d candidate) bool { return s.mask[d.doc]&r.noun != 0 }
	if slices.ContainsFunc(m.cands, has) {
		m.cands = slices.DeleteFunc(m.cands, func(d candidate) bool { return !has(d) })
	}
}

// prune drops the candidates that cut would drop whatever the signals that are
// still missing say, each of which is at most 1; so nothing comes out otherwise,
// and most of what shares a word with the query needs no vector looked at.
func (m *matched) prune(w *Weights, share float32) {
	missing := w.Semantic + w.Personal
	best := float32(0)
	for i := range m.cands {
		d := &m.cands[i]
		d.score = d.signals.score(w)
		best = max(best, d.score)
	}
	m.cands = slices.DeleteFunc(m.cands, func(d candidate) bool { return d.score+missing < share*best })
}

// cut drops the candidates that score less than a share of the best.
func (m *matched) cut(q *catalog.Query) {
	share, ok := m.cuts(q)
	if !ok {
		return
	}
	best := float32(0)
	for _, d := range m.cands {
		best = max(best, d.score)
	}
	m.cands = slices.DeleteFunc(m.cands, func(d candidate) bool { return d.score < share*best })
	m.total = len(m.cands)
}
