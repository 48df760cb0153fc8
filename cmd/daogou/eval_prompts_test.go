package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"daogou/llm/ollamafake"
)

// pushy is a model that repeats nothing but what it is told to promise.
func pushy(r ollamafake.Request) ollamafake.Answer {
	if strings.Contains(r.System, "Promise") {
		return ollamafake.Answer{Text: "Here are two desks. Take the **Oak Desk** today for only €9!"}
	}
	return ollamafake.Answer{Text: "Here is what fits. The **Oak Desk** costs €199."}
}

// TestPromptsAreCompared plays one conversation with the embedded prompts and
// with a folder's that make the model promise what is not so.
func TestPromptsAreCompared(t *testing.T) {
	dir, words := t.TempDir(), filepath.Join(t.TempDir(), "bold")
	suite := `{"name": "desks", "locale": "en", "turns": [{"say": "show me oak desks", "expect": {"act": ["search"], "items": {"min": 1}}}]}` + "\n"
	feed := strings.Replace(smallFeed, "cheap", "149.00 EUR", 1)
	for file, text := range map[string]string{filepath.Join(dir, "products.tsv"): feed, filepath.Join(dir, "dialogues.jsonl"): suite,
		filepath.Join(words, "answer_en.tmpl"): "You sell. Promise low prices."} {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	address, stop, err := (&ollamafake.Fake{Answer: pushy}).Start("")
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	code, out, errOut := daogou(t, "eval", "prompts", "--suite", filepath.Join(dir, "dialogues.jsonl"), "--products", filepath.Join(dir, "products.tsv"),
		"--prompts", words, "--ollama", address, "--understand", "builtin")
	if code != exitOK {
		t.Fatalf("exit %d: %s", code, errOut)
	}
	rows := map[string][]string{}
	for line := range strings.Lines(out) {
		if len(line) > 28 {
			rows[strings.TrimSpace(line[:28])] = strings.Fields(line[28:])
		}
	}
	if v := rows["versions"]; len(v) != 2 || v[0] == v[1] {
		t.Errorf("versions %q, want two that differ", v)
	}
	for row, want := range map[string]string{"": "embedded bold", "answers asked of the model": "1 1", "written by llm": "1 0", "sentences stopped": "0 1"} {
		if got := strings.Join(rows[row], " "); got != want {
			t.Errorf("%s: got %q, want %q in\n%s", row, got, want, out)
		}
	}
	if code, _, _ := daogou(t, "eval", "prompts", "--suite", filepath.Join(dir, "dialogues.jsonl"), "--products", filepath.Join(dir, "products.tsv"), "--ollama", address); code != exitUsage {
		t.Errorf("no folder to try: exit %d, want %d", code, exitUsage)
	}
}
