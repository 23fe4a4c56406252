// Bars, one below the other or side by side, with a name and a number each: their sizes are as in Grafana.
import { el, textWidth } from "./dom.js";
import { schemeColors, seriesColor, shown, shownText, steps } from "./model.js";
import { fitting, inParts, leading, longest, numbersOf } from "./numbers.js";
import { faint } from "./theme.js";

const px = (length) => `${length}px`;

// How long a cell is with the gap behind it, and that gap, in pixels.
const [CELL, CELL_GAP] = [12, 2];

// Draws a bar for each series into a box of a size.
export function bargauge(panel, all, context, box, width, height) {
  const { displayMode, legend, minVizHeight = 16, maxVizHeight = 300, orientation } = panel.options;
  const numbers = numbersOf(panel, all, context.theme);
  const isVertical = orientation === "vertical" || (orientation === "auto" && width > height);
  const gap = displayMode === "lcd" ? 2 : 10;
  const count = numbers.length;
  const size = isVertical
    ? { width: width / count - gap + gap / count, height }
    : { width, height: Math.max(minVizHeight, Math.min(maxVizHeight, (height + gap) / count - gap)) };
  box.classList.add("bars", isVertical ? "vertical" : "horizontal");
  box.style.gap = px(gap);
  const sizes = barSizes(panel.options, longest(numbers), isVertical, size);
  for (const one of numbers) box.append(leading(bar(panel.options, one, sizes, context), one, context));
  if (legend?.showLegend) box.append(el("div", { class: "dim" }, numbers.map(({ name }) => name).join(", ")));
  return () => {};
}

// Where the name of a bar is, how large it and the number are, and how long and thick the bar is.
function barSizes({ namePlacement = "auto", valueMode }, { title, number }, isVertical, { width, height }) {
  const name = nameIn(namePlacement, title, isVertical, width, height);
  const isHidden = valueMode === "hidden";
  const own = textWidth(number, `${Math.max(name.size, 12)}px Inter, Helvetica, Arial, sans-serif`) + 20;
  const value = isVertical
    ? { width, height: Math.min(Math.max(height * 0.1, 18), 50) }
    : { width: Math.max(Math.min(width * 0.2, 150), own), height: height - name.height };
  value.size = fitting(number, value.width - (isVertical ? 0 : 20), value.height, { line: 1 });
  const length = isVertical ? height - name.height - (isHidden ? 0 : value.height) : width - name.width - (isHidden ? 0 : value.width);
  return { isVertical, width, height, name, value, length: Math.max(1, length), thick: isVertical ? width : height - name.height };
}

function nameIn(placement, title, isVertical, width, height) {
  if (!title || placement === "hidden") return { place: "hidden", size: 0, width: 0, height: 0 };
  if (isVertical) return { place: "below", size: 14, width: 0, height: 21 };
  if (placement === "top" || (placement === "auto" && height > 40)) {
    const tall = Math.max(Math.min(height * 0.45, 50), 17);
    return { place: "above", size: tall / 1.5, width: 0, height: tall };
  }
  const size = Math.max(height * 0.6, 18) / 1.5;
  return { place: "left", size, width: Math.min(textWidth(title, `${size}px Inter, Helvetica, Arial, sans-serif`) + 15, width * 0.4), height: 0 };
}

function bar({ displayMode, showUnfilled, valueMode }, one, sizes, { theme }) {
  const { field, value, text, color, name } = one;
  const { place, size, width: wide } = sizes.name;
  const title = place === "hidden" ? null : el("span", { class: "name", title: name, style: { "font-size": px(size), ...(place === "left" ? { width: px(wide) } : {}) } }, name);
  const ink = valueMode === "text" ? theme.text : color;
  const { width, height, size: letters } = sizes.value;
  const number = valueMode === "hidden" ? null : el("span", { class: "value", style: { color: ink, width: px(width), height: px(height), "font-size": px(letters) } }, el("span", null, inParts(text, letters)));
  const drawn = displayMode === "lcd" ? cells(one, sizes, theme) : filledBar(displayMode, one, sizes, theme);
  const rest = showUnfilled !== false && displayMode !== "lcd" && el("span", { class: "unfilled" });
  return el(
    "div",
    { class: `gauge-bar ${place}`, style: { width: px(sizes.width), height: px(sizes.height) }, "aria-label": `${name} ${shownText(field, value)}`, role: "group" },
    title,
    el("div", { class: "bar" }, drawn, rest, number),
  );
}

// How far a value is from one end to the other.
const shareOf = ({ low, high }, value) => (Number.isFinite(value) ? Math.max(0, Math.min(1, (value - low) / (high - low))) : 0);

function filledBar(mode, one, { isVertical, length, thick }, theme) {
  const { color, value } = one;
  const long = px(Math.max(1, shareOf(one, value) * length));
  const size = isVertical ? { height: long, width: px(thick) } : { width: long, height: px(thick) };
  const look = mode === "basic"
    ? { background: faint(color, 0.35), [isVertical ? "border-top" : "border-right"]: `2px solid ${color}` }
    : { background: gradient(one, isVertical ? "0deg" : "90deg", length, theme) };
  return el("span", { class: "fill", style: { ...size, ...look } });
}

// From the color of the lowest value to that of this one; between two steps one color passes into the other.
function gradient(one, direction, length, theme) {
  const { field, color, value, low, high } = one;
  const scheme = schemeColors(field, theme);
  if (scheme) return `linear-gradient(${direction}, ${scheme.map((own, at) => `${own} ${(at / (scheme.length - 1)) * length}px`).join(", ")})`;
  if (field.color?.mode !== "thresholds") return color;
  const [first, ...others] = steps(field, low, high);
  const stops = [theme.color(first?.color)];
  let last = 0;
  let own = theme.color(first?.color);
  for (const step of others) {
    if (value < step.value) break;
    const at = shareOf(one, step.value) * length;
    stops.push(`${own} ${Math.round((at + last) / 2)}px`);
    own = theme.color(step.color);
    last = at;
  }
  return `linear-gradient(${direction}, ${[...stops, own].join(", ")})`;
}

// Cells along the whole bar, each in the color of its place; those beyond the value are faint.
function cells(one, { isVertical, length, thick }, theme) {
  const { field, value, color, low, high } = one;
  const count = Math.max(1, Math.floor(length / CELL));
  const long = px(Math.floor((length - CELL_GAP * count) / count));
  const isByValue = field.color?.mode === "thresholds" || schemeColors(field, theme);
  return Array.from({ length: count }, (_, at) => {
    const place = low + ((high - low) / count) * at;
    const mapped = shown(field, place).color;
    const own = mapped ? theme.color(mapped) : isByValue ? seriesColor(field, 0, theme, place, low, high) : color;
    const isLit = Number.isFinite(value) && place <= value;
    const background = isLit ? `radial-gradient(${faint(own, 0.95)} 10%, ${faint(own, 0.55)})` : faint(own, 0.18);
    return el("span", { class: "cell", style: { background, ...(isVertical ? { height: long, width: px(thick) } : { width: long, height: px(thick) }) } });
  });
}
