package nlu

import (
	"encoding/json"
	"strconv"
	"strings"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// Script writes a reading as a model would answer it: for scripted models, in
// tests and in evaluations that ask what a perfect model would bring. Prices are
// in minor units of the currency.
func Script(r chat.Reading, currency string) string {
	out := map[string]any{"act": r.Act, "query": r.Query, "filters": scriptFilters(r.Filters, currency), "new_subject": r.NewSubject}
	put := func(key string, value any, said bool) {
		if said {
			out[key] = value
		}
	}
	put("drop", r.Drop, len(r.Drop) > 0)
	put("sort", r.Sort, r.Sort != "")
	put("others", true, len(r.Exclude) > 0)
	put("limit", r.Limit, r.Limit > 0)
	put("refers", r.Refers, len(r.Refers) > 0)
	put("aspects", r.Aspects, len(r.Aspects) > 0)
	put("order", r.Order, r.Order != "")
	put("topic", r.Topic, r.Topic != "")
	put("confidence", r.Confidence, r.Confidence > 0)
	if r.Cart != nil {
		out["cart"] = scriptCart(*r.Cart)
	}
	var needs []map[string]any
	for _, n := range r.Needs {
		needs = append(needs, map[string]any{"name": n.Name, "query": n.Query, "filters": scriptFilters(n.Filters, currency)})
	}
	put("needs", needs, len(needs) > 0)
	raw, err := json.Marshal(out)
	if err != nil {
		panic(err) // strings, numbers and lists of them
	}
	return string(raw)
}

func scriptFilters(filters []catalog.Filter, currency string) []map[string]any {
	out := []map[string]any{}
	for _, f := range filters {
		if f.Op == catalog.Lte || f.Op == catalog.Gte {
			n := f.Number
			if f.Field == "price" {
				n /= float64(lexicon.Minor(1, currency))
			}
			out = append(out, map[string]any{"field": f.Field, "op": f.Op, "value": strconv.FormatFloat(n, 'f', -1, 64)})
			continue
		}
		for _, v := range f.Values {
			out = append(out, map[string]any{"field": f.Field, "op": f.Op, "value": v})
		}
	}
	return out
}

func scriptCart(c chat.CartChange) map[string]any {
	options := []map[string]string{}
	for field, value := range c.Options {
		options = append(options, map[string]string{"field": field, "value": value})
	}
	return map[string]any{"kind": c.Kind, "quantity": c.Quantity, "options": options}
}

// Said finds the shopper's words in what Model asks, for scripted models.
func Said(prompt string) (text string, ok bool) {
	const mark = "Shopper: "
	i := strings.LastIndex(prompt, mark)
	if i < 0 {
		return "", false
	}
	err := json.Unmarshal([]byte(prompt[i+len(mark):]), &text)
	return text, err == nil
}
