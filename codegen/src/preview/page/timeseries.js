// Lines over time.
import { scaleKey, timeAxis, timeOptions, valueAxis, valueScale } from "./axes.js";
import { el } from "./dom.js";
import { legend, roomBeside } from "./legend.js";
import { fieldOf, over, seriesColor, shownText } from "./model.js";
import { faint } from "./theme.js";
import { isValue, onto, stacked } from "./stacking.js";
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
  const stack = stacked(times, drawn);

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

  const options = graph(drawn, stack, context, roomBeside(beside, isRight, width, height));
  const tip = tooltip(picture);
  const { mode, sort } = panel.options.tooltip ?? {};
  if (mode !== "none") options.hooks.setCursor = [(plot) => point(plot, { drawn, times, hidden, mode, sort, tip, context })];
  plot = new uPlot(options, [times, ...stack.values], picture);
  return () => plot.destroy();
}

const INTERPOLATIONS = {
  smooth: () => uPlot.paths.spline(),
  stepBefore: () => uPlot.paths.stepped({ align: -1 }),
  stepAfter: () => uPlot.paths.stepped({ align: 1 }),
};

function line({ field, color, key, name }) {
  const { drawStyle, fillOpacity, gradientMode, lineInterpolation, lineStyle, lineWidth = 1 } = field.custom;
  const { pointSize, showPoints, spanNulls, barAlignment, barMaxWidth = 200, barWidthFactor = 0.6, insertNulls } = field.custom;
  let paths = INTERPOLATIONS[lineInterpolation]?.();
  if (drawStyle === "bars") paths = uPlot.paths.bars({ size: [barWidthFactor, barMaxWidth], align: barAlignment });
  if (drawStyle === "points") paths = () => null;
  const isAlways = showPoints === "always" || drawStyle === "points";
  return {
    label: name,
    scale: key,
    stroke: color,
    width: lineWidth,
    fill: fillOpacity ? filling(color, fillOpacity / 100, gradientMode === "opacity") : undefined,
    dash: lineStyle?.fill && lineStyle.fill !== "solid" ? (lineStyle.dash ?? [10, 10]) : undefined,
    cap: lineStyle?.fill === "dot" ? "round" : undefined,
    spanGaps: spanNulls === true && !insertNulls,
    points: {
      stroke: color,
      fill: color,
      size: pointSize >= lineWidth ? pointSize : undefined,
      show: isAlways ? true : showPoints === "never" || drawStyle === "bars" ? false : undefined,
      filter: spanNulls === true ? () => null : lonely,
    },
    paths,
  };
}

// What lies below a line; a gradient ends in nothing.
function filling(color, share, isGradient) {
  if (!isGradient) return faint(color, share);
  return ({ ctx, bbox }) => {
    const gradient = ctx.createLinearGradient(0, bbox.top, 0, bbox.top + bbox.height);
    gradient.addColorStop(0, faint(color, share));
    gradient.addColorStop(1, faint(color, 0));
    return gradient;
  };
}

// Values between gaps: no line leads to them, so they are seen as points only.
function lonely(plot, of, isShown) {
  if (isShown) return null;
  const values = plot.data[of];
  const [first, last] = plot.series[of].idxs;
  const isGap = (at) => at < first || at > last || values[at] === null;
  const found = [];
  for (let at = first; at <= last; at++) if (isValue(values[at]) && isGap(at - 1) && isGap(at + 1)) found.push(at);
  return found;
}

function graph(drawn, stack, context, [width, height]) {
  const { theme } = context;
  // The first series of a scale says what it looks like.
  const scales = new Map(drawn.toReversed().map((series) => [series.key, series]));
  const inOrder = [...new Set(drawn.map(({ key }) => key))].map((key) => scales.get(key));
  const options = timeOptions(context, width, height);
  const axes = [];
  for (const { key, field, color } of inOrder) {
    const { axisPlacement, stacking } = field.custom;
    const isPercent = stacking?.mode === "percent";
    options.scales[key] = isPercent ? { range: (_, low, high) => [low < 0 ? -1 : 0, high > 0 || low >= 0 ? 1 : 0] } : valueScale(field);
    if (axisPlacement === "hidden") continue;
    const isRight = axisPlacement === "right" || (axisPlacement !== "left" && axes.some(({ side }) => side === 3));
    axes.push(valueAxis(key, isPercent ? over(field, { unit: "percentunit" }) : field, isRight, theme, color));
  }
  const thresholds = (plot) => {
    for (const { key, field } of inOrder) drawThresholds(plot, key, field, theme);
  };
  return {
    ...options,
    axes: [timeAxis(context), ...axes],
    series: [{}, ...drawn.map(line)],
    bands: stack.bands,
    hooks: { ...options.hooks, drawClear: [thresholds], draw: [(plot) => drawMarks(plot, context.marks, theme)] },
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
  let rows = seen.filter(({ aligned }) => isValue(aligned[idx]));
  const distance = (row) => Math.abs(plot.valToPos(plot.data[drawn.indexOf(row) + 1][idx], row.key) - top);
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
