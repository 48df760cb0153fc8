package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"daogou/chat"
	"daogou/eval"
)

// beside measures the server while another process imports a big feed: what
// shoppers see, and how soon the new products are found.
func (c *benchCmd) beside(ctx context.Context, w io.Writer) error {
	return c.serving(ctx, builtinOnly(), func(s *server) error {
		data := filepath.Dir(mediaDirOf(s))
		feed := filepath.Join(data, "bench.tsv")
		if err := writeFeed(feed, c.Rows, s.currency); err != nil {
			return err
		}
		ctx, stop := context.WithCancel(ctx)
		defer stop()
		loaded := make(chan eval.LoadReport, 1)
		go func() {
			opt := eval.LoadOptions{URL: s.wsURL(), Sessions: c.Streams, Turns: 1 << 20, Says: says(s.shop), Locale: "en", Pause: 4 * time.Second}
			report, _ := eval.Load(ctx, opt) // ends by ctx
			loaded <- report
		}()
		time.Sleep(3 * time.Second) // all are connected
		took, err := importInChild(ctx, data, feed)
		if err != nil {
			return err
		}
		printRow(w, fmt.Sprintf("import of %d rows beside %d sessions", c.Rows, c.Streams), "%.1f s", took.Seconds())
		found, err := untilFirst(ctx, data, benchWord(c.Rows-1), benchID(c.Rows-1))
		if err != nil {
			return err
		}
		printRow(w, "the last row is found after the end", "%d ms", found.Milliseconds())
		stop()
		report := <-loaded
		report.Print(w)
		return nil
	})
}

func mediaDirOf(s *server) string { return mediaDir(s.data) }

// importInChild imports in a process of its own, as an operator does.
func importInChild(ctx context.Context, data, feed string) (time.Duration, error) {
	self, err := os.Executable()
	if err != nil {
		return 0, err
	}
	cmd := exec.CommandContext(ctx, self, "--data", data, "import", "products", feed, "--quiet", "--no-train")
	cmd.Env = append(os.Environ(), "DAOGOU_AS_CHILD=1")
	start := time.Now()
	out, err := cmd.CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("import: %w: %s", err, out)
	}
	return time.Since(start), nil
}

// untilFirst asks the server until a product comes first in a search, and gives
// how long that took.
func untilFirst(ctx context.Context, data, query, id string) (time.Duration, error) {
	start := time.Now()
	for time.Since(start) < time.Minute {
		var reply chat.SearchReply
		if err := askHolder(ctx, data, "/api/search", url.Values{"q": {query}, "k": {"1"}}, &reply); err != nil {
			return 0, err
		}
		if len(reply.Items) > 0 && reply.Items[0].ID == id {
			return time.Since(start), nil
		}
		time.Sleep(10 * time.Millisecond)
	}
	return 0, fmt.Errorf("%s is not found within a minute", id)
}

func benchID(row int) string { return fmt.Sprintf("bench%06d", row) }

// benchWord is a word that only this row has: its number in letters.
func benchWord(row int) string {
	word := []byte("zq")
	for ; row > 0; row /= 20 {
		word = append(word, "bcdfghjklmnpqrstvwxz"[row%20], 'a')
	}
	return string(word)
}

// writeFeed writes a feed of plain rows, each with a word of its own.
func writeFeed(file string, rows int, currency string) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	colors := []string{"red", "blue", "green", "black", "white", "grey", "yellow"}
	kinds := []string{"Lamp", "Chair", "Bottle", "Jacket", "Notebook", "Kettle", "Rug", "Backpack"}
	fmt.Fprintln(w, "id\ttitle\tdescription\tlink\timage_link\tavailability\tprice\tbrand\tproduct_type\tcolor\tcondition")
	for i := range rows {
		kind, color := kinds[i%len(kinds)], colors[i%len(colors)]
		fmt.Fprintf(w, "%s\t%s %s %s\tA %s %s for every day, number %d of the line.\thttps://shop.example/%d\t\tin_stock\t%d.%02d %s\tBrand%d\tBench > %ss\t%s\tnew\n",
			benchID(i), color, kind, benchWord(i), color, kind, i, i, 5+i%300, i%100, currency, i%50, kind, color)
	}
	return errors.Join(w.Flush(), f.Close())
}
