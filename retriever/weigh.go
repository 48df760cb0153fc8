package retriever

import (
	"context"
	"math"

	"daogou/catalog"
)

// The weights of the signals are learned from what shoppers chose, by the
// conditional logit (McFadden 1974): the chance that a product is chosen among
// the candidates of a search grows with the exponential of its weighted sum of
// signals. A choice far down the list counts more than one at the top, which is
// looked at anyway (inverse propensity: Joachims, Swaminathan and Schnabel, WSDM
// 2017). Weights that stay near those that serve are preferred; below zero none
// goes.

// Judged is a search of which it is known what was wanted.
type Judged struct {
	Query  catalog.Query
	Gains  map[string]float64 // by product, above 0
	Places map[string]int     // from 1, where the product had been shown; none: not known
}

// Fitted is what FitWeights found.
type Fitted struct {
	Weights Weights `json:"weights"`
	Trained int     `json:"trained"` // searches learned from
	Tested  int     `json:"tested"`  // later ones, which decide
	Before  float64 `json:"before"`  // mean reciprocal rank of what was wanted, by the weights that serve
	After   float64 `json:"after"`   // the same by the weights learned
	Better  bool    `json:"better"`  // After beats Before, and not by chance
}

const (
	mostCompared = 100  // candidates of a search that a choice is compared with
	fewestJudged = 30   // below these nothing is learned, and nothing is tested
	fewestTexts  = 100  // below these the words' weights against the rest are not judged
	mostPlace    = 20   // places further down are as seldom looked at
	steadiness   = 5.0  // searches' worth of trust in the weights that serve
	loose        = 0.25 // how far a weight strays easily, where lexical has 1
	leastWords   = 0.3  // of the words' weight always stays
	confidence   = 0.95
)

// dimensions of the signals that are learned: all but what holds for every hit.
const dimensions = 7

type vector7 [dimensions]float64

func (g *signals) vector() vector7 {
	return vector7{float64(g.lexical), float64(g.subword), float64(g.semantic), float64(g.category),
		float64(g.personal), float64(g.popular), float64(g.price)}
}

func (w *Weights) vector() vector7 {
	return vector7{float64(w.Lexical), float64(w.Subword), float64(w.Semantic), float64(w.Category),
		float64(w.Personal), float64(w.Popular), float64(w.Price)}
}

func (v vector7) weights(match float32) Weights {
	return Weights{Lexical: float32(v[0]), Subword: float32(v[1]), Semantic: float32(v[2]), Category: float32(v[3]),
		Personal: float32(v[4]), Popular: float32(v[5]), Price: float32(v[6]), Match: match}
}

func (v *vector7) dot(w *vector7) float64 {
	sum := 0.0
	for k := range v {
		sum += v[k] * w[k]
	}
	return sum
}

// tastes are the dimensions that have nothing to do with the words.
const tastes = 4

// choice is a search with its candidates' signals.
type choice struct {
	of     []vector7
	gains  []float64 // sum to 1
	weight float64   // of the search in learning, more where what was chosen stood low
	text   bool
}

// FitWeights learns from the first searches and tests on the later ones. The
// weights that serve are those of the index; they are not changed.
func (x *Index) FitWeights(ctx context.Context, train, test []Judged) (Fitted, error) {
	learn, err := x.choices(ctx, train)
	if err != nil {
		return Fitted{}, err
	}
	judge, err := x.choices(ctx, test)
	if err != nil {
		return Fitted{}, err
	}
	x.mu.RLock()
	serving := x.weights
	x.mu.RUnlock()
	f := Fitted{Weights: serving, Trained: len(learn), Tested: len(judge)}
	if len(learn) < fewestJudged || len(judge) < fewestJudged {
		return f, nil
	}
	before := serving.vector()
	after := fit(learn, before)
	was, is := ranks(judge, &before), ranks(judge, &after)
	f.Before, f.After = meanOf(was), meanOf(is)
	f.Better = beats(is, was)
	if f.Better {
		f.Weights = after.weights(serving.Match)
	}
	return f, nil
}

// choices searches again for what was searched.
func (x *Index) choices(ctx context.Context, judged []Judged) (all []choice, err error) {
	for _, j := range judged {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		j.Query.Limit = mostCompared
		j.Query.Sort, j.Query.Strict = "", true
		if c := x.choice(ctx, &j); len(c.of) > 1 && c.weight > 0 {
			all = append(all, c)
		}
	}
	return all, nil
}

// choice gives the signals of the best candidates and of what was wanted.
func (x *Index) choice(ctx context.Context, j *Judged) choice {
	at := x.queryVector(ctx, j.Query.Text)
	x.mu.RLock()
	defer x.mu.RUnlock()
	s := x.pool.Get().(*scratch)
	defer x.pool.Put(s)
	c := x.corpus
	s.size(len(c.products))
	defer s.wipe()
	r, m := x.found(&j.Query, s)
	out := choice{text: !r.empty()}
	if len(m.cands) == 0 {
		return out
	}
	x.score(&j.Query, r, at, s, m)
	best := top(m.cands, mostCompared, c.byRelevance)
	for i := range m.cands {
		d := &m.cands[i]
		gain := j.Gains[c.products[d.doc].ID]
		if i < len(best) || gain > 0 {
			out.of = append(out.of, d.vector())
			out.gains = append(out.gains, gain)
			out.weight += gain * attention(j.Places[c.products[d.doc].ID])
		}
	}
	out.share()
	return out
}

// attention is how much more than the first a product at a place says when it is
// chosen: the root of the place, as people's eyes go down a list.
func attention(place int) float64 { return math.Sqrt(float64(max(1, min(place, mostPlace)))) }

// share makes the gains sum to 1, and the weight by so much less.
func (c *choice) share() {
	sum := 0.0
	for _, gain := range c.gains {
		sum += gain
	}
	if sum == 0 {
		return
	}
	for i := range c.gains {
		c.gains[i] /= sum
	}
	c.weight /= sum
}
