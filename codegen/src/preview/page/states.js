// The state of each series over time: from when to when, or at each moment.
import { timeAxis, timeOptions } from "./axes.js";
import { el, FONT, textWidth } from "./dom.js";
import { legend, roomBeside } from "./legend.js";
import { fieldOf, seriesColor, shown, steps } from "./model.js";
import { extent } from "./numbers.js";
import { faint, readable } from "./theme.js";
import { tooltip, tooltipHead, tooltipRow } from "./tooltip.js";

// Draws states into a box of a size.
export function states(panel, all, context, box, width, height) {
  const { theme } = context;
  const { mergeValues = true, rowHeight = 0.9, colWidth = 0.9, showValue = "auto", alignValue = "left", legend: around } = panel.options;
  const isTimeline = panel.type === "state-timeline";
  const rows = rowsOf(all, panel, theme, isTimeline && mergeValues);
  const times = rows[0].times;
  const picture = el("div", { class: "picture" });
  const beside = legend(around, statesIn(rows));
  const isRight = around?.placement === "right";
  box.classList.add(isRight ? "side-by-side" : "stacked");
  box.append(picture, ...(beside ? [beside] : []));
  const room = roomBeside(beside, isRight, width, height);
  const options = timeOptions(context, ...room);
  const axis = {
    stroke: theme.text, font: FONT, gap: 5, grid: { show: false }, ticks: { show: false },
    size: Math.min(room[0] / 3, Math.ceil(Math.max(...rows.map(({ name }) => textWidth(name)))) + 14),
    splits: () => rows.map((_, at) => rows.length - at - 0.5),
    values: (_, places) => places.map((place) => rows[Math.floor(rows.length - place)].name),
  };
  const cells = (plot) => drawStates(plot, rows, { isTimeline, rowHeight, colWidth, showValue, alignValue });
  const tip = tooltip(picture);
  const point = (plot) => {
    const { left, top } = plot.cursor;
    const row = rows[Math.floor(rows.length - plot.posToVal(top, "y"))];
    const moment = plot.posToVal(left, "x");
    const cell = row?.cells.find(({ from, to }) => from <= moment && moment < to);
    if (!cell || !plot.root.classList.contains("pointed")) return tip.hide();
    return tip.show(left + plot.over.offsetLeft, top, tooltipHead(cell.from, context.clock), tooltipRow({ ...cell, name: row.name }));
  };
  const isSilent = panel.options.tooltip?.mode === "none";
  const plot = new uPlot(
    {
      ...options,
      scales: { ...options.scales, y: { range: () => [0, rows.length] } },
      axes: [{ ...timeAxis(context), grid: { show: false } }, axis],
      series: [{}, { stroke: "transparent", points: { show: false } }],
      cursor: { ...options.cursor, points: { show: false } },
      hooks: { ...options.hooks, drawAxes: [cells], setCursor: isSilent ? [] : [point] },
    },
    [times, times.map(() => 0)],
    picture,
  );
  return () => plot.destroy();
}

// A row for each series, with its cells; those that say the same one after the other are one if they are to be merged.
function rowsOf(all, panel, theme, merges) {
  const numbers = all.flatMap(({ values }) => values);
  return all.map((series, at) => {
    const field = fieldOf(panel, series);
    const [low, high] = extent(field, numbers);
    const step = series.times.length > 1 ? series.times[1] - series.times[0] : 60;
    const hasSteps = field.color?.mode === "thresholds" && field.thresholds?.steps?.length;
    const cells = [];
    series.values.forEach((value, moment) => {
      if (value === null || value === undefined) return;
      const { color, ...parts } = shown(field, value);
      const shownAs = parts.prefix + parts.text + parts.suffix;
      // Where steps are merged, nothing else is seen of values.
      const isStep = hasSteps && merges;
      const text = isStep ? stepText(field, value) : shownAs;
      const state = hasSteps && (isStep || !color) ? stepText(field, value) : shownAs;
      const own = color && !isStep ? theme.color(color) : seriesColor(field, at, theme, value, low, high);
      const before = cells.at(-1);
      const from = series.times[moment];
      const isNext = before && (before.to === from || field.custom.spanNulls === true);
      if (merges && isNext && before.text === text) before.to = from + step;
      else cells.push({ from, to: from + step, text, state, color: own, fill: faint(own, (field.custom.fillOpacity ?? 70) / 100) });
      // A gap that is passed over belongs to what was before.
      if (field.custom.spanNulls === true && before && before !== cells.at(-1)) before.to = from;
    });
    return { name: field.displayName ?? series.name, times: series.times, cells, field, values: series.values };
  });
}

// Where colors follow from steps, each step is a state.
function stepText(field, value) {
  const all = steps(field);
  const at = all.findLastIndex((step) => step.value === null || value >= step.value);
  if (at <= 0) return all.length > 1 ? `< ${all[1].value}` : "all";
  return at + 1 < all.length ? `${all[at].value} - ${all[at + 1].value}` : `${all[at].value}+`;
}

// What the legend names: each state once.
function statesIn(rows) {
  const found = new Map();
  for (const { cells, field } of rows) {
    for (const { state, color } of cells) if (!found.has(state)) found.set(state, { name: state, color, field, values: [] });
  }
  return [...found.values()].slice(0, 24);
}

function drawStates(plot, rows, { isTimeline, rowHeight, colWidth, showValue, alignValue }) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.font = FONT.replace("12px", `${12 * devicePixelRatio}px`);
  ctx.textBaseline = "middle";
  ctx.textAlign = isTimeline ? alignValue : "center";
  const gap = 4 * devicePixelRatio;
  rows.forEach(({ cells }, at) => {
    const [top, bottom] = [rows.length - at, rows.length - at - 1].map((place) => plot.valToPos(place, "y", true));
    const tall = (bottom - top) * rowHeight;
    const middle = (top + bottom) / 2;
    for (const { from, to, text, color, fill } of cells) {
      let [left, right] = [plot.valToPos(from, "x", true), plot.valToPos(to, "x", true)];
      if (!isTimeline) {
        // A sample stands in the middle of its cell.
        const reach = ((right - left) * colWidth) / 2;
        [left, right] = [left - reach, left + reach];
      }
      ctx.fillStyle = fill;
      ctx.fillRect(left, middle - tall / 2, Math.max(1, right - left), tall);
      const seen = [Math.max(left, bbox.left), Math.min(right, bbox.left + bbox.width)];
      const fits = ctx.measureText(text).width + 2 * gap < seen[1] - seen[0] && tall > 14 * devicePixelRatio;
      if (showValue === "never" || (showValue === "auto" && !fits)) continue;
      ctx.fillStyle = readable(color);
      const place = { left: seen[0] + gap, center: (seen[0] + seen[1]) / 2, right: seen[1] - gap }[ctx.textAlign];
      ctx.fillText(text, place, middle);
    }
  });
  ctx.restore();
}
