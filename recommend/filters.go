package recommend

import (
	"encoding/json"
	"sync"

	"daogou/catalog"
)

// filtersKept is how many sets of filters are remembered for one view.
const filtersKept = 64

// filterCache remembers what fits a set of filters: testing every product of a
// large shop takes longer than rating it, and a conversation keeps its filters.
type filterCache struct {
	mu   sync.Mutex
	view *catalog.View
	fits map[string][]bool
}

// fit tells by position what fits; nil where there is no filter.
func (c *filterCache) fit(view *catalog.View, filters []catalog.Filter) []bool {
	if len(filters) == 0 {
		return nil
	}
	key, err := json.Marshal(filters)
	if err == nil {
		if fits := c.find(view, string(key)); fits != nil {
			return fits
		}
	}
	fits := make([]bool, len(view.List))
	for pos, p := range view.List {
		fits[pos] = catalog.FitsAll(p, filters)
	}
	if err == nil {
		c.keep(view, string(key), fits)
	}
	return fits
}

func (c *filterCache) find(view *catalog.View, key string) []bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.view != view {
		return nil
	}
	return c.fits[key]
}

func (c *filterCache) keep(view *catalog.View, key string, fits []bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.view != view || len(c.fits) >= filtersKept {
		c.view, c.fits = view, map[string][]bool{}
	}
	c.fits[key] = fits
}
