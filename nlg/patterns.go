package nlg

import (
	"regexp"
	"strings"
)

// pattern is a regular expression with the text that every match of it holds:
// looking for that first spares most of them.
type pattern struct {
	literal string
	re      *regexp.Regexp
}

type patterns []pattern

// patternsOf compiles a section of a data file; texts are matched in lower case.
func patternsOf(file, section string) patterns {
	var all patterns
	for _, line := range sections("data/" + file)[section] {
		all = append(all, pattern{literalOf(line), regexp.MustCompile(line)})
	}
	return all
}

// literalOf gives the plain text an expression begins with, empty when it
// begins with a choice.
func literalOf(expr string) string {
	expr = strings.TrimPrefix(expr, `\b`)
	end := strings.IndexAny(expr, `\.+*?()[]{}|^$`)
	if end < 0 {
		return expr
	}
	if strings.IndexByte("?*{", expr[end]) >= 0 { // the character before may be absent
		runes := []rune(expr[:end])
		return string(runes[:max(0, len(runes)-1)])
	}
	return expr[:end]
}

// find gives the first match in a text of lower case, and where it begins; -1
// when there is none.
func (ps patterns) find(lower string) (match string, at int) {
	for _, p := range ps {
		if !strings.Contains(lower, p.literal) {
			continue
		}
		if loc := p.re.FindStringIndex(lower); loc != nil {
			return lower[loc[0]:loc[1]], loc[0]
		}
	}
	return "", -1
}

func (ps patterns) in(lower string) bool {
	_, at := ps.find(lower)
	return at >= 0
}

// findAll gives every place where a pattern matches, at most one a pattern.
func (ps patterns) findAll(lower string) (matches []string, places []int) {
	for _, p := range ps {
		if !strings.Contains(lower, p.literal) {
			continue
		}
		if loc := p.re.FindStringIndex(lower); loc != nil {
			matches, places = append(matches, lower[loc[0]:loc[1]]), append(places, loc[0])
		}
	}
	return matches, places
}
