package eval

import (
	"encoding/json"
	"regexp"
	"strings"
)

// scene is what a prompt tells a model of the conversation so far.
type scene struct {
	shown  []string            // ids of the cards, in order
	known  []string            // ids of all products that may be meant
	focus  []string            // ids of those spoken of last
	force  []string            // fields with conditions in force
	values map[string][]string // of the catalogue, like the shopper's words
}

var (
	productLine = regexp.MustCompile(`^(\d+\.|-) id "([^"]+)"`)
	valueLine   = regexp.MustCompile(`^"([^"]+)": (".*)$`)
)

func readScene(prompt string) scene {
	s := scene{values: map[string][]string{}}
	for line := range strings.Lines(prompt) {
		line = strings.TrimSpace(line)
		if list, ok := strings.CutPrefix(line, "Conditions in force: "); ok {
			for _, condition := range quoted(list) {
				field, _, _ := strings.Cut(condition, " ")
				s.force = append(s.force, field)
			}
		}
		if m := productLine.FindStringSubmatch(line); m != nil {
			s.known = append(s.known, m[2])
			if m[1] != "-" {
				s.shown = append(s.shown, m[2])
			}
			if strings.Contains(line, "(spoken of last)") {
				s.focus = append(s.focus, m[2])
			}
		}
		if m := valueLine.FindStringSubmatch(line); m != nil {
			s.values[m[1]] = quoted(m[2])
		}
	}
	return s
}

// quoted reads texts in quotes, joined by commas.
func quoted(list string) []string {
	var texts []string
	if json.Unmarshal([]byte("["+list+"]"), &texts) != nil {
		return nil
	}
	return texts
}

// readDraft finds the shopper's words and the draft in what a writer is asked.
func readDraft(prompt string) (said string, draft []string) {
	within := false
	for line := range strings.Lines(prompt) {
		line = strings.TrimSpace(line)
		var text string
		switch {
		case line == "Draft:" || line == "草稿：":
			within = true
		case within && json.Unmarshal([]byte(line), &text) == nil:
			draft = append(draft, text)
		case within:
			within = false
		}
		for _, mark := range []string{"Shopper: ", "顾客："} {
			if words, ok := strings.CutPrefix(line, mark); ok {
				_ = json.Unmarshal([]byte(words), &said)
			}
		}
	}
	return said, draft
}
