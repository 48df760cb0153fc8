package eval

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"daogou/nlg"
)

// Rate counts what passed.
type Rate struct {
	Passed int `json:"passed"`
	Total  int `json:"total"`
}

// Share is the part that passed, 0 to 1; 1 when nothing was judged.
func (r Rate) Share() float64 {
	if r.Total == 0 {
		return 1
	}
	return float64(r.Passed) / float64(r.Total)
}

func (r *Rate) add(passed bool) {
	r.Total++
	if passed {
		r.Passed++
	}
}

func (r Rate) String() string {
	return fmt.Sprintf("%3d of %3d  %5.1f%%", r.Passed, r.Total, 100*r.Share())
}

// TagRate is the rates of the conversations that carry a tag.
type TagRate struct {
	Turns         Rate `json:"turns"`
	Conversations Rate `json:"conversations"`
}

// DialogueReport is how a suite went. Turns with no expectation are only played.
type DialogueReport struct {
	Turns         Rate               `json:"turns"`
	Conversations Rate               `json:"conversations"`
	ByTag         map[string]TagRate `json:"by_tag"`
	NoImages      TagRate            `json:"without_images"` // conversations tagged image aside
	Violations    int                `json:"violations"`
	Calls         *ModelCalls        `json:"calls,omitempty"` // of an oracle
	// Gate counts an oracle's sentences by why the fact gate stopped them; "": it
	// did not.
	Gate   map[nlg.Reason]int64 `json:"gate,omitempty"`
	Failed []TurnReport         `json:"failed"`
}

func summarize(suite []Conversation, played [][]TurnReport) DialogueReport {
	report := DialogueReport{ByTag: map[string]TagRate{}}
	for i, c := range suite {
		whole := true
		var turns Rate
		for _, t := range played[i] {
			passed := len(t.Failures) == 0
			whole = whole && passed
			if t.judged {
				turns.add(passed)
			}
			report.Violations += len(t.Violations)
			if !passed || len(t.Violations) > 0 {
				report.Failed = append(report.Failed, t)
			}
		}
		report.Turns.Passed += turns.Passed
		report.Turns.Total += turns.Total
		report.Conversations.add(whole)
		if !slices.Contains(c.Tags, "image") {
			report.NoImages.count(turns, whole)
		}
		for _, tag := range c.Tags {
			rate := report.ByTag[tag]
			rate.count(turns, whole)
			report.ByTag[tag] = rate
		}
	}
	return report
}

func (r *TagRate) count(turns Rate, whole bool) {
	r.Turns.Passed += turns.Passed
	r.Turns.Total += turns.Total
	r.Conversations.add(whole)
}

func (r DialogueReport) printGate(w io.Writer) {
	stopped := int64(0)
	for why, n := range r.Gate {
		if why != nlg.Passed {
			stopped += n
		}
	}
	fmt.Fprintf(w, "sentences of the model: %d passed the gate, %d were stopped", r.Gate[nlg.Passed], stopped)
	for _, why := range slices.Sorted(maps.Keys(r.Gate)) {
		if why != nlg.Passed {
			fmt.Fprintf(w, ", %s %d", why, r.Gate[why])
		}
	}
	fmt.Fprintln(w)
}

// Print writes the report for people: rates, rates by tag, every failure.
func (r DialogueReport) Print(w io.Writer) {
	for _, t := range r.Failed {
		fmt.Fprintf(w, "%s turn %d: %s\n", t.Conversation, t.Turn, t.Say)
		for _, why := range append(t.Failures, t.Violations...) {
			fmt.Fprintf(w, "    %s\n", strings.ReplaceAll(why, "\n", " "))
		}
	}
	fmt.Fprintf(w, "\n%-16s %-20s %s\n", "tag", "turns", "conversations")
	for _, tag := range slices.Sorted(maps.Keys(r.ByTag)) {
		rate := r.ByTag[tag]
		fmt.Fprintf(w, "%-16s %s   %s\n", tag, rate.Turns, rate.Conversations)
	}
	fmt.Fprintf(w, "%-16s %s   %s\n", "without images", r.NoImages.Turns, r.NoImages.Conversations)
	fmt.Fprintf(w, "%-16s %s   %s\n", "all", r.Turns, r.Conversations)
	fmt.Fprintf(w, "%d protocol violations\n", r.Violations)
	if c := r.Calls; c != nil {
		fmt.Fprintf(w, "model calls: %d to understand, %d to write; %d at most in a turn, %d where it was not asked to understand\n",
			c.Reads, c.Writes, c.Most, c.Unread)
		fmt.Fprintf(w, "prompts: %d with personal data; %.0f%% of each is the beginning of the one before\n", c.Personal, 100*c.Prefix)
		r.printGate(w)
	}
}
