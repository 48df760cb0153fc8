package cf

import "slices"

// Matrix is a sparse matrix by rows (CSR). Columns of a row need not be sorted.
type Matrix struct {
	Cols  int
	Start []int // row i holds entries Start[i] to Start[i+1]
	Col   []int32
	Val   []float32
}

// NewMatrix makes a matrix of no rows yet.
func NewMatrix(cols int) *Matrix { return &Matrix{Cols: cols, Start: []int{0}} }

// Rows is the number of rows.
func (m *Matrix) Rows() int { return len(m.Start) - 1 }

// Row gives row i's columns and values.
func (m *Matrix) Row(i int) ([]int32, []float32) {
	lo, hi := m.Start[i], m.Start[i+1]
	return m.Col[lo:hi], m.Val[lo:hi]
}

// Append adds a row.
func (m *Matrix) Append(cols []int32, vals []float32) {
	m.Col = append(m.Col, cols...)
	m.Val = append(m.Val, vals...)
	m.Start = append(m.Start, len(m.Col))
}

// Ones is the matrix with a row of ones for each set of items.
func Ones(sets [][]int32, cols int) *Matrix {
	m := NewMatrix(cols)
	for _, set := range sets {
		m.Col = append(m.Col, set...)
		m.Start = append(m.Start, len(m.Col))
	}
	m.Val = slices.Repeat([]float32{1}, len(m.Col))
	return m
}

// Transpose gives the matrix by columns; each of its rows is sorted.
func (m *Matrix) Transpose() *Matrix {
	t := &Matrix{Cols: m.Rows(), Start: make([]int, m.Cols+1), Col: make([]int32, len(m.Col)), Val: make([]float32, len(m.Val))}
	for _, c := range m.Col {
		t.Start[c+1]++
	}
	for i := range m.Cols {
		t.Start[i+1] += t.Start[i]
	}
	next := slices.Clone(t.Start)
	for r := range m.Rows() {
		cols, vals := m.Row(r)
		for k, c := range cols {
			t.Col[next[c]], t.Val[next[c]] = int32(r), vals[k]
			next[c]++
		}
	}
	return t
}

// Stack puts the rows of matrices of cols columns below each other.
func Stack(cols int, ms ...*Matrix) *Matrix {
	all := NewMatrix(cols)
	for _, m := range ms {
		base := len(all.Col)
		all.Col = append(all.Col, m.Col...)
		all.Val = append(all.Val, m.Val...)
		for _, s := range m.Start[1:] {
			all.Start = append(all.Start, base+s)
		}
	}
	return all
}
