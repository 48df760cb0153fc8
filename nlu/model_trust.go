package nlu

import "sync"

// trust is what a model's readings have been worth. Only utterances that the
// built-in reader is unsure of are compared, so a good model differs often; one
// that agrees hardly ever on what kind of thing was said reads something else
// than the words. Like a model that is mostly late, it is left alone for most of
// the time, and tried now and then.
type trust struct {
	mu     sync.Mutex
	agreed float64 // turns, the latest counting most
	all    float64
	late   int // in a row
	turn   int
}

const (
	trustLeast = 0.4  // acts at random agree at a quarter of the turns, a model that knows the answers at more than half
	trustPrior = 2    // turns that stand at trustLeast before the first: that one decides
	trustKept  = 0.97 // of a turn's weight is kept at the next
	lateMost   = 3    // in a row
	lateRetry  = 5    // then only every so many turns are tried
)

// asks reports whether the model is worth asking.
func (t *trust) asks() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.turn++
	return t.late < lateMost || t.turn%lateRetry == 0
}

func (t *trust) timed(late bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !late {
		t.late = 0
		return
	}
	t.late++
}

// compared counts whether the two readings agree, and gives whether the model is
// believed.
func (t *trust) compared(agree bool) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.agreed, t.all = trustKept*t.agreed, trustKept*t.all+1
	if agree {
		t.agreed++
	}
	return t.agreed+trustPrior*trustLeast >= trustLeast*(t.all+trustPrior)
}
