package eval

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"

	"daogou/catalog"
	"daogou/catalog/demo"
	"daogou/retriever"
)

// SpeedOptions say how much search is measured with.
type SpeedOptions struct {
	Dir      string // empty folder to work in
	Products int
	Queries  int
}

// SearchSpeed measures importing and indexing, built-in vectors included, and
// then one query after the other on one core, each time beside plain bleve over
// the same texts, and writes a table of both.
func SearchSpeed(ctx context.Context, opt SpeedOptions, w io.Writer) error {
	products := demo.Many(opt.Products)
	plain, plainTook, err := indexPlain(filepath.Join(opt.Dir, "plain"), products)
	if err != nil {
		return err
	}
	defer plain.Close()
	x, took, err := importAndIndex(ctx, opt.Dir, products)
	if err != nil {
		return err
	}
	defer x.Close()
	rate := func(d time.Duration) float64 { return float64(len(products)) / d.Seconds() }
	fmt.Fprintf(w, "%d products with descriptions, documents a second:\n", len(products))
	fmt.Fprintf(w, "  plain bleve, indexing    %6.0f\n", rate(plainTook))
	fmt.Fprintf(w, "  index and vectors        %6.0f  %.2f× of bleve\n", rate(took.index), rate(took.index)/rate(plainTook))
	fmt.Fprintf(w, "  import, index, vectors   %6.0f  %.2f× of bleve\n", rate(took.index+took.read), rate(took.index+took.read)/rate(plainTook))
	return queryTimes(ctx, x, plain, products, opt.Queries, w)
}

func indexPlain(dir string, products []*catalog.Product) (bleve.Index, time.Duration, error) {
	start := time.Now()
	x, err := bleve.NewUsing(dir, plainMapping(products), scorch.Name, scorch.Name, nil)
	if err != nil {
		return nil, 0, err
	}
	for chunk := range slices.Chunk(products, 1000) {
		batch := x.NewBatch()
		for _, p := range chunk {
			if err := batch.Index(p.ID, map[string]string{"text": plainText(p)}); err != nil {
				return nil, 0, err
			}
		}
		if err := x.Batch(batch); err != nil {
			return nil, 0, err
		}
	}
	return x, time.Since(start), nil
}

// indexTimes are how long a shop's way into search took.
type indexTimes struct{ read, index time.Duration }

func importAndIndex(ctx context.Context, dir string, products []*catalog.Product) (x *retriever.Index, took indexTimes, err error) {
	feed := filepath.Join(dir, "feed.tsv")
	if err := writeFeed(feed, products); err != nil {
		return nil, took, err
	}
	store, err := catalog.Open(ctx, dir)
	if err != nil {
		return nil, took, err
	}
	defer store.Close()
	start := time.Now()
	fsys, name := catalog.Local(feed)
	if _, err := store.ImportProducts(ctx, fsys, name, catalog.ImportOptions{}); err != nil {
		return nil, took, err
	}
	took.read = time.Since(start)
	start = time.Now()
	if x, err = retriever.Open(filepath.Join(dir, "index"), retriever.Options{}); err != nil {
		return nil, took, err
	}
	for c := (catalog.Changes{More: true}); c.More; {
		if c, err = store.Changes(ctx, c.Seq, 0); err == nil {
			err = x.Apply(ctx, c.Products, nil, c.Seq)
		}
		if err != nil {
			return nil, took, errors.Join(err, x.Close())
		}
	}
	err = x.Train(ctx)
	took.index = time.Since(start)
	return x, took, err
}

func writeFeed(file string, products []*catalog.Product) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "id\ttitle\tdescription\tlink\tavailability\tprice\tbrand\tproduct_type\tcolor\tsize\tmaterial\tweight_kg\tstar_rating\treview_count\tcondition")
	for _, p := range products {
		of := func(name string) string { return strings.Join(p.Attributes[name], "/") }
		fmt.Fprintf(w, "%s\t%s\t%s\thttps://shop.example/%s\t%s\t%d.%02d %s\t%s\t%s\t%s\t%s\t%s\t%s\t%.1f\t%d\tnew\n", p.ID, p.Title, p.Description, p.ID,
			p.Availability, p.ListPrice.Amount/100, p.ListPrice.Amount%100, p.ListPrice.Currency, p.Brand, strings.Join(p.Category, " > "),
			of("color"), of("size"), of("material"), of("weight_kg"), p.Rating, p.Reviews)
	}
	return errors.Join(w.Flush(), f.Close())
}

// asking is one kind of question put to an index.
type asking struct {
	name string
	ask  func(i int) error
	took []time.Duration
}

func (a *asking) at(part int) float64 {
	return float64(a.took[min(len(a.took)*part/100, len(a.took)-1)].Microseconds()) / 1000
}

// queryTimes asks in turn, so that whatever else the machine does falls on all
// alike.
func queryTimes(ctx context.Context, x *retriever.Index, plain bleve.Index, products []*catalog.Product, n int, w io.Writer) error {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	all := askings(ctx, x, plain, products)
	for i := range n + n/10 {
		for k := range all {
			start := time.Now()
			if err := all[k].ask(i); err != nil {
				return fmt.Errorf("%s: %w", all[k].name, err)
			}
			if i >= n/10 { // the first ones warm up
				all[k].took = append(all[k].took, time.Since(start))
			}
		}
	}
	fmt.Fprintf(w, "%d queries of each kind, one core, milliseconds:\n", n)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\tp50\tp99\tp50 to bleve\tp99 to bleve\t")
	for k := range all {
		a, b := &all[k], &all[0]
		slices.Sort(a.took)
		fmt.Fprintf(t, "%s\t%.2f\t%.2f\t%.2f×\t%.2f×\t\n", a.name, a.at(50), a.at(99), a.at(50)/b.at(50), a.at(99)/b.at(99))
	}
	return t.Flush()
}

// askings are what is measured; the first is what the others are compared with.
func askings(ctx context.Context, x *retriever.Index, plain bleve.Index, products []*catalog.Product) []asking {
	search := func(of func(i int) catalog.Query) func(i int) error {
		return func(i int) error { _, err := x.Search(ctx, of(i)); return err }
	}
	text := func(i int) string { return queryOf(products[i*37%len(products)], i) }
	filters := []catalog.Filter{catalog.Where("color", catalog.Eq, "red"), catalog.Bound("price", catalog.Lte, 30_000)}
	return []asking{
		{name: "plain bleve, text alone", ask: func(i int) error {
			match := bleve.NewMatchQuery(text(i))
			match.SetField("text")
			_, err := plain.SearchInContext(ctx, bleve.NewSearchRequestOptions(match, 50, 0, false))
			return err
		}},
		{name: "hybrid, with filters", ask: search(func(i int) catalog.Query { return catalog.Query{Text: text(i), Filters: filters, Limit: 50} })},
		{name: "hybrid, text alone", ask: search(func(i int) catalog.Query { return catalog.Query{Text: text(i), Limit: 50} })},
		{name: "filters alone", ask: search(func(i int) catalog.Query { return catalog.Query{Filters: filters} })},
		{name: "cheapest of all", ask: search(func(i int) catalog.Query { return catalog.Query{Sort: catalog.PriceAsc} })},
		{name: "lightest of all", ask: search(func(i int) catalog.Query { return catalog.Query{Sort: catalog.OrderBy("weight_kg", false)} })},
		{name: "similar products", ask: search(func(i int) catalog.Query { return catalog.Query{Like: []string{products[i*37%len(products)].ID}} })},
		{name: "suggestions", ask: func(i int) error {
			q := text(i)
			_, _, err := x.Suggest(ctx, q[:max(1, len(q)*2/3)], "en", 6)
			return err
		}},
	}
}

// queryOf asks for a product in one to four words of its title, every tenth time
// with a slip.
func queryOf(p *catalog.Product, i int) string {
	words := strings.Fields(p.Title)
	var asked []string
	for j := range 1 + i%4 {
		asked = append(asked, words[(i*7+j*3)%len(words)])
	}
	if w := asked[0]; i%10 == 0 && len(w) > 4 {
		asked[0] = w[:2] + w[3:]
	}
	return strings.Join(asked, " ")
}
