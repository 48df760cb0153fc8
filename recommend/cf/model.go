package cf

import "fmt"

// Options of Fit; the zero value serves.
type Options struct {
	Fast       bool // a smaller search, and a filter that costs less
	Neighbours int  // entries kept of each row of A; 0 means 400
	Seed       uint64
	Trial      func(Trial)           // called with each trial of the search; may be nil
	Progress   func(done, total int) // of the rows of A; may be nil
	Stage      func(name string)     // says what begins; may be nil
}

// Fit learns A from sets of items numbered from 0 to items-1: it searches for a
// filter on items held back from the sets, and builds A of all of them.
func Fit(sets [][]int32, items int, opt Options) (*Matrix, Filter) {
	stage := opt.Stage
	if stage == nil {
		stage = func(string) {}
	}
	stage("searching for a filter")
	f := Tune(sets, items, opt.Fast, opt.Seed, opt.Trial)
	return Build(sets, items, f, opt, stage), f
}

// Build makes A with a given filter.
func Build(sets [][]int32, items int, f Filter, opt Options, stage func(string)) *Matrix {
	g := Normalise(Ones(sets, items), f.B)
	g.Rescale()
	var s *Spectrum
	if !f.plain() {
		stage(fmt.Sprintf("finding %d leading eigenvectors", rank(items, f.Fast)))
		s = g.Leading(f.Fast, opt.Seed)
	}
	stage("building the similarities")
	k := opt.Neighbours
	if k == 0 {
		k = 400
	}
	return g.Filtered(f, s, min(k, items), opt.Progress)
}
