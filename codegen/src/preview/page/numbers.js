// Panels that show a number for each series: large ones, and bars.
import { el, safeAddress, svg, textWidth } from "./dom.js";
import { fieldOf, reducedBy, seriesColor, shown, shownText, stepColor, steps } from "./model.js";
import { faint, readable } from "./theme.js";

// The ends of the scale: what is set, or what the values of all series have.
export function extent(field, numbers) {
  const known = numbers.filter((value) => Number.isFinite(value));
  const low = field.min ?? Math.min(...known, Infinity);
  const high = field.max ?? Math.max(...known, -Infinity);
  return Number.isFinite(low) && Number.isFinite(high) && low < high ? [low, high] : [field.min ?? 0, field.max ?? 100];
}

// Every series with its number and how that is shown.
export function numbersOf(panel, all, theme) {
  const numbers = all.map((series) => reducedBy(panel, series));
  return all.map((series, at) => {
    const field = fieldOf(panel, series);
    const value = numbers[at];
    const [low, high] = extent(field, numbers);
    const { color: own, ...text } = shown(field, value);
    const color = own ? theme.color(own) : seriesColor(field, at, theme, value, low, high);
    const hidden = field.custom.hideFrom?.viz;
    return { series, field, value, text, color, low, high, hidden, name: field.displayName ?? series.name };
  }).filter(({ hidden }) => !hidden);
}

// What is drawn of a number, as a link if its values have one.
function leading(drawn, { field, series, name }, context) {
  const link = field.links?.[0];
  const url = link && safeAddress(context.address(link.url, series.labels));
  if (!url) return drawn;
  const labeled = link.title.replace(/\$\{__field\.labels\.(\w+)\}/g, (_, label) => series.labels[label] ?? "");
  return el("a", { class: "leading", href: url, title: labeled, "aria-label": `${name}: ${labeled}`, target: link.targetBlank ? "_blank" : null, rel: "noreferrer" }, drawn);
}

// Large numbers, each as large as its place allows.
export function stat(panel, all, context, box, width, height) {
  const { colorMode, graphMode, justifyMode, orientation, textMode = "auto", wideLayout } = panel.options;
  const numbers = numbersOf(panel, all, context.theme);
  const count = numbers.length;
  const columns = orientation === "horizontal" ? 1 : orientation === "vertical" ? count : grid(count, width, height);
  const rows = Math.ceil(count / columns);
  box.classList.add("numbers");
  box.style.gridTemplateColumns = `repeat(${columns}, minmax(0, 1fr))`;
  const hasName = textMode === "value_and_name" || textMode === "name" || (textMode === "auto" && count > 1);
  const [room, tall] = [width / columns - 24, height / rows - 8];
  for (const one of numbers) {
    const { series, text, color, name } = one;
    const hasGraph = graphMode === "area" && series.values.filter(Number.isFinite).length > 1;
    const isWide = wideLayout !== false && hasName && room > tall * 2.5;
    const number = textMode === "name" || textMode === "none" ? null : big(text, isWide ? room * 0.6 : room, hasGraph ? tall * 0.6 : tall - (hasName && !isWide ? 24 : 0));
    const isFilled = colorMode === "background" || colorMode === "background_solid";
    const ink = isFilled ? readable(color) : colorMode === "none" ? context.theme.text : color;
    const isCentered = justifyMode === "center" || (count === 1 && !hasGraph);
    const place = el(
      "div",
      {
        class: `number ${isCentered ? "centered" : ""} ${isWide ? "wide" : ""}`,
        style: { color: ink, ...(isFilled ? { background: color } : {}) },
      },
      hasName && el("span", { class: "name", style: isFilled ? { color: ink } : {} }, name),
      number,
      hasGraph && sparkline(series.values, isFilled ? ink : color, room + 24, tall * 0.4),
    );
    box.append(leading(place, one, context));
  }
  return () => {};
}

// How many columns make the most of a place.
function grid(count, width, height) {
  let best = 1;
  let size = 0;
  for (let columns = 1; columns <= count; columns++) {
    const [room, tall] = [width / columns, height / Math.ceil(count / columns)];
    const fits = Math.min(room / 3, tall);
    if (fits > size) [best, size] = [columns, fits];
  }
  return best;
}

function big({ prefix, text, suffix }, width, height) {
  // What stands around the number is smaller.
  const length = textWidth(text, "100px Inter, Helvetica, Arial, sans-serif") + textWidth(prefix + suffix, "60px Inter, Helvetica, Arial, sans-serif");
  const size = Math.max(14, Math.min(height * 0.65, (width / Math.max(1, length)) * 95));
  const small = { style: { "font-size": "60%" } };
  return el(
    "span",
    { class: "big", style: { "font-size": `${size.toFixed(1)}px` } },
    prefix && el("span", small, prefix), text, suffix && el("span", small, suffix),
  );
}

function sparkline(values, color, width, height) {
  const known = values.map((value, at) => [at, value]).filter(([, value]) => Number.isFinite(value));
  const [low, high] = [Math.min(...known.map((one) => one[1])), Math.max(...known.map((one) => one[1]))];
  const place = ([at, value]) => {
    const y = high > low ? (1 - (value - low) / (high - low)) * (height - 4) + 2 : height / 2;
    return `${((at / (values.length - 1)) * width).toFixed(1)},${y.toFixed(1)}`;
  };
  const line = known.map(place).join("L");
  return svg(
    "svg",
    { class: "sparkline", width, height, "aria-hidden": "true" },
    svg("path", { d: `M0,${height}L${line}L${width},${height}Z`, fill: faint(color, 0.2) }),
    svg("path", { d: `M${line}`, fill: "none", stroke: color, "stroke-width": 1.5 }),
  );
}

const NAME_FONT = "14px Inter, Helvetica, Arial, sans-serif";

// Bars, one below the other or side by side.
export function bargauge(panel, all, context, box, width, height) {
  const { displayMode, legend, minVizHeight = 16, maxVizHeight = 300, namePlacement, orientation, showUnfilled, valueMode } = panel.options;
  const numbers = numbersOf(panel, all, context.theme);
  const isVertical = orientation === "vertical" || (orientation === "auto" && width < height);
  box.classList.add("bars", isVertical ? "vertical" : "horizontal");
  // The names have the place that they need, if the bars have half of it.
  const named = namePlacement === "hidden" ? 0 : Math.max(0, ...numbers.map(({ name }) => textWidth(name, NAME_FONT)));
  box.style.setProperty("--names", `${Math.ceil(Math.min(named + 2, width * 0.4))}px`);
  const room = isVertical ? width / numbers.length : height / numbers.length;
  const size = Math.max(minVizHeight, Math.min(maxVizHeight, room - 10));
  for (const one of numbers) {
    const { field, value, text, color, low, high, name } = one;
    const share = value === null ? 0 : Math.max(0, Math.min(1, (value - low) / (high - low)));
    const fill = el("div", { class: "fill", style: barStyle(displayMode, one, share, isVertical, context.theme) });
    const hasTrack = showUnfilled !== false && displayMode !== "lcd";
    const track = el("div", { class: `bar ${hasTrack ? "track" : ""}`, style: isVertical ? {} : { height: `${size}px` } }, fill);
    const { prefix, text: digits, suffix } = text;
    const ink = valueMode === "text" ? context.theme.text : color;
    const number = valueMode === "hidden" ? null : el("span", { class: "value", style: { color: ink } }, prefix + digits + suffix);
    const title = namePlacement === "hidden" ? null : el("span", { class: "name", title: name }, name);
    const bar = el("div", { class: "gauge-bar", "aria-label": `${name} ${shownText(field, value)}`, role: "group" }, title, track, number);
    box.append(leading(bar, one, context));
  }
  if (legend?.showLegend) box.append(el("div", { class: "dim" }, numbers.map(({ name }) => name).join(", ")));
  return () => {};
}

// Cells along the whole bar, each in the color of its place; those beyond the value are faint.
function cellStyle({ field, color, low, high }, share, isVertical, theme) {
  const direction = isVertical ? "0deg" : "90deg";
  const isSmooth = field.color?.mode?.startsWith("continuous-");
  const edges = isSmooth ? [...Array(20).keys()].map((at) => at / 20) : steps(field, low, high).map(({ value }) => (value === null ? 0 : (value - low) / (high - low)));
  const places = [...new Set([0, share, ...edges])].filter((place) => place >= 0 && place < 1).sort((one, other) => one - other);
  const colors = places.map((place, at) => {
    const own = isSmooth || field.color?.mode === "thresholds" ? seriesColor(field, 0, theme, low + (high - low) * place, low, high) : color;
    const [from, to] = [place, places[at + 1] ?? 1].map((end) => `${(end * 100).toFixed(1)}%`);
    return `${faint(own, place < share ? 0.95 : 0.18)} ${from} ${to}`;
  });
  const cells = `repeating-linear-gradient(${direction}, #000 0 10px, transparent 10px 12px)`;
  return { width: "100%", height: "100%", background: `linear-gradient(${direction}, ${colors.join(", ")})`, "mask-image": cells };
}

function barStyle(mode, { field, color, low, high }, share, isVertical, theme) {
  const length = `${(share * 100).toFixed(2)}%`;
  const size = isVertical ? { height: length } : { width: length };
  if (mode === "lcd") return cellStyle({ field, color, low, high }, share, isVertical, theme);
  if (mode === "basic") return { ...size, background: faint(color, 0.35), "border-right": `2px solid ${color}` };
  // From the color of the lowest value to that of this one.
  const all = steps(field, low, high);
  const stops = all.filter(({ value }) => value === null || (value - low) / (high - low) < share);
  const place = ({ value }) => (value === null ? 0 : Math.max(0, (value - low) / (high - low) / Math.max(share, 1e-9)) * 100);
  const colors = stops.map((step) => `${theme.color(step.color)} ${place(step).toFixed(1)}%`);
  const end = field.color?.mode === "thresholds" ? theme.color(stepColor(all, low + (high - low) * share)) : color;
  const from = field.color?.mode === "thresholds" ? colors : [faint(color, 0.4)];
  return { ...size, background: `linear-gradient(${isVertical ? "0deg" : "90deg"}, ${[...from, `${end} 100%`].join(", ")})` };
}
