package catalog

import (
	"errors"
	"slices"
	"testing"
)

func TestExclusionsAreKeptAndFollowed(t *testing.T) {
	s := open(t, t.TempDir())
	put(t, s, stored("a", "A"), stored("b", "B"))
	seq := int64(2)
	told := func(what string, want bool) {
		t.Helper()
		c, err := s.Changes(t.Context(), seq, 0)
		if err != nil || c.Excluded != want || c.Empty() == want {
			t.Errorf("%s: told %v of it, %v", what, c.Excluded, err)
		}
		seq = c.Seq
	}
	for _, what := range []string{"b", "title=A"} {
		if err := s.Exclude(t.Context(), what); err != nil {
			t.Fatal(err)
		}
		told(what, true)
	}
	if err := s.Exclude(t.Context(), "b"); err != nil {
		t.Fatal(err)
	}
	told("b again", false)
	if list, err := s.Exclusions(t.Context()); err != nil || !slices.Equal(list, []string{"b", "title=A"}) {
		t.Errorf("got %v, %v", list, err)
	}
	if err := s.Include(t.Context(), "b"); err != nil {
		t.Fatal(err)
	}
	told("b taken back", true)
	if err := s.Include(t.Context(), "b"); !errors.Is(err, ErrNotFound) {
		t.Errorf("taken back twice: got %v, want ErrNotFound", err)
	}
	shelf, err := s.Shelf(t.Context())
	if view := shelf.View(); err != nil || len(view.List) != 2 || !view.Excluded("a") || view.Excluded("b") {
		t.Errorf("%d products, a excluded %v, b %v, %v", len(view.List), view.Excluded("a"), view.Excluded("b"), err)
	}
	if err := s.Clear(t.Context()); err != nil {
		t.Fatal(err)
	}
	if list, err := s.Exclusions(t.Context()); err != nil || len(list) != 0 {
		t.Errorf("a new shop inherits %v, %v", list, err)
	}
}

func TestTheShelfKnowsWhatIsExcluded(t *testing.T) {
	named := func(id, brand string) *Product { return &Product{ID: id, Brand: brand} }
	s := &Shelf{}
	s.Apply([]*Product{named("a", "Oak"), named("b", "Elm"), named("x=y", "Ash")}, nil, 1)
	s.Exclude([]string{"brand=oak", "x=y"})
	is := func(want ...string) {
		t.Helper()
		var got []string
		for _, p := range s.View().List {
			if s.View().Excluded(p.ID) {
				got = append(got, p.ID)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("excluded are %v, want %v", got, want)
		}
	}
	is("a", "x=y")
	s.Apply([]*Product{named("a", "Elm"), named("c", "Oak")}, nil, 2) // changed, and new
	is("c", "x=y")
	s.Exclude(nil)
	is()
}
