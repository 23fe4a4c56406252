// Shares of a whole.
import { el, svg } from "./dom.js";
import { format } from "./format.js";
import { legend, roomBeside } from "./legend.js";
import { shownText } from "./model.js";
import { numbersOf } from "./numbers.js";
import { readable } from "./theme.js";

// Draws a pie into a box of a size.
export function piechart(panel, all, context, box, width, height) {
  const { displayLabels = [], legend: around, pieType } = panel.options;
  const slices = numbersOf(panel, all, context.theme).filter(({ value }) => value > 0);
  const whole = slices.reduce((sum, { value }) => sum + value, 0) || 1;
  const items = slices.map((slice) => ({ ...slice, values: slice.series.values, text: shownText(slice.field, slice.value), percent: format(slice.value / whole, "percentunit", 0) }));
  const isRight = around?.placement === "right";
  box.classList.add(isRight ? "side-by-side" : "stacked");
  const picture = el("div", { class: "picture centered" });
  const beside = legend(around, items);
  box.append(picture, ...(beside ? [beside] : []));
  const room = roomBeside(beside, isRight, width, height);
  const radius = Math.max(20, Math.min(room[0], room[1]) / 2 - 12);
  const inner = pieType === "donut" ? radius * 0.6 : 0;
  let angle = -Math.PI / 2;
  const drawn = slices.map((slice) => {
    const from = angle;
    angle += (slice.value / whole) * 2 * Math.PI;
    return [
      svg("path", { d: sector(from, angle, radius, inner), fill: slice.color, stroke: context.theme.panel, "stroke-width": 1 },
        svg("title", null, `${slice.name}: ${shownText(slice.field, slice.value)}`)),
      labelOf(slice, displayLabels, (from + angle) / 2, (radius + inner) / 2, slice.value / whole),
    ];
  });
  const words = slices.map(({ name, value }) => `${name} ${format(value / whole, "percentunit", 0)}`).join(", ");
  const size = radius * 2 + 4;
  const view = `${-radius - 2} ${-radius - 2} ${size} ${size}`;
  picture.append(svg("svg", { width: size, height: size, viewBox: view, role: "img", "aria-label": `${panel.title}: ${words}` }, drawn));
  return () => {};
}

function sector(from, to, radius, inner) {
  // A whole circle has no end of its own.
  const end = Math.min(to, from + 2 * Math.PI - 1e-4);
  const at = (angle, reach) => `${(reach * Math.cos(angle)).toFixed(2)},${(reach * Math.sin(angle)).toFixed(2)}`;
  const large = end - from > Math.PI ? 1 : 0;
  return `M${at(from, radius)}A${radius},${radius} 0 ${large} 1 ${at(end, radius)}L${at(end, inner)}A${inner},${inner} 0 ${large} 0 ${at(from, inner)}Z`;
}

// A label where it finds room.
function labelOf({ name, value, field, color }, wanted, angle, reach, share) {
  if (wanted.length === 0 || share < 0.05) return null;
  const texts = { percent: format(share, "percentunit", 0), name, value: shownText(field, value) };
  const place = { x: (reach * Math.cos(angle)).toFixed(1), y: (reach * Math.sin(angle)).toFixed(1) };
  const style = { "text-anchor": "middle", "dominant-baseline": "middle", fill: readable(color), "font-size": 12 };
  return svg("text", { ...place, ...style }, wanted.map((kind) => texts[kind]).join(" "));
}
