package ollamafake

import (
	"encoding/json"
	"hash/fnv"
	"math"
	"net/http"
	"strings"

	"github.com/ollama/ollama/api"
)

// Dims is the length of the fake's vectors.
const Dims = 32

func (f *Fake) embed(w http.ResponseWriter, r *http.Request, fault Fault) error {
	var req struct {
		Model string   `json:"model"`
		Input []string `json:"input"`
	}
	if err := json.NewDecoder(r.Body).Decode(&req); err != nil {
		return err
	}
	if done, err := fault.whole(w, r); done {
		return err
	}
	if _, ok := f.find(req.Model); !ok {
		reply(w, http.StatusNotFound, map[string]string{"error": "model not found"})
		return nil
	}
	f.mu.Lock()
	f.embedded = append(f.embedded, len(req.Input))
	f.mu.Unlock()
	got := api.EmbedResponse{Model: req.Model}
	for _, text := range req.Input {
		got.Embeddings = append(got.Embeddings, Vector(text))
	}
	if fault != None && len(got.Embeddings) > 0 {
		got.Embeddings = got.Embeddings[1:] // one short
	}
	reply(w, http.StatusOK, got)
	return nil
}

// Vector is what the fake makes of a text: its pairs of letters, hashed, of length
// 1, so that like texts have like vectors.
func Vector(text string) []float32 {
	v := make([]float32, Dims)
	v[0] = 0.01 // an empty text has a vector too
	rs := []rune(strings.ToLower(text))
	for i := range rs {
		h := fnv.New32a()
		_, _ = h.Write([]byte(string(rs[i:min(i+2, len(rs))])))
		v[h.Sum32()%Dims]++
	}
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	for i := range v {
		v[i] /= float32(math.Sqrt(sum))
	}
	return v
}
