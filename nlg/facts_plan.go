package nlg

import (
	"slices"
	"strings"
	"time"
)

// addRules reads the plan's passages of policies.
func (f *Facts) addRules() {
	for _, p := range f.plan.Passages {
		f.shared.read(p.Title)
		f.shared.read(unwrap(p.Text))
		f.links["/policies/"+p.Policy] = true
	}
}

func (f *Facts) addOrders() {
	r := f.shared
	for _, o := range f.plan.Orders {
		r.money[o.Total.Amount] = true
		r.currency = o.Total.Currency
		for _, item := range o.Items {
			r.money[item.Price.Amount], r.money[item.Price.Amount*int64(item.Quantity)] = true, true
			r.count(float64(item.Quantity))
		}
		for _, t := range []string{day(&o.Placed), day(o.Shipped), day(o.Delivered)} {
			if t != "" {
				r.dates[t] = true
			}
		}
		r.text += strings.ToLower(o.ID+" "+o.Carrier+" "+o.Tracking+" "+o.Status) + "\n"
	}
	r.count(float64(len(f.plan.Orders)))
}

func (f *Facts) addCart() {
	c := f.plan.Cart
	if c == nil {
		return
	}
	r := f.shared
	r.money[c.Total.Amount], r.currency = true, c.Total.Currency
	for _, l := range c.Items {
		r.money[l.Price.Amount], r.money[l.Price.Amount*int64(l.Quantity)] = true, true
		r.count(float64(l.Quantity))
		r.readSafe(l.Title)
		for _, o := range l.Options {
			r.readSafe(o)
			r.sizes[strings.ToLower(o)] = true
		}
	}
	r.count(float64(pieces(c)), float64(len(c.Items)))
}

// addSaid files what the shopper asked for. These are limits and wishes: they
// may be repeated as such, never as a product's fact.
func (f *Facts) addSaid() {
	f.said.read(f.plan.Said)
	f.said.read(f.plan.Query)
	f.said.read(f.plan.Corrected)
	for _, flt := range slices.Concat(f.plan.Filters, f.plan.Relaxed) {
		f.said.read(strings.Join(flt.Values, "; "))
		if flt.Field == "price" && bounds(flt) {
			f.said.money[int64(flt.Number)] = true
		} else if bounds(flt) {
			f.said.quantities = append(f.said.quantities, quantity{flt.Number, "", flt.Field})
		}
		for _, v := range flt.Values {
			f.said.sizes[strings.ToLower(v)] = true
		}
	}
	if q := f.plan.Ask; q != nil {
		for _, o := range q.Options {
			f.shared.readSafe(o)
			f.shared.sizes[strings.ToLower(o)] = true
		}
	}
	if c := f.plan.Change; c != nil {
		f.shared.count(float64(c.Quantity))
	}
}

func day(t *time.Time) string {
	if t == nil || t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02")
}
