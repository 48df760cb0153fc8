// The conversation as it is shown: one item for what the shopper said, one for
// the answer. It is drawn from frames alone, so that a conversation that is
// played again after a reload looks as it did.
import { cards } from "./cards.js";
import { h, icon, webAddress } from "./dom.js";
import { label } from "./filters.js";
import { render } from "./markdown.js";

export class Talk {
  // ctx has locale, words, server, the cards' actions, and ask(text),
  // feedback(turn, rating), again(id), text(id).
  constructor(ctx) {
    this.ctx = ctx;
    this.list = h("ol", { class: "log", role: "log", "aria-live": "polite", "aria-label": ctx.words.log, tabindex: "0" });
    this.down = h("button", { class: "down", type: "button", "aria-label": ctx.words.down, title: ctx.words.down, hidden: true, onclick: () => this.toEnd() }, icon("down"));
    this.list.addEventListener("scroll", () => this.scrolled());
    for (const way of ["wheel", "touchmove", "keydown", "pointerdown"]) this.list.addEventListener(way, () => { this.reading = true; }, { passive: true });
    this.clear();
  }

  clear() {
    this.said = new Map(); // message id -> its item
    this.turns = new Map(); // turn -> what is shown of it
    this.list.replaceChildren();
    this.greeting = undefined;
  }

  welcome(frame) {
    this.greeting?.remove();
    this.greeting = h("li", { class: "answer" }, h("div", { class: "text" }, render(frame.text ?? "")));
    if (!this.turns.size && !this.said.size) this.greeting.append(this.replies(frame.suggestions));
    this.list.prepend(this.greeting);
  }

  // say shows the shopper's own words before the server has them.
  say(id, text) {
    this.quiet();
    const item = h("li", { class: "said" }, h("span", { class: "who" }, this.ctx.words.you), h("p", null, text));
    this.said.set(id, item);
    this.append(item);
    this.anchor = item;
    this.reading = false;
    this.follow();
  }

  ack({ id, turn }) {
    if (!turn || !id) return;
    if (!this.said.has(id)) {
      const text = this.ctx.text(id);
      if (text) this.say(id, text);
    }
    this.said.get(id)?.classList.remove("failed");
    this.turn(turn, this.said.get(id));
  }

  // turn gives what is shown of a turn, beginning it when it is new.
  turn(n, after) {
    if (this.turns.has(n)) return this.turns.get(n);
    this.quiet();
    const text = h("div", { class: "text" });
    const dots = h("p", { class: "dots", role: "status", "aria-label": this.ctx.words.thinking }, h("i"), h("i"), h("i"));
    const item = h("li", { class: "answer", "aria-busy": "true", "data-turn": n }, h("span", { class: "who" }, this.ctx.words.assistant), dots, text);
    const shown = { item, text, dots, words: "", filters: [] };
    this.turns.set(n, shown);
    if (after) after.after(item);
    else this.append(item);
    this.follow();
    return shown;
  }

  intent(frame) {
    this.turn(frame.turn).filters = frame.filters ?? [];
  }

  products(frame) {
    const shown = this.turn(frame.turn);
    if (!frame.items?.length) return;
    const ctx = { ...this.ctx, turn: frame.turn };
    for (const action of ["product", "add", "less"]) ctx[action] = (...args) => this.ctx[action](frame.turn, ...args);
    shown.text.before(this.caption(frame, shown.filters), cards(frame.items, ctx));
    this.follow();
  }

  // caption says how many products fit, what was understood, and what had to be
  // left out.
  caption(frame, filters) {
    const { words, locale } = this.ctx;
    const currency = frame.items[0].price.currency;
    const said = (list) => list.map((f) => h("span", { class: "tag" }, label(f, { locale, words, currency })));
    const dropped = frame.relaxed ?? [];
    const same = (f, g) => JSON.stringify(f) === JSON.stringify(g);
    const held = filters.filter((f) => !dropped.some((g) => same(f, g)));
    return h("div", { class: "caption" }, h("span", null, words.fits(frame.total)), said(held),
      dropped.length ? h("p", { class: "relaxed" }, words.relaxed, " ", said(dropped)) : null);
  }

  delta(frame) {
    const shown = this.turn(frame.turn);
    shown.words += frame.text;
    shown.dots.remove();
    if (shown.drawing) return;
    shown.drawing = requestAnimationFrame(() => this.draw(shown));
  }

  draw(shown) {
    shown.drawing = undefined;
    shown.text.replaceChildren(...render(shown.words));
    this.follow();
  }

  done(frame) {
    const shown = this.turn(frame.turn);
    if (shown.drawing) cancelAnimationFrame(shown.drawing);
    shown.words = frame.text;
    shown.item.removeAttribute("aria-busy");
    shown.dots.remove();
    this.draw(shown);
    if (frame.stopped) shown.item.append(h("p", { class: "note" }, this.ctx.words.stopped));
    if (!frame.text && !frame.stopped && !shown.item.querySelector(".cards")) return shown.item.remove();
    if (frame.sources?.length) shown.item.append(this.sources(frame.sources));
    if (frame.text) shown.item.append(this.after(frame));
    shown.item.append(this.replies(frame.suggestions));
    this.follow();
  }

  sources(list) {
    const links = list.map(({ title, url }) => {
      const href = webAddress(url, this.ctx.server);
      return href ? h("a", { href, target: "_blank", rel: "noopener" }, title) : h("span", null, title);
    });
    return h("p", { class: "sources" }, h("span", null, this.ctx.words.sources), links);
  }

  // after is what a shopper can say of an answer, and who wrote it.
  after(frame) {
    const { words } = this.ctx;
    const box = h("div", { class: "after" });
    for (const [rating, name] of [["up", words.good], ["down", words.bad]]) {
      box.append(h("button", { type: "button", "aria-label": name, title: name, "aria-pressed": "false", onclick: (e) => {
        this.ctx.feedback(frame.turn, rating);
        for (const button of box.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === e.currentTarget));
        box.querySelector("[role=status]").textContent = words.thanks;
      } }, icon("up", rating === "down")));
    }
    box.append(h("span", { role: "status" }), frame.engine === "builtin" ? h("span", { class: "engine" }, words.builtin) : "");
    return box;
  }

  replies(list) {
    if (!list?.length) return "";
    return h("div", { class: "replies", role: "group", "aria-label": this.ctx.words.suggestions },
      list.map((text) => h("button", { type: "button", class: "chip", onclick: () => this.ctx.ask(text) }, text)));
  }

  // quiet takes away the quick replies of an earlier answer.
  quiet() {
    for (const old of this.list.querySelectorAll(".replies")) old.remove();
  }

  agent(frame) {
    this.append(h("li", { class: "answer agent" }, h("span", { class: "who" }, frame.agent), h("div", { class: "text" }, h("p", null, frame.text))));
    this.follow();
  }

  note(text) {
    if (!text) return;
    this.append(h("li", { class: "note", role: "status" }, text));
    this.follow();
  }

  failed(frame) {
    const text = this.ctx.words.errors[frame.code] ?? this.ctx.words.errors.internal;
    const item = this.said.get(frame.id);
    if (!item) return this.note(text);
    item.classList.add("failed");
    item.querySelector(".note")?.remove();
    item.append(h("p", { class: "note", role: "alert" }, text, " ",
      h("button", { type: "button", onclick: () => { item.remove(); this.said.delete(frame.id); this.ctx.again(frame.id); } }, this.ctx.words.retry)));
    this.follow();
  }

  append(item) {
    this.list.append(item);
  }

  // follow shows what is new, but never lets the words it answers leave at the
  // top: a shopper reads an answer from its beginning. Whoever scrolls by hand is
  // left alone until she writes again or comes back to the end.
  follow() {
    if (!this.reading) {
      const end = this.list.scrollHeight - this.list.clientHeight;
      const top = this.anchor?.isConnected ? this.anchor.offsetTop - this.list.offsetTop - 12 : end;
      this.list.scrollTop = Math.min(end, top);
    }
    this.scrolled();
  }

  // scrolled offers the way down while there is more below.
  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.list;
    const below = scrollHeight - scrollTop - clientHeight;
    if (below < 24) this.reading = false;
    this.down.hidden = below < 48;
  }

  toEnd() {
    this.anchor = undefined;
    this.reading = false;
    this.list.scrollTo({ top: this.list.scrollHeight, behavior: "smooth" });
  }
}
