package catalog

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// maxLine is the longest row taken, in bytes; longer ones are skipped.
const maxLine = 1 << 20

var errLongLine = errors.New("row is longer than 1 MiB")

// lines reads a file line by line, gunzipped where it is gzip.
type lines struct {
	file  fs.File
	text  *bufio.Reader
	read  int64 // bytes of the file
	total int64
	row   int // number of the last line, from 1
}

func openLines(fsys fs.FS, name string) (*lines, error) {
	file, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	l := &lines{file: file}
	if info, err := file.Stat(); err == nil {
		l.total = info.Size()
	}
	l.text = bufio.NewReaderSize(tally{l}, 64<<10)
	magic, _ := l.text.Peek(2)
	if string(magic) == "\x1f\x8b" {
		unzipped, err := gzip.NewReader(l.text)
		if err != nil {
			file.Close()
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		l.text = bufio.NewReaderSize(unzipped, 64<<10)
	}
	if bom, _ := l.text.Peek(3); string(bom) == "\ufeff" {
		l.text.Discard(3)
	}
	return l, nil
}

// tally counts what is read of a file.
type tally struct{ l *lines }

func (t tally) Read(p []byte) (int, error) {
	n, err := t.l.file.Read(p)
	t.l.read += int64(n)
	return n, err
}

func (l *lines) Close() error { return l.file.Close() }

// next gives the next line that is not blank, without its end; it holds until
// the next call. io.EOF is the end, errLongLine a line that was skipped.
func (l *lines) next() ([]byte, error) {
	for {
		line, err := l.line()
		if err != nil || len(bytes.TrimSpace(line)) > 0 {
			return line, err
		}
	}
}

func (l *lines) line() ([]byte, error) {
	l.row++
	line, err := l.text.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		line, err = l.longLine(bytes.Clone(line))
	}
	if err == io.EOF && len(line) > 0 {
		err = nil
	}
	return bytes.TrimRight(line, "\r\n"), err
}

func (l *lines) longLine(line []byte) ([]byte, error) {
	for {
		more, err := l.text.ReadSlice('\n')
		if len(line) <= maxLine {
			line = append(line, more...)
		}
		switch {
		case err == bufio.ErrBufferFull:
		case err != nil && err != io.EOF:
			return nil, err
		case len(line) > maxLine:
			return nil, errLongLine
		default:
			return line, nil
		}
	}
}
