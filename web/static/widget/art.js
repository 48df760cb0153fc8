// A tile for a product without a picture: drawn from its colour, its category
// and its id, so that it is always the same and no two look alike.
import { s } from "./dom.js";

// What a colour's name looks like. The longest name that stands in the
// product's colour wins, so "light blue" and 浅蓝色 are no plain blue.
const colors = {
  black: "#2b2b2e", 黑: "#2b2b2e", white: "#efece4", 白: "#efece4", ivory: "#ece4d0", cream: "#ece0c6", 米: "#e6d9bd",
  grey: "#8d9096", gray: "#8d9096", 灰: "#8d9096", silver: "#b9bec5", 银: "#b9bec5", charcoal: "#4a4d52",
  red: "#b8433a", 红: "#b8433a", burgundy: "#74283a", wine: "#74283a", 酒红: "#74283a", coral: "#e07a5f", 珊瑚: "#e07a5f",
  pink: "#dd98a6", 粉: "#dd98a6", rose: "#c9737f", 玫: "#c9737f", orange: "#dc8345", 橙: "#dc8345", 橘: "#dc8345",
  yellow: "#e0b545", 黄: "#e0b545", mustard: "#c99a35", gold: "#c8a24b", 金: "#c8a24b",
  green: "#5a8060", 绿: "#5a8060", olive: "#7d7b46", 橄榄: "#7d7b46", sage: "#9aab91", mint: "#9fcab3", 薄荷: "#9fcab3",
  teal: "#3b7d80", turquoise: "#4fa5a4", 青: "#3b7d80", blue: "#4a6f9e", 蓝: "#4a6f9e", "light blue": "#93b3cf", 浅蓝: "#93b3cf",
  天蓝: "#93b3cf", navy: "#2d3f5f", "dark blue": "#2d3f5f", 藏青: "#2d3f5f", 深蓝: "#2d3f5f", 宝蓝: "#34539b",
  purple: "#77618f", 紫: "#77618f", lavender: "#b3a5cc", lilac: "#b3a5cc",
  brown: "#84604a", 棕: "#84604a", 褐: "#84604a", 咖: "#84604a", tan: "#c09a73", camel: "#bd935f", 驼: "#bd935f",
  beige: "#d6c4a2", khaki: "#a99a6b", 卡其: "#a99a6b", sand: "#d8c6a4", oak: "#bf9a6b", 原木: "#c8a678", walnut: "#6d4c38", 胡桃: "#6d4c38",
};

// swatch is the colour that a name means, or "" where it means none we know.
export function swatch(name) {
  const text = String(name ?? "").toLowerCase();
  let best = "";
  for (const key of Object.keys(colors)) {
    if (text.includes(key) && key.length > best.length) best = key;
  }
  return colors[best] ?? "";
}

// hash spreads a text over 32 bits (FNV-1a).
function hash(text) {
  let n = 0x811c9dc5;
  for (const c of text) n = Math.imul(n ^ c.codePointAt(0), 0x01000193);
  return n >>> 0;
}

const papers = ["#e9e2d3", "#dfe5dc", "#e6dcd8", "#dbe2e6", "#e7e0ea", "#ece3cc"];
const inks = ["#1f4d3f", "#8a5a44", "#44617c", "#7a5575", "#a0783c", "#56704a"];

// tile draws the placeholder of a product.
export function tile({ id = "", title = "", attributes = {}, category = attributes.category ?? [] }) {
  const n = hash(id + title);
  const kind = hash((category[1] ?? category[0] ?? title).toString());
  const ink = swatch(attributes.color?.[0]) || inks[kind % inks.length];
  const paper = papers[(n >>> 3) % papers.length];
  const brand = attributes.brand?.[0] ?? "";
  const named = title.startsWith(brand) ? title.slice(brand.length) : title;
  const initial = [...(named.trim() || title.trim() || "·")][0];
  const svg = s("svg", { viewBox: "0 0 100 125", class: "tile", "aria-hidden": "true" },
    shapes[kind % shapes.length](n, ink),
    s("text", { x: 50, y: 76, "text-anchor": "middle", class: "initial", fill: light(ink) ? "#5d5548" : paper }, initial));
  svg.style.background = paper;
  return svg;
}

// light tells whether a letter in the paper's colour would be lost on it.
function light(color) {
  const [r, g, b] = [1, 3, 5].map((i) => parseInt(color.slice(i, i + 2), 16));
  return 0.3 * r + 0.59 * g + 0.11 * b > 185;
}

const shapes = [
  (n, ink) => s("g", { fill: ink }, s("circle", { cx: 50, cy: 64, r: 31 }), s("circle", { cx: 74 - (n % 40), cy: 30, r: 7, opacity: 0.35 })),
  (n, ink) => s("g", { fill: ink }, s("path", { d: "M22 98V58a28 28 0 0156 0v40z" }), s("rect", { x: 14, y: 101, width: 72, height: 3, opacity: 0.35 })),
  (n, ink) => s("g", { fill: ink }, s("rect", { x: 21, y: 36, width: 58, height: 58, rx: 8 + (n % 20) }), s("circle", { cx: 80, cy: 28, r: 6, opacity: 0.35 })),
  (n, ink) => s("g", { fill: ink }, s("path", { d: "M50 30c24 8 36 26 30 44S58 100 42 97 14 74 22 54 36 26 50 30z" }), s("path", { d: "M18 108q32-9 64 0", stroke: ink, fill: "none", "stroke-width": 2, opacity: 0.4 })),
];
