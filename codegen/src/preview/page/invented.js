// Invented data: smooth curves between the values that the checker has worked out. Nothing here depends on a clock or on chance,
// and only on arithmetic that every browser does alike.
import { values } from "./variables.js";

// A number from 0 to 1 that follows from two whole ones.
function scattered(seed, index) {
  let hash = Math.imul(seed ^ Math.imul(index | 0, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

// How much each length of a wave adds, in seconds.
const WAVES = [[28800, 0.45], [7200, 0.25], [1800, 0.18], [420, 0.12]];

// A curve from 0 to 1.
function curve(seed, moment) {
  let height = 0;
  WAVES.forEach(([length, share], at) => {
    const place = moment / length;
    const index = Math.floor(place);
    const within = place - index;
    const ease = within * within * (3 - 2 * within);
    const [from, to] = [scattered(seed + at, index), scattered(seed + at, index + 1)];
    height += share * (from + (to - from) * ease);
  });
  // Sums of waves keep to the middle; what gets too far from it is turned back.
  const far = Math.abs(height - 0.5) * 1.7;
  return 0.5 + Math.sign(height - 0.5) * (far > 0.5 ? 1 - far : far);
}

// How long before the end the last hump is, as a part of the whole length: the same everywhere, as an incident is.
const MIDDLE = 0.35;

// How far a moment is inside of each hump, from 0 to 1: the first is the earliest.
function humpAt(index, count, moment, end, length) {
  const earlier = count === 1 ? 0 : (0.4 * (count - 1 - index)) / (count - 1);
  const middle = end - length * (MIDDLE + earlier);
  const width = length * Math.min(0.09, 0.2 / count);
  const distance = (moment - middle) / width;
  return Math.abs(distance) < 1 ? (1 - distance * distance) ** 2 : 0;
}

function plainValue(invented, series, isFirst, moment, world) {
  const { from, to, humps, shape } = invented;
  if (shape === "states") return state(invented, series, isFirst, moment, world);
  if (shape === "growing") {
    const month = 30 * 86400;
    return from + (to - from) * ((moment - world.moment) / month + 1 + scattered(series.seed, 0));
  }
  const height = 0.4 * scattered(series.seed, -1) + 0.6 * curve(series.seed, moment);
  let value = (from + (to - from) * height) * (series.weight ?? 1);
  if (isFirst) {
    humps.forEach((peak, at) => {
      value += (peak - value) * humpAt(at, humps.length, moment, world.moment, world.length);
    });
  }
  return shape === "whole" ? Math.round(value) : value;
}

// How long a state lasts at least, in seconds.
const STATE = 1800;

// One of a few values: the usual one, now and then another.
function state({ states, humps }, series, isFirst, moment, world) {
  const peak = isFirst ? humps.findLast((_, at) => humpAt(at, humps.length, moment, world.moment, world.length) > 0.1) : undefined;
  if (peak !== undefined) return peak;
  const any = (seed, index) => states[Math.floor(scattered(seed, index) * states.length)];
  const index = Math.floor(moment / STATE);
  if (moment < world.moment - STATE && scattered(series.seed, index) < 0.08) return any(series.seed + 1, index);
  return humps.length ? states[0] : any(series.seed, -1);
}

// How many observations a bucket of a histogram has counted: all at or below its bound.
function bucketValue(invented, bounds, series, moment) {
  const { from, to } = invented;
  const { seed, labels } = series;
  const total = from + (to - from) * curve(seed, moment);
  const middle = bounds.length * (0.2 + 0.35 * curve(seed + 7, moment));
  const spread = Math.max(1, bounds.length * 0.22);
  const place = labels.le === "+Inf" ? Infinity : bounds.indexOf(Number(labels.le)) + 0.5;
  const share = Math.max(0, Math.min(1, (place - middle) / (2 * spread) + 0.5));
  return total * share * share * (3 - 2 * share);
}

// A source of data in place of a Prometheus. `world` has the moment at which everything ends and the range of the dashboard.
export function inventedSource(notes, choices, world) {
  const noted = (panel, { refId }) => notes[panel.id]?.queries.find((query) => query.refId === refId);
  return {
    name: "invented data",
    isInvented: true,
    now: () => world.moment,
    knows: (panel, target) => Boolean(noted(panel, target)),
    answer: async ({ panel, target, times, selections }) => {
      const query = noted(panel, target);
      if (!query) return [];
      const { invented } = query;
      const { series: all, chosen, shape, low = -Infinity, high = Infinity } = invented;
      const bounds = all.map(({ labels }) => Number(labels.le)).filter(Number.isFinite).sort((one, other) => one - other);
      const within = (value) => Math.min(high, Math.max(low, value));
      const isChosen = ({ labels }) =>
        Object.entries(chosen).every(([label, variable]) => {
          const selection = selections[variable];
          return !selection || labels[label] === undefined || values(selection).includes(labels[label]);
        });
      return all.filter(isChosen).map((series) => ({
        labels: series.labels,
        values: times.map((moment) =>
          shape === "buckets"
            ? bucketValue(invented, bounds, series, moment)
            : within(plainValue(invented, series, series === all[0], moment, world)),
        ),
      }));
    },
    found: async (variable) => choices[variable] ?? [],
    // Something fires while values are behind their thresholds.
    marks: async () => {
      const alert = Object.values(notes).flatMap(({ alerts }) => alerts)[0];
      const middle = world.moment - world.length * MIDDLE;
      const labels = alert ? { alertname: alert.name, severity: alert.severity } : {};
      return [{ start: middle - world.length * 0.03, end: middle + world.length * 0.03, labels }];
    },
  };
}
