package catalog

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// Shelf is every product in memory, shared by all who read them. Readers take
// a View, which never changes; Apply swaps in a new one.
type Shelf struct {
	view  atomic.Pointer[View]
	write sync.Mutex
}

// View is the shelf at one change number.
type View struct {
	Seq  int64
	List []*Product // by ID
	byID map[string]*Product

	rules    *exclusions
	excluded map[string]bool
}

// View gives the shelf as it is now; empty, never nil.
func (s *Shelf) View() *View {
	if v := s.view.Load(); v != nil {
		return v
	}
	return &View{}
}

// Product finds a product by ID.
func (s *Shelf) Product(id string) (*Product, bool) { return s.View().Product(id) }

// Product finds a product by ID.
func (v *View) Product(id string) (*Product, bool) {
	p, ok := v.byID[id]
	return p, ok
}

// Excluded reports whether the operator does not want a product recommended.
func (v *View) Excluded(id string) bool { return v.excluded[id] }

// Exclude sets what is never recommended, in the words of Store.Exclusions.
func (s *Shelf) Exclude(list []string) {
	s.write.Lock()
	defer s.write.Unlock()
	v := *s.View()
	v.rules, v.excluded = newExclusions(list), map[string]bool{}
	v.exclude(v.List)
	s.view.Store(&v)
}

// exclude looks at products anew; v must be of nobody else yet.
func (v *View) exclude(products []*Product) {
	for _, p := range products {
		delete(v.excluded, p.ID)
		if v.rules.holds(p) {
			v.excluded[p.ID] = true
		}
	}
}

// Apply puts changed products on the shelf and takes removed ones off, as of
// change number seq.
func (s *Shelf) Apply(changed []*Product, removed []string, seq int64) {
	s.write.Lock()
	defer s.write.Unlock()
	old := s.View()
	byID := make(map[string]*Product, len(old.byID)+len(changed))
	maps.Copy(byID, old.byID)
	for _, id := range removed {
		delete(byID, id)
	}
	for _, p := range changed {
		byID[p.ID] = p
	}
	list := slices.SortedFunc(maps.Values(byID), func(a, b *Product) int { return strings.Compare(a.ID, b.ID) })
	v := &View{Seq: seq, List: list, byID: byID, rules: old.rules, excluded: make(map[string]bool, len(old.excluded))}
	maps.Copy(v.excluded, old.excluded)
	v.exclude(changed)
	s.view.Store(v)
}
