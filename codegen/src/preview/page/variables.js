// Variables of a dashboard: what can be chosen, what is chosen, and what queries get of it.
import { over, pattern } from "./model.js";
import { duration, step } from "./time.js";

export const ALL = "$__all";

// The variables that somebody can choose, with what is chosen at first.
export function variablesOf(dashboard) {
  const list = dashboard.templating?.list ?? [];
  return list.filter(({ type }) => type !== "datasource").map((variable) => {
    const { text, value } = variable.current ?? {};
    const written = ["textbox", "constant"].includes(variable.type) ? variable.query : undefined;
    const first = [value ?? text ?? written].flat().filter((one) => ["string", "number", "boolean"].includes(typeof one) && one !== "");
    return over(variable, { title: variable.label || variable.name, first: first.map(String) });
  });
}

// A variable with what it can be, and what is chosen of it: what the address says, or else what the dashboard does. Its query may depend on what
// the variables before it choose.
export async function selectionOf(variable, { source, selections, range, said }) {
  const options = await optionsOf(variable, source, selections, range).catch(() => []);
  return { variable, options, chosen: chosen(variable, options, said), auto: automatic(variable, range) };
}

async function optionsOf(variable, source, selections, range) {
  if (variable.type === "query") {
    const { query } = variable;
    const text = variable.definition || (typeof query === "object" ? query?.query : query) || "";
    const found = await source.found(variable.name, filled(text, selections, ownVariables(range, LEAST, LEAST)), range.to);
    const regex = variable.regex && filled(variable.regex, selections, {});
    return sorted(picked(found, regex), variable.sort);
  }
  if (variable.type === "custom" || variable.type === "interval") return optionsWritten(variable);
  return variable.first.map((value) => ({ text: value, value }));
}

// The values of a list that stands in the dashboard: with commas between them, and perhaps `text : value`.
function optionsWritten({ type, options, query, auto }) {
  const known = (options ?? []).filter(({ value }) => value !== ALL).map(({ text, value }) => ({ text: String(text), value: String(value) }));
  const listed = [...String(query ?? "").matchAll(/(?:\\,|[^,])+/g)].map(([one]) => {
    const [, text, value] = /^\s*(.+)\s:\s(.+)$/s.exec(one) ?? [null, one, one];
    return { text: text.replaceAll("\\,", ",").trim(), value: value.replaceAll("\\,", ",").trim() };
  });
  const all = known.length ? known : listed;
  const hasAuto = type !== "interval" || !auto || all.some(({ value }) => value.startsWith(AUTOMATIC));
  return hasAuto ? all : [{ text: "auto", value: AUTOMATIC }, ...all];
}

// The step that queries of variables are asked with, in seconds.
const LEAST = 15;

// How a list of steps begins that has one which follows from the range of time.
const AUTOMATIC = "$__auto";

// That step.
function automatic({ type, auto_count: count, auto_min: least }, range) {
  return type === "interval" ? duration(step(range, count || 30, least || "10s")) : null;
}

// What the regular expression of a variable leaves: values that it finds, or of each the group in it; groups can be a value and its text.
function picked(values, regex) {
  const wanted = regex ? pattern(regex) : /^/;
  const found = values.map((value) => [value, wanted.exec(value)]).filter(([, match]) => match);
  const options = found.map(([whole, { groups = {}, 1: first = whole }]) => {
    const value = groups.value ?? groups.text ?? first;
    return [value, { text: groups.text ?? value, value }];
  });
  return [...new Map(options.toReversed()).values()].toReversed();
}

function sorted(options, sort) {
  const orders = {
    1: (one, other) => (one < other ? -1 : 1),
    3: (one, other) => Number.parseFloat(one) - Number.parseFloat(other),
    5: (one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1),
  };
  const order = orders[sort % 2 === 0 ? sort - 1 : sort];
  if (!order) return options;
  const result = options.toSorted((one, other) => order(one.text, other.text));
  return sort % 2 === 0 ? result.reverse() : result;
}

// What the address says, or else what the dashboard says and there is, or the first value.
function chosen(variable, options, said) {
  if (said?.length) return said;
  const isThere = (value) => value === ALL || options.some((option) => option.value === value);
  const first = options.length ? variable.first.filter(isThere) : variable.first;
  if (first.length) return first;
  if (variable.includeAll) return [ALL];
  return options.slice(0, 1).map(({ value }) => value);
}

// The values that a choice stands for.
export function values({ chosen, options, auto }) {
  if (chosen.includes(ALL)) return options.map(({ value }) => value);
  return chosen.map((value) => (auto && value.startsWith(AUTOMATIC) ? auto : value));
}

// What is chosen, in words.
export function chosenWords({ chosen, options }) {
  if (chosen.includes(ALL)) return "All";
  return chosen.map((value) => options.find((option) => option.value === value)?.text ?? value).join(" + ");
}

// Puts variables into a text. `selections` are by name, `around` are Grafana's own.
export function filled(text, selections, around) {
  const name = /\$\{(\w+)(?::(\w+))?\}|\$(\w+)|\[\[(\w+)\]\]/g;
  return text.replace(name, (whole, braced, kind, bare, old) => {
    const wanted = braced ?? bare ?? old;
    if (Object.hasOwn(around, wanted)) return around[wanted];
    const selection = selections[wanted];
    return selection ? valueText(selection, kind) : whole;
  });
}

function valueText(selection, kind) {
  const { variable, chosen } = selection;
  if (chosen.includes(ALL) && variable.allValue) return variable.allValue;
  const all = values(selection);
  if (kind === "csv") return all.join(",");
  if (kind === "raw" || (!variable.multi && !variable.includeAll)) return all.join(kind === "raw" ? "," : "|");
  const escaped = all.map((value) => value.replace(/[\\^$.*+?()[\]{}|]/g, "\\\\$&"));
  return escaped.length === 1 ? escaped[0] : `(${escaped.join("|")})`;
}

// Grafana's own variables for a query.
export function ownVariables(range, step, scrape) {
  const length = range.to - range.from;
  return {
    __interval: duration(step),
    __interval_ms: String(step * 1000),
    __rate_interval: duration(Math.max(step + scrape, 4 * scrape)),
    __rate_interval_ms: String(Math.max(step + scrape, 4 * scrape) * 1000),
    __range: `${Math.round(length)}s`,
    __range_s: String(Math.round(length)),
    __range_ms: String(Math.round(length) * 1000),
    __from: String(Math.round(range.from * 1000)),
    __to: String(Math.round(range.to * 1000)),
  };
}

// Puts variables into a text for people.
export function worded(text, selections) {
  return (text ?? "").replace(/\$\{(\w+)(?::\w+)?\}|\$(\w+)/g, (whole, braced, bare) => {
    const selection = selections[braced ?? bare];
    return selection ? chosenWords(selection) : whole;
  });
}
