// Transformations that make other columns of the same answers: of texts, of other types, of rows.
import { frameOf, named, pick, rowsIn, typeOf, withFields } from "./frames.js";

const isObject = (value) => typeof value === "object" && value !== null;

function fromJson(text) {
  try {
    const found = JSON.parse(text);
    return isObject(found) ? found : null;
  } catch {
    return null;
  }
}

// Pairs like those of labels: `a="b", c=d`; values in quotes may have anything in them.
function fromPairs(text) {
  const pair = /([\w.-]+)\s*[=:]\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|([^\s,;{}]*))/g;
  const all = [...text.matchAll(pair)].map(([, name, one, other, bare]) => [name, one ?? other ?? bare]);
  return all.length ? Object.fromEntries(all) : null;
}

const READ = { json: fromJson, kvp: fromPairs, auto: (text) => fromJson(text) ?? fromPairs(text) };

// Columns of what stands in the values of one.
export function extractFields(frames, { source, format = "auto", keepTime, replace, jsonPaths = [] }) {
  if (!Object.hasOwn(READ, format) || jsonPaths.some(({ path }) => path)) return null;
  return frames.map((frame) => {
    const from = named(frame, source);
    if (!from) return frame;
    const columns = new Map();
    from.values.forEach((value, row) => {
      const found = typeof value === "string" ? READ[format](value) : value;
      if (!isObject(found)) return;
      for (const [name, one] of Object.entries(found)) {
        if (!columns.has(name)) columns.set(name, Array(from.values.length).fill(null));
        columns.get(name)[row] = one;
      }
    });
    const made = [...columns].map(([name, values]) => ({ name, type: typeOf(values), values, refId: from.refId }));
    const kept = replace ? frame.fields.filter(({ type }) => keepTime && type === "time") : frame.fields;
    return withFields(frame, [...kept, ...made]);
  });
}

function toNumber(value) {
  if (value === null || value === undefined || value === "") return null;
  const number = Number(typeof value === "string" ? value.replaceAll(",", "") : value);
  return Number.isFinite(number) ? number : null;
}

// A moment in seconds, as columns of time have it here; numbers are milliseconds.
function toTime(value) {
  const moment = typeof value === "string" ? Date.parse(value) : value;
  return Number.isFinite(moment) ? moment / 1000 : null;
}

const CONVERTED = {
  number: toNumber,
  string: (value) => (value === null || value === undefined ? value : isObject(value) ? JSON.stringify(value) : String(value)),
  boolean: (value) => Boolean(value),
  time: toTime,
  other: (value) => (typeof value === "string" ? (fromJson(value) ?? value) : value),
};

export function convertFieldType(frames, { conversions = [] }) {
  const wanted = conversions.filter(({ targetField, destinationType }) => targetField && destinationType);
  if (!wanted.every(({ destinationType, dateFormat }) => Object.hasOwn(CONVERTED, destinationType) && !dateFormat)) return null;
  const converted = (field) => {
    const { destinationType: type } = wanted.find(({ targetField }) => targetField === field.name) ?? {};
    return !type || type === field.type ? field : { ...field, type, values: field.values.map(CONVERTED[type]) };
  };
  return frames.map((frame) => withFields(frame, frame.fields.map(converted)));
}

// A row for each set of labels, with a column for each value of one of them.
export function joinByLabels(frames, { value, join: wanted }) {
  const all = frames.flatMap(({ fields }) => fields.filter(({ type, labels }) => labels && type !== "time"));
  const known = [...new Set(all.flatMap(({ labels }) => Object.keys(labels)))];
  if (!known.includes(value)) return null;
  const keys = (wanted?.length ? wanted : known).filter((name) => name !== value);
  const groups = new Map();
  for (const { labels, values } of all) {
    const texts = keys.map((name) => labels[name]);
    const group = groups.get(JSON.stringify(texts)) ?? { texts, columns: new Map() };
    group.columns.set(labels[value], [...(group.columns.get(labels[value]) ?? []), ...values]);
    groups.set(JSON.stringify(texts), group);
  }
  const rows = [...groups.values()].flatMap((group) => {
    const length = Math.max(1, ...[...group.columns.values()].map((values) => values.length));
    return Array.from({ length }, (_, at) => ({ ...group, at }));
  });
  const names = [...new Set(all.map(({ labels }) => labels[value]))];
  return [
    frameOf([
      ...keys.map((name, at) => ({ name, type: "string", values: rows.map(({ texts }) => texts[at]) })),
      ...names.map((name) => ({
        name, type: all.find(({ labels }) => labels[value] === name).type, values: rows.map(({ columns, at }) => columns.get(name)?.[at]),
      })),
    ]),
  ];
}

const EMPTY = { empty: "", null: null, true: true, false: false, zero: 0 };

// A row for each value of one column, a column for each value of another.
export function groupingToMatrix(frames, { columnField = "Time", rowField = "Time", valueField = "Value", emptyValue = "empty" }) {
  if (frames.length !== 1) return frames;
  const [frame] = frames;
  const [columns, rows, values] = [columnField, rowField, valueField].map((name) => named(frame, name));
  if (!columns || !rows || !values) return frames;
  // Whatever is written alike is one.
  const keys = (field) => new Map(field.values.map((value) => [String(value), value]));
  const found = new Map(values.values.map((value, at) => [JSON.stringify([String(columns.values[at]), String(rows.values[at])]), value]));
  const head = { name: `${rowField}\\${columnField}`, type: rows.type, values: [...keys(rows).values()], refId: rows.refId };
  const made = [...keys(columns).keys()].map((column) => ({
    ...values,
    name: column,
    labels: {},
    values: [...keys(rows).keys()].map((row) => found.get(JSON.stringify([column, row])) ?? EMPTY[emptyValue] ?? null),
  }));
  return [withFields(frame, [head, ...made])];
}

// Series over time: each column of numbers, for each combination of the texts beside it.
export function prepareTimeSeries(frames) {
  return frames.flatMap((frame) => {
    const time = frame.fields.find(({ type }) => type === "time");
    const texts = frame.fields.filter(({ type }) => type === "string");
    if (!time) return [];
    const groups = new Map();
    for (let row = 0; row < rowsIn(frame); row++) {
      const key = JSON.stringify(texts.map(({ values }) => values[row]));
      groups.set(key, [...(groups.get(key) ?? []), row]);
    }
    return frame.fields.filter(({ type }) => type === "number").flatMap((field) =>
      [...groups.values()].map((rows) => {
        const own = texts.map(({ name, values }) => [name, values[rows[0]]]);
        const labels = { ...field.labels, ...Object.fromEntries(own) };
        const name = own.length ? [field.name, ...own.map(([, value]) => value)].join(" ") : field.name;
        return pick(frameOf([time, { ...field, name, labels }], frame.refId), rows);
      }),
    );
  });
}
