// Amounts in words. Money on the wire is an integer of minor units.

const formats = new Map();

function format(currency, locale) {
  const key = currency + locale;
  if (!formats.has(key)) {
    const options = { style: "currency", currency, currencyDisplay: "narrowSymbol" };
    formats.set(key, new Intl.NumberFormat(locale, options));
  }
  return formats.get(key);
}

// digits is how many minor digits a currency has: 2 for USD, 0 for JPY.
export function digits(currency) {
  return format(currency, "en").resolvedOptions().maximumFractionDigits;
}

// money writes an amount as the reader's language does.
export function money(m, locale) {
  return format(m.currency, locale).format(m.amount / 10 ** digits(m.currency));
}
