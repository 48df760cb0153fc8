package catalog

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

func TestOrdersAreTheirCustomersAlone(t *testing.T) {
	s := open(t, t.TempDir())
	line := func(id, customer, placed, more string) string {
		return fmt.Sprintf(`{"id":%q,"customer":%q,"status":"shipped","items":[{"product_id":"p","quantity":1,"price":{"amount":100,"currency":"USD"}}],"total":{"amount":100,"currency":"USD"},"placed":%q%s}`, id, customer, placed, more)
	}
	text := strings.Join([]string{
		line("AB-1", "c1", "2025-01-02T03:04:05+08:00", ""),
		line("AB-2", "c1", "2025-02-02T03:04:05Z", `,"shipped":"2025-02-03T00:00:00Z"`),
		line("ab-2", "c1", "2025-02-02T03:04:05Z", ""),
		line("AB-3", "", "2025-02-02T03:04:05Z", ""),
		line("AB-4", "c2", "yesterday", ""),
		line("AB-5", "c2", "2025-02-02T03:04:05Z", `,"shipped":"2024-02-03T00:00:00Z"`),
		`{"id":"AB-6"`, `[]`, `{"id":"AB-7","customer":"c2","status":"x","items":[],"total":{"amount":1,"currency":"USD"},"placed":"2025-02-02T03:04:05Z"}`,
	}, "\n")
	r, err := s.ImportOrders(t.Context(), fstest.MapFS{"o": {Data: []byte(text)}}, "o", ImportOptions{})
	if err != nil || r.Accepted != 2 || r.Rejected != 7 {
		t.Errorf("got %+v %v", r, err)
	}
	list, err := s.Orders(t.Context(), "c1")
	if err != nil || len(list) != 2 || list[0].ID != "AB-2" || list[1].Placed.Location() != time.UTC {
		t.Errorf("got %+v %v, want the newest first", list, err)
	}
	if o, err := s.Order(t.Context(), "c1", " ab-1 "); err != nil || o.ID != "AB-1" {
		t.Errorf("got %+v %v", o, err)
	}
	for _, who := range []string{"c2", "", "C1"} {
		if _, err := s.Order(t.Context(), who, "AB-1"); !errors.Is(err, ErrNotFound) {
			t.Errorf("%q: got %v, want ErrNotFound", who, err)
		}
	}
}

func TestEventsAreChecked(t *testing.T) {
	s := open(t, t.TempDir())
	importTSV(t, s, tsv("a|A|1 USD", "b|B|1 USD"), ImportOptions{})
	importTSV(t, s, tsv("a|A|1 USD"), ImportOptions{Replace: true})
	rows := []struct {
		line string
		ok   bool
	}{
		{`{"id":"1","event":"view","customer":"c","product_id":"a","time":"2025-01-01T00:00:00Z"}`, true},
		{`{"id":"2","event":"view","session":"s","product_id":"b","time":"2025-01-01T00:00:00Z"}`, true}, // withdrawn since
		{`{"id":"3","event":"stare","customer":"c","product_id":"a","time":"2025-01-01T00:00:00Z"}`, false},
		{`{"id":"4","event":"view","customer":"c","product_id":"zzz","time":"2025-01-01T00:00:00Z"}`, false},
		{`{"id":"5","event":"view","customer":"c","product_id":"a","time":"2125-01-01T00:00:00Z"}`, false},
		{`{"id":"6","event":"view","customer":"c","product_id":"a","time":1735689600}`, false},
		{`{"id":"7","event":"view","product_id":"a","time":"2025-01-01T00:00:00Z"}`, false},
		{`{"id":"8","event":"view","customer":"c","product_id":"a"}`, false},
		{`{"id":"9","event":"view","customer":"c","product_id":"a","quantity":"many","time":"2025-01-01T00:00:00Z"}`, false},
		{`{"id":"1","event":"click","customer":"c","product_id":"a","time":"2025-01-01T00:00:00Z"}`, true}, // there already
	}
	var lines []string
	for _, r := range rows {
		lines = append(lines, r.line)
	}
	r, err := s.ImportEvents(t.Context(), fstest.MapFS{"e": {Data: []byte(strings.Join(lines, "\n"))}}, "e", ImportOptions{})
	if err != nil || r.Accepted != 3 || r.Unchanged != 1 {
		t.Fatalf("got %+v %v", r, err)
	}
	for i, row := range rows {
		bad := slices.ContainsFunc(r.Problems, func(p Problem) bool { return p.Row == i+1 && p.Reason != "" })
		if bad == row.ok {
			t.Errorf("line %d: rejected is %v: %+v", i+1, bad, r.Problems)
		}
	}
}

func TestPolicies(t *testing.T) {
	s := open(t, t.TempDir())
	read := func(fsys fstest.MapFS, opt ImportOptions) Report {
		r, err := s.ImportPolicies(t.Context(), fsys, "p", opt)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	en := fstest.MapFS{"p/returns.md": {Data: []byte("# Returns\r\n\r\nWithin <b>30 days</b>.\r\n* unworn\n")},
		"p/pay.md": {Data: []byte("We take cards.")}, "p/empty.md": {}, "p/note.txt": {Data: []byte("x")}}
	if r := read(en, ImportOptions{}); r.Accepted != 2 || r.Rejected != 1 {
		t.Errorf("got %+v", r)
	}
	zh := fstest.MapFS{"p/returns.md": {Data: []byte("# 退货\n\n30 天内。")}}
	read(zh, ImportOptions{})
	list, err := s.Policies(t.Context())
	for i := range list {
		list[i].Seq = 0
	}
	want := []Policy{{Name: "pay", Locale: "en", Title: "pay", Body: "We take cards."},
		{Name: "returns", Locale: "en", Title: "Returns", Body: "Within 30 days.\n* unworn"},
		{Name: "returns.zh", Locale: "zh", Title: "退货", Body: "30 天内。"}}
	if err != nil || !reflect.DeepEqual(list, want) {
		t.Errorf("got %+v %v\nwant %+v", list, err, want)
	}
	before, err := s.Changes(t.Context(), 0, 0)
	if err != nil || !before.Policies {
		t.Errorf("got %+v %v, want news of policies", before, err)
	}
	delete(en, "p/pay.md")
	if r := read(en, ImportOptions{Replace: true}); r.Withdrawn != 1 || r.Unchanged != 1 {
		t.Errorf("got %+v, want pay withdrawn", r)
	}
	if c, err := s.Changes(t.Context(), before.Seq, 0); err != nil || !c.Policies {
		t.Errorf("got %+v %v, want news of the withdrawal", c, err)
	}
	if _, err := s.Policy(t.Context(), "pay"); !errors.Is(err, ErrNotFound) {
		t.Errorf("got %v, want ErrNotFound", err)
	}
	if _, err := s.Policy(t.Context(), "returns.zh"); err != nil {
		t.Error(err)
	}
}
