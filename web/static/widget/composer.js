// The box a shopper writes in: sends, stops, and completes what is being typed.
import { picture, price } from "./cards.js";
import { h, icon } from "./dom.js";

const pause = 120; // ms of typing after which a draft is sent
const maxText = 8000;

export class Composer {
  // ctx has locale, words, server, ask(text), stop(), draft(text), found(card, search).
  constructor(ctx) {
    this.ctx = ctx;
    const { words } = ctx;
    this.box = h("textarea", { rows: "1", maxlength: maxText, placeholder: words.box, "aria-label": words.write, enterkeyhint: "send",
      role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": "offers", autocomplete: "off" });
    this.go = h("button", { class: "go", type: "submit", "aria-label": words.send }, icon("send"));
    this.offers = h("div", { class: "offers", id: "offers", role: "listbox", "aria-label": words.suggestions, hidden: true });
    this.form = h("form", { class: "composer" }, this.offers, this.box, this.go);
    this.form.addEventListener("submit", (e) => { e.preventDefault(); this.submit(); });
    this.box.addEventListener("keydown", (e) => this.key(e));
    this.box.addEventListener("input", (e) => this.typed(e));
    this.box.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.streaming(false);
  }

  submit() {
    if (this.busy && !this.box.value.trim()) return this.ctx.stop();
    const text = this.box.value.trim();
    if (!text) return;
    this.box.value = "";
    this.grow();
    this.close();
    this.streaming(this.busy);
    this.ctx.ask(text);
  }

  // streaming turns the button into one that stops, as long as nothing is typed.
  streaming(on) {
    this.busy = on;
    const stops = on && !this.box.value.trim();
    this.go.replaceChildren(icon(stops ? "stop" : "send"));
    this.go.setAttribute("aria-label", stops ? this.ctx.words.stop : this.ctx.words.send);
    this.go.classList.toggle("stops", stops);
  }

  key(e) {
    if (e.isComposing) return; // Enter chooses a character, not a message
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (e.key in moves && !this.offers.hidden) {
      e.preventDefault();
      this.move(moves[e.key]);
    } else if (e.key === "Escape" && !this.offers.hidden) {
      e.stopPropagation();
      this.close();
    } else if (e.key === "Enter" && !e.shiftKey) {
      e.preventDefault();
      if (this.active) this.active.click();
      else this.submit();
    }
  }

  typed(e) {
    this.grow();
    this.streaming(this.busy);
    clearTimeout(this.later);
    if (e.isComposing) return;
    if (!this.box.value.trim()) return this.close();
    this.later = setTimeout(() => this.ctx.draft(this.box.value), pause);
  }

  grow() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 140)}px`;
  }

  // suggest shows the answer to a draft, if that is still what stands here.
  suggest({ text, search, completions = [], items = [] }) {
    if (text !== this.box.value || (!completions.length && !items.length)) return this.close();
    const words = completions.slice(0, 4).map((c) => this.option([icon("search"), h("span", null, c)], () => this.complete(c)));
    const goods = items.slice(0, 3).map((card) => this.option(
      [h("span", { class: "thumb" }, picture(card, this.ctx.server)), h("span", { class: "grow" }, card.title), price(card, this.ctx)],
      () => { this.close(); this.ctx.found(card, search); }));
    this.offers.replaceChildren(...words, ...goods);
    this.offers.hidden = false;
    this.active = undefined;
    this.box.setAttribute("aria-expanded", "true");
  }

  option(children, chosen) {
    const id = `offer-${this.count = (this.count ?? 0) + 1}`;
    return h("div", { class: "offer", role: "option", id, "aria-selected": "false", onpointerdown: (e) => e.preventDefault(), onclick: chosen }, children);
  }

  complete(text) {
    this.box.value = text;
    this.submit();
  }

  move(step) {
    const options = [...this.offers.children];
    const at = options.indexOf(this.active);
    this.active = options[(at + step + options.length + (at < 0 && step < 0 ? 1 : 0)) % options.length];
    for (const option of options) option.setAttribute("aria-selected", String(option === this.active));
    this.box.setAttribute("aria-activedescendant", this.active.id);
    this.active.scrollIntoView({ block: "nearest" });
  }

  close() {
    this.offers.hidden = true;
    this.active = undefined;
    this.box.setAttribute("aria-expanded", "false");
    this.box.removeAttribute("aria-activedescendant");
  }
}
