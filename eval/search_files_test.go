package eval

import (
	"context"
	"os"
	"path/filepath"
	"testing"
)

func TestReadJudgedTakesEveryForm(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	plainQueries := write("q.tsv", "q1\tred dress\nq2\tnobody judged this\n")
	tableQueries := write("t.tsv", "query_id\tother\twords\nq1\tx\tred || dress\n")
	threeColumns := write("r.tsv", "q1\ta\t2\nq1\tb\t0\n")
	trec := write("r.trec", "q1 0 a 2\nq1 0 b 0\n")
	bare := write("p.tsv", "a\tRed Dress\nb\tBlue Dress\tlong and blue\n")
	table := write("pt.tsv", "brand\tid\ttitle\nAcme\ta\tRed Dress\nAcme\tb\tBlue Dress\n")
	feed := write("pf.tsv", "id\ttitle\tprice\tavailability\na\tRed Dress\t9.90 USD\tin_stock\nb\tBlue Dress\t8.00 USD\tin_stock\n")
	for _, c := range []struct{ name, products, queries, column, qrels string }{
		{"id and text by tab", bare, plainQueries, "", threeColumns},
		{"a column by name, TREC's judgements", bare, tableQueries, "words", trec},
		{"a table of products", table, plainQueries, "", trec},
		{"a feed", feed, plainQueries, "", threeColumns},
	} {
		j, err := ReadJudged(context.Background(), c.products, c.queries, c.column, c.qrels)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if len(j.Products) != 2 || len(j.Queries) != 1 || j.Queries[0].Gains["a"] != 2 || j.Queries[0].Text != "red dress" {
			t.Errorf("%s: got %d products and %+v", c.name, len(j.Products), j.Queries)
		}
	}
	if _, err := ReadJudged(context.Background(), bare, tableQueries, "missing", trec); err == nil {
		t.Error("a column that is not there is no error")
	}
}
