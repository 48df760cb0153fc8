package catalog

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// currencies are the codes of ISO 4217 in use, with "=n" where a unit has not
// two decimals.
const currencies = `AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD=3 BIF=0 BMD BND BOB BRL BSD BTN BWP BYN
BZD CAD CDF CHF CLF=4 CLP=0 CNY COP CRC CUP CVE CZK DJF=0 DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD
GNF=0 GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD=3 IRR ISK=0 JMD JOD=3 JPY=0 KES KGS KHR KMF=0 KPW KRW=0 KWD=3 KYD KZT
LAK LBP LKR LRD LSL LYD=3 MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR=3 PAB
PEN PGK PHP PKR PLN PYG=0 QAR RON RSD RUB RWF=0 SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS
TMT TND=3 TOP TRY TTD TWD TZS UAH UGX=0 USD UYU UZS VED VES VND=0 VUV=0 WST XAF=0 XCD XOF=0 XPF=0 YER ZAR ZMW ZWG`

var minorDigits = readCurrencies(currencies)

func readCurrencies(list string) map[string]int {
	digits := map[string]int{}
	for _, entry := range strings.Fields(list) {
		code, n, special := strings.Cut(entry, "=")
		digits[code] = 2
		if special {
			digits[code], _ = strconv.Atoi(n)
		}
	}
	return digits
}

// MinorDigits is how many decimals a currency's minor unit has: 2 for USD, 0
// for JPY, 3 for KWD. known is false for a code that ISO 4217 does not have.
func MinorDigits(currency string) (digits int, known bool) {
	digits, known = minorDigits[currency]
	return digits, known
}

// What is wrong with a price. The texts are those that the import's report shows.
var (
	errPriceMissing  = errors.New("price missing")
	errPriceNumber   = errors.New("price is not a number")
	errPriceNegative = errors.New("price is negative")
	errPriceZero     = errors.New("price is zero")
	errPriceCurrency = errors.New("price has no currency of ISO 4217")
)

// maxAmount keeps sums of many prices far from overflow.
const maxAmount = 1e14

// ParsePrice reads Google's form of a price, "1,299.00 USD", the code before or
// after. fallback is the currency of a price that names none; empty: it must.
func ParsePrice(s, fallback string) (Money, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return Money{}, errPriceMissing
	}
	number, code := cutCurrency(s)
	if code == "" {
		code = fallback
	}
	if strings.HasPrefix(number, "-") && len(number) > 1 && isDigit(number[1]) {
		return Money{}, errPriceNegative
	}
	plain, ok := plainDecimal(number)
	if !ok {
		return Money{}, errPriceNumber
	}
	digits, known := MinorDigits(code)
	if !known {
		return Money{}, errPriceCurrency
	}
	amount, err := minorUnits(plain, digits)
	if err == nil && amount == 0 {
		err = errPriceZero
	}
	return Money{Amount: amount, Currency: code}, err
}

// cutCurrency takes a three-letter code off either end.
func cutCurrency(s string) (number, code string) {
	if n := len(s); n > 3 && isLetters(s[n-3:]) && !isLetter(s[n-4]) {
		return strings.TrimSpace(s[:n-3]), strings.ToUpper(s[n-3:])
	}
	if len(s) > 3 && isLetters(s[:3]) && !isLetter(s[3]) {
		return strings.TrimSpace(s[3:]), strings.ToUpper(s[:3])
	}
	return s, ""
}

// plainDecimal makes digits with at most one point of "1,299.00", and of "49,90"
// where the comma can only be a decimal one.
func plainDecimal(s string) (string, bool) {
	whole, fraction, point := strings.Cut(s, ".")
	if groups := strings.Split(whole, ","); len(groups) > 1 {
		if !point && len(groups) == 2 && len(groups[1]) < 3 {
			whole, fraction, point = groups[0], groups[1], true
		} else if whole = joinThousands(groups); whole == "" {
			return "", false
		}
	}
	if !isDigits(whole) || point && !isDigits(fraction) {
		return "", false
	}
	return whole + "." + fraction, true
}

func joinThousands(groups []string) string {
	if len(groups[0]) == 0 || len(groups[0]) > 3 {
		return ""
	}
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return ""
		}
	}
	return strings.Join(groups, "")
}

func minorUnits(plain string, digits int) (int64, error) {
	whole, fraction, _ := strings.Cut(plain, ".")
	if fraction = strings.TrimRight(fraction, "0"); len(fraction) > digits {
		return 0, fmt.Errorf("%w of whole minor units", errPriceNumber)
	}
	fraction += strings.Repeat("0", digits-len(fraction))
	amount, err := strconv.ParseInt(whole+fraction, 10, 64)
	if err != nil || amount > maxAmount {
		return 0, fmt.Errorf("%w that anyone pays", errPriceNumber)
	}
	return amount, nil
}

func isDigit(b byte) bool  { return b >= '0' && b <= '9' }
func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }

func isDigits(s string) bool {
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return s != ""
}

func isLetters(s string) bool {
	for i := range len(s) {
		if !isLetter(s[i]) {
			return false
		}
	}
	return s != ""
}
