// The widget's frame: the button that opens it, the header, the banner, the cart
// line. What is said in it is Talk's, what is typed Composer's.
import { h, icon } from "./dom.js";
import { money } from "./money.js";

export class Panel {
  constructor(ctx, talk, composer) {
    this.ctx = ctx;
    this.talk = talk;
    this.composer = composer;
    const { words } = ctx;
    this.launcher = h("button", { class: "launcher", type: "button", "aria-label": words.open, "aria-expanded": "false", "aria-controls": "panel", onclick: ctx.toggle },
      icon("chat"), h("span", { class: "badge", hidden: true }));
    this.status = h("p", { class: "status", role: "status" }, words.online);
    this.person = h("button", { class: "tool", type: "button", "aria-label": words.person, title: words.person, onclick: ctx.person }, icon("person"));
    this.banner = h("div", { class: "banner", role: "status", hidden: true });
    this.basket = h("details", { class: "basket", hidden: true });
    this.section = h("section", { class: "panel", id: "panel", role: "dialog", "aria-label": words.title, hidden: true, lang: ctx.locale },
      h("header", null, h("span", { class: "mark" }, icon("spark")), h("div", { class: "grow" }, h("h2", null, words.title), this.status),
        this.person, h("button", { class: "tool", type: "button", "aria-label": words.close, title: words.close, onclick: ctx.close }, icon("down"))),
      this.banner, h("div", { class: "talk" }, talk.list, talk.down), this.basket, composer.form);
    this.section.addEventListener("keydown", (e) => e.key === "Escape" && ctx.close());
    this.root = h("div", { class: "root", hidden: true }, this.section, this.launcher);
    this.shown = false;
  }

  show(on) {
    this.shown = on;
    this.section.hidden = !on;
    this.root.classList.toggle("open", on);
    this.launcher.setAttribute("aria-expanded", String(on));
    if (on) {
      this.talk.follow();
      this.composer.box.focus({ preventScroll: true });
    } else this.launcher.focus({ preventScroll: true });
  }

  state(state) {
    const { words } = this.ctx;
    this.status.textContent = { open: words.online, connecting: words.connecting, lost: words.offline }[state];
    this.status.dataset.state = state;
  }

  handoff({ state, position, agent }) {
    const { words, back } = this.ctx;
    const waiting = state === "queued" || state === "agent";
    this.banner.hidden = !waiting;
    this.person.hidden = waiting;
    if (!waiting) return;
    this.banner.replaceChildren(h("span", null, state === "agent" ? words.withAgent(agent) : words.queued(position)),
      h("button", { type: "button", onclick: back }, icon("back"), words.back));
  }

  // cart shows the cart in one line; opened, its lines.
  cart({ items = [], total }) {
    const { words, locale, remove } = this.ctx;
    const pieces = items.reduce((n, line) => n + line.quantity, 0);
    this.basket.hidden = pieces === 0;
    const badge = this.launcher.querySelector(".badge");
    badge.hidden = pieces === 0;
    badge.textContent = pieces;
    if (!pieces) return;
    this.basket.replaceChildren(
      h("summary", null, icon("cart"), h("span", { class: "grow" }, words.cart(pieces)), h("strong", null, money(total, locale))),
      h("ul", { role: "list" }, items.map((line) => h("li", null,
        h("span", { class: "grow" }, `${line.quantity} × ${line.title}`, options(line)),
        h("span", null, money({ ...line.price, amount: line.price.amount * line.quantity }, locale)),
        h("button", { type: "button", "aria-label": `${words.remove}: ${line.title}`, title: words.remove, onclick: () => remove(line) }, icon("close"))))));
  }
}

function options(line) {
  const chosen = Object.values(line.options ?? {}).join(", ");
  return chosen ? h("small", null, ` (${chosen})`) : null;
}
