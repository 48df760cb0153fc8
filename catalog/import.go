package catalog

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// ImportOptions says how to read a file. The zero value is sound.
type ImportOptions struct {
	File     string                  // what the report calls the file; empty: its name
	Currency string                  // of the shop; empty: the one it has (not with Replace), else the first sound row's
	Locale   string                  // of the texts; empty: the shop's (not with Replace), else as the letters tell
	Replace  bool                    // withdraw what the file lacks
	Media    string                  // folder that pictures are copied to; empty: none are
	Progress func(done, total int64) // bytes of the file read so far; may be nil
	Gently   bool                    // leave most of the machine to a server that follows and to its shoppers
}

// Report is how an import went.
type Report struct {
	Accepted  int       `json:"accepted"`  // rows that are in
	Unchanged int       `json:"unchanged"` // of those, rows that were in already, just so
	Rejected  int       `json:"rejected"`
	Withdrawn int       `json:"withdrawn"` // with Replace: not in the file any more
	Problems  []Problem `json:"problems,omitempty"`
}

// Problem is something wrong with a row. Rejected: the row is not in; else the
// faulty part was left out. Row is the line of the file, from 1, or 0 where the
// problem is the file's.
type Problem struct {
	File     string `json:"file"`
	Row      int    `json:"row"`
	Field    string `json:"field,omitempty"`
	Reason   string `json:"reason"`
	Rejected bool   `json:"rejected"`
}

// ErrNothingImported is wrapped by the error of an import that accepted no row.
var ErrNothingImported = errors.New("no row was accepted")

// Local gives what the importers take for a path on disk.
func Local(path string) (fsys fs.FS, name string) {
	return os.DirFS(filepath.Dir(path)), filepath.Base(path)
}

const (
	// batchSpan is what a transaction of an import should take: half of what
	// others may be made to wait.
	batchSpan = 8 * time.Millisecond
	// batchPause lets another process's writer in, which tries every millisecond.
	batchPause = 3 * time.Millisecond
	// gentlePause is how many times as long as it worked a gentle import rests.
	gentlePause = 3
	batchMost   = 500
)

// importer is one import under way.
type importer struct {
	store  *Store
	opt    ImportOptions
	file   string
	report Report
	size   int       // rows in the next batch
	rested time.Time // when it last paused
}

func (s *Store) importer(name string, opt ImportOptions) *importer {
	opt.Currency = strings.ToUpper(strings.TrimSpace(opt.Currency))
	opt.Locale = baseLocale(opt.Locale)
	return &importer{store: s, opt: opt, file: cmp.Or(opt.File, name), size: 50, rested: time.Now()}
}

// baseLocale is the language of a BCP 47 tag: zh of zh-Hans-CN.
func baseLocale(tag string) string {
	tag, _, _ = strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
	tag, _, _ = strings.Cut(tag, "_")
	return tag
}

func (im *importer) reject(row int, field, reason string) {
	im.report.Rejected++
	im.report.Problems = append(im.report.Problems, Problem{im.file, row, field, reason, true})
}

func (im *importer) warn(row int, field, reason string) {
	im.report.Problems = append(im.report.Problems, Problem{im.file, row, field, reason, false})
}

func (im *importer) accept(rows, changed int) {
	im.report.Accepted += rows
	im.report.Unchanged += rows - changed
}

// write commits a batch, sizes the next one by the time this one took, and
// pauses.
func (im *importer) write(ctx context.Context, fn func(ctx context.Context, tx *sql.Tx, seq *counter) error) error {
	var took time.Duration
	err := im.store.change(ctx, func(ctx context.Context, tx *sql.Tx, seq *counter) error {
		start := time.Now()
		defer func() { took = time.Since(start) }()
		return fn(ctx, tx, seq)
	})
	if err != nil {
		return err
	}
	switch {
	case took > batchSpan:
		im.size = max(10, im.size/2)
	case took < batchSpan/2:
		im.size = min(batchMost, im.size*3/2)
	}
	return im.rest(ctx)
}

// rest pauses between two batches.
func (im *importer) rest(ctx context.Context) error {
	pause := batchPause
	if im.opt.Gently {
		pause = max(pause, gentlePause*time.Since(im.rested))
	}
	defer func() { im.rested = time.Now() }()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(pause):
		return nil
	}
}

// end is the result of an import that was read to its end.
func (im *importer) end() (Report, error) {
	if im.report.Accepted == 0 {
		return im.report, fmt.Errorf("%s: %w", im.file, ErrNothingImported)
	}
	return im.report, nil
}

// String names file, row and field as compilers do, so that editors can jump there.
func (p Problem) String() string {
	where := p.File
	if p.Row > 0 {
		where += ":" + strconv.Itoa(p.Row)
	}
	if p.Field != "" {
		where += ": " + p.Field
	}
	return where + ": " + p.Reason
}
