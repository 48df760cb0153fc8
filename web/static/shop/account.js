// Signing in as one of a demo shop's invented customers, so that orders and
// personal recommendations can be tried. A real shop signs its customers in
// itself and gives the widget their identity token.
import { h, icon } from "../widget/dom.js";

const kept = "daogou:demo-customer";

// current is who is signed in: {id, token}, or undefined.
export function current() {
  try {
    return JSON.parse(sessionStorage.getItem(kept)) ?? undefined;
  } catch {
    return undefined;
  }
}

function keep(who) {
  try {
    if (who) sessionStorage.setItem(kept, JSON.stringify(who));
    else sessionStorage.removeItem(kept);
  } catch {
    // for this page alone, then
  }
}

async function signIn(id) {
  const response = await fetch("/demo/sign-in", { method: "POST", body: new URLSearchParams({ customer: id }) });
  if (!response.ok) throw new Error(`sign-in: ${response.status}`);
  return { id, ...(await response.json()) };
}

// menu offers the customers. changed(who) is called with who it is now.
export function menu(shop, changed) {
  const { words, data } = shop;
  if (!data.customers?.length) return null;
  const who = current();
  const become = (next) => {
    keep(next);
    changed(next);
  };
  const choices = data.customers.map((id) => h("button", { type: "button", "aria-pressed": String(id === who?.id), onclick: () => signIn(id).then(become) }, words.customer(id)));
  if (who) choices.push(h("button", { type: "button", class: "out", onclick: () => become(undefined) }, words.signOut));
  return h("details", { class: "drop account" },
    h("summary", { "aria-label": who ? words.signedIn(who.id) : words.signIn, title: who ? words.signedIn(who.id) : words.signIn }, icon("person"), who ? h("b", null, who.id) : null),
    h("div", { class: "menu" }, h("p", null, words.signInHint), choices));
}
