package recommend

import (
	"cmp"
	"math"

	"daogou/catalog"
	"daogou/recommend/cf"
)

// poolTimes is how many candidates are looked at for each place, so that
// variants and likeness leave enough.
const poolTimes = 4

// pick chooses the hits of one query from rated positions.
type pick struct {
	space     *space
	query     *catalog.Query
	shopper   *shopper
	taste     []liking                        // what the scores go back to
	reasons   func(pos int32) []catalog.Share // tells why
	scratch   *scratch
	fit       []bool // by position, what fits the filters; nil is all
	diversity float32
}

var never = float32(math.Inf(-1))

func (p *pick) result() catalog.Result {
	p.exclude()
	limit := cmp.Or(p.query.Limit, 10)
	var r catalog.Result
	var chosen []cf.Scored
	for pool := limit * poolTimes; ; pool *= 4 {
		var best []cf.Scored
		best, r.Total = p.best(pool)
		if chosen = p.choose(best, limit); len(chosen) == limit || len(best) < pool {
			break
		}
	}
	for _, c := range chosen {
		r.Hits = append(r.Hits, catalog.Hit{Product: p.space.view.List[c.Item], Score: float64(c.Score), Why: p.reasons(c.Item)})
	}
	return r
}

// exclude strikes out what must never come.
func (p *pick) exclude() {
	score := p.scratch.score
	for id := range p.shopper.touches {
		if p.shopper.done(id) {
			score[p.spot(id)] = never
		}
	}
	for _, ids := range [][]string{p.query.Exclude, p.query.Like} {
		for _, id := range ids {
			score[p.spot(id)] = never
		}
	}
}

// spot is a product's position, or the spare place.
func (p *pick) spot(id string) int32 {
	if pos := p.space.position(id); pos >= 0 {
		return pos
	}
	return int32(len(p.space.view.List))
}

// best gives the pool best candidates, and how many there are in all.
func (p *pick) best(pool int) ([]cf.Scored, int) {
	top, total := &p.scratch.top, 0
	top.Reset(pool)
	for pos, offered := range p.space.offered {
		s := p.scratch.score[pos]
		if !offered || s == never || p.fit != nil && !p.fit[pos] {
			continue
		}
		total++
		if floor, full := top.Floor(); !full || s > floor {
			top.Offer(int32(pos), s)
		}
	}
	return top.Take(), total
}

// choose takes limit of the candidates in turn, variants once, each time the one
// that is best after what it loses for likeness to those before it: maximal
// marginal relevance (Carbonell and Goldstein, SIGIR 1998).
func (p *pick) choose(best []cf.Scored, limit int) []cf.Scored {
	groups := map[int32]bool{}
	for _, id := range p.query.Like {
		if pos := p.space.position(id); pos >= 0 {
			groups[p.space.group[pos]] = true
		}
	}
	chosen := make([]cf.Scored, 0, limit)
	left := append([]cf.Scored(nil), best...)
	near := make([]float32, len(left))
	for len(chosen) < limit {
		at := p.next(left, near, groups)
		if at < 0 {
			break
		}
		c := left[at]
		left[at].Item = -1
		chosen = append(chosen, c)
		groups[p.space.group[c.Item]] = true
		p.moveAway(left, near, c.Item)
	}
	return chosen
}

// next is the best candidate left, or -1.
func (p *pick) next(left []cf.Scored, near []float32, groups map[int32]bool) int {
	at, most := -1, never
	for i, c := range left {
		if c.Item < 0 {
			continue
		}
		if g := p.space.group[c.Item]; g > 0 && groups[g] {
			continue
		}
		worth := (1-p.diversity)*c.Score - p.diversity*near[i]*left[0].Score
		if at < 0 || worth > most {
			at, most = i, worth
		}
		if p.diversity == 0 {
			break
		}
	}
	return at
}

// moveAway notes how like each candidate is to what was chosen.
func (p *pick) moveAway(left []cf.Scored, near []float32, chosen int32) {
	if p.diversity == 0 {
		return
	}
	feats := p.space.feats
	self := feats.alike(chosen, chosen)
	for i, c := range left {
		if c.Item >= 0 {
			own := feats.alike(c.Item, c.Item)
			near[i] = max(near[i], feats.alike(chosen, c.Item)/float32(math.Sqrt(float64(max(self*own, 1e-12)))))
		}
	}
}
