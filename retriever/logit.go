package retriever

import (
	"math"
	"math/rand/v2"
)

// fit climbs the likelihood of the choices from the weights that serve, scaled
// so that they explain the choices best.
func fit(all []choice, serving vector7) vector7 {
	scale := bestScale(all, serving)
	start := serving
	for k := range start {
		start[k] *= scale
	}
	theta, step := start, 1.0
	value := likelihood(all, &theta, &start, scale, nil)
	for range 300 {
		var slope vector7
		likelihood(all, &theta, &start, scale, &slope)
		next := theta
		for k := range next {
			next[k] = max(0, theta[k]+step*slope[k]*scale)
		}
		next[0] = max(next[0], leastWords*start[0])
		if v := likelihood(all, &next, &start, scale, nil); v > value {
			if v-value < 1e-6 {
				break
			}
			theta, value, step = next, v, step*1.5
		} else if step /= 4; step < 1e-6 {
			break
		}
	}
	return relative(theta, serving, all)
}

// relative gives weights in which the words' is what it was. Where few searches
// had words, nothing is known of tastes against words: then tastes keep the sum
// they had.
func relative(theta, serving vector7, all []choice) vector7 {
	texts := 0
	for _, c := range all {
		if c.text {
			texts++
		}
	}
	unit := theta[0] / max(serving[0], 1e-9)
	for k := range theta {
		theta[k] /= unit
	}
	if texts >= fewestTexts {
		return theta
	}
	had, has := 0.0, 1e-9
	for k := tastes; k < dimensions; k++ {
		had, has = had+serving[k], has+theta[k]
	}
	for k := range theta {
		if k < tastes {
			theta[k] = serving[k]
		} else {
			theta[k] *= had / has
		}
	}
	return theta
}

// bestScale is how much the weights that serve must be multiplied with to be a
// logit.
func bestScale(all []choice, serving vector7) (scale float64) {
	most := math.Inf(-1)
	for _, s := range []float64{1, 2, 4, 8, 16, 32} {
		theta := serving
		for k := range theta {
			theta[k] *= s
		}
		if v := likelihood(all, &theta, &theta, s, nil); v > most {
			most, scale = v, s
		}
	}
	return scale
}

// likelihood is the mean log likelihood of the choices, less what straying from
// the start costs; its gradient is added to slope unless that is nil.
func likelihood(all []choice, theta, start *vector7, scale float64, slope *vector7) float64 {
	value, n := 0.0, float64(len(all))
	var scores []float64
	for _, c := range all {
		scores = scores[:0]
		most := math.Inf(-1)
		for i := range c.of {
			scores = append(scores, c.of[i].dot(theta))
			most = max(most, scores[i])
		}
		total := 0.0
		for _, s := range scores {
			total += math.Exp(s - most)
		}
		for i, s := range scores {
			value += c.weight * c.gains[i] * (s - most - math.Log(total)) / n
			if slope != nil {
				miss := c.weight * (c.gains[i] - math.Exp(s-most)/total) / n
				for k := range slope {
					slope[k] += miss * c.of[i][k]
				}
			}
		}
	}
	for k := range theta {
		away := (theta[k] - start[k]) / (loose * scale)
		value -= steadiness / n * away * away
		if slope != nil {
			slope[k] -= 2 * steadiness / n * away / (loose * scale)
		}
	}
	return value
}

// ranks gives each choice's reciprocal rank of what was wanted, by gains. Equal
// scores share the middle of their places.
func ranks(all []choice, w *vector7) []float64 {
	out := make([]float64, len(all))
	for n, c := range all {
		for i, gain := range c.gains {
			if gain == 0 {
				continue
			}
			own, above, equal := c.of[i].dot(w), 0, 0
			for j := range c.of {
				if s := c.of[j].dot(w); s > own {
					above++
				} else if s == own {
					equal++
				}
			}
			out[n] += gain / (float64(above) + float64(equal+1)/2)
		}
	}
	return out
}

func meanOf(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(max(1, len(x)))
}

// beats reports whether a is above b in nearly all samples of the pairs (paired
// bootstrap: Efron 1979). The same pairs give the same answer.
func beats(a, b []float64) bool {
	const samples = 1000
	r := rand.New(rand.NewPCG(11, 11))
	won := 0
	for range samples {
		sum := 0.0
		for range a {
			i := r.IntN(len(a))
			sum += a[i] - b[i]
		}
		if sum > 0 {
			won++
		}
	}
	return float64(won) >= confidence*samples
}
