package nlg

import (
	"regexp"
	"slices"
	"strings"
)

// pattern is a regular expression with texts of which every match holds one:
// looking for those first spares most expressions.
type pattern struct {
	literals []string // none: always try
	re       *regexp.Regexp
}

type patterns []pattern

func newPattern(expr string) pattern { return pattern{literalsOf(expr), regexp.MustCompile(expr)} }

// patternsOf compiles a section of a data file; texts are matched in lower case.
func patternsOf(file, section string) patterns {
	var all patterns
	for _, line := range sections("data/" + file)[section] {
		all = append(all, newPattern(line))
	}
	return all
}

// literalsOf gives the plain texts that an expression can begin with; none
// where that is not plain to see.
func literalsOf(expr string) []string {
	expr = strings.TrimPrefix(expr, `\b`)
	if whole, rest, ok := leadingChoice("(?:" + expr + ")"); !ok || rest != "" || len(whole) > 1 {
		return nil // choices at the top: any of them may begin it
	}
	choices, rest, ok := leadingChoice(expr)
	if !ok {
		if first := literalOf(expr); first != "" {
			return []string{first}
		}
		return nil
	}
	if rest != "" && strings.IndexByte("?*{", rest[0]) >= 0 {
		return nil
	}
	var all []string
	for _, c := range choices {
		first := literalOf(c)
		if first == "" {
			return nil
		}
		all = append(all, first)
	}
	return all
}

// leadingChoice splits "(?:a|b)c" into its choices and what follows.
func leadingChoice(expr string) (choices []string, rest string, ok bool) {
	body, ok := strings.CutPrefix(expr, "(?:")
	if !ok {
		return nil, "", false
	}
	depth, from := 0, 0
	for i := range len(body) {
		switch {
		case body[i] == '(' || body[i] == '[':
			depth++
		case (body[i] == ')' || body[i] == ']') && depth > 0:
			depth--
		case body[i] == '|' && depth == 0:
			choices = append(choices, body[from:i])
			from = i + 1
		case body[i] == ')':
			return append(choices, body[from:i]), body[i+1:], true
		}
	}
	return nil, "", false
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

func (p pattern) may(lower string) bool {
	return len(p.literals) == 0 || slices.ContainsFunc(p.literals, func(l string) bool { return strings.Contains(lower, l) })
}

// find gives the first match in a text of lower case, and where it begins; -1
// when there is none.
func (ps patterns) find(lower string) (match string, at int) {
	for _, p := range ps {
		if !p.may(lower) {
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
		if !p.may(lower) {
			continue
		}
		if loc := p.re.FindStringIndex(lower); loc != nil {
			matches, places = append(matches, lower[loc[0]:loc[1]]), append(places, loc[0])
		}
	}
	return matches, places
}
