package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"text/tabwriter"
	"time"

	"daogou/catalog"
	"daogou/chat"
	"daogou/retriever"
)

// synonymFile is the operator's own in the data folder: a server takes what it
// holds within a second of its change.
const synonymFile = "synonyms.txt"

type synonymsCmd struct {
	List    synonymsListCmd   `cmd:"" help:"Show synonyms: proposed, approved, rejected."`
	Propose synonymsFindCmd   `cmd:"" help:"Look in the shop's searches for words that mean the same; 'daogou train' does it too."`
	Approve synonymsYesCmd    `cmd:"" help:"Have search use a pair, proposed or not, from now on."`
	Reject  synonymsNoCmd     `cmd:"" help:"Have search not use a pair, and never propose it again."`
	Import  synonymsImportCmd `cmd:"" help:"Approve what a file holds: 'sofa, couch' or 'kicks => sneakers' a line; the same file again replaces what it brought before. The file synonyms.txt in the data folder is followed by itself."`
}

type synonymsListCmd struct {
	State string `help:"These alone." enum:",proposed,approved,rejected" default:"" placeholder:"proposed|approved|rejected"`
	JSON  bool   `help:"Print JSON, one a line."`
}

func (c *synonymsListCmd) Run(ctx context.Context, t term, top *cli) error {
	return withStore(ctx, top.Data, func(store *catalog.Store) error {
		list, err := store.Synonyms(ctx, catalog.SynonymState(c.State))
		if err != nil {
			return err
		}
		if c.JSON {
			enc := json.NewEncoder(t.out)
			for _, y := range list {
				if err := enc.Encode(y); err != nil {
					return err
				}
			}
			return nil
		}
		w := tabwriter.NewWriter(t.out, 0, 0, 2, ' ', 0)
		for _, y := range list {
			fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", y.State, y.Word, sign(y.OneWay), y.Means, y.Source, speakers(y.Support))
		}
		return w.Flush()
	})
}

func sign(oneWay bool) string {
	if oneWay {
		return "=>"
	}
	return "="
}

func speakers(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%d shoppers", n)
}

// pairArgs name one pair of words.
type pairArgs struct {
	Word   string `arg:"" help:"A word or phrase."`
	Means  string `arg:"" help:"What it means."`
	OneWay bool   `help:"Who asks for the first may mean the second, not the other way round."`
}

func (p *pairArgs) decide(ctx context.Context, t term, data string, state catalog.SynonymState) error {
	y, err := catalog.NewSynonym(p.Word, p.Means, p.OneWay)
	if err != nil {
		return usageError{err}
	}
	return withStore(ctx, data, func(store *catalog.Store) error {
		if err := store.DecideSynonym(ctx, y, state); err != nil {
			return err
		}
		fmt.Fprintf(t.out, "%s: %s %s %s\n", state, y.Word, sign(y.OneWay), y.Means)
		return nil
	})
}

type synonymsYesCmd struct{ pairArgs }

func (c *synonymsYesCmd) Run(ctx context.Context, t term, top *cli) error {
	return c.decide(ctx, t, top.Data, catalog.Approved)
}

type synonymsNoCmd struct{ pairArgs }

func (c *synonymsNoCmd) Run(ctx context.Context, t term, top *cli) error {
	return c.decide(ctx, t, top.Data, catalog.Rejected)
}

type synonymsImportCmd struct {
	File string `arg:"" help:"The file." type:"existingfile"`
}

func (c *synonymsImportCmd) Run(ctx context.Context, t term, top *cli) error {
	return withStore(ctx, top.Data, func(store *catalog.Store) error {
		list, problems, err := readSynonyms(c.File)
		if err != nil {
			return err
		}
		for _, p := range problems {
			fmt.Fprintf(t.err, "  %s\n", p)
		}
		if len(list) == 0 {
			return fmt.Errorf("%s: %w", c.File, catalog.ErrNothingImported)
		}
		changed, err := store.ImportSynonyms(ctx, list, filepath.Base(c.File))
		if err == nil {
			fmt.Fprintf(t.out, "%d pairs, %d of them changed; %d lines rejected\n", len(list), changed, len(problems))
		}
		return err
	})
}

type synonymsFindCmd struct{}

func (c *synonymsFindCmd) Run(ctx context.Context, t term, top *cli) error {
	return withStore(ctx, top.Data, func(store *catalog.Store) error {
		log, err := chat.Searches(ctx, store)
		if err != nil {
			return err
		}
		products, err := productsOf(ctx, store)
		if err != nil {
			return err
		}
		return propose(ctx, t, store, log, products)
	})
}

// propose keeps what the searches propose, and says how to see it.
func propose(ctx context.Context, t term, store *catalog.Store, log []catalog.Searched, products []*catalog.Product) error {
	found := retriever.ProposeSynonyms(log, products)
	added, err := store.ProposeSynonyms(ctx, found)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "synonyms: %d searches propose %d pairs, %d of them new", len(log), len(found), added)
	if added > 0 {
		fmt.Fprint(t.out, "; see them with: daogou synonyms list --state proposed")
	}
	fmt.Fprintln(t.out)
	return nil
}

// productsOf reads all products of a store.
func productsOf(ctx context.Context, store *catalog.Store) ([]*catalog.Product, error) {
	c, err := store.Changes(ctx, 0, math.MaxInt32)
	return c.Products, err
}

func readSynonyms(name string) ([]catalog.Synonym, []catalog.Problem, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	list, problems, err := catalog.ReadSynonyms(f)
	for i := range problems {
		problems[i].File, problems[i].Rejected = filepath.Base(name), true
	}
	return list, problems, err
}

// withStore opens the store for one command.
func withStore(ctx context.Context, data string, do func(*catalog.Store) error) error {
	store, err := catalog.Open(ctx, data)
	if err != nil {
		return err
	}
	return errors.Join(do(store), store.Close())
}

// synonymsEvery is how often the file in the data folder is looked at.
const synonymsEvery = 400 * time.Millisecond

// followSynonyms takes the file in the data folder when it changes.
func (s *shop) followSynonyms(ctx context.Context) {
	for wait(ctx, synonymsEvery) {
		if err := s.takeSynonyms(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("the operator's synonyms", "err", err)
		}
	}
}

// takeSynonyms brings what the file in the data folder holds into the store,
// where it changed since the last time. Without the file nothing of it holds.
func (s *shop) takeSynonyms(ctx context.Context) error {
	name := filepath.Join(s.data, synonymFile)
	var changed time.Time
	if info, err := os.Stat(name); err == nil {
		changed = info.ModTime()
	}
	if s.synonyms != nil && s.synonyms.Equal(changed) {
		return nil
	}
	s.synonyms = &changed
	var list []catalog.Synonym
	if !changed.IsZero() {
		var problems []catalog.Problem
		var err error
		if list, problems, err = readSynonyms(name); err != nil {
			return err
		}
		for _, p := range problems {
			s.log.Warn("a line of the synonyms is not understood", "line", p.Row, "reason", p.Reason)
		}
	}
	_, err := s.store.ImportSynonyms(ctx, list, synonymFile)
	return err
}
