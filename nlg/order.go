package nlg

import (
	"fmt"
	"strconv"
	"time"

	"daogou/catalog"
	"daogou/chat"
)

// orders tells how the shopper's orders stand, and the rule for what she wants
// done with them.
func (s *script) orders() {
	s.standing()
	if len(s.plan.Passages) > 0 && s.plan.Aside == "" && s.plan.Outcome != chat.NoSuchOrder {
		s.quote()
	}
}

func (s *script) standing() {
	switch s.plan.Outcome {
	case chat.SignIn:
		s.say("opening", "order.signin", nil)
		return
	case chat.NoSuchOrder:
		if s.plan.Topic == chat.TopicOthers {
			s.say("opening", "order.others", nil)
			return
		}
		s.say("opening", "order.nosuch", nil)
		s.say("closing", "order.nosuch.next", nil)
		return
	}
	if len(s.plan.Orders) == 0 {
		s.say("opening", "order.none", nil)
		return
	}
	if len(s.plan.Orders) == 1 {
		s.order(s.plan.Orders[0])
		return
	}
	s.say("opening", "order.many", slots{"n": strconv.Itoa(len(s.plan.Orders))})
	for i, o := range s.plan.Orders {
		if i < 5 {
			s.item(Step{Kind: "order", Text: s.pick("order.line", s.orderSlots(o), 0, "")})
		}
	}
}

// order tells one order in full: where it is, what is in it, what it came to.
func (s *script) order(o catalog.Order) {
	v := s.orderSlots(o)
	key := "order." + o.Status
	if !s.has(key) {
		key = "order.other"
	}
	s.say("order", key, v)
	if v["tracking"] != "" && (o.Status == "shipped" || o.Status == "returned") {
		s.say("order", "order.tracking", v)
	}
	s.say("order", "order.items", v)
}

func (s *script) orderSlots(o catalog.Order) slots {
	v := slots{"id": o.ID, "placed": s.date(&o.Placed), "shipped": s.date(o.Shipped), "delivered": s.date(o.Delivered),
		"total": s.money(o.Total), "items": s.orderItems(o), "status": s.pick("status."+o.Status, nil, 0, "")}
	if v["status"] == "" {
		v["status"] = o.Status
	}
	if harmless(o.Carrier) {
		v["carrier"] = o.Carrier
	}
	if harmless(o.Tracking) {
		v["tracking"] = o.Tracking
	}
	return v
}

// orderItems names what was ordered, by the products the plan holds.
func (s *script) orderItems(o catalog.Order) string {
	var names []string
	for _, item := range o.Items {
		for _, h := range s.plan.Products {
			if h.Product == nil || h.Product.ID != item.ProductID {
				continue
			}
			name := s.name(h.Product)
			if item.Quantity > 1 {
				name = strconv.Itoa(item.Quantity) + " × " + name
			}
			names = append(names, name)
		}
	}
	if len(names) < len(o.Items) {
		v := slots{"n": strconv.Itoa(len(o.Items) - len(names)), "names": s.and(names)}
		return s.pick("order.pieces", v, 0, "")
	}
	return s.and(names)
}

// date writes a day as the language does; empty for a nil or zero time.
func (s *script) date(t *time.Time) string {
	if t == nil || t.IsZero() {
		return ""
	}
	u := t.UTC()
	if s.locale == "zh" {
		return fmt.Sprintf("%d年%d月%d日", u.Year(), int(u.Month()), u.Day())
	}
	return u.Format("January 2, 2006")
}
