package retriever

import "iter"

// gram is three neighbouring letters of a word, 21 bits each. Words are
// bracketed, so that their first and last letters weigh as they should.
type gram uint64

// gramsOf gives the trigrams of "<word>".
func gramsOf(w string) iter.Seq[gram] {
	return func(yield func(gram) bool) {
		const mask = 1<<63 - 1
		g, n := gram('<'), 1
		for _, r := range w {
			g = (g<<21 | gram(r)) & mask
			if n++; n >= 3 && !yield(g) {
				return
			}
		}
		if n >= 2 {
			yield((g<<21 | '>') & mask)
		}
	}
}
