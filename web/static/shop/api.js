// The shop's own questions to the server.

import { current } from "./account.js";

async function get(path, params, signal) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    for (const v of [value].flat()) if (v !== undefined && v !== "") query.append(name, v);
  }
  const headers = { Accept: "application/json" };
  const who = current();
  if (who) headers.Authorization = `Bearer ${who.token}`;
  const response = await fetch(`${path}?${query}`, { signal, headers });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}

export const search = ({ q, k, filter, sort, locale }, signal) => get("/api/search", { q, k, filter, sort, locale }, signal);
export const facets = ({ filter, locale }, signal) => get("/api/facets", { filter, locale }, signal);
export const recommend = ({ product, k, locale }) => get("/api/recommend", { product, k, locale });
export const product = (id, locale) => get(`/api/products/${encodeURIComponent(id)}`, { locale });
