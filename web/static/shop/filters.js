// The bar above the goods: departments, filters that drop down, what is set.
import { swatch } from "../widget/art.js";
import { h, icon } from "../widget/dom.js";
import { fieldName, valueName } from "./words.js";

// bar draws the filters. shop.change(fn) changes the state and asks again.
export function bar(facets, shop) {
  const { words, state } = shop;
  const drops = facets.facets.map((facet) => dropdown(facet, shop)).filter(Boolean).slice(0, 6);
  return h("div", { class: "filters" },
    h("div", { class: "drops", role: "group", "aria-label": words.filter }, priceDrop(shop), drops,
      h("label", { class: "check" }, h("input", { type: "checkbox", checked: state.stock, onchange: (e) => shop.change((s) => { s.stock = e.target.checked; }) }), words.instock)),
    h("label", { class: "sort" }, h("span", null, words.sort), h("select", { onchange: (e) => shop.change((s) => { s.sort = e.target.value; }) },
      Object.entries(words.sorts).map(([value, text]) => h("option", { value, selected: value === state.sort }, text)))));
}

function dropdown({ field, values }, shop) {
  const chosen = shop.state.filters.get(field) ?? [];
  const top = field === "category" ? shop.category : undefined;
  const offered = values.filter(({ value }) => !value.includes(",") && value !== top);
  if (offered.length < 2) return null;
  const count = field === "category" ? 0 : chosen.length;
  return drop(fieldName(field, shop), count, offered.map(({ value, count: n }) => option(field, value, n, chosen.includes(value), shop)));
}

function option(field, value, n, checked, shop) {
  const toggle = () => shop.change((s) => {
    if (field === "category") return s.filters.set("category", [value]);
    const have = s.filters.get(field) ?? [];
    const next = have.includes(value) ? have.filter((v) => v !== value) : [...have, value];
    if (next.length) s.filters.set(field, next);
    else s.filters.delete(field);
  });
  return h("label", null, h("input", { type: "checkbox", checked, onchange: toggle }), field === "color" ? dot(value) : null, h("span", null, valueName(value, shop)), counted(shop.state) ? h("small", null, n) : null);
}

// counted tells whether the facets' counts, which are of a whole department,
// are those of what is shown.
function counted({ q, low, high, stock, filters }) {
  return !q && low === undefined && high === undefined && !stock && [...filters.keys()].every((field) => field === "category");
}

function dot(value) {
  const spot = h("i", { class: "swatch" });
  spot.style.background = swatch(value) || "conic-gradient(#c86b5a, #d9b25f, #6f9a76, #5c84b0, #8a6ea6, #c86b5a)";
  return spot;
}

function drop(name, count, children) {
  const box = h("details", { class: "drop", name: "filter" }, h("summary", null, name, count ? h("b", null, count) : null, icon("down")), h("div", { class: "menu" }, children));
  box.addEventListener("keydown", (e) => {
    if (e.key !== "Escape") return;
    box.open = false;
    box.querySelector("summary").focus();
  });
  return box;
}

function priceDrop(shop) {
  const { words, state } = shop;
  const field = (name, value, label) => h("label", null, h("span", null, label), h("input", { type: "number", name, min: 0, step: "any", inputmode: "decimal", value: value ?? "" }));
  const form = h("form", { class: "prices", onsubmit: (e) => {
    e.preventDefault();
    const number = (input) => (input.value === "" ? undefined : Number(input.value));
    shop.change((s) => { s.low = number(form.elements.low); s.high = number(form.elements.high); });
  } }, field("low", state.low, words.from), field("high", state.high, words.to), h("button", { type: "submit", class: "primary" }, words.apply));
  return drop(words.price, state.low !== undefined || state.high !== undefined ? 1 : 0, [form]);
}

// chosen lists the filters that are set, each with a way to take it away.
export function chosen(shop) {
  const { state, words } = shop;
  const chips = [];
  const chip = (text, undo) => chips.push(h("button", { type: "button", class: "set", onclick: () => shop.change(undo) }, text, icon("close")));
  for (const [field, values] of state.filters) {
    for (const value of values) chip(valueName(value, shop), (s) => {
      const rest = s.filters.get(field).filter((v) => v !== value);
      if (rest.length) s.filters.set(field, rest);
      else s.filters.delete(field);
    });
  }
  if (state.low !== undefined) chip(`≥ ${state.low}`, (s) => { s.low = undefined; });
  if (state.high !== undefined) chip(`≤ ${state.high}`, (s) => { s.high = undefined; });
  if (state.stock) chip(words.instock, (s) => { s.stock = false; });
  if (chips.length > 1) chips.push(h("button", { type: "button", class: "clear", onclick: () => shop.home() }, words.clear));
  return chips.length ? h("div", { class: "chosen" }, chips) : null;
}

// One menu is open at a time, and a click beside it closes it.
document.addEventListener("click", (e) => {
  for (const box of document.querySelectorAll("details.drop[open]")) if (!box.contains(e.target)) box.open = false;
});
