// Answers as tables, which is what transformations and tables work on: each has columns of a type with their values.

// The tables of a panel's answers: one for each query that wants a table, else one for each series.
export function framesOf(panel, all) {
  const targets = (panel.targets ?? []).filter(({ hide, expr }) => !hide && expr);
  return targets.flatMap((target) => {
    const own = all.filter(({ refId }) => refId === target.refId);
    if (target.format !== "table") return own.map(ofSeries);
    return own.length ? [ofQuery(own, target, targets.length === 1)] : [];
  });
}

function ofSeries({ refId, name, labels, times, values }) {
  const value = { name, type: "number", labels, values: times.map((_, at) => values[at] ?? null), refId };
  return { refId, name, fields: [{ name: "Time", type: "time", values: times, refId }, value] };
}

// A row for each series, and for each moment at which it has a value.
function ofQuery(all, { refId, instant }, isAlone) {
  const labels = [...new Set(all.flatMap((series) => Object.keys(series.labels)))].filter((name) => name !== "__name__").sort();
  const rows = all.flatMap((series) => {
    const places = instant ? [series.values.length - 1] : series.values.keys();
    return [...places].filter((at) => series.values[at] !== null && series.values[at] !== undefined).map((at) => ({ series, at }));
  });
  const column = (name, type, of) => ({ name, type, refId, values: rows.map(of) });
  return {
    refId,
    name: "",
    fields: [
      column("Time", "time", ({ series, at }) => series.times[instant ? series.times.length - 1 : at]),
      ...labels.map((name) => column(name, "string", ({ series }) => series.labels[name])),
      column(isAlone ? "Value" : `Value #${refId}`, "number", ({ series, at }) => series.values[at]),
    ],
  };
}

// How many rows a table has.
export const rowsIn = (frame) => Math.max(0, ...frame.fields.map(({ values }) => values.length));

// A table of some columns.
export const frameOf = (fields, refId = "") => ({ refId, name: "", fields });

// The same table with other columns.
export const withFields = (frame, fields) => ({ ...frame, fields });

// The same table with some of its rows.
export const pick = (frame, rows) => withFields(frame, frame.fields.map((field) => ({ ...field, values: rows.map((row) => field.values[row]) })));

// A column of a table, by its name.
export const named = (frame, name) => frame.fields.find((field) => field.name === name);

// The type of a column that has these values.
export function typeOf(values) {
  const known = values.filter((value) => value !== null && value !== undefined);
  if (known.length > 0 && known.every((value) => typeof value === "number")) return "number";
  return known.some((value) => typeof value === "object") ? "other" : "string";
}

// The series in tables: each column of numbers, over time if there is a column of it.
export function seriesIn(frames) {
  return frames.flatMap((frame) => {
    const time = frame.fields.find(({ type }) => type === "time");
    const numbers = frame.fields.filter(({ type }) => type === "number");
    const order = time ? [...time.values.keys()].sort((one, other) => time.values[one] - time.values[other]) : [...Array(rowsIn(frame)).keys()];
    return numbers.map(({ name, labels = {}, values, refId }) => ({
      name,
      labels,
      refId: refId ?? frame.refId,
      times: order.map((at) => (time ? time.values[at] : at)),
      values: order.map((at) => values[at] ?? null),
    }));
  });
}
