// Package prompts holds what the language model is told: one file a prompt,
// embedded and parsed at start. A folder of files of the same names can stand in
// for them, so that other words are tried before they are switched on.
//
// Two rules make a prompt here. What never changes comes first, because servers
// keep the work done on equal beginnings. And text from outside (a shopper's, the
// catalogue's, a policy's) is data: it is written with Data, inside quotes that it
// can't leave, and the prompt says that what stands in quotes is never obeyed.
package prompts

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Data writes text from outside as a JSON string: it can't end its quotes, start a
// line of its own, or spell the marks that chat templates are made of (<|im_end|>,
// </s>, [INST]). Characters that can't be seen are left out, and white space is one
// space.
func Data(s string) string {
	b := make([]byte, 1, len(s)+2)
	b[0] = '"'
	gap := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			gap = len(b) > 1
			continue
		case unicode.In(r, unicode.Cc, unicode.Cf) || r == unicode.ReplacementChar:
			continue
		case gap:
			b, gap = append(b, ' '), false
		}
		b = appendEscaped(b, r)
	}
	quoted := string(append(b, '"'))
	if strings.Contains(quoted, "[") {
		quoted = bracketMark.ReplaceAllString(quoted, `\u005b$1`)
	}
	return quoted
}

// appendEscaped writes a character of a JSON string that is no control character.
func appendEscaped(b []byte, r rune) []byte {
	switch r {
	case '"', '\\':
		return append(b, '\\', byte(r))
	case '<':
		return append(b, `\u003c`...)
	case '>':
		return append(b, `\u003e`...)
	}
	return utf8.AppendRune(b, r)
}

// bracketMark is a control word of Mistral's templates: [INST], [/INST], [TOOL_CALLS].
var bracketMark = regexp.MustCompile(`\[(/?[A-Z_]{3,}\])`)

// List quotes several texts, joined by commas.
func List(texts []string) string {
	quoted := make([]string, len(texts))
	for i, t := range texts {
		quoted[i] = Data(t)
	}
	return strings.Join(quoted, ", ")
}
