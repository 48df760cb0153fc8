package recommend

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"daogou/catalog"
	"daogou/recommend/cf"
)

// Names in the store.
const (
	blobName       = "recommend"
	settingVersion = "recommend.version" // changes when the blob does: cheap to ask for
)

// ErrForeign means that a saved model is of another version of the program.
var ErrForeign = errors.New("saved model of another version")

// saved is a trained model as the store keeps it.
type saved struct {
	learned     *learned
	fingerprint string
	searched    bool // its spec was searched for on this data
}

// header is the part of a saved model before its numbers.
type header struct {
	Format      int
	Spec        Spec
	Items       []string
	Unit        float64
	Heat        float64
	Until       time.Time
	Fingerprint string
	Searched    bool
	Lengths     []int // of the arrays that follow
}

// format changes with what the arrays hold.
const format = 2

func (m *saved) save(ctx context.Context, store *catalog.Store) error {
	raw, err := m.encode()
	if err != nil {
		return err
	}
	if err := store.SaveBlob(ctx, blobName, raw); err != nil {
		return err
	}
	return store.SetSetting(ctx, settingVersion, m.fingerprint+" "+fmt.Sprint(m.learned.spec))
}

func (m *saved) encode() ([]byte, error) {
	l := m.learned
	h := header{Format: format, Spec: l.spec, Items: l.items, Unit: l.unit, Heat: l.heat, Until: l.until, Fingerprint: m.fingerprint, Searched: m.searched}
	arrays := []any{l.degree, l.popular}
	h.Lengths = []int{len(l.degree), len(l.popular)}
	for _, a := range []*cf.Matrix{l.similar, l.together} {
		arrays = append(arrays, narrow(a.Start), a.Col, a.Val)
		h.Lengths = append(h.Lengths, len(a.Start), len(a.Col), len(a.Val))
	}
	var buf bytes.Buffer
	head, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	binary.Write(&buf, binary.LittleEndian, int64(len(head)))
	buf.Write(head)
	for _, a := range arrays {
		if err := binary.Write(&buf, binary.LittleEndian, a); err != nil {
			return nil, err
		}
	}
	return buf.Bytes(), nil
}

func narrow(start []int) []int64 {
	out := make([]int64, len(start))
	for i, s := range start {
		out[i] = int64(s)
	}
	return out
}

func load(ctx context.Context, store *catalog.Store) (*saved, error) {
	raw, err := store.Blob(ctx, blobName)
	if err != nil {
		return nil, err
	}
	return decode(raw)
}

func decode(raw []byte) (*saved, error) {
	r := bytes.NewReader(raw)
	var n int64
	if err := binary.Read(r, binary.LittleEndian, &n); err != nil {
		return nil, fmt.Errorf("saved model: %w", err)
	}
	if n < 0 || n > int64(r.Len()) {
		return nil, fmt.Errorf("saved model: %w", io.ErrUnexpectedEOF)
	}
	head := make([]byte, n)
	r.Read(head)
	var h header
	if err := json.Unmarshal(head, &h); err != nil {
		return nil, fmt.Errorf("saved model: %w", err)
	}
	if h.Format != format || len(h.Lengths) != 8 {
		return nil, ErrForeign
	}
	return h.read(r)
}

func (h *header) read(r *bytes.Reader) (*saved, error) {
	size := 0
	for i, n := range h.Lengths {
		width := 4
		if i == 2 || i == 5 {
			width = 8
		}
		if n < 0 || n > r.Len() {
			return nil, fmt.Errorf("saved model: %w", io.ErrUnexpectedEOF)
		}
		size += n * width
	}
	if size != r.Len() {
		return nil, fmt.Errorf("saved model: %w", io.ErrUnexpectedEOF)
	}
	l := &learned{spec: h.Spec, items: h.Items, unit: h.Unit, heat: h.Heat, until: h.Until}
	l.degree, l.popular = floats(r, h.Lengths[0]), floats(r, h.Lengths[1])
	l.similar = readMatrix(r, len(h.Items), h.Lengths[2:5])
	l.together = readMatrix(r, len(h.Items), h.Lengths[5:8])
	return &saved{l, h.Fingerprint, h.Searched}, nil
}

// readMatrix reads a matrix; r is known to hold it.
func readMatrix(r io.Reader, cols int, lengths []int) *cf.Matrix {
	starts := make([]int64, lengths[0])
	m := &cf.Matrix{Cols: cols, Start: make([]int, lengths[0]), Col: make([]int32, lengths[1])}
	binary.Read(r, binary.LittleEndian, starts)
	for i, s := range starts {
		m.Start[i] = int(s)
	}
	binary.Read(r, binary.LittleEndian, m.Col)
	m.Val = floats(r, lengths[2])
	return m
}

func floats(r io.Reader, n int) []float32 {
	x := make([]float32, n)
	binary.Read(r, binary.LittleEndian, x)
	return x
}

// Load takes up the model that Train kept, if there is one; without, the model
// goes on learning from what it observes. Call it before the first Observe.
func (m *Model) Load(ctx context.Context, store *catalog.Store) error {
	_, err := m.Refresh(ctx, store)
	return err
}

// Refresh takes up a model that was trained since the last Load or Refresh, in
// any process, and reports whether there was one. It costs one small query where
// there is none. A model of another version of the program is as good as none.
func (m *Model) Refresh(ctx context.Context, store *catalog.Store) (bool, error) {
	version, err := store.Setting(ctx, settingVersion)
	m.mu.RLock()
	same := version == m.version
	m.mu.RUnlock()
	if err != nil || same {
		return false, err
	}
	s, err := load(ctx, store)
	if errors.Is(err, catalog.ErrNotFound) || errors.Is(err, ErrForeign) {
		s, err = nil, nil
	}
	if err != nil {
		return false, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.version = version
	if s == nil {
		m.learned, m.fresh = nil, m.fresh.after(time.Time{})
	} else {
		m.learned, m.fresh = s.learned, m.fresh.after(s.learned.until)
	}
	return true, nil
}
