package recommend

import (
	"slices"
)

// target is what a shopper bought last: whoever knows her should have named it.
type target struct{ shopper, item int32 }

// Bounds of what is held back.
const (
	fewestBought  = 3    // products a shopper must have bought to be tested
	fewestTargets = 30   // below these nothing can be told apart
	testEvery     = 3    // each third shopper is for the test, the others for validation
	mostTargets   = 3000 // more cost time and tell nothing new
)

// split holds back each shopper's last new product with every trace of it: a
// part for choosing settings, a part for the test that the report shows.
func (h *History) split() (rest *History, validation, test []target) {
	targets := h.lastBought()
	if len(targets) < fewestTargets {
		targets = h.lastTouched()
	}
	if len(targets) > mostTargets {
		step := float64(len(targets)) / mostTargets
		kept := make([]target, mostTargets)
		for i := range kept {
			kept[i] = targets[int(float64(i)*step)]
		}
		targets = kept
	}
	rest = h.without(targets)
	for i, t := range targets {
		if i%testEvery == 0 {
			test = append(test, t)
		} else {
			validation = append(validation, t)
		}
	}
	return rest, validation, test
}

// lastBought gives, for each shopper who bought enough products, the last one
// she bought, unless she had bought it before.
func (h *History) lastBought() []target {
	return h.lasts(func(a action) bool { return a.kind == "purchase" })
}

// lastTouched is the same over everything done, for shops that sell little.
func (h *History) lastTouched() []target {
	return h.lasts(func(a action) bool { return kindWeight[a.kind] > 0 })
}

func (h *History) lasts(counts func(action) bool) (targets []target) {
	for lo := 0; lo < len(h.Actions); {
		hi := lo
		var items []int32
		for hi < len(h.Actions) && h.Actions[hi].shopper == h.Actions[lo].shopper {
			if counts(h.Actions[hi]) {
				items = append(items, h.Actions[hi].item)
			}
			hi++
		}
		if t, ok := lastNew(items); ok {
			targets = append(targets, target{h.Actions[lo].shopper, t})
		}
		lo = hi
	}
	return targets
}

func lastNew(items []int32) (int32, bool) {
	if len(items) == 0 {
		return 0, false
	}
	last := items[len(items)-1]
	different := slices.Clone(items)
	slices.Sort(different)
	return last, len(slices.Compact(different)) >= fewestBought && !slices.Contains(items[:len(items)-1], last)
}

// without is the history less every trace that the shoppers left on their
// targets.
func (h *History) without(targets []target) *History {
	held := make(map[target]bool, len(targets))
	for _, t := range targets {
		held[t] = true
	}
	rest := *h
	rest.Actions = slices.DeleteFunc(slices.Clone(h.Actions), func(a action) bool { return held[target{a.shopper, a.item}] })
	return &rest
}
