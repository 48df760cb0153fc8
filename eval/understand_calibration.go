package eval

import (
	"fmt"
	"io"
	"math"
)

// Calibration compares how sure a reader says it is with how often it is right,
// in ten bins of confidence.
type Calibration struct {
	sure  [10]float64
	right [10]Rate
}

func (c *Calibration) add(confidence float64, right bool) {
	bin := min(int(confidence*10), 9)
	c.sure[bin] += confidence
	c.right[bin].add(right)
}

// Error is the expected calibration error (Naeini, Cooper and Hauskrecht, AAAI
// 2015): the mean distance of confidence and accuracy, weighed by the bins' sizes.
func (c Calibration) Error() float64 {
	sum, n := 0.0, 0
	for i, r := range c.right {
		if r.Total > 0 {
			sum += math.Abs(c.sure[i] - float64(r.Passed))
			n += r.Total
		}
	}
	return sum / float64(max(n, 1))
}

func (c Calibration) print(w io.Writer) {
	fmt.Fprintf(w, "%-18s error %.3f  ", "confidence", c.Error())
	for i, r := range c.right {
		if r.Total > 0 {
			fmt.Fprintf(w, " %.2f:%.2f(%d)", c.sure[i]/float64(r.Total), r.Share(), r.Total)
		}
	}
	fmt.Fprintln(w)
}
