package catalog

import (
	"fmt"
	"testing"
)

func TestCacheGivesBackWhatItKeeps(t *testing.T) {
	s := open(t, t.TempDir())
	c := s.Cache()
	blobs := map[string][]byte{}
	var keys []string
	for i := range 2*cacheBatch + 1 {
		key := fmt.Sprint("k", i)
		keys = append(keys, key)
		blobs[key] = []byte{byte(i)}
	}
	if err := c.Put(t.Context(), blobs); err != nil {
		t.Fatal(err)
	}
	if err := c.Put(t.Context(), map[string][]byte{"k1": {99}}); err != nil {
		t.Fatal(err)
	}
	got, err := c.Get(t.Context(), append(keys, "unknown"))
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != len(blobs) || got["k1"][0] != 1 {
		t.Errorf("got %d blobs, k1 = %v; want %d, the first k1 kept", len(got), got["k1"], len(blobs))
	}
}
