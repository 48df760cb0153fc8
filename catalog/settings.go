package catalog

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
)

// Settings that the importers keep.
const (
	SettingCurrency = "currency" // ISO 4217 code of every price
	SettingLocale   = "locale"   // language of the products' own texts
)

// Setting reads a setting; empty where it was never set.
func (s *Store) Setting(ctx context.Context, name string) (value string, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT value FROM settings WHERE name = $1`, name).Scan(&value)
	if err == sql.ErrNoRows {
		err = nil
	}
	return value, err
}

// SetSetting keeps a setting.
func (s *Store) SetSetting(ctx context.Context, name, value string) error {
	return s.Write(ctx, func(tx *sql.Tx) error {
		return setSetting(context.WithoutCancel(ctx), tx, name, value)
	})
}

func setSetting(ctx context.Context, tx *sql.Tx, name, value string) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO settings (name, value) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	return err
}

// blobPart is how much of a blob one transaction writes, in bytes.
const blobPart = 512 << 10

// SaveBlob keeps something large, a trained model, under a name. Readers see
// the old one until the new one is complete.
func (s *Store) SaveBlob(ctx context.Context, name string, data []byte) error {
	version := rand.Text()
	quiet := context.WithoutCancel(ctx)
	parts := 0
	for part := range slices.Chunk(data, blobPart) {
		err := s.Write(ctx, func(tx *sql.Tx) error {
			_, err := tx.ExecContext(quiet, `INSERT INTO blob_parts (name, version, part, data) VALUES ($1, $2, $3, $4)`,
				name, version, parts, part)
			return err
		})
		if err != nil {
			return fmt.Errorf("blob %q: %w", name, err)
		}
		parts++
	}
	return s.Write(ctx, func(tx *sql.Tx) error { return switchBlob(quiet, tx, name, version, parts) })
}

// switchBlob makes a version the current one and drops all others. Of two that
// are saved at once the first to end wins, and the other is an error.
func switchBlob(ctx context.Context, tx *sql.Tx, name, version string, parts int) error {
	var have int
	err := tx.QueryRowContext(ctx, `SELECT count(*) FROM blob_parts WHERE name = $1 AND version = $2`, name, version).Scan(&have)
	if err == nil && have != parts {
		err = fmt.Errorf("blob %q: saved by someone else at the same time", name)
	}
	if err != nil {
		return err
	}
	if _, err = tx.ExecContext(ctx, `DELETE FROM blob_parts WHERE name = $1 AND version <> $2`, name, version); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO blobs (name, version) VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE SET version = excluded.version`, name, version)
	return err
}

// Blob reads what SaveBlob kept.
func (s *Store) Blob(ctx context.Context, name string) ([]byte, error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT p.data FROM blobs b LEFT JOIN blob_parts p
		ON p.name = b.name AND p.version = b.version WHERE b.name = $1 ORDER BY p.part`, name)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var buf bytes.Buffer
	found := false
	for rows.Next() {
		var part sql.RawBytes
		if err := rows.Scan(&part); err != nil {
			return nil, err
		}
		buf.Write(part)
		found = true
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	if !found {
		return nil, fmt.Errorf("blob %q: %w", name, ErrNotFound)
	}
	return buf.Bytes(), nil
}

// AddKey makes an API key for a server of the shop's. It is shown this once:
// only its hash is kept.
func (s *Store) AddKey(ctx context.Context, name string) (key string, err error) {
	var secret [32]byte
	rand.Read(secret[:])
	key = "daogou_" + base64.RawURLEncoding.EncodeToString(secret[:])
	err = s.Write(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(context.WithoutCancel(ctx), `INSERT INTO api_keys (hash, name) VALUES ($1, $2)`, hashKey(key), name)
		return err
	})
	return key, err
}

// CheckKey tells whose API key this is. It compares with every key there is, so
// that the time it takes tells nothing.
func (s *Store) CheckKey(ctx context.Context, key string) (name string, ok bool, err error) {
	rows, err := s.reader.QueryContext(ctx, `SELECT hash, name FROM api_keys`)
	if err != nil {
		return "", false, err
	}
	defer rows.Close()
	want := hashKey(key)
	for rows.Next() {
		var hash, owner string
		if err := rows.Scan(&hash, &owner); err != nil {
			return "", false, err
		}
		if subtle.ConstantTimeCompare([]byte(hash), []byte(want)) == 1 {
			name, ok = owner, true
		}
	}
	return name, ok, rows.Err()
}

func hashKey(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}
