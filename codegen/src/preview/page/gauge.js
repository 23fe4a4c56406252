// Dials between a least and a largest value.
import { el, svg, textWidth } from "./dom.js";
import { steps } from "./model.js";
import { numbersOf } from "./numbers.js";

const START = -Math.PI * 1.15;
const END = Math.PI * 0.15;

// Draws dials, side by side or one below the other.
export function gauge(panel, all, context, box, width, height) {
  const numbers = numbersOf(panel, all, context.theme);
  const { orientation } = panel.options;
  const isColumn = orientation === "horizontal" || (orientation === "auto" && height > width);
  box.classList.add("dials", ...(isColumn ? ["column"] : []));
  const room = isColumn ? [width, height / numbers.length] : [width / numbers.length, height];
  for (const number of numbers) {
    const name = numbers.length > 1 && el("span", { class: "name" }, number.name);
    const picture = dial(panel.options, number, context.theme, room[0] - 8, room[1] - (name ? 22 : 0));
    box.append(el("div", { class: "dial" }, picture, name));
  }
  return () => {};
}

// How much of the place within the arc a number takes at most, as a part of the radius; and what it is measured in.
const INSIDE = 1.12;
const NUMBER_FONT = "500 100px Inter, Helvetica, Arial, sans-serif";

function dial(options, { field, value, text, color, low, high, name }, theme, width, height) {
  const middle = width / 2;
  const radius = Math.max(20, Math.min(middle - 4, height * 0.64));
  const center = radius + (height - radius * 1.45) / 2;
  const angle = (at) => START + (END - START) * Math.max(0, Math.min(1, (at - low) / (high - low)));
  const arc = (from, to, share, thickness, stroke) => {
    const reach = radius * share;
    const [x1, y1] = [middle + reach * Math.cos(from), center + reach * Math.sin(from)];
    const [x2, y2] = [middle + reach * Math.cos(to), center + reach * Math.sin(to)];
    const path = [x1, y1, x2, y2].map((place) => place.toFixed(2));
    const d = `M${path[0]},${path[1]}A${reach},${reach} 0 ${to - from > Math.PI ? 1 : 0} 1 ${path[2]},${path[3]}`;
    return svg("path", { d, fill: "none", stroke, "stroke-width": radius * thickness });
  };
  const shownValue = text.prefix + text.text + text.suffix;
  const all = steps(field, low, high);
  const rim = (step, at) => {
    const [from, to] = [angle(step.value ?? low), angle(all[at + 1]?.value ?? high)];
    return to > from ? arc(from, to, 0.975, 0.05, theme.color(step.color)) : null;
  };
  const mark = ({ value: at }) => {
    if (at === null || at < low || at > high) return null;
    const [x, y] = [middle + radius * 1.06 * Math.cos(angle(at)), center + radius * 1.06 * Math.sin(angle(at))];
    return svg("text", { x, y, fill: theme.dim, "font-size": 10, "text-anchor": "middle" }, String(at));
  };
  return svg(
    "svg",
    { width, height, role: "img", "aria-label": `${name}: ${shownValue}` },
    arc(START, END, 0.79, 0.28, theme.track),
    value !== null && value > low && arc(START, angle(value), 0.79, 0.28, color),
    options.showThresholdMarkers && all.map(rim),
    options.showThresholdLabels && all.map(mark),
    svg(
      "text",
      {
        x: middle, y: center, fill: color, "text-anchor": "middle", "dominant-baseline": "middle", "font-weight": 500,
        "font-size": Math.min(radius * 0.4, (INSIDE * radius * 100) / Math.max(1, textWidth(shownValue, NUMBER_FONT))).toFixed(1),
      },
      shownValue,
    ),
  );
}
