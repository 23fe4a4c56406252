// Scales and axes of graphs: Grafana's rules for where an axis ends, and what stands on it.
import { FONT, textWidth } from "./dom.js";
import { tick } from "./format.js";
import { timeTick } from "./time.js";

// Series with equal keys share a scale.
export function scaleKey({ unit, min, max, decimals, custom }) {
  const { axisPlacement, axisLabel, axisSoftMin, axisSoftMax, axisCenteredZero, scaleDistribution } = custom;
  const all = [unit, min, max, decimals, axisPlacement, axisLabel, axisSoftMin, axisSoftMax, axisCenteredZero];
  return JSON.stringify([...all, scaleDistribution]);
}

// The scale of a field's values.
export function valueScale(field) {
  const { axisSoftMin, axisSoftMax, axisCenteredZero, scaleDistribution = {} } = field.custom;
  const isLog = scaleDistribution.type === "log";
  // Powers never come to zero.
  const [min, max] = [field.min, field.max].map((end) => (isLog && end <= 0 ? undefined : end));
  // An end that is set takes the place of that of the data, so that the padding follows from the whole length.
  const isHardLow = min !== undefined && axisSoftMin === undefined;
  const isHardHigh = max !== undefined && axisSoftMax === undefined;
  const end = (hard, soft) => ({ pad: 0.1, hard, soft: soft ?? 0, mode: soft === undefined ? 3 : 1 });
  const config = { min: end(min ?? -Infinity, axisSoftMin), max: end(max ?? Infinity, axisSoftMax) };
  const range = (_, low, high) => {
    if (min !== undefined && max !== undefined) return [min, max];
    // Without data, and without any above zero where powers are drawn.
    const none = [min ?? (isLog ? 1 : 0), max ?? 100];
    if (low === null) return none[0] < none[1] ? none : [none[0], none[0] + 100];
    // Around zero lie the data; an end that is set stays where it is.
    const far = Math.max(Math.abs(low), Math.abs(high)) || 80;
    const [lowest, highest] = axisCenteredZero && !isLog ? [-far, far] : [low, high];
    const [from, to] = [isHardLow ? min : lowest, isHardHigh ? max : highest];
    let ends;
    if (isLog) {
      ends = uPlot.rangeLog(from > 0 ? from : 1e-3, Math.max(to, from, 1e-3), scaleDistribution.log ?? 10, true);
    } else {
      ends = uPlot.rangeNum(from, to, config);
    }
    if (isHardLow) ends[0] = min;
    if (isHardHigh) ends[1] = max;
    return ends[0] < ends[1] ? ends : [isLog ? 1 : 0, 100];
  };
  return isLog ? { distr: 3, log: scaleDistribution.log ?? 10, range } : { range };
}

// Units that are counted in powers of two, and so are the steps between their lines.
const BINARY = /^([kmgtp]?bytes|bits|bin[bB]ps|Ki(Bs|bits)|[MGTP]i(Bs|bits))$/;
const POWERS = Array.from({ length: 53 }, (_, power) => 2 ** power);

// How long a tick is, how far its text is from it, how high that is, and how far a label is from the texts: in pixels, as in Grafana.
const [TICK, GAP, LETTERS, LABEL_GAP] = [4, 5, 12, 8];

// The axis of a field's values, left or right of the picture. `own` is the color of its first series.
export function valueAxis(scale, field, isRight, theme, own) {
  const { axisLabel, axisBorderShow, axisColorMode, axisGridShow, scaleDistribution } = field.custom;
  const color = axisColorMode === "series" ? own : theme.text;
  const isLog = scaleDistribution?.type === "log";
  const labelGap = axisLabel ? LABEL_GAP : 0;
  const wholes = (_, splits) => splits.map((value) => (Number.isInteger(value) ? value : null));
  return {
    scale,
    side: isRight ? 1 : 3,
    stroke: color,
    font: FONT,
    label: axisLabel || undefined,
    labelFont: FONT,
    labelSize: LETTERS + LABEL_GAP,
    labelGap,
    gap: GAP,
    // Where there is little room, texts are closer.
    space: (_, __, ___, ____, length) => (length <= 150 ? 15 : 30),
    incrs: BINARY.test(field.unit) ? POWERS : undefined,
    grid: { show: axisGridShow ?? !isRight, stroke: theme.grid, width: 1 },
    ticks: { show: Boolean(axisBorderShow), stroke: color, width: 1, size: TICK },
    border: { show: Boolean(axisBorderShow), stroke: color, width: 1 },
    filter: field.decimals === 0 && !isLog ? wholes : undefined,
    values: (_, splits, __, ___, step) =>
      splits.map((value) => (value === null ? "" : tick(value, field.unit, field.decimals, isLog ? value : step))),
    size: (plot, texts) => {
      const widest = texts?.length ? Math.min(plot.width * 0.4, Math.max(...texts.map((text) => textWidth(text)))) + GAP + labelGap : 0;
      return Math.ceil(TICK + widest);
    },
  };
}

// The axis of time.
export function timeAxis({ range, clock, theme }) {
  const length = range.to - range.from;
  return {
    stroke: theme.text,
    font: FONT,
    size: TICK + GAP + LETTERS,
    gap: GAP,
    // A text has 40 pixels at least: how long it is then says how far texts are apart.
    space: (_, __, from, to, width) => textWidth(timeTick(to, clock, ((to - from) * 40) / width, length)) + 18,
    grid: { stroke: theme.grid, width: 1 },
    ticks: { stroke: theme.grid, width: 1, size: TICK },
    values: (_, splits, __, ___, step) => splits.map((moment) => timeTick(moment, clock, step, length)),
  };
}

// Where no axis is, a picture keeps away from its edge.
const padding = (_, side, axes) => {
  const [one, other] = side % 2 ? [0, 2] : [1, 3];
  return axes[side] || !(axes[one] || axes[other]) ? 0 : 8;
};

// What all graphs over time have in common: size, time, the pointer, and that a part can be chosen.
export function timeOptions(context, width, height) {
  const { range, clock } = context;
  return {
    width,
    height,
    legend: { show: false },
    padding: [padding, padding, padding, padding],
    tzDate: (moment) => uPlot.tzDate(new Date(moment * 1000), clock.zone),
    cursor: {
      points: { size: 6 },
      focus: { prox: 30 },
      drag: { x: true, y: false, setScale: false },
      sync: context.dashboard.graphTooltip === 0 ? undefined : { key: "crosshair", setSeries: false },
      bind: { dblclick: () => () => context.zoomOut() },
    },
    hooks: {
      // Where the pointer itself is, and not only that of another picture.
      ready: [
        (plot) => {
          for (const [name, isHere] of [["mouseenter", true], ["mouseleave", false]]) {
            plot.over.addEventListener(name, () => plot.root.classList.toggle("pointed", isHere));
          }
        },
      ],
      setSelect: [
        (plot) => {
          const { left, width: chosen } = plot.select;
          if (chosen > 4) context.zoom(plot.posToVal(left, "x"), plot.posToVal(left + chosen, "x"));
        },
      ],
    },
    scales: { x: { time: true, range: () => [range.from, range.to] } },
  };
}
