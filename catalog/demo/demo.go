// Package demo is the project's own shop, Hill & Harbor (山海集): what an empty
// data folder gets.
//
// Its source is small and meant to be edited by hand: goods/*.txt hold each
// good once with both languages' texts, kinds.tsv their categories, words.tsv
// and colors.tsv the Chinese of every value, shapes/*.svg, paints.tsv and
// patterns.tsv the drawings, customers.tsv the shoppers, policies/ the rules.
// FS makes the files of a shop folder from them, in memory, the same bytes
// every time.
package demo

import (
	"archive/zip"
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"
)

const (
	ID       = "hill-and-harbor" // shop ID, the audience of identity tokens
	Currency = "USD"
	Locale   = "en" // language of products.tsv; products.zh.tsv adds Chinese to the same IDs

	NameEN = "Hill & Harbor"
	NameZH = "山海集"

	site = "https://hillandharbor.example"
)

// Today is the day that the shop's history leads up to: the last event is some
// hours before it, and orders are under way as of it.
var Today = time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)

//go:embed goods/*.txt shapes/*.svg policies/*.md *.tsv
var sources embed.FS

// FS makes the shop: products.tsv, products.zh.tsv, policies/*.md (Chinese ones
// end in .zh.md), orders.jsonl, events.jsonl and images/*.svg. It takes some
// tens of milliseconds; an error is a mistake in the sources.
func FS() (fs.FS, error) {
	shop, err := load()
	if err != nil {
		return nil, fmt.Errorf("demo shop: %w", err)
	}
	files, err := shop.files()
	if err != nil {
		return nil, fmt.Errorf("demo shop: %w", err)
	}
	return pack(files)
}

func (s *shop) files() (map[string][]byte, error) {
	events, orders := s.history()
	files := map[string][]byte{
		"products.tsv":    s.feed("en"),
		"products.zh.tsv": s.feed("zh"),
		"events.jsonl":    jsonLines(events),
		"orders.jsonl":    jsonLines(orders),
	}
	for _, it := range s.items {
		files[it.image()] = s.picture(it)
	}
	policies, err := fs.Glob(sources, "policies/*.md")
	if err != nil {
		return nil, err
	}
	for _, name := range policies {
		if files[name], err = sources.ReadFile(name); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// pack makes a file system of files: an uncompressed zip archive is one.
func pack(files map[string][]byte) (fs.FS, error) {
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	var archive bytes.Buffer
	w := zip.NewWriter(&archive)
	for _, name := range names {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store, Modified: Today})
		if err != nil {
			return nil, err
		}
		if _, err := f.Write(files[name]); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return zip.NewReader(bytes.NewReader(archive.Bytes()), int64(archive.Len()))
}

// table reads a tab-separated source: one row a line, # begins a remark.
func table(name string, columns int) ([][]string, error) {
	text, err := sources.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var rows [][]string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		row := strings.Split(line, "\t")
		if len(row) != columns {
			return nil, fmt.Errorf("%s: %q: %d columns, want %d", name, line, len(row), columns)
		}
		rows = append(rows, row)
	}
	return rows, nil
}
