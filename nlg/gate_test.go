package nlg

import (
	"context"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"daogou/catalog"
	"daogou/chat"
	"daogou/lexicon"
)

// sample is one sentence on a plan, true or with one fact changed.
type sample struct {
	plan *chat.Plan
	text string
	kind string
}

// generator makes plans and sentences about them from a shop.
type generator struct {
	*rand.Rand
	locale string
	shop   []*catalog.Product
	gate   *Gate
}

func newGenerator(t testing.TB, locale string, seed uint64) *generator {
	shop := shopOf(t, locale)
	g := &generator{Rand: rand.New(rand.NewPCG(seed, 7)), locale: locale, gate: &Gate{}}
	for _, id := range idsOf(shop) {
		g.shop = append(g.shop, shop[id])
	}
	g.gate.Know(g.shop)
	return g
}

// plan shows two to four products of one category and a limit.
func (g *generator) plan() *chat.Plan {
	first := g.shop[g.IntN(len(g.shop))]
	ps := []*catalog.Product{first}
	for range 200 {
		p := g.shop[g.IntN(len(g.shop))]
		if len(ps) < 2+g.IntN(3) && p.Category[0] == first.Category[0] && !slices.ContainsFunc(ps, func(q *catalog.Product) bool { return q.Title == p.Title }) {
			ps = append(ps, p)
		}
	}
	plan := &chat.Plan{Act: chat.Search, Locale: g.locale, Total: 20 + g.IntN(70), Said: "?"}
	for _, p := range ps {
		plan.Products = append(plan.Products, catalog.Hit{Product: p})
	}
	top := slices.MaxFunc(ps, func(a, b *catalog.Product) int { return int(a.Price().Amount - b.Price().Amount) }).Price().Amount
	plan.Filters = []catalog.Filter{catalog.Bound("price", catalog.Lte, float64((top/1000+1)*1000))}
	return plan
}

// frame is a way to say something: its slots name what it states, and where
// is what a product must have for it.
type frame struct{ en, zh string }

var frames = []frame{
	{"The {title} is priced at {price}.", "{title}的售价为{price}。"},
	{"You can take home the {title} for just {price}.", "{title}只要{price}就能带回家。"},
	{"If you like {color}, the {title} at {price} is a fine pick.", "喜欢{color}的话，{price}的{title}很合适。"},
	{"Normally {was}, the {title} is now {price}, which saves you {save}.", "{title}原价{was}，现在{price}，能省{save}。"},
	{"That is {percent}% off for the {title}.", "{title}相当于优惠了{percent}%。"},
	{"The {title} is made of {material}.", "{title}用的是{material}。"},
	{"I like the {title} for its {material} and its {color} look.", "{title}是{material}做的，{color}很好搭。"},
	{"The {title} comes in {color}.", "{title}有{color}。"},
	{"Shoppers rate the {title} {rating} out of 5 across {reviews} reviews.", "{title}有{reviews}条评价，评分{rating}分。"},
	{"With {rating} stars, the {title} is well liked.", "{title}评分{rating}，口碑不错。"},
	{"The {title} is available in sizes {sizes}.", "{title}的尺码有{sizes}。"},
	{"You can get the {title} in {size}.", "{title}有{size}码。"},
	{"The {title} {stock}.", "{title}{stock}。"},
	{"The {title} has {column}.", "{title}的{column}。"},
	{"Another good choice is the {title}, with {column}, for {price}.", "{title}也不错，{column}，价格{price}。"},
	{"The {title} {feature}.", "{title}{feature}。"},
	{"The {title} is {diff} cheaper than the {other}.", "{title}比{other}便宜{diff}。"},
	{"All in all, {total} products fit your wishes.", "符合您要求的一共有{total}款。"},
	{"I picked the **{title}** because it stays under {limit}.", "我选了**{title}**，因为它在{limit}以内。"},
	{"The {title} by {brand} costs {words}.", "{brand}的{title}要{words}。"},
	{"What {brand} does well shows in the {title}: {highlight}.", "{title}的亮点是{highlight}。"},
}

// tail are true sentences that state no fact.
var plainTrue = frame{"Would you like to see a few more?|Happy to tell you more about any of them.|Both would make a lovely present.|Let me know which one you prefer!|Shall I put one into your cart?|Here is what I would look at first.|It depends on how you plan to use it.",
	"要不要再看看别的？|想了解哪一款，我可以细说。|这两款送人都很体面。|您更喜欢哪一款呢？|需要帮您加入购物车吗？|我会先看这几款。|主要看您怎么用。"}

// facts gives the slots of a product, with what is false for each.
func (g *generator) facts(plan *chat.Plan, p *catalog.Product) (truth, lies slots) {
	b := bookOf(g.locale)
	truth, lies = slots{"title": p.Title, "price": b.money(p.Price())}, slots{}
	f := g.gate.factsOf(plan)
	m := func() catalog.Money { return catalog.Money{Amount: g.falseAmount(f), Currency: p.ListPrice.Currency} }
	lies["price"] = g.style(b, m())
	truth["words"], lies["words"] = g.inWords(p.Price()), g.inWords(m())
	if truth["words"] == "" || lies["words"] == "" {
		delete(truth, "words")
	}
	if p.SalePrice != nil {
		off := catalog.Money{Amount: p.ListPrice.Amount - p.Price().Amount, Currency: p.ListPrice.Currency}
		truth["was"], truth["save"] = b.money(p.ListPrice), b.money(off)
		truth["percent"] = strconv.Itoa(int(float64(off.Amount)/float64(p.ListPrice.Amount)*100 + .5))
		lies["was"], lies["save"], lies["percent"] = g.style(b, m()), g.style(b, m()), strconv.Itoa(66+g.IntN(30))
	}
	truth["limit"], lies["limit"] = b.money(catalog.Money{Amount: int64(plan.Filters[0].Number), Currency: p.ListPrice.Currency}), b.money(m())
	truth["total"], lies["total"] = strconv.Itoa(plan.Total), strconv.Itoa(plan.Total+100+g.IntN(900))
	g.attributeFacts(b, p, truth, lies)
	if other := g.other(plan, p); other != nil {
		d := other.Price().Amount - p.Price().Amount
		truth["other"], truth["diff"] = other.Title, b.money(catalog.Money{Amount: d, Currency: p.ListPrice.Currency})
		lies["diff"] = g.style(b, m())
	}
	lies["title"] = g.foreignTitle(plan)
	lies["brand"] = g.foreignBrand(plan)
	if p.Brand != "" {
		truth["brand"] = p.Brand
	}
	return truth, lies
}

// falseAmount is no amount of the plan, nor a sum or difference of two.
func (g *generator) falseAmount(f *Facts) int64 {
	for {
		n := int64(100 * (1 + g.IntN(3000)))
		if g.IntN(2) == 0 {
			n = n - 100 + int64(g.IntN(100))
		}
		ok := !f.said.money[n]
		for i, a := range f.products {
			ok = ok && !a.money[n]
			for _, c := range f.products[i+1:] {
				ok = ok && a.price-c.price != n && c.price-a.price != n && a.price+c.price != n
			}
		}
		if ok && n > 0 {
			return n
		}
	}
}

// style writes an amount in one of the ways a model would.
func (g *generator) style(b *book, m catalog.Money) string {
	n := strconv.FormatFloat(float64(m.Amount)/100, 'f', -1, 64)
	ways := []string{b.money(m), n + " dollars", "US$" + n, "USD " + n}
	if g.locale == "zh" {
		ways = []string{b.money(m), n + "元", n + "块", "￥" + n}
	}
	return ways[g.IntN(len(ways))]
}

var smallWords = []string{"", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
	"thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"}
var tensWords = []string{"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}

// inWords spells a whole amount under 1000 (10,000 in Chinese) out.
func (g *generator) inWords(m catalog.Money) string {
	n := int(m.Amount / 100)
	if m.Amount%100 != 0 || n == 0 || n > 999 {
		return ""
	}
	if g.locale == "zh" {
		return hanNumber(n) + "元"
	}
	var words []string
	if n >= 100 {
		words = append(words, smallWords[n/100], "hundred")
	}
	if r := n % 100; r >= 20 {
		words = append(words, strings.TrimRight(tensWords[r/10]+"-"+smallWords[r%10], "-"))
	} else if r > 0 {
		words = append(words, smallWords[r])
	}
	return strings.Join(words, " ") + " dollars"
}

func hanNumber(n int) string {
	digits := []rune("零一二三四五六七八九")
	s, zero := "", false
	for _, u := range []struct {
		n    int
		name string
	}{{100, "百"}, {10, "十"}, {1, ""}} {
		d := n / u.n % 10
		switch {
		case d > 0 && zero && s != "":
			s += "零" + string(digits[d]) + u.name
			zero = false
		case d > 0 && u.n == 10 && d == 1 && s == "":
			s += "十"
		case d > 0:
			s += string(digits[d]) + u.name
		case s != "":
			zero = true
		}
	}
	return s
}

var stockSaid = map[string]map[catalog.Availability][]string{
	"en": {catalog.InStock: {"is in stock", "is available right away"}, catalog.OutOfStock: {"is out of stock", "is sold out at the moment"}, catalog.Preorder: {"can be pre-ordered"}, catalog.Backorder: {"is on backorder"}},
	"zh": {catalog.InStock: {"有现货", "目前有货"}, catalog.OutOfStock: {"暂时缺货", "已经售罄"}, catalog.Preorder: {"正在预售"}, catalog.Backorder: {"要等到货后发出"}},
}

var neverTrue = map[string][]string{
	"en": {"has only 3 left in stock", "comes with free overnight shipping", "is 50% off with the code SAVE50", "is yours at half price today", "ships tomorrow with express delivery",
		"is an award-winning bestseller", "comes with a lifetime guarantee", "can be had cheaper with coupon FALL20", "will be delivered within 24 hours", "is free of charge for you"},
	"zh": {"仅剩3件", "今天下单包邮", "用优惠码XIAO50可以打五折", "现在半价", "明天就能送到", "获奖无数，销量第一", "终身保修", "可以给您打八折", "24小时内送达", "免费送给您"},
}

func (g *generator) attributeFacts(b *book, p *catalog.Product, truth, lies slots) {
	palette := map[string][]string{"en": {"red", "green", "purple", "orange", "yellow", "pink", "turquoise"}, "zh": {"红色", "绿色", "紫色", "橙色", "黄色", "粉色"}}[g.locale]
	stuff := map[string][]string{"en": {"silk", "bamboo", "titanium", "cashmere", "velvet", "glass"}, "zh": {"真丝", "竹子", "羊绒", "丝绒", "玻璃", "不锈钢"}}[g.locale]
	if v := p.Attributes["color"]; len(v) == 1 {
		truth["color"] = v[0]
		lies["color"] = g.not(palette, strings.Join(v, " ")+" "+p.Title)
	}
	if v := p.Attributes["material"]; len(v) > 0 {
		truth["material"] = b.and(v)
		lies["material"] = g.not(stuff, strings.Join(v, " ")+" "+p.Title+" "+p.Description)
	}
	if p.Reviews > 0 {
		truth["rating"], truth["reviews"] = rating(p), strconv.Itoa(p.Reviews)
		lies["rating"], lies["reviews"] = strconv.FormatFloat(p.Rating-1.3-float64(g.IntN(8))/10, 'f', 1, 64), strconv.Itoa(p.Reviews+7+g.IntN(5000))
	}
	if v := p.Attributes["size"]; len(v) > 1 && strings.Contains("XS S M L XL XXL", v[0]) {
		truth["sizes"], truth["size"] = b.and(v), v[g.IntN(len(v))]
		lies["size"] = g.not([]string{"XS", "XXL", "XXXL"}, " "+strings.Join(v, " ")+" ")
		lies["sizes"] = b.and(append(slices.Clone(v), lies["size"]))
	}
	if len(p.Highlights) > 0 {
		truth["highlight"] = p.Highlights[0]
	}
	for a, words := range stockSaid[g.locale] {
		if a == p.Availability {
			truth["stock"] = words[g.IntN(len(words))]
		}
	}
	wrong := map[bool]catalog.Availability{true: catalog.OutOfStock, false: catalog.InStock}[p.Availability == catalog.InStock]
	lies["stock"] = stockSaid[g.locale][wrong][0]
	if g.IntN(2) == 0 {
		lies["stock"] = neverTrue[g.locale][g.IntN(len(neverTrue[g.locale]))]
	}
	g.columnFacts(b, p, truth, lies)
}

func (g *generator) columnFacts(b *book, p *catalog.Product, truth, lies slots) {
	columns := make([]string, 0)
	for c := range p.Attributes {
		columns = append(columns, c)
	}
	slices.Sort(columns)
	g.Shuffle(len(columns), func(i, j int) { columns[i], columns[j] = columns[j], columns[i] })
	for _, c := range columns {
		v := p.Attributes[c][0]
		if yes, known := truthOf(v); known {
			truth["feature"], lies["feature"] = b.predicate(c, yes), b.predicate(c, !yes)
			continue
		}
		_, unit := b.unitOf(c)
		n, err := strconv.ParseFloat(v, 64)
		if err != nil || unit == "" || c == "pages" || c == "seats" {
			continue
		}
		wrong := strconv.FormatFloat(n*float64(2+g.IntN(3))+3, 'f', -1, 64)
		said := " of "
		if g.locale == "zh" {
			said = "是"
		}
		article := map[string]string{"en": "a ", "zh": ""}[g.locale]
		truth["column"], lies["column"] = article+b.label(c)+said+b.value(c, v), article+b.label(c)+said+b.value(c, wrong)
	}
}

func truthOf(v string) (bool, bool) { return truth(v) }

func (g *generator) not(all []string, have string) string {
	for range 50 {
		if v := all[g.IntN(len(all))]; !strings.Contains(have, v) && !related(v, have) {
			return v
		}
	}
	return ""
}

// related reports whether a colour is a family of one that stands in have:
// burgundy is red, so "red" would be no lie.
func related(v, have string) bool {
	shades := []string{}
	for _, w := range strings.Fields(have) {
		shades = append(shades, lexicon.Shade(strings.ToLower(w)))
	}
	for _, s := range lexicon.Of(lexicon.Read(have), lexicon.Color) {
		shades = append(shades, s.Value)
	}
	for _, s := range shades {
		sure, border := lexicon.Families(s)
		if slices.Contains(append(slices.Clone(sure), border...), lexicon.Shade(v)) {
			return true
		}
	}
	return false
}

func (g *generator) other(plan *chat.Plan, p *catalog.Product) *catalog.Product {
	for _, h := range plan.Products {
		if h.Product.Price().Amount > p.Price().Amount {
			return h.Product
		}
	}
	return nil
}

// foreignTitle is a title of the shop that the plan does not hold, or one
// that no shop has.
func (g *generator) foreignTitle(plan *chat.Plan) string {
	if g.IntN(4) == 0 {
		invented := map[string][]string{"en": {"Zentrix Pro 9", "Velora Moonlight Gown", "Kestrel Ultra Max", "Harbor & Vane Cloud Sofa"}, "zh": {"**华为Mate60**", "小米手环", "《长夜星河录》", "**云栖月光长裙**"}}[g.locale]
		return invented[g.IntN(len(invented))]
	}
	for {
		t := g.shop[g.IntN(len(g.shop))].Title
		if !slices.ContainsFunc(plan.Products, func(h catalog.Hit) bool {
			return strings.Contains(h.Product.Title, t) || strings.Contains(t, h.Product.Title)
		}) {
			return t
		}
	}
}

func (g *generator) foreignBrand(plan *chat.Plan) string {
	for {
		b := g.shop[g.IntN(len(g.shop))].Brand
		if b != "" && !slices.ContainsFunc(plan.Products, func(h catalog.Hit) bool {
			return strings.Contains(h.Product.Title+h.Product.Brand+h.Product.Description, b)
		}) {
			return b
		}
	}
}

// sentence makes one true sentence, or one with a single slot changed; ok is
// false where the frame does not suit the product.
func (g *generator) sentence(lie bool) (sample, bool) {
	plan := g.plan()
	p := plan.Products[g.IntN(len(plan.Products))].Product
	if !lie && g.IntN(10) == 0 {
		all := strings.Split(map[string]string{"en": plainTrue.en, "zh": plainTrue.zh}[g.locale], "|")
		return sample{plan, all[g.IntN(len(all))], "plain"}, true
	}
	truth, lies := g.facts(plan, p)
	f := frames[g.IntN(len(frames))]
	m := newMould(map[string]string{"en": f.en, "zh": f.zh}[g.locale])
	if !m.usable(truth) {
		return sample{}, false
	}
	kind := "true"
	if lie {
		kind = m.needs[g.IntN(len(m.needs))]
		if lies[kind] == "" || lies[kind] == truth[kind] {
			return sample{}, false
		}
		truth[kind] = lies[kind]
	}
	return sample{plan, m.fill(truth), kind}, true
}

func (g *generator) samples(n int, lie bool) []sample {
	var all []sample
	for len(all) < n {
		if s, ok := g.sentence(lie); ok {
			all = append(all, s)
		}
	}
	return all
}

func TestGateStopsEveryChangedFact(t *testing.T) {
	for _, locale := range []string{"en", "zh"} {
		g := newGenerator(t, locale, 11)
		passed := map[string]int{}
		for _, s := range g.samples(5000, true) {
			if d := g.gate.Answer(s.plan).Check(context.Background(), s.text); d.Reason == Passed {
				passed[s.kind]++
				if passed[s.kind] <= 4 {
					t.Errorf("%s: a sentence with a false %s passed: %q", locale, s.kind, s.text)
				}
			}
		}
		t.Logf("%s: 5000 sentences with a changed fact, passed by kind: %v", locale, passed)
	}
}

func TestGatePassesTrueSentences(t *testing.T) {
	for _, locale := range []string{"en", "zh"} {
		g := newGenerator(t, locale, 23)
		stopped := 0
		why := map[Reason]int{}
		all := g.samples(1000, false)
		for _, s := range all {
			d := g.gate.Answer(s.plan).Check(context.Background(), s.text)
			if d.Reason == Passed && d.Text == s.text {
				continue
			}
			stopped++
			if why[d.Reason]++; why[d.Reason] <= 4 {
				t.Logf("%s stopped (%s at %q): %s", locale, d.Reason, d.At, s.text)
			}
		}
		t.Logf("%s: %d of %d true sentences stopped: %v", locale, stopped, len(all), why)
		if stopped*100 > 3*len(all) {
			t.Errorf("%s: %d of %d true sentences were stopped, want at most 3%%", locale, stopped, len(all))
		}
	}
}

func BenchmarkGate(b *testing.B) {
	for _, locale := range []string{"en", "zh"} {
		g := newGenerator(b, locale, 5)
		all := g.samples(200, false)
		answers := make([]*Answer, len(all))
		for i, s := range all {
			answers[i] = g.gate.Answer(s.plan)
		}
		b.Run("sentence="+locale, func(b *testing.B) {
			i := 0
			for b.Loop() {
				answers[i%len(all)].Check(context.Background(), all[i%len(all)].text)
				i++
			}
		})
		b.Run("facts="+locale, func(b *testing.B) {
			i := 0
			for b.Loop() {
				(&Gate{}).factsOf(all[i%len(all)].plan)
				i++
			}
		})
	}
}
