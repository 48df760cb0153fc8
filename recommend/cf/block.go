package cf

// width is how many vectors a block holds side by side: row i of a block is what
// its vectors have at i, in four cache lines.
const width = 64

// gatherPlain is gather for any processor.
func gatherPlain(y, x []float32, cols []int32, vals []float32) {
	y = y[:width]
	clear(y)
	for k, c := range cols {
		v, row := vals[k], x[int(c)*width:][:width]
		for b := range row {
			y[b] += float32(v * row[b])
		}
	}
}

// timesBlock is y = m·x for the vectors of a block.
func (m *Matrix) timesBlock(x, y []float32) {
	for i := range m.Rows() {
		cols, vals := m.Row(i)
		gather(y[i*width:(i+1)*width], x, cols, vals)
	}
}

// apply is y = P·x for the vectors of a block; sets is room for a block over the
// sets.
func (g *Graph) apply(x, sets, y []float32) {
	g.Sets.timesBlock(x, sets)
	g.Items.timesBlock(sets, y)
}
