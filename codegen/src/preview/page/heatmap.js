// A histogram over time: for each moment and each bucket, how many observations fell into it.
import { timeAxis, timeOptions } from "./axes.js";
import { el, FONT, textWidth } from "./dom.js";
import { format } from "./format.js";
import { tooltip, tooltipHead, tooltipRow } from "./tooltip.js";

// The colors from few to many on a light ground; on a dark one they run the other way.
const SCHEMES = {
  Oranges: ["#fff5eb", "#fee6ce", "#fdd0a2", "#fdae6b", "#fd8d3c", "#f16913", "#d94801", "#a63603", "#7f2704"],
  Blues: ["#f7fbff", "#deebf7", "#c6dbef", "#9ecae1", "#6baed6", "#4292c6", "#2171b5", "#08519c", "#08306b"],
  Greens: ["#f7fcf5", "#e5f5e0", "#c7e9c0", "#a1d99b", "#74c476", "#41ab5d", "#238b45", "#006d2c", "#00441b"],
  Reds: ["#fff5f0", "#fee0d2", "#fcbba1", "#fc9272", "#fb6a4a", "#ef3b2c", "#cb181d", "#a50f15", "#67000d"],
};

// As many colors as the options want.
function ramp({ scheme, steps = 64, reverse }, isDark) {
  const stops = SCHEMES[scheme] ?? SCHEMES.Oranges;
  const ordered = isDark !== Boolean(reverse) ? [...stops].reverse() : stops;
  const channels = ordered.map((color) => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)));
  return Array.from({ length: steps }, (_, step) => {
    const place = (step / Math.max(1, steps - 1)) * (channels.length - 1);
    const at = Math.min(channels.length - 2, Math.floor(place));
    const mixed = channels[at].map((from, channel) => Math.round(from + (channels[at + 1][channel] - from) * (place - at)));
    return `rgb(${mixed.join(", ")})`;
  });
}

// Buckets count all observations up to their bound: what falls into one is the difference to the one below.
function buckets(all, filter) {
  const bound = ({ labels, name }) => (labels.le ?? name) === "+Inf" ? Infinity : Number(labels.le ?? name);
  const sorted = all.map((series) => ({ ...series, bound: bound(series) })).sort((one, other) => one.bound - other.bound);
  return sorted.map((series, at) => ({
    ...series,
    counts: series.values.map((value, moment) => {
      const count = (value ?? 0) - (at > 0 ? (sorted[at - 1].values[moment] ?? 0) : 0);
      return Number.isFinite(count) && count > (filter?.le ?? 0) ? count : null;
    }),
  }));
}

// Draws buckets into a box of a size.
export function heatmap(panel, all, context, box, width, height) {
  const { theme } = context;
  const { cellGap = 1, cellValues, color = {}, filterValues, legend = {}, yAxis = {} } = panel.options;
  const rows = buckets(all, filterValues);
  const times = rows[0].times;
  const most = rows.reduce((most, { counts }) => counts.reduce((one, other) => Math.max(one, other ?? 0), most), 0) || 1;
  const colors = ramp(color, theme.isDark);
  const share = (count) => (color.scale === "exponential" ? (count / most) ** (color.exponent ?? 0.5) : count / most);
  const fill = (count) => colors[Math.min(colors.length - 1, Math.floor(share(count) * colors.length))];
  const picture = el("div", { class: "picture" });
  box.classList.add("stacked");
  box.append(picture);
  if (legend.show) box.append(scale(colors, most, cellValues));

  const options = timeOptions(context, width, height - (legend.show ? 26 : 0));
  const names = rows.map(({ bound }) => (bound === Infinity ? "+Inf" : format(bound, yAxis.unit)));
  const axis = {
    stroke: theme.text, font: FONT, gap: 5, grid: { show: false }, ticks: { stroke: theme.grid, width: 1, size: 4 },
    size: Math.ceil(Math.max(...names.map((name) => textWidth(name)))) + 14,
    splits: () => splits(rows.length, height),
    values: (_, places) => places.map((place) => names[place - 1]),
  };
  const cells = (plot) => draw(plot, { rows, times, cellGap, fill });
  const tip = tooltip(picture);
  const point = (plot) => {
    const { idx, left, top } = plot.cursor;
    const at = Math.floor(plot.posToVal(top, "y"));
    if (idx === null || idx === undefined || !rows[at] || !plot.root.classList.contains("pointed")) return tip.hide();
    const count = rows[at].counts[idx];
    const text = count === null ? "none" : format(count, cellValues?.unit, cellValues?.decimals);
    const name = `${at > 0 ? names[at - 1] : "0"} – ${names[at]}`;
    const line = tooltipRow({ color: count === null ? "transparent" : fill(count), name, text });
    return tip.show(left + plot.over.offsetLeft, top, tooltipHead(times[idx], context.clock), line);
  };
  const isSilent = panel.options.tooltip?.mode === "none";
  const plot = new uPlot(
    {
      ...options,
      scales: { ...options.scales, y: { range: () => (yAxis.reverse ? [rows.length, 0] : [0, rows.length]) } },
      axes: [{ ...timeAxis(context), grid: { show: false } }, ...(yAxis.axisPlacement === "hidden" ? [] : [axis])],
      series: [{}, { stroke: "transparent", points: { show: false } }],
      cursor: { ...options.cursor, points: { show: false } },
      hooks: { ...options.hooks, drawAxes: [cells], setCursor: isSilent ? [] : [point] },
    },
    [times, times.map(() => 0)],
    picture,
  );
  return () => plot.destroy();
}

// As many bounds as find room.
function splits(count, height) {
  const every = Math.max(1, Math.ceil((count * 18) / Math.max(18, height - 40)));
  return Array.from({ length: count }, (_, at) => at + 1).filter((place) => place % every === 0);
}

function draw(plot, { rows, times, cellGap, fill }) {
  const { ctx, bbox } = plot;
  const step = times.length > 1 ? plot.valToPos(times[1], "x", true) - plot.valToPos(times[0], "x", true) : bbox.width;
  const gap = cellGap * devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  rows.forEach(({ counts }, at) => {
    const [top, bottom] = [at + 1, at].map((place) => Math.round(plot.valToPos(place, "y", true)));
    counts.forEach((count, moment) => {
      if (count === null) return;
      // A cell ends at the moment of its sample.
      const right = Math.round(plot.valToPos(times[moment], "x", true));
      const left = Math.round(right - step);
      ctx.fillStyle = fill(count);
      ctx.fillRect(left, top, Math.max(1, right - left - (step > 4 * gap ? gap : 0)), Math.max(1, bottom - top - gap));
    });
  });
  ctx.restore();
}

function scale(colors, most, cellValues) {
  const text = (value) => format(value, cellValues?.unit, cellValues?.decimals);
  return el(
    "div",
    { class: "color-scale" },
    el("span", null, "0"),
    el("span", { class: "colors", style: { background: `linear-gradient(90deg, ${colors.join(", ")})` } }),
    el("span", null, text(most)),
  );
}
