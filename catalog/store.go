package catalog

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

var (
	// ErrNotFound is wrapped where what was asked for is not there, or is not
	// the asker's to see.
	ErrNotFound = errors.New("not found")
	// ErrClosed is returned by writes after Close.
	ErrClosed = errors.New("store closed")
)

// DatabaseFile is the name of the database in the data folder.
const DatabaseFile = "daogou.db"

// readers is how many queries run at once; SQLite readers never wait for the
// writer, so more would only cost memory.
const readers = 6

// Store is the shop's database: one file that several processes may have open.
// All methods are safe for concurrent use.
type Store struct {
	path    string
	writer  *sql.DB // one connection
	reader  *sql.DB
	queue   chan *call
	closing chan struct{} // closed when Close begins
	stopped chan struct{} // closed when the committer has ended
	once    sync.Once
}

//go:embed migrations/*.sql
var migrations embed.FS

// Open opens the database in a folder, making both where there are none.
func Open(ctx context.Context, dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("data folder: %w", err)
	}
	s := &Store{
		path:    filepath.Join(dir, DatabaseFile),
		queue:   make(chan *call, 1024),
		closing: make(chan struct{}),
		stopped: make(chan struct{}),
	}
	own, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := s.Migrate(ctx, own, "catalog_version"); err != nil {
		return nil, err
	}
	if err := s.connect(); err != nil {
		return nil, err
	}
	go s.commitLoop()
	return s, nil
}

func (s *Store) connect() (err error) {
	// The writer tries again itself (begin): SQLite's own waiting sleeps up to
	// 100 ms between two tries, which another process's batches outrun.
	if s.writer, err = sql.Open("sqlite", s.dsn("_txlock=immediate", "_pragma=busy_timeout(2)", "_pragma=synchronous(FULL)")); err != nil {
		return err
	}
	s.writer.SetMaxOpenConns(1)
	if s.reader, err = sql.Open("sqlite", s.dsn("_pragma=busy_timeout(10000)", "_pragma=query_only(1)")); err != nil {
		return err
	}
	s.reader.SetMaxOpenConns(readers)
	s.reader.SetMaxIdleConns(readers)
	return nil
}

// dsn is the address of the database. Pragmas belong here and nowhere else: an
// Exec reaches one pooled connection of many.
func (s *Store) dsn(params ...string) string {
	dsn := "file:" + (&url.URL{Path: filepath.ToSlash(s.path)}).EscapedPath() + "?_pragma=foreign_keys(1)"
	for _, p := range params {
		dsn += "&" + p
	}
	return dsn
}

// Migrate brings another package's tables in this database up to date: fsys
// holds goose's SQL files, table is the name of its own version table.
func (s *Store) Migrate(ctx context.Context, fsys fs.FS, table string) error {
	db, err := sql.Open("sqlite", s.dsn("_txlock=immediate", "_pragma=busy_timeout(10000)", "_pragma=journal_mode(WAL)"))
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	// Two processes that start together both see a migration undone; the one
	// that comes second fails and finds it done on its next try.
	for try := 0; ; try++ {
		provider, err := goose.NewProvider(goose.DialectSQLite3, db, fsys, goose.WithTableName(table), goose.WithDisableGlobalRegistry(true))
		if err == nil {
			_, err = provider.Up(ctx)
		}
		if err == nil {
			return nil
		}
		if try == 5 || ctx.Err() != nil {
			return fmt.Errorf("migrate %s: %w", table, err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// Read gives the pool of reading connections. Writing through it fails.
func (s *Store) Read() *sql.DB { return s.reader }

// Close commits what is queued and closes the database.
func (s *Store) Close() error {
	s.once.Do(func() { close(s.closing) })
	<-s.stopped
	return errors.Join(s.reader.Close(), s.writer.Close())
}

func busy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == sqlite3.SQLITE_BUSY
}
