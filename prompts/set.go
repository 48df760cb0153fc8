package prompts

import (
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"text/template"
)

//go:embed *.tmpl
var files embed.FS

// Set is one version of every prompt. A nil *Set is the embedded one.
type Set struct {
	files  map[string]string // text by name, without .tmpl
	parsed *template.Template
}

var embedded = must(read(files, nil))

func must(s *Set, err error) *Set {
	if err != nil {
		panic(err)
	}
	return s
}

// Read gives the embedded prompts with the files of a folder, NAME.tmpl, in the
// place of those they are named like. A file named like none is an error, for it
// would never be used.
func Read(dir fs.FS) (*Set, error) { return read(dir, embedded) }

func read(dir fs.FS, base *Set) (*Set, error) {
	names, err := fs.Glob(dir, "*.tmpl")
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return nil, fmt.Errorf("prompts: %w: no .tmpl file in the folder", fs.ErrNotExist)
	}
	s := &Set{files: map[string]string{}}
	if base != nil {
		s.files = maps.Clone(base.files)
	}
	for _, file := range names {
		name := strings.TrimSuffix(file, ".tmpl")
		if _, known := s.files[name]; !known && base != nil {
			return nil, fmt.Errorf("prompts: %s is none of %s", file, strings.Join(slices.Sorted(maps.Keys(base.files)), ", "))
		}
		text, err := fs.ReadFile(dir, file)
		if err != nil {
			return nil, fmt.Errorf("prompts: %w", err)
		}
		s.files[name] = string(text)
	}
	return s, s.parse()
}

func (s *Set) parse() error {
	s.parsed = template.New("").Option("missingkey=error").Funcs(template.FuncMap{"data": Data, "list": List})
	for name, text := range s.files {
		if _, err := s.parsed.New(name).Parse(text); err != nil {
			return fmt.Errorf("prompt %s: %w", name, err)
		}
	}
	return nil
}

// Render fills in a prompt. In templates, data quotes text from outside and list
// quotes several, joined by commas.
func (s *Set) Render(name string, data any) (string, error) {
	var b strings.Builder
	if err := cmp.Or(s, embedded).parsed.ExecuteTemplate(&b, name, data); err != nil {
		return "", fmt.Errorf("prompt %s: %w", name, err)
	}
	return strings.TrimSpace(b.String()), nil
}

// Version is a short hash of prompts' texts, so that an answer can be traced to
// the words that asked for it. It is empty where one of them does not exist.
func (s *Set) Version(names ...string) string {
	sum := sha256.New()
	for _, name := range names {
		text, ok := cmp.Or(s, embedded).files[name]
		if !ok {
			return ""
		}
		sum.Write([]byte(text))
		sum.Write([]byte{0})
	}
	return hex.EncodeToString(sum.Sum(nil)[:6])
}
