package eval

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"daogou/catalog"
	"daogou/chat"
)

// Reader is one way to understand, by the name that its column carries.
type Reader struct {
	Name string
	chat.Understander
}

// UnderstandOptions say what to measure and with what. Cases, CLINC and Bitext
// may each be empty: not measured.
type UnderstandOptions struct {
	Readers []Reader
	Cases   string // a file of UnderstandCase, JSON Lines
	CLINC   string // the folder of CLINC150, with val.tsv and oos_val.tsv
	Bitext  string // Bitext's dev.csv
	Wrong   bool   // list what was read wrongly
}

// UnderstandCase is one utterance, what went before, and what it means: one of
// the acts, and the filters stated (left out: not judged).
type UnderstandCase struct {
	Text    string            `json:"text"`
	Locale  string            `json:"locale"`
	State   chat.State        `json:"state"`
	Act     []chat.Act        `json:"act"`
	Filters *[]catalog.Filter `json:"filters"`
	Tags    []string          `json:"tags"`
}

// UnderstandReport is how one reader did.
type UnderstandReport struct {
	Act, Joint Rate
	Filters    F1
	ByTag      map[string]*TagReading
	Took       Latencies
	Confident  Calibration
}

// TagReading is the rates of the cases that carry a tag.
type TagReading struct {
	Act, Joint Rate
	Filters    F1
}

// F1 counts what was found and what should have been.
type F1 struct{ Hit, Found, Wanted int }

// Score is the harmonic mean of precision and recall, 0 to 1; 1 when nothing
// was there and nothing found.
func (f F1) Score() float64 {
	if f.Found+f.Wanted == 0 {
		return 1
	}
	return 2 * float64(f.Hit) / float64(f.Found+f.Wanted)
}

// Understand measures the readers and writes tables.
func Understand(ctx context.Context, opt UnderstandOptions, w io.Writer) error {
	for _, r := range opt.Readers {
		if opt.Cases != "" {
			cases, err := readCases(opt.Cases)
			if err != nil {
				return err
			}
			report, err := opt.cases(ctx, r, cases, w)
			if err != nil {
				return err
			}
			report.print(w, r.Name)
		}
		if opt.CLINC != "" {
			if err := opt.clinc(ctx, r, w); err != nil {
				return err
			}
		}
		if opt.Bitext != "" {
			if err := opt.bitext(ctx, r, w); err != nil {
				return err
			}
		}
	}
	return nil
}

func readCases(file string) ([]UnderstandCase, error) {
	var cases []UnderstandCase
	err := jsonLines(file, func(c UnderstandCase) { cases = append(cases, c) })
	return cases, err
}

// read asks the reader and takes the time.
func (r Reader) read(ctx context.Context, text, locale string, st *chat.State) (chat.Reading, time.Duration, error) {
	start := time.Now()
	reading, err := r.Understand(ctx, chat.Utterance{Text: text, Locale: locale}, st)
	return reading, time.Since(start), err
}

func (opt UnderstandOptions) cases(ctx context.Context, r Reader, cases []UnderstandCase, w io.Writer) (UnderstandReport, error) {
	report := UnderstandReport{ByTag: map[string]*TagReading{}}
	for _, c := range cases {
		got, took, err := r.read(ctx, c.Text, c.Locale, &c.State)
		if err != nil {
			return report, fmt.Errorf("%q: %w", c.Text, err)
		}
		report.Took = append(report.Took, took)
		if act, joint := report.count(c, got); opt.Wrong && !(act && joint) {
			fmt.Fprintf(w, "%s\n    %s %v, want %v", c.Text, got.Act, got.Filters, c.Act)
			if c.Filters != nil {
				fmt.Fprintf(w, " %v", *c.Filters)
			}
			fmt.Fprintln(w)
		}
	}
	return report, nil
}

// count judges one reading; joint is act and filters together.
func (r *UnderstandReport) count(c UnderstandCase, got chat.Reading) (act, joint bool) {
	act = slices.Contains(c.Act, got.Act)
	var f F1
	if c.Filters != nil {
		f = compareFilters(got.Filters, *c.Filters)
	}
	joint = act && f.Hit == f.Found && f.Hit == f.Wanted
	r.Confident.add(got.Confidence, act)
	all := TagReading{r.Act, r.Joint, r.Filters}
	all.add(act, joint, f)
	r.Act, r.Joint, r.Filters = all.Act, all.Joint, all.Filters
	for _, tag := range append([]string{c.Locale}, c.Tags...) {
		if r.ByTag[tag] == nil {
			r.ByTag[tag] = &TagReading{}
		}
		r.ByTag[tag].add(act, joint, f)
	}
	return act, joint
}

func (t *TagReading) add(act, joint bool, f F1) {
	t.Act.add(act)
	t.Joint.add(joint)
	t.Filters.Hit += f.Hit
	t.Filters.Found += f.Found
	t.Filters.Wanted += f.Wanted
}

// compareFilters counts the filters of want that are in got. They are alike
// when their JSON is, so 50 and 50.0 are one.
func compareFilters(got, want []catalog.Filter) F1 {
	f := F1{Found: len(got), Wanted: len(want)}
	for _, w := range want {
		if slices.ContainsFunc(got, func(g catalog.Filter) bool { return alike(g, w) }) {
			f.Hit++
		}
	}
	return f
}

// alike reports whether two filters are the same; one value in a list is that value.
func alike(a, b catalog.Filter) bool {
	op := func(f catalog.Filter) catalog.Op {
		if f.Op == catalog.In && len(f.Values) == 1 {
			return catalog.Eq
		}
		return f.Op
	}
	va, vb := slices.Sorted(slices.Values(a.Values)), slices.Sorted(slices.Values(b.Values))
	return a.Field == b.Field && op(a) == op(b) && slices.Equal(va, vb) && a.Number == b.Number
}

func (r UnderstandReport) print(w io.Writer, name string) {
	row := func(tag string, t TagReading) {
		fmt.Fprintf(w, "%-18s act %s   filter F1 %.3f   joint %s\n", tag, t.Act, t.Filters.Score(), t.Joint)
	}
	for _, tag := range slices.Sorted(maps.Keys(r.ByTag)) {
		row(tag, *r.ByTag[tag])
	}
	row(name, TagReading{r.Act, r.Joint, r.Filters})
	fmt.Fprintf(w, "%-18s p50 %s   p99 %s\n", "time", short(r.Took.Quantile(.5)), short(r.Took.Quantile(.99)))
	r.Confident.print(w)
}
