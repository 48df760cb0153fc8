package nlg

import (
	"regexp"

	"daogou/chat"
)

// orderStatus checks what is said of an order's way against its dates.
func (c *claims) orderStatus() (Reason, string) {
	for _, st := range statusWords {
		at := st.re.FindStringIndex(c.masked)
		if at == nil || c.negated(at[0]) || c.doubtful(at[0]) {
			continue
		}
		ordered := c.facts.plan.Act == chat.OrderAct || len(c.facts.plan.Passages) == 0 && parcel.MatchString(c.masked)
		if ordered && !c.someOrder(st.status) {
			return BadOrder, c.masked[at[0]:at[1]]
		}
	}
	return Passed, ""
}

var parcel = regexp.MustCompile(`\b(?:order|parcel|package)s?\b|订单|包裹|快递`)

var statusWords = []struct {
	status string
	re     *regexp.Regexp
}{
	{"delivered", regexp.MustCompile(`\b(?:was|been|is|got) delivered\b|\barrived\b|已?签收|已?送达|妥投`)},
	{"shipped", regexp.MustCompile(`\b(?:has|was|been|is) (?:shipped|dispatched)\b|\bon (?:its|the) way\b|\bin transit\b|已发货|已经发货|在路上|运输中|派送中`)},
	{"cancelled", regexp.MustCompile(`\bcancell?ed\b|已取消`)},
	{"returned", regexp.MustCompile(`\b(?:was|been) (?:returned|refunded)\b|已退货|已退款`)},
	{"processing", regexp.MustCompile(`\bprocessing\b|\bbeing prepared\b|处理中|备货`)},
}

func (c *claims) someOrder(status string) bool {
	for _, o := range c.facts.plan.Orders {
		if o.Status == status || status == "shipped" && o.Shipped != nil || status == "delivered" && o.Delivered != nil {
			return true
		}
	}
	return false
}
