// <daogou-chat server locale customer consent open>: the chat widget.
//
// server    where the shop's server is; by default, where this script came from
// locale    en or zh; by default the page's language
// customer  an identity token of the signed-in customer
// consent   what she agreed to in your own dialogue: memory (what she says of
//           herself is kept), learning (what she says may be learnt from)
// open      shown from the start
//
// It tells the page with bubbling events: daogou-product {card, turn} when a card
// is chosen (prevent the default to show it yourself), daogou-cart {items, total},
// daogou-open and daogou-close. The page can call open(), close(), ask(text) and
// track(event, fields), and read session, which requests of the shop's own may carry
// as "Authorization: Session …" to be answered as this shopper's.
import { Composer } from "./composer.js";
import { Connection } from "./connection.js";
import { h, webAddress } from "./dom.js";
import { Memory } from "./memory.js";
import { Panel } from "./panel.js";
import { Talk } from "./talk.js";
import { words } from "./words.js";

const home = new URL("../../", import.meta.url).href;

class Chat extends HTMLElement {
  static observedAttributes = ["locale", "customer"];

  connectedCallback() {
    if (!this.shadowRoot) this.attachShadow({ mode: "open" });
    this.build();
    if (this.memory.session) this.connection.start();
    if (this.hasAttribute("open")) this.open();
  }

  disconnectedCallback() {
    this.connection.end();
  }

  // A changed language or customer is another hello; the page is drawn again from
  // the conversation's frames.
  attributeChangedCallback(name, before, after) {
    if (!this.shadowRoot || before === after) return;
    const { shown } = this.panel;
    const live = Boolean(this.connection.socket);
    this.connection.end();
    this.build();
    if (live || this.memory.session) this.connection.start();
    if (shown) this.open();
  }

  get server() {
    return webAddress(this.getAttribute("server") ?? home, location.href) || home;
  }

  // session is what requests beside the conversation show for whose it is.
  get session() {
    const { session, token } = this.memory?.session || {};
    return session ? `${session}.${token}` : "";
  }

  get locale() {
    return this.getAttribute("locale") || document.documentElement.lang || navigator.language || "en";
  }

  build() {
    const customer = this.getAttribute("customer") ?? "";
    this.memory = new Memory(this.server, whose(customer));
    if (customer) this.memory.adopt(new Memory(this.server, ""));
    this.connection = new Connection({ server: this.server, memory: this.memory, listener: this, hello: () => this.hello() });
    const ctx = this.context();
    this.talk = new Talk(ctx);
    this.composer = new Composer(ctx);
    this.panel = new Panel(ctx, this.talk, this.composer);
    const style = h("link", { rel: "stylesheet", href: new URL("widget.css", import.meta.url) });
    style.addEventListener("load", () => this.panel.root.removeAttribute("hidden"));
    this.shadowRoot.replaceChildren(style, this.panel.root);
  }

  hello() {
    const hello = { locale: this.locale, page: { url: location.href } };
    if (this.hasAttribute("customer")) hello.customer = this.getAttribute("customer");
    if (this.hasAttribute("consent")) hello.consent = this.getAttribute("consent").split(/\s+/).filter(Boolean);
    return hello;
  }

  // context is what the parts of the widget may do.
  context() {
    const locale = this.locale;
    return {
      locale,
      words: words(locale),
      server: this.server,
      ask: (text) => this.ask(text),
      again: (id) => this.ask(this.memory.text(id)),
      text: (id) => this.memory.text(id),
      stop: () => this.connection.put({ type: "cancel" }),
      draft: (text) => this.connection.put({ type: "draft", text }),
      found: (card, search) => this.chosen(card, { search }),
      product: (turn, card) => this.chosen(card, { turn }),
      add: (turn, card, options) => this.track("add_to_cart", { product_id: card.id, quantity: 1, options, turn }),
      less: (turn, card) => this.track("dismiss", { product_id: card.id, turn }),
      remove: (line) => this.track("remove_from_cart", { product_id: line.product_id, quantity: 1, options: line.options }),
      feedback: (turn, rating) => this.connection.put({ type: "feedback", turn, rating }),
      person: () => { this.connection.start(); this.connection.put({ type: "handoff" }); },
      back: () => this.connection.put({ type: "handback" }),
      toggle: () => (this.panel.shown ? this.close() : this.open()),
      close: () => this.close(),
      retry: () => this.connection.again(),
    };
  }

  open() {
    this.connection.start();
    this.panel.show(true);
    this.tell("daogou-open");
  }

  close() {
    this.panel.show(false);
    this.tell("daogou-close");
  }

  // ask says something for the shopper.
  ask(text) {
    if (!text?.trim()) return;
    if (!this.panel.shown) this.open();
    this.talk.say(this.connection.message(text), text);
    this.running = true;
    this.composer.streaming(true);
  }

  // track tells what the shopper did: view, click, add_to_cart and so on.
  track(event, fields) {
    this.connection.event({ event, ...fields });
  }

  chosen(card, from) {
    this.track("click", { product_id: card.id, ...from });
    if (!this.tell("daogou-product", { card, ...from })) return;
    const address = webAddress(card.url, this.server);
    if (address) window.open(address, "_blank", "noopener");
  }

  tell(name, detail) {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
  }

  // state hears of the connection.
  state(state) {
    this.panel.state(state);
  }

  // frame hears every frame once.
  frame(frame) {
    this[`on_${frame.type}`]?.(frame);
  }

  on_welcome(frame) {
    if (!frame.resumed) this.talk.clear();
    this.talk.welcome(frame);
    for (const { id, text } of this.memory.unsent()) if (!this.talk.said.has(id)) this.talk.say(id, text);
  }

  on_ack(frame) {
    this.talk.ack(frame);
    if (frame.turn && this.talk.said.has(frame.id)) this.busy(frame.turn);
  }

  busy(turn) {
    this.turn = turn;
    this.composer.streaming(true);
  }

  on_intent(frame) { this.talk.intent(frame); }
  on_products(frame) { this.talk.products(frame); }
  on_delta(frame) { this.talk.delta(frame); }
  on_suggest(frame) { this.composer.suggest(frame); }
  on_agent(frame) { this.talk.agent(frame); }

  on_done(frame) {
    this.talk.done(frame);
    if (!this.turn || frame.turn >= this.turn) this.composer.streaming(false);
  }

  on_cart(frame) {
    this.cart = frame;
    this.panel.cart(frame);
    this.tell("daogou-cart", frame);
  }

  on_handoff(frame) {
    this.panel.handoff(frame);
    this.talk.note(frame.text);
  }

  on_error(frame) {
    this.talk.failed(frame);
    this.composer.streaming(false);
  }

  on_signed_out({ again }) {
    this.talk.clear();
    if (again) this.talk.note(this.panel.ctx.words.signedOut);
    else this.talk.note(this.panel.ctx.words.errors.internal);
  }
}

// whose is the customer that a token names. It is read for a key in storage and
// proves nothing; the server checks the token.
function whose(token) {
  try {
    const payload = token.split(".")[1].replaceAll("-", "+").replaceAll("_", "/");
    return JSON.parse(atob(payload)).sub;
  } catch {
    return "";
  }
}

customElements.define("daogou-chat", Chat);
