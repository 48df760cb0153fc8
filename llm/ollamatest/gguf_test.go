package ollamatest

import (
	"bytes"
	"encoding/binary"
	"testing"
)

func TestTinyGGUF(t *testing.T) {
	a, b := TinyGGUF(1), TinyGGUF(1)
	if !bytes.Equal(a, b) {
		t.Error("the same seed gives two models")
	}
	if bytes.Equal(a, TinyGGUF(2)) {
		t.Error("another seed gives the same model")
	}
	if got := binary.LittleEndian.Uint64(a[8:]); string(a[:4]) != "GGUF" || got != uint64(len(tensors(1))) {
		t.Errorf("begins with %q and counts %d tensors, want GGUF and %d", a[:4], got, len(tensors(1)))
	}
	parameters := 0
	for _, tensor := range tensors(277) {
		n := 1
		for _, d := range tensor.shape {
			n *= d
		}
		parameters += n
	}
	if size := len(a) - 4*parameters; size < 0 || size > 16<<10 {
		t.Errorf("%d bytes for %d parameters", len(a), parameters)
	}
}
