package nlu

import (
	"embed"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"strings"
	"sync"

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

// buckets is the size of the hashed feature space.
const buckets = 1 << 14

// classifier is multinomial logistic regression over hashed features: words,
// pairs of words, Han n-grams, word classes, kinds of slots, and the last act.
type classifier struct {
	weights [][10]float32
}

// weights are trained once, from the embedded examples, with a fixed seed.
var weights = sync.OnceValue(func() *classifier {
	return train(examples())
})

type example struct {
	act      int
	features []uint32
}

// train runs stochastic gradient descent with a falling rate and weight decay.
func train(set []example) *classifier {
	c := &classifier{weights: make([][10]float32, buckets)}
	rng := rand.New(rand.NewPCG(1, 2))
	order := rng.Perm(len(set))
	const epochs = 24
	for e := range epochs {
		rate := float32(0.35 / (1 + 0.25*float64(e)))
		rng.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, i := range order {
			c.step(set[i], rate)
		}
	}
	return c
}

func (c *classifier) step(x example, rate float32) {
	probs := c.probabilities(x.features)
	scale := rate / float32(math.Sqrt(float64(len(x.features)+1)))
	for k := range probs {
		g := float32(-probs[k])
		if k == x.act {
			g++
		}
		if g < 1e-3 && g > -1e-3 {
			continue
		}
		for _, f := range x.features {
			w := &c.weights[f][k]
			*w += scale*g - 1e-4*rate**w
		}
	}
}

// probabilities gives each class's probability.
func (c *classifier) probabilities(features []uint32) [10]float64 {
	var scores [10]float64
	norm := math.Sqrt(float64(len(features) + 1))
	for _, f := range features {
		for k, w := range c.weights[f] {
			scores[k] += float64(w)
		}
	}
	top, sum := math.Inf(-1), 0.0
	for k := range scores {
		scores[k] /= math.Sqrt(norm)
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

func hashed(feature string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(feature))
	return h.Sum32() % buckets
}

// ngrams turns the words of an utterance, slots written as {cat} and the like,
// into features.
func ngrams(words []string) []uint32 {
	out := []uint32{hashed("bias")}
	before, two := "^", ""
	for _, w := range append(words, "$") {
		out = append(out, hashed("1"+w), hashed("2"+before+" "+w))
		if two != "" && (isHan(w) || isHan(before)) {
			out = append(out, hashed("3"+two+" "+before+" "+w))
		}
		two, before = before, w
	}
	return out
}

func isHan(w string) bool { return len(w) >= 3 && w[0] >= 0xE3 && !strings.HasPrefix(w, "{") }
