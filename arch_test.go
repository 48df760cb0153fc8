package daogou_test

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// allowed lists which of our packages each may import. Changing this table is
// changing the architecture.
var allowed = map[string][]string{
	"daogou/catalog":      {},
	"daogou/catalog/demo": {"daogou/catalog"},
	"daogou/prompts":      {},
	"daogou/lexicon":      {"daogou/catalog"},
	"daogou/llm":          {},
	"daogou/retriever":    {"daogou/catalog", "daogou/lexicon"},
	"daogou/recommend":    {"daogou/catalog"},
	"daogou/chat":         {"daogou/catalog"},
	"daogou/nlu":          {"daogou/catalog", "daogou/chat", "daogou/lexicon", "daogou/llm", "daogou/prompts"},
	"daogou/nlg":          {"daogou/catalog", "daogou/chat", "daogou/lexicon", "daogou/llm", "daogou/prompts"},
	"daogou/web":          {"daogou/catalog", "daogou/chat"},
}

// unbound packages may import any: they measure or wire the others.
var unbound = []string{"daogou", "daogou/eval", "daogou/cmd/"}

// homes says where each library lives, so that swapping it touches one folder.
// eval compares with plain bleve, so it may use it as well.
var homes = map[string][]string{
	"modernc.org/sqlite":            {"daogou/catalog"},
	"github.com/blevesearch/bleve/": {"daogou/retriever", "daogou/eval"},
	"github.com/gorilla/websocket":  {"daogou/web"},
	"github.com/ollama/ollama/":     {"daogou/llm"},
	"github.com/tmc/langchaingo/":   {"daogou/llm", "daogou/retriever"},
}

type pkg struct {
	ImportPath string
	Imports    []string
}

func packages(t *testing.T) []pkg {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); dec.More(); {
		var p pkg
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

func TestArrowsPointOneWay(t *testing.T) {
	for _, p := range packages(t) {
		may, known := allowed[owner(p.ImportPath)]
		free := slices.ContainsFunc(unbound, func(u string) bool {
			return p.ImportPath == u || strings.HasSuffix(u, "/") && strings.HasPrefix(p.ImportPath, u)
		})
		if !known && !free {
			t.Errorf("%s is not in the table of packages", p.ImportPath)
		}
		for _, imp := range p.Imports {
			ours := strings.HasPrefix(imp, "daogou/")
			if ours && !free && !slices.Contains(may, imp) && owner(imp) != owner(p.ImportPath) {
				t.Errorf("%s imports %s, which the table does not allow", p.ImportPath, imp)
			}
		}
	}
}

func TestEachLibraryHasOneHome(t *testing.T) {
	for _, p := range packages(t) {
		for _, imp := range p.Imports {
			for library, home := range homes {
				if strings.HasPrefix(imp, library) && !slices.Contains(home, owner(p.ImportPath)) {
					t.Errorf("%s imports %s, whose home is %v", p.ImportPath, imp, home)
				}
			}
		}
	}
}

// owner is the top-level package a helper package belongs to:
// daogou/llm/ollamafake is part of daogou/llm. The demo shop is its own.
func owner(path string) string {
	if path == "daogou/catalog/demo" {
		return path
	}
	parts := strings.SplitN(path, "/", 3)
	return strings.Join(parts[:min(2, len(parts))], "/")
}
