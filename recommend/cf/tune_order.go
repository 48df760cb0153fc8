package cf

import "math"

// OrderTrial is an Order tried on each line's last item.
type OrderTrial struct {
	Order Order   `json:"order"`
	HR    float64 `json:"hr"`
	NDCG  float64 `json:"ndcg"`
}

// UsualOrder does well on most data. The search begins there.
var UsualOrder = Order{Gap: 0.5, Back: 0.25, Length: 0.25, Out: 0.25, In: 0.15, Recent: 1, Two: 0.3}

// orderAxes is what the search tries, one setting after the other.
var (
	orderAxes = []struct {
		at     func(*Order) *float64
		values []float64
	}{
		{func(o *Order) *float64 { return &o.In }, []float64{-0.1, 0, 0.1, 0.2, 0.3, 0.5}},
		{func(o *Order) *float64 { return &o.Recent }, []float64{0, 0.5, 0.75, 1, 1.25, 1.5}},
		{func(o *Order) *float64 { return &o.Gap }, []float64{0, 0.25, 0.5, 0.75, 1, 2}},
		{func(o *Order) *float64 { return &o.Back }, []float64{0, 0.1, 0.25, 0.5, 1}},
		{func(o *Order) *float64 { return &o.Length }, []float64{0, 0.25, 0.5, 1}},
		{func(o *Order) *float64 { return &o.Out }, []float64{0, 0.25, 0.5, 0.75}},
		{func(o *Order) *float64 { return &o.Two }, []float64{0, 0.1, 0.3, 0.6, 1}},
	}
)

// orderAt is the length of the lists that are judged, orderLines how many lines
// judge at most.
const (
	orderAt    = 10
	orderLines = 10000
)

// FitOrder learns A from lines of items in order of time: it searches for an
// Order on the last item of each line, and builds A of all of them.
func FitOrder(lines [][]int32, items, k int, quick bool, step func(OrderTrial)) (*Matrix, Order) {
	order := TuneOrder(lines, items, k, quick, step)
	return NewSequences(lines, items).Transitions(order, k), order
}

// TuneOrder finds the Order that best foretells the last item of each line from
// those before it. A quick search walks the settings once.
func TuneOrder(lines [][]int32, items, k int, quick bool, step func(OrderTrial)) Order {
	t := newOrderTuning(lines, items, k)
	tried := map[Order]float64{}
	try := func(o Order) float64 {
		worth, ok := tried[o]
		if !ok {
			trial := t.judge(o)
			worth = trial.NDCG
			tried[o] = worth
			if step != nil {
				step(trial)
			}
		}
		return worth
	}
	best, most := UsualOrder, try(UsualOrder)
	for round := 0; round < 3 && (round == 0 || !quick); round++ {
		before := best
		for _, axis := range orderAxes {
			for _, v := range axis.values {
				o := best
				*axis.at(&o) = v
				if worth := try(o); worth > most {
					best, most = o, worth
				}
			}
		}
		if best == before {
			break
		}
	}
	return best
}

// orderTuning is a search on the lines without their last items.
type orderTuning struct {
	s       *Sequences
	popular []float32
	last    []int32 // of each line that has one to spare
	who     []int
	k       int
}

func newOrderTuning(lines [][]int32, items, k int) *orderTuning {
	t := &orderTuning{k: k}
	rest := make([][]int32, len(lines))
	every := len(lines)/orderLines + 1
	for l, line := range lines {
		rest[l] = line
		if l%every == 0 && len(line) > 1 {
			rest[l] = line[:len(line)-1]
			t.who, t.last = append(t.who, l), append(t.last, line[len(line)-1])
		}
	}
	t.s = NewSequences(rest, items)
	t.popular = t.s.Popular()
	return t
}

func (t *orderTuning) judge(o Order) OrderTrial {
	a := t.s.Transitions(o, t.k)
	hit, gain := make([]float64, len(t.who)), make([]float64, len(t.who))
	parallel(len(t.who), 64, func() func(lo, hi int) {
		w := Ranker{A: a, Prior: t.popular}
		return func(lo, hi int) {
			for k := lo; k < hi; k++ {
				for at, s := range w.Rank(o.Likings(t.s.lines[t.who[k]]), orderAt) {
					if s.Item == t.last[k] {
						hit[k], gain[k] = 1, 1/math.Log2(float64(at+2))
					}
				}
			}
		}
	})
	return OrderTrial{o, Mean(hit), Mean(gain)}
}
