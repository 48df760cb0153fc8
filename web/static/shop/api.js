// The shop's own questions to the server, asked as the signed-in customer, else
// as whose conversation it is.

import { current } from "./account.js";

async function get(path, params, signal) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    for (const v of [value].flat()) if (v !== undefined && v !== "") query.append(name, v);
  }
  const ask = (who) => fetch(`${path}?${query}`, { signal, headers: { Accept: "application/json", ...(who && { Authorization: who }) } });
  const customer = current();
  const conversation = document.querySelector("daogou-chat")?.session;
  let response = await ask(customer ? `Bearer ${customer.token}` : conversation && `Session ${conversation}`);
  if (response.status === 401 && !customer) response = await ask(); // a conversation that the server no longer knows
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

export const search = ({ q, k, filter, sort, locale }, signal) => get("/api/search", { q, k, filter, sort, locale }, signal);
export const facets = ({ filter, locale }, signal) => get("/api/facets", { filter, locale }, signal);
export const recommend = ({ kind, product, k, locale }) => get("/api/recommend", { kind, product, k, locale });
export const product = (id, locale) => get(`/api/products/${encodeURIComponent(id)}`, { locale });
