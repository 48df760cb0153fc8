// Building the page from strangers' text: everything becomes text nodes and
// properties, nothing is ever parsed as markup.

const SVG = "http://www.w3.org/2000/svg";

// h makes an element. Props that begin with "on" are listeners, the rest are
// attributes; null, undefined and false leave one out. Children are nodes or text.
export function h(tag, props, ...children) {
  return fill(document.createElement(tag), props, children);
}

// s makes an SVG element in the same way.
export function s(tag, props, ...children) {
  return fill(document.createElementNS(SVG, tag), props, children);
}

function fill(el, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) el.addEventListener(name.slice(2), value);
    else el.setAttribute(name, value === true ? "" : value);
  }
  el.append(...children.flat().filter((c) => c !== null && c !== undefined && c !== false));
  return el;
}

// webAddress gives an absolute http(s) address, or "" for anything else:
// javascript:, data: and what is no address at all.
export function webAddress(address, base) {
  try {
    const url = new URL(address, base);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : "";
  } catch {
    return "";
  }
}

// The icons are strokes on a 24 by 24 grid, drawn in the text's colour.
const paths = {
  chat: "M4 5.5h16v10.5H10l-4.5 4v-4H4z",
  send: "M12 19V5M6 11l6-6 6 6",
  stop: "M7 7h10v10H7z",
  close: "M6 6l12 12M18 6L6 18",
  down: "M6 9l6 6 6-6",
  person: "M12 12a4 4 0 100-8 4 4 0 000 8zM4.5 20.5c1-4 4-6 7.5-6s6.5 2 7.5 6",
  back: "M10 6l-6 6 6 6M4 12h10a6 6 0 016 6",
  cart: "M3 4h2.5l2 11h10.5l2-8H6.2M9 19.5h.01M16.5 19.5h.01",
  up: "M7 11v9H4v-9zM7 11l4-8c1.6 0 2.4 1 2.2 2.6L12.800 9.500H19c1 0 1.700 1 1.400 2l-2 7c-.2.900-1 1.500-1.900 1.500H7",
  star: "M12 3.500l2.600 5.400 5.900.8-4.300 4.100 1 5.900-5.200-2.800-5.200 2.800 1-5.900L3.500 9.700l5.900-.8z",
  plus: "M12 5v14M5 12h14",
  search: "M10.500 17a6.500 6.500 0 100-13 6.500 6.500 0 000 13zM15.500 15.500L20.500 20.500",
  spark: "M12 3c.6 5 3.500 8 9 9-5.500 1-8.400 4-9 9-.6-5-3.500-8-9-9 5.500-1 8.400-4 9-9z",
};

// icon draws one of the icons; it says nothing to screen readers.
export function icon(name, turned) {
  const props = { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", focusable: "false" };
  if (turned) props.class = "icon turned";
  return s("svg", props, s("path", { d: paths[name] }));
}
