package llm

import (
	"strings"
	"testing"
)

// However an answer is cut into pieces, its thoughts are left out and nothing else.
func TestThoughtsAreLeftOut(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"none":                           {"Two red dresses.", "Two red dresses."},
		"before the answer":              {"<think>She wants <b>red</b>.\n</think>\n\nTwo red dresses.", "Two red dresses."},
		"after white space":              {"\n <think>hm</think>两件。", "两件。"},
		"an empty one":                   {"<think></think>ok", "ok"},
		"in the middle it is text":       {"Write <think> so </think>.", "Write <think> so </think>."},
		"another mark":                   {"<thin> air", "<thin> air"},
		"only a thought":                 {"<think>hm</think>", ""},
		"a thought without end":          {"<think>hm, hm", ""},
		"leading white space is kept":    {"  hi", "  hi"},
		"an answer like the mark's head": {"<th", "<th"},
	} {
		t.Run(name, func(t *testing.T) {
			for size := 1; size <= len(c.text); size++ {
				var th thought
				var said strings.Builder
				for text := c.text; text != ""; {
					n := min(size, len(text))
					said.WriteString(th.say(text[:n]))
					text = text[n:]
				}
				said.WriteString(th.end())
				if said.String() != c.want {
					t.Fatalf("in pieces of %d: got %q, want %q", size, said.String(), c.want)
				}
			}
		})
	}
}
