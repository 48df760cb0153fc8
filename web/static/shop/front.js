// What greets a shopper: the question, the departments, what is popular.
import { tile } from "../widget/art.js";
import { h, icon } from "../widget/dom.js";
import { digits, money } from "../widget/money.js";
import { picture } from "../widget/cards.js";
import { row } from "./goods.js";

// hero asks what the shopper has in mind; the answer goes to the assistant.
export function hero(cards, facets, shop) {
  const { words } = shop;
  const box = h("input", { type: "text", name: "ask", placeholder: words.askBox, "aria-label": words.ask, autocomplete: "off", maxlength: 8000 });
  const form = h("form", { class: "ask", onsubmit: (e) => {
    e.preventDefault();
    shop.ask(box.value);
    box.value = "";
  } }, icon("spark"), box, h("button", { type: "submit", "aria-label": words.ask }, icon("send")));
  return h("section", { class: "hero" },
    h("div", { class: "say" }, h("h1", null, words.headline), h("p", null, words.lede), form, tries(facets, shop)),
    h("div", { class: "mosaic", "aria-hidden": "true" }, cards.slice(0, 6).map((card) => h("a", { href: shop.link({ product: card.id }), tabindex: "-1", onclick: (e) => {
      e.preventDefault();
      shop.open(card.id);
    } }, picture(card, location.href)))));
}

// tries are first things to say, made of what this shop has.
function tries(facets, shop) {
  const { words } = shop;
  const [first] = facets.categories;
  const rule = shop.data.policies.find((p) => p.locale === shop.locale);
  const texts = [words.present(money(middle(facets), shop.locale, true)), first && words.recommend(first.value), rule && words.rule(rule.title)];
  return h("div", { class: "tries" }, h("span", null, words.try), texts.filter(Boolean).map((text) => h("button", { type: "button", class: "chip", onclick: () => shop.ask(text) }, text)));
}

// middle is a round amount between the shop's lowest and highest price.
function middle({ price_low: low, price_high: high }) {
  const unit = 10 ** digits(low.currency);
  const mean = Math.sqrt(Math.max(low.amount, unit) * Math.max(high.amount, unit)) / unit;
  const step = 10 ** Math.floor(Math.log10(mean));
  return { amount: Math.max(1, Math.round(mean / step)) * step * unit, currency: low.currency };
}

// departments are the top categories as tiles.
export function departments(categories, shop) {
  return h("nav", { class: "departments", "aria-label": shop.words.departments }, h("ul", { role: "list" }, categories.slice(0, 10).map((c) => {
    const pic = c.images.length ? picture({ image: c.images.at(-1), title: c.value, id: c.value }, location.href) : tile({ title: c.value, category: [c.value] });
    return h("li", null, h("a", { href: shop.link({ category: c.value }), onclick: (e) => {
      e.preventDefault();
      shop.enter(c.value);
    } }, h("span", { class: "photo" }, pic), h("strong", null, c.value), h("small", null, shop.words.pieces(c.count))));
  })));
}

// shelf is one titled row of products; nothing where there are none.
export function shelf(kind, cards, shop) {
  if (!cards.length) return null;
  const title = shop.words.shelves[kind];
  return h("section", { class: "popular", "data-kind": kind, "aria-label": title }, h("h2", null, title), row(cards, shop));
}
