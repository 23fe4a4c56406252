// Lines over time.
import { scaleKey, timeAxis, timeOptions, valueAxis, valueScale } from "./axes.js";
import { el } from "./dom.js";
import { legend } from "./legend.js";
import { fieldOf, over, seriesColor, shownText } from "./model.js";
import { faint } from "./theme.js";
import { drawMarks, drawThresholds } from "./thresholds.js";
import { tooltip, tooltipHead, tooltipRow } from "./tooltip.js";

// Draws series into a box of a size.
export function timeseries(panel, all, context, box, width, height) {
  const shown = all.map((series, at) => {
    const field = fieldOf(panel, series);
    const name = field.displayName ?? series.name;
    const last = series.values.findLast((value) => value !== null);
    return { ...series, field, name, key: scaleKey(field), color: seriesColor(field, at, context.theme, last) };
  });
  const drawn = shown.filter(({ field }) => !field.custom.hideFrom?.viz);
  const times = [...new Set(drawn.flatMap((series) => series.times))].sort((one, other) => one - other);
  for (const series of drawn) series.aligned = onto(times, series);
  const stack = stacked(drawn);

  const hidden = new Set();
  let plot;
  const items = shown.filter(({ field }) => !field.custom.hideFrom?.legend);
  const toggle = (item, adds) => {
    toggled(hidden, items.map(({ name }) => name), item.name, adds);
    drawn.forEach(({ name }, at) => plot.setSeries(at + 1, { show: !hidden.has(name) }));
    return (name) => !hidden.has(name);
  };
  const beside = legend(panel.options.legend, items, toggle);
  const isRight = panel.options.legend?.placement === "right";
  const picture = el("div", { class: "picture" });
  box.classList.add(isRight ? "side-by-side" : "stacked");
  box.append(picture, ...(beside ? [beside] : []));

  const options = graph(panel, drawn, stack, context, {
    width: width - (beside && isRight ? beside.offsetWidth : 0),
    height: height - (beside && !isRight ? beside.offsetHeight : 0),
  });
  const tip = tooltip(picture);
  const { mode, sort } = panel.options.tooltip ?? {};
  if (mode !== "none") options.hooks.setCursor = [(plot) => point(plot, { drawn, times, hidden, mode, sort, tip, context })];
  plot = new uPlot(options, [times, ...stack.values], picture);
  return () => plot.destroy();
}

// The values of a series at the moments of all.
function onto(times, series) {
  if (series.times.length === times.length) return series.values.map(drawable);
  const known = new Map(series.times.map((moment, at) => [moment, series.values[at]]));
  return times.map((moment) => drawable(known.get(moment) ?? null));
}

const drawable = (value) => (Number.isFinite(value) ? value : null);

// Values one above the other, where series are stacked, and which lie on which.
function stacked(drawn) {
  const [below, bands] = [new Map(), []];
  const sums = new Map();
  const groupOf = ({ field, key }) => {
    const { mode, group } = field.custom.stacking ?? {};
    return mode === "normal" || mode === "percent" ? `${mode} ${group} ${key}` : null;
  };
  for (const series of drawn) {
    const group = groupOf(series);
    const sum = sums.get(group) ?? series.aligned.map(() => 0);
    sums.set(group, sum.map((value, at) => value + (series.aligned[at] ?? 0)));
  }
  const values = drawn.map((series, at) => {
    const group = groupOf(series);
    if (group === null) return series.aligned;
    const share = (value, moment) => {
      if (!group.startsWith("percent") || value === null) return value;
      return sums.get(group)[moment] === 0 ? 0 : value / sums.get(group)[moment];
    };
    const lower = below.get(group);
    const own = series.aligned.map((value, moment) => {
      const height = share(value, moment);
      if (lower === undefined) return height;
      return height === null ? lower.values[moment] : height + (lower.values[moment] ?? 0);
    });
    if (lower !== undefined) bands.push({ series: [at + 1, lower.at + 1] });
    below.set(group, { at, values: own });
    return own;
  });
  return { values, bands };
}

const INTERPOLATIONS = {
  smooth: () => uPlot.paths.spline(),
  stepBefore: () => uPlot.paths.stepped({ align: -1 }),
  stepAfter: () => uPlot.paths.stepped({ align: 1 }),
};

function line({ field, color, key, name }) {
  const { drawStyle, fillOpacity, gradientMode, lineInterpolation, lineStyle, lineWidth } = field.custom;
  const { pointSize, showPoints, spanNulls, barAlignment, insertNulls } = field.custom;
  let paths = INTERPOLATIONS[lineInterpolation]?.();
  if (drawStyle === "bars") paths = uPlot.paths.bars({ size: [0.9, 100], align: barAlignment });
  if (drawStyle === "points") paths = () => null;
  const isAlways = showPoints === "always" || drawStyle === "points";
  // A gradient ends in nothing; the middle of it is as good.
  const fill = gradientMode && gradientMode !== "none" ? fillOpacity / 2 : fillOpacity;
  return {
    label: name,
    scale: key,
    stroke: color,
    width: lineWidth ?? 1,
    fill: fill ? faint(color, fill / 100) : undefined,
    dash: lineStyle?.fill === "solid" ? undefined : lineStyle?.dash,
    cap: lineStyle?.fill === "dot" ? "round" : undefined,
    spanGaps: Boolean(spanNulls) && !insertNulls,
    points: { size: pointSize ?? 5, show: isAlways ? true : showPoints === "never" || drawStyle === "bars" ? false : undefined },
    paths,
  };
}

function graph(panel, drawn, stack, context, { width, height }) {
  const { theme } = context;
  const fields = new Map(drawn.map(({ key, field }) => [key, field]));
  const axes = [];
  for (const [key, field] of fields) {
    const { axisPlacement } = field.custom;
    if (axisPlacement === "hidden") continue;
    const isRight = axisPlacement === "right" || (axisPlacement === "auto" && axes.length > 0);
    const isPercent = field.custom.stacking?.mode === "percent";
    axes.push(valueAxis(key, isPercent ? over(field, { unit: "percentunit" }) : field, isRight, theme));
  }
  const options = timeOptions(context, width, height, axes.some(({ side }) => side === 3));
  for (const [key, field] of fields) options.scales[key] = valueScale(field);
  const draw = (plot) => {
    for (const [key, field] of fields) drawThresholds(plot, key, field, theme);
    drawMarks(plot, context.marks, theme);
  };
  return {
    ...options,
    axes: [timeAxis(context), ...axes],
    series: [{}, ...drawn.map(line)],
    bands: stack.bands,
    hooks: { ...options.hooks, draw: [draw] },
  };
}

// One is looked at alone; once more, and all are back. `adds`: it comes or goes beside the others.
function toggled(hidden, names, name, adds) {
  const isAlone = !hidden.has(name) && hidden.size === new Set(names).size - 1;
  if (adds) {
    if (!hidden.delete(name)) hidden.add(name);
  } else if (isAlone) {
    hidden.clear();
  } else {
    hidden.clear();
    for (const other of names) if (other !== name) hidden.add(other);
  }
}

function point(plot, { drawn, times, hidden, mode, sort, tip, context }) {
  const { idx, left, top } = plot.cursor;
  if (idx === null || idx === undefined || !plot.root.classList.contains("pointed")) return tip.hide();
  const seen = drawn.filter(({ name, field }) => !hidden.has(name) && !field.custom.hideFrom?.tooltip);
  let rows = seen.filter(({ aligned }) => aligned[idx] !== null);
  const distance = ({ aligned, key }) => Math.abs(plot.valToPos(aligned[idx], key) - top);
  const closest = rows.reduce((best, row) => (best && distance(best) <= distance(row) ? best : row), null);
  if (mode === "single") rows = closest ? [closest] : [];
  else if (sort === "desc") rows = rows.toSorted((one, other) => other.aligned[idx] - one.aligned[idx]);
  else if (sort === "asc") rows = rows.toSorted((one, other) => one.aligned[idx] - other.aligned[idx]);
  const lines = rows.map((row) =>
    tooltipRow({ ...row, text: shownText(row.field, row.aligned[idx]), isClosest: row === closest && rows.length > 1 }),
  );
  const near = context.marks.filter(({ start, end }) => times[idx] >= start - 60 && times[idx] <= end + 60);
  const marks = near.map(({ color, title, text, tags }) =>
    tooltipRow({ color: context.theme.color(color), name: title, text: [text, ...tags].filter(Boolean).join(" ") }),
  );
  const offset = plot.over.offsetLeft;
  return tip.show(left + offset, top, tooltipHead(times[idx], context.clock), ...lines, ...marks);
}
