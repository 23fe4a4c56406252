// One number of many, as Grafana computes it.

const finite = (values) => values.filter((value) => value !== null && Number.isFinite(value));
const sum = (values) => values.reduce((one, other) => one + other, 0);
const least = (values) => values.reduce((one, other) => Math.min(one, other), Infinity);
const inOrder = (values) => values.toSorted((one, other) => one - other);

// How much each value is more than the one before.
const changes = (values) => values.slice(1).map((value, at) => value - values[at]);

function variance(values) {
  const mean = sum(values) / values.length;
  return sum(values.map((value) => (value - mean) ** 2)) / values.length;
}

function median(values) {
  const sorted = inOrder(values);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

// What a counter has grown: what follows its reset begins with the next value.
function delta(values) {
  const grown = changes(values);
  return sum(grown.filter((change, at) => change >= 0 && !(grown[at - 1] < 0)));
}

// Of numbers; each has at least one.
const OF_NUMBERS = {
  lastNotNull: (values) => values.at(-1),
  firstNotNull: (values) => values[0],
  min: least,
  max: (values) => values.reduce((one, other) => Math.max(one, other), -Infinity),
  mean: (values) => sum(values) / values.length,
  median,
  variance,
  stdDev: (values) => Math.sqrt(variance(values)),
  sum,
  count: (values) => values.length,
  range: (values) => OF_NUMBERS.max(values) - least(values),
  delta,
  step: (values) => (values.length > 1 ? least(changes(values)) : null),
  diff: (values) => values.at(-1) - values[0],
  diffperc: (values) => ((values.at(-1) - values[0]) / values[0]) * 100,
  logmin: (values) => values.reduce((one, other) => (other > 0 ? Math.min(one, other) : one), Number.MAX_VALUE),
  allIsZero: (values) => Number(values.every((value) => value === 0)),
  changeCount: (values) => changes(values).filter((change) => change !== 0).length,
};

// Of no number.
const OF_NONE = { sum: 0, count: 0, changeCount: 0, delta: 0, diffperc: 0, variance: 0, stdDev: 0, allIsZero: 0, median: Number.NaN, logmin: Number.MAX_VALUE };

// Of all values, those that are missing too.
const OF_ALL = {
  last: (values) => values.at(-1),
  first: (values) => values[0],
  countAll: (values) => values.length,
  allIsNull: (values) => Number(values.every((value) => value === null || value === undefined)),
  distinctCount: (values) => new Set(values.filter((value) => value !== null && value !== undefined)).size,
  allValues: (values) => values,
  uniqueValues: (values) => [...new Set(values)],
};

const NAMES = {
  lastNotNull: "Last *", last: "Last", firstNotNull: "First *", first: "First", min: "Min", max: "Max", mean: "Mean", median: "Median",
  variance: "Variance", stdDev: "StdDev", sum: "Total", count: "Count", countAll: "Count all", range: "Range", delta: "Delta", step: "Step",
  diff: "Difference", diffperc: "Difference percent", logmin: "Min (above zero)", allIsZero: "All Zeros", allIsNull: "All Nulls",
  changeCount: "Change Count", distinctCount: "Distinct Count", allValues: "All values", uniqueValues: "All unique values",
};

// What share of the values lies below, in percent: `p95`.
const percentile = (name) => Number(/^p([1-9]\d?)$/.exec(name)?.[1] ?? Number.NaN);

// Whether something is computed that is called so.
export const isReducer = (name) => Object.hasOwn(NAMES, name) || percentile(name) > 0;

// Whether it is a list of values.
export const isOfSeveral = (name) => name === "allValues" || name === "uniqueValues";

// What people call it.
export function reducerTitle(name) {
  const share = percentile(name);
  if (Object.hasOwn(NAMES, name) || !share) return NAMES[name] ?? name;
  const ending = Math.floor(share / 10) === 1 ? "th" : ({ 1: "st", 2: "nd", 3: "rd" }[share % 10] ?? "th");
  return `${share}${ending} %`;
}

// One number of many; of none it is mostly nothing.
export function reduced(values, name) {
  if (Object.hasOwn(OF_ALL, name)) return OF_ALL[name](values) ?? null;
  const numbers = finite(values);
  if (numbers.length === 0) return OF_NONE[name] ?? null;
  const share = percentile(name);
  if (share > 0) return inOrder(numbers)[Math.min(numbers.length - 1, Math.floor((numbers.length * share) / 100))];
  return (OF_NUMBERS[name] ?? OF_NUMBERS.lastNotNull)(numbers) ?? null;
}
