// Transformations: what happens to answers before they are drawn, as far as it is done here.
import { frameOf, named, pick, rowsIn, typeOf, withFields } from "./frames.js";
import { pattern } from "./model.js";
import { isOfSeveral, isReducer, reduced, reducerTitle } from "./reducers.js";
import { convertFieldType, extractFields, groupingToMatrix, joinByLabels, prepareTimeSeries } from "./reshape.js";

// The tables that come out of a panel's transformations, and the names of those that are not done here.
export function transformed(panel, frames) {
  const missing = [];
  let made = frames;
  for (const { id, options = {}, disabled, filter } of panel.transformations ?? []) {
    if (disabled) continue;
    const isMeant = ({ refId }) => !filter?.options || pattern(filter.options).test(refId);
    const meant = made.filter(isMeant);
    const result = Object.hasOwn(DONE, id) ? DONE[id](meant, options) : null;
    if (result) made = [...result, ...made.filter((frame) => !isMeant(frame))];
    else missing.push(id);
  }
  return { frames: made, missing };
}

const DONE = {
  organize, merge, reduce, groupBy, sortBy, labelsToFields, calculateField, filterFieldsByName, renameByRegex, seriesToRows, filterByValue,
  extractFields, convertFieldType, groupingToMatrix, joinByLabels, prepareTimeSeries,
  joinByField: (frames, { byField, mode }) => join(frames, byField, mode),
  seriesToColumns: (frames, { byField }) => join(frames, byField),
  limit: (frames, { limitField = 10 }) => frames.map((frame) => pick(frame, [...Array(rowsIn(frame)).keys()].slice(0, Number(limitField)))),
};

function organize(frames, { excludeByName = {}, indexByName = {}, renameByName = {} }) {
  const place = ({ name }) => indexByName[name] ?? Infinity;
  return frames.map((frame) => {
    const kept = frame.fields.filter(({ name }) => !excludeByName[name]);
    const ordered = kept.toSorted((one, other) => (place(one) === place(other) ? 0 : place(one) - place(other)));
    return withFields(frame, ordered.map((field) => ({ ...field, name: renameByName[field.name] || field.name })));
  });
}

// One table: rows that say the same of what all tables have are one.
function merge(frames) {
  if (frames.length < 2) return frames;
  const shared = frames[0].fields.map(({ name }) => name).filter((name) => frames.every((frame) => named(frame, name)));
  const fields = new Map();
  const rows = [];
  const known = new Map();
  for (const frame of frames) {
    for (const field of frame.fields) if (!fields.has(field.name)) fields.set(field.name, field);
    for (let at = 0; at < rowsIn(frame); at++) {
      const row = new Map(frame.fields.map(({ name, values }) => [name, values[at]]));
      const key = JSON.stringify(shared.map((name) => row.get(name)));
      const same = known.get(key)?.find((other) => [...row].every(([name, value]) => other.get(name) === undefined || other.get(name) === value));
      if (same) for (const [name, value] of row) same.set(name, value);
      else {
        rows.push(row);
        known.set(key, [...(known.get(key) ?? []), row]);
      }
    }
  }
  // Numbers stand behind what they are about.
  const order = [...fields.values()].toSorted((one, other) => (one.type === "number") - (other.type === "number"));
  return [frameOf(order.map((field) => ({ ...field, values: rows.map((row) => row.get(field.name)) })))];
}

// One table with a row for each value of a column that all have.
function join(frames, byField, mode = "outer") {
  if (frames.length < 2) return frames;
  const keyOf = (frame) => (byField ? named(frame, byField) : frame.fields.find(({ type }) => type === "time"));
  const joined = frames.filter(keyOf);
  if (joined.length === 0) return frames;
  const rowsOf = joined.map((frame) => new Map(keyOf(frame).values.map((value, at) => [value, at])));
  let keys = [...new Set(joined.flatMap((frame) => keyOf(frame).values))];
  if (mode === "inner") keys = keys.filter((key) => rowsOf.every((rows) => rows.has(key)));
  if (keyOf(joined[0]).type !== "string") keys.sort((one, other) => one - other);
  const fields = joined.flatMap((frame, at) =>
    frame.fields.filter((field) => field !== keyOf(frame)).map((field) => ({ ...field, values: keys.map((key) => field.values[rowsOf[at].get(key)]) })),
  );
  // Columns of one name are told apart by their place.
  const seen = new Map();
  const distinct = fields.map((field) => {
    const count = (seen.get(field.name) ?? 0) + 1;
    seen.set(field.name, count);
    return count === 1 ? field : { ...field, name: `${field.name} ${count}` };
  });
  return [frameOf([{ ...keyOf(joined[0]), values: keys }, ...distinct])];
}

function renameByRegex(frames, { regex = "(.*)", renamePattern = "$1" }) {
  const found = /^\/(.*)\/([a-z]*)$/s.exec(regex);
  let wanted;
  try {
    wanted = found ? new RegExp(found[1], found[2]) : new RegExp(regex);
  } catch {
    return null;
  }
  const rename = (field) => (field.type === "time" ? field : { ...field, name: field.name.replace(wanted, renamePattern) });
  return frames.map((frame) => withFields(frame, frame.fields.map(rename)));
}

function filterFieldsByName(frames, { include, exclude, byVariable }) {
  if (byVariable) return null;
  const matches = ({ names, pattern: text }, name) => Boolean(names?.includes(name) || (text && pattern(text).test(name)));
  const isKept = ({ name }) => (!include || matches(include, name)) && !(exclude && matches(exclude, name));
  return frames.map((frame) => withFields(frame, frame.fields.filter(isKept))).filter(({ fields }) => fields.length > 0);
}

function groupBy(frames, { fields = {} }) {
  if (!Object.values(fields).every(({ operation, aggregations = [] }) => operation !== "aggregate" || aggregations.every(isReducer))) return null;
  return frames.map((frame) => {
    const keys = frame.fields.filter(({ name }) => fields[name]?.operation === "groupby");
    if (keys.length === 0) return frame;
    const groups = new Map();
    for (let at = 0; at < rowsIn(frame); at++) {
      const key = JSON.stringify(keys.map(({ values }) => values[at]));
      groups.set(key, [...(groups.get(key) ?? []), at]);
    }
    const rows = [...groups.values()];
    const grouped = keys.map((field) => ({ ...field, values: rows.map(([first]) => field.values[first]) }));
    const computed = frame.fields.flatMap((field) => {
      const { operation, aggregations = [] } = fields[field.name] ?? {};
      if (operation !== "aggregate") return [];
      return aggregations.map((reducer) => {
        const values = rows.map((places) => computedOf(field, reducer, places));
        return { ...field, name: `${field.name} (${reducer})`, type: isOfSeveral(reducer) ? "other" : field.type, values };
      });
    });
    return withFields(frame, [...grouped, ...computed]);
  });
}

function computedOf(field, reducer, places) {
  if (reducer === "count") return places.length;
  const values = places.map((at) => field.values[at]);
  if (field.type !== "string" || isOfSeveral(reducer) || reducer === "distinctCount") return reduced(values, reducer);
  return reducer.startsWith("first") ? values[0] : values.at(-1);
}

function sortBy(frames, { sort = [] }) {
  const [{ field: name, desc } = {}] = sort;
  return frames.map((frame) => {
    const by = named(frame, name);
    if (!by) return frame;
    const compared = (one, other) => {
      const [left, right] = [by.values[one], by.values[other]];
      return left === right ? 0 : left === undefined || left === null || left < right ? -1 : 1;
    };
    const rows = [...Array(rowsIn(frame)).keys()].sort((one, other) => compared(one, other) * (desc ? -1 : 1));
    return pick(frame, rows);
  });
}

// What Grafana calls the values of an answer, but for the legend.
const OWN_NAME = "Value";

function labelsToFields(frames, { mode = "columns", valueLabel, keepLabels }) {
  if (mode === "rows") return frames.flatMap((frame) => frame.fields.filter(({ labels }) => labels).flatMap((field) => labelRows(frame, field, keepLabels)));
  const isKept = (name) => !keepLabels?.length || keepLabels.includes(name);
  return frames.map((frame) => {
    const labels = new Map();
    const fields = frame.fields.map((field) => {
      if (!field.labels) return field;
      const { labels: own, ...rest } = field;
      for (const [name, text] of Object.entries(own)) if (isKept(name) && name !== valueLabel) labels.set(name, (labels.get(name) ?? new Set()).add(text));
      return { ...rest, name: isKept(valueLabel) && own[valueLabel] !== undefined ? own[valueLabel] : OWN_NAME };
    });
    const column = (name, text) => ({ name, type: "string", values: Array(rowsIn(frame)).fill(text) });
    return withFields(frame, [...fields, ...[...labels].flatMap(([name, texts]) => [...texts].map((text) => column(name, text)))]);
  });
}

// A table of the labels of one series.
function labelRows(frame, { labels, name }, keepLabels) {
  const names = keepLabels ?? Object.keys(labels);
  if (names.length === 0) return [];
  const columns = [["label", names], ["value", names.map((one) => labels[one])]];
  return [{ ...frame, name, fields: columns.map(([title, values]) => ({ name: title, type: "string", values })) }];
}

function seriesToRows(frames) {
  const rows = frames.flatMap((frame) => {
    const time = frame.fields.find(({ type }) => type === "time");
    const value = frame.fields.find(({ type }) => type === "number");
    return time && value ? time.values.map((moment, at) => [moment, value.name, value.values[at]]) : [];
  });
  rows.sort((one, other) => other[0] - one[0]);
  const columns = [["Time", "time"], ["Metric", "string"], ["Value", "number"]];
  return [frameOf(columns.map(([name, type], at) => ({ name, type, values: rows.map((row) => row[at]) })))];
}

function reduce(frames, { reducers: wanted = ["max"], mode = "seriesToRows", labelsToFields: asFields, includeTimeField }) {
  if (wanted.length === 0) return frames;
  // Grafana passes over those that it does not have.
  const reducers = wanted.filter(isReducer);
  if (mode === "reduceFields") {
    return frames.map((frame) => {
      const kept = frame.fields.filter(({ type }) => includeTimeField || type !== "time");
      return withFields(frame, kept.flatMap((field) => reducers.map((reducer) => {
        const values = [reducedOf(field, reducer)];
        return { ...field, type: field.type === "time" ? "time" : typeOf(values), values };
      })));
    }).filter(({ fields }) => fields.length > 0);
  }
  const all = frames.flatMap((frame) => frame.fields.filter(({ type }) => type !== "time"));
  const labels = asFields ? [...new Set(all.flatMap((field) => Object.keys(field.labels ?? {})))] : [];
  const nameOf = ({ name, labels: own }) => (asFields && own ? OWN_NAME : name);
  return [
    frameOf([
      { name: "Field", type: "string", values: all.map(nameOf) },
      ...labels.map((name) => ({ name, type: "string", values: all.map((field) => field.labels?.[name]) })),
      ...reducers.map((reducer) => {
        const values = all.map((field) => reducedOf(field, reducer));
        return { name: reducerTitle(reducer), type: values.every((value) => value === null) ? "number" : typeOf(values), values };
      }),
    ]),
  ];
}

// What can be said of texts, too.
const OF_TEXTS = /^(last|first|count|distinctCount|allValues|uniqueValues)/;

function reducedOf(field, reducer) {
  if (field.type !== "string") return reduced(field.values, reducer);
  if (!OF_TEXTS.test(reducer)) return null;
  const known = field.values.filter((value) => value !== null && value !== undefined);
  if (reducer === "lastNotNull") return known.at(-1) ?? null;
  if (reducer === "firstNotNull") return known[0] ?? null;
  return reducer === "count" ? known.length : reduced(field.values, reducer);
}

const OPERATORS = {
  "+": (one, other) => one + other,
  "-": (one, other) => one - other,
  "*": (one, other) => one * other,
  "/": (one, other) => one / other,
  "%": (one, other) => one % other,
  "**": (one, other) => one ** other,
};

function calculateField(frames, { mode = "reduceRow", alias, binary = {}, unary = {}, reduce: byRow = {}, replaceFields }) {
  const joined = frames.every(({ fields }) => fields.some(({ type }) => type === "time")) ? join(frames) : frames;
  const result = joined.map((frame) => {
    const computed = mode === "binary" ? ofTwo(frame, binary) : mode === "unary" ? ofOne(frame, unary) : mode === "reduceRow" ? ofRows(frame, byRow) : null;
    if (!computed) return null;
    const { name, values } = computed;
    const field = { name: alias || name, type: typeOf(values) === "other" ? "other" : "number", values, refId: frame.fields.at(-1)?.refId };
    const time = frame.fields.filter(({ type }) => type === "time");
    return withFields(frame, [...(replaceFields ? time : frame.fields), field]);
  });
  return result.includes(null) ? null : result;
}

function ofTwo(frame, { left, operator, right }) {
  const [one, other] = [left, right].map((side) => (typeof side === "object" ? (side?.fixed ?? side?.matcher?.options) : side));
  const values = (side) => named(frame, side)?.values ?? (Number.isFinite(Number(side)) ? Array(rowsIn(frame)).fill(Number(side)) : null);
  const [lefts, rights] = [values(one), values(other)];
  if (!lefts || !rights || !Object.hasOwn(OPERATORS, operator)) return null;
  const value = (at) => (lefts[at] === null || rights[at] === null || lefts[at] === undefined || rights[at] === undefined ? null : OPERATORS[operator](lefts[at], rights[at]));
  return { name: `${one} ${operator} ${other}`, values: lefts.map((_, at) => value(at)) };
}

const OF_ONE = { abs: Math.abs, exp: Math.exp, ln: Math.log, round: Math.round, floor: Math.floor, ceil: Math.ceil };

function ofOne(frame, { fieldName, operator }) {
  const field = named(frame, fieldName);
  if (!field || !Object.hasOwn(OF_ONE, operator)) return null;
  return { name: `${operator}(${fieldName})`, values: field.values.map((value) => (value === null || value === undefined ? null : OF_ONE[operator](value))) };
}

function ofRows(frame, { reducer = "sum", include }) {
  if (!isReducer(reducer)) return null;
  const columns = frame.fields.filter(({ name, type }) => (include?.length ? include.includes(name) : type === "number"));
  const values = [...Array(rowsIn(frame)).keys()].map((at) => reduced(columns.map((field) => field.values[at] ?? null), reducer));
  return { name: reducerTitle(reducer), values };
}

const TESTS = {
  greater: (value, { value: bound }) => value > bound,
  greaterOrEqual: (value, { value: bound }) => value >= bound,
  lower: (value, { value: bound }) => value < bound,
  lowerOrEqual: (value, { value: bound }) => value <= bound,
  // What is compared may be written as a text.
  equal: (value, { value: other }) => String(value) === String(other),
  notEqual: (value, { value: other }) => String(value) !== String(other),
  isNull: (value) => value === null || value === undefined,
  isNotNull: (value) => value !== null && value !== undefined,
  regex: (value, { value: text }) => pattern(`/${text}/`).test(String(value)),
  range: (value, { from, to }) => value >= from && value <= to,
};

function filterByValue(frames, { filters = [], match = "any", type = "include" }) {
  if (!filters.every(({ config }) => Object.hasOwn(TESTS, config?.id))) return null;
  return frames.map((frame) => {
    const known = filters.filter(({ fieldName }) => named(frame, fieldName));
    if (known.length === 0) return frame;
    const passes = (at) => {
      const test = ({ fieldName, config }) => TESTS[config.id](named(frame, fieldName).values[at], config.options ?? {});
      return match === "all" ? known.every(test) : known.some(test);
    };
    return pick(frame, [...Array(rowsIn(frame)).keys()].filter((at) => passes(at) === (type === "include")));
  });
}
