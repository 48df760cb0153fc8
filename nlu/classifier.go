package nlu

import (
	"embed"
	"hash/fnv"
	"math"
	"math/rand/v2"

	"daogou/chat"
)

//go:embed data
var data embed.FS

// classes are the acts that the classifier tells apart; refine is search with
// something in force and left to the rules.
var classes = []chat.Act{
	chat.Search, chat.Recommend, chat.Compare, chat.Detail, chat.CartAct, chat.OrderAct,
	chat.PolicyAct, chat.Chitchat, chat.OutOfScope, chat.Handoff,
}

// letterWeight is what a run of letters counts beside a word.
const letterWeight = 0.35

// decay draws weights to zero, by the rate.
const decay = 1e-4

// buckets is the size of the hashed feature space.
const buckets = 1 << 17

// classifier is multinomial logistic regression over hashed features: words,
// pairs of words, Han n-grams, word classes, kinds of slots, and the last act.
type classifier struct {
	weights [][10]float32
}

type example struct {
	act      int
	features []feature
}

// feature is a place in the hashed space and how much it counts.
type feature struct {
	at    uint32
	value float32
}

// train runs stochastic gradient descent with a falling rate and weight decay.
func train(set []example) *classifier {
	c := &classifier{weights: make([][10]float32, buckets)}
	rng := rand.New(rand.NewPCG(1, 2))
	order := rng.Perm(len(set))
	const epochs = 8
	for e := range epochs {
		rate := float32(0.5 / (1 + 0.3*float64(e)))
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			c.step(set[i], rate)
		}
	}
	return c
}

func (c *classifier) step(x example, rate float32) {
	probs := c.probabilities(x.features)
	rate /= length(x.features)
	for k := range probs {
		g := float32(-probs[k])
		if k == x.act {
			g++
		}
		if g < 1e-3 && g > -1e-3 {
			continue
		}
		for _, f := range x.features {
			w := &c.weights[f.at][k]
			*w += rate * (f.value*g - decay**w)
		}
	}
}

// probabilities gives each class's probability.
func (c *classifier) probabilities(features []feature) [10]float64 {
	var scores [10]float64
	for _, f := range features {
		for k, w := range c.weights[f.at] {
			scores[k] += float64(f.value * w)
		}
	}
	norm := math.Sqrt(float64(length(features)))
	top, sum := math.Inf(-1), 0.0
	for k := range scores {
		scores[k] /= norm
		top = max(top, scores[k])
	}
	for k, s := range scores {
		scores[k] = math.Exp(s - top)
		sum += scores[k]
	}
	for k := range scores {
		scores[k] /= sum
	}
	return scores
}

// length is the Euclidean length of the features, at least 1.
func length(features []feature) float32 {
	sum := float32(1)
	for _, f := range features {
		sum += f.value * f.value
	}
	return float32(math.Sqrt(float64(sum)))
}

func plain(name string) feature { return feature{hashed(name), 1} }

func hashed(feature string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(feature))
	return h.Sum32() % buckets
}

// ngrams turns the words of an utterance, slots written as {cat} and the like,
// into features: words, neighbours in twos and threes, words apart by one, and
// the letters of words, which survive typos.
func ngrams(words []string) []feature {
	out := []feature{plain("bias")}
	before, two := "^", ""
	for _, w := range append(words, "$") {
		out = append(out, plain("1"+w), plain("2"+before+" "+w))
		if two != "" {
			out = append(out, plain("3"+two+" "+before+" "+w), plain("4"+two+" "+w))
		}
		out = letters(out, w)
		two, before = before, w
	}
	return out
}

// letters adds the runs of four letters of a longer English word.
func letters(out []feature, w string) []feature {
	if len(w) < 5 || w[0] == '{' || w[0] >= 0x80 {
		return out
	}
	w = "^" + w + "$"
	for i := 0; i+4 <= len(w); i++ {
		out = append(out, feature{hashed("l" + w[i:i+4]), letterWeight})
	}
	return out
}
