// Variables of a dashboard: what can be chosen, what is chosen, and what queries get of it.
import { over, pattern } from "./model.js";
import { duration } from "./time.js";

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

// The values of a variable, each with its text.
export async function optionsOf(variable, source, selections) {
  if (variable.type === "query") {
    const read = /^label_values\((?:(.*),)?\s*([^,]+?)\s*\)$/s.exec(variable.definition ?? variable.query);
    // The series may depend on what other variables choose.
    const series = read?.[1] && filled(read[1].trim(), selections, {});
    const found = read ? await source.labelValues(variable.name, series, read[2]) : [];
    return sorted(picked(found, variable.regex), variable.sort).map((value) => ({ text: value, value }));
  }
  if (variable.type === "custom" || variable.type === "interval") {
    const written = (variable.options ?? []).filter(({ value }) => value !== ALL);
    return written.map(({ text, value }) => ({ text: String(text), value: String(value) }));
  }
  return variable.first.map((value) => ({ text: value, value }));
}

// What the regular expression of a variable leaves: of each value the group in it, if there is one.
function picked(values, regex) {
  if (!regex) return values;
  const wanted = pattern(regex);
  const found = values.map((value) => wanted.exec(value)).filter((match) => match);
  return [...new Set(found.map((match) => match.groups?.value ?? match[1] ?? match[0]))];
}

function sorted(values, sort) {
  const orders = {
    1: (one, other) => (one < other ? -1 : 1),
    3: (one, other) => Number.parseFloat(one) - Number.parseFloat(other),
    5: (one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1),
  };
  if (!sort) return values;
  const result = [...values].sort(orders[sort % 2 === 0 ? sort - 1 : sort]);
  return sort % 2 === 0 ? result.reverse() : result;
}

// What is chosen of a variable: what the address says, or else what the dashboard says and there is, or the first value.
export function chosen(variable, options, said) {
  if (said?.length) return said;
  const isThere = (value) => value === ALL || options.some((option) => option.value === value);
  const first = options.length ? variable.first.filter(isThere) : variable.first;
  if (first.length) return first;
  if (variable.includeAll) return [ALL];
  return options.slice(0, 1).map(({ value }) => value);
}

// The values that a choice stands for.
export function values(selection) {
  const { chosen, options } = selection;
  return chosen.includes(ALL) ? options.map(({ value }) => value) : chosen;
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
    if (!selection) return whole;
    return selection.chosen.includes(ALL) ? "All" : selection.chosen.join(" + ");
  });
}
