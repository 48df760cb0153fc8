package cf

// Scored is an item with its score.
type Scored struct {
	Item  int32
	Score float32
}

// before orders by score, ties by item.
func (a Scored) before(b Scored) bool {
	return a.Score > b.Score || a.Score == b.Score && a.Item < b.Item
}

// Top keeps the k best of the items offered to it: a heap whose root is the
// worst that is kept. Its zero value keeps none; Reset makes it ready.
type Top struct {
	k    int
	heap []Scored
}

// Reset empties it for k items, with no allocation once it was as large.
func (t *Top) Reset(k int) {
	t.k, t.heap = k, t.heap[:0]
}

// Floor is the score that an item must reach to be kept, and whether there is one.
func (t *Top) Floor() (float32, bool) {
	if len(t.heap) < t.k || t.k == 0 {
		return 0, false
	}
	return t.heap[0].Score, true
}

// Offer hands in an item.
func (t *Top) Offer(item int32, score float32) {
	s := Scored{item, score}
	if len(t.heap) < t.k {
		t.heap = append(t.heap, s)
		t.up(len(t.heap) - 1)
	} else if t.k > 0 && s.before(t.heap[0]) {
		t.heap[0] = s
		t.down(0, len(t.heap))
	}
}

// Take gives what was kept, best first; the slice lives until the next Reset.
func (t *Top) Take() []Scored {
	for n := len(t.heap) - 1; n > 0; n-- {
		t.heap[0], t.heap[n] = t.heap[n], t.heap[0]
		t.down(0, n)
	}
	return t.heap
}

func (t *Top) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !t.heap[parent].before(t.heap[i]) {
			return
		}
		t.heap[i], t.heap[parent] = t.heap[parent], t.heap[i]
		i = parent
	}
}

func (t *Top) down(i, n int) {
	for {
		worst := i
		for c := 2*i + 1; c <= 2*i+2 && c < n; c++ {
			if t.heap[worst].before(t.heap[c]) {
				worst = c
			}
		}
		if worst == i {
			return
		}
		t.heap[i], t.heap[worst] = t.heap[worst], t.heap[i]
		i = worst
	}
}
