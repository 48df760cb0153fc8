package llm

import (
	"strings"
	"testing"
)

func TestPersonalDataIsHidden(t *testing.T) {
	for said, secrets := range map[string][]string{
		"My name is ann miller, write to ann.miller@example.com": {"ann miller", "ann.miller@"},
		"this is for Ann Miller, my sister Jane Doe knows":       {"Ann", "Miller", "Jane", "Doe"},
		"221B Baker Street, London NW1 6XE or PO Box 1234":       {"Baker", "NW1", "1234"},
		"12 high street; 12 Rue de la Paix; Lindenstraße 5":      {"high street", "Rue", "Linden"},
		"my card ending 4242, cvv 123, 4111 1111 1111 1111":      {"4242", "123", "4111"},
		"call 555-123-4567 about order MF-32898":                 {"555", "32898"},
		"我姓张，张伟，收货人李雷，微信wangxm_88":                               {"张伟", "李雷", "wangxm"},
		"我妈王秀英住北京市朝阳区建国路88号国贸大厦2座1503":                           {"王秀英", "建国路", "国贸", "1503"},
		"我叫王小明，电话13812345678，尾号4242":                             {"王小明", "138123", "4242"},
	} {
		hidden := Hide(said)
		got := hidden.Redact(said)
		for _, secret := range secrets {
			if strings.Contains(got, secret) {
				t.Errorf("%q: %q is told in %q", said, secret, got)
			}
		}
		if back := hidden.Restore(got); back != said {
			t.Errorf("put back as %q, was %q", back, said)
		}
	}
	for _, plain := range []string{"something for hiking under 200", "size 38 shoes", "a 2 way adjuster", "1000-2000的手机", "I'm looking for shoes",
		"iPhone 15 pro 256", "给我妈买件毛衣", "我是新手", "a 65 inch TV", "two of the first street lamps"} {
		if got := Hide(plain).Redact(plain); got != plain {
			t.Errorf("%q became %q", plain, got)
		}
	}
}
