package cf

import "math"

// Liking is an item of a history with its weight, below 0 against it.
type Liking struct {
	Item   int32
	Weight float32
}

// Ranker ranks items for histories by A. One goroutine's; it allocates nothing
// once it is warm.
type Ranker struct {
	A      *Matrix
	Prior  []float32 // what every item's score begins with; nil is 0
	scores []float32
	top    Top
}

// Rank gives the k best items by rA, best first, without those of r: the slice
// lives until the next call. Items of equal score come by number.
func (w *Ranker) Rank(r []Liking, k int) []Scored {
	if len(w.scores) != w.A.Cols {
		w.scores = make([]float32, w.A.Cols)
	}
	clear(w.scores)
	copy(w.scores, w.Prior)
	for _, l := range r {
		cols, vals := w.A.Row(int(l.Item))
		for x, j := range cols {
			w.scores[j] += l.Weight * vals[x]
		}
	}
	for _, l := range r {
		w.scores[l.Item] = float32(math.Inf(-1))
	}
	w.top.Reset(k)
	floor, full := float32(0), false
	for i, s := range w.scores {
		if full && s <= floor {
			continue
		}
		w.top.Offer(int32(i), s)
		floor, full = w.top.Floor()
	}
	return w.top.Take()
}
