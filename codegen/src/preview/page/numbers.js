// What panels have in common that show a number for each series.
import { el, safeAddress, textWidth } from "./dom.js";
import { fieldOf, reducedBy, seriesColor, shown } from "./model.js";

// The ends of the scale: what is set, or what the values of all series have.
export function extent(field, numbers) {
  const known = numbers.filter((value) => Number.isFinite(value));
  const low = field.min ?? known.reduce((one, other) => Math.min(one, other), Infinity);
  const high = field.max ?? known.reduce((one, other) => Math.max(one, other), -Infinity);
  return Number.isFinite(low) && Number.isFinite(high) && low < high ? [low, high] : [field.min ?? 0, field.max ?? 100];
}

// Every series with its number and how that is shown.
export function numbersOf(panel, all, theme) {
  const everything = all.flatMap(({ values }) => values);
  return all.map((series, at) => {
    const field = fieldOf(panel, series);
    const value = reducedBy(panel, series);
    const [low, high] = extent(field, field.fieldMinMax ? series.values : everything);
    const { color: own, ...text } = shown(field, value);
    const color = own ? theme.color(own) : seriesColor(field, at, theme, value, low, high);
    const hidden = field.custom.hideFrom?.viz;
    return { series, field, value, text, color, low, high, hidden, name: field.displayName ?? series.name };
  }).filter(({ hidden }) => !hidden);
}

// What is drawn of a number, as a link if its values have one.
export function leading(drawn, { field, series, name }, context) {
  const link = field.links?.[0];
  const url = link && safeAddress(context.address(link.url, series.labels));
  if (!url) return drawn;
  const labeled = link.title.replace(/\$\{__field\.labels\.(\w+)\}/g, (_, label) => series.labels[label] ?? "");
  return el("a", { class: "leading", href: url, title: labeled, "aria-label": `${name}: ${labeled}`, target: link.targetBlank ? "_blank" : null, rel: "noreferrer" }, drawn);
}

// The size in which a text fits into a place, in pixels.
export function fitting(text, width, height, { line = 1.2, most = Infinity, weight = 400 } = {}) {
  const wide = textWidth(text, `${weight} 14px Inter, Helvetica, Arial, sans-serif`) + 2;
  return Math.max(0, Math.min(most, height / line, (width / wide) * 14));
}

// The longest name and the longest number, so that all are written in one size.
export function longest(numbers) {
  const most = (texts) => texts.reduce((one, other) => (String(other).length > one.length ? String(other) : one), "");
  const part = (name) => most(numbers.map(({ text }) => text[name]));
  return { title: most(numbers.map(({ name }) => name)), number: part("prefix") + part("text") + part("suffix") };
}

// A number with what stands around it: behind it that is smaller.
export function inParts({ prefix, text, suffix }, size) {
  const smaller = size < 20 ? 0.9 : size < 26 ? 0.8 : 0.6;
  return [prefix && el("span", null, prefix), el("span", null, text), suffix && el("span", { style: { "font-size": `${size * smaller}px` } }, suffix)];
}
