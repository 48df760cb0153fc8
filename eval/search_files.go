package eval

import (
	"bufio"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"daogou/catalog"
)

// Judged is a test collection: products, queries and what is relevant to each.
type Judged struct {
	Products []*catalog.Product
	Queries  []JudgedQuery
}

// JudgedQuery is one query and its judgements.
type JudgedQuery struct {
	ID    string
	Text  string
	Gains Gains
}

// ReadJudged reads a collection. Queries without judgements are left out, as
// trec_eval does.
func ReadJudged(ctx context.Context, products, queries, textColumn, qrels string) (j *Judged, err error) {
	j = &Judged{}
	if j.Queries, err = ReadQueries(queries, textColumn, qrels); err != nil {
		return nil, err
	}
	j.Products, err = readProducts(ctx, products)
	return j, err
}

// ReadQueries reads queries with their judgements; those without are left out.
func ReadQueries(queries, textColumn, qrels string) (judged []JudgedQuery, err error) {
	gains, err := readQrels(qrels)
	if err != nil {
		return nil, err
	}
	all, err := readQueries(queries, textColumn)
	if err != nil {
		return nil, err
	}
	for _, q := range all {
		if q.Gains = gains[q.ID]; len(q.Gains) > 0 {
			judged = append(judged, q)
		}
	}
	if len(judged) == 0 {
		return nil, fmt.Errorf("%s: no query of it is judged in %s", queries, qrels)
	}
	return judged, nil
}

// eachLine calls f with the cells of every line that is not empty; name may end
// in .gz.
func eachLine(name string, f func(line int, cells []string) error) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	var in io.Reader = file
	if strings.HasSuffix(name, ".gz") {
		z, err := gzip.NewReader(file)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		defer z.Close()
		in = z
	}
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 4<<20)
	for n := 1; lines.Scan(); n++ {
		if text := strings.TrimRight(lines.Text(), "\r"); text != "" {
			if err := f(n, strings.Split(text, "\t")); err != nil {
				return fmt.Errorf("%s:%d: %w", name, n, err)
			}
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// readQrels reads id, product, gain by tab, or TREC's id, 0, product, gain by
// any white space.
func readQrels(name string) (map[string]Gains, error) {
	all := map[string]Gains{}
	err := eachLine(name, func(line int, cells []string) error {
		if len(cells) == 1 {
			cells = strings.Fields(cells[0])
		}
		if len(cells) == 4 {
			cells = slices.Delete(cells, 1, 2)
		}
		if len(cells) != 3 {
			return fmt.Errorf("want query, product and gain, have %d columns", len(cells))
		}
		gain, err := strconv.ParseFloat(cells[2], 64)
		if err != nil && line == 1 {
			return nil // a header
		} else if err != nil {
			return fmt.Errorf("gain %q is not a number", cells[2])
		}
		if all[cells[0]] == nil {
			all[cells[0]] = Gains{}
		}
		all[cells[0]][cells[1]] = gain
		return nil
	})
	return all, err
}

// readQueries reads id and text; with a column's name, a table with a header.
// Turns of a conversation are joined by " || ", which is no part of the text.
func readQueries(name, column string) ([]JudgedQuery, error) {
	rows, err := readColumn(name, column)
	all := make([]JudgedQuery, len(rows))
	for i, row := range rows {
		all[i] = JudgedQuery{ID: row.id, Text: strings.ReplaceAll(row.text, turnBreak, " ")}
	}
	return all, err
}

type idText struct{ id, text string }

// readColumn reads a column of a table beside the id, the second column where no
// name and so no header is given.
func readColumn(name, column string) ([]idText, error) {
	var all []idText
	at := 1
	err := eachLine(name, func(line int, cells []string) error {
		if line == 1 && column != "" {
			if at = slices.Index(cells, column); at < 0 {
				return fmt.Errorf("no column %q among %s", column, strings.Join(cells, ", "))
			}
			return nil
		}
		if len(cells) <= at {
			return fmt.Errorf("%d columns, the text is in column %d", len(cells), at+1)
		}
		all = append(all, idText{cells[0], cells[at]})
		return nil
	})
	return all, err
}

// readProducts reads id and title, a table with a header that names id and
// title, or a feed that can be imported: such a table with prices.
func readProducts(ctx context.Context, name string) ([]*catalog.Product, error) {
	head, err := firstLine(name)
	if err != nil {
		return nil, err
	}
	table := slices.Contains(head, "id") && slices.Contains(head, "title")
	if table && slices.Contains(head, "price") {
		return importProducts(ctx, name)
	}
	if !table {
		head = []string{"id", "title", "description"}
	}
	var all []*catalog.Product
	err = eachLine(name, func(line int, cells []string) error {
		if table && line == 1 {
			return nil
		}
		if len(cells) < 2 {
			return fmt.Errorf("want id and title")
		}
		all = append(all, productOf(head, cells))
		return nil
	})
	return all, err
}

// productOf makes a product of the columns that search reads.
func productOf(head, cells []string) *catalog.Product {
	p := &catalog.Product{Availability: catalog.InStock}
	for i, cell := range cells[:min(len(cells), len(head))] {
		switch head[i] {
		case "id":
			p.ID = cell
		case "title":
			p.Title = cell
		case "description":
			p.Description = cell
		case "brand":
			p.Brand = cell
		case "product_type", "category":
			p.Category = strings.Split(cell, " > ")
		}
	}
	p.Locale = catalog.LocaleOf(p.Title)
	return p
}

func firstLine(name string) (head []string, err error) {
	err = eachLine(name, func(_ int, cells []string) error {
		head = cells
		return io.EOF
	})
	if head != nil {
		return head, nil
	}
	return nil, err
}

// importProducts reads a feed as the shop would, through a database of its own.
func importProducts(ctx context.Context, name string) ([]*catalog.Product, error) {
	dir, err := os.MkdirTemp("", "daogou-eval-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	s, err := catalog.Open(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	fsys, file := catalog.Local(name)
	if _, err := s.ImportProducts(ctx, fsys, file, catalog.ImportOptions{}); err != nil {
		return nil, err
	}
	var all []*catalog.Product
	for c := (catalog.Changes{More: true}); c.More; {
		if c, err = s.Changes(ctx, c.Seq, 0); err != nil {
			return nil, err
		}
		all = append(all, c.Products...)
	}
	return all, nil
}
