package llm

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"time"
)

// Store keeps blobs by key. Embeddings are kept under a hash of the model's
// digest and the text, so a changed text or model is embedded anew.
type Store interface {
	// Get gives the blobs there are.
	Get(ctx context.Context, keys []string) (map[string][]byte, error)
	Put(ctx context.Context, blobs map[string][]byte) error
}

const (
	embedBatch   = 32 // texts a request
	embedUrgent  = 4  // up to so many texts are a shopper's question, more are an index's
	embedTimeout = 30 * time.Second
)

// Embed gives one vector of length 1 a text, in order, from the store where it has them. More
// than four texts count as work in the background and wait for shorter calls.
// Without a model that embeds it fails with ErrNoModel.
func (c *Client) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	st := c.Status()
	switch {
	case !st.reached():
		return nil, st.Why
	case st.EmbedModel == "":
		return nil, fmt.Errorf("embedding: %w", ErrNoModel)
	}
	keys := embedKeys(st, texts)
	vectors, err := c.stored(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("stored embeddings: %w", err)
	}
	for _, batch := range missing(vectors, embedBatch) {
		if err := c.embedBatch(ctx, st.EmbedModel, batch, texts, keys, vectors); err != nil {
			return nil, fmt.Errorf("embedding with %s: %w", st.EmbedModel, err)
		}
	}
	return vectors, nil
}

// missing lists the indexes without a vector, at most size together.
func missing(vectors [][]float32, size int) [][]int {
	var batches [][]int
	for i, v := range vectors {
		if v != nil {
			continue
		}
		if n := len(batches); n == 0 || len(batches[n-1]) == size {
			batches = append(batches, nil)
		}
		batches[len(batches)-1] = append(batches[len(batches)-1], i)
	}
	return batches
}

// embedBatch fills in the vectors of the texts at the given indexes.
func (c *Client) embedBatch(ctx context.Context, model string, at []int, texts, keys []string, vectors [][]float32) error {
	ctx, stop := context.WithTimeoutCause(ctx, embedTimeout, fmt.Errorf("%w: no vectors after %v", ErrSlow, embedTimeout))
	defer stop()
	input := make([]string, len(at))
	for i, j := range at {
		input[i] = texts[j]
	}
	found, err := c.embed(ctx, model, input, len(texts) > embedUrgent)
	c.metrics.calls.WithLabelValues("embed", outcome(err)).Inc()
	if err != nil {
		return err
	}
	blobs := map[string][]byte{}
	for i, j := range at {
		vectors[j] = found[i]
		blobs[keys[j]] = encodeVector(found[i])
	}
	c.metrics.embeddings.WithLabelValues("server").Add(float64(len(at)))
	if c.conf.Store == nil {
		return nil
	}
	return c.conf.Store.Put(ctx, blobs)
}

func (c *Client) embed(ctx context.Context, model string, input []string, bulk bool) ([][]float32, error) {
	priority := High
	if bulk {
		priority = Low
	}
	// A batch takes a moment, so it is not worth interrupting.
	leave, err := c.embeds.enter(ctx, priority, func() {})
	if err != nil {
		return nil, err
	}
	defer leave()
	vectors, err := c.vectors.Execute(func() ([][]float32, error) {
		vectors, err := c.conf.Server.Embed(ctx, model, input)
		if err != nil {
			return nil, cmp.Or(context.Cause(ctx), err)
		}
		return vectors, unit(vectors, len(input))
	})
	if err = resting(err); err != nil && !callersDoing(err) {
		c.nudge()
	}
	return vectors, err
}

// callersDoing reports whether a failure to embed is none of the server's. A
// deadline that passed is: embedding a question takes milliseconds.
func callersDoing(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, ErrRefused) || errors.Is(err, ErrNoModel)
}

// unit makes the vectors as long as 1, which not every server does, and refuses
// what can't be compared: too few, of different lengths, or with parts that are
// no numbers.
func unit(vectors [][]float32, want int) error {
	if len(vectors) != want {
		return fmt.Errorf("%d vectors for %d texts", len(vectors), want)
	}
	for i, v := range vectors {
		if len(v) == 0 || len(v) != len(vectors[0]) {
			return fmt.Errorf("vector %d has %d dimensions, the first %d", i, len(v), len(vectors[0]))
		}
		var sum float64
		for _, x := range v {
			sum += float64(x) * float64(x)
		}
		if sum == 0 || math.IsNaN(sum) || math.IsInf(sum, 0) {
			return fmt.Errorf("vector %d has no length", i)
		}
		for j := range v {
			v[j] = float32(float64(v[j]) / math.Sqrt(sum))
		}
	}
	return nil
}

// stored gives the vectors that the store has, nil for the others.
func (c *Client) stored(ctx context.Context, keys []string) ([][]float32, error) {
	vectors := make([][]float32, len(keys))
	if c.conf.Store == nil {
		return vectors, nil
	}
	blobs, err := c.conf.Store.Get(ctx, keys)
	if err != nil {
		return nil, err
	}
	for i, k := range keys {
		if vectors[i] = decodeVector(blobs[k]); vectors[i] != nil {
			c.metrics.embeddings.WithLabelValues("cache").Inc()
		}
	}
	return vectors, nil
}

// embedKeys hashes the texts with the model's digest.
func embedKeys(st Status, texts []string) []string {
	model := st.EmbedModel
	for _, m := range st.Found.Models {
		if m.Name == st.EmbedModel && m.Digest != "" {
			model = m.Digest
		}
	}
	keys := make([]string, len(texts))
	for i, t := range texts {
		sum := sha256.Sum256([]byte(model + "\x00" + t))
		keys[i] = hex.EncodeToString(sum[:])
	}
	return keys
}

// encodeVector writes little-endian float32.
func encodeVector(v []float32) []byte {
	b := make([]byte, 0, 4*len(v))
	for _, x := range v {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(x))
	}
	return b
}

// decodeVector reads what encodeVector writes; nil for anything else.
func decodeVector(b []byte) []float32 {
	if len(b) == 0 || len(b)%4 != 0 {
		return nil
	}
	v := make([]float32, len(b)/4)
	for i := range v {
		v[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return v
}
