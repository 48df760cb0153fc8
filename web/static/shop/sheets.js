// The two sheets that slide in: one product, and the cart.
import { swatch } from "../widget/art.js";
import { availability, picture, price, rating, why } from "../widget/cards.js";
import { h, icon } from "../widget/dom.js";
import { money } from "../widget/money.js";
import { row } from "./goods.js";
import { fieldName, valueName } from "./words.js";

// sheet is a modal dialog at the side; closing it calls done.
export function sheet(label, shop, done) {
  const close = h("button", { type: "button", class: "shut", "aria-label": shop.words.close, onclick: () => box.close() }, icon("close"));
  const body = h("div", { class: "body" });
  const box = h("dialog", { class: "sheet", "aria-label": label }, close, body);
  box.addEventListener("click", (e) => e.target === box && box.close());
  box.addEventListener("close", () => { box.remove(); done?.(); });
  document.body.append(box);
  box.showModal();
  return { box, body };
}

// detail fills a sheet with one product.
export function detail(p, shop, from) {
  const { words } = shop;
  const sizes = p.attributes.size ?? [];
  const chooser = sizes.length > 1 ? sizeChooser(sizes, words) : null;
  const said = h("p", { class: "said", role: "status" });
  const add = h("button", { type: "button", class: "primary big", disabled: p.availability === "out_of_stock", onclick: () => {
    const size = sizes.length > 1 ? chooser.querySelector("input:checked")?.value : sizes[0];
    if (sizes.length && !size) {
      said.textContent = words.choose;
      return chooser.querySelector("input").focus();
    }
    shop.track("add_to_cart", { product_id: p.id, quantity: 1, options: size ? { size } : undefined, ...from });
    said.textContent = words.added;
  } }, icon("cart"), words.add);
  return h("article", { class: "detail" },
    h("div", { class: "stage" }, picture({ ...p, image: p.image }, location.href)),
    h("div", { class: "facts" },
      p.brand ? h("p", { class: "brand" }, p.brand) : null,
      h("h2", null, p.title),
      h("div", { class: "under" }, price(p, shop), rating(p, shop)),
      h("p", { class: "meta" }, availability(p, shop)),
      told(p) ? why(p, shop) : null, versions(p, shop), chooser,
      h("div", { class: "buy" }, add, h("button", { type: "button", class: "second big", onclick: () => shop.ask(words.about(p.title)) }, icon("chat"), words.askAbout)), said,
      p.description ? h("p", { class: "story" }, p.description) : null,
      p.highlights?.length ? h("ul", { class: "points" }, p.highlights.map((text) => h("li", null, text))) : null,
      attributes(p, shop)));
}

// told tells whether the reasons say more than that the product is what was
// asked for, which on its own page is no news.
function told(p) {
  return (p.why ?? []).some((r) => r.signal !== "match");
}

function sizeChooser(sizes, words) {
  return h("fieldset", { class: "choose" }, h("legend", null, words.size), sizes.map((size) => h("label", null, h("input", { type: "radio", name: "size", value: size }), h("span", null, size))));
}

// versions are the same product in other colours.
function versions(p, shop) {
  if (!p.variants?.length) return null;
  return h("div", { class: "versions", role: "group", "aria-label": shop.words.colors }, p.variants.map((v) => {
    const color = v.attributes.color?.join(", ") ?? v.id;
    const spot = h("i");
    spot.style.background = swatch(color) || "var(--sand)";
    return h("button", { type: "button", "aria-label": color, title: color, "aria-pressed": String(v.id === p.id), onclick: () => shop.open(v.id) }, spot);
  }));
}

function attributes(p, shop) {
  const rows = Object.entries(p.attributes).filter(([field]) => field !== "size").sort(([a], [b]) => (a < b ? -1 : 1));
  if (!rows.length) return null;
  return h("section", { class: "specs" }, h("h3", null, shop.words.details), h("dl", null, rows.map(([field, values]) =>
    h("div", null, h("dt", null, fieldName(field, shop)), h("dd", null, values.map((v) => valueName(v, shop)).join(", "))))));
}

// beside is a row of what goes with a product.
export function beside(kind, cards, shop) {
  return cards.length ? h("section", { class: "similar", "data-kind": kind }, h("h3", null, shop.words.shelves[kind]), row(cards, shop)) : "";
}

// basket fills a sheet with the cart.
export function basket(cart, shop) {
  const { words } = shop;
  if (!cart?.items?.length) return h("div", { class: "basket" }, h("h2", null, words.cart), h("p", null, words.cartEmpty), h("p", { class: "hint" }, words.cartHint));
  return h("div", { class: "basket" }, h("h2", null, words.cart),
    h("ul", { role: "list" }, cart.items.map((line) => h("li", null,
      h("button", { type: "button", class: "grow", onclick: () => shop.open(line.product_id) }, line.title, h("small", null, Object.values(line.options ?? {}).join(", "))),
      h("span", null, `${line.quantity} ×`), h("span", null, money(line.price, shop.locale)),
      h("button", { type: "button", class: "minus", "aria-label": `${words.remove}: ${line.title}`, title: words.remove, onclick: () =>
        shop.track("remove_from_cart", { product_id: line.product_id, quantity: 1, options: line.options }) }, icon("close"))))),
    h("p", { class: "sum" }, words.total, h("strong", null, money(cart.total, shop.locale))),
    shop.data.demo ? h("p", { class: "hint" }, words.noCheckout) : null);
}
