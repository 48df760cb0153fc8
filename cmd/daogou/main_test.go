package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"daogou/chat"
	"daogou/llm/ollamafake"
)

// TestMain lets a test start this very binary as daogou.
func TestMain(m *testing.M) {
	if os.Getenv("DAOGOU_AS_CHILD") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// daogou runs a command as a user would and gives what it printed.
func daogou(t *testing.T, args ...string) (code int, out, errOut string) {
	t.Helper()
	var o, e bytes.Buffer
	code = run(t.Context(), args, term{strings.NewReader(""), &o, &e})
	return code, o.String(), e.String()
}

func TestExitCodes(t *testing.T) {
	data := t.TempDir()
	missing := filepath.Join(data, "none.tsv")
	bad := filepath.Join(data, "bad.tsv")
	if err := os.WriteFile(bad, []byte("id\ttitle\n1\tx\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		want int
	}{
		"help is no error":         {[]string{"--help"}, exitOK},
		"no command shows help":    {nil, exitOK},
		"an unknown command":       {[]string{"sell"}, exitUsage},
		"a missing argument":       {[]string{"import", "products"}, exitUsage},
		"a file that is not there": {[]string{"import", "products", missing}, exitUsage},
		"a filter of no form":      {[]string{"--data", data, "search", "lamp", "--filter", "color~red"}, exitUsage},
		"an order of no form":      {[]string{"--data", data, "search", "lamp", "--sort", "newest"}, exitUsage},
		"a feed with no sound row": {[]string{"--data", data, "import", "products", bad, "--quiet"}, exitFailed},
	} {
		if code, _, errOut := daogou(t, c.args...); code != c.want {
			t.Errorf("%s: exit %d, want %d (%s)", name, code, c.want, errOut)
		}
	}
}

const smallFeed = `id	title	description	link	image_link	availability	price	brand	product_type	color	condition
a1	Oak Desk	A desk of oak.	https://shop.example/a1		in_stock	199.00 EUR	Holm	Furniture > Desks	brown	new
a2	Pine Desk	A desk of pine.	https://shop.example/a2		in_stock	cheap	Holm	Furniture > Desks	yellow	new
a3	Brass Lamp	A lamp.	https://shop.example/a3		out_of_stock	49.00 EUR	Lux	Lighting > Lamps	gold	new
`

func writeSmallFeed(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "feed.tsv")
	if err := os.WriteFile(file, []byte(smallFeed), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestImportSaysWhatItRejects(t *testing.T) {
	data, feed := t.TempDir(), writeSmallFeed(t)
	report := filepath.Join(data, "report.jsonl")
	code, out, errOut := daogou(t, "--data", data, "import", "products", feed, "--quiet", "--report", report)
	if code != exitOK || !strings.Contains(out, "2 rows accepted") || !strings.Contains(out, "1 rejected") {
		t.Fatalf("exit %d: %s%s", code, out, errOut)
	}
	rejected, err := os.ReadFile(report)
	if err != nil || !strings.Contains(string(rejected), "price") || !strings.Contains(string(rejected), `3`) {
		t.Errorf("report %q, %v; want line 3 and its price", rejected, err)
	}
	_, again, _ := daogou(t, "--data", data, "import", "products", feed, "--quiet")
	if !strings.Contains(again, "2 of them unchanged") {
		t.Errorf("second import: %q, want nothing changed", again)
	}
}

func TestAFirstImportClearsTheDemoShop(t *testing.T) {
	data, feed := t.TempDir(), writeSmallFeed(t)
	if err := stockDemo(t.Context(), data); err != nil {
		t.Fatal(err)
	}
	if code, out, errOut := daogou(t, "--data", data, "import", "products", feed, "--quiet"); code != exitOK {
		t.Fatalf("exit %d: %s%s", code, out, errOut)
	}
	var reply chat.SearchReply
	_, out, _ := daogou(t, "--data", data, "search", "--json", "-k", "50")
	if err := json.Unmarshal([]byte(out), &reply); err != nil || reply.Total != 2 {
		t.Errorf("%d products, %v; want the feed's 2: %s", reply.Total, err, out)
	}
}

func TestCommandsAskTheServerThatHoldsTheFolder(t *testing.T) {
	data := t.TempDir()
	child, err := startChild(t.Context(), data)
	if err != nil {
		t.Fatal(err)
	}
	defer child.kill()
	if err := child.ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"search", "jacket", "-k", "3"}, {"recommend", "-k", "3"}, {"recommend", "--customer", "mei", "-k", "3"}} {
		code, out, errOut := daogou(t, append([]string{"--data", data}, args...)...)
		if code != exitOK || !strings.Contains(out, " fit") || strings.Count(out, "\n") != 4 {
			t.Errorf("%v: exit %d: %q %q", args, code, out, errOut)
		}
	}
	testExclude(t, data)
	if code, out, errOut := daogou(t, "--data", data, "reindex"); code != exitOK {
		t.Errorf("reindex beside the server: exit %d: %q %q", code, out, errOut)
	}
	feed := writeSmallFeed(t)
	if code, out, errOut := daogou(t, "--data", data, "import", "products", feed, "--quiet"); code != exitOK {
		t.Errorf("import beside the server: exit %d: %q %q", code, out, errOut)
	}
	if took, err := untilFirst(t.Context(), data, "Oak Desk", "a1"); err != nil {
		t.Errorf("the imported desk: %v after %v", err, took)
	}
}

// testExclude excludes what a running server recommends first, by its id and by
// its brand, and takes it back.
func testExclude(t *testing.T, data string) {
	t.Helper()
	first := func() chat.Card {
		var reply chat.SearchReply
		_, out, _ := daogou(t, "--data", data, "recommend", "-k", "1", "--json")
		if err := json.Unmarshal([]byte(out), &reply); err != nil || len(reply.Items) != 1 {
			t.Fatalf("recommend: %q, %v", out, err)
		}
		return reply.Items[0]
	}
	becomes := func(what string, holds func(chat.Card) bool) {
		for end := time.Now().Add(5 * time.Second); !holds(first()); time.Sleep(50 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%s: %s is still first", what, first().ID)
			}
		}
	}
	was := first()
	brand := was.Attributes["brand"][0]
	for _, what := range []string{was.ID, "brand=" + brand} {
		if code, out, errOut := daogou(t, "--data", data, "exclude", "add", what); code != exitOK || !strings.Contains(out, what+"  ") {
			t.Fatalf("exit %d: %q %q", code, out, errOut)
		}
		becomes("excluded "+what, func(c chat.Card) bool { return c.ID != was.ID && (what == was.ID || c.Attributes["brand"][0] != brand) })
		if code, out, errOut := daogou(t, "--data", data, "exclude", "remove", what); code != exitOK || strings.Contains(out, what+"  ") {
			t.Fatalf("exit %d: %q %q", code, out, errOut)
		}
		becomes("taken back "+what, func(c chat.Card) bool { return c.ID == was.ID })
	}
	if code, _, _ := daogou(t, "--data", data, "exclude", "add", "no such thing"); code != exitFailed {
		t.Errorf("excluding what is not there: exit %d, want %d", code, exitFailed)
	}
}

// TestTheModelEmbedsWhenItAppears starts without a language model's server,
// which then comes and gives every product its vector, each once.
func TestTheModelEmbedsWhenItAppears(t *testing.T) {
	fake := &ollamafake.Fake{}
	address, stop, err := fake.Start("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	stop()
	s := startDemo(t, modelFlags{Ollama: address, EmbedModel: "fake-embed", Understand: "builtin"})
	if _, stop, err = fake.Start(strings.TrimPrefix(address, "http://")); err != nil {
		t.Fatal(err)
	}
	defer stop()
	want := len(s.shelf.View().List)
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		got := 0
		for _, n := range fake.Embedded() {
			got += n
		}
		if got == want {
			return
		}
		if got > want || time.Now().After(end) {
			t.Fatalf("%d texts embedded, want %d", got, want)
		}
	}
}
