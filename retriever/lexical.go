package retriever

import "math/bits"

// BM25's constants, as in Robertson and Zaragoza (2009), and what tells a thing
// from what it is for: a head counts more, an aside less. The last two were
// chosen on the judged sets of PSCon.
const (
	k1          float32 = 1
	b           float32 = 0.7
	headGain    float32 = 1.3
	asideWeight float32 = 0.55
)

// touched marks a document that scored at all, in its mask of groups.
const touched = 1 << maxGroups

// scratch is what one search works in, one slot a document; pooled, so that no
// search takes memory by the size of the corpus.
type scratch struct {
	fit, one bitset
	lexical  []float32
	subword  []float32
	mask     []uint32 // groups found in telling fields, and touched
	weak     []uint32 // groups found anywhere
	found    []uint32 // documents with a mask, unsorted
	cands    []candidate
	keys     []float64 // of an order
	counts   []int32   // of values
}

// size gives the scratch room for n documents.
func (s *scratch) size(n int) {
	if cap(s.mask) < n {
		s.lexical, s.subword = make([]float32, n+n/8), make([]float32, n+n/8)
		s.mask, s.weak = make([]uint32, n+n/8), make([]uint32, n+n/8)
	}
	s.lexical, s.subword, s.mask, s.weak = s.lexical[:n], s.subword[:n], s.mask[:n], s.weak[:n]
}

// wipe makes the scratch all zero again.
func (s *scratch) wipe() {
	for _, d := range s.found {
		s.lexical[d], s.subword[d], s.mask[d], s.weak[d] = 0, 0, 0, 0
	}
	s.found = s.found[:0]
}

// scoreLexical adds BM25F (Robertson, Zaragoza, Taylor, CIKM 2004) of every
// group, and marks which groups each document has.
func (c *corpus) scoreLexical(r *reading, s *scratch) {
	avg := float32(c.sum / float64(max(1, c.alive)))
	for i, g := range r.groups {
		for _, a := range g.alts {
			c.scoreList(c.lists[a.list], a.weight, uint32(1)<<i, g.head, avg, s)
		}
	}
}

func (c *corpus) scoreList(list []posting, weight float32, bit uint32, head bool, avg float32, s *scratch) {
	idf := weight * c.idf(len(list)) * (k1 + 1)
	base, slope := float32(k1*(1-b)), k1*b/max(avg, 1e-6)
	for _, p := range list {
		tf := float32(p.tf) * (1.0 / tfUnit)
		if s.mask[p.doc] == 0 {
			s.found = append(s.found, p.doc)
		}
		gain := idf * tf / (tf + base + slope*c.lengths[p.doc])
		if head && p.fields&asHead != 0 {
			gain *= headGain
		}
		s.lexical[p.doc] += gain
		mark := uint32(touched)
		if p.fields&said != 0 {
			mark |= bit
		}
		s.mask[p.doc] |= mark
		s.weak[p.doc] |= bit
	}
}

// commonGram is the part of the documents that makes a trigram say too little
// to be worth its long list.
const (
	commonGram = 0.08
	fewDocs    = 30 // lists so short cost nothing
)

// scoreSubword adds BM25 over the trigrams of telling words: what is misspelled
// still shares most of its trigrams with what is meant.
func (c *corpus) scoreSubword(r *reading, s *scratch) {
	avg := float32(c.gramSum / float64(max(1, c.alive)))
	base, slope := float32(k1*(1-b)), k1*b/max(avg, 1e-6)
	for _, g := range r.grams {
		list := c.grams[g]
		if len(list) > max(fewDocs, int(commonGram*float64(c.alive))) {
			continue
		}
		idf := c.idf(len(list)) * (k1 + 1)
		for _, p := range list {
			if s.mask[p.doc] == 0 {
				s.found = append(s.found, p.doc)
				s.mask[p.doc] = touched
			}
			tf := float32(p.tf)
			s.subword[p.doc] += idf * tf / (tf + base + slope*c.gramLens[p.doc])
		}
	}
}

// weakCover is what a word counts that only a description has.
const weakCover = 0.4

// coverage is the weight of the query's groups that a document has.
func (r *reading) coverage(s *scratch, d uint32) float32 {
	told := s.mask[d] &^ touched
	return r.weightOf(told) + weakCover*r.weightOf(s.weak[d]&^told)
}

func (r *reading) weightOf(mask uint32) float32 {
	sum := float32(0)
	for m := mask; m != 0; m &= m - 1 {
		sum += r.groups[bits.TrailingZeros32(m)].weight
	}
	return sum
}
