// A small part of Markdown, built as nodes: paragraphs, **bold**, lists and
// tables. No links, no pictures, no HTML: what an answer says of those is shown
// as the plain characters it is made of.
import { h } from "./dom.js";

// render gives the nodes of a text. It is called again with every piece of a
// streaming answer, so half a table or an open ** are ordinary.
export function render(text) {
  const lines = text.split("\n");
  const nodes = [];
  for (let i = 0; i < lines.length; ) {
    const read = block(lines, i);
    if (read.node) nodes.push(read.node);
    i = read.next;
  }
  return nodes;
}

const bullet = /^\s*[-*•]\s+(.*)$/;
const ordinal = /^\s*\d{1,3}(?:[.)]\s+|、\s*)(.*)$/;
const row = /^\s*\|(.*)\|\s*$/;
const rule = /^\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$/;

function block(lines, start) {
  if (!lines[start].trim()) return { next: start + 1 };
  if (row.test(lines[start]) && rule.test(lines[start + 1] ?? "")) return table(lines, start);
  for (const [form, tag] of [[bullet, "ul"], [ordinal, "ol"]]) {
    if (form.test(lines[start])) return list(lines, start, form, tag);
  }
  return paragraph(lines, start);
}

function list(lines, start, form, tag) {
  const end = while_(lines, start, (line) => form.test(line));
  const items = lines.slice(start, end).map((line) => h("li", null, inline(line.match(form)[1])));
  const first = tag === "ol" ? parseInt(lines[start], 10) : null;
  return { node: h(tag, { start: first > 1 ? first : null }, items), next: end };
}

function table(lines, start) {
  const end = while_(lines, start + 2, (line) => row.test(line));
  const cells = (line) => line.match(row)[1].split("|").map((cell) => cell.trim());
  const head = cells(lines[start]).map((cell) => h("th", { scope: "col" }, inline(cell)));
  const body = lines.slice(start + 2, end).map((line) => {
    const [first, ...rest] = cells(line);
    return h("tr", null, h("th", { scope: "row" }, inline(first)), rest.map((cell) => h("td", null, inline(cell))));
  });
  const node = h("div", { class: "table", tabindex: "0", role: "region" },
    h("table", null, h("thead", null, h("tr", null, head)), h("tbody", null, body)));
  return { node, next: end };
}

function paragraph(lines, start) {
  const plain = (line) => line.trim() && !bullet.test(line) && !ordinal.test(line) && !row.test(line);
  const end = Math.max(start + 1, while_(lines, start, plain));
  const nodes = lines.slice(start, end).flatMap((line, i) => [i ? h("br") : null, ...inline(line.replace(/^#{1,6}\s+/, ""))]);
  return { node: h("p", null, nodes), next: end };
}

function while_(lines, start, holds) {
  let end = start;
  while (end < lines.length && holds(lines[end])) end++;
  return end;
}

function inline(text) {
  return text.split(/\*\*(.+?)\*\*/).map((part, i) => (i % 2 ? h("strong", null, part) : part)).filter((part) => part !== "");
}
