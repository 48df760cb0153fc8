package lexicon

import (
	"embed"
	"maps"
	"slices"
	"strings"
	"sync"
)

//go:embed data
var files embed.FS

// dataLines gives a data file's lines without comments and blank lines. The
// files are embedded, so a missing one is a bug.
func dataLines(name string) []string {
	raw, err := files.ReadFile("data/" + name)
	if err != nil {
		panic(err)
	}
	var lines []string
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	return lines
}

// columns splits a line of a data file at |, and fields a column at commas.
func columns(line string) []string {
	parts := strings.Split(line, "|")
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}

func list(column string) []string {
	var out []string
	for _, w := range strings.Split(column, ",") {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// lazySet reads a file of words separated by space, once.
func lazySet(name string) func() map[string]bool {
	return sync.OnceValue(func() map[string]bool {
		set := map[string]bool{}
		for _, line := range dataLines(name) {
			for _, w := range strings.Fields(line) {
				set[w] = true
			}
		}
		return set
	})
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// expand gives every phrase that a pattern stands for: [从|由|]低到高 is 从低到高,
// 由低到高 and 低到高.
func expand(pattern string) []string {
	before, rest, ok := strings.Cut(pattern, "[")
	if !ok {
		return []string{pattern}
	}
	choices, after, _ := strings.Cut(rest, "]")
	var out []string
	for _, tail := range expand(after) {
		for _, c := range strings.Split(choices, "|") {
			out = append(out, before+c+tail)
		}
	}
	return out
}
