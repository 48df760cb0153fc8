// What the shopper is looking at: it lives in the address, so that the back
// button, a reload and a shared link all work.

export const pageSize = 24;

// read gives the state that an address holds.
export function read(search, fallback) {
  const params = new URLSearchParams(search);
  const filters = new Map();
  for (const [name, value] of params) {
    if (name.startsWith("f.")) filters.set(name.slice(2), value.split(","));
  }
  return {
    locale: params.get("locale") ?? fallback,
    q: params.get("q") ?? "",
    low: number(params.get("low")),
    high: number(params.get("high")),
    stock: params.has("stock"),
    sort: params.get("sort") ?? "",
    product: params.get("product") ?? "",
    filters,
    k: pageSize,
  };
}

function number(text) {
  const n = Number.parseFloat(text);
  return Number.isFinite(n) && n >= 0 ? n : undefined;
}

// address is the state as a query string.
export function address(state) {
  const params = new URLSearchParams();
  params.set("locale", state.locale);
  for (const name of ["q", "sort", "product"]) if (state[name]) params.set(name, state[name]);
  for (const name of ["low", "high"]) if (state[name] !== undefined) params.set(name, state[name]);
  if (state.stock) params.set("stock", "1");
  for (const [field, values] of state.filters) if (values.length) params.set(`f.${field}`, values.join(","));
  return `?${params}`;
}

// browsing tells whether the shopper has asked for anything yet.
export function browsing(state) {
  return !state.q && !state.filters.size && state.low === undefined && state.high === undefined && !state.stock && !state.sort;
}

// filterParams gives the filters as GET /api/search takes them; unit is how many
// minor units one of the currency has.
export function filterParams(state, unit) {
  const list = [];
  for (const [field, values] of state.filters) if (values.length) list.push(`${field}=${values.join(",")}`);
  if (state.low !== undefined) list.push(`price>=${Math.round(state.low * unit)}`);
  if (state.high !== undefined) list.push(`price<=${Math.round(state.high * unit)}`);
  if (state.stock) list.push("availability!=out_of_stock");
  return list;
}
