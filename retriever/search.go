package retriever

import (
	"context"
	"slices"

	"daogou/catalog"
)

// Search finds products. Filters hold exactly; where nothing fits them all the
// fewest are dropped and told in Relaxed, unless the query is Strict. With a
// category among the filters everything that fits is a candidate and the text
// only ranks; without one, products must match the text as well. A text of
// which the catalogue knows too little finds nothing.
func (x *Index) Search(ctx context.Context, q catalog.Query) (catalog.Result, error) {
	if err := ctx.Err(); err != nil {
		return catalog.Result{}, err
	}
	if q.Limit <= 0 {
		q.Limit = 10
	}
	vector := x.queryVector(ctx, q.Text)
	x.mu.RLock()
	defer x.mu.RUnlock()
	s := x.pool.Get().(*scratch)
	defer x.pool.Put(s)
	res, fits := x.search(&q, vector, s)
	if len(res.Hits) > 0 {
		res.Facets = x.corpus.facets(fits, s)
		if !q.Draft {
			x.asked.add(q.Text, q.Shopper)
		}
	}
	return res, nil
}

// search runs under the read lock. Facets are the caller's, who gets what they
// count.
func (x *Index) search(q *catalog.Query, vector []float32, s *scratch) (res catalog.Result, fits bitset) {
	c := x.corpus
	s.size(len(c.products))
	defer s.wipe()
	r, m := x.found(q, s)
	if len(m.cands) == 0 {
		return catalog.Result{Corrected: r.corrected}, nil
	}
	if q.Sort != "" && r.empty() && len(q.Like) == 0 {
		m.cands = top(m.cands, q.Limit, c.order(q.Sort, s)) // what comes first needs no score
	}
	x.score(q, r, vector, s, m)
	m.cut(q)
	fits = s.fit
	if m.bound || len(q.Like) > 0 {
		fits = m.set(s)
	}
	res = catalog.Result{Total: m.total, Relaxed: m.relaxed, Corrected: r.corrected}
	kept := *q
	kept.Filters = m.kept
	for _, d := range x.pick(q, m, s) {
		res.Hits = append(res.Hits, catalog.Hit{
			Product: c.products[d.doc], Score: float64(d.score), Why: c.why(d, r, s.mask[d.doc], &kept, m.priced, &x.weights),
		})
	}
	return res, fits
}

// found reads the text, looks its terms up, and decides who may be a hit.
func (x *Index) found(q *catalog.Query, s *scratch) (*reading, *matched) {
	r := x.read(q.Text)
	x.corpus.scoreLexical(r, s)
	x.corpus.scoreSubword(r, s)
	return r, x.match(q, r, s)
}

// matched is who may be a hit, and under which filters.
type matched struct {
	cands   []candidate
	bound   bool // to the text
	total   int
	kept    []catalog.Filter
	relaxed []catalog.Filter
	priced  string // the signal that price fit belongs to
}

// match decides who may be a hit, dropping filters where none could be.
func (x *Index) match(q *catalog.Query, r *reading, s *scratch) *matched {
	c := x.corpus
	bound := r.binds(q.Filters)
	m := &matched{kept: q.Filters, bound: bound}
	if bound && q.Limit <= longList && !c.known(r, s) {
		return m
	}
	c.fitAll(q.Filters, q.Exclude, s)
	m.cands = c.candidates(r, s, bound)
	if len(m.cands) == 0 && !q.Strict && len(q.Filters) > 0 {
		c.relax(q, r, s, bound, m)
	}
	m.total = len(m.cands)
	return m
}

// set gives the candidates as a set.
func (m *matched) set(s *scratch) bitset {
	s.one = s.one[:0].grow(len(s.mask))
	for _, d := range m.cands {
		s.one.set(d.doc)
	}
	return s.one
}

// binds reports whether products must match the text: not where the filters
// alone say what is wanted. A brand does unless the text names a thing that is
// not sold here.
func (r *reading) binds(filters []catalog.Filter) bool {
	return !r.empty() && !slices.ContainsFunc(filters, func(f catalog.Filter) bool {
		if f.Op != catalog.Eq && f.Op != catalog.In {
			return false
		}
		switch f.Field {
		case "category", "product_type", "id", "item_group_id", "title":
			return true
		}
		return f.Field == "brand" && !r.lacking
	})
}

// leastKnown is the part of a query's weight that its best product must cover
// for the catalogue to be said to know what is meant; less in a text of more
// than four words, which is talk, where unknown words prove nothing.
const leastKnown = 0.3

// known reports whether any living product covers enough of the query.
func (c *corpus) known(r *reading, s *scratch) bool {
	if len(r.groups) == 0 {
		return false
	}
	need := leastKnown * r.total() * min(1, 4/float32(len(r.typed)))
	best := float32(0)
	for _, d := range s.found {
		if c.live.has(d) {
			best = max(best, r.coverage(s, d))
		}
	}
	return best >= need
}

// candidates gives the documents in s.fit; when bound, only those that match
// the text in what they say of themselves.
func (c *corpus) candidates(r *reading, s *scratch, bound bool) []candidate {
	s.cands = s.cands[:0]
	total := max(r.total(), 1e-6)
	if !bound {
		s.fit.each(func(d uint32) {
			s.cands = append(s.cands, candidate{doc: d, coverage: r.coverage(s, d) / total})
		})
		return s.cands
	}
	for _, d := range s.found {
		if cover := r.coverage(s, d); s.fit.has(d) && cover > 0 {
			s.cands = append(s.cands, candidate{doc: d, coverage: cover / total})
		}
	}
	return s.cands
}

// score gives every candidate its signals and their weighted sum.
func (x *Index) score(q *catalog.Query, r *reading, vector []float32, s *scratch, m *matched) {
	c := x.corpus
	c.match(r, s, m)
	share, cuts := m.cuts(q)
	if cuts {
		m.narrow(r, s)
	}
	if len(q.Like) > 0 {
		c.scoreLike(q.Like, m)
	} else {
		x.scorePrice(q, m)
		c.predictCategory(m.cands)
		if cuts && len(vector) == 0 { // a model's nearness is compared with everyone's
			m.prune(&x.weights, share)
		}
		c.scoreMeaning(r, vector, m.cands)
	}
	x.personal(q, m.cands)
	for i := range m.cands {
		d := &m.cands[i]
		d.score = d.signals.score(&x.weights)
		if p := c.products[d.doc]; !p.Buyable() && !r.names(p, d.coverage) {
			d.tier = 1
		}
	}
}

// match gives the candidates what their words are worth.
func (c *corpus) match(r *reading, s *scratch, m *matched) {
	most := float32(1e-6) // one scale for both: where words are found, trigrams only add
	for _, d := range m.cands {
		most = max(most, s.lexical[d.doc], s.subword[d.doc]/2)
	}
	for i := range m.cands {
		d := &m.cands[i]
		d.lexical = s.lexical[d.doc] / most * (1 - whole + whole*d.coverage)
		d.subword = s.subword[d.doc] / most
		d.popular = c.popular[d.doc]
	}
}

// scoreMeaning gives the candidates their nearness to the query in the built-in
// space, or in the model's.
func (c *corpus) scoreMeaning(r *reading, vector []float32, cands []candidate) {
	if place := c.placeOf(r); place != nil {
		for i := range cands {
			d := &cands[i]
			d.semantic = max(0, c.vectors.near(d.doc, place))
		}
	}
	c.scoreOuter(vector, cands)
}

// personal asks the scorer about the candidates, the most popular ones where
// there are too many to ask about all.
func (x *Index) personal(q *catalog.Query, cands []candidate) {
	const most = 2000
	if x.opt.Scorer == nil || q.Shopper == "" {
		return
	}
	if len(cands) > most {
		cands = top(cands, most, func(a, b candidate) int {
			a.score, b.score = a.signals.score(&x.weights), b.signals.score(&x.weights)
			a.tier, b.tier = 0, 0
			return x.corpus.byRelevance(a, b)
		})
	}
	ids := make([]string, len(cands))
	for i, d := range cands {
		ids[i] = x.corpus.products[d.doc].ID
	}
	scores := x.opt.Scorer.Score(q.Shopper, ids)
	best := 1e-9
	for _, v := range scores {
		best = max(best, v)
	}
	for i, v := range scores {
		cands[i].personal = float32(v / best)
	}
}

// pick orders the candidates and takes the first.
func (x *Index) pick(q *catalog.Query, m *matched, s *scratch) []candidate {
	c := x.corpus
	if q.Sort != "" {
		return top(m.cands, q.Limit, c.order(q.Sort, s))
	}
	if by := c.nearness(m.relaxed); by != nil {
		return c.oneOfEach(top(m.cands, q.Limit*8, by), q.Limit)
	}
	return c.oneOfEach(top(m.cands, q.Limit*8, c.byRelevance), q.Limit)
}

// placeOf gives the query's vector; nil where the space knows none of its words.
func (c *corpus) placeOf(r *reading) []float32 {
	if c.space == nil {
		return nil
	}
	var terms []weighted
	for _, g := range r.groups {
		for _, a := range g.alts {
			terms = append(terms, weighted{c.names[a.list], a.weight * c.idf(len(c.lists[a.list]))})
		}
	}
	for _, t := range r.strange {
		if c.space.terms[t] != nil {
			terms = append(terms, weighted{t, c.idf(1)})
		}
	}
	if len(terms) == 0 {
		return nil
	}
	return c.space.place(terms)
}

// whole is the part of the lexical signal that depends on how much of the query
// a product covers: all words once are worth more than one word twice.
const whole = 0.7
