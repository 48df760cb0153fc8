package recommend

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"daogou/catalog"
)

func TestTrainingIsTheSameForTheSameShop(t *testing.T) {
	_, store, first := trainedWith(t, goods(100), Options{})
	a, err := load(t.Context(), store)
	if err != nil {
		t.Fatal(err)
	}
	_, other, second := trainedWith(t, goods(100), Options{})
	b, err := load(t.Context(), other)
	if err != nil {
		t.Fatal(err)
	}
	if first.Spec != second.Spec || !slices.Equal(a.learned.similar.Val, b.learned.similar.Val) {
		t.Errorf("two trainings on the same shop differ: %v and %v", first.Spec, second.Spec)
	}
}

func TestTrainingAgainDoesNothingUntilSomethingHappens(t *testing.T) {
	_, store, _ := trained(t, goods(100))
	now := Options{Now: day.AddDate(2, 0, 0), Plain: true}
	again, err := Train(t.Context(), store, now)
	if err != nil || !again.Unchanged {
		t.Errorf("unchanged %v, %v", again.Unchanged, err)
	}
	if again, err = Train(t.Context(), store, Options{Now: now.Now}); err != nil || again.Unchanged || len(again.Trials) == 0 {
		t.Errorf("asked to search: unchanged %v, %d trials, %v", again.Unchanged, len(again.Trials), err)
	}
	if again, err = Train(t.Context(), store, Options{Now: now.Now}); err != nil || !again.Unchanged {
		t.Errorf("after the search: unchanged %v, %v", again.Unchanged, err)
	}
	e := look("c1", "p00003", 1)
	e.ID = "another"
	if _, err := store.AddEvents(t.Context(), []catalog.Event{e}); err != nil {
		t.Fatal(err)
	}
	if again, err = Train(t.Context(), store, now); err != nil || again.Unchanged {
		t.Errorf("after another event: unchanged %v, %v", again.Unchanged, err)
	}
}

func TestTrainedModelBeatsPopularity(t *testing.T) {
	_, _, r := trained(t, goods(100))
	if r.Test.HR <= r.Popular.HR {
		t.Errorf("HR@10 %.3f, of popularity %.3f", r.Test.HR, r.Popular.HR)
	}
	if r.Test.LoHR > r.Test.HR || r.Test.HiHR < r.Test.HR {
		t.Errorf("%v is outside %v to %v", r.Test.HR, r.Test.LoHR, r.Test.HiHR)
	}
}

func TestRunningModelTakesUpWhatIsTrained(t *testing.T) {
	store := stocked(t, goods(100), visits(200, 100, 5))
	m := New(shelfOfGoods(goods(100)))
	if changed, err := m.Refresh(t.Context(), store); changed || err != nil {
		t.Fatalf("before training: %v, %v", changed, err)
	}
	if _, err := Train(t.Context(), store, Options{Now: day.AddDate(2, 0, 0), Plain: true}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []bool{true, false} {
		if changed, err := m.Refresh(t.Context(), store); changed != want || err != nil {
			t.Errorf("changed %v, %v, want %v", changed, err, want)
		}
	}
}

func TestEmptyShopTrains(t *testing.T) {
	store := stocked(t, goods(10), nil)
	if _, err := Train(t.Context(), store, Options{}); err != nil {
		t.Fatal(err)
	}
	m := New(shelfOfGoods(goods(10)))
	if err := m.Load(t.Context(), store); err != nil {
		t.Fatal(err)
	}
	if got := ask(t, m, catalog.Query{Shopper: "nobody"}); len(got) != 10 {
		t.Errorf("%d products for a stranger, want all 10", len(got))
	}
}

func TestTinyShopTrains(t *testing.T) {
	events := []catalog.Event{look("a", "p00000", 1), look("a", "p00001", 2), look("b", "p00001", 1)}
	for i := range events {
		events[i].ID = fmt.Sprint(i)
	}
	store := stocked(t, goods(3), events)
	if _, err := Train(t.Context(), store, Options{Now: day.AddDate(2, 0, 0)}); err != nil {
		t.Fatal(err)
	}
}

// TestEachPartOfABlendIsHeard gives each part a shop in which it alone knows what
// comes next.
func TestEachPartOfABlendIsHeard(t *testing.T) {
	p := &preparer{now: day.AddDate(9, 0, 0), sold: func(string) bool { return true }}
	for _, e := range visits(150, 100, 4) {
		p.add(e)
	}
	for s := range 60 { // p00091 is always followed by p00092, in another visit
		for k, id := range []string{"p00091", "p00092"} {
			e := look(fmt.Sprint("walker ", s), id, 1000*s+100*k)
			p.add(e)
		}
	}
	f := newFitter(p.finish())
	entry := func(spec Spec, a, b string) float32 {
		spec.B, spec.Visit, spec.Lambda = 0.5, 1, 0.1
		s := newSpace(shelfOfGoods(goods(100)).View(), f.fit(spec), nil, nil)
		return s.similar(s.position(a), s.position(b))
	}
	if got := entry(Spec{}, "p00091", "p00092"); got != 0 {
		t.Errorf("no visit has both, yet they are like by %v", got)
	}
	if on, back := entry(Spec{Next: 1}, "p00091", "p00092"), entry(Spec{Next: 1}, "p00092", "p00091"); on <= back || on == 0 {
		t.Errorf("what follows weighs %v, what goes before %v", on, back)
	}
	plain := entry(Spec{}, "p00003", "p00008")
	for name, spec := range map[string]Spec{"the low-rank part": {Beta: 0.3}, "EASE": {Ease: 1}, "sharpening": {T: 1}} {
		if got := entry(spec, "p00003", "p00008"); got == plain || got <= 0 {
			t.Errorf("%s changes nothing: %v", name, got)
		}
	}
}

func TestPreparationDropsWhatNoPersonDid(t *testing.T) {
	p := &preparer{now: day, sold: func(id string) bool { return id != "gone" }}
	at := day.Add(-time.Hour)
	one := catalog.Event{Kind: "view", Customer: "a", ProductID: "x", Time: at}
	twice := one
	twice.Time = at.Add(time.Second)
	early, late, gone, odd, nobody := one, one, one, one, one
	early.Time, late.Time = time.Unix(0, 0), day.AddDate(0, 0, 3)
	gone.ProductID, odd.Kind, nobody.Customer = "gone", "sneeze", ""
	for _, e := range []catalog.Event{one, twice, early, late, gone, odd, nobody} {
		p.add(e)
	}
	for i := range burstEvents + 5 {
		p.add(catalog.Event{Kind: "view", Customer: "robot", ProductID: string(rune('a' + i)), Time: at.Add(time.Duration(i) * time.Second / 2)})
	}
	h := p.finish()
	want := map[string]int{dropDuplicate: 1, dropTime: 2, dropProduct: 1, dropKind: 1, dropNobody: 1, dropRobot: burstEvents + 5}
	if !reflect.DeepEqual(h.Report.Dropped, want) {
		t.Errorf("dropped %v, want %v", h.Report.Dropped, want)
	}
	if h.Report.Kept != 1 || h.Report.Kinds["view"] != 1 {
		t.Errorf("kept %d %v, want the one view", h.Report.Kept, h.Report.Kinds)
	}
}

func TestSavedModelIsReadAsItWas(t *testing.T) {
	_, store, _ := trained(t, goods(100))
	raw, err := store.Blob(t.Context(), blobName)
	if err != nil {
		t.Fatal(err)
	}
	m, err := decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	again, err := m.encode()
	if err != nil || !bytes.Equal(raw, again) {
		t.Errorf("written again it differs: %d and %d bytes, %v", len(raw), len(again), err)
	}
	for _, cut := range []int{0, 7, 100, len(raw) - 1} {
		if _, err := decode(raw[:cut]); err == nil {
			t.Errorf("the first %d bytes were taken for a model", cut)
		}
	}
	foreign := bytes.Replace(raw, []byte(`"Format":2`), []byte(`"Format":9`), 1)
	if _, err := decode(foreign); !errors.Is(err, ErrForeign) {
		t.Errorf("another format: got %v, want %v", err, ErrForeign)
	}
}

func TestReportIsOnePageByItself(t *testing.T) {
	list := goods(100)
	for _, p := range list {
		p.Title = "<script>alert(1)</script> " + p.Title
	}
	_, _, r := trainedWith(t, list, Options{})
	if len(r.Trials) == 0 || len(r.Examples) == 0 {
		t.Fatalf("%d trials and %d examples in the report", len(r.Trials), len(r.Examples))
	}
	var page bytes.Buffer
	if err := r.HTML(&page); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"<script", "http://", "https://", "src=", "href="} {
		if bytes.Contains(page.Bytes(), []byte(bad)) {
			t.Errorf("the page has %q", bad)
		}
	}
	for what, mark := range map[string]string{"examples": "Thing", "histograms": "<rect", "curves of popularity": "most to the least",
		"a curve of coverage": "Part of the catalogue", "the time": "Trained in", "bounds": "95% confidence", "the trials": "half-life 180"} {
		if !strings.Contains(page.String(), mark) {
			t.Errorf("the page shows no %s", what)
		}
	}
	if lines := strings.Count(page.String(), "<polyline"); lines != 4 {
		t.Errorf("%d lines in the curves, want the events', ours and popularity's by rank, and the coverage", lines)
	}
}
