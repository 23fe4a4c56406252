// Bars side by side: for each value of a column of texts, or for each moment, one for each column of numbers.
import { el, FONT, svg, textWidth } from "./dom.js";
import { valueScale } from "./axes.js";
import { tick } from "./format.js";
import { legend, roomBeside } from "./legend.js";
import { fieldOf, seriesColor, shown, shownText } from "./model.js";
import { reduced } from "./reducers.js";
import { extent } from "./numbers.js";
import { faint } from "./theme.js";
import { written } from "./time.js";

// Draws tables into a box of a size.
export function barchart(panel, frames, context, box, width, height) {
  const { barWidth = 0.97, groupWidth = 0.7, legend: around, orientation, showValue = "auto", stacking, overlaid } = panel.options;
  const { names, columns } = columnsOf(panel, frames, context);
  const isStacked = stacking === "normal" || stacking === "percent";
  const shares = columns.map(({ values }) => values.map((value, at) => (stacking === "percent" ? percent(columns, value, at) : value)));
  const beside = legend(around, columns);
  const isRight = around?.placement === "right";
  box.classList.add(isRight ? "side-by-side" : "stacked");
  const picture = el("div", { class: "picture" });
  box.append(picture, ...(beside ? [beside] : []));
  const [wide, tall] = roomBeside(beside, isRight, width, height);
  const lies = orientation === "horizontal" || (orientation === "auto" && wide < tall * 0.8);
  const sums = names.map((_, at) => shares.reduce((sum, values) => sum + Math.max(0, values[at] ?? 0), 0));
  const known = isStacked ? sums : shares.flat().filter(Number.isFinite);
  const field = columns[0]?.field ?? fieldOf(panel, { name: "", values: [] });
  const [low, high] = valueScale(field).range(null, Math.min(0, ...known), Math.max(0, ...known));
  const lines = ticksOf(low, high);
  const shownTick = (value) => (stacking === "percent" ? `${Math.round(value * 100)}%` : tick(value, field.unit, field.decimals, lines[1] - lines[0] || 1));

  const edge = Math.ceil(Math.max(...(lies ? names : lines.map(shownTick)).map((text) => Math.min(140, textWidth(text))))) + 10;
  const [across, along] = lies ? [tall - 24, wide - edge - 8] : [wide - edge - 8, tall - 32];
  const slot = across / Math.max(1, names.length);
  const place = (value) => ((value - low) / (high - low || 1)) * along;
  const drawn = [];
  for (const line of lines) {
    const at = place(line);
    const ends = lies ? { x1: edge + at, x2: edge + at, y1: 4, y2: 4 + across } : { x1: edge, x2: wide - 8, y1: 8 + along - at, y2: 8 + along - at };
    const word = lies ? { x: edge + at, y: across + 20, "text-anchor": "middle" } : { x: edge - 6, y: 12 + along - at, "text-anchor": "end" };
    drawn.push(svg("line", { ...ends, stroke: context.theme.grid }), svg("text", { ...word, fill: context.theme.text, "font-size": 12 }, shownTick(line)));
  }
  const every = lies ? Math.ceil(16 / slot) : Math.ceil((Math.max(...names.map((name) => Math.min(140, textWidth(name)))) + 8) / slot);
  names.forEach((name, at) => {
    const middle = slot * (at + 0.5);
    if (at % every === 0) {
      const where = lies ? { x: edge - 6, y: 8 + middle, "text-anchor": "end" } : { x: edge + middle, y: tall - 8, "text-anchor": "middle" };
      drawn.push(svg("text", { ...where, fill: context.theme.text, "font-size": 12 }, cut(name)));
    }
    const group = slot * groupWidth;
    const each = isStacked || overlaid ? group : group / Math.max(1, columns.length);
    let below = 0;
    columns.forEach((column, of) => {
      const value = shares[of][at];
      if (!Number.isFinite(value) || (overlaid && value === 0)) return;
      const from = isStacked ? below : Math.max(low, Math.min(0, high));
      if (isStacked) below += value;
      const [start, end] = [place(from), place(from + (isStacked ? value : value - from))].toSorted((one, other) => one - other);
      const side = middle - group / 2 + (isStacked || overlaid ? 0 : each * of) + (each * (1 - barWidth)) / 2;
      const size = { along: Math.max(1, end - start), across: Math.max(1, each * barWidth) };
      const bar = lies
        ? { x: edge + start, y: 4 + side, width: size.along, height: size.across }
        : { x: edge + side, y: 8 + along - end, width: size.across, height: size.along };
      const color = column.colorOf(column.values[at]);
      const text = shownText(column.field, column.values[at]);
      const fill = faint(color, (column.field.custom.fillOpacity ?? 80) / 100);
      drawn.push(svg("rect", { ...bar, fill, stroke: color, "stroke-width": column.field.custom.lineWidth ?? 1 }, svg("title", null, `${name} ${column.name}: ${text}`)));
      const fits = lies ? size.across > 12 : textWidth(text) < size.across;
      if (isStacked || showValue === "never" || (showValue === "auto" && !fits)) return;
      const word = lies ? { x: edge + end + 4, y: 8 + side + size.across / 2 } : { x: bar.x + bar.width / 2, y: Math.max(10, bar.y - 3), "text-anchor": "middle" };
      drawn.push(svg("text", { ...word, fill: context.theme.text, "font-size": 12 }, text));
    });
  });
  picture.append(svg("svg", { width: wide, height: tall, style: { font: FONT } }, drawn));
  return () => {};
}

// What stands below the bars, and the numbers above it.
function columnsOf(panel, frames, context) {
  const { xField } = panel.options;
  const hasMany = frames.every(({ fields }) => fields[0]?.type === "time" && fields.length === 2);
  const fields = hasMany ? frames.map(({ fields }) => fields[1]) : frames.flatMap(({ fields }) => fields);
  const first = frames[0].fields;
  const x = first.find(({ name }) => name === xField) ?? first.find(({ type }) => type === "string") ?? first.find(({ type }) => type === "time") ?? first[0];
  const names = x.values.map((value) => (x.type === "time" ? written(value, context.clock).slice(-8, -3) : String(value ?? "")));
  const numbers = fields.filter((field) => field.type === "number" && field !== x);
  const columns = numbers.map((column, at) => {
    const field = fieldOf(panel, column);
    const values = names.map((_, row) => column.values[row] ?? null);
    const [low, high] = extent(field, values);
    const own = seriesColor(field, at, context.theme, reduced(values, "lastNotNull"), low, high);
    const colorOf = (value) => {
      const mapped = shown(field, value).color;
      if (mapped) return context.theme.color(mapped);
      return field.color?.mode === "palette-classic" || field.color?.mode === "fixed" ? own : seriesColor(field, at, context.theme, value, low, high);
    };
    return { name: field.displayName ?? column.name, field, values, color: own, colorOf, text: shownText(field, reduced(values, "lastNotNull")) };
  });
  return { names, columns: columns.filter(({ field }) => !field.custom.hideFrom?.viz) };
}

function percent(columns, value, at) {
  const whole = columns.reduce((sum, { values }) => sum + Math.max(0, values[at] ?? 0), 0);
  return whole > 0 && value !== null ? value / whole : 0;
}

// Round numbers from one end to the other.
function ticksOf(low, high) {
  const rough = (high - low) / 5 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((step) => step >= rough) ?? rough;
  const ticks = [];
  for (let at = Math.ceil(low / step) * step; at <= high + step / 1e6 && ticks.length < 50; at += step) ticks.push(Math.abs(at) < step / 1e6 ? 0 : at);
  return ticks.length ? ticks : [low];
}

const cut = (name) => (textWidth(name) > 140 ? `${name.slice(0, 18)}…` : name);
