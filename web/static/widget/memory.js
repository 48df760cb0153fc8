// What the widget keeps between pages: its session, and the shopper's own words,
// which the server does not send back. Storage may be full or forbidden; then
// the conversation lives as long as the page.

const kept = 60; // messages

export class Memory {
  // whose tells the conversations of different servers and customers apart.
  constructor(server, whose) {
    this.key = `daogou:${server}:${whose}`;
    this.state = { session: "", token: "", sent: [] };
    this.load();
  }

  load() {
    try {
      Object.assign(this.state, JSON.parse(localStorage.getItem(this.key)));
    } catch {
      // begin anew
    }
  }

  save() {
    try {
      localStorage.setItem(this.key, JSON.stringify(this.state));
    } catch {
      // kept in this page alone
    }
  }

  // adopt takes an anonymous conversation over when its shopper signs in, so that
  // the server can make it hers.
  adopt(anonymous) {
    if (this.state.session || !anonymous.state.session) return;
    this.state = anonymous.state;
    this.save();
    anonymous.forget();
  }

  get session() {
    return this.state.session && { session: this.state.session, token: this.state.token };
  }

  begin(session, token) {
    if (session !== this.state.session) this.state.sent = this.state.sent.filter((m) => !m.acked);
    Object.assign(this.state, { session, token });
    this.save();
  }

  forget() {
    this.state = { session: "", token: "", sent: [] };
    this.save();
  }

  // keep remembers a message that is to be sent.
  keep(id, text) {
    this.state.sent = [...this.state.sent, { id, text, acked: false }].slice(-kept);
    this.save();
  }

  acked(id) {
    const message = this.state.sent.find((m) => m.id === id);
    if (message && !message.acked) {
      message.acked = true;
      this.save();
    }
  }

  // text is what the shopper said under an id, also in another tab.
  text(id) {
    if (!this.state.sent.some((m) => m.id === id)) this.load();
    return this.state.sent.find((m) => m.id === id)?.text;
  }

  unsent() {
    return this.state.sent.filter((m) => !m.acked);
  }
}
