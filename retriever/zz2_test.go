package retriever

import (
	"context"
	"fmt"
	"runtime"
	"testing"
	"time"
)

func xTestBig(t *testing.T) {
	p := manyProducts(55000)
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	h0 := m.HeapAlloc
	x, _ := Open("", Options{})
	t0 := time.Now()
	x.Apply(context.Background(), p, nil, 1)
	fmt.Println("apply", time.Since(t0))
	t0 = time.Now()
	x.Train(context.Background())
	fmt.Println("train", time.Since(t0))
	runtime.GC()
	runtime.ReadMemStats(&m)
	fmt.Println("heap MB", (m.HeapAlloc-h0)>>20)
	t0 = time.Now()
	c := newCorpus()
	c.fill(p)
	fmt.Println("fill", time.Since(t0))
}
