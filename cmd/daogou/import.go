package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/schollz/progressbar/v3"

	"daogou/catalog"
	"daogou/recommend"
)

type importCmd struct {
	Products importProductsCmd `cmd:"" help:"Products from a Google Merchant Center feed (TSV, .gz too)."`
	Policies importPoliciesCmd `cmd:"" help:"Policies from a folder of Markdown files."`
	Orders   importOrdersCmd   `cmd:"" help:"Orders from JSON Lines (.gz too)."`
	Events   importEventsCmd   `cmd:"" help:"Events from JSON Lines (.gz too)."`
}

// importFlags are every import's.
type importFlags struct {
	Report  string `help:"Write every rejected row with its reason to this file, as JSON Lines." type:"path" placeholder:"FILE"`
	NoTrain bool   `help:"Do not learn from it now; 'daogou train' does it later."`
	Quiet   bool   `help:"No progress bar."`
}

type importProductsCmd struct {
	importFlags
	File     string `arg:"" help:"The feed." type:"existingfile"`
	Currency string `help:"The shop's currency (ISO 4217); else the first sound row's." env:"DAOGOU_CURRENCY"`
	Locale   string `help:"The texts' language; with a second one, its texts are added to the same ids." placeholder:"en|zh"`
	Replace  bool   `help:"Withdraw the products that the feed lacks."`
}

type importPoliciesCmd struct {
	importFlags
	Dir    string `arg:"" help:"The folder." type:"existingdir"`
	Locale string `help:"Their language; else seen from the text." placeholder:"en|zh"`
}

type importOrdersCmd struct {
	importFlags
	File string `arg:"" type:"existingfile"`
}

type importEventsCmd struct {
	importFlags
	File string `arg:"" type:"existingfile"`
}

func (c *importProductsCmd) Run(ctx context.Context, t term, top *cli) error {
	return c.importFlags.run(ctx, t, top, c.File, true, func(s *catalog.Store, opt catalog.ImportOptions) (catalog.Report, error) {
		opt.Currency, opt.Locale, opt.Replace = c.Currency, c.Locale, c.Replace
		dir, name := catalog.Local(c.File)
		return s.ImportProducts(ctx, dir, name, opt)
	})
}

func (c *importPoliciesCmd) Run(ctx context.Context, t term, top *cli) error {
	return c.importFlags.run(ctx, t, top, c.Dir, false, func(s *catalog.Store, opt catalog.ImportOptions) (catalog.Report, error) {
		opt.Locale = c.Locale
		return s.ImportPolicies(ctx, os.DirFS(c.Dir), ".", opt)
	})
}

func (c *importOrdersCmd) Run(ctx context.Context, t term, top *cli) error {
	return c.importFlags.run(ctx, t, top, c.File, false, func(s *catalog.Store, opt catalog.ImportOptions) (catalog.Report, error) {
		dir, name := catalog.Local(c.File)
		return s.ImportOrders(ctx, dir, name, opt)
	})
}

func (c *importEventsCmd) Run(ctx context.Context, t term, top *cli) error {
	return c.importFlags.run(ctx, t, top, c.File, true, func(s *catalog.Store, opt catalog.ImportOptions) (catalog.Report, error) {
		dir, name := catalog.Local(c.File)
		return s.ImportEvents(ctx, dir, name, opt)
	})
}

// run imports, reports, and learns from what came when that changes what is
// learned.
func (c *importFlags) run(ctx context.Context, t term, top *cli, name string, learn bool,
	read func(*catalog.Store, catalog.ImportOptions) (catalog.Report, error)) error {
	store, err := catalog.Open(ctx, top.Data)
	if err != nil {
		return err
	}
	defer store.Close()
	if err := clearDemo(ctx, store); err != nil {
		return err
	}
	bar := newBar(t, c.Quiet, "importing "+filepath.Base(name))
	report, err := read(store, catalog.ImportOptions{File: name, Media: mediaDir(top.Data), Progress: bar.at, Gently: held(top.Data)})
	bar.finish()
	if werr := c.write(report); err == nil {
		err = werr
	}
	printReport(t.out, report)
	if err != nil || !learn || c.NoTrain || report.Accepted == 0 {
		return err
	}
	_, err = train(ctx, t, store, recommend.Options{Plain: true}, c.Quiet)
	return err
}

// write keeps the report of rejected rows where --report says.
func (c *importFlags) write(r catalog.Report) error {
	if c.Report == "" {
		return nil
	}
	f, err := os.Create(c.Report)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(f)
	for _, p := range r.Problems {
		if err := enc.Encode(p); err != nil {
			f.Close()
			return err
		}
	}
	return f.Close()
}

// shownProblems is how many problems the terminal lists.
const shownProblems = 10

func printReport(w io.Writer, r catalog.Report) {
	fmt.Fprintf(w, "%d rows accepted (%d of them unchanged), %d rejected", r.Accepted, r.Unchanged, r.Rejected)
	if r.Withdrawn > 0 {
		fmt.Fprintf(w, ", %d products withdrawn", r.Withdrawn)
	}
	fmt.Fprintln(w)
	for i, p := range r.Problems {
		if i == shownProblems {
			fmt.Fprintf(w, "  and %d more: --report FILE lists them all\n", len(r.Problems)-i)
			return
		}
		fmt.Fprintf(w, "  %s\n", p)
	}
}

func mediaDir(data string) string { return filepath.Join(data, "media") }

// bar shows how far something long has come, with the time left.
type bar struct{ p *progressbar.ProgressBar }

func newBar(t term, quiet bool, what string) *bar {
	if quiet {
		return &bar{}
	}
	return &bar{progressbar.NewOptions64(-1,
		progressbar.OptionSetWriter(t.err), progressbar.OptionSetDescription(what),
		progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30))}
}

// at is a progress callback: done of total, total below 1 when not known.
func (b *bar) at(done, total int64) {
	if b.p == nil {
		return
	}
	if total > 0 && b.p.GetMax64() != total {
		b.p.ChangeMax64(total)
	}
	_ = b.p.Set64(done)
}

func (b *bar) finish() {
	if b.p != nil {
		_ = b.p.Finish()
	}
}
