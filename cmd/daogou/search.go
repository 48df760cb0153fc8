package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"strconv"
	"text/tabwriter"

	"daogou/catalog"
	"daogou/chat"
)

// queryFlags are those that search and recommend share.
type queryFlags struct {
	K      int      `short:"k" help:"How many." default:"10"`
	Filter []string `help:"color=red, brand!=Acme, price<=5000 (minor units), size=S,M; repeat it for more." sep:"none"`
	Locale string   `help:"Language of the reasons." default:"en" env:"DAOGOU_LOCALE"`
	JSON   bool     `help:"Print JSON."`
}

// query gives what is asked, for an index of our own and for a server's route.
func (f *queryFlags) query() (catalog.Query, url.Values, error) {
	q := catalog.Query{Locale: f.Locale, Limit: f.K}
	ask := url.Values{"k": {strconv.Itoa(f.K)}, "locale": {f.Locale}}
	for _, text := range f.Filter {
		filter, err := catalog.ParseFilter(text)
		if err != nil {
			return q, nil, usageError{err}
		}
		q.Filters = append(q.Filters, filter)
		ask.Add("filter", text)
	}
	return q, ask, nil
}

type searchCmd struct {
	queryFlags
	Sort  string `help:"An order instead of relevance, by any number that products state: price_asc, rating_desc, weight_kg_asc."`
	Query string `arg:"" optional:"" help:"What to search for."`
}

func (c *searchCmd) Run(ctx context.Context, t term, top *cli) error {
	q, ask, err := c.query()
	if err != nil {
		return err
	}
	q.Text, q.Sort = c.Query, catalog.Sort(c.Sort)
	if field, _ := q.Sort.By(); field == "" && c.Sort != "" {
		return usageError{fmt.Errorf("--sort %q: write a field and _asc or _desc", c.Sort)}
	}
	ask.Set("q", c.Query)
	ask.Set("sort", c.Sort)
	reply, err := cards(ctx, top.Data, "/api/search", ask, func(e *chat.Engine) (chat.SearchReply, error) {
		return e.SearchCards(ctx, q)
	})
	if err != nil {
		return err
	}
	return printCards(t.out, reply, c.JSON)
}

type recommendCmd struct {
	queryFlags
	Customer string `help:"Whose taste; without it, what is popular."`
	Kind     string `help:"for_you, similar or together (with --product), popular, recent." enum:",for_you,similar,together,popular,recent" default:""`
	Product  string `help:"Beside which product."`
}

func (c *recommendCmd) Run(ctx context.Context, t term, top *cli) error {
	q, ask, err := c.query()
	if err != nil {
		return err
	}
	if c.Product == "" && (c.Kind == string(catalog.Similar) || c.Kind == string(catalog.Together)) {
		return usageError{fmt.Errorf("--kind %s needs --product", c.Kind)}
	}
	q.Shopper, q.Row = c.Customer, catalog.Row(c.Kind)
	if c.Product != "" {
		q.Like = []string{c.Product}
	}
	for name, value := range map[string]string{"kind": c.Kind, "product": c.Product} {
		if value != "" {
			ask.Set(name, value)
		}
	}
	if c.Customer != "" {
		token, err := identityToken(ctx, top.Data, c.Customer)
		if err != nil {
			return err
		}
		ask.Set("bearer", token)
	}
	reply, err := cards(ctx, top.Data, "/api/recommend", ask, func(e *chat.Engine) (chat.SearchReply, error) {
		return e.RecommendCards(ctx, q)
	})
	if err != nil {
		return err
	}
	return printCards(t.out, reply, c.JSON)
}

// cards asks the server that holds the folder, or opens the folder where none
// does.
func cards(ctx context.Context, data, route string, ask url.Values,
	own func(*chat.Engine) (chat.SearchReply, error)) (chat.SearchReply, error) {
	s, err := openShop(ctx, data, nil, slog.New(slog.DiscardHandler))
	if errors.Is(err, errHeld) {
		var reply chat.SearchReply
		err := askHolder(ctx, data, route, ask, &reply)
		return reply, err
	}
	if err != nil {
		return chat.SearchReply{}, err
	}
	defer s.close()
	voice := s.writer()
	return own(&chat.Engine{Store: s.store, Shelf: s.shelf, Reader: s.reader, Index: s.index, Taste: s.taste,
		Voice: voice, Plain: voice, Log: s.log})
}

func printCards(w io.Writer, reply chat.SearchReply, raw bool) error {
	if raw {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(reply)
	}
	table := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	for i, item := range reply.Items {
		why := ""
		if len(item.Why) > 0 {
			why = fmt.Sprintf("%.0f%% %s", 100*item.Why[0].Share, item.Why[0].Text)
		}
		fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\n", i+1, item.ID, item.Title, price(item.Price), item.Availability, why)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, f := range reply.Relaxed {
		fmt.Fprintf(w, "nothing fits %s: shown without it\n", f)
	}
	_, err := fmt.Fprintf(w, "%d fit\n", reply.Total)
	return err
}
