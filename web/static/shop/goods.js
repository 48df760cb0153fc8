// Products as the shop shows them.
import { picture, price, rating } from "../widget/cards.js";
import { h } from "../widget/dom.js";

// item is one product in a grid or a row.
export function item(card, shop, from) {
  const open = (e) => {
    e.preventDefault();
    shop.open(card.id, from);
  };
  const out = card.availability !== "in_stock";
  return h("li", { class: "item" },
    h("a", { href: shop.link({ product: card.id }), class: "photo", tabindex: "-1", "aria-hidden": "true", onclick: open },
      picture(card, location.href), out ? h("span", { class: "flag" }, shop.words.available[card.availability]) : sale(card)),
    h("h3", null, h("a", { href: shop.link({ product: card.id }), onclick: open }, card.title)),
    h("div", { class: "under" }, price(card, shop), rating(card, shop)));
}

function sale({ price, list_price: list }) {
  if (!list || list.amount <= price.amount) return null;
  return h("span", { class: "flag sale" }, `−${Math.round(100 - (100 * price.amount) / list.amount)}%`);
}

// grid is a list of products.
export function grid(cards, shop, from) {
  return h("ul", { class: "grid", role: "list" }, cards.map((card) => item(card, shop, from)));
}

// row is a list of products that scrolls sideways.
export function row(cards, shop, from) {
  return h("ul", { class: "row", role: "list", tabindex: "0" }, cards.map((card) => item(card, shop, from)));
}
