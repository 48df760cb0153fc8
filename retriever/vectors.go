package retriever

import (
	"math"

	"gonum.org/v1/gonum/blas/blas32"
)

// vectors are the documents' places in a space, one after the other.
type vectors struct {
	dims int
	of   []float32
}

// place gives a document's or a query's vector: the normalised sum of its
// terms', each weighted. Zero where nothing of it is known.
func (s *space) place(terms []weighted) []float32 {
	v := make([]float32, s.dims)
	out := blas32.Vector{N: s.dims, Inc: 1, Data: v}
	for _, t := range terms {
		if u, ok := s.terms[t.term]; ok {
			blas32.Axpy(t.weight, blas32.Vector{N: s.dims, Inc: 1, Data: u}, out)
		}
	}
	normalise(v)
	return v
}

type weighted struct {
	term   string
	weight float32
}

func normalise(v []float32) {
	sum := float32(0)
	for _, x := range v {
		sum += x * x
	}
	if sum == 0 {
		return
	}
	scale := 1 / float32(math.Sqrt(float64(sum)))
	for i := range v {
		v[i] *= scale
	}
}

// at is document d's vector.
func (x *vectors) at(d uint32) []float32 { return x.of[int(d)*x.dims : (int(d)+1)*x.dims] }

// near is the cosine of document d and v, 0 where either is unknown.
func (x *vectors) near(d uint32, v []float32) float32 {
	at := int(d) * x.dims
	if x.dims == 0 || at+x.dims > len(x.of) {
		return 0
	}
	return blas32.Dot(blas32.Vector{N: x.dims, Inc: 1, Data: x.of[at : at+x.dims]}, blas32.Vector{N: x.dims, Inc: 1, Data: v})
}

// put sets the vector of document d, making room.
func (x *vectors) put(d uint32, v []float32) {
	for need := (int(d) + 1) * x.dims; len(x.of) < need; {
		x.of = append(x.of, make([]float32, need-len(x.of))...)
	}
	copy(x.of[int(d)*x.dims:], v)
}
