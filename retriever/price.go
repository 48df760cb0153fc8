package retriever

import (
	"math"

	"daogou/catalog"
)

// Price fit: how near a product's price is to what is likely to be paid. That is
// the price asked around, where the query has a range; else what is usual in
// the product's category, moved by how much dearer or cheaper than usual the
// shopper tends to choose. Prices are compared by their logarithm.

// moments are the running sums of a category's log prices.
type moments struct {
	n       int
	sum, sq float64
}

func (m *moments) add(x float64, sign int) {
	m.n += sign
	m.sum += float64(sign) * x
	m.sq += float64(sign) * x * x
}

// Bounds of what is told from prices.
const (
	leastSpread = 0.3 // standard deviation: prices nearer than this are alike
	askedSpread = 0.1 // the same around a price that was asked for
	fewPriced   = 5   // products that make a category's usual price
	timidity    = 4.0 // choices' worth of doubt in a shopper's level
	usualTrust  = 0.3 // of what is usual against what was asked for
)

// usual gives the mean and the spread; false for too few products.
func (m moments) usual() (mean, spread float64, ok bool) {
	if m.n < fewPriced {
		return 0, 0, false
	}
	mean = m.sum / float64(m.n)
	return mean, math.Sqrt(max(m.sq/float64(m.n)-mean*mean, leastSpread*leastSpread)), true
}

func logPrice(p *catalog.Product) float64 {
	return math.Log(float64(max(1, p.Price().Amount)))
}

// countPrice adds a product to its category's prices, or takes it out.
func (c *corpus) countPrice(n uint32, p *catalog.Product, sign int) {
	leaf := int(c.leaf[n])
	for len(c.prices) <= leaf {
		c.prices = append(c.prices, moments{})
	}
	if p.Price().Amount > 0 {
		c.prices[leaf].add(logPrice(p), sign)
	}
}

// level is how much dearer than usual in their categories a shopper's choices
// are, as a difference of log prices, and how far that can be trusted.
func (x *Index) level(shopper string) (level, trust float64) {
	if x.opt.Scorer == nil || shopper == "" {
		return 0, 0
	}
	sum, weight := 0.0, 0.0
	x.opt.Scorer.Liked(shopper, func(id string, w float64) {
		n, ok := x.corpus.numbers[id]
		if !ok || x.corpus.products[n].Price().Amount <= 0 {
			return
		}
		if mean, _, ok := x.corpus.prices[x.corpus.leaf[n]].usual(); ok {
			sum += w * (logPrice(x.corpus.products[n]) - mean)
			weight += w
		}
	})
	return sum / (weight + timidity), weight / (weight + timidity)
}

// askedPrice gives the middle and the half width of the range that filters ask
// for, as logarithms; false where they name no range.
func askedPrice(filters []catalog.Filter) (middle, width float64, ok bool) {
	lo, hi := 0.0, 0.0
	for _, f := range filters {
		if f.Field == "price" && f.Op == catalog.Gte {
			lo = max(lo, f.Number)
		}
		if f.Field == "price" && f.Op == catalog.Lte && (hi == 0 || f.Number < hi) {
			hi = f.Number
		}
	}
	if lo <= 0 || hi < lo {
		return 0, 0, false
	}
	lo, hi = math.Log(lo), math.Log(hi)
	return (lo + hi) / 2, max((hi-lo)/2, askedSpread), true
}

// scorePrice gives the candidates how well their prices fit, and tells what that
// rests on, for the words of why.
func (x *Index) scorePrice(q *catalog.Query, m *matched) {
	c := x.corpus
	middle, width, asked := askedPrice(m.kept)
	level, trust := 0.0, 1.0
	m.priced = "match"
	if !asked {
		level, trust = x.level(q.Shopper)
		m.priced = "history"
	}
	if trust < usualTrust {
		trust, m.priced = usualTrust, "popular"
	}
	for i := range m.cands {
		d := &m.cands[i]
		p := c.products[d.doc]
		if p.Price().Amount <= 0 {
			continue
		}
		at, spread, ok := middle, width, asked
		if !asked {
			at, spread, ok = c.prices[c.leaf[d.doc]].usual()
			at += level
		}
		if ok {
			z := (logPrice(p) - at) / spread
			d.price = float32(trust * math.Exp(-z*z/2))
		}
	}
}
