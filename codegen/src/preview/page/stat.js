// Large numbers, each as large as its place allows: where names, numbers and graphs stand is as in Grafana.
import { el, svg } from "./dom.js";
import { fitting, inParts, leading, longest, numbersOf } from "./numbers.js";
import { faint, inkOn, shade } from "./theme.js";

// How far places are from each other, and how large a name is at most, in pixels.
const [SPACING, NAME] = [3, 30];

// Draws a number for each series into a box of a size.
export function stat(panel, all, context, box, width, height) {
  const numbers = numbersOf(panel, all, context.theme);
  const most = longest(numbers);
  box.classList.add("numbers");
  placesFor(panel.options.orientation, numbers.length, width, height).forEach((place, at) => {
    const drawn = numberIn(panel.options, numbers[at], { place, most, isAlone: numbers.length === 1, context });
    const style = Object.fromEntries(Object.entries(place).map(([name, value]) => [name, `${value}px`]));
    box.append(el("div", { class: "place", style }, leading(drawn, numbers[at], context)));
  });
  return () => {};
}

// In a row, in a column, or in the squares in which they are largest.
function placesFor(orientation, count, width, height) {
  const [columns, rows] = orientation === "horizontal" ? [1, count] : orientation === "vertical" ? [count, 1] : squares(count, width, height);
  const share = (whole, parts) => whole / parts - SPACING + SPACING / parts;
  return Array.from({ length: count }, (_, at) => {
    const row = Math.floor(at / columns);
    const wide = share(width, row === rows - 1 ? count - columns * (rows - 1) : columns);
    const tall = share(height, rows);
    return { left: (at % columns) * (wide + SPACING), top: row * (tall + SPACING), width: wide, height: tall };
  });
}

function squares(count, width, height) {
  const side = Math.max(square(count, width, height), square(count, height, width));
  const rows = Math.ceil(count / Math.max(1, Math.floor(width / side)));
  return [Math.ceil(count / rows), rows];
}

// How large squares are at most of which so many fit into a place.
function square(count, width, height) {
  const parts = Math.ceil(Math.sqrt((count * width) / height));
  const isFull = Math.floor((parts * height) / width) * parts < count;
  return isFull ? height / Math.ceil((parts * height) / width) : width / parts;
}

function numberIn(options, one, { place: { width, height }, most, isAlone, context }) {
  const { colorMode, graphMode, justifyMode, textMode = "auto", wideLayout } = options;
  const { series, color, name } = one;
  const hasName = textMode === "value_and_name" || (textMode === "auto" && !isAlone);
  const text = textMode === "name" ? { prefix: "", text: name, suffix: "" } : textMode === "none" ? null : one.text;
  const isWide = width / height > 2.5 && wideLayout !== false;
  const hasGraph = graphMode !== "none" && series.values.length > 1 && height > (isWide ? 50 : 100);
  const widest = { title: hasName ? most.title : "", number: textMode === "name" ? most.title : most.number };
  const sizes = numberSizes({ width, height, isWide, hasGraph, ...widest });
  const isFilled = colorMode === "background" || colorMode === "background_solid";
  const ink = isFilled ? inkOn(color) : colorMode === "none" ? context.theme.text : color;
  const form = [isWide ? "wide" : "narrow", hasGraph && "graphed", (justifyMode === "center" || !hasName) && "centered"];
  const words = el(
    "div",
    { class: "words" },
    hasName && el("span", { class: "name", style: { "font-size": `${sizes.title}px`, ...(isFilled ? { color: ink } : {}) } }, name),
    text && el("span", { class: "big", style: { "font-size": `${sizes.number}px`, color: ink } }, el("span", null, inParts(text, sizes.number))),
  );
  const graph = hasGraph && sparkline(one, context.range, width, sizes.graph, isFilled ? [shade(color, { brighter: 40 }), "rgba(255, 255, 255, 0.4)"] : [color, faint(color, 0.2)]);
  const style = { padding: `${paddingIn(height)}px`, ...(isFilled ? { background: ground(color, colorMode, context.theme) } : {}) };
  return el("div", { class: ["number", ...form.filter(Boolean)].join(" "), style }, words, graph);
}

const paddingIn = (height) => (height > 100 ? 12 : 8);

// How large a name, a number and a graph are in a place.
function numberSizes({ width, height, isWide, hasGraph, title, number }) {
  const [room, tall] = [width - 2 * paddingIn(height), height - 2 * paddingIn(height)];
  const named = (share, high) => (title ? fitting(title, room * share, high, { most: NAME }) : 0);
  const sized = (share, high) => fitting(number, room * share, high, { weight: 500 });
  if (isWide && hasGraph) return { title: named(0.6, tall * 0.4), number: sized(0.4, tall * 0.5), graph: height * 0.5 };
  if (isWide) {
    const large = sized(title ? 0.3 : 1, tall);
    return { title: Math.min(large * 0.7, named(0.6, tall)), number: large };
  }
  const first = named(1, height * 0.15);
  const large = sized(1, tall - (hasGraph ? height * 0.25 : 0) - first * 1.2);
  const small = Math.min(large * 0.7, first);
  return { title: small, number: large, graph: height - small * 1.2 - large * 1.2 };
}

// What lies behind a number: its color, or what passes from one shade of it to another.
function ground(color, mode, { isDark }) {
  if (mode === "background_solid") return color;
  const factor = isDark ? 1 : -0.7;
  return `linear-gradient(120deg, ${shade(color, { darker: 15 * factor, turn: 8 })}, ${shade(color, { darker: 5 * factor, turn: -8 })})`;
}

function sparkline({ series: { times, values }, low, high }, range, width, height, [stroke, fill]) {
  const [least, most] = low < high ? [low, high] : low === 0 ? [0, 1] : [Math.min(low, 2 * low), Math.max(low, 2 * low)];
  const x = (at) => (((times[at] - range.from) / (range.to - range.from)) * width).toFixed(2);
  const y = (value) => ((1 - (value - least) / (most - least)) * height).toFixed(2);
  // A line ends where a value is missing.
  const parts = [[]];
  values.forEach((value, at) => {
    if (Number.isFinite(value)) parts.at(-1).push(at);
    else if (parts.at(-1).length) parts.push([]);
  });
  const lines = parts.filter(({ length }) => length > 1).map((part) => [part, part.map((at) => `${x(at)},${y(values[at])}`).join("L")]);
  return svg(
    "svg",
    { class: "sparkline", width, height, "aria-hidden": "true" },
    lines.map(([part, line]) => svg("path", { d: `M${x(part[0])},${height}L${line}L${x(part.at(-1))},${height}Z`, fill })),
    lines.map(([, line]) => svg("path", { d: `M${line}`, fill: "none", stroke, "stroke-width": 1 })),
  );
}
