// The shop front: header, front page, goods, sheets, and the chat widget beside
// them. What is looked at lives in the address (state.js).
import { h, icon } from "../widget/dom.js";
import { digits } from "../widget/money.js";
import { label } from "../widget/filters.js";
import { current, menu } from "./account.js";
import * as api from "./api.js";
import { bar, chosen } from "./filters.js";
import { departments, hero, shelf } from "./front.js";
import { grid } from "./goods.js";
import { basket, beside, detail, sheet } from "./sheets.js";
import { address, browsing, filterParams, pageSize, read } from "./state.js";
import { languages, words } from "./words.js";

const app = document.getElementById("app");
const chat = document.querySelector("daogou-chat");

const shop = {
  data: JSON.parse(document.getElementById("data").textContent),
  state: read(location.search, document.documentElement.lang),
  get locale() { return this.state.locale === "zh" ? "zh" : "en"; },
  get words() { return words(this.locale); },
  get category() { return this.state.filters.get("category")?.[0]; },

  link({ product, category }) {
    if (category) return address({ ...this.state, q: "", product: "", filters: new Map([["category", [category]]]) });
    return address({ ...this.state, product });
  },

  // change changes what is looked at and shows it.
  change(fn) {
    fn(this.state);
    this.state.k = pageSize;
    history.pushState(null, "", address(this.state));
    showGoods();
  },

  enter(category) {
    this.change((s) => Object.assign(s, { q: "", low: undefined, high: undefined, filters: new Map([["category", [category]]]) }));
    scrollTo({ top: 0 });
  },

  home() {
    this.change((s) => Object.assign(s, { q: "", low: undefined, high: undefined, stock: false, sort: "", filters: new Map() }));
  },

  async open(id, from) {
    this.state.product = id;
    history.replaceState(null, "", address(this.state));
    this.track("view", { product_id: id, ...from });
    await showProduct(id, from);
  },

  ask(text) {
    closeSheets();
    if (text.trim()) chat.ask?.(text.trim());
    else chat.open?.();
  },

  track(event, fields) {
    chat.track?.(event, fields);
  },
};

let facets; // of what the state's category holds
let asking; // aborts the request that is out

// frame draws what stays: header, main, footer.
function frame() {
  const { words, locale, data } = shop;
  document.documentElement.lang = locale;
  document.title = data.names[locale];
  const box = h("input", { type: "search", name: "q", value: shop.state.q, placeholder: words.search, "aria-label": words.search, autocomplete: "off", maxlength: 300 });
  app.replaceChildren(...[
    data.demo ? h("p", { class: "notice" }, words.demo) : null,
    h("header", { class: "top" },
      h("a", { class: "wordmark", href: address(read("", locale)), onclick: (e) => { e.preventDefault(); box.value = ""; shop.home(); scrollTo({ top: 0 }); } }, data.names[locale]),
      h("form", { class: "search", role: "search", onsubmit: (e) => { e.preventDefault(); shop.change((s) => { s.q = box.value.trim(); s.sort = ""; }); } }, icon("search"), box),
      h("div", { class: "tools" }, languageSwitch(), menu(shop, signedIn), cartButton())),
    h("main", { id: "main" }, h("div", { id: "front" }), h("section", { id: "goods", "aria-live": "polite" })),
    footer()].filter(Boolean));
}

function languageSwitch() {
  return h("div", { class: "languages", role: "group", "aria-label": shop.words.language }, Object.entries(languages).map(([code, name]) =>
    h("button", { type: "button", lang: code, "aria-pressed": String(code === shop.locale), onclick: () => speak(code) }, name)));
}

// speak changes the language of everything. Filters are words of one language
// and hold in the other too, but would look odd there.
function speak(code) {
  if (code === shop.locale) return;
  Object.assign(shop.state, { locale: code, filters: new Map(), q: "" });
  history.replaceState(null, "", address(shop.state));
  chat.setAttribute("locale", code);
  start();
}

// signedIn is called when the shopper has become someone else.
function signedIn(who) {
  if (who) chat.setAttribute("customer", who.token);
  else chat.removeAttribute("customer");
  chat.cart = undefined;
  start();
}

function cartButton() {
  const count = h("b", { id: "count", hidden: true });
  return h("button", { type: "button", class: "cart", "aria-label": shop.words.cart, onclick: showCart }, icon("cart"), count);
}

function footer() {
  const { words, data, locale } = shop;
  const own = data.policies.filter((p) => p.locale === locale);
  const rules = own.length ? own : data.policies;
  return h("footer", null,
    rules.length ? h("nav", { "aria-label": words.rules }, h("h2", null, words.rules), h("ul", { role: "list" }, rules.map((p) => h("li", null, h("a", { href: `/policies/${encodeURIComponent(p.name)}` }, p.title))))) : null,
    h("p", null, words.foot));
}

// showFront draws what greets a shopper who has asked for nothing yet. What is
// picked for someone nobody knows is what is popular, and is not said twice.
async function showFront() {
  const front = document.getElementById("front");
  const [forYou, popular, recent, whole] = await Promise.all([...["for_you", "popular", "recent"].map((kind) => row(kind)), api.facets({ locale: shop.locale })]);
  const known = current() || recent.length;
  const shown = popular.length ? popular : (await api.search({ k: 12, locale: shop.locale })).items;
  if (!shown.length) return;
  const top = known && forYou.length ? forYou : shown;
  front.replaceChildren(...[hero(top, whole, shop), departments(whole.categories, shop),
    known ? shelf("for_you", forYou, shop) : null, shelf("recent", recent, shop), shelf("popular", shown, shop)].filter(Boolean));
}

// row asks for products of a kind; a row that does not come is left out.
async function row(kind, product) {
  const { items } = await api.recommend({ kind, product, k: product ? 6 : 12, locale: shop.locale }).catch(() => ({ items: [] }));
  return items;
}

async function showGoods() {
  const goods = document.getElementById("goods");
  document.getElementById("front").hidden = !browsing(shop.state);
  goods.setAttribute("aria-busy", "true");
  asking?.abort();
  asking = new AbortController();
  const { signal } = asking;
  try {
    const { locale, state } = shop;
    facets = await api.facets({ filter: shop.category ? [`category=${shop.category}`] : [], locale }, signal);
    const filter = filterParams(state, 10 ** digits(facets.price_low.currency || "USD"));
    const reply = await api.search({ q: state.q, k: state.k, sort: state.sort, filter, locale }, signal);
    goods.replaceChildren(...results(reply));
  } catch (err) {
    if (err.name === "AbortError") return;
    goods.replaceChildren(h("p", { class: "empty", role: "alert" }, shop.words.error, " ", h("button", { type: "button", class: "second", onclick: showGoods }, shop.words.again)));
  }
  goods.removeAttribute("aria-busy");
}

function results(reply) {
  const { words, state, category } = shop;
  const title = state.q ? words.resultsFor(state.q) : (category ?? words.everything);
  const parts = [h("div", { class: "heading" }, h("h2", null, title), h("p", null, words.pieces(reply.total))), bar(facets, shop), chosen(shop), relaxed(reply)];
  if (!reply.items.length) {
    parts.push(h("div", { class: "empty" }, h("h3", null, words.nothing), h("p", null, words.nothingHint), h("button", { type: "button", class: "primary", onclick: () => shop.ask(state.q) }, icon("chat"), words.ask)));
  } else parts.push(grid(reply.items, shop, { search: reply.search }));
  if (reply.items.length >= state.k && reply.total > state.k && state.k < 96) {
    parts.push(h("button", { type: "button", class: "second big more", onclick: () => { state.k += pageSize; showGoods(); } }, words.more));
  }
  return parts.filter(Boolean);
}

function relaxed({ relaxed: dropped, items }) {
  if (!dropped?.length) return null;
  const said = { locale: shop.locale, words: shop.words, currency: items[0]?.price.currency ?? "USD" };
  return h("p", { class: "relaxed", role: "status" }, shop.words.relaxed, " ", dropped.map((f) => h("span", { class: "tag" }, label(f, said))));
}

async function showProduct(id, from) {
  closeSheets();
  try {
    const p = await api.product(id, shop.locale);
    const { box, body } = sheet(p.title, shop, () => {
      if (shop.state.product !== id) return;
      shop.state.product = "";
      history.replaceState(null, "", address(shop.state));
      showFront().catch(() => {}); // it was just looked at
    });
    const more = h("div");
    body.append(detail(p, shop, from), more);
    box.focus();
    const [together, similar] = await Promise.all([row("together", id), row("similar", id)]);
    more.append(beside("together", together, shop), beside("similar", similar, shop));
  } catch {
    shop.state.product = "";
  }
}

function showCart() {
  closeSheets();
  const { body } = sheet(shop.words.cart, shop);
  body.id = "basket";
  body.append(basket(chat.cart, shop));
}

function closeSheets() {
  for (const open of document.querySelectorAll("dialog.sheet")) open.close();
}

function count() {
  const badge = document.getElementById("count");
  const pieces = (chat.cart?.items ?? []).reduce((n, line) => n + line.quantity, 0);
  badge.hidden = !pieces;
  badge.textContent = pieces;
}

function start() {
  frame();
  count();
  showFront().catch(() => {});
  showGoods();
  if (shop.state.product) showProduct(shop.state.product);
}

addEventListener("popstate", () => {
  shop.state = read(location.search, shop.locale);
  closeSheets();
  start();
});
chat.addEventListener("daogou-cart", () => {
  count();
  document.getElementById("basket")?.replaceChildren(basket(chat.cart, shop));
});
chat.addEventListener("daogou-product", (e) => {
  e.preventDefault();
  const { card, turn, search } = e.detail;
  shop.open(card.id, { turn, search });
});

customElements.whenDefined("daogou-chat").then(() => chat.session && showFront()).catch(() => {});
if (current()) chat.setAttribute("customer", current().token);
if (shop.state.locale !== document.documentElement.lang) chat.setAttribute("locale", shop.locale);
start();
