package catalog

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
	"unicode/utf8"
)

// readJSON hands each line of a JSON Lines file to row, and calls flush whenever
// row says that enough are waiting, and at the end.
func (im *importer) readJSON(ctx context.Context, l *lines, row func(line []byte, number int) (full bool), flush func(context.Context) error) error {
	for {
		line, err := l.next()
		switch {
		case errors.Is(err, errLongLine):
			im.reject(l.row, "", err.Error())
			continue
		case err != nil && err != io.EOF:
			return fmt.Errorf("%s: %w", im.file, err)
		}
		ended := err == io.EOF
		if !ended && !row(line, l.row) {
			continue
		}
		if im.opt.Progress != nil {
			im.opt.Progress(l.read, l.total)
		}
		if err := flush(ctx); err != nil || ended {
			return err
		}
	}
}

// decodeLine reads one JSON object and says what is wrong with one that can't be
// read.
func decodeLine(line []byte, into any) *fault {
	if !utf8.Valid(line) {
		return &fault{"", "not valid UTF-8"}
	}
	if !bytes.HasPrefix(bytes.TrimSpace(line), []byte("{")) {
		return &fault{"", "not a JSON object"}
	}
	err := json.Unmarshal(line, into)
	var kind *json.UnmarshalTypeError
	if errors.As(err, &kind) {
		return &fault{kind.Field, fmt.Sprintf("%s is a %s", kind.Field, kind.Value)}
	}
	var when *time.ParseError
	if errors.As(err, &when) {
		return &fault{"", fmt.Sprintf("%q is not a time of RFC 3339", cut(when.Value, 40))}
	}
	if err != nil {
		return &fault{"", "not valid JSON"}
	}
	return nil
}

// earliest is before any shop on the web.
var earliest = time.Date(1995, 1, 1, 0, 0, 0, 0, time.UTC)

// saneTime refuses what no clock of a shop says. Of two clocks that differ it is
// not known which is right, so a year ahead is allowed.
func saneTime(t, now time.Time) bool {
	return t.After(earliest) && t.Before(now.AddDate(1, 0, 0))
}
