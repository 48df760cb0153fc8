package nlg

import (
	"context"
	"testing"

	"daogou/catalog"
	"daogou/chat"
)

// wardrobe shows two dresses, the second in navy and reduced from 39.95 to
// 29.95; the talk is about the first.
func wardrobe(locale string) *chat.Plan {
	p := twoDresses()
	p.Locale = locale
	a, b := p.Products[0].Product, p.Products[1].Product
	b.SalePrice = &catalog.Money{Amount: 2995, Currency: "USD"}
	b.Attributes["color"] = []string{"navy"}
	if locale == "zh" {
		p.Filters = []catalog.Filter{catalog.Bound("price", catalog.Lte, 30000)}
		p.Said = "三百以内的红裙子"
		for i, d := range []*catalog.Product{a, b} {
			d.Locale, d.Brand, d.Title, d.Category = "zh", "南栀", []string{"南栀 春山连衣裙", "南栀 花信连衣裙"}[i], []string{"服饰", "连衣裙"}
			d.Highlights = []string{"有口袋"}
			d.Attributes = map[string][]string{"color": {[]string{"红色", "藏青"}[i]}, "material": {"雪纺"}, "size": {"S", "M", "L"}, "waterproof": {"否"}, "weight_kg": {"0.4"}}
			d.ListPrice = catalog.Money{Amount: []int64{29900, 25900}[i], Currency: "CNY"}
		}
		b.SalePrice = &catalog.Money{Amount: 19900, Currency: "CNY"}
	}
	return p
}

var falsehoods = map[string][]string{
	"en": {
		"The Oakline Tilda Dress costs $49.90.", "The Marisol is $29.95 and the Tilda $49.90.", "Tilda is red.",
		"The Oakline Marisol Dress is now $39.90, down from $49.90.", "You save $20 on the Tilda Dress.", "Both are 30% off.",
		"The Marisol Dress has 21 reviews.", "It weighs 4 kg.", "The Marisol comes in XL.", "Only two left!",
		"We have five of the Marisol left in stock.", "Get the Zentrix dress.", "It's made of silk.", "It is fully waterproof.",
		"I can give you ten percent off.", "Order now and get it tomorrow.", "Free shipping on this one.", "The Marisol Dress is rated 4.9.",
		"Use FIG20 at checkout.", "I'll throw in a scarf for free.", "Returns are free for 60 days.", "The Tilda Dress is out of stock.",
		"The Marisol Dress weighs 900 grams.", "It costs forty dollars.", "Prices start at $19.", "Marisol: $39.95.", "There are 14 dresses in red.",
		"The dress was made in Italy.", "Oakline Bram Dress is another option.", "It will arrive by Friday.", "It's the best-selling dress.",
		"The Marisol Dress is $10 cheaper than the Tilda.", "Call 555-0199 to order.", "It has a 2-year warranty.", "The Tilda Dress has 3 pockets.",
		"It also comes in green and size 42.", "You'd pay nothing for it.", "For you it's on the house.", "I've put it in your cart.",
		"Your order has shipped.", "The Marisol Dress is machine washable.", "It costs half as much as the Tilda.", "It's cheaper than the Tilda.",
		"We'll match any price you find.", "As a VIP you get it for less.", "The Tilda Dress sold 500 pieces last week.", "It is dry clean only.",
		"The sale ends tonight.", "It's twice as expensive as the Tilda.", "The price is €49.90.", "Sizes run from XS to XL.", "It was $80 last week.", "Everything is free today!",
		"The top industries impacted by artificial intelligence are healthcare, finance and transport.", "To rename all files, open a terminal and type a command.",
		"Here is a poem about the sea and its waves.", "Mix the flour with two eggs and bake it.", "import requests", "subprocess.call([\"scp\", \"shot.jpg\"])", "while True:",
		"eht ni kool a ekaT.", "Das Kleid gibt es in zwei Farben.",
	},
	"zh": {
		"南栀 花信连衣裙要299元。", "春山199元，花信299元。", "花信是红色的。", "这款原价三百九十九元。", "花信能省80元。", "两款都打七折。", "春山有21条评价。", "它重4公斤。",
		"春山有XL码。", "仅剩2件。", "它是真丝的。", "这款防水。", "可以给您打九折。", "今天下单明天到。", "这款包邮。", "春山评分4.9。", "用优惠码FIG20结算。", "送您一条围巾，免费的。",
		"60天内都可以退。", "花信已经售罄。", "它重900克。", "它只要四十元。", "价格从99元起。", "红色的一共有14款。", "意大利原产。", "周五之前送到。", "这是店里销量第一的裙子。",
		"春山比花信便宜100元。", "春山比花信便宜。", "花信比春山贵。", "保修两年。", "已经帮您加入购物车。", "您的订单已发货。", "它可以机洗。", "价格只有花信的一半。", "华为的裙子也不错。",
		"不用付钱就能拿走。", "它是花信的两倍价格。", "活动截止到今晚。", "今天所有商品免费！", "量子力学研究微观粒子的运动规律。", "首先打开终端，然后输入命令。", "从前有一个国王住在城堡里。", "把面粉和两个鸡蛋搅拌均匀后烘烤。", "请投票支持另一个党派。", "尺码从XS到XXL都有。", "还有绿色可选。", "**云栖月光裙**也很合适。", "《长夜星河》也值得看。", "南栀 晚风连衣裙也很好看。",
	},
}

var truths = map[string][]string{
	"en": {
		"The Oakline Tilda Dress, reduced from $39.95 to $29.95, saves you $10.", "The Marisol is $49.90, the Tilda $29.95, so the Tilda is $19.95 cheaper.",
		"Both are viscose.", "Both come in S, M and L.", "It weighs 0.4 kg, or 400 grams.", "Two dresses fit your $60 budget.", "The first is red, the second navy.",
		"4.6 out of 5 from 212 shoppers speaks for it.", "The Tilda is on sale at $29.95.", "Neither is waterproof.", "Which size do you need?",
		"I can't offer a discount.", "Together they come to $79.85.", "The Marisol has side pockets, handy for keys.", "A size M should suit most.",
		"I'd pick the Tilda for its price.", "It is lighter than you would think.", "The facts do not say whether it can be machine washed.",
		"Both are in stock.", "Both by Oakline.", "The Tilda is cheaper than the Marisol.", "It keeps to your limit of $60.",
		"If you want something that works for both the office and a weekend picnic, the Marisol is a safe bet.",
		"Its red colour makes it an easy pick for a summer party.", "Viscose drapes nicely and feels cool on warm days.",
		"Let me know if you would like to compare the two side by side.", "Of the two, the Tilda leaves a little more room in your budget.",
		"The Marisol has the edge if pockets matter to you.", "Since you asked for red, the Marisol comes first.",
		"Shall I look for something with long sleeves instead?", "Both are simple, easy to wear and kind to the purse.",
		"Happy to narrow it down further.", "It pairs well with flat sandals or a light cardigan.",
		"For a wedding guest on a budget, either would do nicely.", "I'd start with the Marisol: the pockets are a small luxury you will use every day.",
		"The Tilda is the thriftier choice.", "You can't go wrong with either.", "Tell me the occasion and I can be more specific.",
		"Hello! What are you looking for today?", "I'm doing well, thank you for asking.", "That made me smile, thank you!",
	},
	"zh": {
		"南栀 花信连衣裙从259元降到199元，省60元。", "春山299元，花信199元，差100元。", "两款都是雪纺的。", "两款都有S、M和L码。", "它重0.4公斤，也就是400克。", "三百元以内的有两款。",
		"第一款是红色，第二款是藏青。", "评分4.6，有212条评价。", "花信现在特价199元。", "两款都不防水。", "您需要什么尺码？", "价格我改不了，也没有优惠码。", "两件一共498元。",
		"如果您想要上班和周末都能穿的，春山会是稳妥的选择。", "红色很衬肤色，夏天聚会穿也亮眼。", "雪纺面料垂坠感好，天热穿着也清爽。", "想再看看长袖的款式吗？",
		"两款里花信更省预算。", "如果您在意口袋，春山更合适。", "您想要红色，所以先推荐春山。", "两款都简单好穿，不挑场合。", "需要我再缩小一下范围吗？",
		"预算有限的话，选花信就很好。", "告诉我什么场合穿，我可以说得更具体。", "怎么选都不会错。", "您好！今天想找点什么？", "我很好，谢谢您的关心。",
		"春山有口袋，放手机方便。", "M码适合大多数人。", "看价格我会选花信。", "资料里没有写能不能机洗。", "两款都有货。", "都是南栀的。", "花信比春山便宜。", "一百九十九元就能买到花信。",
	},
}

func TestGateOnSentencesByHand(t *testing.T) {
	ctx := context.Background()
	for _, locale := range []string{"en", "zh"} {
		check := func(s string) Decision {
			a := (&Gate{}).Answer(wardrobe(locale))
			a.Check(ctx, map[string]string{"en": "The Oakline Marisol Dress is nice.", "zh": "南栀 春山连衣裙很好看。"}[locale])
			return a.Check(ctx, s)
		}
		for _, s := range falsehoods[locale] {
			if d := check(s); d.Reason == Passed {
				t.Errorf("passed, though it is false: %s", s)
			}
		}
		for _, s := range truths[locale] {
			if d := check(s); d.Reason != Passed {
				t.Errorf("stopped (%s at %q), though it is true: %s", d.Reason, d.At, s)
			}
		}
	}
}

func TestForeignAddressesAndMarkupVanish(t *testing.T) {
	p := twoDresses()
	p.Products[0].Product.Link = "https://shop.example/p/a"
	for text, want := range map[string]string{
		"See [the dress](https://shop.example/p/a).":               "See [the dress](https://shop.example/p/a).",
		"See [the dress](https://evil.example/p/a).":               "See the dress.",
		"Nice <b>dress</b><script>alert(1)</script>.":              "Nice dress.",
		"![x](https://evil.example/x.png) Nice.":                   " Nice.",
		"Go to www.evil.example/login now.":                        "Go to  now.",
		"`code` and # no heading":                                  "code and # no heading",
		"<img src=x onerror=alert(1)>":                             "",
		"[click](javascript:alert(1))":                             "click",
		"It costs $49.90, about as much as a good dinner for one.": "It costs $49.90, about as much as a good dinner for one.",
	} {
		a := (&Gate{}).Answer(p)
		if got := plainMarkup(text, a.facts.links); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestASentenceThatLosesItsAddressIsNotSaid(t *testing.T) {
	for _, c := range []struct {
		text string
		hole bool
	}{
		{"See https://evil.example/x for more.", true},
		{"See evil.com for more.", true},
		{"See [](https://evil.example) for more.", true},
		{"It is made of [fine wool](https://evil.example).", false},
		{"It costs $40.", false},
	} {
		if got := leavesHole(c.text, nil); got != c.hole {
			t.Errorf("%q: got %v, want %v", c.text, got, c.hole)
		}
	}
}
