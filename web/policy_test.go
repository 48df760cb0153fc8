package web

import (
	"bytes"
	"strings"
	"testing"
)

func TestPolicyMarkdown(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"lines of a paragraph are joined", "one\ntwo", "<p>one two</p>"},
		{"Chinese lines without a space", "七天内\n可退", "<p>七天内可退</p>"},
		{"an empty line parts", "one\n\ntwo", "<p>one</p><p>two</p>"},
		{"bold", "in **30 days** or so", "<p>in <strong>30 days</strong> or so</p>"},
		{"an ordered list", "1. one\n2. two", "<ol><li>one</li><li>two</li></ol>"},
		{"a list right after a paragraph", "you need:\n- a\n- b\nand c", "<p>you need:</p><ul><li>a</li><li>b</li></ul><p>and c</p>"},
		{"a heading", "## When", "<h2>When</h2>"},
		{"markup is text", "<b onclick=x>", "<p>&lt;b onclick=x&gt;</p>"},
		{"a link is text", "[us](javascript:alert(1))", "<p>[us](javascript:alert(1))</p>"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		var page bytes.Buffer
		check(t, pages.ExecuteTemplate(&page, "policy.html", map[string]any{"Lang": "en", "Shop": "S", "Title": "T", "Blocks": blocks(tt.body)}))
		_, body, _ := strings.Cut(page.String(), "<h1>T</h1>")
		body, _, _ = strings.Cut(body, "</main>")
		if got := strings.ReplaceAll(strings.TrimSpace(body), "\n", ""); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
	}
}

func FuzzPolicyMarkdown(f *testing.F) {
	f.Add("# A\n- b\n1. c\n**d")
	f.Fuzz(func(t *testing.T, body string) {
		for _, b := range blocks(body) {
			if len(b.Lines) == 0 || (b.Kind == "p" || b.Kind == "h2") && len(b.Lines) != 1 {
				t.Errorf("%q gives %+v", body, b)
			}
		}
	})
}
