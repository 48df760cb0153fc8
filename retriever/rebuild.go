package retriever

import (
	"context"
	"fmt"
	"os"
	"slices"

	"daogou/catalog"
)

// Rebuild builds everything anew beside what is in use, and then changes over;
// searches notice nothing. For an index that is suspected to be wrong.
func (x *Index) Rebuild(ctx context.Context) error {
	x.write.Lock()
	defer x.write.Unlock()
	var products []*catalog.Product
	for _, p := range x.corpus.products {
		if p != nil {
			products = append(products, p)
		}
	}
	fresh := newCorpus()
	fresh.taught = x.corpus.taught
	fresh.space = x.corpus.space
	if fresh.space != nil {
		fresh.vectors.dims = fresh.space.dims
	}
	fresh.fill(products)
	fresh.adopt(x.corpus.phrases)
	fresh.trained = len(fresh.products)
	beside, err := x.storeBeside(ctx, products)
	if err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.corpus = fresh
	return x.changeOver(beside)
}

// storeBeside writes a second store of the same content.
func (x *Index) storeBeside(ctx context.Context, products []*catalog.Product) (*store, error) {
	path := x.store.path
	if path != "" {
		path += ".new"
		if err := os.RemoveAll(path); err != nil {
			return nil, err
		}
	}
	s, err := newStore(path)
	if err != nil {
		return nil, err
	}
	for batch := range slices.Chunk(products, batchSize) {
		if err = ctx.Err(); err == nil {
			err = s.write(change{put: entriesOf(batch)})
		}
		if err != nil {
			s.close()
			return nil, err
		}
	}
	if err := s.write(change{put: policyEntries(x.policies), passages: x.store.passages(), seq: x.seq}); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

// changeOver puts a store in the place of the one in use. A crash in between
// leaves no store, which the next start makes anew.
func (x *Index) changeOver(s *store) error {
	if s.path == "" {
		old := x.store
		x.store = s
		return old.close()
	}
	path := x.store.path
	if err := s.close(); err != nil {
		return err
	}
	if err := x.store.close(); err != nil {
		return err
	}
	if err := os.RemoveAll(path); err != nil {
		return err
	}
	if err := os.Rename(s.path, path); err != nil {
		return fmt.Errorf("changing over to the new index: %w", err)
	}
	fresh, err := openStoreAt(path)
	if err != nil {
		return err
	}
	x.store = fresh
	return nil
}
