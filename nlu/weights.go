package nlu

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"sync"
)

//go:generate go test -run TestWeightsAreOfTheExamples -update .

// weightsFile is what train makes of the embedded examples, made when they
// change: the examples' fingerprint, the step, then each weight in steps.
const weightsFile = "data/weights.gz"

type shippedWeights struct {
	of uint64 // fingerprint of the examples
	*classifier
}

var shipped = sync.OnceValue(func() shippedWeights {
	raw, err := data.ReadFile(weightsFile)
	if err == nil {
		var w shippedWeights
		if w, err = readWeights(raw); err == nil {
			return w
		}
	}
	panic(fmt.Sprintf("%s: %v", weightsFile, err))
})

// weights are those that everybody begins with.
func weights() *classifier { return shipped().classifier }

func readWeights(packed []byte) (w shippedWeights, err error) {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return w, err
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		return w, err
	}
	w.classifier = &classifier{make([][10]float32, buckets)}
	if len(raw) != 12+buckets*10 {
		return w, fmt.Errorf("%d bytes are no weights", len(raw))
	}
	w.of = binary.LittleEndian.Uint64(raw)
	step := math.Float32frombits(binary.LittleEndian.Uint32(raw[8:]))
	for i, b := range raw[12:] {
		w.weights[i/10][i%10] = step * float32(int8(b))
	}
	return w, nil
}

// packWeights rounds weights to 255 steps, far finer than what decides.
func packWeights(c *classifier, of uint64) ([]byte, error) {
	most := float32(0)
	for _, row := range c.weights {
		for _, w := range row {
			most = max(most, w, -w)
		}
	}
	step := most / math.MaxInt8
	raw := binary.LittleEndian.AppendUint64(nil, of)
	raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(step))
	for _, row := range c.weights {
		for _, w := range row {
			raw = append(raw, byte(int8(math.Round(float64(w/step)))))
		}
	}
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(raw); err != nil {
		return nil, err
	}
	err = z.Close()
	return out.Bytes(), err
}
