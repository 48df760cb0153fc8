package nlg

import (
	"strconv"
	"strings"

	"daogou/catalog"
)

// signs are what stands before an amount, where it differs from the currency's
// code.
var signs = map[string]string{
	"USD": "$", "CNY": "¥", "EUR": "€", "GBP": "£", "JPY": "JP¥", "HKD": "HK$", "TWD": "NT$",
	"SGD": "S$", "AUD": "A$", "CAD": "C$", "NZD": "NZ$", "KRW": "₩", "INR": "₹",
}

// wholes are the currencies without minor units (ISO 4217, exponent 0).
var wholes = map[string]bool{"JPY": true, "KRW": true, "VND": true, "CLP": true, "ISK": true}

// money writes an amount: $49.90, ¥299, $1,499. Whole amounts lose their zeros.
func (b *book) money(m catalog.Money) string {
	units, rest := m.Amount, int64(0)
	if !wholes[m.Currency] {
		units, rest = m.Amount/100, m.Amount%100
	}
	minus := ""
	if units < 0 || rest < 0 {
		minus, units, rest = "-", -units, -rest
	}
	digits := strconv.FormatInt(units, 10)
	if b.locale == "en" {
		digits = thousands(digits)
	}
	if rest != 0 {
		digits += "." + strconv.Itoa(int(rest/10)) + strconv.Itoa(int(rest%10))
	}
	if sign, ok := signs[m.Currency]; ok {
		return minus + sign + digits
	}
	return minus + digits + strings.TrimRight(" "+m.Currency, " ")
}

func thousands(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// currency is the plan's: of what it shows, else the shop's.
func (s *script) currency() string {
	for _, h := range s.plan.Products {
		if h.Product != nil {
			return h.Product.ListPrice.Currency
		}
	}
	if c := s.plan.Cart; c != nil && c.Total.Currency != "" {
		return c.Total.Currency
	}
	if s.by.Currency == "" && s.locale == "zh" {
		return "CNY"
	}
	if s.by.Currency == "" {
		return "USD"
	}
	return s.by.Currency
}
