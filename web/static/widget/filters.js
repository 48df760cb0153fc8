// Filters in words, as short as a label.
import { money } from "./money.js";

const signs = { lte: "≤", gte: "≥" };

// label says a filter: "red", "≤ $50", "not Acme", "size S, M".
export function label(filter, { locale, words, currency }) {
  const { field, op, value } = filter;
  if (op === "lte" || op === "gte") {
    const amount = field === "price" ? money({ amount: value, currency }, locale, true) : value;
    return `${field === "price" ? "" : name(field) + " "}${signs[op]} ${amount}`;
  }
  const text = [value].flat().map(plain).join(", ");
  const named = spoken.has(field) ? text : `${name(field)}: ${text}`;
  return op === "ne" ? `${words.not} ${named}` : named;
}

// The values of these fields say by themselves what they are.
const spoken = new Set(["color", "brand", "category", "material", "gender", "age_group", "availability", "product_type"]);

function name(field) {
  return field.replaceAll("_", " ");
}

function plain(value) {
  return String(value).replaceAll("_", " ");
}
