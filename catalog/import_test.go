package catalog

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// shop is where a test shop lies, beside the checkout.
func shop(t testing.TB, name string) string {
	t.Helper()
	dir := filepath.Join("..", "..", "shared", "shop", name)
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no test shop %s beside the checkout", name)
	}
	return dir
}

func importFile(t testing.TB, s *Store, path string, opt ImportOptions) Report {
	t.Helper()
	fsys, name := Local(path)
	return importFS(t, s, fsys, name, opt)
}

func importFS(t testing.TB, s *Store, fsys fs.FS, path string, opt ImportOptions) Report {
	t.Helper()
	read := s.ImportProducts
	switch base := filepath.Base(path); {
	case strings.HasPrefix(base, "orders"):
		read = s.ImportOrders
	case strings.HasPrefix(base, "events"):
		read = s.ImportEvents
	case base == "policies":
		read = s.ImportPolicies
	}
	report, err := read(t.Context(), fsys, path, opt)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return report
}

type expectation struct {
	Line     int
	ID       string
	Accepted bool
	Why      string
	Checks   map[string]any
}

func TestDirtyShops(t *testing.T) {
	for _, name := range []string{"en", "zh"} {
		t.Run(name, func(t *testing.T) {
			dir := shop(t, name)
			var expected []expectation
			raw, err := os.ReadFile(filepath.Join(dir, "dirty.expected.json"))
			if err == nil {
				err = json.Unmarshal(raw, &expected)
			}
			if err != nil {
				t.Fatal(err)
			}
			s := open(t, t.TempDir())
			report := importFile(t, s, filepath.Join(dir, "dirty.tsv"), ImportOptions{})
			accepted := 0
			for _, want := range expected {
				at := slices.IndexFunc(report.Problems, func(p Problem) bool { return p.Row == want.Line && p.Rejected })
				if at >= 0 == want.Accepted {
					t.Errorf("line %d (%s): rejected is %v", want.Line, want.Why, at >= 0)
				}
				if at >= 0 {
					if why, _, _ := strings.Cut(want.Why, "currency"); !strings.Contains(report.Problems[at].Reason, strings.TrimSuffix(why, "the ")) {
						t.Errorf("line %d: got reason %q, want %q", want.Line, report.Problems[at].Reason, want.Why)
					}
					continue
				}
				accepted++
				p, err := s.Product(t.Context(), want.ID)
				if err != nil {
					t.Errorf("line %d: %v", want.Line, err)
					continue
				}
				checkProduct(t, p, want)
			}
			if report.Accepted != accepted || report.Rejected != len(expected)-accepted {
				t.Errorf("got %d accepted, %d rejected; want %d of %d", report.Accepted, report.Rejected, accepted, len(expected))
			}
		})
	}
}

func checkProduct(t *testing.T, p *Product, want expectation) {
	t.Helper()
	have := map[string]string{"title": p.Title, "gtin": p.GTIN, "link": p.Link}
	have["sale_price"], have["star_rating"], have["review_count"] = "", "", ""
	if p.SalePrice != nil {
		have["sale_price"] = fmt.Sprint(p.SalePrice.Amount)
	}
	if p.Rating != 0 || p.Reviews != 0 {
		have["star_rating"], have["review_count"] = fmt.Sprint(p.Rating), fmt.Sprint(p.Reviews)
	}
	for check, value := range want.Checks {
		if list, ok := value.([]any); ok && check == "title_without" {
			for _, bad := range list {
				if strings.Contains(p.Title, bad.(string)) {
					t.Errorf("line %d: title %q holds %q", want.Line, p.Title, bad)
				}
			}
			continue
		}
		got, known := have[check]
		if !known || got != value {
			t.Errorf("line %d: got %s %q, want %q", want.Line, check, got, value)
		}
	}
}

func TestWholeShopsImportAndImportingAgainChangesNothing(t *testing.T) {
	for _, name := range []string{"en", "zh"} {
		t.Run(name, func(t *testing.T) {
			dir := shop(t, name)
			s := open(t, t.TempDir())
			media := t.TempDir()
			raw, err := os.ReadFile(filepath.Join(dir, "events.jsonl"))
			if err != nil {
				t.Fatal(err)
			}
			lines := bytes.SplitAfterN(raw, []byte("\n"), 3001) // all would take long with -race
			events := fstest.MapFS{"events.jsonl": {Data: bytes.Join(lines[:3000], nil)}}
			var before int64
			for round := range 2 {
				for _, file := range []string{"products.tsv", "policies", "orders.jsonl", "events.jsonl"} {
					fsys := os.DirFS(dir)
					if file == "events.jsonl" {
						fsys = events
					}
					r := importFS(t, s, fsys, file, ImportOptions{Media: media})
					if r.Rejected != 0 || r.Accepted == 0 || round == 1 && r.Unchanged != r.Accepted || round == 0 && r.Unchanged != 0 {
						t.Errorf("round %d %s: got %d accepted, %d unchanged, %d rejected: %v", round, file, r.Accepted, r.Unchanged, r.Rejected, r.Problems[:min(3, len(r.Problems))])
					}
				}
				c, err := s.Changes(t.Context(), before, 100000)
				if err != nil {
					t.Fatal(err)
				}
				if round == 1 && (!c.Empty() || c.Seq != before) {
					t.Errorf("the second import made changes %d to %d", before, c.Seq)
				}
				before = c.Seq
			}
			if got, _ := s.Setting(t.Context(), SettingLocale); got != name {
				t.Errorf("got locale %q, want %q", got, name)
			}
			files, _ := os.ReadDir(media)
			if len(files) != 60 {
				t.Errorf("got %d pictures, want 60", len(files))
			}
		})
	}
}

const header = "id\ttitle\tdescription\tlink\timage link\tAvailability\tPrice\tsale_price\tbrand\tproduct type\tcolor\tsize\tmaterial\tGender\tthread\tproduct_highlight\tcost_of_goods_sold\n"

// tsv makes a feed of rows of id, title, price and any further column=value.
func tsv(rows ...string) fstest.MapFS {
	columns := strings.Split(strings.TrimSpace(header), "\t")
	text := header
	for _, r := range rows {
		f := strings.Split(r, "|")
		cells := make([]string, len(columns))
		cells[0], cells[1], cells[6], cells[5] = f[0], f[1], f[2], "In Stock"
		for _, pair := range f[3:] {
			name, value, _ := strings.Cut(pair, "=")
			cells[slices.Index(columns, name)] = value
		}
		text += strings.Join(cells, "\t") + "\n"
	}
	return fstest.MapFS{"shop/feed.tsv": {Data: []byte(text)}}
}

func importTSV(t testing.TB, s *Store, fsys fs.FS, opt ImportOptions) (Report, error) {
	t.Helper()
	return s.ImportProducts(t.Context(), fsys, "shop/feed.tsv", opt)
}

func TestARowBecomesAProduct(t *testing.T) {
	s := open(t, t.TempDir())
	feed := tsv("a|Ｗｉｎｄ <i>Jacket</i>，轻|1,299.50 USD|sale_price=999 usd|link=https://x.example/a|brand=Nor&amp;d|product type=Clothing > Jackets|" +
		"color=red/blue|size=S/M/L|Gender=Female|thread=1/2 in|product_highlight=two pockets,1,000 uses|cost_of_goods_sold=3 USD|image link=https://x.example/a.png")
	r, err := importTSV(t, s, feed, ImportOptions{})
	if err != nil || r.Accepted != 1 || len(r.Problems) != 0 {
		t.Fatalf("got %+v %v", r, err)
	}
	got, err := s.Product(t.Context(), "a")
	want := &Product{ID: "a", Locale: "en", Seq: 1, Link: "https://x.example/a", Image: "https://x.example/a.png", Availability: InStock,
		ListPrice: Money{129950, "USD"}, SalePrice: &Money{99900, "USD"}, Brand: "Nor&d",
		Text: Text{Title: "Wind Jacket，轻", Category: []string{"Clothing", "Jackets"}, Highlights: []string{"two pockets", "1,000 uses"},
			Attributes: map[string][]string{"color": {"red", "blue"}, "size": {"S", "M", "L"}, "gender": {"female"}, "thread": {"1/2 in"}}}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v %v\nwant %+v", got, err, want)
	}
}

func TestReplaceWithdrawsWhatTheFeedLacks(t *testing.T) {
	s := open(t, t.TempDir())
	importTSV(t, s, tsv("a|A|1 USD", "b|B|1 USD", "c|C|1 USD"), ImportOptions{})
	r, err := importTSV(t, s, tsv("a|A2|1 USD", "b|B|free"), ImportOptions{Replace: true})
	if err != nil || r.Withdrawn != 1 || r.Rejected != 1 {
		t.Errorf("got %+v %v", r, err)
	}
	c, err := s.Changes(t.Context(), 3, 0)
	if err != nil || len(c.Products) != 1 || c.Products[0].Title != "A2" || !slices.Equal(c.Removed, []string{"c"}) {
		t.Errorf("got %+v %v, want a changed and c removed, b as it was", c, err)
	}
	if _, err := s.Product(t.Context(), "c"); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	if r, _ := importTSV(t, s, tsv("c|C|1 USD"), ImportOptions{}); r.Unchanged != 0 {
		t.Error("a withdrawn product that came back counts as unchanged")
	}
	if p, err := s.Product(t.Context(), "c"); err != nil || p.Title != "C" {
		t.Errorf("got %v %v, want the product back", p, err)
	}
}

func TestAFileWithoutASoundRowIsAnErrorAndWithdrawsNothing(t *testing.T) {
	s := open(t, t.TempDir())
	importTSV(t, s, tsv("a|A|1 USD"), ImportOptions{})
	r, err := importTSV(t, s, tsv("b|B|free"), ImportOptions{Replace: true})
	if !errors.Is(err, ErrNothingImported) || r.Withdrawn != 0 || r.Rejected != 1 {
		t.Errorf("got %+v %v", r, err)
	}
	if _, err := s.ImportProducts(t.Context(), fstest.MapFS{"p.png": {Data: []byte("\x89PNG\r\n\x1a\n")}}, "p.png", ImportOptions{}); err == nil {
		t.Error("a picture was taken for a feed")
	}
}

func TestATornFileWithdrawsNothing(t *testing.T) {
	s := open(t, t.TempDir())
	importTSV(t, s, tsv("a|A|1 USD", "b|B|1 USD"), ImportOptions{})
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	z.Write(tsv("a|A|2 USD")["shop/feed.tsv"].Data)
	z.Close()
	for cut, wantErr := range map[int]bool{0: false, 6: true} {
		fsys := fstest.MapFS{"shop/feed.tsv": {Data: zipped.Bytes()[:zipped.Len()-cut]}}
		r, err := importTSV(t, s, fsys, ImportOptions{Replace: true})
		if (err != nil) != wantErr || wantErr && r.Withdrawn != 0 || !wantErr && r.Withdrawn != 1 {
			t.Errorf("%d bytes missing: got %+v %v", cut, r, err)
		}
		importTSV(t, s, tsv("b|B|1 USD"), ImportOptions{})
	}
}

func TestTheCurrencyIsTheShops(t *testing.T) {
	s := open(t, t.TempDir())
	r, err := importTSV(t, s, tsv("x|X|5 XYZ", "a|A|5 EUR", "b|B|5 USD", "c|C|5"), ImportOptions{})
	if err != nil || r.Accepted != 1 || r.Rejected != 3 {
		t.Errorf("first sound row decides: got %+v %v", r, err)
	}
	if r, err = importTSV(t, s, tsv("b|B|5 USD", "c|C|5 EUR"), ImportOptions{}); err != nil || r.Rejected != 1 {
		t.Errorf("the stored one decides: got %+v %v", r, err)
	}
	if _, err = importTSV(t, s, tsv("b|B|5 USD"), ImportOptions{Currency: "USD"}); err == nil {
		t.Error("two currencies in one shop")
	}
	if r, err = importTSV(t, s, tsv("b|B|500"), ImportOptions{Currency: "jpy", Replace: true}); err != nil || r.Withdrawn != 2 {
		t.Errorf("replacing changes it: got %+v %v", r, err)
	}
	if p, err := s.Product(t.Context(), "b"); err != nil || p.ListPrice != (Money{500, "JPY"}) {
		t.Errorf("got %+v %v, want 500 JPY", p, err)
	}
	r, err = importTSV(t, s, tsv("b|灯|free", "d|红裙子|5 CNY"), ImportOptions{Replace: true})
	if p, e := s.Product(t.Context(), "d"); err != nil || r.Withdrawn != 1 || e != nil || p.Locale != "zh" {
		t.Errorf("another shop's feed replaces it all: got %+v %v, %+v %v", r, err, p, e)
	}
}

func TestASecondLanguage(t *testing.T) {
	s := open(t, t.TempDir())
	importTSV(t, s, tsv("a|Red dress|1 USD|color=red", "b|Lamp|1 USD"), ImportOptions{})
	zh := tsv("a|红裙子|1 USD|color=红色", "c|台灯|1 USD")
	r, err := importTSV(t, s, zh, ImportOptions{Locale: "zh-CN"})
	if err != nil || r.Accepted != 1 || r.Rejected != 1 {
		t.Fatalf("got %+v %v", r, err)
	}
	if r, err = importTSV(t, s, zh, ImportOptions{Locale: "zh"}); err != nil || r.Unchanged != 1 {
		t.Errorf("again: got %+v %v, want it unchanged", r, err)
	}
	if r, err = importTSV(t, s, tsv("a|Red dress|1 USD|color=red"), ImportOptions{}); err != nil || r.Unchanged != 1 {
		t.Errorf("the first language again: got %+v %v, want it unchanged", r, err)
	}
	p, err := s.Product(t.Context(), "a")
	if err != nil || p.In("zh").Title != "红裙子" || p.In("en").Title != "Red dress" || !Where("color", Eq, "红色").Fits(p) || !Where("color", Eq, "red").Fits(p) {
		t.Errorf("got %+v %v", p, err)
	}
	if r, err = importTSV(t, s, tsv("b|灯|1 USD"), ImportOptions{Locale: "zh", Replace: true}); err != nil || r.Withdrawn != 1 {
		t.Errorf("replacing the second language: got %+v %v", r, err)
	}
	if p, err := s.Product(t.Context(), "a"); err != nil || len(p.Other) != 0 {
		t.Errorf("got %+v %v, want the product in one language", p, err)
	}
}

func TestPictures(t *testing.T) {
	var dot bytes.Buffer
	png.Encode(&dot, image.NewGray(image.Rect(0, 0, 2, 2)))
	feed := tsv("good|A|1 USD|image link=pics/红 dot.png", "up|B|1 USD|image link=../../etc/passwd", "text|C|1 USD|image link=pics/t.png",
		"script|D|1 USD|image link=pics/s.svg", "draw|E|1 USD|image link=pics/d.svg", "none|F|1 USD|image link=pics/none.png",
		"root|G|1 USD|image link=/pics/a.png", "styled|J|1 USD|image link=pics/j.svg", "loads|K|1 USD|image link=pics/k.svg", "data|H|1 USD|image link=data:image/png;base64,AAAA", "sub|I|1 USD|image link=pics")
	feed["shop/pics/红 dot.png"] = &fstest.MapFile{Data: dot.Bytes()}
	feed["etc/passwd"] = &fstest.MapFile{Data: dot.Bytes()}
	feed["shop/pics/t.png"] = &fstest.MapFile{Data: []byte("no picture")}
	feed["shop/pics/s.svg"] = &fstest.MapFile{Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`)}
	feed["shop/pics/d.svg"] = &fstest.MapFile{Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg"><rect width="1" fill="url(#g)"/></svg>`)}
	feed["shop/pics/j.svg"] = &fstest.MapFile{Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg"><style>.a{fill:red}</style><a/></svg>`)}
	feed["shop/pics/k.svg"] = &fstest.MapFile{Data: []byte(`<svg xmlns="http://www.w3.org/2000/svg"><style>@import "//evil.example";</style></svg>`)}
	s, media := open(t, t.TempDir()), t.TempDir()
	r, err := importTSV(t, s, feed, ImportOptions{Media: media})
	if err != nil || r.Accepted != 11 {
		t.Fatalf("got %+v %v", r, err)
	}
	ids := []string{"good", "up", "text", "script", "draw", "styled", "loads", "none", "root", "data", "sub"}
	list, _ := s.Products(t.Context(), ids)
	for i, p := range list {
		kept := p.ID == "good" || p.ID == "draw" || p.ID == "styled"
		if (p.Image != "") != kept {
			t.Errorf("%s: got picture %q", ids[i], p.Image)
		}
		if kept {
			if _, err := os.Stat(filepath.Join(media, p.Image)); err != nil || strings.ContainsAny(p.Image, "/\\ ") {
				t.Errorf("%s: %q: %v", ids[i], p.Image, err)
			}
		}
	}
	if files, _ := os.ReadDir(media); len(files) != 3 {
		t.Errorf("got %d files, want 3", len(files))
	}
}

func TestAnInterruptedImportLeavesWholeRows(t *testing.T) {
	s := open(t, t.TempDir())
	importTSV(t, s, tsv("old|Old|1 USD"), ImportOptions{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := s.ImportProducts(ctx, manyRows(5000), "shop/feed.tsv", ImportOptions{Replace: true, Progress: func(done, total int64) {
		if done > total/2 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || r.Withdrawn != 0 {
		t.Errorf("got %v and %d withdrawn", err, r.Withdrawn)
	}
	c, err := s.Changes(t.Context(), 0, 10000)
	if err != nil || len(c.Products) < 1000 || len(c.Products) > 4999 || len(c.Removed) != 0 {
		t.Errorf("got %d products %v", len(c.Products), err)
	}
	for _, p := range c.Products {
		if p.Title == "" || p.ListPrice.Amount == 0 {
			t.Fatalf("half a row: %+v", p)
		}
	}
}

func TestClearMakesRoomForAnotherShop(t *testing.T) {
	s := open(t, t.TempDir())
	importTSV(t, s, manyRows(600), ImportOptions{})
	if _, err := s.ImportPolicies(t.Context(), fstest.MapFS{"p/a.md": {Data: []byte("# A\n\nb")}}, "p", ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddEvents(t.Context(), []Event{{ID: "e", Kind: "view", ProductID: "p000001", Customer: "c"}}); err != nil {
		t.Fatal(err)
	}
	before, err := s.Changes(t.Context(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Clear(t.Context()); err != nil {
		t.Fatal(err)
	}
	c, err := s.Changes(t.Context(), before.Seq, 0)
	if err != nil || len(c.Removed) != 600 || !c.Policies || len(c.Products)+len(c.Events) != 0 || count(t, s, `SELECT count(*) FROM events`) != 0 {
		t.Errorf("got %d removed, %v", len(c.Removed), err)
	}
	if r, err := importTSV(t, s, tsv("a|红裙子|5 CNY"), ImportOptions{}); err != nil || r.Accepted != 1 {
		t.Errorf("got %+v %v", r, err)
	}
}
