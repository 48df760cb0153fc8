package catalog

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Cache keeps small blobs that could be computed again, by keys that tell their
// content: a hash of all that they come from. *Cache is an llm.Store.
type Cache struct{ store *Store }

// Cache gives the store's cache.
func (s *Store) Cache() *Cache { return &Cache{s} }

// cacheBatch bounds the keys of one statement and the rows of one transaction.
const cacheBatch = 500

// Get gives the blobs there are.
func (c *Cache) Get(ctx context.Context, keys []string) (map[string][]byte, error) {
	found := make(map[string][]byte, len(keys))
	for part := range slices.Chunk(keys, cacheBatch) {
		if err := c.read(ctx, part, found); err != nil {
			return nil, fmt.Errorf("cache: %w", err)
		}
	}
	return found, nil
}

func (c *Cache) read(ctx context.Context, keys []string, into map[string][]byte) error {
	args := make([]any, len(keys))
	marks := make([]string, len(keys))
	for i, k := range keys {
		args[i], marks[i] = k, fmt.Sprintf("$%d", i+1)
	}
	rows, err := c.store.reader.QueryContext(ctx, `SELECT key, data FROM cache WHERE key IN (`+strings.Join(marks, ",")+`)`, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var key string
		var data []byte
		if err := rows.Scan(&key, &data); err != nil {
			return err
		}
		into[key] = data
	}
	return rows.Err()
}

// Put keeps the blobs; one whose key is there already stays as it is.
func (c *Cache) Put(ctx context.Context, blobs map[string][]byte) error {
	for keys := range slices.Chunk(slices.Sorted(maps.Keys(blobs)), cacheBatch) {
		err := c.store.Write(ctx, func(tx *sql.Tx) error {
			for _, k := range keys {
				_, err := tx.ExecContext(context.WithoutCancel(ctx),
					`INSERT INTO cache (key, data) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING`, k, blobs[k])
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("cache: %w", err)
		}
	}
	return nil
}
