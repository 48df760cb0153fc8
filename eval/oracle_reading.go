package eval

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
	"daogou/nlu"
)

// teller turns what a turn must bring into the reading that brings it.
type teller struct {
	*Judge
	turn  expectedTurn
	scene scene
	r     chat.Reading
}

// reading answers as a model would that knows what is expected.
func (o *Oracle) reading(turn expectedTurn, sc scene) string {
	t := &teller{Judge: o.Judge, turn: turn, scene: sc}
	t.r.Act = t.act()
	switch t.r.Act {
	case chat.Search, chat.Refine, chat.Recommend:
		t.subject()
	case chat.Detail, chat.Compare:
		t.products()
	case chat.CartAct:
		t.cart()
	case chat.PolicyAct:
		t.r.Query = strings.Join(turn.Expect.Sources, " ")
	case chat.OrderAct:
		t.order()
	}
	return nlu.Script(t.r, t.currency())
}

// act is the first of the acts allowed that can bring the cards or the cart.
func (t *teller) act() chat.Act {
	e := t.turn.Expect
	items := e.Items
	acts := e.Act
	if items.Min != nil && *items.Min > 0 || len(items.All)+len(items.Include) > 0 || items.First != "" || items.Order != "" {
		acts = []string{string(chat.Search), string(chat.Refine), string(chat.Recommend)}
	} else if e.Cart != nil {
		acts = []string{string(chat.CartAct)}
	}
	for _, a := range e.Act {
		if slices.Contains(acts, a) {
			return chat.Act(a)
		}
	}
	return chat.Act(e.Act[0])
}

// subject fills in a search: what is expected is in force, and nothing else.
func (t *teller) subject() {
	items := t.turn.Expect.Items
	t.r.Sort = items.Order
	t.r.Filters = slices.Clone(items.All)
	if items.Share != nil {
		t.r.Filters = append(t.r.Filters, items.Share.Filters...)
	}
	for _, f := range items.None {
		t.r.Filters = append(t.r.Filters, t.not(f)...)
	}
	if t.turn.Expect.Relaxed != nil && *t.turn.Expect.Relaxed {
		t.r.Filters = append(t.r.Filters, t.asked()...)
	}
	if items.First != "" && items.Order == "" {
		t.superlative(t.Products[items.First])
	}
	t.r.NewSubject = !slices.Contains(t.turn.Expect.Act, string(chat.Refine))
	if !t.r.NewSubject {
		t.takeBack()
	}
	if !t.fits(items.Include) {
		t.r.Query = t.turn.Say
	} else if len(t.r.Filters) == 0 && t.r.Sort == "" && t.r.Act != chat.Recommend {
		t.r.Query = t.turn.Say
	}
	if len(items.Include) == 1 && t.r.Query != "" {
		t.r.Query = t.Products[items.Include[0]].Title
	}
}

// fits reports whether the filters find the products.
func (t *teller) fits(ids []string) bool {
	return !slices.ContainsFunc(ids, func(id string) bool {
		return len(t.r.Filters) == 0 || !catalog.FitsAll(t.Products[id], t.r.Filters)
	})
}

// takeBack drops the conditions in force that are not expected.
func (t *teller) takeBack() {
	for _, field := range t.scene.force {
		if !slices.ContainsFunc(t.r.Filters, func(f catalog.Filter) bool { return f.Field == field }) {
			t.r.Drop = append(t.r.Drop, field)
		}
	}
}

// not gives filters that keep away what fits f. A card that is not wanted again
// was too dear.
func (t *teller) not(f catalog.Filter) []catalog.Filter {
	switch {
	case f.Field == "id" && len(f.Values) == 1 && slices.Contains(t.scene.shown, f.Values[0]):
		return []catalog.Filter{catalog.Bound("price", catalog.Lte, float64(t.Products[f.Values[0]].Price().Amount-1))}
	case f.Field == "id":
		return nil
	case f.Op == catalog.Gte:
		return []catalog.Filter{catalog.Bound(f.Field, catalog.Lte, f.Number-1)}
	case f.Op == catalog.Lte:
		return []catalog.Filter{catalog.Bound(f.Field, catalog.Gte, f.Number+1)}
	case f.Op == catalog.Ne:
		return []catalog.Filter{catalog.Where(f.Field, catalog.Eq, f.Values...)}
	}
	return []catalog.Filter{catalog.Where(f.Field, catalog.Ne, f.Values...)}
}

// asked are conditions that stand in the words alone, for nothing fits them.
func (t *teller) asked() []catalog.Filter {
	var filters []catalog.Filter
	said := func(field string) bool {
		return slices.ContainsFunc(t.r.Filters, func(f catalog.Filter) bool { return f.Field == field })
	}
	for _, field := range slices.Sorted(maps.Keys(t.scene.values)) {
		if !said(field) && field != "category" {
			filters = append(filters, catalog.Where(field, catalog.Eq, t.scene.values[field][0]))
		}
	}
	amounts := lexicon.Of(lexicon.Read(t.turn.Say), lexicon.Money, lexicon.Number)
	if len(amounts) > 0 && !said("price") {
		most := slices.MaxFunc(amounts, func(a, b lexicon.Span) int { return cmp.Compare(a.Hi, b.Hi) })
		filters = append(filters, catalog.Bound("price", catalog.Lte, float64(lexicon.Minor(most.Hi, t.currency()))))
	}
	return filters
}

// superlative finds in which order, and within which category, a product is first.
func (t *teller) superlative(p *catalog.Product) {
	for i := len(p.Category); i >= 0; i-- {
		within := slices.Clone(t.r.Filters)
		if i > 0 {
			within = append(within, catalog.Where("category", catalog.Eq, p.Category[i-1]))
		}
		for _, order := range []catalog.Sort{catalog.PriceAsc, catalog.PriceDesc, catalog.RatingDesc} {
			if t.isFirst(p, within, order) && t.speaks(i, p) {
				t.r.Sort, t.r.Filters = order, within
				return
			}
		}
	}
}

// speaks reports whether the level of the category is what the words are about,
// as far as the catalogue's values like them tell; the whole shop is the last
// that is tried.
func (t *teller) speaks(level int, p *catalog.Product) bool {
	return level == 0 || slices.Contains(t.scene.values["category"], p.Category[level-1])
}

func (t *teller) isFirst(p *catalog.Product, within []catalog.Filter, order catalog.Sort) bool {
	for _, o := range t.Judge.Products {
		if o.ID != p.ID && catalog.FitsAll(o, within) && !t.sorted([]string{p.ID, o.ID}, order) {
			return false
		}
	}
	return true
}

// products fills in what a question is about.
func (t *teller) products() {
	for _, ref := range t.turn.Expect.Refers {
		t.mean(t.resolve(ref))
	}
	if len(t.turn.Expect.Refers) == 0 {
		t.r.Refers = t.named()
	}
	if len(t.r.Refers) == 0 && t.r.Query == "" {
		t.r.Refers = t.scene.focus
	}
	if len(t.r.Refers) == 0 && t.r.Query == "" && len(t.scene.shown) == 0 {
		t.r.Query = t.turn.Say
	}
	if len(t.r.Refers) > 0 {
		t.r.Aspects = t.aspects(t.Products[t.r.Refers[0]])
	}
}

// mean refers to a product, by its name where the model is told of no such id.
func (t *teller) mean(id string) {
	if p := t.Products[id]; p != nil && !slices.Contains(t.scene.known, id) {
		t.r.Query = p.Title
		return
	}
	t.r.Refers = append(t.r.Refers, id)
}

// resolve gives the product of "@1.2", by the cards that the model is told of.
func (t *teller) resolve(ref string) string {
	_, n, ok := strings.Cut(ref, ".")
	card, err := strconv.Atoi(n)
	if !strings.HasPrefix(ref, "@") || !ok || err != nil || card > len(t.scene.shown) {
		return ref
	}
	return t.scene.shown[card-1]
}

// named are the products that the model is told of whose titles the words speak
// of most.
func (t *teller) named() []string {
	shares, best := map[string]float64{}, 0.0
	for _, id := range t.scene.known {
		if t.r.Act == chat.Compare || t.aspects(t.Products[id]) != nil || len(t.turn.Expect.Text.Any) == 0 {
			shares[id] = t.share(id)
			best = max(best, shares[id])
		}
	}
	var ids []string
	for _, id := range t.scene.known {
		if n := shares[id]; n > 0 && (n == best || t.r.Act == chat.Compare && n > 0.5*best) {
			ids = append(ids, id)
		}
	}
	if t.r.Act == chat.Detail {
		return ids[:min(len(ids), 1)]
	}
	return ids
}

// share is the part of a product's title that was said.
func (t *teller) share(id string) float64 {
	said, title := lexicon.Stems(t.turn.Say), lexicon.Stems(t.Products[id].Title)
	n := 0.0
	for _, stem := range title {
		if slices.Contains(said, stem) {
			n++
		}
	}
	return n / float64(max(len(title), 1))
}

// aspects are the fields of the product that say what the answer must.
func (t *teller) aspects(p *catalog.Product) []string {
	if p == nil {
		return nil
	}
	var fields []string
	for _, field := range slices.Sorted(maps.Keys(p.Attributes)) {
		for _, v := range p.Attributes[field] {
			if slices.ContainsFunc(t.turn.Expect.Text.Any, func(s string) bool { return strings.EqualFold(s, v) }) && !slices.Contains(fields, field) {
				fields = append(fields, field)
			}
		}
	}
	return fields
}

// cart fills in what changes between the carts expected before and now.
func (t *teller) cart() {
	if t.turn.Expect.Cart == nil {
		return // to look at it
	}
	before, now := t.carts()
	for _, id := range slices.Sorted(maps.Keys(now)) {
		switch {
		case before[id] == 0:
			t.change("add", id, now[id])
		case before[id] != now[id]:
			t.change("set", id, now[id])
		}
	}
	for _, id := range slices.Sorted(maps.Keys(before)) {
		if now[id] == 0 {
			t.change("remove", id, 0)
		}
	}
}

func (t *teller) change(kind, id string, n int) {
	t.mean(id)
	t.r.Cart = &chat.CartChange{Kind: kind, Quantity: n, Options: map[string]string{}}
	for _, field := range []string{"size", "color"} {
		if values := t.scene.values[field]; len(values) > 0 && kind == "add" {
			t.r.Cart.Options[field] = values[0]
		}
	}
}

func (t *teller) carts() (before, now map[string]int) {
	count := func(items []CartItem) map[string]int {
		n := map[string]int{}
		for _, item := range items {
			n[t.resolve(item.ProductID)] += item.Quantity
		}
		return n
	}
	before = map[string]int{}
	for _, turn := range t.turn.before {
		if turn.Expect.Cart != nil {
			before = count(*turn.Expect.Cart)
		}
	}
	return before, count(*t.turn.Expect.Cart)
}

func (t *teller) order() {
	for _, o := range t.Orders {
		if strings.Contains(strings.ToLower(t.turn.Say), strings.ToLower(o.ID)) {
			t.r.Order = o.ID
		}
	}
}

func (t *teller) currency() string {
	for _, p := range t.Judge.Products {
		return p.Price().Currency
	}
	return ""
}
