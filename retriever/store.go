package retriever

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	index "github.com/blevesearch/bleve_index_api"
	berrors "go.etcd.io/bbolt/errors"
)

// ErrInUse means that another process holds the index.
var ErrInUse = errors.New("index is in use by another process")

// store is bleve: the words of the products as a dictionary, the passages of
// the policies to search, and the change number that both stand for.
type store struct {
	index   bleve.Index
	path    string         // empty: in memory
	written sync.WaitGroup // batches on their way to the disk
}

// layout is raised when what is stored changes; an older index is built anew.
const layout = "1"

var (
	seqKey      = []byte("seq")
	layoutKey   = []byte("layout")
	passagesKey = []byte("passages")
)

// openStore opens the index in dir, or makes an empty one: in memory when dir
// is empty, and in place of one that does not open.
func openStore(dir string) (*store, error) {
	if dir == "" {
		return newStore("")
	}
	return openStoreAt(filepath.Join(dir, "bleve"))
}

func openStoreAt(path string) (*store, error) {
	x, err := bleve.OpenUsing(path, map[string]any{"bolt_timeout": "2s", "unsafe_batch": true})
	if errors.Is(err, berrors.ErrTimeout) {
		return nil, fmt.Errorf("%s: %w", path, ErrInUse)
	}
	if err == nil {
		if have, _ := x.GetInternal(layoutKey); string(have) == layout {
			return &store{index: x, path: path}, nil
		}
		x.Close()
	}
	if err := os.RemoveAll(path); err != nil {
		return nil, fmt.Errorf("index that does not open: %w", err)
	}
	return newStore(path)
}

func newStore(path string) (*store, error) {
	x, err := bleve.NewUsing(path, newMapping(), scorch.Name, scorch.Name, map[string]any{"unsafe_batch": true})
	if err != nil {
		return nil, fmt.Errorf("new index %q: %w", path, err)
	}
	return &store{index: x, path: path}, x.SetInternal(layoutKey, []byte(layout))
}

// newMapping asks for BM25. Documents come analysed, so nothing else is mapped.
func newMapping() mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	m.ScoringModel = index.BM25Scoring
	return m
}

func (s *store) seq() int64 {
	raw, err := s.index.GetInternal(seqKey)
	if err != nil || len(raw) != 8 {
		return 0
	}
	return int64(binary.BigEndian.Uint64(raw))
}

// entry is a document for bleve: the terms of its fields.
type entry struct {
	id     string
	fields map[string][]string
}

// change is what is written at once or not at all. A seq of 0 and passages of
// nil leave what is stored.
type change struct {
	put      []entry
	remove   []string
	seq      int64    // the number all of it stands for
	passages []string // keys of all passages there are from now on
}

func (s *store) write(c change) error {
	batch := s.index.NewBatch()
	for _, e := range c.put {
		if err := batch.IndexAdvanced(e.document()); err != nil {
			return fmt.Errorf("index %q: %w", e.id, err)
		}
	}
	for _, id := range c.remove {
		batch.Delete(id)
	}
	if c.seq != 0 {
		batch.SetInternal(seqKey, binary.BigEndian.AppendUint64(nil, uint64(c.seq)))
	}
	if c.passages != nil {
		batch.SetInternal(passagesKey, []byte(strings.Join(c.passages, "\n")))
	}
	if batch.Size() == 0 {
		return nil
	}
	if s.path == "" {
		return s.index.Batch(batch)
	}
	s.written.Add(1)
	once := sync.OnceFunc(s.written.Done)
	batch.SetPersistedCallback(func(error) { once() })
	err := s.index.Batch(batch)
	if err != nil {
		once()
	}
	return err
}

// closePatience is how long close waits for the disk. What is not there by then
// is told again after the next start, for the change number is not either.
const closePatience = 5 * time.Second

// close waits until everything is on the disk, within reason.
func (s *store) close() error {
	written := make(chan struct{})
	go func() { // ends with the last batch, at the latest when the process does
		s.written.Wait()
		close(written)
	}()
	select {
	case <-written:
	case <-time.After(closePatience):
	}
	return s.index.Close()
}

// passages gives the keys of the passages stored last.
func (s *store) passages() []string {
	raw, err := s.index.GetInternal(passagesKey)
	if err != nil || len(raw) == 0 {
		return nil
	}
	return strings.Split(string(raw), "\n")
}

func (e entry) document() *document.Document {
	d := document.NewDocument(e.id)
	names := make([]string, 0, len(e.fields))
	for name := range e.fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		d.AddField(document.NewTextFieldCustom(name, nil, nil, index.IndexField, termStream(e.fields[name])))
	}
	return d
}

// termStream hands bleve terms that are analysed already.
type termStream []string

func (t termStream) Analyze([]byte) analysis.TokenStream {
	tokens := make([]analysis.Token, len(t))
	stream := make(analysis.TokenStream, len(t))
	for i, term := range t {
		tokens[i] = analysis.Token{Term: []byte(term), Position: i + 1}
		stream[i] = &tokens[i]
	}
	return stream
}

// dictionary calls f with the terms of a field within some edits of word, until
// f returns false.
func (s *store) dictionary(field, word string, edits int, f func(term string) bool) error {
	return s.reading(func(r index.IndexReader) error {
		fuzzy, ok := r.(index.IndexReaderFuzzy)
		if !ok {
			return nil
		}
		dict, err := fuzzy.FieldDictFuzzy(field, word, edits, "")
		if err != nil {
			return err
		}
		return walk(dict, f)
	})
}

func (s *store) reading(f func(index.IndexReader) error) error {
	advanced, err := s.index.Advanced()
	if err != nil {
		return err
	}
	r, err := advanced.Reader()
	if err != nil {
		return err
	}
	defer r.Close()
	return f(r)
}

func walk(dict index.FieldDict, f func(term string) bool) error {
	defer dict.Close()
	for {
		e, err := dict.Next()
		if err != nil || e == nil {
			return err
		}
		if !f(e.Term) {
			return nil
		}
	}
}
