package retriever

import (
	"maps"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"

	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/mat"
)

// space is the built-in embedder: latent semantic analysis (Deerwester et al.,
// JASIS 1990) of the catalogue's own telling words. A term's vector is its row
// of U in the truncated SVD of the weighted document-term matrix; a text's is
// the normalised sum of its terms'.
type space struct {
	dims  int
	terms map[string][]float32
}

// Sizes of the space. Words in a single document have no company to learn from.
const (
	spaceDims  = 64
	overshoot  = 16 // more directions while iterating, for accuracy (Halko et al., SIAM 2011)
	iterations = 4
	leastDocs  = 2
	mostTerms  = 40_000
)

// sparse is a matrix by rows: of row i the columns at[from[i]:from[i+1]].
type sparse struct {
	from []int32
	at   []int32
	of   []float32
}

func (m *sparse) rows() int { return len(m.from) - 1 }

// learnSpace trains on a corpus and on what shoppers searched its products by.
// The same of both gives the same space.
func learnSpace(c *corpus, taught map[string][]lesson, dims int) *space {
	names, m := c.matrix(taught)
	p := min(dims+overshoot, len(names), m.rows())
	if p < 2 {
		return nil
	}
	q := gaussian(len(names), p)
	for range iterations {
		q = m.backward(m.forward(q, p), p, len(names))
		orthonormalise(q, p)
	}
	k := min(dims, p)
	vectors := rotate(q, m.forward(q, p), p, k)
	s := &space{dims: k, terms: make(map[string][]float32, len(names))}
	for i, name := range names {
		s.terms[name] = vectors[i*k : (i+1)*k]
	}
	return s
}

// matrix gives the documents' telling terms and those they were searched by,
// weighted by log tf times idf, each document of length 1.
func (c *corpus) matrix(taught map[string][]lesson) (names []string, m *sparse) {
	type column struct {
		id uint32
		df int
	}
	var columns []column
	for id, list := range c.lists {
		if df := c.tellingDocs(list); df >= leastDocs && df*4 <= c.alive {
			columns = append(columns, column{uint32(id), df})
		}
	}
	slices.SortFunc(columns, func(a, b column) int {
		if a.df != b.df {
			return b.df - a.df
		}
		return strings.Compare(c.names[a.id], c.names[b.id])
	})
	columns = columns[:min(len(columns), mostTerms)]
	rows := make([][]cell, len(c.products))
	for j, col := range columns {
		names = append(names, c.names[col.id])
		for _, p := range c.lists[col.id] {
			if p.fields&telling != 0 && c.live.has(p.doc) {
				w := c.idf(col.df) * float32(math.Log1p(float64(p.tf)/tfUnit))
				rows[p.doc] = append(rows[p.doc], cell{int32(j), w})
			}
		}
	}
	return c.addLessons(taught, names, rows), compress(rows)
}

// lessonWeight is what a search that chose a product counts against the words
// that the product has.
const lessonWeight = 0.5

// addLessons adds to the documents' rows what they were searched by. Words that
// no product has get columns too: company is all that tells what they mean.
func (c *corpus) addLessons(taught map[string][]lesson, names []string, rows [][]cell) []string {
	columns := make(map[string]int32, len(names))
	for j, name := range names {
		columns[name] = int32(j)
	}
	for _, id := range slices.Sorted(maps.Keys(taught)) {
		doc, ok := c.numbers[id]
		if !ok {
			continue
		}
		for _, l := range taught[id] {
			j, ok := columns[l.term]
			if !ok {
				j = int32(len(names))
				columns[l.term] = j
				names = append(names, l.term)
			}
			rows[doc] = append(rows[doc], cell{j, lessonWeight * l.tf * c.idfOf(l.term)})
		}
	}
	return names
}

// idfOf is a term's idf by its name; that of a rare one where no product has it.
func (c *corpus) idfOf(term string) float32 {
	if id, ok := c.terms[term]; ok {
		return c.idf(len(c.lists[id]))
	}
	return c.idf(1)
}

type cell struct {
	at int32
	of float32
}

func compress(rows [][]cell) *sparse {
	m := &sparse{from: []int32{0}}
	for _, row := range rows {
		norm := float32(0)
		for _, c := range row {
			norm += c.of * c.of
		}
		norm = float32(math.Sqrt(float64(norm)))
		for _, c := range row {
			m.at, m.of = append(m.at, c.at), append(m.of, c.of/norm)
		}
		m.from = append(m.from, int32(len(m.at)))
	}
	return m
}

func (c *corpus) tellingDocs(list []posting) int {
	n := 0
	for _, p := range list {
		if p.fields&telling != 0 && c.live.has(p.doc) {
			n++
		}
	}
	return n
}

// places gives every document its vector.
func (c *corpus) places(s *space, taught map[string][]lesson) vectors {
	out := vectors{dims: s.dims, of: make([]float32, len(c.products)*s.dims)}
	for id, list := range c.lists {
		u, ok := s.terms[c.names[id]]
		if !ok {
			continue
		}
		idf := c.idf(len(list))
		for _, p := range list {
			if p.fields&telling != 0 {
				w := idf * float32(math.Log1p(float64(p.tf)/tfUnit))
				blas32.Axpy(w, blas32.Vector{N: s.dims, Inc: 1, Data: u}, row(out.of, int(p.doc), s.dims))
			}
		}
	}
	for id, lessons := range taught {
		doc, ok := c.numbers[id]
		for _, l := range lessons {
			if u := s.terms[l.term]; ok && u != nil {
				w := lessonWeight * l.tf * c.idfOf(l.term)
				blas32.Axpy(w, blas32.Vector{N: s.dims, Inc: 1, Data: u}, row(out.of, int(doc), s.dims))
			}
		}
	}
	for d := range c.products {
		normalise(out.of[d*s.dims : (d+1)*s.dims])
	}
	return out
}

func gaussian(n, p int) []float32 {
	r := rand.New(rand.NewPCG(7, 7))
	q := make([]float32, n*p)
	for i := range q {
		q[i] = float32(r.NormFloat64())
	}
	return q
}

func row(x []float32, i, p int) blas32.Vector {
	return blas32.Vector{N: p, Inc: 1, Data: x[i*p : (i+1)*p]}
}

// forward is M q, on all cores.
func (m *sparse) forward(q []float32, p int) []float32 {
	out := make([]float32, m.rows()*p)
	inParallel(m.rows(), func(i int) {
		for e := m.from[i]; e < m.from[i+1]; e++ {
			blas32.Axpy(m.of[e], row(q, int(m.at[e]), p), row(out, i, p))
		}
	})
	return out
}

// backward is Mᵀ z. Each core takes some of the columns of z, so that the sums
// have one order.
func (m *sparse) backward(z []float32, p, columns int) []float32 {
	out := make([]float32, columns*p)
	half := (p + 1) / 2
	inParallel(2, func(part int) {
		lo, hi := part*half, min(p, (part+1)*half)
		for i := range m.rows() {
			from := blas32.Vector{N: hi - lo, Inc: 1, Data: z[i*p+lo : i*p+hi]}
			for e := m.from[i]; e < m.from[i+1]; e++ {
				at := int(m.at[e]) * p
				blas32.Axpy(m.of[e], from, blas32.Vector{N: hi - lo, Inc: 1, Data: out[at+lo : at+hi]})
			}
		}
	})
	return out
}

func inParallel(n int, f func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	var wg sync.WaitGroup
	for w := range workers {
		wg.Go(func() {
			for i := w * n / workers; i < (w+1)*n/workers; i++ {
				f(i)
			}
		})
	}
	wg.Wait()
}

// orthonormalise makes the p columns of q orthonormal by the eigenvectors of
// their Gram matrix, which is small.
func orthonormalise(q []float32, p int) {
	values, vectors := eigen(gramMatrix(q, p), p)
	for j := range p {
		scale := 0.0
		if values[j] > values[p-1]*1e-12 {
			scale = 1 / math.Sqrt(values[j])
		}
		for i := range p {
			vectors.Set(i, j, vectors.At(i, j)*scale)
		}
	}
	copy(q, times(q, p, vectors, p))
}

// rotate gives q's first k principal directions, as seen from the documents z.
func rotate(q, z []float32, p, k int) []float32 {
	_, vectors := eigen(gramMatrix(z, p), p)
	first := mat.NewDense(p, k, nil)
	for j := range k {
		for i := range p {
			first.Set(i, j, vectors.At(i, p-1-j)) // eigenvalues grow
		}
	}
	return times(q, p, first, k)
}

// gramMatrix is xᵀx of an n×p matrix, summed in double precision.
func gramMatrix(x []float32, p int) *mat.SymDense {
	sums := make([]float64, p*p)
	inParallel(p, func(a int) {
		for i := 0; i < len(x); i += p {
			v := float64(x[i+a])
			if v == 0 {
				continue
			}
			for b := a; b < p; b++ {
				sums[a*p+b] += v * float64(x[i+b])
			}
		}
	})
	return mat.NewSymDense(p, sums)
}

func eigen(s *mat.SymDense, p int) ([]float64, *mat.Dense) {
	var e mat.EigenSym
	if !e.Factorize(s, true) {
		return make([]float64, p), mat.NewDense(p, p, nil)
	}
	var vectors mat.Dense
	e.VectorsTo(&vectors)
	return e.Values(nil), &vectors
}

// times is x v, of n×p and p×k.
func times(x []float32, p int, v *mat.Dense, k int) []float32 {
	small := make([]float32, p*k)
	for i := range p {
		for j := range k {
			small[i*k+j] = float32(v.At(i, j))
		}
	}
	out := make([]float32, len(x)/p*k)
	inParallel(len(x)/p, func(i int) {
		for j := range p {
			blas32.Axpy(x[i*p+j], row(small, j, k), row(out, i, k))
		}
	})
	return out
}
