package chat

import (
	"slices"
	"strings"
	"unicode"

	"daogou/catalog"
)

// fitFirst keeps, of the things that say which product they are for, those that
// are for the one chosen for another need: of phone cases, those for the phone.
// It reports whether that changed anything.
func (p *planner) fitFirst(choices []options) (changed bool) {
	for i := range choices {
		if len(choices[i].hits) == 0 {
			continue
		}
		for j := range choices {
			if i == j {
				continue
			}
			fit := madeFor(choices[i].hits[0].Product, choices[j].hits)
			if len(fit) > 0 && len(fit) < len(choices[j].hits) {
				choices[j].hits, changed = fit, true
			}
		}
	}
	return changed
}

// madeFor gives the hits one of whose values names the product.
func madeFor(product *catalog.Product, hits []catalog.Hit) []catalog.Hit {
	return slices.DeleteFunc(slices.Clone(hits), func(h catalog.Hit) bool { return !namesIt(h.Product, product) })
}

// namesIt reports whether some value of a product is the name of another: it
// begins with that one's brand, or with a letter and has a figure, and stands in
// its title ("Acme E3", X3).
func namesIt(p, other *catalog.Product) bool {
	brand, name := squeezed(other.Brand), squeezed(other.Brand+other.Title)
	for _, values := range p.Attributes {
		for _, v := range values {
			v = squeezed(v)
			ofBrand := brand != "" && strings.HasPrefix(v, brand) && v != brand
			if (ofBrand || modelName(v)) && (strings.Contains(name, v) || strings.Contains(squeezed(other.Title), v)) {
				return true
			}
		}
	}
	return false
}

func modelName(v string) bool {
	return v != "" && !unicode.IsDigit([]rune(v)[0]) && strings.ContainsFunc(v, unicode.IsDigit)
}

// squeezed is a name without spaces and case.
func squeezed(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), "")) }

// leaveOut takes back what the shop itself proposed and can't offer within the
// budget, as long as several things are left.
func (p *planner) leaveOut(choices []options, kept []bool) ([]options, []bool) {
	if p.r.Act != Recommend || !p.r.NewSubject || met(choices) < 2 {
		return choices, kept
	}
	var left []options
	var needs []Need
	for i, c := range choices {
		if len(c.hits) > 0 {
			left, needs = append(left, c), append(needs, p.state.Needs[i])
		}
	}
	p.state.Needs, p.intent.Needs = needs, slices.Clone(needs)
	return left, make([]bool, len(left))
}
