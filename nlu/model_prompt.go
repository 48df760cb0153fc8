package nlu

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"daogou/catalog"
	"daogou/lexicon"
)

// The bounds of what a prompt tells: a model reads every word of it first.
const (
	mostColumns    = 60
	mostCategories = 24
	fewValues      = 6  // a column with so few values is told with them
	mostValues     = 10 // of one field, like the utterance's words
	titleRunes     = 60
	headRunes      = 600 // of a long message, its beginning
	tailRunes      = 200 // and its end
)

// schemaData fills the schema.
type schemaData struct{ Fields, IDs, Topics []string }

// shopData fills the part of the prompt that stays the same.
type shopData struct {
	Fields     []fieldData
	Categories []string
}

type fieldData struct {
	Name   string
	Number bool
	Unit   string
	Values []string
}

// turnData fills the part of the prompt that tells the turn.
type turnData struct {
	Query, Act, Asked string
	Filters           []string
	Products          []productData
	Cart              []string
	Values            []fieldData
	Images            int
	Text              string
}

type productData struct {
	Position         int // among the cards; 0: not among them
	ID, Title, Price string
	Focus, Page      bool
}

func (a *asked) columns() []*lexicon.Column {
	columns := a.words.Columns()
	return columns[:min(len(columns), mostColumns)]
}

// fields are what filters may be on.
func (a *asked) fields() []string {
	names := []string{"price", "rating", "category", "brand", "availability"}
	for _, c := range a.columns() {
		if !slices.Contains(names, c.Name) {
			names = append(names, c.Name)
		}
	}
	return names
}

func (a *asked) ids() []string {
	ids := make([]string, len(a.known))
	for i, k := range a.known {
		ids[i] = k.ID
	}
	return ids
}

func (a *asked) shop() shopData {
	var d shopData
	for _, c := range a.columns() {
		f := fieldData{Name: c.Name, Number: c.Kind == lexicon.Numeric, Unit: c.Unit}
		switch {
		case c.Kind == lexicon.Flag:
			f.Values = slices.Concat(c.Yes, c.No)
		case c.Kind == lexicon.Choice && len(c.Values) <= fewValues:
			f.Values = c.Values
		}
		d.Fields = append(d.Fields, f)
	}
	for _, c := range a.words.Categories() {
		if len(a.words.Parents(c)) == 0 && len(d.Categories) < mostCategories {
			d.Categories = append(d.Categories, c)
		}
	}
	return d
}

func (a *asked) turn(said string) turnData {
	st := a.state
	d := turnData{Query: st.Query, Act: string(st.Act), Asked: st.Asked, Images: a.said.Images, Text: clipMiddle(said)}
	for _, f := range st.Filters {
		d.Filters = append(d.Filters, a.condition(f))
	}
	for _, k := range a.known {
		d.Products = append(d.Products, productData{Position: k.position, ID: k.ID, Title: clip(k.In(a.locale).Title, titleRunes),
			Price: a.amount(k.Price()), Focus: slices.Contains(st.Focus, k.ID), Page: k.ID == st.Page})
	}
	for _, line := range st.Cart.Items {
		d.Cart = append(d.Cart, fmt.Sprintf("%d × %s", line.Quantity, clip(line.Title, titleRunes)))
	}
	d.Values = a.values()
	return d
}

// values are the catalogue's values most like the utterance's words, by field.
func (a *asked) values() []fieldData {
	var fields []fieldData
	for _, m := range a.found {
		if m.How == "column" {
			continue
		}
		i := slices.IndexFunc(fields, func(f fieldData) bool { return f.Name == m.Field })
		if i < 0 {
			i, fields = len(fields), append(fields, fieldData{Name: m.Field})
		}
		for _, v := range m.Values {
			if f := &fields[i]; len(f.Values) < mostValues && !slices.Contains(f.Values, v) {
				f.Values = append(f.Values, v)
			}
		}
	}
	return fields
}

// condition writes a filter as the model is to write them: prices in major units.
func (a *asked) condition(f catalog.Filter) string {
	value := strings.Join(f.Values, ", ")
	if len(f.Values) == 0 {
		if f.Field == "price" {
			f.Number /= float64(lexicon.Minor(1, a.words.Currency))
		}
		value = strconv.FormatFloat(f.Number, 'f', -1, 64)
	}
	return f.Field + " " + string(f.Op) + " " + value
}

// amount writes money as 49.90 USD.
func (a *asked) amount(m catalog.Money) string {
	unit := float64(lexicon.Minor(1, m.Currency))
	digits := len(strconv.FormatFloat(unit, 'f', 0, 64)) - 1
	return strconv.FormatFloat(float64(m.Amount)/unit, 'f', digits, 64) + " " + m.Currency
}

func clip(s string, runes int) string {
	if rs := []rune(s); len(rs) > runes {
		return string(rs[:runes]) + "…"
	}
	return s
}

// clipMiddle leaves out the middle of a very long message.
func clipMiddle(s string) string {
	rs := []rune(s)
	if len(rs) <= headRunes+tailRunes {
		return s
	}
	return string(rs[:headRunes]) + " … " + string(rs[len(rs)-tailRunes:])
}
