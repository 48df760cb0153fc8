package cf

import (
	"fmt"
	"math"
)

// Order is how order counts: A_ij sums, over the sequences that have both, what
// a step from i to j weighs by its length,
//
//	|s|^-Length · (d^-Gap after, Back·d^-Gap before),
//
// divided by n_i^Out n_j^In, n being how often an item occurs. With Two its own
// product A² is added: what follows what follows. The item at distance p from
// the end of a history weighs p^-Recent.
type Order struct {
	Gap    float64 `json:"gap"`
	Back   float64 `json:"back"`
	Length float64 `json:"length"`
	Out    float64 `json:"out"`
	In     float64 `json:"in"`
	Recent float64 `json:"recent"`
	Two    float64 `json:"two"`
}

func (o Order) String() string {
	return fmt.Sprintf("gap %g, back %g, length %g, out %g, in %g, recent %g, two steps %g",
		o.Gap, o.Back, o.Length, o.Out, o.In, o.Recent, o.Two)
}

// Sequences are lines of items in order of time, with where each item occurs.
type Sequences struct {
	lines [][]int32
	start []int // item i occurs in at[start[i]:start[i+1]]
	at    []place
	most  int // length of the longest line
}

type place struct{ line, pos int32 }

// NewSequences indexes lines of items below the number of items.
func NewSequences(lines [][]int32, items int) *Sequences {
	s := &Sequences{lines: lines, start: make([]int, items+1)}
	for _, line := range lines {
		s.most = max(s.most, len(line))
		for _, i := range line {
			s.start[i+1]++
		}
	}
	for i := range items {
		s.start[i+1] += s.start[i]
	}
	s.at = make([]place, s.start[items])
	next := append([]int(nil), s.start...)
	for l, line := range lines {
		for pos, i := range line {
			s.at[next[i]] = place{int32(l), int32(pos)}
			next[i]++
		}
	}
	return s
}

func (s *Sequences) items() int { return len(s.start) - 1 }

// count is how often an item occurs.
func (s *Sequences) count(i int) float64 { return float64(s.start[i+1] - s.start[i]) }

// Popular gives how often each item occurs, scaled to be below anything that A
// says: it decides where A says nothing.
func (s *Sequences) Popular() []float32 {
	p := make([]float32, s.items())
	for i := range p {
		p[i] = float32(s.count(i)) * 1e-9
	}
	return p
}

// Transitions gives the k largest entries of each row of A, sorted by item.
func (s *Sequences) Transitions(o Order, k int) *Matrix {
	table := powerTable(s.most, -o.Gap)
	lengths := powerTable(s.most, -o.Length)
	in := make([]float32, s.items())
	for j := range in {
		in[j] = float32(math.Pow(max(1, s.count(j)), -o.In))
	}
	first := func(i int, acc []float32, touched []int32) []int32 {
		out := float32(math.Pow(max(1, s.count(i)), -o.Out))
		for _, at := range s.at[s.start[i]:s.start[i+1]] {
			line := s.lines[at.line]
			scale := out * lengths[len(line)]
			for q, j := range line {
				w := stepWeight(q-int(at.pos), table, float32(o.Back)) * scale * in[j]
				touched = addTo(acc, touched, j, w)
			}
		}
		return touched
	}
	a := s.rows(k, first)
	if o.Two == 0 {
		return a
	}
	near := s.rows(min(k, secondMost), first)
	return s.rows(k, func(i int, acc []float32, touched []int32) []int32 {
		cols, vals := a.Row(i)
		for x, j := range cols {
			touched = addTo(acc, touched, j, vals[x])
			w := float32(o.Two) * vals[x]
			further, more := near.Row(int(j))
			for y, l := range further {
				touched = addTo(acc, touched, l, w*more[y])
			}
		}
		return touched
	})
}

// secondMost is how many entries of a row a second step takes.
const secondMost = 60

// powerTable is d^e for d up to most; 0 for 0.
func powerTable(most int, e float64) []float32 {
	t := make([]float32, most+1)
	for d := 1; d <= most; d++ {
		t[d] = float32(math.Pow(float64(d), e))
	}
	return t
}

func stepWeight(d int, table []float32, back float32) float32 {
	if d < 0 {
		return back * table[-d]
	}
	return table[d]
}

func addTo(acc []float32, touched []int32, j int32, w float32) []int32 {
	if w == 0 {
		return touched
	}
	if acc[j] == 0 {
		touched = append(touched, j)
	}
	acc[j] += w
	return touched
}

// rows builds a matrix of the k best entries of rows that fill sums.
func (s *Sequences) rows(k int, fill func(i int, acc []float32, touched []int32) []int32) *Matrix {
	n := s.items()
	k = min(k, n)
	col, val, used := make([]int32, n*k), make([]float32, n*k), make([]int, n)
	parallel(n, 64, func() func(lo, hi int) {
		acc, touched, best := make([]float32, n), make([]int32, 0, n), Top{}
		return func(lo, hi int) {
			for i := lo; i < hi; i++ {
				touched = fill(i, acc, touched[:0])
				best.Reset(k)
				for _, j := range touched {
					if int(j) != i {
						best.Offer(j, acc[j])
					}
					acc[j] = 0
				}
				used[i] = fillRow(best.Take(), col[i*k:], val[i*k:])
			}
		}
	})
	return packRows(n, k, used, col, val)
}

// Likings weighs a history in order of time for A.
func (o Order) Likings(history []int32) []Liking {
	r := make([]Liking, len(history))
	for k, i := range history {
		r[k] = Liking{i, float32(math.Pow(float64(len(history)-k), -o.Recent))}
	}
	return r
}
