package catalog

import (
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"
)

func TestParsePrice(t *testing.T) {
	for _, c := range []struct {
		in   string
		want Money
		err  error
	}{
		{"49.90 USD", Money{4990, "USD"}, nil},
		{"USD 49.9", Money{4990, "USD"}, nil},
		{"1,299,000.00 usd", Money{129900000, "USD"}, nil},
		{"49,90 EUR", Money{4990, "EUR"}, nil},
		{"500 JPY", Money{500, "JPY"}, nil},
		{"500.00 JPY", Money{500, "JPY"}, nil},
		{"500.5 JPY", Money{}, errPriceNumber},
		{"1.234 KWD", Money{1234, "KWD"}, nil},
		{"1.234 USD", Money{}, errPriceNumber},
		{"12.34.56 USD", Money{}, errPriceNumber},
		{"1,23,456 USD", Money{}, errPriceNumber},
		{"1e3 USD", Money{}, errPriceNumber},
		{".5 USD", Money{}, errPriceNumber},
		{"5. USD", Money{}, errPriceNumber},
		{"99999999999999999999 USD", Money{}, errPriceNumber},
		{"free USD", Money{}, errPriceNumber},
		{"-19.90 USD", Money{}, errPriceNegative},
		{"0.00 USD", Money{}, errPriceZero},
		{"49.90", Money{}, errPriceCurrency},
		{"49.90 XYZ", Money{}, errPriceCurrency},
		{"", Money{}, errPriceMissing},
	} {
		got, err := ParsePrice(c.in, "")
		if c.err == nil && (got != c.want || err != nil) || c.err != nil && (err == nil || !strings.HasPrefix(err.Error(), c.err.Error())) {
			t.Errorf("%q: got %v %v, want %v %v", c.in, got, err, c.want, c.err)
		}
	}
	if got, err := ParsePrice("49.90", "USD"); got != (Money{4990, "USD"}) || err != nil {
		t.Errorf("got %v %v", got, err)
	}
}

func TestSplitValues(t *testing.T) {
	for cell, want := range map[string]string{
		"S/M/L": "S|M|L", "cotton / elastane": "cotton|elastane", "USB-C/USB-A": "USB-C|USB-A", "40/41/42": "40|41|42",
		"256/512 GB": "256|512 GB", "500ml/1L": "500ml|1L", "8/16 GB": "8|16 GB", "棉/氨纶": "棉|氨纶", "red/red": "red", "7/8": "7|8",
		"1/2 in": "1/2 in", "1 1/2 in": "1 1/2 in", "3/4 sleeve": "3/4 sleeve", "24/7": "24/7", "16/9": "16/9", "2025/03/01": "2025/03/01",
		"https://x.example/a": "https://x.example/a", "120 km/h": "120 km/h", "9 l/min": "9 l/min", "w/o hood": "w/o hood", "and/or": "and/or", "a//b": "a//b",
	} {
		if got := strings.Join(splitValues("size", cell), "|"); got != want {
			t.Errorf("%q: got %q, want %q", cell, got, want)
		}
	}
}

func TestCheckGTIN(t *testing.T) {
	for s, want := range map[string]bool{"2077636587173": true, "2000000000001": false, "96385074": true, "978-3-16-148410-0": true,
		"036000291452": true, "00012345600012": true, "1234": false, "97831614841oo": false, "00000000": false, "": false} {
		if _, ok := checkGTIN(s); ok != want {
			t.Errorf("%q: got %v, want %v", s, ok, want)
		}
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"  a \t b  ": "a b", "<b>Best</b> lamp<br>now": "Best lamp now", "a&nbsp;b &amp; c": "a b & c", "３２ｃｍ，ＵＳＢ－Ｃ。": "32cm，USB-C。",
		"&lt;script&gt;x&lt;/script&gt;y": "y", "&amp;lt;b&amp;gt;z": "z", "＜b＞wide＜/b＞": "wide", "5 < 6 > 4": "5 < 6 > 4", "1½ m²": "1½ m2",
		"zero\u200bwidth\u202eturned": "zerowidthturned", "<b unclosed": "", "Café": "Café", "：（！）": "：（！）", "A > B": "A > B", "<!-- x -->k": "k",
	} {
		if got := Clean(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func FuzzParsePrice(f *testing.F) {
	for _, s := range []string{"49.90 USD", "1,299.00USD", "KWD 1.234", "-5 USD", "４９ USD", "1,,2 EUR"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		m, err := ParsePrice(s, "")
		if err != nil {
			return
		}
		if _, known := MinorDigits(m.Currency); m.Amount <= 0 || m.Amount > maxAmount || !known {
			t.Errorf("%q: got %+v", s, m)
		}
	})
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"<b>a</b>", "&lt;x&gt;", "＜a", "a<<b>b>", "<script>", "1½", "&#x3c;i&#62;", "…", "&amp;amp;lt;", "\u0301x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if again := Clean(got); again != got {
			t.Errorf("%q: got %q, and %q of that", s, got, again)
		}
		if utf8.ValidString(s) && !utf8.ValidString(got) {
			t.Errorf("%q: got %q, not UTF-8", s, got)
		}
		if tag.MatchString(got) {
			t.Errorf("%q: got %q with a tag", s, got)
		}
	})
}

func FuzzRow(f *testing.F) {
	f.Add("id\ttitle\tprice\tavailability", "a\tA\t1 USD\tin stock")
	f.Add("\ufeffID\tTitle\tprice\tavailability\tcolor\tsize\timage_link", "a\tA\t1 USD\tin_stock\tred/blue\t1/2\t../x.png")
	f.Add("id\ttitle\tid\t\tgtin", "a\tA\tb\tc\t1")
	f.Fuzz(func(t *testing.T, header, line string) {
		fsys := fstest.MapFS{"f": {Data: []byte(header + "\n" + line + "\n")}}
		feed, err := openFeed(fsys, "f")
		if err != nil {
			return
		}
		defer feed.Close()
		im := &productImport{importer: (&Store{}).importer("f", ImportOptions{}), feed: feed, named: map[string]bool{}}
		im.rules = rules{lines: map[string]int{}, pictures: &pictures{fsys: fsys, dir: "."}}
		rows := 0
		for {
			next, err := feed.next()
			if err != nil {
				break
			}
			rows++
			im.row(next)
		}
		if len(im.batch)+im.report.Rejected != rows {
			t.Errorf("%d rows, %d taken, %d rejected", rows, len(im.batch), im.report.Rejected)
		}
		for _, r := range im.batch {
			p := r.product
			if p.ID == "" || p.Title == "" || p.ListPrice.Amount <= 0 || p.SalePrice != nil && p.SalePrice.Amount >= p.ListPrice.Amount ||
				p.Rating < 0 || p.Rating > 5 || p.Reviews < 0 || p.Image != "" && !isWeb(p.Image) || p.Link != "" && !isWeb(p.Link) {
				t.Errorf("got %+v", p)
			}
		}
	})
}
