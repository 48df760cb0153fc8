package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"daogou/catalog"
	"daogou/llm"
)

type doctorCmd struct {
	modelFlags
}

// doctorPatience is how long the language model's server may take to answer.
const doctorPatience = 5 * time.Second

func (c *doctorCmd) Run(ctx context.Context, t term, top *cli) error {
	ok := c.folder(ctx, t.out, top.Data)
	if !c.model(ctx, t.out) {
		ok = false
	}
	if !ok {
		return fmt.Errorf("something is missing: see above")
	}
	return nil
}

// folder looks at the data folder. An empty one is well: serve fills it.
func (c *doctorCmd) folder(ctx context.Context, w io.Writer, data string) bool {
	if _, err := os.Stat(data); os.IsNotExist(err) {
		say(w, true, "data folder", "%s is not there yet: 'daogou serve' makes it, with the demo shop", data)
		return true
	}
	store, err := catalog.Open(ctx, data)
	if err != nil {
		say(w, false, "data folder", "%v", err)
		return false
	}
	defer store.Close()
	say(w, true, "data folder", "%s", data)
	changes, err := store.Changes(ctx, 0, 1<<30)
	if err != nil {
		say(w, false, "database", "%v", err)
		return false
	}
	policies, err := store.Policies(ctx)
	if err != nil {
		say(w, false, "database", "%v", err)
		return false
	}
	say(w, len(changes.Products) > 0, "products", "%d (import more with 'daogou import products FILE')", len(changes.Products))
	say(w, len(policies) > 0, "policies", "%d ('daogou import policies DIR')", len(policies))
	say(w, len(changes.Events) > 0, "events", "%d (what the recommender learns from)", len(changes.Events))
	if proposed, err := store.Synonyms(ctx, catalog.Proposed); err == nil && len(proposed) > 0 {
		say(w, true, "synonyms", "%d proposed by shoppers' searches: 'daogou synonyms list --state proposed'", len(proposed))
	}
	if addr, err := os.ReadFile(addrFile(data)); err == nil {
		say(w, true, "server", "running at http://%s", addr)
	} else {
		say(w, true, "server", "not running: 'daogou serve' starts it")
	}
	return len(changes.Products) > 0
}

// model looks for the language model's server. None is well: the built-in
// engine does the whole job.
func (c *doctorCmd) model(ctx context.Context, w io.Writer) bool {
	backend, err := c.modelFlags.server()
	if err != nil {
		say(w, false, "language model", "%v", err)
		return false
	}
	if backend == nil {
		say(w, true, "language model", "off: the built-in engine answers")
		return true
	}
	ctx, cancel := context.WithTimeout(ctx, doctorPatience)
	defer cancel()
	found, err := backend.Look(ctx)
	if err != nil {
		say(w, !c.insists(), "language model", "%v: the built-in engine answers (install Ollama, 'ollama serve', 'ollama pull qwen3:8b'; or --ollama URL)", err)
		return !c.insists()
	}
	say(w, true, "language model", "server %s, version %s, %d models", found.Address, found.Version, len(found.Models))
	for _, m := range found.Models {
		fmt.Fprintf(w, "     %-32s %s%s\n", m.Name, describeModel(m), memory(m))
	}
	return c.installed(w, found)
}

// installed checks that the models named by flags are there.
func (c *doctorCmd) installed(w io.Writer, found llm.Found) bool {
	ok := true
	for _, name := range []string{c.Model, c.EmbedModel} {
		if name == "" || name == "off" {
			continue
		}
		there := false
		for _, m := range found.Models {
			there = there || m.Name == name || m.Name == name+":latest"
		}
		if !there {
			say(w, false, "model", "%s is not installed: 'ollama pull %s'", name, name)
			ok = false
		}
	}
	return ok
}

func describeModel(m llm.ModelInfo) string {
	switch {
	case m.Chats && m.Embeds:
		return "chats, embeds"
	case m.Chats:
		return "chats"
	case m.Embeds:
		return "embeds"
	}
	return "neither chats nor embeds"
}

func memory(m llm.ModelInfo) string {
	switch {
	case m.Memory > 0:
		return fmt.Sprintf(", %.1f GB of GPU memory", float64(m.Memory)/1e9)
	case m.Loaded:
		return ", loaded, no GPU memory in use"
	}
	return ""
}

func say(w io.Writer, ok bool, what, format string, args ...any) {
	mark := "ok "
	if !ok {
		mark = "-- "
	}
	fmt.Fprintf(w, "%s  %-16s %s\n", mark, what, fmt.Sprintf(format, args...))
}
