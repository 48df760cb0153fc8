package lexicon

import (
	"fmt"
	"strings"
	"testing"
)

func brief(spans []Span) string {
	var out []string
	for _, s := range spans {
		v := fmt.Sprint(s.Lo)
		switch {
		case s.Kind == Color || s.Kind == Material || s.Kind == Date:
			v = s.Value
		case s.Hi != s.Lo:
			v = fmt.Sprintf("%v..%v", s.Lo, s.Hi)
		}
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s%s", s.Kind, v, s.Unit, s.Currency)))
	}
	return strings.Join(out, "; ")
}

func TestReadUnderstandsAmountsOfBothLanguages(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"$1,299.50", "money 1299.5 USD"},
		{"eighty dollars", "money 80 USD"},
		{"two hundred and fifty euros", "money 250 EUR"},
		{"ten bucks or 1.5k", "money 10 USD; money 1500 USD"},
		{"300 to 700 dollars", "money 300 USD; money 700 USD"},
		{"$200-$600", "money 200 USD; money 600 USD"},
		{"$5-10", "money 5 USD; money 10 USD"},
		{"half price", "percent 50 off"},
		{"20% off", "percent 20 off"},
		{"16 GB of RAM", "measure 16 gb"},
		{"16gb", "measure 16 gb"},
		{"43-inch TV", "measure 43 in"},
		{"44 in white", "number 44; color white"},
		{"a hundred", "number 100"},
		{"the second one", "ordinal 2"},
		{"the first two", "ordinal 1..2"},
		{"delivered on April 2, 2025", "date 2025-04-02"},
		{"2 Apr", "date --04-02"},
		{"三百以内", "number 300"},
		{"三百五", "number 350"},
		{"1千5", "number 1500"},
		{"1千到2千5", "number 1000; number 2500"},
		{"两千出头", "number 2000"},
		{"1万2", "number 12000"},
		{"十二万", "number 120000"},
		{"二十", "number 20"},
		{"一百零五", "number 105"},
		{"五百块", "money 500 CNY"},
		{"一块五", "money 1.5 CNY"},
		{"三块九毛", "money 3.9 CNY"},
		{"三四百块", "money 300..400 CNY"},
		{"八折", "percent 20 off"},
		{"八五折", "percent 15 off"},
		{"百分之二十", "percent 20"},
		{"1米8", "measure 1.8 m"},
		{"一米八的床", "measure 1.8 m"},
		{"16G以上", "measure 16 g"},
		{"等一下", ""},
		{"四件套", ""},
		{"第二个", "ordinal 2"},
		{"前两台", "ordinal 1..2"},
		{"最后一个", "ordinal -1"},
		{"4月2日签收", "date --04-02"},
		{"¥99", "money 99 CNY"},
		{"100元到200元", "money 100 CNY; money 200 CNY"},
		{"３００元", "money 300 CNY"},
		{"dark blue sofa", "color navy"},
		{"深蓝色的", "color navy"},
		{"白的", "color white"},
		{"红豆", ""},
		{"solid oak", "material oak"},
		{"真皮沙发", "material leather"},
	} {
		if got := brief(Read(c.text)); got != c.want {
			t.Errorf("Read(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func TestRangesReadComparison(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"under $50", "lte -Inf..50"},
		{"no more than two hundred", "lte -Inf..200"},
		{"sofas over $1,000 only", "gte 1000..+Inf"},
		{"between 300 and 700 dollars", "between 300..700"},
		{"around $60", "around 42..78"},
		{"at least 16 GB", "gte 16..+Inf"},
		{"16 GB or more", "gte 16..+Inf"},
		{"not over $150", "lte -Inf..150"},
		{"三百以内", "lte -Inf..300"},
		{"五千以上", "gte 5000..+Inf"},
		{"别超过两千块", "lte -Inf..2000"},
		{"200块左右", "around 140..260"},
		{"两千出头", "around 2000..2600"},
		{"预算500-3000元", "between 500..3000"},
		{"1千到2千5", "between 1000..2500"},
		{"一百元封顶", "lte -Inf..100"},
		{"43 inch", "eq 43..43"},
	} {
		ts := Tokenize(c.text)
		var got []string
		for _, r := range Ranges(c.text, ts, ReadTokens(c.text, ts), Classes(ts)) {
			got = append(got, fmt.Sprintf("%s %v..%v", r.Said, r.Min, r.Max))
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("Ranges(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}
