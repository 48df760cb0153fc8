package eval

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"daogou/chat"
	"daogou/nlg"
)

// PromptRun is how a suite went with one version of the prompts.
type PromptRun struct {
	Name     string         // of the folder, or embedded
	Dialogue DialogueReport // what came of the turns
	Prompts  map[string]int // answers by the version that asked for them
	Engines  map[string]int // answers that a model was asked for, by who wrote them
	Refused  map[string]int // sentences of the model that the gate stopped, by reason
	Passed   int            // that it let through
	Replaced int            // built-in sentences in their place
	Lengths  []int          // of the answers, in characters, ascending
}

// NewPromptRun sums up a suite from what the server kept of its turns and what its
// gate counted.
func NewPromptRun(name string, played DialogueReport, records []chat.Record, gate map[nlg.Reason]int64) PromptRun {
	run := PromptRun{Name: name, Dialogue: played, Prompts: map[string]int{}, Engines: map[string]int{}, Refused: map[string]int{}}
	for _, r := range records {
		if r.Prompt == "" {
			continue
		}
		run.Prompts[r.Prompt]++
		run.Engines[r.Engine]++
		run.Replaced += r.Replaced
		run.Lengths = append(run.Lengths, utf8.RuneCountInString(r.Answer))
	}
	slices.Sort(run.Lengths)
	for reason, n := range gate {
		if reason == nlg.Passed {
			run.Passed = int(n)
			continue
		}
		run.Refused[string(reason)] = int(n)
	}
	return run
}

// quantile is the length that this part of the answers does not exceed.
func (r PromptRun) quantile(part float64) int {
	if len(r.Lengths) == 0 {
		return 0
	}
	return r.Lengths[min(int(part*float64(len(r.Lengths))), len(r.Lengths)-1)]
}

func (r PromptRun) refused() (n int) {
	for _, k := range r.Refused {
		n += k
	}
	return n
}

// failed names the turns that went wrong.
func (r PromptRun) failed() map[string]bool {
	all := map[string]bool{}
	for _, t := range r.Dialogue.Failed {
		all[fmt.Sprintf("%s turn %d: %s", t.Conversation, t.Turn, t.Say)] = true
	}
	return all
}

// PrintPrompts sets two runs side by side, and names the turns of which only one
// went well.
func PrintPrompts(w io.Writer, old, now PromptRun) {
	row := func(name string, of func(PromptRun) any) {
		fmt.Fprintf(w, "%-28s %-26v %v\n", name, of(old), of(now))
	}
	row("", func(r PromptRun) any { return r.Name })
	row("versions", func(r PromptRun) any { return strings.Join(sortedKeys(r.Prompts), " ") })
	row("turns", func(r PromptRun) any { return r.Dialogue.Turns })
	row("conversations", func(r PromptRun) any { return r.Dialogue.Conversations })
	row("answers asked of the model", func(r PromptRun) any { return len(r.Lengths) })
	for _, engine := range []string{"llm", "mixed", "builtin"} {
		row("  written by "+engine, func(r PromptRun) any { return r.Engines[engine] })
	}
	row("sentences let through", func(r PromptRun) any { return r.Passed })
	row("sentences stopped", func(r PromptRun) any { return r.refused() })
	reasons := append(sortedKeys(old.Refused), sortedKeys(now.Refused)...)
	slices.Sort(reasons)
	for _, reason := range slices.Compact(reasons) {
		row("  "+reason, func(r PromptRun) any { return r.Refused[reason] })
	}
	row("sentences replaced", func(r PromptRun) any { return r.Replaced })
	row("characters, median", func(r PromptRun) any { return r.quantile(.5) })
	row("characters, 9 in 10", func(r PromptRun) any { return r.quantile(.9) })
	printOnly(w, "worse", now.failed(), old.failed())
	printOnly(w, "better", old.failed(), now.failed())
}

func printOnly(w io.Writer, how string, in, notIn map[string]bool) {
	for _, turn := range sortedKeys(in) {
		if !notIn[turn] {
			fmt.Fprintf(w, "%s: %s\n", how, turn)
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
