package nlu

import (
	"context"
	"testing"

	"daogou/chat"
)

// TestChineseWordings reads everyday wordings of one class each, against shops
// whose words no data file knows.
func TestChineseWordings(t *testing.T) {
	melody := New(loadShop(t, "testdata/shops/melody"))
	zahuo := New(loadShop(t, "testdata/shops/zahuo"))
	for _, c := range []struct {
		name   string
		reader *Builtin
		say    string
		want   string
	}{
		{"从高往低", melody, "吉他按价格从高往低给我排一排", "search | category=吉他 | price_desc"},
		{"贵的放前头", melody, "电钢琴，贵的放前头", "search | category=电钢琴 | price_desc"},
		{"价钱从小到大", zahuo, "狗粮按价钱从小到大", "search | category=狗粮 | price_asc"},
		{"按评分高低", melody, "口红按评分高低排", "search | category=口红 | rating_desc"},
		{"量的最高级", zahuo, "最轻的电钻", "search | category=电钻 | weight_kg_asc"},
		{"列名加方向", zahuo, "猫粮按重量从大到小", "search | category=猫粮 | weight_kg_desc"},
		{"最安静", zahuo, "最安静的饮水机", "search | category=饮水机 | noise_db_asc"},
		{"封顶", melody, "一千封顶，要把吉他", "search | category=吉他 price<=100000"},
		{"过了就不行", zahuo, "狗粮，超过两百不行", "search | category=狗粮 price<=20000"},
		{"符号", melody, "口红 ≤100", "search | category=口红 price<=10000"},
		{"别过", zahuo, "坚果别过七十", "search | category=坚果 price<=7000"},
		{"短横是区间不是单号", melody, "吉他预算500-900", "search | category=吉他 price<=90000 price>=50000"},
		{"一个字的中心词", melody, "看看琴", "search | category=电子琴,电钢琴"},
		{"的在名字中间", zahuo, "遛狗的绳子", "search | category=牵引绳"},
		{"别的货的一部分", zahuo, "有没有睡袋", "out_of_scope | not_sold"},
		{"别的货带价钱", zahuo, "三百以内的冰箱", "out_of_scope | not_sold"},
		{"描述不是名字", melody, "尤克里里琴包有吗", "search | category=琴包 compatible_with=尤克里里"},
		{"问在后半句", melody, "想自学吉他，有琴弦卖吗", "search | category=琴弦 compatible_with=吉他"},
		{"否定的是前面的特点", zahuo, "没有异味的猫砂盆", "search | category=猫砂盆"},
		{"一连串都不要", zahuo, "猫粮狗粮都不看，就看项圈", "search | category!=狗粮 category!=猫粮 category=项圈"},
		{"推一个", melody, "五百以内，你看着给我推一个", "recommend | price<=50000"},
		{"一个字的颜色", melody, "黑吉他", "search | category=吉他 color=黑色"},
		{"一个字的颜色是词的一部分", melody, "口红", "search | category=口红"},
		{"空格当逗号", melody, "给我看看吉他 不要红色的", "search | category=吉他 color!=红色"},
		{"别太大说的只是大小", melody, "吉他 不要太大 黑色", "search | category=吉他 color=黑色 | body_size_in_asc"},
		{"还没给看就比", melody, "吉他，轻一点的", "search | category=吉他 | weight_kg_asc"},
		{"已经有的", melody, "已经有吉他了，要个琴包", "search | category!=吉他 category=琴包 compatible_with=吉他"},
		{"颜色两个字", melody, "要白颜色的电钢琴", "search | category=电钢琴 color=白色"},
		{"海外寄送", melody, "我在新加坡，能寄过来吗", "policy | shipping"},
		{"坏了咋办", melody, "用着用着坏了咋办", "policy | warranty"},
		{"不合适能退吗", zahuo, "买回去不合适能退吗", "policy | return"},
		{"顺丰包邮不", zahuo, "顺丰包邮不", "policy | shipping"},
		{"开发票", zahuo, "能开发票吗", "policy | payment"},
		{"客服钟点", zahuo, "客服上班到几点", "policy | buy"},
		{"讲价", zahuo, "便宜两块行不", "policy | coupon"},
	} {
		r, err := c.reader.Understand(context.Background(), chat.Utterance{Text: c.say}, &chat.State{})
		if err != nil {
			t.Fatal(err)
		}
		if got := describe(r); got != c.want {
			t.Errorf("%s: %q reads as %q, want %q", c.name, c.say, got, c.want)
		}
	}
}

// TestChineseTurns reads the last of several turns, by act and what it refers to.
func TestChineseTurns(t *testing.T) {
	zahuo := New(loadShop(t, "testdata/shops/zahuo"))
	for _, c := range []struct {
		name  string
		turns []string
		want  string
		card  int // of those shown, from 1, that is meant; 0: none, or not told
	}{
		{"最上面那个", []string{"狗粮", "最上面那个多重"}, "detail", 1},
		{"末尾那款", []string{"狗粮", "末尾那款多少钱"}, "detail", 3},
		{"几号", []string{"猫粮", "2号啥口味"}, "detail", 2},
		{"颜色加价钱", []string{"牵引绳", "红的卖多少"}, "detail", 1},
		{"便宜的那个", []string{"电钻", "便宜的那个多重"}, "detail", 2},
		{"列表之后问价", []string{"牵引绳", "多少钱"}, "detail", 0},
		{"这根也要", []string{"牵引绳", "第一个多少钱", "这根也要"}, "cart | add 0", 1},
		{"加的是别的货", []string{"狗粮", "第一个加购", "还要一个项圈"}, "search | category=项圈", 0},
		{"量词不是货", []string{"狗粮", "第一个加购", "加到三袋"}, "cart | set 3", 0},
		{"几个里没说哪个", []string{"狗粮", "放进购物车"}, "cart | add 0", 0},
		{"数量后面是名字", []string{"猫粮", "往购物车放两盒栗子苏打饼干"}, "cart | add 2", 0},
		{"抢钱", []string{"狗粮", "这价抢钱呢，往下降降"}, "refine | price<=26799", 0},
		{"倒过来", []string{"狗粮按重量从大到小", "倒过来"}, "refine | weight_kg_asc", 0},
		{"尺码不是英文", []string{"项圈", "M码"}, "refine | size=M", 0},
	} {
		st := &chat.State{Locale: "zh"}
		var r chat.Reading
		var shown []string
		for _, say := range c.turns {
			shown = st.Shown
			r, _ = zahuo.Understand(context.Background(), chat.Utterance{Text: say, Locale: "zh"}, st)
			st.Apply(r)
			follow(st, r, zahuo.Vocabulary())
		}
		if got := describe(r); got != c.want || r.Locale != "zh" {
			t.Errorf("%s: %q reads as %q in %s, want %q", c.name, c.turns, got, r.Locale, c.want)
		}
		if c.card > 0 && (len(r.Refers) != 1 || r.Refers[0] != shown[c.card-1]) {
			t.Errorf("%s: %q refers to %v, want %s", c.name, c.turns, r.Refers, shown[c.card-1])
		}
	}
}

// TestEnglishWordings is TestChineseWordings in English.
func TestEnglishWordings(t *testing.T) {
	green := New(loadShop(t, "testdata/shops/green"))
	for _, c := range []struct{ name, say, want string }{
		{"no apostrophe", "lawn mower, dont want to spend over 400", "search | category=Lawn Mowers price<=40000"},
		{"what somebody has", "he already has a spade, show me lawn mowers", "search | category!=Spades & Forks category=Lawn Mowers"},
		{"a material's kinds", "no steel secateurs", "search | category=Pruners material!=carbon steel"},
		{"compared before anything was shown", "a lighter lawn mower", "search | category=Lawn Mowers | weight_kg_asc"},
		{"the price of a service", "how much is shipping?", "policy | shipping"},
		{"no range of 46 inches", "a lawn mower, I'm 70 inches tall", "search | category=Lawn Mowers"},
	} {
		r, err := green.Understand(context.Background(), chat.Utterance{Text: c.say}, &chat.State{})
		if err != nil {
			t.Fatal(err)
		}
		if got := describe(r); got != c.want {
			t.Errorf("%s: %q reads as %q, want %q", c.name, c.say, got, c.want)
		}
	}
}

// TestPointedAtByWhatIsCompared reads "the cheaper one" and "the lighter one" after a
// comparison of two.
func TestPointedAtByWhatIsCompared(t *testing.T) {
	green := New(loadShop(t, "testdata/shops/green"))
	two := []string{"g101", "g102"}
	for say, want := range map[string]string{
		"put the cheaper one in my cart":        "g101",
		"the dearer one, is it heavy?":          "g102",
		"add the lighter one to my cart":        "g101",
		"I'll take the heavier one":             "g102",
		"把轻的那个加购物车":                             "g101",
		"贵的那个有货吗":                               "g102",
		"put the lighter of the two in my cart": "g101",
	} {
		r, err := green.Understand(context.Background(), chat.Utterance{Text: say}, &chat.State{Act: chat.Compare, Subject: chat.Search, Shown: two, Focus: two})
		if err != nil {
			t.Fatal(err)
		}
		if len(r.Refers) != 1 || r.Refers[0] != want {
			t.Errorf("%q refers to %v, want %s", say, r.Refers, want)
		}
	}
}
