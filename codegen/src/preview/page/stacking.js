// Where the values of series are drawn: at the moments of all, below zero if somebody wants it so, one above the other.

// The values of a series at the moments of all; what it is not asked for is no gap in it.
export function onto(times, series) {
  if (series.times.length === times.length) return series.values.map(drawable);
  const known = new Map(series.times.map((moment, at) => [moment, series.values[at]]));
  return times.map((moment) => (known.has(moment) ? drawable(known.get(moment)) : undefined));
}

const drawable = (value) => (Number.isFinite(value) ? value : null);

export const isValue = (value) => value !== null && value !== undefined;

// Where a series is drawn: below zero, if somebody wants it so; over gaps that are short enough (in milliseconds).
function turned(times, { aligned, field }) {
  const { transform, spanNulls } = field.custom;
  if (transform === "constant") return aligned.map(() => aligned.find(isValue) ?? null);
  const values = transform === "negative-Y" ? aligned.map((value) => isValue(value) ? -value : value) : [...aligned];
  if (typeof spanNulls !== "number") return values;
  let last = -1;
  values.forEach((value, at) => {
    if (!isValue(value)) return;
    if (last >= 0 && (times[at] - times[last]) * 1000 < spanNulls) values.fill(undefined, last + 1, at);
    last = at;
  });
  return values;
}

// Which series are stacked on one another: those that are drawn alike, to the same side of zero.
function groupOf(series) {
  const { field, key } = series;
  const { barAlignment, drawStyle, lineInterpolation, stacking } = field.custom;
  if (stacking?.mode !== "normal" && stacking?.mode !== "percent") return null;
  const form = { bars: barAlignment, line: lineInterpolation }[drawStyle];
  return JSON.stringify([isBelow(series), stacking.mode, stacking.group, key, drawStyle, form]);
}

// Whether a series lies below zero: most of its values do, or those above it are turned around.
function isBelow({ aligned, field }) {
  const isNegative = aligned.reduce((sum, value) => sum + Math.sign(value ?? 0), 0) < 0;
  return isNegative !== (field.custom.transform === "negative-Y");
}

// Where series are drawn: one above the other, where they are stacked; and which lie on which.
export function stacked(times, drawn) {
  const groups = new Map();
  drawn.forEach((series, at) => {
    const name = groupOf(series);
    if (name !== null) groups.set(name, [...(groups.get(name) ?? []), at]);
  });
  const values = drawn.map((series) => turned(times, series));
  const bands = [];
  for (const members of groups.values()) {
    const isPercent = drawn[members[0]].field.custom.stacking.mode === "percent";
    const isKnown = values[members[0]].map((_, moment) => members.some((at) => isValue(values[at][moment])));
    const sums = isKnown.map(() => 0);
    const direction = isBelow(drawn[members[0]]) ? -1 : 1;
    for (const at of members) {
      values[at] = values[at].map((value, moment) => (isKnown[moment] ? (sums[moment] += value ?? 0) : value));
    }
    members.slice(1).forEach((at, below) => bands.push({ series: [at + 1, members[below] + 1], dir: -direction }));
    if (!isPercent) continue;
    for (const at of members) {
      values[at] = values[at].map((value, moment) => isValue(value) ? (sums[moment] === 0 ? 0 : (direction * value) / sums[moment]) : value);
    }
  }
  return { values, bands };
}
