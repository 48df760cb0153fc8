package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// soon is how long what the operator decides may take to work in search.
const soon = time.Second

func TestSynonymsWorkBesideARunningServer(t *testing.T) {
	data := t.TempDir()
	if code, out, errOut := daogou(t, "--data", data, "import", "products", writeSmallFeed(t), "--quiet"); code != exitOK {
		t.Fatalf("exit %d: %s%s", code, out, errOut)
	}
	child, err := startChild(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer child.kill()
	if err := child.ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	try := func(query, id string, args ...string) {
		t.Helper()
		if code, out, errOut := daogou(t, append([]string{"--data", data, "synonyms"}, args...)...); code != exitOK {
			t.Fatalf("%v: exit %d: %s%s", args, code, out, errOut)
		}
		if took, err := untilFirst(t.Context(), data, query, id); err != nil || took > soon {
			t.Errorf("%v: %q found after %v, %v", args, query, took, err)
		}
	}
	try("scrivania", "a1", "approve", "scrivania", "oak desk")
	try("写字台面", "a1", "approve", "写字台面", "oak desk")
	file := filepath.Join(t.TempDir(), "words.txt")
	if err := os.WriteFile(file, []byte("glowstick, brass lamp\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	try("glowstick", "a3", "import", file)
	if err := os.WriteFile(filepath.Join(data, synonymFile), []byte("leuchte, brass lamp\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	try("leuchte", "a3", "list")
	_, out, _ := daogou(t, "--data", data, "synonyms", "list", "--state", "approved")
	for _, want := range []string{"scrivania", "写字台面", "glowstick", "leuchte", "synonyms.txt", "operator"} {
		if !strings.Contains(out, want) {
			t.Errorf("the list lacks %s:\n%s", want, out)
		}
	}
	daogou(t, "--data", data, "synonyms", "reject", "scrivania", "oak desk")
	if code, _, errOut := daogou(t, "--data", data, "synonyms", "approve", "12", "13"); code != exitUsage {
		t.Errorf("numbers: exit %d, want %d: %s", code, exitUsage, errOut)
	}
}
