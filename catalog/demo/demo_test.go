package demo

import (
	"bytes"
	"context"
	"encoding/xml"
	"io"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"daogou/catalog"
)

func loaded(t *testing.T) *shop {
	t.Helper()
	s, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSourcesAreCompleteAndSound(t *testing.T) {
	s := loaded(t)
	if len(s.items) < 300 {
		t.Errorf("got %d products, want at least 300", len(s.items))
	}
	trades, seen := map[string]int{}, map[string]bool{}
	for _, it := range s.items {
		trade, _, _ := strings.Cut(it.kind.category["en"], " > ")
		trades[trade]++
		if seen[it.id] {
			t.Errorf("%s: ID used twice", it.id)
		}
		seen[it.id] = true
		if it.price < 500 || it.price > 250000 || it.sale < 0 || it.sale >= it.price || it.sale > 0 && it.sale < it.price/2 {
			t.Errorf("%s: price %d, sale price %d", it.id, it.price, it.sale)
		}
	}
	if len(trades) < 5 {
		t.Errorf("got trades %v, want at least five", trades)
	}
}

func TestEveryGoodSpeaksBothLanguages(t *testing.T) {
	for _, g := range loaded(t).goods {
		en, zh := g.texts["en"], g.texts["zh"]
		if len(en.points) < 3 || len(en.points) != len(zh.points) {
			t.Errorf("%s: %d highlights in English, %d in Chinese", g.id, len(en.points), len(zh.points))
		}
		for _, cell := range []string{zh.title, zh.about} {
			if !strings.ContainsFunc(cell, isHan) {
				t.Errorf("%s: %q is not Chinese", g.id, cell)
			}
		}
		for _, cell := range append(slices.Clone(en.points), en.title, en.about) {
			if cell == "" || strings.ContainsFunc(cell, isHan) {
				t.Errorf("%s: %q is not English", g.id, cell)
			}
		}
	}
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

func TestGoodsPointAtGoodsAndThemesThatExist(t *testing.T) {
	s := loaded(t)
	ids, tastes := map[string]bool{}, map[string]bool{}
	for _, g := range s.goods {
		ids[g.id] = true
	}
	for _, circle := range circles {
		tastes[circle[0]], tastes[circle[1]] = true, true
	}
	for _, g := range s.goods {
		for _, id := range g.with {
			if !ids[id] || id == g.id {
				t.Errorf("%s goes with %q, which there is not", g.id, id)
			}
		}
		for _, theme := range g.themes {
			if !tastes[theme] {
				t.Errorf("%s: nobody has the taste %q", g.id, theme)
			}
		}
		if len(g.themes) == 0 {
			t.Errorf("%s speaks to no taste", g.id)
		}
	}
}

// asIs are columns whose values are the same in every language, or Google's.
var asIs = []string{"gender", "age_group", "size", "compatible_with", "connectivity", "aperture"}

func TestEveryValueHasItsChinese(t *testing.T) {
	s, number := loaded(t), regexp.MustCompile(`^-?\d+(\.\d+)?(-\d+)?$`)
	for _, g := range s.goods {
		for _, a := range g.is {
			for value := range strings.SplitSeq(a[1], "/") {
				if !number.MatchString(value) && !slices.Contains(asIs, a[0]) && s.words[value] == "" {
					t.Errorf("%s: %s: %q has no Chinese", g.id, a[0], value)
				}
			}
		}
	}
}

func TestEveryPictureIsADrawingAndNothingElse(t *testing.T) {
	s := loaded(t)
	shapes := map[string]bool{}
	for _, it := range s.items {
		if s.shapes[it.look()].Body == "" {
			t.Errorf("%s: no shape %q", it.id, it.look())
		}
		if p := it.surface(); p != "plain" && s.patterns[p] == "" {
			t.Errorf("%s: no pattern %q", it.id, p)
		}
		shapes[it.look()] = true
		checkDrawing(t, it.id, s.picture(it))
	}
	if len(shapes) < 40 {
		t.Errorf("got %d silhouettes, want at least 40", len(shapes))
	}
}

func checkDrawing(t *testing.T, id string, svg []byte) {
	t.Helper()
	elements := []string{"svg", "defs", "linearGradient", "radialGradient", "stop", "filter", "feDropShadow", "pattern", "g", "path", "rect", "circle", "ellipse"}
	for dec := xml.NewDecoder(bytes.NewReader(svg)); ; {
		token, err := dec.Token()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Errorf("%s: %v", id, err)
			return
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		if !slices.Contains(elements, start.Name.Local) {
			t.Errorf("%s: element %s", id, start.Name.Local)
		}
		for _, a := range start.Attr {
			if n := a.Name.Local; n == "class" || n == "style" || n == "href" || strings.HasPrefix(n, "on") {
				t.Errorf("%s: attribute %s=%q", id, n, a.Value)
			}
		}
	}
}

func TestFSIsTheSameEveryTime(t *testing.T) {
	one, err := FS()
	if err != nil {
		t.Fatal(err)
	}
	two, err := FS()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"products.tsv", "products.zh.tsv", "events.jsonl", "orders.jsonl", "images/tarn-fleece-green.svg"} {
		a, errA := fs.ReadFile(one, name)
		b, errB := fs.ReadFile(two, name)
		if errA != nil || errB != nil || len(a) == 0 || !bytes.Equal(a, b) {
			t.Errorf("%s: %d and %d bytes, errors %v and %v", name, len(a), len(b), errA, errB)
		}
	}
}

// imported is a store with the whole shop in it.
func imported(t *testing.T) *catalog.Store {
	t.Helper()
	shop, err := FS()
	if err != nil {
		t.Fatal(err)
	}
	ctx, dir := t.Context(), t.TempDir()
	store, err := catalog.Open(ctx, dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	type importer func(context.Context, fs.FS, string, catalog.ImportOptions) (catalog.Report, error)
	for _, file := range []struct {
		name string
		run  importer
		opt  catalog.ImportOptions
		want int
	}{
		{"products.tsv", store.ImportProducts, catalog.ImportOptions{Currency: Currency, Locale: Locale, Media: filepath.Join(dir, "media")}, 348},
		{"products.zh.tsv", store.ImportProducts, catalog.ImportOptions{Currency: Currency, Locale: "zh"}, 348},
		{"policies", store.ImportPolicies, catalog.ImportOptions{}, 16},
		{"orders.jsonl", store.ImportOrders, catalog.ImportOptions{}, 600},
		{"events.jsonl", store.ImportEvents, catalog.ImportOptions{}, 10000},
	} {
		report, err := file.run(ctx, shop, file.name, file.opt)
		if err != nil || len(report.Problems) > 0 || report.Accepted < file.want {
			t.Errorf("%s: %d accepted, want at least %d; problems %v; error %v", file.name, report.Accepted, file.want, report.Problems, err)
		}
	}
	return store
}

func TestTheImportersTakeEveryRow(t *testing.T) {
	store := imported(t)
	p, err := store.Product(t.Context(), "tarn-fleece-orange")
	if err != nil {
		t.Fatal(err)
	}
	if zh := p.In("zh"); p.Title != "Fellwind Tarn Grid Fleece Jacket, orange" || zh.Title != "风丘 塔恩网格抓绒外套 橙色" || p.Price().Amount != 5900 || p.Image == "" {
		t.Errorf("got %q, %q, %v, picture %q", p.Title, zh.Title, p.Price(), p.Image)
	}
	policies, err := store.Policies(t.Context())
	languages := map[string]int{}
	for _, p := range policies {
		languages[p.Locale]++
	}
	if err != nil || languages["en"] != 8 || languages["zh"] != 8 {
		t.Errorf("policies by language: %v, want 8 each; error %v", languages, err)
	}
}

func TestAttributesArriveAsTheyWereWritten(t *testing.T) {
	store := imported(t)
	for _, it := range loaded(t).items {
		p, err := store.Product(t.Context(), it.id)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range it.is {
			if got, want := p.Attributes[a[0]], strings.Split(a[1], "/"); !slices.Equal(got, want) {
				t.Errorf("%s: %s is %q, want %q", it.id, a[0], got, want)
			}
		}
	}
}

// TestShowcase holds what the project shows first: "something warm for hiking,
// not wool, 三百以内".
func TestShowcase(t *testing.T) {
	fits, kinds, wool, dear := 0, map[string]bool{}, 0, 0
	for _, it := range loaded(t).items {
		if !strings.Contains(it.attribute("activity"), "hiking") || !strings.Contains(it.attribute("warmth"), "warm") {
			continue
		}
		switch {
		case strings.Contains(it.attribute("material"), "wool"):
			wool++
		case it.paid() > 30000:
			dear++
		case !it.out:
			fits++
			kinds[it.kind.name] = true
		}
	}
	if fits < 12 || len(kinds) < 5 || wool == 0 || dear == 0 {
		t.Errorf("%d fit in kinds %v; %d of wool and %d too dear to be left out", fits, kinds, wool, dear)
	}
}
