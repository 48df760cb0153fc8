package retriever

import (
	"math"

	"daogou/catalog"
)

// Price fit: how near a product's price is to what is likely to be paid. That is
// the price asked around, where the query has a range; else what is usual in
// the product's category, moved by how much dearer or cheaper than usual the
// shopper tends to choose. Prices are compared by their logarithm.

// moments are the running sums of a category's log prices, and what they tell.
type moments struct {
	n            int
	sum, sq      float64
	mean, spread float64
}

func (m *moments) add(x float64, sign int) {
	m.n += sign
	m.sum += float64(sign) * x
	m.sq += float64(sign) * x * x
	m.mean = m.sum / float64(max(1, m.n))
	m.spread = math.Sqrt(max(m.sq/float64(max(1, m.n))-m.mean*m.mean, leastSpread*leastSpread))
}

// Bounds of what is told from prices.
const (
	leastSpread = 0.3 // standard deviation: prices nearer than this are alike
	askedSpread = 0.1 // the same around a price that was asked for
	fewPriced   = 5   // products that make a category's usual price
	timidity    = 4.0 // choices' worth of doubt in a shopper's level
	usualTrust  = 0.3 // of what is usual against what was asked for
)

// usual gives the mean and the standard deviation; false for too few products.
func (m *moments) usual() (mean, spread float64, ok bool) {
	return m.mean, m.spread, m.n >= fewPriced
}

// countPrice takes a document's price, 0 for none, in the place of the one it
// had, into its category's.
func (c *corpus) countPrice(n uint32, cents int64) {
	leaf := int(c.leaf[n])
	for len(c.prices) <= leaf {
		c.prices = append(c.prices, moments{})
	}
	for len(c.logPrice) <= int(n) {
		c.logPrice = append(c.logPrice, unpriced)
	}
	if old := c.logPrice[n]; old != unpriced {
		c.prices[leaf].add(float64(old), -1)
	}
	c.logPrice[n] = unpriced
	if cents > 0 {
		c.logPrice[n] = float32(math.Log(float64(cents)))
		c.prices[leaf].add(float64(c.logPrice[n]), 1)
	}
}

// unpriced is the log price of what has none: less than that of one cent.
const unpriced = float32(-1)

// level is how much dearer than usual in their categories a shopper's choices
// are, as a difference of log prices, and how far that can be trusted.
func (x *Index) level(shopper string) (level, trust float64) {
	if x.opt.Scorer == nil || shopper == "" {
		return 0, 0
	}
	sum, weight := 0.0, 0.0
	x.opt.Scorer.Liked(shopper, func(id string, w float64) {
		n, ok := x.corpus.numbers[id]
		if !ok || x.corpus.logPrice[n] == unpriced {
			return
		}
		if mean, _, ok := x.corpus.prices[x.corpus.leaf[n]].usual(); ok {
			sum += w * (float64(x.corpus.logPrice[n]) - mean)
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
	at, spread, ok := middle, width, asked
	leaf := int32(-1)
	for i := range m.cands {
		d := &m.cands[i]
		if of := c.leaf[d.doc]; !asked && of != leaf {
			at, spread, ok = c.prices[of].usual()
			at, leaf = at+level, of
		}
		if price := c.logPrice[d.doc]; ok && price != unpriced {
			z := (float64(price) - at) / spread
			d.price = float32(trust / (1 + z*z)) // falls slower than a bell, and costs less
		}
	}
}
