// The protocol daogou.v1 from the browser's side: one conversation over as many
// sockets as it takes. Frames with a seq reach the listener exactly once and in
// order; what was sent and not acknowledged is sent again under the same id.

const subprotocol = "daogou.v1";
const firstDelay = 500; // ms; doubles up to
const lastDelay = 20_000;
const quiet = 25_000; // ms without a frame, after which we ask for a sign of life
const patience = 8_000; // ms to wait for it

export class Connection {
  // listener has frame(f) and state("connecting" | "open" | "lost").
  constructor({ server, memory, hello, listener }) {
    this.url = new URL("ws", server).href.replace(/^http/, "ws");
    this.memory = memory;
    this.hello = hello; // gives locale, customer and page
    this.listener = listener;
    this.lastSeq = 0;
    this.waiting = new Map(); // id -> frame that has no ack yet
    this.tries = 0;
    this.welcomed = false;
  }

  // start connects; it does nothing while a socket is open or on its way.
  start() {
    if (this.socket || this.ended) return;
    clearTimeout(this.later);
    this.listener.state("connecting");
    const socket = new WebSocket(this.url, subprotocol);
    this.socket = socket;
    socket.onopen = () => this.greet();
    socket.onmessage = (e) => socket === this.socket && this.receive(JSON.parse(e.data));
    socket.onclose = (e) => socket === this.socket && this.closed(e.code);
  }

  greet() {
    const frame = { type: "hello", last_seq: this.lastSeq, ...this.hello() };
    if (this.memory.session) Object.assign(frame, this.memory.session);
    this.socket.send(JSON.stringify(frame));
  }

  receive(frame) {
    this.listen();
    if (frame.type === "welcome") this.welcome(frame);
    if (frame.type === "ack") this.settle(frame.id);
    if (frame.type === "error") this.failed(frame);
    if (frame.type !== "welcome" && frame.seq) {
      if (frame.seq <= this.lastSeq) return;
      this.lastSeq = frame.seq;
    }
    if (frame.type !== "pong") this.listener.frame(frame);
  }

  welcome(frame) {
    this.tries = 0;
    this.welcomed = true;
    if (!frame.resumed) this.lastSeq = 0;
    this.memory.begin(frame.session, frame.token);
    for (const { id, text } of this.memory.unsent()) {
      if (!this.waiting.has(id)) this.waiting.set(id, { type: "message", id, text });
    }
    this.listener.state("open");
    for (const waiting of this.waiting.values()) this.put(waiting);
  }

  settle(id) {
    this.waiting.delete(id);
    this.memory.acked(id);
  }

  failed(frame) {
    if (frame.code === "unauthorized" && !this.welcomed) this.refused = true;
    if (frame.id) {
      this.waiting.delete(frame.id);
      this.memory.acked(frame.id); // it is not sent by itself again
    }
  }

  closed(code) {
    this.socket = undefined;
    this.welcomed = false;
    clearTimeout(this.silence);
    if (this.refused) return this.anew();
    if (code === 1000 && this.ended) return;
    this.listener.state("lost");
    // Between half and one and a half of a doubling delay, so that the clients
    // of a restarted server do not all come at once.
    const delay = Math.min(lastDelay, firstDelay * 2 ** this.tries++) * (0.5 + Math.random());
    this.later = setTimeout(() => this.start(), delay);
  }

  // anew begins another session where the old one is not ours any more.
  anew() {
    this.refused = false;
    const had = Boolean(this.memory.session);
    this.memory.forget();
    this.waiting.clear();
    this.lastSeq = 0;
    this.listener.frame({ type: "signed_out", again: had });
    if (had) this.start();
    else this.listener.state("lost"); // the identity token itself is refused
  }

  // listen asks for a sign of life when nothing has come for a while: a socket
  // whose network is gone says nothing by itself.
  listen() {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      this.put({ type: "ping" });
      this.silence = setTimeout(() => this.drop(), patience);
    }, quiet);
  }

  drop() {
    const socket = this.socket;
    if (!socket) return;
    this.closed(1006);
    socket.close();
  }

  // again reconnects at once, with what hello says now.
  again() {
    if (!this.socket) return this.start();
    const socket = this.socket;
    this.socket = undefined;
    this.welcomed = false;
    socket.close(1000);
    this.start();
  }

  put(frame) {
    if (this.welcomed && this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  // message sends an utterance and gives its id.
  message(text) {
    const id = crypto.randomUUID?.() ?? fallbackID();
    this.memory.keep(id, text);
    this.deliver({ type: "message", id, text });
    return id;
  }

  // event tells what the shopper did, and is delivered once however often the
  // connection breaks.
  event(fields) {
    this.deliver({ type: "event", id: crypto.randomUUID?.() ?? fallbackID(), ...fields });
  }

  deliver(frame) {
    this.waiting.set(frame.id, frame);
    this.start();
    this.put(frame);
  }

  end() {
    this.ended = true;
    clearTimeout(this.later);
    clearTimeout(this.silence);
    this.socket?.close(1000);
  }
}

// randomUUID is not there on a page without TLS.
function fallbackID() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
}
