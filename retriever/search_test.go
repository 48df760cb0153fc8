package retriever

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"daogou/catalog"
)

// kindOf is a product's deepest category.
func kindOf(p *catalog.Product) string { return p.Category[len(p.Category)-1] }

// Each of these was missed by some shop's search: one- and two-character
// queries by bleve's cjk analyser, 蝶 by typesense (#2085), mixed scripts, slips
// and pinyin by most.
func TestEachQueryFindsWhatIsThere(t *testing.T) {
	for _, c := range []struct{ shop, query, field, want string }{
		{"zh", "裙", "category", "连衣裙"},
		{"zh", "鞋", "category", "鞋靴"},
		{"zh", "红裙子", "category", "连衣裙"},
		{"zh", "沙发", "category", "沙发"},
		{"zh", "沙法", "category", "沙发"},
		{"zh", "連衣裙", "category", "连衣裙"},
		{"zh", "lianyiqun", "category", "连衣裙"},
		{"zh", "lyq", "category", "连衣裙"},
		{"zh", "niuzaiku", "category", "牛仔裤"},
		{"zh", "shouji ke", "category", "手机壳"},
		{"zh", "我想要一条牛仔裤", "category", "牛仔裤"},
		{"zh", "ｓｏｆａ", "category", "沙发"},
		{"en", "tshirt", "category", "T-Shirts"},
		{"en", "t shirt", "category", "T-Shirts"},
		{"en", "T-shirts", "category", "T-Shirts"},
		{"en", "headfones", "category", "Headphones"},
		{"en", "watterproof jakcet", "waterproof", "yes"},
		{"en", "couch", "category", "Sofas"},
		{"en", "沙发", "category", "Sofas"},
		{"en", "noise cancelling", "category", "Headphones"},
		{"zh", "灯", "category", "灯具"}, {"zh", "包", "category", "箱包"}, {"zh", "床", "category", "床 床垫 四件套"}, {"zh", "表", "category", "手表 智能手表"},
		{"zh", "毛衣", "category", "毛衣"}, {"zh", "耳机", "category", "头戴耳机 无线耳塞"}, {"zh", "手機殼", "category", "手机壳"}, {"zh", "蓝牙耳機", "category", "头戴耳机 无线耳塞"},
		{"zh", "红色连衣裙", "color", "红色"}, {"zh", "黑色 靴子", "color", "黑色"},
		{"zh", "shafa", "category", "沙发"}, {"zh", "taideng", "category", "台灯"}, {"zh", "yundongxie", "category", "运动鞋"}, {"zh", "chuang lian", "category", "窗帘"},
		{"zh", "nzk", "category", "牛仔裤"}, {"zh", "sjk", "category", "手机壳"}, {"zh", "bjbdn", "category", "笔记本电脑"}, {"zh", "ydx", "category", "运动鞋"},
		{"zh", "连衣群", "category", "连衣裙"}, {"zh", "牛仔库", "category", "牛仔裤"}, {"zh", "窗连", "category", "窗帘"}, {"zh", "毛一", "category", "毛衣"},
		{"en", "ear buds", "category", "Earbuds"}, {"en", "smart watch", "category", "Smartwatches"}, {"en", "powerbank", "category", "Power Banks"},
		{"en", "back pack", "category", "Backpacks"}, {"en", "head phones", "category", "Headphones"}, {"en", "rain coat", "category", "Raincoats"},
		{"en", "hand bag", "category", "Handbags"}, {"en", "book case", "category", "Bookcases"}, {"en", "floorlamp", "category", "Floor Lamps"},
		{"en", "dreses", "category", "Dresses"}, {"en", "lapotp", "category", "Laptops"}, {"en", "sweter", "category", "Sweaters"},
		{"en", "matress", "category", "Mattresses"}, {"en", "candel", "category", "Candles"}, {"en", "jaket", "category", "Jackets"}, {"en", "sneekers", "category", "Sneakers"},
		{"en", "cussion", "category", "Cushions"}, {"en", "hoddie", "category", "Hoodies"}, {"en", "wirless keybord", "category", "Keyboards"},
	} {
		x := shopIndex(t, c.shop)
		res := find(t, x, catalog.Query{Text: c.query, Limit: 3})
		if len(res.Hits) == 0 {
			t.Errorf("%s %q: nothing", c.shop, c.query)
			continue
		}
		want := catalog.Where(c.field, catalog.Eq, c.want)
		for _, h := range res.Hits {
			if !want.Fits(h.Product) && !strings.Contains(c.want, kindOf(h.Product)) && !strings.HasSuffix(kindOf(h.Product), c.want) {
				t.Errorf("%s %q: got %s, want %s%s", c.shop, c.query, kindOf(h.Product), want, describe(res.Hits))
				break
			}
		}
	}
}

// What one character, a model's number or a mark may hide.
func TestShortQueriesFindWhatIsThere(t *testing.T) {
	x := open(t, []*catalog.Product{named("case", "iPhone15保护壳 透明"), named("old", "iPhone14保护壳 透明"), named("pro", "iPhone 15 Pro Max 手机"),
		named("clip", "蝴蝶结发夹"), named("tea", "蝶豆花茶"), named("fish", "大黄鱼"), named("skirt", "百褶裙"), named("boot", "雨鞋"), named("dress", "大红裙子"),
		named("tee", "Cotton T-Shirt"), named("deck", "DeckOver Coating 1 gal."), named("wire", "12-Gauge Wire")})
	for query, want := range map[string]string{
		"蝶": "clip tea", "裙": "dress skirt", "鞋": "boot", "红裙子": "dress", "紅裙子": "dress", "蝴蝶": "clip", "iphone 15": "case pro", "iphone15": "case pro",
		"ｉＰｈｏｎｅ１５": "case pro", "iphone15保护壳": "case", "苹果15壳": "case", "t shirt": "tee", "tshirt": "tee", "t-shirts": "tee", "deck over": "deck", "deckover": "deck",
		"1gal": "deck", "12 ga": "wire", "hudiejie": "clip", "hdj": "",
	} {
		first := ""
		if res := find(t, x, catalog.Query{Text: query}); len(res.Hits) > 0 {
			first = res.Hits[0].Product.ID
		}
		if !slices.Contains(strings.Fields(want), first) && (want != "" || first != "") {
			t.Errorf("%q: got %q first, want %q", query, first, want)
		}
	}
}

func TestNothingIsBetterThanNoise(t *testing.T) {
	for shop, queries := range map[string][]string{
		"en": {"lawn mowers", "xyzzy"},
		"zh": {"割草机", "机油", "蝶"},
	} {
		for _, q := range queries {
			if res := find(t, shopIndex(t, shop), catalog.Query{Text: q}); len(res.Hits) > 0 {
				t.Errorf("%s %q: want nothing, got%s", shop, q, describe(res.Hits))
			}
		}
	}
}

// Trash cans, well pumps and what goes over the range are called by words that
// elsewhere are talk.
func TestWordsOfTalkThatNameGoods(t *testing.T) {
	x := open(t, []*catalog.Product{named("can", "Steel Trash Can"), named("bag", "Trash Bags"), named("pump", "1/2 HP Well Pump"),
		named("sump", "1/2 HP Sump Pump"), named("over", "Over the Range Microwave"), named("range", "Range with Microwave"),
		named("killer", "Weed Killer Concentrate"), named("weed", "Weed Barrier")})
	for query, want := range map[string]string{
		"trash can": "can", "well pump": "pump", "over the range microwave": "over",
		"weedkiller": "killer", "weed killr": "killer", "trashcan": "can",
	} {
		if res := find(t, x, catalog.Query{Text: query}); len(res.Hits) == 0 || res.Hits[0].Product.ID != want {
			t.Errorf("%q: want %s first, got%s", query, want, describe(res.Hits))
		}
	}
}

func TestABrandsGoodsNeedNotMatchTheText(t *testing.T) {
	brand := []catalog.Filter{catalog.Where("brand", catalog.Eq, "Halden")}
	if res := find(t, shopIndex(t, "en"), catalog.Query{Text: "living room", Filters: brand}); res.Total == 0 {
		t.Error("nothing of a brand for words that no title has")
	}
	if res := find(t, shopIndex(t, "en"), catalog.Query{Text: "lawn mower", Filters: brand, Strict: true}); res.Total != 0 {
		t.Errorf("mowers: got%s", describe(res.Hits))
	}
}

func TestAShoeRackIsNoShoe(t *testing.T) {
	for _, h := range find(t, shopIndex(t, "en"), catalog.Query{Text: "red shoe rack"}).Hits {
		if h.Product.Category[0] == "Shoes" {
			t.Errorf("%s is a shoe", h.Product.Title)
		}
	}
}

func TestSpellingIsDisclosed(t *testing.T) {
	x := shopIndex(t, "en")
	if res := find(t, x, catalog.Query{Text: "headfones"}); res.Corrected != "headphones" {
		t.Errorf("corrected %q, want headphones", res.Corrected)
	}
	if res := find(t, x, catalog.Query{Text: "headphones"}); res.Corrected != "" {
		t.Errorf("corrected %q of what was right", res.Corrected)
	}
}

func TestDimensionsMatchHoweverWritten(t *testing.T) {
	x := open(t, []*catalog.Product{
		named("board", "Birch Plywood 4 ft. x 8 ft."), named("other", "Birch Plywood 2 ft. x 4 ft."), named("z", "Birch Stool"),
		named("wire", "Copper Wire, 12-Gauge"), named("thin", "Copper Wire, 18-Gauge"),
		named("pipe", "1/2 in. x 100 ft. PEX Pipe"), named("wide", "3/4 in. x 100 ft. PEX Pipe"),
		named("paint", "White Paint 1 gal."), named("much", "White Paint 5 gal."),
		named("saw", "15-Amp 7-1/4 in. Circular Saw"), named("small", "15-Amp 6-1/2 in. Circular Saw"),
		named("six", "6 ft. x 8 ft. Fence Panel"), named("four", "4 ft. x 6 ft. Fence Panel 6 in. Gap"),
	})
	for query, want := range map[string]string{
		"4x8 plywood": "board", "plywood 4' x 8'": "board", "4'x8' plywood": "board", "plywood 4 by 8": "board", "4 ft. x 8 ft. plywood": "board",
		"4ft x 8ft plywod": "board", "plywood 2x4": "other", "12 ga wire": "wire", "12-gauge wire": "wire", "12ga wire": "wire", "18 gauge copper": "thin",
		"1/2 inch pex": "pipe", "1/2 in pex": "pipe", `1/2" pex`: "pipe", "3/4-inch pex pipe": "wide", "1gal paint": "paint", "paint 1 gallon": "paint",
		"5 gal white paint": "much", "7 1/4 circular saw": "saw", `6-1/2" saw`: "small", "15 amp saw 6 1/2 inch": "small", "fence panel 6'x8'": "six",
	} {
		if res := find(t, x, catalog.Query{Text: query}); len(res.Hits) == 0 || res.Hits[0].Product.ID != want {
			t.Errorf("%q: want %s first, got%s", query, want, describe(res.Hits))
		}
	}
}

func TestSlipsAreMended(t *testing.T) {
	x := open(t, []*catalog.Product{named("fence", "White Vinyl Fence"), named("faucet", "Kitchen Faucet"), named("toilet", "Elongated Toilet"),
		named("lattice", "Lattice Panel"), named("drill", "Cordless Drill"), named("battery", "Lithium Batteries"), named("bath", "Bathtub")})
	for query, want := range map[string]string{
		"vynal fence": "fence", "fawcet": "faucet", "toliet": "toilet", "latice": "lattice", "cordles drill": "drill",
		"lithum batteris": "battery", "elongatd tiolet": "toilet", "bath tub": "bath", "bathtub": "bath",
	} {
		if res := find(t, x, catalog.Query{Text: query}); len(res.Hits) == 0 || res.Hits[0].Product.ID != want {
			t.Errorf("%q: want %s first, got%s", query, want, describe(res.Hits))
		}
	}
}

func TestWordsThatAreJoinedOrNot(t *testing.T) {
	x := open(t, []*catalog.Product{named("a", "Behr DeckOver Coating"), named("b", "Deck Over Everything"), named("c", "Garden Chair")})
	for _, q := range []string{"deck over", "deckover"} {
		res := find(t, x, catalog.Query{Text: q})
		if res.Total != 2 {
			t.Errorf("%q: want a and b, got%s", q, describe(res.Hits))
		}
	}
}

// "Goes well with red shoes" makes no dress a shoe, and a case for a phone is
// no phone.
func TestWhatAThingIsCountsMoreThanWhatItIsFor(t *testing.T) {
	dress := named("dress", "Linen Dress")
	dress.Description = "Goes well with red shoes. Red shoes, red shoes!"
	cover := named("cover", "Cover for Nova Phone Nova Phone")
	x := open(t, []*catalog.Product{dress, named("shoes", "Red Leather Shoes"), cover, named("phone", "Nova Smart Phone")})
	for query, want := range map[string]string{"red shoes": "shoes", "phone": "phone"} {
		if res := find(t, x, catalog.Query{Text: query}); len(res.Hits) == 0 || res.Hits[0].Product.ID != want {
			t.Errorf("%q: want %s first, got%s", query, want, describe(res.Hits))
		}
	}
}

func TestSharesSumToOne(t *testing.T) {
	x := shopIndex(t, "en")
	for _, q := range []catalog.Query{
		{Text: "red dress"}, {Text: "sofa", Filters: []catalog.Filter{catalog.Bound("price", catalog.Lte, 100_000)}},
		{Filters: []catalog.Filter{catalog.Where("color", catalog.Eq, "red")}}, {}, {Like: []string{"p10001"}},
	} {
		for _, h := range find(t, x, q).Hits {
			sum := 0.0
			for _, s := range h.Why {
				sum += s.Share
			}
			if math.Abs(sum-1) > 1e-9 {
				t.Errorf("%+v: shares %v sum to %v", q, h.Why, sum)
			}
		}
	}
}

func TestSameQuestionSameAnswer(t *testing.T) {
	a, b := open(t, readShop(t, "en")), open(t, readShop(t, "en"))
	for _, q := range []string{"red dress", "waterproof jacket men", "headfones", "lamp"} {
		x, y := find(t, a, catalog.Query{Text: q}), find(t, b, catalog.Query{Text: q})
		if !slices.EqualFunc(x.Hits, y.Hits, func(p, q catalog.Hit) bool { return p.Product.ID == q.Product.ID && p.Score == q.Score }) {
			t.Errorf("%q: two indexes of one shop differ:%s%s", q, describe(x.Hits), describe(y.Hits))
		}
		if !reflect.DeepEqual(x.Facets, y.Facets) {
			t.Errorf("%q: facets differ", q)
		}
	}
}

func TestOrdersAreExact(t *testing.T) {
	products := readShop(t, "en")
	x := shopIndex(t, "en")
	for _, sort := range []catalog.Sort{catalog.PriceAsc, catalog.PriceDesc, catalog.RatingDesc,
		catalog.OrderBy("weight_kg", false), catalog.OrderBy("weight_kg", true), catalog.OrderBy("battery_life_h", true), catalog.OrderBy("no_such_field", true)} {
		for _, filters := range [][]catalog.Filter{nil, {catalog.Where("category", catalog.Eq, "Dresses")}, {catalog.Where("availability", catalog.Eq, "in_stock")}} {
			res := find(t, x, catalog.Query{Sort: sort, Filters: filters, Limit: 20})
			want := sorted(products, filters, sort)[:len(res.Hits)]
			for i, h := range res.Hits {
				if h.Product.ID != want[i] {
					t.Errorf("%s %v: place %d is %s, want %s", sort, filters, i+1, h.Product.ID, want[i])
					break
				}
			}
		}
	}
}

func sorted(products []*catalog.Product, filters []catalog.Filter, by catalog.Sort) []string {
	var fit []*catalog.Product
	for _, p := range products {
		if catalog.FitsAll(p, filters) {
			fit = append(fit, p)
		}
	}
	slices.SortFunc(fit, by.Compare)
	var ids []string
	for _, p := range fit {
		ids = append(ids, p.ID)
	}
	return ids
}

func TestVariantsShareACardWhereThereAreOthers(t *testing.T) {
	res := find(t, shopIndex(t, "en"), catalog.Query{Filters: []catalog.Filter{catalog.Where("category", catalog.Eq, "Dresses")}, Limit: 8})
	seen := map[string]bool{}
	for _, h := range res.Hits {
		if g := h.Product.Group; g != "" && seen[g] {
			t.Errorf("two variants of %s among %d that fit%s", g, res.Total, describe(res.Hits))
		} else {
			seen[g] = true
		}
	}
}

func TestWhatCantBeBoughtComesLastUnlessNamed(t *testing.T) {
	gone := named("gone", "Walnut Desk Aurora")
	gone.Availability = catalog.OutOfStock
	gone.Rating, gone.Reviews = 5, 5000
	x := open(t, []*catalog.Product{gone, named("a", "Oak Desk"), named("b", "Pine Desk")})
	if res := find(t, x, catalog.Query{Text: "desk"}); res.Hits[len(res.Hits)-1].Product.ID != "gone" {
		t.Errorf("want gone last, got%s", describe(res.Hits))
	}
	if res := find(t, x, catalog.Query{Text: "walnut desk aurora"}); res.Hits[0].Product.ID != "gone" {
		t.Errorf("named: want gone first, got%s", describe(res.Hits))
	}
}

// shopIndex is an index of a test shop, shared by the tests that only read.
func shopIndex(t testing.TB, shop string) *Index {
	t.Helper()
	if x := shopIndexes[shop]; x != nil {
		return x
	}
	products := readShop(t, shop)
	x, err := Open("", Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Apply(context.Background(), products, nil, 1); err != nil {
		t.Fatal(err)
	}
	if err := x.Train(context.Background()); err != nil {
		t.Fatal(err)
	}
	shopIndexes[shop] = x
	return x
}

var shopIndexes = map[string]*Index{}

func ids(hits []catalog.Hit) string {
	var all []string
	for _, h := range hits {
		all = append(all, h.Product.ID)
	}
	return fmt.Sprint(all)
}
