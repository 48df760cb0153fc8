// Product cards in the conversation.
import { tile } from "./art.js";
import { h, icon, webAddress } from "./dom.js";
import { money } from "./money.js";

// cards draws the cards of one products frame. ctx has locale, words, server and
// the actions product(card), add(card, options) and less(card).
export function cards(items, ctx) {
  return h("ul", { class: "cards", role: "list", "aria-label": ctx.words.cards, tabindex: "0" }, items.map((card) => one(card, ctx)));
}

function one(card, ctx) {
  const open = () => ctx.product(card);
  return h("li", { class: "card", "data-id": card.id },
    h("button", { class: "pic", type: "button", tabindex: "-1", "aria-hidden": "true", onclick: open }, picture(card, ctx.server)),
    h("div", { class: "body" },
      card.need ? h("p", { class: "need" }, card.need) : null,
      h("button", { class: "name", type: "button", onclick: open, title: card.title }, card.title),
      price(card, ctx),
      h("p", { class: "meta" }, availability(card, ctx), rating(card, ctx)),
      why(card, ctx)),
    actions(card, ctx));
}

// picture is the product's, or a drawn tile where there is none or it does not load.
export function picture(card, server) {
  const address = card.image && webAddress(card.image, server);
  if (!address) return tile(card);
  const img = h("img", { src: address, alt: "", loading: "lazy", decoding: "async" });
  // One that is far from square is shown whole, not cut to fill.
  img.addEventListener("load", () => {
    const shape = img.naturalWidth / img.naturalHeight;
    img.classList.toggle("long", shape > 1.4 || shape < 0.7);
  }, { once: true });
  img.addEventListener("error", () => img.replaceWith(tile(card)), { once: true });
  return img;
}

// price is what is paid, and what it was before a sale.
export function price(card, { locale, words }) {
  const now = money(card.price, locale);
  if (!card.list_price || card.list_price.amount <= card.price.amount) return h("p", { class: "price" }, h("strong", null, now));
  return h("p", { class: "price sale" }, h("strong", null, now), " ",
    h("s", { "aria-label": `${words.was} ${money(card.list_price, locale)}` }, money(card.list_price, locale)));
}

export function availability(card, { words }) {
  return h("span", { class: `stock ${card.availability}` }, words.available[card.availability] ?? "");
}

export function rating(card, { words, locale }) {
  if (!card.rating) return null;
  const stars = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(card.rating);
  return h("span", { class: "rating", role: "img", "aria-label": words.rated(stars, card.reviews ?? 0) },
    icon("star"), stars, card.reviews ? h("small", null, `(${card.reviews})`) : null);
}

// why shows the strongest reason; opened, each signal's share.
export function why(card, { words }) {
  const reasons = (card.why ?? []).filter((r) => r.text).sort((a, b) => b.share - a.share);
  if (!reasons.length) return null;
  const summary = h("summary", null, icon("spark"), h("span", null, reasons[0].text));
  summary.setAttribute("aria-label", `${words.why}: ${reasons[0].text}`);
  const rows = reasons.map((r) => {
    const bar = h("i", { class: "bar" });
    bar.style.setProperty("--share", r.share);
    return h("li", null, h("span", null, r.text), h("b", null, `${Math.round(r.share * 100)}%`), bar);
  });
  return h("details", { class: "why" }, summary, h("ul", { role: "list" }, rows));
}

function actions(card, ctx) {
  const { words } = ctx;
  const add = h("button", { class: "add", type: "button", disabled: card.availability === "out_of_stock" }, icon("plus"), h("span", null, words.add));
  add.setAttribute("aria-label", `${words.add}: ${card.title}`);
  const less = h("button", { class: "less", type: "button", "aria-label": `${words.less}: ${card.title}`, title: words.less }, icon("close"));
  const box = h("div", { class: "acts" }, add, less);
  add.addEventListener("click", () => {
    const sizes = card.attributes?.size ?? [];
    if (sizes.length > 1) box.after(sizePicker(card, sizes, ctx, () => thank(add, ctx)));
    else {
      ctx.add(card, sizes.length ? { size: sizes[0] } : undefined);
      thank(add, ctx);
    }
  });
  less.addEventListener("click", () => {
    ctx.less(card);
    box.replaceWith(h("p", { class: "gone", role: "status" }, words.gone));
  });
  return box;
}

// sizePicker asks for the size: it is never chosen for the shopper.
function sizePicker(card, sizes, ctx, chosen) {
  const picker = h("div", { class: "sizes", role: "group", "aria-label": ctx.words.choose }, h("p", null, ctx.words.choose),
    sizes.map((size) => h("button", { type: "button", class: "chip", onclick: () => {
      ctx.add(card, { size });
      picker.remove();
      chosen();
    } }, size)));
  queueMicrotask(() => picker.querySelector("button").focus());
  return picker;
}

function thank(button, { words }) {
  const label = button.querySelector("span");
  label.textContent = words.added;
  button.classList.add("done");
  setTimeout(() => {
    label.textContent = words.add;
    button.classList.remove("done");
  }, 1800);
}
