// Amounts in words. Money on the wire is an integer of minor units.

const formats = new Map();

function format(currency, locale, whole) {
  const key = currency + locale + whole;
  if (!formats.has(key)) {
    const options = { style: "currency", currency, currencyDisplay: "narrowSymbol", trailingZeroDisplay: whole ? "stripIfInteger" : "auto" };
    formats.set(key, new Intl.NumberFormat(locale, options));
  }
  return formats.get(key);
}

// digits is how many minor digits a currency has: 2 for USD, 0 for JPY.
export function digits(currency) {
  return format(currency, "en", false).resolvedOptions().maximumFractionDigits;
}

// money writes an amount as the reader's language does; whole leaves .00 out.
export function money(m, locale, whole = false) {
  return format(m.currency, locale, whole).format(m.amount / 10 ** digits(m.currency));
}
