package recommend

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
)

// Print writes the report for people: what became of the data, what was tried,
// how well it foretells.
func (r *Report) Print(w io.Writer) {
	r.Preparation.print(w)
	if r.Unchanged {
		fmt.Fprintf(w, "settings: %s\n", r.Spec)
		return
	}
	table := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for _, t := range r.Trials {
		mark := ""
		if t.Chosen {
			mark = "chosen"
		}
		fmt.Fprintf(table, "%s\tHR@10 %.4f\tNDCG@10 %.4f\t%s\n", t.Spec, t.HR, t.NDCG, mark)
	}
	table.Flush()
	fmt.Fprintf(w, "settings: %s\n", r.Spec)
	if r.Test.Targets == 0 {
		fmt.Fprintln(w, "too few purchases to measure anything")
		return
	}
	fmt.Fprintf(w, "last purchases of %d shoppers whom no setting was chosen by:\n", r.Test.Targets)
	r.Test.print(table, "chosen by the search")
	if r.Serving != nil {
		r.Serving.print(table, "what served so far")
	}
	r.Cosine.print(table, "plain cosine")
	r.Popular.print(table, "popularity")
	table.Flush()
}

func (s *Score) print(w io.Writer, name string) {
	fmt.Fprintf(w, "  %s\tHR@10 %.4f (%.4f to %.4f)\tNDCG@10 %.4f (%.4f to %.4f)\tcoverage %.3f\tGini %.3f\tnovelty %.1f bits\n",
		name, s.HR, s.LoHR, s.HiHR, s.NDCG, s.LoNDCG, s.HiNDCG, s.Coverage, s.Gini, s.Novelty)
}

func (p *Preparation) print(w io.Writer) {
	fmt.Fprintf(w, "%d events read, %d kept: %d shoppers, %d visits, %d products\n", p.Read, p.Kept, p.Shoppers, p.Visits, p.Items)
	for _, why := range slices.Sorted(maps.Keys(p.Dropped)) {
		fmt.Fprintf(w, "  %d dropped: %s\n", p.Dropped[why], why)
	}
	for _, kind := range slices.Sorted(maps.Keys(p.Kinds)) {
		fmt.Fprintf(w, "  %d kept: %s, weight %g\n", p.Kinds[kind], kind, saidBy(kind))
	}
}

// saidBy is what an event of a kind says of liking the product.
func saidBy(kind string) float64 {
	switch kind {
	case "dismiss":
		return dismissed
	case "remove_from_cart":
		return -kindWeight["add_to_cart"]
	}
	return kindWeight[kind]
}
