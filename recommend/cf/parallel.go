package cf

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// parallel runs work for every block of 0 to n on all cores. worker makes what
// one goroutine works with; blocks are handed out as goroutines come free, so
// work must not depend on who does it.
func parallel(n, block int, worker func() func(lo, hi int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), (n+block-1)/block) {
		wg.Go(func() {
			work := worker()
			for {
				lo := int(next.Add(int64(block))) - block
				if lo >= n {
					return
				}
				work(lo, min(n, lo+block))
			}
		})
	}
	wg.Wait()
}

// counter adds up what is done and tells it, from many goroutines.
func counter(total int, progress func(done, total int)) func(n int) {
	if progress == nil {
		return func(int) {}
	}
	var mu sync.Mutex
	done := 0
	return func(n int) {
		mu.Lock()
		defer mu.Unlock()
		done += n
		progress(done, total)
	}
}
